import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config, hashOf, newId, type Tx } from '#core';
import { Account, CredentialsService } from '#identity';
import { Ceremonies, NOBODY, type CeremonyKind, type Holder } from './ceremonies.service.ts';
import type { AddPasskeyInput, NewFactor, PasskeyAssertionInput, PasskeyOptions } from './factor.inputs.ts';
import { PasskeyCopied, PasskeyRefused } from './factors.errors.ts';
import { FactorsService } from './factors.service.ts';
import { FactorKind, SecondFactor } from './second-factor.entity.ts';

/** Loaded by the first who has a passkey: two hundred modules, a tenth of a start. */
const webauthn = () => import('@simplewebauthn/server');

const MINUTES = 5;
/** ES256, RS256 and EdDSA: what every authenticator has. */
const ALGORITHMS = [-8, -7, -257];

/** Where browsers find this node; no passkey works at an address that is a number. */
export function relyingParty({ PUBLIC_URL, PORT }: Config): { rpID: string; origin: string } {
  const { hostname, origin } = new URL(PUBLIC_URL ?? `http://localhost:${PORT}`);
  return { rpID: hostname, origin };
}

const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64url');
/** A person's id as authenticators keep it: 16 bytes. */
const handleOf = (personId: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.from(personId.replaceAll('-', ''), 'hex'));

/** The hash of the challenge that a browser says it signed; of nothing where that cannot be read. */
export function challengeIn(clientDataJSON: string): Buffer {
  try {
    const { challenge } = JSON.parse(bytesOf(clientDataJSON).toString('utf8')) as { challenge?: unknown };
    return hashOf(typeof challenge === 'string' ? challenge : '');
  } catch {
    return hashOf('');
  }
}

/** What cannot be verified is refused, for whatever reason the library names. */
async function verified<T>(work: Promise<T>): Promise<T> {
  return work.catch(() => {
    throw PasskeyRefused();
  });
}

/** Passkeys (WebAuthn): each challenge works once, in the place that asked for it, and the person is verified by the key. */
@Injectable()
export class PasskeysService {
  private readonly party: { rpID: string; origin: string };

  constructor(
    config: Config,
    private readonly ceremonies: Ceremonies,
    private readonly factors: FactorsService,
    private readonly credentials: CredentialsService,
  ) {
    this.party = relyingParty(config);
  }

  async enrol(tx: Tx): Promise<PasskeyOptions> {
    const { id: holderId, personId } = await this.credentials.ownSession(tx);
    const { email } = await tx.lock(Account, personId);
    const { generateRegistrationOptions } = await webauthn();
    const options = await generateRegistrationOptions({
      ...{ rpName: 'Konwent', rpID: this.party.rpID, userName: email, userID: handleOf(personId) },
      ...{ challenge: Uint8Array.from(randomBytes(32)), timeout: MINUTES * 60_000, attestationType: 'none' },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: await this.keysOf(tx, personId),
      supportedAlgorithmIDs: ALGORITHMS,
    });
    return this.asked(tx, 'PASSKEY_ENROLMENT', { personId, holderId }, options);
  }

  async add(tx: Tx, { attestation, name }: AddPasskeyInput): Promise<NewFactor> {
    const { id: holderId, personId } = await this.credentials.ownSession(tx);
    const { id, clientDataJSON, attestationObject, transports } = attestation;
    const hash = challengeIn(clientDataJSON);
    if (!(await this.ceremonies.take(tx, 'PASSKEY_ENROLMENT', hash, { personId, holderId }))) throw PasskeyRefused();
    const response = { clientDataJSON, attestationObject };
    const { verifyRegistrationResponse } = await webauthn();
    const { registrationInfo: made } = await verified(
      verifyRegistrationResponse({
        response: { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response },
        expectedChallenge: (challenge) => hashOf(challenge).equals(hash),
        ...{ expectedOrigin: this.party.origin, expectedRPID: this.party.rpID, requireUserVerification: true },
        supportedAlgorithmIDs: ALGORITHMS,
      }),
    );
    if (made?.credential.id !== id) throw PasskeyRefused();
    const { publicKey, counter } = made.credential;
    const own = { publicKey: Buffer.from(publicKey), signCount: String(counter), transports: transports ?? [] };
    const key = { kind: FactorKind.PASSKEY, credentialId: bytesOf(id), ...own } as const;
    return this.factors.add(tx, { id: newId(), personId, name, ...key });
  }

