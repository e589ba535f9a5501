import { Injectable } from '@nestjs/common';
import type { Tx } from '#core';
import { AttendanceService } from './attendance.service.ts';
import { MeetingActs } from './meeting-acts.service.ts';
import { Meeting } from './meeting.entity.ts';
import { meetingLifecycle } from './meeting.lifecycle.ts';
import type { MeetingReasonInput, MoveMeetingInput } from './meeting.inputs.ts';
import { DoorsClosed, NobodyInvited, NotMoved, PartnerPending, PlaceMissing, TimesWrong } from './meetings.errors.ts';
import {
  MeetingBegan,
  MeetingCancelled,
  MeetingClosed,
  MeetingConvened,
  MeetingMoved,
  MeetingPublished,
} from './meetings.events.ts';
import { refuseTimes } from './planning.service.ts';
import { refuseOpenPoll } from './session-polls.service.ts';

type Id = { id: string };

/** The steps of a meeting from state to state, and its move. */
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

  /** Seats and the queue stay as they are; answers wait to be given anew. */
  async move(
    tx: Tx,
    { meetingId, startsAt, endsAt, place, registrationClosesAt, reason }: MoveMeetingInput,
  ): Promise<Id> {
    const { meeting, state } = await this.acts.take(tx, 'moveMeeting', meetingId);
    const { startsAt: wasStartsAt, endsAt: wasEndsAt, place: wasPlace, registrationClosesAt: closed } = meeting;
    const to = { startsAt, endsAt, place: place ?? wasPlace };
    if (+startsAt === +wasStartsAt && +endsAt === +wasEndsAt && to.place === wasPlace) throw NotMoved();
    if (meeting.mode !== 'ONLINE' && !to.place) throw PlaceMissing();
    const closes = registrationClosesAt ?? (closed && new Date(+closed + (+startsAt - +wasStartsAt)));
    await refuseTimes(tx, {
      startsAt,
      endsAt,
      registrationOpensAt: meeting.registrationOpensAt,
      registrationClosesAt: closes,
    });
    const moved = { ...to, registrationClosesAt: closes, movedAt: tx.now, sequence: meeting.sequence + 1 };
    await tx.edit(Meeting, meeting, moved);
    await tx.sql(
      `UPDATE meeting_invitation SET answered_before_move = true, version = version + 1
       WHERE meeting_id = $1 AND answer IS NOT NULL AND NOT answered_before_move`,
      [meetingId],
    );
    await tx.sql(
      `UPDATE registration SET before_move = true, version = version + 1
       WHERE meeting_id = $1 AND state IN ('CONFIRMED', 'WAITLISTED') AND NOT before_move`,
      [meetingId],
    );
    await this.acts.record(tx, { id: meetingId, state }, 'moveMeeting', { reason, wasStartsAt, wasEndsAt, wasPlace });
    return this.acts.tell(tx, meetingId, (concerns) => MeetingMoved(meetingId, {}, concerns));
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

  /** The meeting, its agenda and quorum are public from now on; people and notes are not. */
  async publish(tx: Tx, meetingId: string): Promise<Id> {
    const { meeting, state } = await this.acts.take(tx, 'publishMeeting', meetingId);
    await tx.edit(Meeting, meeting, { publishedAt: tx.now });
    await this.acts.record(tx, { id: meetingId, state }, 'publishMeeting');
    return this.acts.tell(tx, meetingId, (concerns) => MeetingPublished(meetingId, {}, concerns));
  }
}
