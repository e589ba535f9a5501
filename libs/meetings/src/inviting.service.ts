import { Injectable } from '@nestjs/common';
import { newId, newSecret, NotFound, type Tx } from '#core';
import { invitationLifecycle, loadInvitationFacts } from './invitation.lifecycle.ts';
import { MeetingActs } from './meeting-acts.service.ts';
import { MeetingGuest, MeetingInvitation } from './meeting-invitation.entity.ts';
import type { Meeting } from './meeting.entity.ts';
import type { InviteToMeetingInput } from './meeting.inputs.ts';
import { AlreadyInvited, AnswerTooLate, InvitationWithdrawn } from './meetings.errors.ts';
import { InvitationAnswered, InvitationTakenBack, MeetingInvited } from './meetings.events.ts';
import type { AnswerMeetingInvitationInput, GuestLink, InviteGuestInput } from './registration.inputs.ts';

type Id = { id: string };
const TOKEN_BYTES = 16;

/** Whom a meeting invites, and what they answer. */
@Injectable()
export class Inviting {
  constructor(private readonly acts: MeetingActs) {}

  async invite(tx: Tx, { meetingId, bodyIds, membersOf, personIds }: InviteToMeetingInput): Promise<Id> {
    const { meeting } = await this.acts.take(tx, 'inviteToMeeting', meetingId);
    await refuseUnknown(tx, [...bodyIds, ...membersOf], personIds);
    const again = await tx.sql<Id>(
      `UPDATE meeting_invitation SET withdrawn_at = NULL, answer = NULL, answered_at = NULL, note = NULL, version = version + 1
       WHERE meeting_id = $1 AND withdrawn_at IS NOT NULL AND (body_id = ANY ($2) OR person_id = ANY ($3)) RETURNING id`,
      [meetingId, bodyIds, personIds],
    );
    const made = await tx.sql<Id>(
      `INSERT INTO meeting_invitation (id, meeting_id, convent_id, forum_id, entity_id, person_id, invited_at, invited_under_id)
       SELECT uuidv7(), $1, c, f, e, p, $5, $6 FROM (
         SELECT id AS c, NULL::uuid AS f, NULL::uuid AS e, NULL::uuid AS p FROM convent WHERE id = ANY ($2)
         UNION ALL SELECT NULL, id, NULL, NULL FROM forum WHERE id = ANY ($2)
         UNION ALL SELECT NULL, NULL, id, NULL FROM entity WHERE id = ANY ($2) OR id IN (
           SELECT entity_id FROM membership WHERE convent_id = ANY ($4) AND state = 'ACTIVE')
         UNION ALL SELECT NULL, NULL, NULL, unnest($3::uuid[])) x
       ON CONFLICT DO NOTHING RETURNING id`,
      [meetingId, bodyIds, personIds, membersOf, tx.now, tx.under],
    );
    const invitations = again.length + made.length;
    if (!invitations) throw AlreadyInvited();
    await this.acts.refuseBeyond(tx, 'meeting_invitation', meetingId);
    await this.acts.record(tx, meeting, 'inviteToMeeting');
    return this.acts.tell(tx, meetingId, (concerns) => MeetingInvited(meetingId, { invitations }, concerns));
  }

  async withdraw(tx: Tx, invitationId: string): Promise<Id> {
    const { meetingId } = await found(tx, invitationId);
    const { meeting } = await this.acts.take(tx, 'inviteToMeeting', meetingId);
    const invitation = await tx.lock(MeetingInvitation, invitationId);
    if (invitation.withdrawnAt) throw InvitationWithdrawn();
    await tx.edit(MeetingInvitation, invitation, { withdrawnAt: tx.now });
    await tx.sql(`UPDATE meeting_guest SET link_hash = NULL, key_hash = NULL, version = version + 1 WHERE id = $1`, [
      invitation.guestId,
    ]);
    await this.acts.record(tx, meeting, 'withdrawMeetingInvitation');
    return this.acts.tell(tx, meetingId, (concerns) =>
      InvitationTakenBack(meetingId, { invitationId }, [...concerns, invitation.personId ?? meetingId]),
    );
  }

