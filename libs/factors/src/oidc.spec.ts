import { OAuth2Server, type MutableToken } from 'oauth2-mock-server';
import { Config, newId, newSecret } from '#core';
import { startApp, type TestApp } from '#test/app';
import { Factors, ORIGIN, PASSWORD, times } from '#test/factors';
import { FORGERIES, journey, keyPair, type Way } from '#test/identity-provider';

const CLIENT = 'konwent-client';
describe('an identity provider', () => {
  const provider = new OAuth2Server();
  const t = {} as TestApp;
  const f = new Factors(t);
  /** What the provider says of the next who come. */
  let lie: (token: MutableToken) => void = () => undefined;

  beforeAll(async () => {
    // A key of its own making is an object of another realm under Jest, which it then refuses.
    await provider.issuer.keys.add(keyPair());
    await provider.start(0, '127.0.0.1');
    const issuer = provider.issuer.url!;
    provider.service.on('beforeTokenSigning', (token: MutableToken) => {
      if ('nonce' in token.payload || token.payload.aud === CLIENT) lie(token);
    });
    const settings = { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: CLIENT, OIDC_CLIENT_SECRET: 'tajne', PUBLIC_URL: ORIGIN };
    Object.assign(t, await startApp({ ...settings, REQUIRE_SECOND_FACTOR: 'true' }));
  });
  afterAll(async () => {
    await t.stop?.();
    await provider.stop();
  });
  beforeEach(() => void (lie = () => undefined));

  const go = (way?: Way) => journey(t, way);
  const as = (subject: string) => (lie = ({ payload }) => void (payload.sub = subject));

  /** Somebody linked, by the way that a session goes. */
  async function linked(subject: string) {
    const member = await f.member();
    as(subject);
    const { path } = await f.do<{ path: string }>(member, 'startIdentityLink');
    const { code, what } = await go({ path });
    expect(what).toBe('link-identity');
    const { id, issuer } = await f.do<{ id: string; issuer: string }>(member, 'linkIdentity', { code });
    expect(issuer).toBe(provider.issuer.url);
    return { member, id };
  }

  it('is asked with code, PKCE, state and nonce for nothing but who it is, and the browser keeps a secret', async () => {
    const { begun, place } = (await go()) as { begun: Response; place: URL };
    const { searchParams: asked } = new URL(begun.headers.get('location')!);
    expect(Object.fromEntries(asked)).toEqual({
      ...{ response_type: 'code', client_id: CLIENT, scope: 'openid', code_challenge_method: 'S256' },
      ...{ redirect_uri: `${ORIGIN}/auth/oidc/callback`, state: expect.stringMatching(/^[\w-]{43}$/) },
      ...{ nonce: expect.stringMatching(/^[\w-]{43}$/), code_challenge: expect.stringMatching(/^[\w-]{43}$/) },
    });
    expect(begun.headers.get('set-cookie')).toMatch(
      /^__Host-konwent-oidc=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure/,
    );
    expect(begun.headers.get('cache-control')).toBe('no-store');
    expect(`${place.origin}${place.pathname}`).toBe(`${ORIGIN}/`);
  });

  it('signs in whom a session has linked, once for each code', async () => {
    const { member } = await linked('ktoś „z” <b>');
    const { code } = await go();
    const codes = await times(10, () => f.refusal(null, 'signInWithIdentity', { code }));
    expect(codes.filter((each) => each === undefined)).toHaveLength(1);
    expect(codes.filter((each) => each === 'ARRIVAL_INVALID')).toHaveLength(9);
    const { code: second } = await go();
    expect(await f.do(null, 'signInWithIdentity', { code: second })).toMatchObject({
      personId: member.id,
      secondStep: null,
    });
    const { code: late } = await go();
    await t.sql(`UPDATE ceremony SET expires_at = now()`);
    expect(await f.refusal(null, 'signInWithIdentity', { code: late })).toBe('ARRIVAL_INVALID');
  });

  it('does not spare the second factor', async () => {
    const { member } = await linked('z-telefonem');
    const { secret } = await f.totp(member);
    const { code } = await go();
    const half = await f.do(null, 'signInWithIdentity', { code });
    expect(half).toMatchObject({ token: null, personId: null });
    const input = { token: half.secondStep!.token, totpCode: await f.code(secret) };
    expect(await f.do(null, 'finishSignIn', input)).toMatchObject({ personId: member.id });
  });

  const lies: [string, (token: MutableToken) => void][] = [
    ['nonce', ({ payload }) => void (payload.nonce = 'another')],
    ['no nonce', ({ payload }) => void delete payload.nonce],
    ['issuer', ({ payload }) => void (payload.iss = 'https://evil.test')],
    ['audience', ({ payload }) => void (payload.aud = 'another-client')],
    ['no subject', ({ payload }) => void delete payload.sub],
    ['expiry that is past', ({ payload }) => Object.assign(payload, { iat: 1_700_000_000, exp: 1_700_000_060 })],
  ];
  it.each(lies)('is refused with a wrong token: %s', async (_, wrong) => {
    await linked(`łże-${newId()}`);
    const [right, before] = [lie, await t.sql(`SELECT FROM ceremony WHERE kind = 'OIDC_ARRIVAL'`)];
    lie = (token) => (right(token), wrong(token));
    expect(await go()).toMatchObject({ status: 403, code: 'OIDC_REFUSED' });
    expect(await t.sql(`SELECT FROM ceremony WHERE kind = 'OIDC_ARRIVAL'`)).toHaveLength(before.length);
  });

  /** Puts another id token into the provider's answer. */
  const forging = async (forge: (token: string) => string) => {
    provider.service.once('beforeResponse', ({ body }: { body: Record<string, string> }) => {
      body.id_token = forge(body.id_token!);
    });
    return go();
  };

  it.each(FORGERIES)('is refused with a forged token: %s', async (_, forge) => {
    expect(await forging(forge)).toMatchObject({ status: 403, code: 'OIDC_REFUSED' });
  });

  it.each<[string, Way]>([
    ['another state', { query: (query) => query.set('state', 'x') }],
    ['no state', { query: (query) => query.delete('state') }],
    ['another code', { query: (query) => query.set('code', 'x') }],
    ['an error', { query: (query) => (query.delete('code'), query.set('error', 'access_denied')) }],
    ['no secret of the browser', { cookie: 'x=1' }],
    ['the secret of another browser', { cookie: `__Host-konwent-oidc=${newSecret().secret}` }],
  ])('is refused with %s', async (_, way) => {
    expect(await go(way)).toMatchObject({ status: 403, code: 'OIDC_REFUSED' });
  });

  it('is come back from once, and with another browser’s answer never', async () => {
    const { again } = await go();
    expect((await again!()).status).toBe(403);
    let stolen = new URLSearchParams();
    await go({ query: (query) => void (stolen = new URLSearchParams(query)) });
    const swapped = await go({ query: (query) => [...stolen].forEach(([name, value]) => query.set(name, value)) });
    expect(swapped).toMatchObject({ status: 403, code: 'OIDC_REFUSED' });
  });

  it('opens nothing by an e-mail: the same address under another subject is nobody', async () => {
    const { member } = await linked('sub-1');
    lie = ({ payload }) => Object.assign(payload, { sub: 'sub-2', email: member.email, email_verified: true });
    const { code } = await go();
    expect(await f.refusal(null, 'signInWithIdentity', { code })).toBe('IDENTITY_UNKNOWN');
  });

  it('links in the session that began alone, freshly proven, and each identity once', async () => {
    const { member } = await linked('zajęta');
    const other = await f.member();
    const { path } = await f.do<{ path: string }>(other, 'startIdentityLink');
    const { code } = await go({ path });
    expect(await f.refusal(member, 'linkIdentity', { code })).toBe('ARRIVAL_INVALID');
    expect(await f.refusal(null, 'signInWithIdentity', { code })).toBe('ARRIVAL_INVALID');
    expect(await f.refusal(await t.given.session(other.id), 'linkIdentity', { code })).toBe('ARRIVAL_INVALID');
    expect(await f.refusal(other, 'linkIdentity', { code })).toBe('IDENTITY_TAKEN');
    const { code: open } = await go();
    expect(await f.refusal(other, 'linkIdentity', { code: open })).toBe('ARRIVAL_INVALID');
    expect(await go({ path })).toMatchObject({ status: 403, code: 'ARRIVAL_INVALID' }); // a ticket is good once
    expect(await go({ path: '/auth/oidc/start?ticket=' })).toMatchObject({ status: 403, code: 'ARRIVAL_INVALID' });
    await t.sql(`UPDATE session SET fresh_until = now() WHERE person_id = $1`, [other.id]);
    expect(await f.refusal(other, 'linkIdentity', { code })).toBe('FRESH_PROOF_REQUIRED');
  });

  it('accepts an invitation in place of a password, and parts only where another way in is left', async () => {
    const { token: secret, personId } = await f.invitation();
    as(`zaproszona-${personId}`);
    const { code } = await go();
    expect(await f.refusal(null, 'acceptInvitationWithIdentity', { token: 'x', code })).toBe('INVITATION_INVALID');
    const input = { token: secret, code, displayName: 'Łucja <i>' };
    const codes = await times(10, () => f.refusal(null, 'acceptInvitationWithIdentity', input));
    expect(codes.filter((each) => each === undefined)).toHaveLength(1);
    const { token } = await f.do(null, 'signInWithIdentity', { code: (await go()).code });
    const query = `{ viewer { id displayName account { linkedIdentities { id issuer lastUsedAt } } } }`;
    type Seen = { viewer: { id: string; displayName: string; account: { linkedIdentities: { id: string }[] } } };
    const { viewer } = await t.get<Seen>(token, query);
    expect(viewer).toMatchObject({ id: personId, displayName: 'Łucja <i>' });
    const [identity] = viewer.account.linkedIdentities;
    expect(await f.refusal(token, 'unlinkIdentity', { id: identity!.id })).toBe('LAST_WAY_IN');
    await f.do(token, 'changePassword', { newPassword: PASSWORD });
    expect(await f.refusal(await t.given.person(), 'unlinkIdentity', { id: identity!.id })).toBe('NOT_FOUND');
    expect(await f.do<boolean>(token, 'unlinkIdentity', { id: identity!.id })).toBe(true);
    expect(await f.refusal(null, 'signInWithIdentity', { code: (await go()).code })).toBe('IDENTITY_UNKNOWN');
  });

  it('is set up whole or not at all', () => {
    const load = (settings: Record<string, string>) => () => Config.load(settings);
    expect(load({ OIDC_ISSUER: 'https://id.example' })).toThrow('OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, PUBLIC_URL');
    const rest = { OIDC_CLIENT_ID: 'a', OIDC_CLIENT_SECRET: 'b', PUBLIC_URL: ORIGIN };
    expect(load(rest)).toThrow('OIDC_ISSUER');
    for (const OIDC_ISSUER of ['http://id.example', 'id.example', 'http://127.0.0.1.evil.test', 'https://id.example?x'])
      expect(load({ ...rest, OIDC_ISSUER })).toThrow('OIDC_ISSUER ma być');
    expect(load({ ...rest, OIDC_ISSUER: 'https://id.example/realms/a' })).not.toThrow();
  });

  describe('a node that asks second factors of officers', () => {
    const TICKET = `mutation ($input: CreateUploadTicketInput!) { createUploadTicket(input: $input) { __typename } }`;
    const act = (token: string) => t.refusal(token, TICKET, { input: { fileName: 'a.pdf', size: 1, purpose: 'SCAN' } });

    it('lets whoever holds an office do nothing else before they have one, and others as before', async () => {
      const chair = await t.given.holder('CHAIR', await t.given.convent());
      const operator = await t.given.person({ operator: true });
      const staff = await t.given.holder('STAFF', await t.given.entity());
      expect(await act(chair.token)).toBe('SECOND_FACTOR_NEEDED');
      expect(await act(operator.token)).toBe('SECOND_FACTOR_NEEDED');
      expect(await act(await t.given.apiToken(chair.id, ['READ', 'WRITE']))).toBe('SECOND_FACTOR_NEEDED');
      expect(await act(staff.token)).toBeUndefined();
      expect(await t.refusal(chair.token, `{ viewer { id } }`)).toBeUndefined();
      await f.do(chair, 'changePassword', { newPassword: PASSWORD });
      const { id } = await f.totp(chair);
      expect(await act(chair.token)).toBeUndefined();
      expect(await f.refusal(chair, 'removeFactor', { id })).toBe('LAST_FACTOR');
      await f.passkey(chair);
      expect(await f.do<boolean>(chair, 'removeFactor', { id })).toBe(true);
    });
  });
});
