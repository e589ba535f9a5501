import { Injectable } from '@nestjs/common';
import { newId, NotFound, type NewEvent, type Tx } from '#core';
import { Obligations } from '#obligations';
import { MeetingAct } from './meeting-body.entity.ts';
import { Meeting } from './meeting.entity.ts';
import { loadFacts, type MeetingFacts } from './meeting.facts.ts';
import { meetingLifecycle, type MeetingAction } from './meeting.lifecycle.ts';
import { LimitReached } from './meetings.errors.ts';
import type { MeetingState } from './words.ts';

export interface Held {
  readonly meeting: Meeting;
  readonly facts: MeetingFacts;
}
type Was = Partial<Pick<MeetingAct, 'wasStartsAt' | 'wasEndsAt' | 'wasPlace' | 'wasMode'>>;

/** How many of them one meeting has at most. */
const MOST = { session_note: 1_000, meeting_guest: 500, meeting_invitation: 5_000 } as const;

/** What every act on a meeting does: locks it, loads the facts, writes the act down, tells whom it concerns. */
@Injectable()
export class MeetingActs {
  constructor(private readonly obligations: Obligations) {}

  /** For its organisers; and for those asked to be. */
  async lock(tx: Tx, meetingId: string): Promise<Held> {
    const meeting = await tx.lock(Meeting, meetingId);
    return { meeting, facts: await loadFacts(tx, meetingId) };
  }

  /** The same, once the lifecycle has said yes; gives the state after the act. */
  async take(tx: Tx, action: MeetingAction, meetingId: string): Promise<Held & { state: MeetingState }> {
    const held = await this.lock(tx, meetingId);
    return { ...held, state: meetingLifecycle.take(tx, action, held.facts) };
  }

  /** For whoever sees a meeting without being able to change it: they take turns all the same. */
  async hold(tx: Tx, meetingId: string): Promise<Held> {
    if (!(await tx.em.existsBy(Meeting, { id: meetingId }))) throw NotFound({ type: 'Meeting', id: meetingId });
    await tx.sql(`SELECT hold_meeting($1)`, [meetingId]);
    const meeting = await tx.em.findOneByOrFail(Meeting, { id: meetingId });
    return { meeting, facts: await loadFacts(tx, meetingId) };
  }

  async record(
    tx: Tx,
    { id: meetingId, state }: Pick<Meeting, 'id' | 'state'>,
    action: string,
    more: Was & { reason?: string | null } = {},
  ): Promise<void> {
    await tx.em.insert(MeetingAct, {
      ...{ id: newId(), meetingId, action, state, at: tx.now, mandateId: tx.under },
      ...more,
    });
  }

  /** Refuses what a meeting cannot hold; call it under the lock of the meeting. */
  async refuseBeyond(tx: Tx, table: keyof typeof MOST, meetingId: string): Promise<void> {
    const [row] = await tx.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE meeting_id = $1`, [
      meetingId,
    ]);
    if (row!.n > MOST[table]) throw LimitReached({ most: MOST[table] });
  }

  /** What waits for somebody themselves, anew. */
  async awaits(tx: Tx, personId: string | null): Promise<void> {
    await this.obligations.refresh(tx, [personId]);
  }

  /** What waits for those whom the meeting invites, anew; and the event, for them. */
  async tell(tx: Tx, meetingId: string, event: (concerns: string[]) => NewEvent): Promise<{ id: string }> {
    const [circle] = await tx.sql<{ readers: string[]; bodies: string[]; asked: string[] }>(
      `SELECT readers, bodies, asked FROM meeting WHERE id = $1`,
      [meetingId],
    );
    const concerned = [...new Set([...circle!.readers, ...circle!.bodies, ...circle!.asked])];
    await this.obligations.refresh(tx, concerned);
    tx.emit(event(concerned));
    return { id: meetingId };
  }
}
