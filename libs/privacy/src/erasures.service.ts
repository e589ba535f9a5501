import { Injectable } from '@nestjs/common';
import { HeldMandates, Leaving } from '#convents';
import { Db, Forbidden, newId, NotFound, SYSTEM, type Actor, type Tx } from '#core';
import { emailKeyOf } from '#identity';
import { erasureLifecycle } from './erasure.lifecycle.ts';
import type { EndingMandate, Erasure, ErasePersonInput, RequestErasureInput } from './erasure.types.ts';
import { PersonKeys } from './person-keys.ts';
import { ErasureCancelled, ErasureRequested } from './privacy.events.ts';
import { WAITING_DAYS } from './retention.ts';
import type { AskedBy, ErasureState } from './words.ts';

interface Row {
  readonly id: string;
  readonly personId: string;
  readonly state: ErasureState;
  readonly askedBy: AskedBy;
  readonly reason: Buffer | null;
  readonly askedAt: Date;
  readonly dueAt: Date;
  readonly settledAt: Date | null;
}

/** Whom it is about, and the reason as it may be stored. */
export interface Request {
  readonly personId: string;
  readonly reason: Buffer | null;
  readonly by: 'PERSON' | 'OPERATOR';
}

const COLUMNS = `id, person_id AS "personId", state, asked_by AS "askedBy", reason, asked_at AS "askedAt", due_at AS "dueAt",
  settled_at AS "settledAt"`;
const NOT_OPERATOR = 'O usunięcie danych innej osoby wnosi operator węzła; o swoje – requestErasure.';

/** Asking for an erasure, and thinking again. The reason is sealed before the transaction, which writes no file. */
@Injectable()
export class Erasures {
  constructor(
    private readonly db: Db,
    private readonly keys: PersonKeys,
    private readonly mandates: HeldMandates,
    private readonly leaving: Leaving,
  ) {}

  async own({ id }: Actor, { reason }: RequestErasureInput): Promise<Request> {
    return { personId: id, by: 'PERSON', reason: reason ? await this.keys.seal(id, reason) : null };
  }

  /** Finds whom the operator means: an account, or somebody who was only invited. */
  async another(me: Actor, { email, reason }: ErasePersonInput): Promise<Request> {
    const personId = await this.db.run(me, async (tx: Tx) => {
      if (!(await this.mandates.operates(tx))) throw Forbidden({ reason: NOT_OPERATOR });
      tx.allow(true);
      const [found] = await tx.sql<{ id: string | null }>(`SELECT person_by_account($1) AS id`, [emailKeyOf(email)]);
      if (!found?.id) throw NotFound({ type: 'Person' });
      return found.id;
    });
    return { personId, by: 'OPERATOR', reason: await this.keys.seal(personId, reason) };
  }

  /** From now on it waits; whoever asks again while it does gets the same one. */
  async request(tx: Tx, { personId, reason, by }: Request): Promise<{ id: string }> {
    const operator = by === 'OPERATOR';
    tx.allow(operator ? await this.mandates.operates(tx) : tx.actor.id === personId);
    await tx.sql(`SELECT pg_advisory_xact_lock(hashtextextended('erasure of ' || $1, 0))`, [personId]);
    const [waiting] = await tx.sql<{ id: string }>(
      `SELECT id FROM erasure WHERE person_id = $1 AND state = 'WAITING'`,
      [personId],
    );
    if (waiting) return waiting;
    const [made] = await tx.sql<{ id: string }>(
      `INSERT INTO erasure (id, person_id, state, asked_by, operator_id, reason, asked_at, due_at)
       VALUES ($1, $2, 'WAITING', $3, $4, $5, $6, $6::timestamptz + make_interval(days => $7)) RETURNING id`,
      [newId(), personId, by, operator ? tx.actor.id : null, reason, tx.now, WAITING_DAYS[by]],
    );
    tx.emit(ErasureRequested(made!.id, { by }, [personId]));
    return made!;
  }

  async cancel(tx: Tx, id: string): Promise<{ id: string }> {
    const [row] = await tx.sql<Row>(`SELECT ${COLUMNS} FROM erasure WHERE id = $1 FOR UPDATE`, [id]);
    if (!row) throw NotFound({ type: 'Erasure', id });
    const state = erasureLifecycle.take(tx, 'cancelErasure', await this.facts(tx, row));
    await tx.sql(`UPDATE erasure SET state = $2, settled_at = $3 WHERE id = $1`, [id, state, tx.now]);
    tx.emit(ErasureCancelled(id, {}, [row.personId]));
    return { id };
  }

  /** One by its id, or the actor's own that waits, as the actor may see it. */
  async seen(me: Actor, id: string | null): Promise<Erasure | null> {
    const found = await this.db.run(me, async (tx: Tx) => {
      tx.allow(true);
      const [row] = await tx.sql<Row>(
        `SELECT ${COLUMNS} FROM erasure WHERE CASE WHEN $1::uuid IS NULL THEN person_id = $2 AND state = 'WAITING' ELSE id = $1 END`,
        [id, me.id],
      );
      return row && { row, availableActions: erasureLifecycle.available(await this.facts(tx, row)) };
    });
    if (!found) return null;
    const { personId, reason, askedAt, dueAt, settledAt, ...row } = found.row;
    return {
      ...row,
      askedAt: askedAt.toISOString(),
      dueAt: dueAt.toISOString(),
      settledAt: settledAt?.toISOString() ?? null,
      reason: reason && (await this.keys.open(personId, reason)),
      ends: await this.ends(personId),
      availableActions: found.availableActions,
    };
  }

  /** What would end with a person, by all there is: that somebody is the only one does not depend on who asks. */
  ends(personId: string): Promise<EndingMandate[]> {
    return this.db.run(SYSTEM, (tx: Tx) => {
      tx.allow(true);
      return this.leaving.going(tx, personId);
    });
  }

  private async facts(tx: Tx, { state, personId }: Row) {
    return { state, personId, actorId: tx.actor.id, operates: await this.mandates.operates(tx) };
  }
}
