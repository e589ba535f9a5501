import { Injectable } from '@nestjs/common';
import { newId, type Tx } from '#core';
import { AlreadyInForum, ForumFounded, NotInForum } from './convents.errors.ts';
import { ForumStandingChanged } from './convents.events.ts';
import { Forum } from './forum.entity.ts';
import type { Standing } from './words.ts';

/** What an entry in the register rests on. */
export interface Ground {
  readonly declarationId: string;
  readonly basis: string;
  /** The first day of the new standing. */
  readonly from: string;
  /** False where the source gives no day: then `from` is the earliest possible. */
  readonly dayKnown?: boolean;
}

const OVERLAPS = { forum_standing_convent_id_valid_key: () => AlreadyInForum() };

/** The forum and the register of its members; written by what follows from declarations, and by nothing else. */
@Injectable()
export class ForumRegister {
  /** Of the one forum; null before it is founded. */
  async forumId(tx: Tx): Promise<string | null> {
    const [forum] = await tx.sql<{ id: string }>(`SELECT id FROM forum`);
    return forum?.id ?? null;
  }

  /** Whether a convent is a member on that day or will still be one later. */
  async isMember(tx: Tx, conventId: string, day: string): Promise<boolean> {
    const [row] = await tx.sql(
      `SELECT FROM forum_standing WHERE convent_id = $1 AND kind = 'MEMBER' AND valid && daterange($2, NULL)`,
      [conventId, day],
    );
    return row !== undefined;
  }

  async found(tx: Tx, names: Pick<Forum, 'name' | 'abbreviation'>, ground: Ground): Promise<string> {
    const id = newId();
    const forum = { id, ...names, foundedOn: ground.from, declarationId: ground.declarationId, version: 1 };
    await tx.constrained(tx.em.insert(Forum, forum), { forum_is_one: () => ForumFounded() });
    return id;
  }

  /** A member from that day; a wish to join is fulfilled by it and ends. */
  async admit(tx: Tx, forumId: string, conventId: string, ground: Ground): Promise<void> {
    await tx.sql(
      `DELETE FROM forum_standing WHERE convent_id = $1 AND kind = 'DECLARED_INTENT' AND lower(valid) >= $2`,
      [conventId, ground.from],
    );
    await tx.sql(
      `UPDATE forum_standing SET valid = daterange(lower(valid), $2)
       WHERE convent_id = $1 AND kind = 'DECLARED_INTENT' AND valid @> $2::date`,
      [conventId, ground.from],
    );
    await this.enter(tx, forumId, conventId, 'MEMBER', ground);
  }

  /** A wish alone; of a convent that has declared it already, or is a member, nothing new is to be said. */
  async intend(tx: Tx, forumId: string, conventId: string, ground: Ground): Promise<void> {
    await this.enter(tx, forumId, conventId, 'DECLARED_INTENT', ground);
  }

  /** That day is the last as a member. */
  async leave(tx: Tx, forumId: string, conventId: string, lastDay: string): Promise<void> {
    const left = await tx.sql(
      `UPDATE forum_standing SET valid = daterange(lower(valid), $2::date + 1)
       WHERE convent_id = $1 AND kind = 'MEMBER' AND upper(valid) IS NULL AND lower(valid) <= $2::date RETURNING 1`,
      [conventId, lastDay],
    );
    if (!left.length) throw NotInForum();
    tx.emit(ForumStandingChanged(forumId, { conventId }, [conventId]));
  }

  private async enter(tx: Tx, forumId: string, conventId: string, kind: Standing, ground: Ground): Promise<void> {
    const { declarationId, basis, from, dayKnown = true } = ground;
    const insert = tx.sql(
      `INSERT INTO forum_standing (id, convent_id, forum_id, kind, valid, day_known, basis, declaration_id)
       VALUES ($1, $2, $3, $4, daterange($5, NULL), $6, $7, $8)`,
      [newId(), conventId, forumId, kind, from, dayKnown, basis, declarationId],
    );
    await tx.constrained(insert, OVERLAPS);
    tx.emit(ForumStandingChanged(forumId, { conventId }, [conventId]));
  }
}