  async answer(tx: Tx, { invitationId, answer, note }: AnswerMeetingInvitationInput): Promise<Id> {
    const { meetingId } = await found(tx, invitationId);
    await this.acts.hold(tx, meetingId);
    const facts = await loadInvitationFacts(tx, invitationId);
    if (!facts) throw NotFound({ type: 'MeetingInvitation', id: invitationId });
    const open = { ...facts, state: 'AWAITING', meetingState: 'CONVENED', past: false } as const;
    invitationLifecycle.take(tx, 'answerMeetingInvitation', open);
    if (facts.state === 'WITHDRAWN') throw InvitationWithdrawn();
    if (facts.meetingState !== 'CANCELLED' && (facts.meetingState !== 'CONVENED' || facts.past)) throw AnswerTooLate();
    invitationLifecycle.take(tx, 'answerMeetingInvitation', facts);
    const invitation = await tx.lock(MeetingInvitation, invitationId);
    const said = { answer, note: note ?? null, answeredAt: tx.now, mandateId: tx.under, answeredBeforeMove: false };
    await tx.edit(MeetingInvitation, invitation, said);
    await this.acts.tell(tx, meetingId, (concerns) =>
      InvitationAnswered(meetingId, { invitationId, answer }, concerns),
    );
    return { id: invitationId };
  }

  /** The guest's link is told to whoever invites, once; the organisers pass it on. */
  async inviteGuest(tx: Tx, { meetingId, name, email, organisation }: InviteGuestInput): Promise<GuestLink> {
    const { meeting } = await this.acts.take(tx, 'inviteToMeeting', meetingId);
    const guestId = newId();
    const guest = {
      id: guestId,
      meetingId,
      name,
      email: email ?? null,
      organisation: organisation ?? null,
      version: 1,
    };
    await tx.em.insert(MeetingGuest, { ...guest, createdAt: tx.now });
    await this.acts.refuseBeyond(tx, 'meeting_guest', meetingId);
    await tx.sql(
      `INSERT INTO meeting_invitation (id, meeting_id, guest_id, invited_at, invited_under_id) VALUES ($1, $2, $3, $4, $5)`,
      [newId(), meetingId, guestId, tx.now, tx.under],
    );
    await this.acts.record(tx, meeting, 'inviteGuest');
    await this.acts.tell(tx, meetingId, (concerns) => MeetingInvited(meetingId, { invitations: 1 }, concerns));
    return this.link(tx, meeting, guestId);
  }

  async renewLink(tx: Tx, guestId: string): Promise<GuestLink> {
    const guest = await tx.em.findOneBy(MeetingGuest, { id: guestId });
    if (!guest) throw NotFound({ type: 'MeetingGuest', id: guestId });
    const { meeting } = await this.acts.take(tx, 'inviteToMeeting', guest.meetingId);
    const isTakenBack = await tx.sql(
      `SELECT FROM meeting_invitation WHERE guest_id = $1 AND withdrawn_at IS NOT NULL`,
      [guestId],
    );
    if (isTakenBack.length) throw InvitationWithdrawn();
    await this.acts.record(tx, meeting, 'renewGuestLink');
    await this.acts.tell(tx, meeting.id, (concerns) => MeetingInvited(meeting.id, { invitations: 0 }, concerns));
    return this.link(tx, meeting, guestId);
  }

  private async link(tx: Tx, { endsAt }: Meeting, guestId: string): Promise<GuestLink> {
    const { secret, hash } = newSecret(TOKEN_BYTES);
    await tx.sql(
      `UPDATE meeting_guest SET link_hash = $2, link_expires_at = $3, link_used_at = NULL, key_hash = NULL, version = version + 1
       WHERE id = $1`,
      [guestId, hash, endsAt],
    );
    return { guestId, token: secret, expiresAt: endsAt.toISOString() };
  }
}

async function found(tx: Tx, id: string): Promise<MeetingInvitation> {
  const invitation = await tx.em.findOneBy(MeetingInvitation, { id });
  if (!invitation) throw NotFound({ type: 'MeetingInvitation', id });
  return invitation;
}

/** Every id has to be somebody's whom the actor sees. */
async function refuseUnknown(tx: Tx, bodyIds: readonly string[], personIds: readonly string[]): Promise<void> {
  const [unknown] = await tx.sql<Id>(
    `SELECT x.id FROM unnest($1::uuid[]) x (id) WHERE NOT EXISTS (SELECT FROM convent c WHERE c.id = x.id)
       AND NOT EXISTS (SELECT FROM forum f WHERE f.id = x.id) AND NOT EXISTS (SELECT FROM entity e WHERE e.id = x.id)
     UNION ALL SELECT x.id FROM unnest($2::uuid[]) x (id) WHERE NOT EXISTS (SELECT FROM person p WHERE p.id = x.id) LIMIT 1`,
    [bodyIds, personIds],
  );
  if (unknown) throw NotFound({ id: unknown.id });
}
