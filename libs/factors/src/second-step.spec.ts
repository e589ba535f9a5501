import { Db, SYSTEM, type Tx } from '#core';
import { SignInLinks } from '#identity';
import { useApp } from '#test/app';
import { count, Factors, ORIGIN, PASSWORD, times, type Member } from '#test/factors';
import { PasswordsService } from '../../identity/src/passwords.service.ts';
import { FactorsService } from './factors.service.ts';

const VIEWER = `{ viewer { id } }`;
const WRONG = 'to nie to hasło';

describe('the second step', () => {
  const t = useApp({ PUBLIC_URL: ORIGIN });
  const f = new Factors(t);
  afterEach(() => t.sql(`DELETE FROM attempt`));

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

  it('is one’s own affair: nobody renames or removes another’s factors', async () => {
    const [member, other] = [await f.member(), await f.member()];
    const { id } = await f.totp(member);
    expect(await f.refusal(other, 'renameFactor', { id, name: 'x' })).toBe('NOT_FOUND');
    expect(await f.refusal(other, 'removeFactor', { id })).toBe('NOT_FOUND');
    const convent = await t.given.convent();
    await t.given.mandate(member, 'CHAIR', convent);
    const path = `query ($id: ID!) { convent(id: $id) { mandates { nodes { person { account {
      recoveryCodesLeft secondFactors { name } linkedIdentities { issuer } } } } } } }`;
    const shown = async (who: Member | null) => JSON.stringify(await t.get(who, path, { id: convent.id }));
    expect(await shown(member)).toContain('"recoveryCodesLeft":10,"secondFactors":[{"name":"Telefon');
    for (const reader of [other, null]) expect(await shown(reader)).not.toContain('recoveryCodesLeft');
    expect(await f.do(member, 'renameFactor', { id, name: '  <script>’ Żółć ' })).toMatchObject({
      name: '<script>’ Żółć',
    });
  });

  it('goes when factors are reset by the operator: no factor, session, half session or code is left, and the person is told', async () => {
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
      const { token } = await f.invitation();
      const input = { token, password: 'siedem łosi gra na tubie' };
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
