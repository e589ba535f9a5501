import { Injectable } from '@nestjs/common';
import type { Tx } from '#core';
import { MeetingActs } from './meeting-acts.service.ts';
import { Meeting } from './meeting.entity.ts';
import type { MoveMeetingInput } from './meeting.inputs.ts';
import { NotMoved } from './meetings.errors.ts';
import { MeetingMoved, RegistrationChanged } from './meetings.events.ts';
import { extendGuestLinks, refuseOdd, refuseTimes } from './planning.service.ts';
import { Seats } from './seats.service.ts';
import type { MeetingMode } from './words.ts';

type Id = { id: string };
const MOVED = ['mode', 'place', 'seatsOnSite', 'seatsOnline'] as const;

/** A convened meeting at another time, another place or in another form: an act with notice. */
@Injectable()
export class Moving {
  constructor(
    private readonly acts: MeetingActs,
    private readonly seats: Seats,
  ) {}

  /** Whoever was on the list stays on it, and everybody is asked again. */
  async move(tx: Tx, input: MoveMeetingInput): Promise<Id> {
    const { meetingId, reason } = input;
    const { meeting, state } = await this.acts.take(tx, 'moveMeeting', meetingId);
    const { startsAt: wasStartsAt, endsAt: wasEndsAt, place: wasPlace, mode: wasMode } = meeting;
    const to = targetOf(meeting, input);
    const isSameTime = +to.startsAt === +wasStartsAt && +to.endsAt === +wasEndsAt;
    if (isSameTime && MOVED.every((each) => to[each] === meeting[each])) throw NotMoved();
    refuseOdd({
      ...to,
      seatsOnSite: input.seatsOnSite ?? to.seatsOnSite,
      seatsOnline: input.seatsOnline ?? to.seatsOnline,
    });
    await refuseTimes(tx, to);
    await tx.edit(Meeting, meeting, { ...to, movedAt: tx.now, sequence: meeting.sequence + 1 });
    await this.askAgain(tx, meetingId, to.endsAt);
    if (to.mode === 'ON_SITE') await tx.sql(`SELECT set_online_link($1, NULL)`, [meetingId]);
    await this.reseat(tx, meetingId);
    const was = { wasStartsAt, wasEndsAt, wasPlace, wasMode };
    await this.acts.record(tx, { id: meetingId, state }, 'moveMeeting', { reason, ...was });
    return this.acts.tell(tx, meetingId, (concerns) => MeetingMoved(meetingId, {}, concerns));
  }

  /** Answers and registrations were for another meeting, so to say; a guest's link opens until the new end. */
  private async askAgain(tx: Tx, meetingId: string, endsAt: Date): Promise<void> {
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
    await extendGuestLinks(tx, meetingId, endsAt);
  }

  /** Tells each whose seat or form is another one now. */
  private async reseat(tx: Tx, meetingId: string): Promise<void> {
    const moved = await tx.sql<{ id: string }>(`SELECT registration_id AS id FROM unseat($1)`, [meetingId]);
    await this.seats.moveUp(tx, meetingId);
    const waiting = await tx.sql<{ id: string; personId: string | null }>(
      `SELECT id, person_id AS "personId" FROM registration WHERE id = ANY ($1) AND state = 'WAITLISTED' ORDER BY queue`,
      [moved.map(({ id }) => id)],
    );
    for (const { id: registrationId, personId } of waiting)
      tx.emit(RegistrationChanged(meetingId, { registrationId, state: 'WAITLISTED' }, [personId]));
  }
}

/** What the meeting becomes; what is not said stays, as far as its form has it. */
function targetOf(meeting: Meeting, input: MoveMeetingInput) {
  const { startsAt, endsAt } = input;
  const mode = input.mode ?? meeting.mode;
  const placeBefore = mode === 'ONLINE' && meeting.mode !== 'ONLINE' ? null : meeting.place;
  const closes = meeting.registrationClosesAt;
  return {
    ...{ startsAt, endsAt, mode, place: input.place ?? placeBefore, ...seatsOf(meeting, input, mode) },
    registrationOpensAt: input.registrationOpensAt ?? meeting.registrationOpensAt,
    registrationClosesAt: input.registrationClosesAt ?? (closes && new Date(+closes + (+startsAt - +meeting.startsAt))),
  };
}

const seatsOf = (meeting: Meeting, input: MoveMeetingInput, mode: MeetingMode) => ({
  seatsOnSite: mode === 'ONLINE' ? null : (input.seatsOnSite ?? meeting.seatsOnSite),
  seatsOnline: mode === 'ON_SITE' ? null : (input.seatsOnline ?? meeting.seatsOnline),
});
