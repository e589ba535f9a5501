import { Injectable } from '@nestjs/common';
import type { Tx } from '#core';
import { MeetingActs } from './meeting-acts.service.ts';
import { meetingLifecycle } from './meeting.lifecycle.ts';
import { AlreadyThere, CodeUnknown, DoorsClosed, NotConfirmed, NotThere } from './meetings.errors.ts';
import { AttendanceChanged } from './meetings.events.ts';
import { Registration } from './registration.entity.ts';
import type { CheckInInput, CheckOutInput } from './registration.inputs.ts';
import { refuseMode } from './seats.service.ts';
import type { Presence } from './words.ts';

type Id = { id: string };

/** Who is there, how, since when, for whom: each change of mode is a row of its own. */
@Injectable()
export class AttendanceService {
  constructor(private readonly acts: MeetingActs) {}

  /** Lets somebody in by the code of their registration. */
  async checkIn(tx: Tx, { meetingId, code, mode }: CheckInInput): Promise<Id> {
    const { meeting, facts } = await this.acts.lock(tx, meetingId);
    meetingLifecycle.take(tx, 'checkIn', { ...facts, doorsOpen: true });
    if (!facts.doorsOpen) throw DoorsClosed();
    refuseMode(meeting, mode);
    return this.enter(tx, await byCode(tx, meetingId, code), mode, tx.under);
  }

  /** The confirmed join online by themselves, also after they were on site. */
  async join(tx: Tx, meetingId: string): Promise<Id> {
    const { meeting, facts } = await this.acts.hold(tx, meetingId);
    const registration = await own(tx, meetingId);
    if (facts.registered !== 'CONFIRMED' && registration) throw NotConfirmed({ state: registration.state });
    meetingLifecycle.take(tx, 'joinMeeting', facts);
    refuseMode(meeting, 'ONLINE');
    return this.enter(tx, registration!, 'ONLINE', null);
  }

  async leave(tx: Tx, meetingId: string): Promise<Id> {
    await this.acts.hold(tx, meetingId);
    tx.allow(true);
    const registration = await own(tx, meetingId);
    if (!registration) throw NotThere();
    return this.exit(tx, registration);
  }

  async checkOut(tx: Tx, { meetingId, code }: CheckOutInput): Promise<Id> {
    const { facts } = await this.acts.lock(tx, meetingId);
    meetingLifecycle.take(tx, 'checkIn', { ...facts, doorsOpen: true });
    return this.exit(tx, await byCode(tx, meetingId, code));
  }

  /**
   * A row for each organisation for which they come under a mandate in force now, or one for themselves; what was open
   * in the other mode ends at the same moment.
   */
  async enter(tx: Tx, registration: Registration, mode: Presence, recordedUnder: string | null): Promise<Id> {
    const { id, meetingId, state, personId, guestId, name } = registration;
    if (state !== 'CONFIRMED') throw NotConfirmed({ state });
    const here = await tx.sql(
      `SELECT FROM attendance WHERE registration_id = $1 AND upper_inf(valid) AND mode = $2 LIMIT 1`,
      [id, mode],
    );
    if (here.length) throw AlreadyThere();
    await tx.sql(
      `WITH moment AS (SELECT clock_timestamp() AS at), ended AS (${END} FROM moment WHERE registration_id = $1 AND upper_inf(valid))
       SELECT at FROM moment`,
      [id],
    );
    await tx.sql(
      `INSERT INTO attendance (id, meeting_id, registration_id, person_id, guest_id, name, mode, valid, convent_id, forum_id,
         entity_id, mandate_id, function, recorded_under_id)
       SELECT uuidv7(), $2, $1, $3, $4, $5, $6, tstzrange(greatest(clock_timestamp(),
           (SELECT max(upper(a.valid)) FROM attendance a WHERE a.registration_id = $1)), NULL),
         r.convent_id, r.forum_id, r.entity_id, r.mandate_id, r.function, $7
       FROM (SELECT 1) one LEFT JOIN representing($1) r ON true`,
      [id, meetingId, personId, guestId, name, mode, recordedUnder],
    );
    tx.emit(AttendanceChanged(meetingId, { registrationId: id, mode }, [personId]));
    return { id };
  }

  /** Ends whatever is still open; a stay of no length keeps one microsecond, since no range may be empty. */
  async endAll(tx: Tx, meetingId: string, at: Date): Promise<void> {
    await tx.sql(
      `WITH moment AS (SELECT $2::timestamptz AS at) ${END} FROM moment WHERE meeting_id = $1 AND upper_inf(valid)`,
      [meetingId, at],
    );
  }

  private async exit(tx: Tx, { id, meetingId, personId }: Registration): Promise<Id> {
    const ended = await tx.sql(
      `WITH moment AS (SELECT clock_timestamp() AS at)
       ${END} FROM moment WHERE registration_id = $1 AND upper_inf(valid) RETURNING id`,
      [id],
    );
    if (!ended.length) throw NotThere();
    tx.emit(AttendanceChanged(meetingId, { registrationId: id }, [personId]));
    return { id };
  }
}

const END = `UPDATE attendance SET valid = tstzrange(lower(valid), greatest(moment.at, lower(valid) + interval '1 microsecond'))`;

async function byCode(tx: Tx, meetingId: string, code: string): Promise<Registration> {
  const registration = await tx.em.findOneBy(Registration, { meetingId, code: code.toUpperCase() });
  if (!registration) throw CodeUnknown();
  return registration;
}

/** The actor's latest registration. */
const own = (tx: Tx, meetingId: string): Promise<Registration | null> =>
  tx.em.findOne(Registration, { where: { meetingId, personId: tx.actor.id }, order: { queue: 'DESC' } });
