import { Injectable, Logger } from '@nestjs/common';
import { Leaving } from '#convents';
import { Db, newId, NotFound, SYSTEM, type Tx } from '#core';
import { FileSweep } from '#files';
import { CredentialsService } from '#identity';
import { Seats } from '#meetings';
import { PersonKeys } from './person-keys.ts';
import { PersonErased } from './privacy.events.ts';
import type { AskedBy } from './words.ts';

/** What stands where a name stood; `erase_data_of` writes the same. */
export const NEUTRAL_NAME = 'Osoba, której dane usunięto';
const AT_ONCE = 50;

/** Erases people: their rows and names in one transaction, their key after it, and again after whatever undid it. */
@Injectable()
export class Erasing {
  private readonly log = new Logger(Erasing.name);

  constructor(
    private readonly db: Db,
    private readonly leaving: Leaving,
    private readonly seats: Seats,
    private readonly files: FileSweep,
    private readonly credentials: CredentialsService,
    private readonly keys: PersonKeys,
  ) {}

  /** At once; false when there was nothing to erase any more, or the condition on the person `p` no longer holds. */
  async now(personId: string, by: AskedBy, still = 'true', reason: Buffer | null = null): Promise<boolean> {
    const erased = await this.db.run(SYSTEM, (tx: Tx) => this.erase(tx, personId, by, still, reason));
    await this.forget([personId]);
    return erased;
  }

  /** The clock's: what is due, what an older database brought back, and the keys that a crash left. Says of how many. */
  async due(): Promise<number> {
    const people = await this.db.run(SYSTEM, (tx: Tx) => {
      tx.allow(true);
      return tx.sql<{ id: string; by: AskedBy }>(
        `SELECT person_id AS id, asked_by AS by FROM erasure WHERE state = 'WAITING' AND due_at <= now() ORDER BY due_at LIMIT ${AT_ONCE}`,
      );
    });
    let erased = 0;
    for (const { id, by } of people) if (await this.tried(id, by, STILL_DUE)) erased++;
    for (const id of await this.back()) if (await this.tried(id, 'CLOCK')) erased++;
    await this.forget(await this.keys.known());
    return erased;
  }

  /** One that fails is tried again the next time and keeps no other from theirs. */
  private async tried(id: string, by: AskedBy, still?: string): Promise<boolean> {
    return this.now(id, by, still).catch((error: Error) => {
      this.log.error(`a person could not be erased: ${error.message}`);
      return false;
    });
  }

  private async erase(tx: Tx, personId: string, by: AskedBy, still: string, reason: Buffer | null): Promise<boolean> {
    tx.allow(true);
    const [person] = await tx.sql<{ gone: boolean }>(
      `SELECT erased_at IS NOT NULL AS gone FROM person WHERE id = $1 FOR UPDATE`,
      [personId],
    );
    if (!person) throw NotFound({ type: 'Person', id: personId });
    if (person.gone || !(await tx.sql(`SELECT FROM person p WHERE p.id = $1 AND (${still})`, [personId])).length)
      return false;
    await this.settle(tx, personId, by, reason);
    await this.leaving.leave(tx, personId);
    await this.seats.leave(tx, personId);
    await this.credentials.endAllOf(tx, personId);
    await this.files.forgetUploadsOf(tx, personId);
    await tx.sql(`SELECT erase_data_of($1)`, [personId]);
    tx.emit(PersonErased(personId, { by }));
    return true;
  }

  /** What waited is done; what nobody waited for is written down as done. */
  private async settle(tx: Tx, personId: string, by: AskedBy, reason: Buffer | null): Promise<void> {
    const done = await tx.sql(
      `UPDATE erasure SET state = 'DONE', settled_at = $2 WHERE person_id = $1 AND state = 'WAITING' RETURNING 1`,
      [personId, tx.now],
    );
    if (done.length) return;
    await tx.sql(
      `INSERT INTO erasure (id, person_id, state, asked_by, reason, asked_at, due_at, settled_at)
       VALUES ($1, $2, 'DONE', $3, $4, $5, $5, $5)`,
      [newId(), personId, by, reason, tx.now],
    );
  }

  /** Those whom the list of the erased names, and the database knows by name again. */
  private async back(): Promise<string[]> {
    const ids = await this.keys.erased();
    const people = await this.withErased(ids, false);
    return people;
  }

  /** Destroys the keys of whoever is erased, and lists them. */
  private async forget(ids: readonly string[]): Promise<void> {
    const erased = await this.withErased(ids, true);
    for (const id of erased) await this.keys.destroy(id);
    const listed = new Set(await this.keys.erased());
    await this.keys.note(erased.filter((id) => !listed.has(id)));
  }

  private async withErased(ids: readonly string[], erased: boolean): Promise<string[]> {
    if (!ids.length) return [];
    const people = await this.db.run(SYSTEM, (tx: Tx) => {
      tx.allow(true);
      return tx.sql<{ id: string }>(
        `SELECT id FROM person WHERE id::text = ANY ($1) AND (erased_at IS NOT NULL) = $2`,
        [ids, erased],
      );
    });
    return people.map(({ id }) => id);
  }
}

const STILL_DUE = `EXISTS (SELECT FROM erasure e WHERE e.person_id = p.id AND e.state = 'WAITING' AND e.due_at <= now())`;
