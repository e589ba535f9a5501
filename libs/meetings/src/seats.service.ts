import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { MandateFunction } from '#convents';
import { newId, NotFound, type Tx } from '#core';
import { Person } from '#identity';
import { MeetingActs } from './meeting-acts.service.ts';
import type { Meeting } from './meeting.entity.ts';
import type { MeetingFacts } from './meeting.facts.ts';
import { meetingLifecycle, registrationLifecycle, type RegistrationEnd } from './meeting.lifecycle.ts';
import {
  AlreadyRegistered,
  ModeNotOffered,
  NotYourMandate,
  OrganisationNotInvited,
  RegistrationEnded,
  RegistrationNotOpen,
  RegistersTooOften,
  RegistrationOver,
  WasThere,
} from './meetings.errors.ts';
import { RegistrationChanged } from './meetings.events.ts';
import { Registration, Representation } from './registration.entity.ts';
import type { EndRegistrationInput, RegisterForMeetingInput } from './registration.inputs.ts';
import type { Presence } from './words.ts';

type Id = { id: string };
type Attendee = { personId: string; name: string } | { guestId: string; name: string };
interface Mandated {
  readonly id: string;
  readonly function: MandateFunction;
  readonly bodyId: string;
  readonly conventId: string | null;
  readonly forumId: string | null;
  readonly entityId: string | null;
}

/** Letters and digits that nobody confuses when they read them aloud. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const CODE_LENGTH = 8;
const MOST_OFTEN = 20;

/** Who gets a seat: under the lock of the meeting, in the order in which they come. */
@Injectable()
export class Seats {
  constructor(private readonly acts: MeetingActs) {}

  async register(tx: Tx, { meetingId, mode, mandateIds }: RegisterForMeetingInput): Promise<Id> {
    const { meeting, facts } = await this.acts.hold(tx, meetingId);
    meetingLifecycle.take(tx, 'registerForMeeting', { ...facts, registration: 'OPEN', registered: null });
    if (facts.registered) throw AlreadyRegistered();
    refuseUntimely(meeting, facts);
    refuseMode(meeting, mode);
    await refuseOften(tx, meetingId);
    const mandates = await this.mandatesFor(tx, meeting, mandateIds ?? null);
    if (mandates[0]) tx.allow(mandates[0]);
    const { displayName: name } = await tx.em.findOneByOrFail(Person, { id: tx.actor.id });
    const id = await this.enter(tx, meetingId, { personId: tx.actor.id, name }, mode);
    for (const { id: mandateId, function: function_, conventId, forumId, entityId } of mandates)
      await tx.em.insert(Representation, {
        ...{ id: newId(), meetingId, registrationId: id, mandateId, function: function_, conventId, forumId, entityId },
      });
    await this.moveUp(tx, meetingId, id);
    await this.acts.awaits(tx, tx.actor.id);
    return { id };
  }

  /** In the queue; `moveUp` gives a seat where one is free. */
  async enter(tx: Tx, meetingId: string, attendee: Attendee, mode: Presence): Promise<string> {
    const id = newId();
    const code = Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
    const row = { id, meetingId, ...attendee, mode, state: 'WAITLISTED' as const, code, version: 1 };
    await tx.constrained(tx.em.insert(Registration, { ...row, registeredAt: tx.now, beforeMove: false }), {
      registration_once: () => AlreadyRegistered(),
    });
    tx.emit(RegistrationChanged(meetingId, { registrationId: id, state: 'WAITLISTED' }, [idOf(attendee)]));
    return id;
  }

  /** Withdraws a registration of one's own, or declines somebody's; the seat goes on in the same transaction. */
  async end(tx: Tx, action: RegistrationEnd, { registrationId, reason }: EndRegistrationInput): Promise<Id> {
    const { registration, meeting, asked } = await this.take(tx, registrationId);
    const wasThere = await wasAt(tx, registrationId);
    const { state, personId } = registration;
    if (state !== 'CONFIRMED' && state !== 'WAITLISTED') {
      registrationLifecycle.take(tx, action, { ...asked, state: 'CONFIRMED' });
      throw RegistrationEnded({ state });
    }
    const next = registrationLifecycle.take(tx, action, asked);
    if (wasThere) throw WasThere();
    await tx.edit(Registration, registration, { state: next, seat: null, decidedAt: tx.now, reason: reason ?? null });
    tx.emit(RegistrationChanged(meeting.id, { registrationId, state: next }, [personId, ...meeting.bodies]));
    await this.moveUp(tx, meeting.id);
    await this.acts.awaits(tx, personId);
    return { id: registrationId };
  }

