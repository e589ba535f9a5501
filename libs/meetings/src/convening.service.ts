import { Injectable } from '@nestjs/common';
import { FIRST_RULES } from '#convents';
import type { Tx } from '#core';
import { AttendanceService } from './attendance.service.ts';
import { MeetingActs } from './meeting-acts.service.ts';
import { Meeting } from './meeting.entity.ts';
import { meetingLifecycle } from './meeting.lifecycle.ts';
import type { MeetingReasonInput, PublishMeetingInput } from './meeting.inputs.ts';
import { AlreadyShared, DoorsClosed, NobodyInvited, PartnerPending, TimesWrong } from './meetings.errors.ts';
import { MeetingBegan, MeetingCancelled, MeetingClosed, MeetingConvened, MeetingPublished } from './meetings.events.ts';
import { refuseOpenPoll } from './session-polls.service.ts';

type Id = { id: string };

/** The steps of a meeting from state to state. */
@Injectable()
export class Convening {
  constructor(
    private readonly acts: MeetingActs,
    private readonly attendance: AttendanceService,
  ) {}

  /** From now on those invited see it and register. */
  async convene(tx: Tx, meetingId: string): Promise<Id> {
    const { meeting, facts } = await this.acts.lock(tx, meetingId);
    const state = meetingLifecycle.take(tx, 'conveneMeeting', { ...facts, asked: [], past: false });
    if (facts.asked.length) throw PartnerPending();
    if (facts.past) throw TimesWrong();
    const [invited] = await tx.sql(
      `SELECT FROM meeting_invitation WHERE meeting_id = $1 AND withdrawn_at IS NULL LIMIT 1`,
      [meetingId],
    );
    if (!invited) throw NobodyInvited();
    await tx.edit(Meeting, meeting, { state, convenedAt: tx.now });
    await this.acts.record(tx, { id: meetingId, state }, 'conveneMeeting');
    return this.acts.tell(tx, meetingId, (concerns) => MeetingConvened(meetingId, {}, concerns));
  }

  async cancel(tx: Tx, { meetingId, reason }: MeetingReasonInput): Promise<Id> {
    const { meeting, state } = await this.acts.take(tx, 'cancelMeeting', meetingId);
    await tx.sql(
      `UPDATE registration SET state = 'CANCELLED', seat = NULL, decided_at = $2, reason = $3, version = version + 1
       WHERE meeting_id = $1 AND state IN ('CONFIRMED', 'WAITLISTED')`,
      [meetingId, tx.now, reason],
    );
    await tx.edit(Meeting, meeting, { state, sequence: meeting.sequence + 1 });
    await this.attendance.endAll(tx, meetingId, tx.now);
    await this.acts.record(tx, { id: meetingId, state }, 'cancelMeeting', { reason });
    return this.acts.tell(tx, meetingId, (concerns) => MeetingCancelled(meetingId, {}, concerns));
  }

  async begin(tx: Tx, meetingId: string): Promise<Id> {
    const { meeting, facts } = await this.acts.lock(tx, meetingId);
    const state = meetingLifecycle.take(tx, 'beginMeeting', { ...facts, doorsOpen: true });
    if (!facts.doorsOpen) throw DoorsClosed();
    await tx.edit(Meeting, meeting, { state, beganAt: tx.now });
    await tx.sql(
      `UPDATE meeting_body b SET quorum_percent = coalesce(
         (SELECT r.quorum_percent FROM convent_rules r WHERE r.id = b.convent_id), $2) WHERE meeting_id = $1`,
      [meetingId, FIRST_RULES.quorumPercent],
    );
    await this.acts.record(tx, { id: meetingId, state }, 'beginMeeting');
    return this.acts.tell(tx, meetingId, (concerns) => MeetingBegan(meetingId, {}, concerns));
  }

  /** Whoever is still there leaves at this moment, and the item that it had come to ends. */
  async close(tx: Tx, meetingId: string): Promise<Id> {
    const { meeting, facts } = await this.acts.lock(tx, meetingId);
    const state = meetingLifecycle.take(tx, 'closeMeeting', { ...facts, polling: false });
    await refuseOpenPoll(tx, meetingId);
    const [{ at: closedAt }] = (await tx.sql<{ at: Date }>(`SELECT clock_timestamp() AS at`)) as [{ at: Date }];
    await tx.sql(`UPDATE agenda_item SET ended_at = $2 WHERE id = $1`, [meeting.currentItemId, closedAt]);
    await this.attendance.endAll(tx, meetingId, closedAt);
    await tx.edit(Meeting, meeting, { state, closedAt, currentItemId: null });
    await this.acts.record(tx, { id: meetingId, state }, 'closeMeeting');
    return this.acts.tell(tx, meetingId, (concerns) => MeetingClosed(meetingId, {}, concerns));
  }

  /** The meeting, its agenda and quorum are seen from now on; people and notes are not. */
  async publish(tx: Tx, { meetingId, audience }: PublishMeetingInput): Promise<Id> {
    const { meeting, facts, state } = await this.acts.take(tx, 'publishMeeting', meetingId);
    if (audience === 'FORUM' && facts.shared) throw AlreadyShared();
    await tx.edit(Meeting, meeting, audience === 'FORUM' ? { sharedAt: tx.now } : { publishedAt: tx.now });
    await this.acts.record(tx, { id: meetingId, state }, 'publishMeeting');
    return this.acts.tell(tx, meetingId, (concerns) => MeetingPublished(meetingId, { audience }, concerns));
  }
}
