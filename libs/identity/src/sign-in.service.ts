import { Injectable } from '@nestjs/common';
import { Db, NotFound, SYSTEM, type Actor, type Tx } from '#core';
import { Account, emailKeyOf } from './account.entity.ts';
import { AttemptsService } from './attempts.service.ts';
import { isFresh } from './signed-in.guard.ts';
import { CredentialsService } from './credentials.service.ts';
import { FreshProofRequired, SecondFactorAsked, SignInFailed } from './identity.errors.ts';
import { PasswordChanged } from './identity.events.ts';
import { PasswordsService } from './passwords.service.ts';
import { Person } from './person.entity.ts';
import { HalfSessions } from './half-session.service.ts';
import type { Newcomer } from './hand-over.ts';
import type { ChangePasswordInput, Fresh, SignedIn, SignInInput } from './sign-in.entity.ts';

/**
 * Does slow work before a transaction and gives its result inside it. A refusal is thrown only when it is asked for:
 * by then the transaction has seen whether this is a replay, whose work can no longer succeed.
 */
export const outcome = <T>(work: Promise<T>): Promise<() => T> =>
  work.then(
    (result) => () => result,
    (refusal: unknown) => () => {
      throw refusal;
    },
  );

/** An account whose password was right a moment ago; the transaction sees whether it still is. */
export interface Proof {
  readonly id: string;
  readonly passwordHash: string | null;
}

export interface NewPassword extends Proof {
  readonly newHash: string;
}

/** Signs in by password and changes it. What hashes works outside the transaction: no connection waits for it. */
@Injectable()
export class SignInService {
  constructor(
    private readonly db: Db,
    private readonly passwords: PasswordsService,
    private readonly attempts: AttemptsService,
    private readonly credentials: CredentialsService,
    private readonly halves: HalfSessions,
  ) {}

  /** The same answer after the same work, whether there is no such account, no password or a wrong one. */
  async proof({ email, password }: Pick<SignInInput, 'email' | 'password'>, address: string): Promise<Proof> {
    const emailKey = emailKeyOf(email);
    return this.attempts.during(address, emailKey, async () => {
      const account = await this.read(SYSTEM, (tx) => tx.em.findOneBy(Account, { emailKey }));
      const right = await this.passwords.matches(account?.passwordHash, password);
      if (!account || !right) throw SignInFailed();
      return account;
    });
  }

  /** The same for whoever is signed in. */
  async ownProof(actor: Actor, password: string, address: string): Promise<Proof> {
    const { email } = await this.account(actor);
    return this.proof({ email, password }, address);
  }

  /** Checks what changing the password asks for, and hashes the new one. */
  async newPassword(actor: Actor, input: ChangePasswordInput, address: string): Promise<NewPassword> {
    const { email, passwordHash, displayName } = await this.account(actor);
    if (passwordHash !== null) await this.proof({ email, password: input.currentPassword ?? '' }, address);
    else if (!isFresh(actor)) throw FreshProofRequired();
    const newHash = await this.passwords.hash(input.newPassword, [email, displayName]);
    return { id: actor.id, passwordHash, newHash };
  }

  async signIn(tx: Tx, proof: Proof, newcomer: Newcomer): Promise<SignedIn> {
    await this.stillHolds(tx, proof);
    return this.credentials.begin(tx, proof.id, newcomer);
  }

  /** Whoever has a second factor proves with that: a password may have been stolen together with the session. */
  async reauthenticate(tx: Tx, proof: Proof): Promise<Fresh> {
    await this.stillHolds(tx, proof);
    if ((await this.halves.methodsOf(tx, proof.id)).length) throw SecondFactorAsked();
    return this.credentials.prove(tx);
  }

  /** Sets the password and ends the other sessions; API tokens stay until they are revoked. */
  async changePassword(tx: Tx, proof: NewPassword): Promise<boolean> {
    await this.stillHolds(tx, proof);
    const changes = { passwordHash: proof.newHash, passwordChangedAt: tx.now };
    await tx.em.update(Account, { id: proof.id }, changes);
    await this.credentials.revokeOthers(tx);
    tx.emit(PasswordChanged(proof.id, {}));
    return true;
  }

  private async stillHolds(tx: Tx, { id, passwordHash }: Proof): Promise<void> {
    const account = await tx.lock(Account, id);
    if (account.passwordHash !== passwordHash) throw SignInFailed();
    tx.allow(true);
  }

  private account(actor: Actor): Promise<Account & { displayName: string }> {
    return this.read(actor, async (tx) => {
      const account = await tx.em.findOneBy(Account, { id: actor.id });
      const person = await tx.em.findOneBy(Person, { id: actor.id });
      if (!account || !person) throw NotFound({ type: Account.name });
      return { ...account, displayName: person.displayName };
    });
  }

  private read<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.db.run(actor, (tx: Tx) => {
      tx.allow(true);
      return work(tx);
    });
  }
}
