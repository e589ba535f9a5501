import { Injectable } from '@nestjs/common';
import { heldIn, today } from '#convents';
import { newId, type Tx } from '#core';
import { Outcomes } from './conclusion.service.ts';
import { NotOrganiser } from './minutes.errors.ts';
import { ResolutionRecorded } from './minutes.events.ts';
import { KEEPERS } from './minutes.policy.ts';
import { Resolution, type RecordResolutionInput } from './resolution.entity.ts';

/** Numbers are given in the transaction that records: whoever waits for the counter gets the next, a rollback none. */
@Injectable()
export class Resolutions {
  constructor(private readonly outcomes: Outcomes) {}

  async record(tx: Tx, input: RecordResolutionInput): Promise<{ id: string }> {
    const { meetingId, bodyId, agendaItemId, title, text, basis } = input;
    const { meeting, held } = await this.outcomes.opened(tx, meetingId, agendaItemId);
    const mandate = meeting.bodies.includes(bodyId) && heldIn(held, bodyId, KEEPERS);
    if (!mandate) throw NotOrganiser();
    tx.allow(mandate);
    const adoptedOn = today(meeting.startsAt);
    const year = Number(adoptedOn.slice(0, 4));
    const ordinal = await this.next(tx, bodyId, year);
    const [body] = await tx.sql<{ conventId: string | null; forumId: string | null }>(
      `SELECT convent_id AS "conventId", forum_id AS "forumId" FROM meeting_body WHERE meeting_id = $1 AND body_id = $2`,
      [meetingId, bodyId],
    );
    const id = newId();
    await tx.em.insert(Resolution, {
      ...{ id, meetingId, agendaItemId: agendaItemId ?? null, ...body!, year, ordinal, title, text, basis, adoptedOn },
      ...{ createdAt: tx.now, mandateId: mandate.id },
    });
    tx.emit(ResolutionRecorded(meetingId, { resolutionId: id, bodyId }, meeting.bodies));
    return { id };
  }

  private async next(tx: Tx, bodyId: string, year: number): Promise<number> {
    const [row] = await tx.sql<{ last: number }>(
      `INSERT INTO resolution_counter AS c (body_id, year, last) VALUES ($1, $2, 1)
       ON CONFLICT (body_id, year) DO UPDATE SET last = c.last + 1 RETURNING last`,
      [bodyId, year],
    );
    return row!.last;
  }
}
