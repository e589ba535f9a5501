import { Injectable } from '@nestjs/common';
import { bodyOf, type BodyKeys } from '#convents';
import { newId, NotFound, type Tx } from '#core';
import { Person } from '#identity';
import { Attendance } from './attendance.entity.ts';
import { MeetingActs } from './meeting-acts.service.ts';
import { MeetingGuest } from './meeting-invitation.entity.ts';
import { Meeting } from './meeting.entity.ts';
import { meetingLifecycle } from './meeting.lifecycle.ts';
import { AlreadyThere, AttendanceTimesWrong, AttendeeWrong, PartnerPending } from './meetings.errors.ts';
import { AttendanceDropped, AttendanceReported, MeetingRecordCompleted } from './meetings.events.ts';
import type { RecordAttendanceInput, RecordMeetingInput } from './past-meeting.inputs.ts';
import { Planning } from './planning.service.ts';
import { refuseMode } from './seats.service.ts';

type Id = { id: string };
const NO_BODY: BodyKeys = { conventId: null, forumId: null, entityId: null };
/** Of the key of who was there when. */
const ONCE = 'attendance_meeting_id_attendee_represented_valid_key';

/** Meetings entered after they were held: their times are the real ones, each act has the time at which it is entered. */
@Injectable()
export class PastMeetings {
  constructor(
    private readonly planning: Planning,
    private readonly acts: MeetingActs,
  ) {}

  record(tx: Tx, { recordedFrom, ...input }: RecordMeetingInput): Promise<Id> {
    return this.planning.plan(tx, input, recordedFrom);
  }

  /** For whom somebody came is what the document says; their mandate stands beside it if it was in force then. */
  async recordAttendance(tx: Tx, input: RecordAttendanceInput): Promise<Id> {
    const { meetingId, mode, bodyId, function: what = null } = input;
    const { meeting } = await this.acts.take(tx, 'recordAttendance', meetingId);
    refuseMode(meeting, mode);
    if (Boolean(input.personId) === Boolean(input.guest) || Boolean(bodyId) !== Boolean(what)) throw AttendeeWrong();
    const { from, until } = within(meeting, input);
    const body = bodyId ? await bodyOf(tx, bodyId, 'MandateBody') : NO_BODY;
    const who = input.personId ? await person(tx, input.personId) : await guest(tx, meetingId, input.guest!);
    const mandateId = who.personId && bodyId ? await mandateThen(tx, who.personId, bodyId, what!, from) : null;
    const id = newId();
    const valid = `[${from.toISOString()},${until.toISOString()})`;
    const row = { id, meetingId, registrationId: null, ...who, ...body, mode, valid, function: what, mandateId };
    await tx.constrained(tx.em.insert(Attendance, { ...row, reported: true, recordedUnderId: tx.under }), {
      [ONCE]: () => AlreadyThere(),
    });
    await this.acts.record(tx, meeting, 'recordAttendance');
    return this.acts.tell(tx, meetingId, (concerns) => AttendanceReported(meetingId, { attendanceId: id }, concerns));
  }

  async dropAttendance(tx: Tx, attendanceId: string): Promise<Id> {
    const attendance = await tx.em.findOneBy(Attendance, { id: attendanceId });
    if (!attendance) throw NotFound({ type: 'Attendance', id: attendanceId });
    const { meetingId, guestId } = attendance;
    const { meeting } = await this.acts.take(tx, 'recordAttendance', meetingId);
    const [dropped] = await tx.sql(`DELETE FROM attendance WHERE id = $1 RETURNING id`, [attendanceId]);
    if (!dropped) throw NotFound({ type: 'Attendance', id: attendanceId });
    await tx.sql(
      `UPDATE meeting_guest SET name = 'Gość', email = NULL, organisation = NULL, erased_at = $2, version = version + 1 WHERE id = $1`,
      [guestId, tx.now],
    );
    await this.acts.record(tx, meeting, 'dropAttendance');
    return this.acts.tell(tx, meetingId, (concerns) => AttendanceDropped(meetingId, { attendanceId }, concerns));
  }

  /** From now on it is closed, as it was then; nobody has to have been listed. */
  async complete(tx: Tx, meetingId: string): Promise<Id> {
    const { meeting, facts } = await this.acts.lock(tx, meetingId);
    const state = meetingLifecycle.take(tx, 'completeMeetingRecord', { ...facts, asked: [] });
    if (facts.asked.length) throw PartnerPending();
    const [outside] = await tx.sql(
      `SELECT FROM attendance WHERE meeting_id = $1 AND NOT valid <@ tstzrange($2, $3) LIMIT 1`,
      [meetingId, meeting.startsAt, meeting.endsAt],
    );
    if (outside) throw AttendanceTimesWrong();
    const { startsAt: beganAt, endsAt: closedAt } = meeting;
    await tx.edit(Meeting, meeting, { state, convenedAt: tx.now, beganAt, closedAt });
    await this.acts.record(tx, { id: meetingId, state }, 'completeMeetingRecord');
    return this.acts.tell(tx, meetingId, (concerns) => MeetingRecordCompleted(meetingId, {}, concerns));
  }
}

/** The whole meeting, or as much of it as is said. */
function within({ startsAt, endsAt }: Meeting, said: RecordAttendanceInput): { from: Date; until: Date } {
  const { from, until } = { from: said.from ?? startsAt, until: said.until ?? endsAt };
  if (from < startsAt || until > endsAt || until <= from) throw AttendanceTimesWrong();
  return { from, until };
}

async function person(tx: Tx, id: string) {
  const known = await tx.em.findOneBy(Person, { id });
  if (!known) throw NotFound({ type: 'Person', id });
  return { personId: id, guestId: null, name: known.displayName };
}

async function guest(tx: Tx, meetingId: string, name: string) {
  const id = newId();
  const row = { id, meetingId, name, email: null, organisation: null, createdAt: tx.now, version: 1 };
  await tx.em.insert(MeetingGuest, row);
  return { personId: null, guestId: id, name };
}

async function mandateThen(tx: Tx, personId: string, bodyId: string, what: string, at: Date): Promise<string | null> {
  const [then] = await tx.sql<{ id: string | null }>(`SELECT mandate_then($1, $2, $3, $4) AS id`, [
    ...[personId, bodyId, what, at],
  ]);
  return then!.id;
}
