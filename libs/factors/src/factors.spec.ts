import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Db, newId, newSecret, SYSTEM, type Tx } from '#core';
import { SignInLinks } from '#identity';
import { useApp } from '#test/app';
import { Factors, ORIGIN, PASSWORD, type Member } from '#test/factors';
import { PasswordsService } from '../../identity/src/passwords.service.ts';
import { FactorsService } from './factors.service.ts';

const VIEWER = `{ viewer { id account { recoveryCodesLeft secondFactors { id name kind lastUsedAt } } } }`;
const WRONG = 'to nie to hasło';

const times = <T>(n: number, work: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: n }, (_, i) => work(i)));
const count = (codes: (string | undefined)[]) =>
  codes.reduce<Record<string, number>>((sums, code = 'ok') => ({ ...sums, [code]: (sums[code] ?? 0) + 1 }), {});

describe('second factors', () => {
  const t = useApp({ PUBLIC_URL: ORIGIN });
  const f = new Factors(t);
  const stale = (person: { id: string }) =>
    t.sql(`UPDATE session SET fresh_until = now() WHERE person_id = $1`, [person.id]);
  const noLimits = () => t.sql(`DELETE FROM attempt`);
  afterEach(noLimits);

  describe('an authenticator app', () => {
    it('is asked for after the password, and what the password gives opens nothing else', async () => {
      const member = await f.member();
      const { id, secret } = await f.totp(member);
      const half = await f.do(null, 'signIn', { email: member.email, password: PASSWORD });
      expect(half).toMatchObject({ token: null, personId: null, secondStep: { methods: ['TOTP', 'RECOVERY_CODE'] } });
      const { token } = half.secondStep!;
      for (const query of [VIEWER, 'mutation { signOut }', 'mutation { enrolTotp { secret } }'])
        expect(await t.refusal(token, query)).toBe('UNAUTHENTICATED');
      const finished = await f.do(null, 'finishSignIn', { token, totpCode: await f.code(secret) });
      expect(finished).toMatchObject({ personId: member.id, secondStep: null });
      const { viewer } = await t.get<{ viewer: { account: object } }>(finished.token, VIEWER);
      const shown = { id, kind: 'TOTP', name: 'Telefon „służbowy” <b>', lastUsedAt: expect.any(String) };
      expect(viewer).toMatchObject({ id: member.id, account: { recoveryCodesLeft: 10, secondFactors: [shown] } });
      const told = ['factor_added', 'recovery_codes_made', 'half_session_opened', 'session_opened'];
      expect(await f.events(member)).toEqual(told);
    });

    it('counts from its first code on, in the session that began, and ends the others', async () => {
      const member = await f.member();
      const other = await t.given.session(member.id);
      await f.do(member, 'enrolTotp');
      const { secret } = await f.do<{ secret: string }>(member, 'enrolTotp');
      expect(await f.do(null, 'signIn', { email: member.email, password: PASSWORD })).toMatchObject({
        secondStep: null,
      });
      const right = { code: await f.code(secret), name: 'Telefon' };
      expect(await f.refusal(other, 'confirmTotp', right)).toBe('ENROLMENT_OVER');
      expect(await f.refusal(member, 'confirmTotp', { ...right, code: '000 000' })).toBe('FACTOR_REFUSED');
      expect(await f.refusal(member, 'confirmTotp', { ...right, code: '12345' })).toBe('INVALID_INPUT');
      const codes = await times(10, () => f.refusal(member, 'confirmTotp', right));
      expect(count(codes).ok).toBe(1);
      expect(await t.refusal(other, VIEWER)).toBe('UNAUTHENTICATED');
      expect(await f.refusal(member, 'enrolTotp')).toBe('FACTOR_EXISTS');
    });

    it('is refused ten minutes later, without a fresh proof and by an API token', async () => {
      const member = await f.member();
      const { secret } = await f.do<{ secret: string }>(member, 'enrolTotp');
      await t.sql(`UPDATE ceremony SET expires_at = now() WHERE person_id = $1`, [member.id]);
      expect(await f.refusal(member, 'confirmTotp', { code: await f.code(secret), name: 'x' })).toBe('ENROLMENT_OVER');
      await stale(member);
      for (const act of ['enrolTotp', 'enrolPasskey', 'renewRecoveryCodes', 'startIdentityLink'])
        expect(await f.refusal(member, act)).toBe('FRESH_PROOF_REQUIRED');
      const program = await t.given.apiToken(member.id, ['READ', 'WRITE']);
      expect(await f.refusal(program, 'confirmTotp', { code: '123456', name: 'x' })).toBe('FORBIDDEN');
      expect(await f.refusal(program, 'startPasskeyProof')).toBe('FORBIDDEN');
    });

    it('takes a code once, though fifty come with it at the same moment, each with a half session of its own', async () => {
      const member = await f.member();
      const { secret } = await f.totp(member);
      const halves: string[] = [];
      for (let i = 0; i < 50; i++) {
        const { secret: token, hash } = newSecret();
        await t.sql(
          `INSERT INTO half_session (id, person_id, token_hash, created_at, expires_at)
           VALUES ($1, $2, $3, now(), now() + interval '5 minutes')`,
          [newId(), member.id, hash],
        );
        halves.push(token);
      }
      const totpCode = await f.code(secret);
      const codes = count(await times(50, (i) => f.refusal(null, 'finishSignIn', { token: halves[i], totpCode })));
      expect(codes.ok).toBe(1);
      const refusals = ['ok', 'FACTOR_REFUSED', 'TOO_MANY_ATTEMPTS', 'BUSY'];
      expect(Object.keys(codes).filter((code) => !refusals.includes(code))).toEqual([]);
      await noLimits();
      // Without the counter in the way: the step alone refuses.
      const again = { token: halves.at(-1), totpCode };
      expect(['FACTOR_REFUSED', 'HALF_SESSION_INVALID']).toContain(await f.refusal(null, 'finishSignIn', again));
      const [{ opened }] = (await t.sql<{ opened: number }>(
        `SELECT count(*)::int AS opened FROM event WHERE subject_id = $1 AND type = 'identity.session_opened'`,
        [member.id],
      )) as [{ opened: number }];
      expect(opened).toBe(1);
    });

    it('takes the codes of half a minute around now, and none older than the last', async () => {
      const member = await f.member();
      const { secret } = await f.totp(member);
      const finish = async (steps: number) =>
        f.refusal(null, 'finishSignIn', { token: await f.half(member), totpCode: await f.code(secret, steps) });
      expect([await finish(2), await finish(-2)]).toEqual(['FACTOR_REFUSED', 'FACTOR_REFUSED']);
      expect(await finish(-1)).toBe('FACTOR_REFUSED'); // that is the one that confirmed it
      expect(await finish(1)).toBeUndefined();
      expect([await finish(0), await finish(1)]).toEqual(['FACTOR_REFUSED', 'FACTOR_REFUSED']);
      expect((await f.events(member)).filter((type) => type === 'second_proof_refused')).toHaveLength(5);
    });

    it('stops at ten wrong codes, right ones too; passkeys, recovery codes and the password go on', async () => {
      const member = await f.member();
      const { secret, codes } = await f.totp(member);
      const { key } = await f.passkey(member);
      const token = await f.half(member);
      const wrong = await times(12, () => f.refusal(null, 'finishSignIn', { token, totpCode: '000000' }));
      expect(count(wrong)).toEqual({ FACTOR_REFUSED: 10, TOO_MANY_ATTEMPTS: 2 });
      const right = { token, totpCode: await f.code(secret) };
      expect(await f.refusal(null, 'finishSignIn', right)).toBe('TOO_MANY_ATTEMPTS');
      for (let i = 0; i < 10; i++)
        await f.refusal(null, 'finishSignIn', { token, recoveryCode: 'AAAA-AAAA-AAAA-AAAA' });
      const recovery = { token, recoveryCode: codes[0] };
      expect(await f.refusal(null, 'finishSignIn', recovery)).toBe('TOO_MANY_ATTEMPTS');
      await t.sql(`UPDATE attempt SET points = 100 WHERE key LIKE 'address:%'`);
      const { options } = await f.do<{ options: string }>(null, 'startPasskeySignIn', { token });
      expect(await f.do(null, 'finishSignIn', { token, passkey: key.get(options) })).toMatchObject({
        personId: member.id,
      });
      await t.sql(`DELETE FROM attempt WHERE key LIKE 'address:%' OR key LIKE 'account:%'`);
      await f.half(member);
    });

    it('lies in the table under a key that is a file of the node, without which only codes fail', async () => {
      const member = await f.member();
      const { secret, codes } = await f.totp(member);
      const [row] = await t.sql<{ secret: Buffer }>(`SELECT secret FROM second_factor WHERE person_id = $1`, [
        member.id,
      ]);
      const { Secret } = await import('otpauth');
      const plain = Buffer.from(Secret.fromBase32(secret).buffer);
      expect(row!.secret.includes(plain)).toBe(false);
      const file = await readFile(join(t.dataDir, 'keys', 'factors.key'), 'ascii');
      expect(Buffer.from(file, 'base64')).toHaveLength(32);
      // Another's secret in one's own row opens as little as a damaged one.
      const another = await f.member();
      await f.totp(another);
      await t.sql(
        `UPDATE second_factor SET secret = (SELECT secret FROM second_factor WHERE person_id = $2) WHERE person_id = $1`,
        [another.id, member.id],
      );
      const token = await f.half(another);
      expect(await f.refusal(null, 'finishSignIn', { token, totpCode: await f.code(secret) })).toBe('FACTOR_KEY_LOST');
      expect(
        await f.refusal(null, 'finishSignIn', { token: await f.half(member), recoveryCode: codes[3] }),
      ).toBeUndefined();
    });

    it('is proven afresh by codes, which the password alone no longer does', async () => {
      const member = await f.member();
      const { id, secret } = await f.totp(member);
      await stale(member);
      expect(await f.refusal(member, 'removeFactor', { id })).toBe('FRESH_PROOF_REQUIRED');
      expect(await f.refusal(member, 'reauthenticate', { password: PASSWORD })).toBe('SECOND_FACTOR_ASKED');
      expect(await f.refusal(member, 'reauthenticateWithFactor', {})).toBe('INVALID_INPUT');
      expect(await f.refusal(member, 'reauthenticateWithFactor', { totpCode: '000000' })).toBe('FACTOR_REFUSED');
      const fresh = await f.do<{ token: string }>(member, 'reauthenticateWithFactor', {
        totpCode: await f.code(secret),
      });
      expect(await t.refusal(member, VIEWER)).toBe('UNAUTHENTICATED'); // the token until now is dead
      expect(await f.do<boolean>(fresh.token, 'removeFactor', { id })).toBe(true);
      expect(await f.do(null, 'signIn', { email: member.email, password: PASSWORD })).toMatchObject({
        secondStep: null,
      });
    });
  });

  describe('half a session', () => {
    it.each([
      ['that is five minutes old', `UPDATE half_session SET expires_at = now() WHERE person_id = $1`],
      ['that was finished', `UPDATE half_session SET used_at = now() WHERE person_id = $1`],
    ])('%s is finished by nothing', async (_, change) => {
      const member = await f.member();
      const { secret } = await f.totp(member);
      const token = await f.half(member);
      await t.sql(change, [member.id]);
      const input = { token, totpCode: await f.code(secret) };
      expect(await f.refusal(null, 'finishSignIn', input)).toBe('HALF_SESSION_INVALID');
      expect(await f.refusal(null, 'startPasskeySignIn', { token })).toBe('HALF_SESSION_INVALID');
    });

    it('is finished once by ten at once, and ten times the same with one key', async () => {
      const member = await f.member();
      const { codes } = await f.totp(member);
      const token = await f.half(member);
      const input = { token, recoveryCode: codes[0], clientMutationId: crypto.randomUUID() };
      const answers = await times(5, () => f.do(null, 'finishSignIn', input));
      expect(new Set(answers.map((each) => each.token)).size).toBe(1);
      const second = await f.half(member);
      const tries = await times(10, (i) =>
        f.refusal(null, 'finishSignIn', { token: second, recoveryCode: codes[1 + (i % 9)] }),
      );
      expect(count(tries).ok).toBe(1);
    });

    it('dies with a new password, and asks for exactly one proof', async () => {
      const member = await f.member();
      const { secret, codes } = await f.totp(member);
      const token = await f.half(member);
      const code = await f.code(secret);
      for (const proofs of [{}, { totpCode: code, recoveryCode: codes[0] }])
        expect(await f.refusal(null, 'finishSignIn', { token, ...proofs })).toBe('INVALID_INPUT');
      await f.do(member, 'changePassword', { currentPassword: PASSWORD, newPassword: 'siedem łosi gra na tubie' });
      expect(await f.refusal(null, 'finishSignIn', { token, totpCode: code })).toBe('HALF_SESSION_INVALID');
    });

    it('is what a link gives too', async () => {
      const member = await f.member();
      await f.totp(member);
      const token = await t.app.get(Db).run(SYSTEM, (tx: Tx) => t.app.get(SignInLinks).make(tx, member.id));
      expect(await f.do(null, 'signInWithLink', { token })).toMatchObject({ token: null, personId: null });
    });
  });

  describe('recovery codes', () => {
    it('are ten of 80 bits, work once each in any writing, and not after new ones', async () => {
      const member = await f.member();
      const { codes } = await f.totp(member);
      expect(codes).toHaveLength(10);
      for (const code of codes) expect(code).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
      const loose = ` ${codes[0]!.toLowerCase().replaceAll('-', ' ')} `;
      const finish = async (recoveryCode: string) =>
        f.refusal(null, 'finishSignIn', { token: await f.half(member), recoveryCode });
      expect([await finish(loose), await finish(codes[0]!)]).toEqual([undefined, 'FACTOR_REFUSED']);
      const { codes: renewed } = await f.do<{ codes: string[] }>(member, 'renewRecoveryCodes');
      expect([await finish(codes[1]!), await finish(renewed[1]!)]).toEqual(['FACTOR_REFUSED', undefined]);
      const { viewer } = await t.get<{ viewer: object }>(member, VIEWER);
      expect(viewer).toMatchObject({ account: { recoveryCodesLeft: 9 } });
      const stored = await t.sql(`SELECT * FROM recovery_code WHERE person_id = $1`, [member.id]);
      expect(JSON.stringify(stored)).not.toContain(renewed[2]!.replaceAll('-', ''));
    });

    it('are nobody’s without a factor, and go with the last', async () => {
      const member = await f.member();
      expect(await f.refusal(member, 'renewRecoveryCodes')).toBe('NO_FACTOR');
      const { id } = await f.totp(member);
      const { id: second } = await f.passkey(member);
      await f.do(member, 'removeFactor', { id });
      const left = () =>
        t.sql<{ n: number }>(`SELECT count(*)::int AS n FROM recovery_code WHERE person_id = $1`, [member.id]);
      expect(await left()).toEqual([{ n: 10 }]);
      await f.do(member, 'removeFactor', { id: second });
      expect(await left()).toEqual([{ n: 0 }]);
      expect((await f.events(member)).filter((type) => type === 'factor_removed')).toHaveLength(2);
    });
  });

  it('belong to one person: nobody sees, renames or removes those of another', async () => {
    const [member, other] = [await f.member(), await f.member()];
    const { id } = await f.totp(member);
    expect(await f.refusal(other, 'renameFactor', { id, name: 'x' })).toBe('NOT_FOUND');
    expect(await f.refusal(other, 'removeFactor', { id })).toBe('NOT_FOUND');
    expect(await f.do(member, 'renameFactor', { id, name: '  <script>’ Żółć ' })).toMatchObject({
      name: '<script>’ Żółć',
    });
  });

  it('are reset by the operator: no factor, session, half session or code is left, and the person is told', async () => {
    const member = await f.member();
    const { codes } = await f.totp(member);
    await f.passkey(member);
    const token = await f.half(member);
    const reset = (email: string) => t.app.get(Db).run(SYSTEM, (tx: Tx) => t.app.get(FactorsService).reset(tx, email));
    await expect(reset('nikt@example.invalid')).rejects.toThrow('Nie ma');
    expect(await reset(` ${member.email.toUpperCase()}`)).toEqual({ personId: member.id, factors: 2, sessions: 1 });
    expect(await t.refusal(member, VIEWER)).toBe('UNAUTHENTICATED');
    expect(await f.refusal(null, 'finishSignIn', { token, recoveryCode: codes[0] })).toBe('HALF_SESSION_INVALID');
    expect(await f.do(null, 'signIn', { email: member.email, password: PASSWORD })).toMatchObject({ secondStep: null });
    expect(await f.events(member)).toContain('factors_reset');
  });

  describe('attacks on the sign-in', () => {
    /** What is said to an attempt, and how many passwords are hashed for it. */
    async function attempt(name: string, input: object) {
      let hashes = 0;
      const { turnstile } = t.app.get(PasswordsService, { strict: false }) as unknown as {
        turnstile: { pass<T>(work: () => Promise<T>): Promise<T> };
      };
      const pass = turnstile.pass;
      turnstile.pass = function counted<T>(work: () => Promise<T>): Promise<T> {
        hashes++;
        return pass.call(turnstile, work) as Promise<T>;
      };
      const code = await f.refusal(null, name, input);
      turnstile.pass = pass;
      return { code, hashes };
    }

    it('hash one password and hear the same, whether the account is unknown, has no password, or has a factor', async () => {
      const [plain, guarded, unset] = [await f.member(), await f.member(), await t.given.person()];
      await f.totp(guarded);
      const emails = [
        plain.email,
        guarded.email,
        `osoba.${unset.id}@example.invalid`,
        'nikt@example.invalid',
        'ł'.repeat(254),
      ];
      const answers = [];
      for (const email of emails) answers.push(await attempt('signIn', { email, password: WRONG }));
      expect(answers).toEqual(emails.map(() => ({ code: 'SIGN_IN_FAILED', hashes: 1 })));
      expect(await attempt('acceptInvitation', { token: 'x', password: PASSWORD })).toEqual({
        code: 'INVITATION_INVALID',
        hashes: 0,
      });
    });

    it('are stopped in a flood, and no more is hashed than the counters let through', async () => {
      const member = await f.member();
      const codes = count(await times(60, () => f.refusal(null, 'signIn', { email: member.email, password: WRONG })));
      // Ten by the table; where so many wait for it that some cannot, the process counts at most ten more.
      expect(codes.SIGN_IN_FAILED).toBeGreaterThanOrEqual(10);
      expect(codes.SIGN_IN_FAILED).toBeLessThanOrEqual(20);
      expect(codes.ok).toBeUndefined();
      const stopped = await attempt('signIn', { email: member.email, password: PASSWORD });
      expect(stopped).toEqual({ code: 'TOO_MANY_ATTEMPTS', hashes: 0 });
    });

    it('accept an invitation once, though ten come with it at the same moment', async () => {
      const { secret, hash } = newSecret();
      const [id, personId] = [newId(), newId()];
      await t.sql(`INSERT INTO person (id, display_name) VALUES ($1, 'Osoba „zaproszona”')`, [personId]);
      await t.sql(
        `INSERT INTO invitation (id, person_id, email, email_key, token_hash, expires_at)
         VALUES ($1::uuid, $2, $1::text, $1::text, $3, now() + interval '1 hour')`,
        [id, personId, hash],
      );
      const input = { token: secret, password: 'siedem łosi gra na tubie' };
      const codes = count(await times(10, () => f.refusal(null, 'acceptInvitation', input)));
      expect(codes).toEqual({ ok: 1, INVITATION_INVALID: 9 });
      expect(await f.refusal(null, 'acceptInvitation', input)).toBe('INVITATION_INVALID');
    });

    const post = async (query: string, input: object, cookie?: string) => {
      const response = await fetch(`${t.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: ORIGIN, ...(cookie && { cookie }) },
        body: JSON.stringify({ query, variables: { input } }),
      });
      const answer = (await response.json()) as { data: Record<string, { token: string | null }>; errors?: object[] };
      return { answer, cookie: response.headers.get('set-cookie')?.split(';')[0] };
    };
    const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { token } }`;
    const PROVE = `mutation ($input: ReauthenticateInput!) { reauthenticate(input: $input) { token freshUntil } }`;
    const seen = async (cookie: string) => (await post('{ viewer { id } }', {}, cookie)).answer.data.viewer;

    it('fix no session: a browser that signs in gets another one, and what it came with is dead', async () => {
      const [attacker, victim]: Member[] = [await f.member(), await f.member()];
      const planted = `__Host-konwent=${attacker!.token}`;
      const input = { email: victim!.email, password: PASSWORD, cookie: true };
      const { answer, cookie } = await post(SIGN_IN, input, planted);
      expect(answer.data.signIn!.token).toBeNull();
      expect(cookie).not.toBe(planted);
      expect([await seen(cookie!), await seen(planted)]).toEqual([{ id: victim!.id }, null]);
    });

    it('keep no old token over a fresh proof: the cookie changes with it', async () => {
      const member = await f.member();
      const old = `__Host-konwent=${member.token}`;
      const { answer, cookie } = await post(PROVE, { password: PASSWORD }, old);
      expect(answer.data.reauthenticate!.token).toBeNull();
      expect([await seen(cookie!), await seen(old)]).toEqual([{ id: member.id }, null]);
    });
  });
});
