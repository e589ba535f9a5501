import { Injectable } from '@nestjs/common';
import { heldIn, today } from '#convents';
import { newId, type Tx } from '#core';
import { Outcomes } from './conclusion.service.ts';
import { NotOrganiser, PollResolved, ResolutionBasisWrong, ResolutionPollMisfits } from './minutes.errors.ts';
import { ResolutionRecorded } from './minutes.events.ts';
import { KEEPERS } from './minutes.policy.ts';
import { POLL_COUNTS } from './minutes.polls.ts';
import { Resolution, type RecordResolutionInput } from './resolution.entity.ts';

/** Numbers are given in the transaction that records: whoever waits for the counter gets the next, a rollback none. */
@Injectable()
export class Resolutions {
  constructor(private readonly outcomes: Outcomes) {}

  async record(tx: Tx, input: RecordResolutionInput): Promise<{ id: string }> {
    const { meetingId, bodyId, agendaItemId, title, text, pollId = null } = input;
    const { meeting, held } = await this.outcomes.opened(tx, meetingId, agendaItemId);
    const mandate = meeting.bodies.includes(bodyId) && heldIn(held, bodyId, KEEPERS);
    if (!mandate) throw NotOrganiser();
    tx.allow(mandate);
    const basis = pollId ? await this.polled(tx, input) : input.basis;
    if (!basis || (pollId && input.basis)) throw ResolutionBasisWrong();
    const adoptedOn = today(meeting.startsAt);
    const year = Number(adoptedOn.slice(0, 4));
    const ordinal = await this.next(tx, bodyId, year);
    const [body] = await tx.sql<{ conventId: string | null; forumId: string | null }>(
      `SELECT convent_id AS "conventId", forum_id AS "forumId" FROM meeting_body WHERE meeting_id = $1 AND body_id = $2`,
      [meetingId, bodyId],
    );
    const id = newId();
    const inserted = tx.em.insert(Resolution, {
      ...{ id, meetingId, agendaItemId: agendaItemId ?? null, ...body!, year, ordinal, title, text, basis, adoptedOn },
      ...{ createdAt: tx.now, mandateId: mandate.id, pollId },
    });
    await tx.constrained(inserted, { resolution_poll: () => PollResolved() });
    tx.emit(ResolutionRecorded(meetingId, { resolutionId: id, bodyId }, meeting.bodies));
    return { id };
  }

  /** What a poll of the meeting counted that adopted it: one of the body itself, or of all convents that organise. */
  private async polled(tx: Tx, { meetingId, bodyId, pollId }: RecordResolutionInput): Promise<string> {
    const [found] = await tx.sql<{ counts: string }>(
      `SELECT ${POLL_COUNTS} AS counts FROM poll p JOIN poll_result r ON r.id = p.id
       WHERE p.id = $1 AND p.meeting_id = $2 AND (p.body_id = $3 OR p.electorate = 'ORGANISING_CONVENTS')
         AND p.state = 'PUBLISHED' AND r.outcome = 'ADOPTED'`,
      [pollId, meetingId, bodyId],
    );
    if (!found) throw ResolutionPollMisfits();
    return `głosowanie: ${found.counts}`;
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