  /** What to ask a key: any of this node's for a sign-in by key alone, one of the person's otherwise. */
  async ask(tx: Tx, kind: CeremonyKind, holder: Holder): Promise<PasskeyOptions> {
    const { personId } = holder;
    const { generateAuthenticationOptions } = await webauthn();
    const options = await generateAuthenticationOptions({
      ...{ rpID: this.party.rpID, challenge: Uint8Array.from(randomBytes(32)) },
      ...{ timeout: MINUTES * 60_000, userVerification: 'required' },
      allowCredentials: personId ? await this.keysOf(tx, personId) : [],
    });
    return this.asked(tx, kind, holder, options);
  }

  /** Checks an answer and gives whose key it was. A key whose counter did not rise may have been copied, and is refused. */
  async use(tx: Tx, kind: CeremonyKind, holder: Holder, assertion: PasskeyAssertionInput): Promise<string> {
    const hash = challengeIn(assertion.clientDataJSON);
    if (!(await this.ceremonies.take(tx, kind, hash, holder))) throw PasskeyRefused();
    const factor = await tx.em.findOneBy(SecondFactor, { credentialId: bytesOf(assertion.id) });
    if (!factor || !belongs(factor, holder, assertion)) throw PasskeyRefused();
    const count = await this.verify(factor, hash, assertion);
    const [used] = await tx.sql(
      `UPDATE second_factor SET sign_count = $2, last_used_at = $3
       WHERE id = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0)) RETURNING 1`,
      [factor.id, count, tx.now],
    );
    if (!used) throw PasskeyCopied();
    return factor.personId;
  }

  private async verify(factor: SecondFactor, hash: Buffer, assertion: PasskeyAssertionInput): Promise<number> {
    const { id, userHandle, ...signed } = assertion;
    const response = { ...signed, ...(userHandle && { userHandle }) };
    const { verifyAuthenticationResponse } = await webauthn();
    const { verified: isRight, authenticationInfo } = await verified(
      verifyAuthenticationResponse({
        response: { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response },
        expectedChallenge: (challenge) => hashOf(challenge).equals(hash),
        ...{ expectedOrigin: this.party.origin, expectedRPID: this.party.rpID, requireUserVerification: true },
        // Where the counter stands is asked by the statement that moves it.
        credential: { id, publicKey: Uint8Array.from(factor.publicKey!), counter: 0 },
      }),
    );
    if (!isRight) throw PasskeyRefused();
    return authenticationInfo.newCounter;
  }

  private async asked(tx: Tx, kind: CeremonyKind, holder: Holder, options: { challenge: string }) {
    const begun = { kind, hash: hashOf(options.challenge), minutes: MINUTES, ...holder };
    const expiresAt = await this.ceremonies.begin(tx, begun);
    return { options: JSON.stringify(options), expiresAt: expiresAt.toISOString() };
  }

  private async keysOf(tx: Tx, personId: string): Promise<{ id: string; transports: string[] }[]> {
    const keys = await tx.em.findBy(SecondFactor, { personId, kind: FactorKind.PASSKEY });
    return keys.map(({ credentialId, transports }) => ({
      id: credentialId!.toString('base64url'),
      transports: transports!,
    }));
  }
}

/** Whether a key is the person's who was asked for one; nobody was where it signs in alone, so it has to say whose it is. */
function belongs({ personId }: SecondFactor, holder: Holder, { userHandle }: PasskeyAssertionInput): boolean {
  const isTheirs = userHandle ? bytesOf(userHandle).equals(handleOf(personId)) : holder !== NOBODY;
  return isTheirs && (holder === NOBODY || holder.personId === personId);
}
