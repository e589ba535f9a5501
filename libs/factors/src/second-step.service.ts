import { Injectable } from '@nestjs/common';
import { Db, DomainError, InvalidInput, SYSTEM, type Actor, type Tx } from '#core';
import {
  AttemptsService,
  CredentialsService,
  HalfSessionInvalid,
  HalfSessions,
  type Fresh,
  type Newcomer,
  type SignedIn,
} from '#identity';
import { Ceremonies, NOBODY } from './ceremonies.service.ts';
import type {
  FinishSignInInput,
  PasskeyAssertionInput,
  PasskeyOptions,
  ReauthenticateWithFactorInput,
  SignInWithPasskeyInput,
} from './factor.inputs.ts';
import { ProviderSessions } from './provider-sessions.service.ts';
import { PasskeyCounterFell, SecondProofRefused } from './factors.events.ts';
import { challengeIn, PasskeysService } from './passkeys.service.ts';
import { RecoveryCodesService } from './recovery-codes.service.ts';
import { SecondFactor } from './second-factor.entity.ts';
import { TotpService } from './totp.service.ts';

type Proofs = Pick<FinishSignInInput, 'totpCode' | 'recoveryCode' | 'passkey'>;

const ONE = { path: 'input', rule: 'oneProof', message: 'Podaj dokładnie jeden dowód tożsamości.' };

const codeOf = (error: unknown): string | undefined =>
  error instanceof DomainError ? error.extensions.code : undefined;

/** The second step of a sign-in, the sign-in by passkey alone, and the fresh proof by a factor. */
@Injectable()
export class SecondStepService {
  constructor(
    private readonly db: Db,
    private readonly halves: HalfSessions,
    private readonly credentials: CredentialsService,
    private readonly totp: TotpService,
    private readonly codes: RecoveryCodesService,
    private readonly passkeys: PasskeysService,
    private readonly sessions: ProviderSessions,
  ) {}

  async finish(tx: Tx, { token, ...proofs }: FinishSignInInput, { replaces }: Newcomer): Promise<SignedIn> {
    const { id: holderId, personId, client } = await this.halves.take(tx, token);
    if (proofs.totpCode) await this.totp.use(tx, personId, proofs.totpCode);
    else if (proofs.recoveryCode) await this.codes.use(tx, personId, proofs.recoveryCode);
    else await this.passkeys.use(tx, 'PASSKEY_STEP', { personId, holderId }, proofs.passkey!);
    tx.allow(true);
    const opened = await this.credentials.open(tx, personId, { client, replaces });
    await this.sessions.follow(tx, holderId, opened);
    return opened;
  }

  /** A key that verified its person is both proofs at once. */
  async signIn(tx: Tx, { passkey }: SignInWithPasskeyInput, newcomer: Newcomer): Promise<SignedIn> {
    const personId = await this.passkeys.use(tx, 'PASSKEY_SIGN_IN', NOBODY, passkey);
    tx.allow(true);
    return this.credentials.open(tx, personId, newcomer);
  }

  async prove(tx: Tx, { totpCode, passkey }: ReauthenticateWithFactorInput): Promise<Fresh> {
    const { id: holderId, personId } = await this.credentials.ownSession(tx);
    if (totpCode) await this.totp.use(tx, personId, totpCode);
    else await this.passkeys.use(tx, 'PASSKEY_PROOF', { personId, holderId }, passkey!);
    return this.credentials.prove(tx);
  }

  async askAtSignIn(tx: Tx, token: string | null | undefined): Promise<PasskeyOptions> {
    tx.allow(true);
    if (!token) return this.passkeys.ask(tx, 'PASSKEY_SIGN_IN', NOBODY);
    const half = await this.halves.find(tx, token);
    if (!half) throw HalfSessionInvalid();
    return this.passkeys.ask(tx, 'PASSKEY_STEP', { personId: half.personId, holderId: half.id });
  }

  async askAgain(tx: Tx): Promise<PasskeyOptions> {
    const { id: holderId, personId } = await this.credentials.ownSession(tx);
    return this.passkeys.ask(tx, 'PASSKEY_PROOF', { personId, holderId });
  }

  /** Whose second proof a token awaits, for the counters; null where nobody's. */
  async personBehind(token: string): Promise<string | null> {
    const half = await this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      return this.halves.find(tx, token);
    });
    return half?.personId ?? null;
  }
}

/** What outlives a refusal: the count of attempts, the challenge that was answered, and the word to the person. */
@Injectable()
export class ProofAttempts {
  constructor(
    private readonly db: Db,
    private readonly attempts: AttemptsService,
    private readonly ceremonies: Ceremonies,
  ) {}

  /**
   * Counts codes per person and kind, so that no guessing of one closes the other. Answers of passkeys are not counted:
   * nobody guesses a signature, and whoever guesses codes must not lock a key out.
   */
  async during<T>(proofs: Proofs, personId: string | null, address: string, work: () => Promise<T>): Promise<T> {
    const { totpCode, recoveryCode, passkey } = proofs;
    if ([totpCode, recoveryCode, passkey].filter(Boolean).length !== 1) throw InvalidInput({ fields: [ONE] });
    if (passkey) return this.answering(passkey, work);
    const key = personId && `${totpCode ? 'totp' : 'recovery'} ${personId}`;
    try {
      return await this.attempts.during(address, key, work);
    } catch (error) {
      if (personId && codeOf(error) === 'FACTOR_REFUSED') await this.tell(personId);
      throw error;
    }
  }

  /** The same for the first code of a new app. */
  ofOwn<T>({ id }: Actor, address: string, work: () => Promise<T>): Promise<T> {
    return this.attempts.during(address, `totp ${id}`, work);
  }

  /** A wrong answer uses its challenge up; a key that may have been copied is told to its person. */
  async answering<T>(
    { id, clientDataJSON }: Pick<PasskeyAssertionInput, 'id' | 'clientDataJSON'>,
    work: () => Promise<T>,
  ): Promise<T> {
    return work().catch(async (error: unknown) => {
      const code = codeOf(error);
      if (code === 'PASSKEY_REFUSED' || code === 'PASSKEY_COPIED')
        await this.db.run(SYSTEM, async (tx: Tx) => {
          tx.allow(true);
          await this.ceremonies.spend(tx, challengeIn(clientDataJSON));
          if (code === 'PASSKEY_COPIED') await this.tellOfCopy(tx, id);
        });
      throw error;
    });
  }

  private async tellOfCopy(tx: Tx, credential: string): Promise<void> {
    const credentialId = Buffer.from(credential, 'base64url');
    const factor = await tx.em.findOneBy(SecondFactor, { credentialId });
    if (factor) tx.emit(PasskeyCounterFell(factor.personId, { factorId: factor.id }));
  }

  private tell(personId: string): Promise<void> {
    return this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      tx.emit(SecondProofRefused(personId, {}));
    });
  }
}
