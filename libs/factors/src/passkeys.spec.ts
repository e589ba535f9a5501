import { useApp } from '#test/app';
import { Authenticator, type Lies } from '#test/authenticator';
import { Factors, ORIGIN, PASSWORD, times } from '#test/factors';

type Options = { options: string };

describe('passkeys', () => {
  const t = useApp({ PUBLIC_URL: ORIGIN });
  const f = new Factors(t);
  const start = async (input: object = {}) => (await f.do<Options>(null, 'startPasskeySignIn', input)).options;
  const stale = (person: { id: string }) =>
    t.sql(`UPDATE session SET fresh_until = now() WHERE person_id = $1`, [person.id]);

  it('ask the browser for what they need: this node, the person verified, a key that can be found, no key twice', async () => {
    const member = await f.member();
    const { key } = await f.passkey(member);
    const { options } = await f.do<Options>(member, 'enrolPasskey');
    expect(JSON.parse(options)).toMatchObject({
      rp: { id: 'konwent.example', name: 'Konwent' },
      user: { id: Buffer.from(member.id.replaceAll('-', ''), 'hex').toString('base64url'), name: member.email },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: [{ id: key.credentialId.toString('base64url'), transports: ['internal'] }],
      attestation: 'none',
    });
    const alone = JSON.parse(await start()) as object;
    expect(alone).toMatchObject({ rpId: 'konwent.example', userVerification: 'required' });
    expect(alone).not.toMatchObject({ allowCredentials: [{}] });
    const half = JSON.parse(await start({ token: await f.half(member) })) as object;
    expect(half).toMatchObject({ allowCredentials: [{ id: key.credentialId.toString('base64url') }] });
  });

  it('sign in alone, in one step: the key has verified the person', async () => {
    const member = await f.member();
    const { id, key } = await f.passkey(member);
    await f.totp(member);
    const opened = await f.do(null, 'signInWithPasskey', { passkey: key.get(await start()) });
    expect(opened).toMatchObject({ personId: member.id, secondStep: null });
    const query = `{ viewer { id account { secondFactors { id lastUsedAt } } } }`;
    const { viewer } = await t.get<{ viewer: { id: string; account: { secondFactors: object[] } } }>(
      opened.token,
      query,
    );
    expect(viewer.id).toBe(member.id);
    expect(viewer.account.secondFactors[0]).toEqual({ id, lastUsedAt: expect.any(String) });
  });

  it('are a second step after the password, and a fresh proof', async () => {
    const member = await f.member();
    const { id, key, codes } = await f.passkey(member);
    expect(codes).toHaveLength(10);
    const { secondStep } = await f.do(null, 'signIn', { email: member.email, password: PASSWORD });
    expect(secondStep!.methods).toEqual(['PASSKEY', 'RECOVERY_CODE']);
    const { token } = secondStep!;
    const passkey = key.get(await start({ token }));
    expect(await f.do(null, 'finishSignIn', { token, passkey })).toMatchObject({ personId: member.id });
    await stale(member);
    expect(await f.refusal(member, 'removeFactor', { id })).toBe('FRESH_PROOF_REQUIRED');
    const { options } = await f.do<Options>(member, 'startPasskeyProof');
    const fresh = await f.do<{ token: string }>(member, 'reauthenticateWithFactor', { passkey: key.get(options) });
    expect(await f.do<boolean>(fresh.token, 'removeFactor', { id })).toBe(true);
  });

  const wrongs: [string, Lies][] = [
    ['another origin', { origin: 'https://konwent.example.evil.test' }],
    ['another port', { origin: `${ORIGIN}:8443` }],
    ['another relying party', { rpId: 'evil.test' }],
    ['the answer of another ceremony', { type: 'webauthn.payment' }],
    ['a challenge that nobody made', { challenge: Buffer.alloc(32, 7).toString('base64url') }],
    ['an unverified person', { unverified: true }],
  ];
  const wrongAnswers: [string, Lies][] = [
    ...wrongs,
    ['a signature of nothing', { signature: Buffer.from('nichts').toString('base64url') }],
    ['the handle of another person', { userHandle: Buffer.alloc(16, 1).toString('base64url') }],
    ['no handle', { userHandle: undefined, type: 'webauthn.get' }],
  ];

  it.each(wrongs)('are not added with %s', async (_, lies) => {
    const member = await f.member();
    const { options } = await f.do<Options>(member, 'enrolPasskey');
    const attestation = new Authenticator(ORIGIN).create(options, lies);
    expect(await f.refusal(member, 'addPasskey', { attestation, name: 'x' })).toBe('PASSKEY_REFUSED');
    const { viewer } = await t.get<{ viewer: object }>(member, `{ viewer { account { secondFactors { id } } } }`);
    expect(viewer).toEqual({ account: { secondFactors: [] } });
  });

  it.each(wrongAnswers.slice(0, -1))('do not sign in with %s', async (_, lies) => {
    const { key } = await f.passkey(await f.member());
    expect(await f.refusal(null, 'signInWithPasskey', { passkey: key.get(await start(), lies) })).toBe(
      'PASSKEY_REFUSED',
    );
  });

  it('do not sign in alone without saying whose they are, nor when nobody has them', async () => {
    const { key } = await f.passkey(await f.member());
    const { userHandle: _, ...silent } = key.get(await start());
    expect(await f.refusal(null, 'signInWithPasskey', { passkey: silent })).toBe('PASSKEY_REFUSED');
    const stray = new Authenticator(ORIGIN).get(await start());
    expect(await f.refusal(null, 'signInWithPasskey', { passkey: { ...stray, userHandle: null } })).toBe(
      'PASSKEY_REFUSED',
    );
  });

  it('answer a challenge once, right or wrong, in its place and within five minutes', async () => {
    const member = await f.member();
    const { key } = await f.passkey(member);
    const signIn = (options: string, lies?: Lies) =>
      f.refusal(null, 'signInWithPasskey', { passkey: key.get(options, lies) });
    const spoilt = await start();
    expect([await signIn(spoilt, { unverified: true }), await signIn(spoilt)]).toEqual([
      'PASSKEY_REFUSED',
      'PASSKEY_REFUSED',
    ]);
    const options = await start();
    const codes = await times(10, () => signIn(options));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code !== undefined)).toEqual(Array(9).fill('PASSKEY_REFUSED'));
    const late = await start();
    await t.sql(`UPDATE ceremony SET expires_at = now()`);
    expect(await signIn(late)).toBe('PASSKEY_REFUSED');
    // What was asked for one purpose or place is no answer to another.
    const [token, other] = [await f.half(member), await f.half(member)];
    const step = () => start({ token });
    expect(await signIn(await step())).toBe('PASSKEY_REFUSED');
    expect(await f.refusal(null, 'finishSignIn', { token, passkey: key.get(await start()) })).toBe('PASSKEY_REFUSED');
    expect(await f.refusal(null, 'finishSignIn', { token: other, passkey: key.get(await step()) })).toBe(
      'PASSKEY_REFUSED',
    );
    const { options: proof } = await f.do<Options>(member, 'startPasskeyProof');
    const session = await t.given.session(member.id);
    expect(await f.refusal(session, 'reauthenticateWithFactor', { passkey: key.get(proof) })).toBe('PASSKEY_REFUSED');
    expect(await f.refusal(null, 'finishSignIn', { token, passkey: key.get(await step()) })).toBeUndefined();
  });

  it('answer the same to the same call with the same key, ten times at once', async () => {
    const { key } = await f.passkey(await f.member());
    const input = { passkey: key.get(await start()), clientMutationId: crypto.randomUUID() };
    const answers = await times(10, () => f.do(null, 'signInWithPasskey', input));
    expect(new Set(answers.map(({ token }) => token)).size).toBe(1);
  });

  it('of another person are no second step', async () => {
    const [member, other] = [await f.member(), await f.member()];
    await f.passkey(member);
    const { key } = await f.passkey(other);
    const token = await f.half(member);
    expect(await f.refusal(null, 'finishSignIn', { token, passkey: key.get(await start({ token })) })).toBe(
      'PASSKEY_REFUSED',
    );
  });

  it('whose counter does not rise are refused, those that count nothing are not, and the person is told', async () => {
    const member = await f.member();
    const { key } = await f.passkey(member);
    const signIn = async (count: number) =>
      f.refusal(null, 'signInWithPasskey', { passkey: key.get(await start(), { count }) });
    expect([await signIn(0), await signIn(0), await signIn(5)]).toEqual([undefined, undefined, undefined]);
    expect([await signIn(5), await signIn(4), await signIn(0)]).toEqual(Array(3).fill('PASSKEY_COPIED'));
    expect(await signIn(6)).toBeUndefined();
    expect((await f.events(member)).filter((type) => type === 'passkey_counter_fell')).toHaveLength(3);
  });

  it('are on one account, and twelve factors at most', async () => {
    const [member, other] = [await f.member(), await f.member()];
    const { key } = await f.passkey(member);
    const { options } = await f.do<Options>(other, 'enrolPasskey');
    const same = new Authenticator(ORIGIN, key.credentialId).create(options);
    expect(await f.refusal(other, 'addPasskey', { attestation: same, name: 'x' })).toBe('FACTOR_EXISTS');
    for (let i = 0; i < 11; i++) await f.passkey(member);
    const { options: last } = await f.do<Options>(member, 'enrolPasskey');
    const attestation = new Authenticator(ORIGIN).create(last);
    expect(await f.refusal(member, 'addPasskey', { attestation, name: 'x' })).toBe('TOO_MANY_FACTORS');
  });

  it('stay where nothing else would sign in', async () => {
    const person = await t.given.person();
    const { id } = await f.passkey(person);
    const { id: second } = await f.passkey(person);
    expect(await f.do<boolean>(person, 'removeFactor', { id })).toBe(true);
    expect(await f.refusal(person, 'removeFactor', { id: second })).toBe('LAST_WAY_IN');
    await f.do(person, 'changePassword', { newPassword: PASSWORD });
    expect(await f.do<boolean>(person, 'removeFactor', { id: second })).toBe(true);
  });

  it.each([
    ['no base64url', { id: 'ą', clientDataJSON: 'a', authenticatorData: 'a', signature: 'a' }, 'INVALID_INPUT'],
    [
      'too long',
      { id: 'a', clientDataJSON: 'a'.repeat(2_001), authenticatorData: 'a', signature: 'a' },
      'INVALID_INPUT',
    ],
    ['no JSON', { id: 'YQ', clientDataJSON: 'YQ', authenticatorData: 'YQ', signature: 'YQ' }, 'PASSKEY_REFUSED'],
    ['JSON null', { id: 'YQ', clientDataJSON: 'bnVsbA', authenticatorData: 'YQ', signature: 'YQ' }, 'PASSKEY_REFUSED'],
  ])('take %s for what it is', async (_, passkey, code) => {
    expect(await f.refusal(null, 'signInWithPasskey', { passkey })).toBe(code);
  });

  it('are begun 300 times in a quarter of an hour from one address', async () => {
    await t.sql(`UPDATE attempt SET points = 300 WHERE key LIKE 'start:%'`);
    expect(await f.refusal(null, 'startPasskeySignIn')).toBe('TOO_MANY_ATTEMPTS');
    await t.sql(`DELETE FROM attempt`);
  });
});
