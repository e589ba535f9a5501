import { hash } from '@node-rs/argon2';
import { Secret, TOTP } from 'otpauth';
import { newId, newSecret } from '#core';
import type { TestApp } from './app.ts';
import { Authenticator } from './authenticator.ts';
import { nasty, type Someone } from './given.ts';

const PERIOD_MS = 30_000;
const MARGIN_MS = 2_500;

export const ORIGIN = 'https://konwent.example';
export const PASSWORD = 'zielony parasol śpi w młynie';
const passwordHash = hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });

export const times = <T>(n: number, work: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: n }, (_, i) => work(i)));

/** How many answers had each code. */
export const count = (codes: (string | undefined)[]): Record<string, number> =>
  codes.reduce<Record<string, number>>((sums, code = 'ok') => ({ ...sums, [code]: (sums[code] ?? 0) + 1 }), {});

export interface Member extends Someone {
  readonly email: string;
}
export interface Signed {
  token: string | null;
  personId: string | null;
  secondStep: { token: string; methods: string[] } | null;
}

const SIGNED = '{ token personId expiresAt secondStep { token methods } }';
/** Each mutation's input type, where its name does not tell, and what is asked of its answer. */
const ASKED: Record<string, [type: string, selection: string]> = {
  signIn: ['SignInInput', SIGNED],
  signInWithLink: ['SignInWithLinkInput', SIGNED],
  finishSignIn: ['FinishSignInInput', SIGNED],
  signInWithPasskey: ['SignInWithPasskeyInput', SIGNED],
  signInWithIdentity: ['SignInWithIdentityInput', SIGNED],
  acceptInvitation: ['AcceptInvitationInput', SIGNED],
  acceptInvitationWithIdentity: ['AcceptInvitationWithIdentityInput', SIGNED],
  startPasskeySignIn: ['StartPasskeySignInInput', '{ options expiresAt }'],
  startPasskeyProof: ['EnrolFactorInput', '{ options expiresAt }'],
  enrolPasskey: ['EnrolFactorInput', '{ options expiresAt }'],
  addPasskey: ['AddPasskeyInput', '{ id recoveryCodes }'],
  enrolTotp: ['EnrolFactorInput', '{ secret uri expiresAt }'],
  confirmTotp: ['ConfirmTotpInput', '{ id recoveryCodes }'],
  renameFactor: ['RenameFactorInput', '{ id name kind lastUsedAt }'],
  removeFactor: ['RemoveFactorInput', ''],
  renewRecoveryCodes: ['EnrolFactorInput', '{ codes }'],
  reauthenticate: ['ReauthenticateInput', '{ token freshUntil }'],
  reauthenticateWithFactor: ['ReauthenticateWithFactorInput', '{ token freshUntil }'],
  startIdentityLink: ['StartIdentityLinkInput', '{ path expiresAt }'],
  linkIdentity: ['LinkIdentityInput', '{ id issuer }'],
  unlinkIdentity: ['RemoveFactorInput', ''],
  changePassword: ['ChangePasswordInput', ''],
};

/** People with factors, made by the API. */
export class Factors {
  constructor(
    private readonly t: TestApp,
    private readonly origin = ORIGIN,
  ) {}

  private document(name: string): string {
    const [type, selection] = ASKED[name]!;
    return `mutation ($input: ${type}!) { ${name}(input: $input) ${selection} }`;
  }

  async do<T = Signed>(who: Someone | string | null, name: string, input: object = {}): Promise<T> {
    return (await this.t.get<Record<string, T>>(who, this.document(name), { input }))[name]!;
  }

  refusal(who: Someone | string | null, name: string, input: object = {}): Promise<string | undefined> {
    return this.t.refusal(who, this.document(name), { input });
  }

  /** Somebody signed in who has a password. */
  async member(): Promise<Member> {
    const person = await this.t.given.person();
    await this.t.sql(`UPDATE account SET password_hash = $2 WHERE id = $1`, [person.id, await passwordHash]);
    return { ...person, email: `osoba.${person.id}@example.invalid` };
  }

  /** The code of an app so many steps from now; not so near to the next step that it would be another one’s on arrival. */
  async code(secret: string, steps = 0): Promise<string> {
    const left = PERIOD_MS - (Date.now() % PERIOD_MS);
    if (left < MARGIN_MS) await new Promise((done) => setTimeout(done, left + 50));
    return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * PERIOD_MS });
  }

  /** Gives a member an authenticator app; the code that confirmed it is the one of half a minute ago. */
  async totp(member: Someone): Promise<{ id: string; secret: string; codes: string[] }> {
    const { secret } = await this.do<{ secret: string }>(member, 'enrolTotp');
    const input = { code: await this.code(secret, -1), name: 'Telefon „służbowy” <b>' };
    const { id, recoveryCodes } = await this.do<{ id: string; recoveryCodes: string[] }>(member, 'confirmTotp', input);
    return { id, secret, codes: recoveryCodes };
  }

  async passkey(member: Someone): Promise<{ id: string; key: Authenticator; codes: string[] }> {
    const { options } = await this.do<{ options: string }>(member, 'enrolPasskey');
    const key = new Authenticator(this.origin);
    const input = { attestation: key.create(options), name: 'Klucz Żółć & ‘x’' };
    const { id, recoveryCodes } = await this.do<{ id: string; recoveryCodes: string[] }>(member, 'addPasskey', input);
    return { id, key, codes: recoveryCodes };
  }

  /** An invitation of somebody who has no account. */
  async invitation(): Promise<{ token: string; personId: string }> {
    const { secret, hash } = newSecret();
    const [id, personId] = [newId(), newId()];
    await this.t.sql(`INSERT INTO person (id, display_name) VALUES ($1, $2)`, [personId, nasty('Osoba')]);
    await this.t.sql(
      `INSERT INTO invitation (id, person_id, email, email_key, token_hash, expires_at)
       VALUES ($1::uuid, $2, $1::text, $1::text, $3, now() + interval '1 hour')`,
      [id, personId, hash],
    );
    return { token: secret, personId };
  }

  /** Half of a sign-in by password. */
  async half({ email }: Member): Promise<string> {
    const { secondStep } = await this.do(null, 'signIn', { email, password: PASSWORD });
    return secondStep!.token;
  }

  /** As if the last code had been taken long ago. */
  async forgetStep(person: { id: string }): Promise<void> {
    await this.t.sql(`UPDATE second_factor SET last_step = 0 WHERE person_id = $1 AND kind = 'TOTP'`, [person.id]);
  }

  async events(person: { id: string }): Promise<string[]> {
    const rows = await this.t.sql<{ type: string }>(
      `SELECT type FROM event WHERE subject_id = $1 AND type LIKE 'identity.%' ORDER BY id`,
      [person.id],
    );
    return rows.map(({ type }) => type.replace('identity.', ''));
  }
}
