import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret } from 'otpauth';
import { newId, newSecret } from '#core';
import { useApp } from '#test/app';
import { count, Factors, ORIGIN, PASSWORD, times } from '#test/factors';

const VIEWER = `{ viewer { id account { recoveryCodesLeft secondFactors { id name kind lastUsedAt } } } }`;

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
        await f.refusal(null, 'finishSignIn', { token, recoveryCode: 'AAAA-AAAA-AAAA-AAAA-AAAA-AAAA' });
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

  describe('recovery codes', () => {
    it('are ten of 120 bits, work once each in any writing, and not after new ones', async () => {
      const member = await f.member();
      const { codes } = await f.totp(member);
      expect(codes).toHaveLength(10);
      for (const code of codes) expect(code).toMatch(/^([A-Z2-7]{4}-){5}[A-Z2-7]{4}$/);
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
});