  /** Gives back the seats of somebody who leaves the network, where they have not been yet; for the system alone. */
  async leave(tx: Tx, personId: string): Promise<void> {
    tx.allow(tx.actor.kind === 'system');
    const waiting = await tx.sql<{ id: string; meetingId: string }>(
      `SELECT r.id, r.meeting_id AS "meetingId" FROM registration r JOIN meeting m ON m.id = r.meeting_id
       WHERE r.person_id = $1 AND r.state IN ('CONFIRMED', 'WAITLISTED') AND m.state IN ('PLANNED', 'CONVENED')
         AND NOT EXISTS (SELECT FROM attendance a WHERE a.registration_id = r.id) ORDER BY r.meeting_id`,
      [personId],
    );
    for (const { id, meetingId } of waiting) {
      await tx.sql(`SELECT hold_meeting($1)`, [meetingId]);
      await tx.sql(
        `UPDATE registration SET state = 'CANCELLED', seat = NULL, decided_at = $2, version = version + 1 WHERE id = $1`,
        [id, tx.now],
      );
      tx.emit(RegistrationChanged(meetingId, { registrationId: id, state: 'CANCELLED' }, [personId]));
      await this.moveUp(tx, meetingId);
    }
  }

  /** Somebody comes to the moved meeting, too. */
  async confirm(tx: Tx, registrationId: string): Promise<Id> {
    const { registration, meeting, asked } = await this.take(tx, registrationId);
    registrationLifecycle.take(tx, 'confirmRegistration', asked);
    await tx.sql(`SELECT keep_registration($1)`, [registrationId]);
    const { state, personId } = registration;
    tx.emit(RegistrationChanged(meeting.id, { registrationId, state }, [personId, ...meeting.bodies]));
    await this.acts.awaits(tx, personId);
    return { id: registrationId };
  }

  /** Held, with what its lifecycle asks for; that somebody was there is refused by a code of its own. */
  private async take(tx: Tx, id: string) {
    const known = await tx.em.findOneBy(Registration, { id });
    if (!known) throw NotFound({ type: 'Registration', id });
    const { facts, meeting } = await this.acts.hold(tx, known.meetingId);
    const registration = await tx.lock(Registration, id);
    const { state, personId, beforeMove } = registration;
    const who = { personId, actorId: tx.actor.id, held: facts.held };
    const asked = { state, ...who, meetingState: meeting.state, bodies: meeting.bodies, beforeMove, wasThere: false };
    return { registration, meeting, asked };
  }

  /** Gives the free seats to those who wait, and tells them. */
  async moveUp(tx: Tx, meetingId: string, justEntered?: string): Promise<void> {
    const seated = await tx.sql<{ registration_id: string; person_id: string | null }>(
      `SELECT registration_id, person_id FROM seat_waiting($1)`,
      [meetingId],
    );
    for (const { registration_id: registrationId, person_id: personId } of seated)
      if (registrationId !== justEntered)
        tx.emit(RegistrationChanged(meetingId, { registrationId, state: 'CONFIRMED' }, [personId]));
  }

  /** The mandates under which somebody comes, held fast: one for each invited organisation. */
  private async mandatesFor(tx: Tx, { readers }: Meeting, wanted: string[] | null): Promise<Mandated[]> {
    const found = await tx.sql<Mandated>(
      `SELECT id, function, body_id AS "bodyId", convent_id AS "conventId", forum_id AS "forumId", entity_id AS "entityId"
       FROM mandate WHERE person_id = $1 AND state = 'ACTIVE' AND valid @> clock_timestamp()
         AND coalesce(id = ANY ($2::uuid[]), true) ORDER BY id FOR SHARE`,
      [tx.actor.id, wanted],
    );
    if (wanted && found.length !== wanted.length) throw NotYourMandate();
    const invited = found.filter(({ bodyId }) => readers.includes(bodyId));
    if (wanted && invited.length !== found.length) throw OrganisationNotInvited();
    return [...new Map(invited.toReversed().map((each) => [each.bodyId, each])).values()].toReversed();
  }
}

const idOf = (attendee: Attendee): string | null => ('personId' in attendee ? attendee.personId : null);

export function refuseUntimely({ registrationOpensAt: opens }: Meeting, { registration }: MeetingFacts): void {
  if (registration === 'EARLY') throw RegistrationNotOpen({ opensAt: opens!.toISOString() });
  if (registration === 'OVER') throw RegistrationOver();
}

/** Each registration is kept: nobody fills the list by going in and out. */
async function refuseOften(tx: Tx, meetingId: string): Promise<void> {
  const [row] = await tx.sql<{ n: number }>(
    `SELECT count(*)::int AS n FROM registration WHERE meeting_id = $1 AND person_id = $2`,
    [meetingId, tx.actor.id],
  );
  if (row!.n >= MOST_OFTEN) throw RegistersTooOften();
}

export function refuseMode({ mode: offered }: Meeting, mode: Presence): void {
  if (offered !== 'HYBRID' && offered !== mode) throw ModeNotOffered({ mode });
}

export const wasAt = async (tx: Tx, registrationId: string): Promise<boolean> =>
  (await tx.sql(`SELECT FROM attendance WHERE registration_id = $1 LIMIT 1`, [registrationId])).length > 0;
