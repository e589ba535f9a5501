import { Injectable } from '@nestjs/common';
import { Db, hashOf, newId, newSecret, SYSTEM, type Tx } from '#core';
import { Account, emailKeyOf } from './account.entity.ts';
import { CredentialsService } from './credentials.service.ts';
import { InvitationInvalid } from './identity.errors.ts';
import { InvitationAccepted, InvitationRevoked, InvitationSent } from './identity.events.ts';
import { Invitation } from './invitation.entity.ts';
import { PasswordsService } from './passwords.service.ts';
import { Person } from './person.entity.ts';
import type { Newcomer } from './hand-over.ts';
import type { AcceptInvitationInput, SignedIn } from './sign-in.entity.ts';

const TOKEN_BYTES = 16;
const LIFE_MS = 72 * 60 * 60_000;

export interface Invitee {
  email: string;
  displayName: string;
  /** Null when the system invites. */
  invitedBy: string | null;
}

/** All but `personId` is null where an account with the address is there already: nobody has to be invited then. */
export interface Invited {
  personId: string;
  invitationId: string | null;
  token: string | null;
  expiresAt: string | null;
}

@Injectable()
export class InvitationsService {
  constructor(
    private readonly db: Db,
    private readonly passwords: PasswordsService,
    private readonly credentials: CredentialsService,
  ) {}

  /** Finds or makes the person behind an address, once even if many invite them. The caller decides who may invite. */
  async invite(tx: Tx, { email, displayName, invitedBy }: Invitee): Promise<Invited> {
    const emailKey = emailKeyOf(email);
    await tx.sql(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`invite ${emailKey}`]);
    const [known] = await tx.sql<{ person_id: string; has_account: boolean }>(
      `SELECT person_id, has_account FROM person_by_email($1)`,
      [emailKey],
    );
    if (known?.has_account) return { personId: known.person_id, invitationId: null, token: null, expiresAt: null };
    const personId = known?.person_id ?? newId();
    if (!known) await tx.em.insert(Person, { id: personId, displayName: displayName.trim(), createdAt: tx.now });
    const { secret, hash } = newSecret(TOKEN_BYTES);
    const expiresAt = new Date(tx.now.getTime() + LIFE_MS);
    const invitation = { id: newId(), personId, email: email.trim(), emailKey, tokenHash: hash, invitedBy };
    await tx.em.insert(Invitation, { ...invitation, createdAt: tx.now, expiresAt });
    tx.emit(InvitationSent(invitation.id, { personId }, [personId, invitedBy]));
    return { personId, invitationId: invitation.id, token: secret, expiresAt: expiresAt.toISOString() };
  }

  /** The hash of the password to set; null where there is nothing to accept, so that a guess costs no hashing. */
  async passwordHash({ token, password, displayName }: AcceptInvitationInput): Promise<string | null> {
    const invitee = await this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      const invitation = await tx.em.findOneBy(Invitation, { tokenHash: hashOf(token) });
      if (!invitation || !isOpen(invitation, tx.now)) return null;
      const person = await tx.em.findOneByOrFail(Person, { id: invitation.personId });
      return [invitation.email, person.displayName, displayName ?? ''];
    });
    return invitee && this.passwords.hash(password, invitee);
  }

  async accept(
    tx: Tx,
    input: AcceptInvitationInput,
    passwordHash: string | null,
    newcomer: Newcomer,
  ): Promise<SignedIn> {
    if (!passwordHash) throw InvitationInvalid();
    return this.credentials.open(tx, await this.makeAccount(tx, input, passwordHash), newcomer);
  }

  /** Makes the invited person's account and gives their id. Of several invitations of a person one can be accepted. */
  async makeAccount(
    tx: Tx,
    { token, displayName }: Pick<AcceptInvitationInput, 'token' | 'displayName'>,
    passwordHash: string | null,
  ): Promise<string> {
    const tokenHash = hashOf(token);
    const invitation = await tx.em.findOne(Invitation, { where: { tokenHash }, lock: { mode: 'pessimistic_write' } });
    if (!invitation || !isOpen(invitation, tx.now)) throw InvitationInvalid();
    const { id, personId, email, emailKey, invitedBy } = invitation;
    await tx.lock(Person, personId);
    if (await tx.em.existsBy(Account, [{ id: personId }, { emailKey }])) throw InvitationInvalid();
    tx.allow(true);
    if (displayName) await tx.em.update(Person, { id: personId }, { displayName: displayName.trim() });
    const account = { id: personId, email, emailKey, passwordHash, operator: false };
    await tx.em.insert(Account, { ...account, createdAt: tx.now, passwordChangedAt: passwordHash && tx.now });
    await tx.em.update(Invitation, { id }, { acceptedAt: tx.now });
    tx.emit(InvitationAccepted(id, { personId }, [personId, invitedBy]));
    return personId;
  }

  /** Takes an invitation of the actor's back; one that was accepted stays so. */
  async revoke(tx: Tx, id: string): Promise<void> {
    const invitation = await tx.lock(Invitation, id);
    tx.allow(invitation.invitedBy === tx.actor.id);
    if (invitation.acceptedAt) throw InvitationInvalid();
    if (invitation.revokedAt) return;
    await tx.em.update(Invitation, { id }, { revokedAt: tx.now });
    tx.emit(InvitationRevoked(id, { personId: invitation.personId }, [invitation.invitedBy]));
  }
}

const isOpen = ({ acceptedAt, revokedAt, expiresAt }: Invitation, now: Date): boolean =>
  !acceptedAt && !revokedAt && expiresAt > now;
