import { OAuth2Server, type MutableToken } from 'oauth2-mock-server';
import { base64url, importJWK, SignJWT, type JWTHeaderParameters } from 'jose';
import { newId } from '#core';
import { startApp, type TestApp } from '#test/app';
import { count, Factors, ORIGIN, PASSWORD, times, type Member } from '#test/factors';
import { journey, keyPair, logoutClaims, tellLogout, WRONG_LOGOUTS, type Claims } from '#test/identity-provider';

const CLIENT = 'konwent-client';
const SECRET = 'tajne hasło klienta, które zna i dostawca';

describe('a logout at the identity provider', () => {
  const provider = new OAuth2Server();
  const key = keyPair();
  const t = {} as TestApp;
  const f = new Factors(t);
  /** Who comes next, and in which session of the provider. */
  let coming: Claims = {};
  let idToken = '';

  beforeAll(async () => {
    await provider.issuer.keys.add(key);
    await provider.start(0, '127.0.0.1');
    provider.service.on('beforeTokenSigning', ({ payload }: MutableToken) => void Object.assign(payload, coming));
    provider.service.on('beforeResponse', ({ body }: { body: { id_token?: string } }) => {
      idToken = body.id_token ?? idToken;
    });
    const settings = { OIDC_ISSUER: provider.issuer.url!, OIDC_CLIENT_ID: CLIENT, OIDC_CLIENT_SECRET: SECRET };
    Object.assign(t, await startApp({ ...settings, PUBLIC_URL: ORIGIN }));
  });
  afterAll(async () => {
    await t.stop?.();
    await provider.stop();
  });

  const claims = (more: Claims = {}): Claims => logoutClaims(provider.issuer.url!, CLIENT, more);
  const signed = async (said: Claims, header: Partial<JWTHeaderParameters> = {}, by: object = key) =>
    new SignJWT(JSON.parse(JSON.stringify(said)) as Claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'k1', typ: 'logout+jwt', ...header })
      .sign(await importJWK(by, 'RS256'));
  const send = (...tokens: string[]) => tellLogout(t, ...tokens);
  const logout = async (more: Claims) =>
    expect(await send(await signed(claims(more)))).toMatchObject({ status: 200, text: '' });
  const refused = (text: string) => ({ status: 400, cached: 'no-store', text: expect.stringContaining(text) });

  const arrived = async (sub: string, sid?: string): Promise<string> => {
    coming = { sub, sid };
    return (await journey(t)).code;
  };
  /** Somebody linked at the provider. */
  async function linked(sub: string): Promise<Member> {
    const member = await f.member();
    coming = { sub };
    const { path } = await f.do<{ path: string }>(member, 'startIdentityLink');
    await f.do(member, 'linkIdentity', { code: (await journey(t, { path })).code });
    return member;
  }
  const signIn = async (sub: string, sid?: string) =>
    f.do(null, 'signInWithIdentity', { code: await arrived(sub, sid) });
  const lives = async (token: string | null) => Boolean((await t.ask(token, `{ viewer { id } }`)).data?.viewer);

  it('ends what it has opened for that person, and nothing else', async () => {
    const [sub, other] = [`ktoś „z” <b> ${newId()}`, newId()];
    const member = await linked(sub);
    await linked(other);
    const [one, two, apart] = [await signIn(sub), await signIn(sub, 'sesja 2'), await signIn(other)];
    const { token: renewed } = await f.do<{ token: string }>(two.token, 'reauthenticate', { password: PASSWORD });
    const waiting = await arrived(sub);
    await logout({ sub });
    expect(await Promise.all([one.token, two.token, renewed].map(lives))).toEqual([false, false, false]);
    expect(await Promise.all([apart.token, member.token].map(lives))).toEqual([true, true]);
    expect(await f.refusal(null, 'signInWithIdentity', { code: waiting })).toBe('ARRIVAL_INVALID');
    const told = await t.sql(`SELECT data FROM event WHERE subject_id = $1 AND type = 'identity.provider_signed_out'`, [
      member.id,
    ]);
    expect(told).toEqual([{ data: { sessions: 2 } }]);
    expect(await lives((await signIn(sub)).token)).toBe(true);
  });

  it('ends the one session that it names, where it names one', async () => {
    const sub = newId();
    await linked(sub);
    const [one, two] = [await signIn(sub, 'a'), await signIn(sub, 'b')];
    await logout({ sid: 'a' });
    expect(await Promise.all([one.token, two.token].map(lives))).toEqual([false, true]);
    await logout({ sub, sid: 'a' });
    await logout({ sub: newId(), sid: 'b' });
    expect(await lives(two.token)).toBe(true);
    await logout({ sub, sid: 'b' });
    expect(await lives(two.token)).toBe(false);
  });

  it('ends half of a sign-in, and the session that came of one', async () => {
    const sub = newId();
    const member = await linked(sub);
    const { secret } = await f.totp(member);
    const finish = async (token: string) => ({ token, totpCode: await f.code(secret) });
    const half = await signIn(sub);
    await logout({ sub });
    expect(await f.refusal(null, 'finishSignIn', await finish(half.secondStep!.token))).toBe('HALF_SESSION_INVALID');
    const again = await signIn(sub, 'c');
    const whole = await f.do(null, 'finishSignIn', await finish(again.secondStep!.token));
    expect(await lives(whole.token)).toBe(true);
    await logout({ sid: 'c' });
    expect(await lives(whole.token)).toBe(false);
  });

  it('leaves nobody signed in who came in at the same moment', async () => {
    const sub = newId();
    await linked(sub);
    const codes: string[] = [];
    for (let i = 0; i < 8; i++) codes.push(await arrived(sub, `e${i}`));
    const tokens = await times(codes.length, async (i) => {
      const answer = f.do(null, 'signInWithIdentity', { code: codes[i]! }).catch(String);
      await Promise.all([answer, logout({ sid: `e${i}` })]);
      const signed = await answer;
      if (typeof signed === 'string') expect(signed).toContain('ARRIVAL_INVALID');
      return typeof signed === 'string' ? null : signed.token;
    });
    expect(await Promise.all(tokens.map(lives))).toEqual(codes.map(() => false));
  });

  it('is heard once, though ten say it at once', async () => {
    const sub = newId();
    await linked(sub);
    const token = await signed(claims({ sub }));
    const answers = await times(10, () => send(token));
    expect(count(answers.map(({ status }) => String(status)))).toEqual({ 200: 1, 400: 9 });
    const { token: later } = await signIn(sub);
    expect(await send(token)).toEqual(refused('OIDC_LOGOUT_REFUSED'));
    expect(await lives(later)).toBe(true);
  });

  it('leaves one entry in the audit trail, heard or refused', async () => {
    const entries = async () =>
      t.sql<{ ok: number; refused: number }>(
        `SELECT sum(times) FILTER (WHERE outcome = 'OK')::int AS ok, sum(times) FILTER (WHERE outcome <> 'OK')::int AS refused
         FROM audit_entry WHERE operation = 'POST /auth/oidc/backchannel-logout'`,
      );
    const [before] = await entries();
    await logout({ sub: newId() });
    await send('a.b.c');
    expect(await entries()).toEqual([{ ok: before!.ok + 1, refused: before!.refused + 1 }]);
  });

  describe('is refused', () => {
    const sub = newId();
    let token: string | null;
    beforeAll(async () => {
      await linked(sub);
      ({ token } = await signIn(sub));
    });
    afterEach(async () => expect(await lives(token)).toBe(true));
    const forgery = (header: object, said = claims({ sub })) =>
      [header, said].map((part) => base64url.encode(JSON.stringify(part))).join('.');

    it.each(WRONG_LOGOUTS)('with %s', async (_, wrong) => {
      expect(await send(await signed(claims({ sub, ...wrong })))).toEqual(refused('"error":"invalid_request"'));
    });

    it.each<[string, () => string[] | Promise<string[]>]>([
      ['as an ID token', () => [idToken]],
      ['as an access token', async () => [await signed(claims({ sub }), { typ: 'at+jwt' })]],
      ['under another key', async () => [await signed(claims({ sub }), {}, keyPair())]],
      ['under a key that the provider has not', async () => [await signed(claims({ sub }), { kid: 'k2' }, keyPair())]],
      [
        'under the secret that both know',
        async () => {
          const hmac = new SignJWT(claims({ sub })).setProtectedHeader({ alg: 'HS256', typ: 'logout+jwt' });
          return [await hmac.sign(new TextEncoder().encode(SECRET))];
        },
      ],
      ['without a signature', () => [`${forgery({ alg: 'none', typ: 'logout+jwt' })}.`]],
      [
        'with other claims under the same signature',
        async () => [
          `${forgery({ alg: 'RS256', kid: 'k1' })}.${(await signed(claims({ sub: 'inny' }))).split('.')[2]}`,
        ],
      ],
      ['as no token', () => ['a.b.c']],
      ['twice in one form', async () => [await signed(claims({ sub })), await signed(claims({ sub }))]],
      ['empty', () => []],
    ])('%s', async (_, made) => {
      expect(await send(...(await made()))).toEqual(refused('OIDC_LOGOUT_REFUSED'));
    });

    it('in another form, too long a form, and a form is taken nowhere else', async () => {
      const post = async (path: string, type: string, body: string) =>
        (await fetch(`${t.url}${path}`, { method: 'POST', headers: { 'content-type': type }, body })).status;
      const form = 'application/x-www-form-urlencoded';
      const said = await signed(claims({ sub }));
      expect([400, 415]).toContain(
        await post('/auth/oidc/backchannel-logout', 'application/json', JSON.stringify({ logout_token: said })),
      );
      expect(await post('/auth/oidc/backchannel-logout', form, `logout_token=${said}&x=${'x'.repeat(20_000)}`)).toBe(
        413,
      );
      for (const path of ['/graphql', '/files', '/imports/remarks'])
        expect(await post(path, form, `logout_token=${said}`)).toBe(415);
    });
  });

  it('is asked for again while the keys that prove it are not to be had', async () => {
    const port = Number(new URL(provider.issuer.url!).port);
    const settings = { OIDC_ISSUER: provider.issuer.url!, OIDC_CLIENT_ID: CLIENT, OIDC_CLIENT_SECRET: SECRET };
    const young = await startApp({ ...settings, PUBLIC_URL: ORIGIN });
    const said = await signed(claims({ sub: newId() }));
    const tell = () => tellLogout(young, said);
    try {
      expect((await journey(young)).status).toBe(303); // it knows the provider, and has asked for no key yet
      await provider.stop();
      expect(await tell()).toMatchObject({ status: 503, text: expect.stringContaining('OIDC_UNAVAILABLE') as string });
    } finally {
      await provider.start(port, '127.0.0.1');
    }
    expect(await tell()).toMatchObject({ status: 200, text: '' });
    await young.stop();
  });
});
