import { Injectable } from '@nestjs/common';
import { hashOf, newSecret, WrongState, type Tx } from '#core';
import { AttendanceService } from './attendance.service.ts';
import { MeetingActs } from './meeting-acts.service.ts';
import { MeetingGuest } from './meeting-invitation.entity.ts';
import { Meeting } from './meeting.entity.ts';
import { GuestLinkInvalid, ModeNotOffered, WasThere } from './meetings.errors.ts';
import { InvitationAnswered, RegistrationChanged } from './meetings.events.ts';
import { Registration } from './registration.entity.ts';
import type { AnswerAsGuestInput, GuestPass } from './registration.inputs.ts';
import { refuseMode, refuseUntimely, Seats, wasAt } from './seats.service.ts';
import { stateNames, type Presence } from './words.ts';

/** Only a convened meeting that is not over lets a guest in. */
const OPEN = `SELECT g.id FROM meeting_guest g JOIN meeting m ON m.id = g.meeting_id
  WHERE m.state IN ('CONVENED', 'IN_SESSION') AND g.erased_at IS NULL`;

/** What somebody without an account does, by the link that they were sent; each act is the system's. */
@Injectable()
export class Guests {
  constructor(
    private readonly acts: MeetingActs,
    private readonly seats: Seats,
    private readonly attendance: AttendanceService,
  ) {}

  /** A link works once: it is exchanged for a key, which works until the meeting is over. */
  async open(tx: Tx, token: string): Promise<GuestPass> {
    tx.allow(true);
    const key = newSecret();
    const [opened] = await tx.sql<{ id: string }>(
      `UPDATE meeting_guest SET link_used_at = clock_timestamp(), key_hash = $2, version = version + 1
       WHERE link_hash = $1 AND link_used_at IS NULL AND link_expires_at > clock_timestamp() AND id IN (${OPEN})
       RETURNING id`,
      [hashOf(token), key.hash],
    );
    if (!opened) throw GuestLinkInvalid();
    return { ...(await this.pass(tx, await tx.em.findOneByOrFail(MeetingGuest, { id: opened.id }))), key: key.secret };
  }

  async show(tx: Tx, key: string): Promise<GuestPass> {
    return this.pass(tx, await this.guest(tx, key));
  }

  async answer(tx: Tx, { key, answer, mode }: AnswerAsGuestInput): Promise<GuestPass> {
    const guest = await this.guest(tx, key);
    const { meetingId, id: guestId } = guest;
    if (answer === 'ACCEPTED') await this.register(tx, guest, mode ?? null);
    else if (answer === 'DECLINED') await this.withdraw(tx, guest);
    const [invitation] = await tx.sql<{ id: string }>(
      `UPDATE meeting_invitation SET answer = $2, answered_at = clock_timestamp(), answered_before_move = false,
         version = version + 1 WHERE guest_id = $1 RETURNING id`,
      [guestId, answer],
    );
    const invitationId = invitation!.id;
    await this.acts.tell(tx, meetingId, (concerns) =>
      InvitationAnswered(meetingId, { invitationId, answer }, concerns),
    );
    return this.pass(tx, guest);
  }

  async join(tx: Tx, key: string): Promise<GuestPass> {
    const guest = await this.guest(tx, key);
    const { meeting } = await this.acts.hold(tx, guest.meetingId);
    const { state } = meeting;
    const reason = `Nie można tego zrobić w stanie „${stateNames[state]}”.`;
    if (state !== 'IN_SESSION') throw WrongState({ state, action: 'joinAsGuest', reason });
    const registration = await this.registered(tx, guest.id);
    if (!registration) throw WrongState({ state, action: 'joinAsGuest', reason: 'Najpierw przyjmij zaproszenie.' });
    refuseMode(meeting, 'ONLINE');
    await this.attendance.enter(tx, registration, 'ONLINE', null);
    return this.pass(tx, guest);
  }

  private async guest(tx: Tx, key: string): Promise<MeetingGuest> {
    tx.allow(true);
    const [found] = await tx.sql<{ id: string }>(`${OPEN} AND g.key_hash = $1`, [hashOf(key)]);
    if (!found) throw GuestLinkInvalid();
    return tx.em.findOneByOrFail(MeetingGuest, { id: found.id });
  }

  private async register(
    tx: Tx,
    { id: guestId, meetingId, name }: MeetingGuest,
    wanted: Presence | null,
  ): Promise<void> {
    const { meeting, facts } = await this.acts.hold(tx, meetingId);
    const mode = wanted ?? (meeting.mode === 'HYBRID' ? null : meeting.mode);
    if (!mode) throw ModeNotOffered({ mode: 'HYBRID' });
    if (await this.registered(tx, guestId)) return;
    refuseUntimely(meeting, facts);
    refuseMode(meeting, mode);
    const id = await this.seats.enter(tx, meetingId, { guestId, name }, mode);
    await this.seats.moveUp(tx, meetingId, id);
  }

  private async withdraw(tx: Tx, { id: guestId, meetingId }: MeetingGuest): Promise<void> {
    const { meeting } = await this.acts.hold(tx, meetingId);
    const registration = await this.registered(tx, guestId);
    if (!registration) return;
    if (await wasAt(tx, registration.id)) throw WasThere();
    await tx.edit(Registration, registration, { state: 'CANCELLED', seat: null, decidedAt: tx.now });
    const ended = { registrationId: registration.id, state: 'CANCELLED' } as const;
    tx.emit(RegistrationChanged(meetingId, ended, meeting.bodies));
    await this.seats.moveUp(tx, meetingId);
  }

  private async registered(tx: Tx, guestId: string): Promise<Registration | null> {
    const found = await tx.em.find(Registration, { where: { guestId }, order: { queue: 'DESC' } });
    return found.find(({ state }) => state === 'CONFIRMED' || state === 'WAITLISTED') ?? null;
  }

  private async pass(tx: Tx, { id: guestId, name, meetingId }: MeetingGuest): Promise<GuestPass> {
    const meeting = await tx.em.findOneByOrFail(Meeting, { id: meetingId });
    const { title, state, mode, place, startsAt, endsAt } = meeting;
    const [told] = await tx.sql<Pick<GuestPass, 'answer' | 'registration' | 'code' | 'onlineUrl'>>(
      `SELECT i.answer, r.state AS registration, r.code, CASE WHEN r.state = 'CONFIRMED'
           AND m.starts_at - make_interval(mins => m.link_minutes) <= clock_timestamp() THEN l.url END AS "onlineUrl"
       FROM meeting_invitation i JOIN meeting m ON m.id = i.meeting_id LEFT JOIN online_link l ON l.id = m.id
         LEFT JOIN LATERAL (SELECT state, code FROM registration r WHERE r.guest_id = i.guest_id ORDER BY r.queue DESC LIMIT 1) r
           ON true
       WHERE i.guest_id = $1`,
      [guestId],
    );
    const times = { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
    return { key: null, name, title, state, mode, place, ...times, ...told! };
  }
}
