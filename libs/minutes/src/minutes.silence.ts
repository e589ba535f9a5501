import { Injectable } from '@nestjs/common';
import { newId, type Tx } from '#core';
import { Obligations } from '#obligations';
import { MinutesApproved } from './minutes.events.ts';
import { IN_THE_WAY } from './minutes.facts.ts';
import { Recordings } from './recording.service.ts';

const AT_ONCE = 100;

/** The clock job that writes down what silence has done: it approves at the deadline when no correction was open. */
@Injectable()
export class MinutesSilence {
  constructor(
    private readonly recordings: Recordings,
    private readonly obligations: Obligations,
  ) {}

  /** Says how many were approved; `at` is the instant that the clock shows. */
  async approve(tx: Tx, at: Date = tx.now): Promise<number> {
    tx.allow(tx.actor.kind === 'system');
    // The rows first: whoever corrects holds them too, and what they wrote is seen by the next statement.
    const due = await tx.sql<{ id: string }>(
      `SELECT id FROM minutes WHERE state = 'CIRCULATED' AND correct_until <= $1 ORDER BY id LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED`,
      [at],
    );
    const approved = await tx.sql<{ id: string; bodies: string[] }>(
      `UPDATE minutes n SET state = 'APPROVED', approved_by = 'SILENCE', approved_at = n.correct_until, version = n.version + 1
       FROM meeting m WHERE n.id = ANY ($1) AND m.id = n.id AND NOT EXISTS (SELECT FROM correction c WHERE ${IN_THE_WAY})
       RETURNING n.id, m.bodies`,
      [due.map(({ id }) => id)],
    );
    for (const { id, bodies } of approved) {
      await tx.sql(
        `INSERT INTO minutes_act (id, minutes_id, action, state, at) VALUES ($1, $2, 'silence', 'APPROVED', $3)`,
        [newId(), id, at],
      );
      tx.emit(MinutesApproved(id, { by: 'SILENCE' }, bodies));
      await this.recordings.end(tx, id, 'MINUTES_APPROVED');
    }
    await this.obligations.refresh(
      tx,
      approved.flatMap(({ bodies }) => bodies),
    );
    return approved.length;
  }
}
