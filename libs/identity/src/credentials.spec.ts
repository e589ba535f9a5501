import { useApp } from '#test/app';

const MAKE = `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token id name scopes expiresAt } }`;
const REVOKE_TOKEN = `mutation ($input: RevokeInput!) { revokeApiToken(input: $input) }`;
const REVOKE = `mutation ($input: RevokeInput!) { revokeSession(input: $input) }`;
const REVOKE_OTHERS = `mutation { revokeOtherSessions }`;
const VIEWER = `{ viewer { id } }`;
const TOKENS = `{ viewer { account { apiTokens { totalCount nodes { id name lastUsedAt } } } } }`;
const SESSIONS = `{ viewer { account { sessions(first: 50) { nodes { id client createdAt } } } } }`;

interface Made {
  createApiToken: { token: string; id: string; name: string; scopes: string[]; expiresAt: string | null };
}
interface Listed {
  viewer: { account: Record<'sessions' | 'apiTokens', { totalCount: number; nodes: { id: string }[] }> };
}

describe('sessions and API tokens', () => {
  const t = useApp();
  const alive = async (token: string) => (await t.refusal(token, VIEWER)) !== 'UNAUTHENTICATED';
  const newest = async (token: string) =>
    (await t.get<Listed>(token, SESSIONS)).viewer.account.sessions.nodes.map(({ id }) => id);

  it('makes a token that reads, and does what its scopes say', async () => {
    const person = await t.given.person();
    const input = { name: ` <b>„Mój" & 'token'</b> `, scopes: ['READ'] };
    const { createApiToken: made } = await t.get<Made>(person, MAKE, { input });
    expect(made).toMatchObject({ name: input.name.trim(), scopes: ['READ'], expiresAt: null });
    expect(await t.get(made.token, VIEWER)).toEqual({ viewer: { id: person.id } });
    expect(await t.refusal(made.token, REVOKE_TOKEN, { input: { id: made.id } })).toBe('SCOPE_MISSING');
    const writing = await t.get<Made>(person, MAKE, { input: { ...input, scopes: ['WRITE'] } });
    expect(writing.createApiToken.scopes).toEqual(['READ', 'WRITE']);
    const { token } = writing.createApiToken;
    expect(await t.get(token, REVOKE_TOKEN, { input: { id: made.id } })).toEqual({ revokeApiToken: true });
    expect(await alive(made.token)).toBe(false);
    expect(await t.get(token, TOKENS)).toMatchObject({ viewer: { account: { apiTokens: { totalCount: 1 } } } });
  });

  it('makes one token for ten calls with one key, and refuses the key for another', async () => {
    const person = await t.given.person();
    const input = { name: 'import', scopes: ['WRITE'], clientMutationId: crypto.randomUUID() };
    const made = await Promise.all(Array.from({ length: 10 }, () => t.get<Made>(person, MAKE, { input })));
    expect(new Set(made.map(({ createApiToken }) => createApiToken.token)).size).toBe(1);
    const other = { ...input, name: 'eksport' };
    expect(await t.refusal(person, MAKE, { input: other })).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await t.sql(`SELECT id FROM api_token WHERE person_id = $1`, [person.id])).toHaveLength(1);
  });

  it('takes a last day that lies ahead and is Polish', async () => {
    const person = await t.given.person();
    const make = (expiresOn: string) => t.ask(person, MAKE, { input: { name: 'x', scopes: ['READ'], expiresOn } });
    expect((await make('2999-07-01')).data).toMatchObject({
      createApiToken: { expiresAt: '2999-07-01T22:00:00.000Z' },
    });
    const { errors } = await make('2020-01-01');
    expect(errors[0]!.extensions).toMatchObject({ code: 'INVALID_INPUT', fields: [{ path: 'input.expiresOn' }] });
    expect((await make('2020-02-30')).errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
  });

  it.each([
    ['no name', { name: '', scopes: ['READ'] }],
    ['a long name', { name: 'x'.repeat(101), scopes: ['READ'] }],
    ['no scope', { name: 'x', scopes: [] }],
  ])('refuses a token with %s', async (_, input) => {
    expect(await t.refusal(await t.given.person(), MAKE, { input })).toBe('INVALID_INPUT');
  });

  it('ends a token with its day', async () => {
    const person = await t.given.person();
    const token = await t.given.apiToken(person.id, ['READ']);
    expect(await alive(token)).toBe(true);
    await t.sql(`UPDATE api_token SET expires_at = now() WHERE person_id = $1`, [person.id]);
    expect(await alive(token)).toBe(false);
    expect(await t.refusal(token, `mutation { signOut }`)).toBe('UNAUTHENTICATED');
  });

  it.each([
    ['idle for half an hour', `last_seen_at = now() - interval '30 minutes'`],
    ['twelve hours old', `expires_at = now()`],
    ['revoked', `revoked_at = now()`],
  ])('ends a session that is %s', async (_, change) => {
    const person = await t.given.person();
    expect(await alive(person.token)).toBe(true);
    await t.sql(`UPDATE session SET ${change} WHERE person_id = $1`, [person.id]);
    expect(await alive(person.token)).toBe(false);
    expect(await newest(await t.given.session(person.id))).toHaveLength(1);
  });

  it('notes a session as seen once a minute, and that keeps it alive', async () => {
    const person = await t.given.person();
    const seen = () =>
      t.sql<{ last_seen_at: Date }>(`SELECT last_seen_at FROM session WHERE person_id = $1`, [person.id]);
    const before = await seen();
    await t.get(person, VIEWER);
    expect(await seen()).toEqual(before);
    await t.sql(`UPDATE session SET last_seen_at = now() - interval '29 minutes' WHERE person_id = $1`, [person.id]);
    await Promise.all(Array.from({ length: 10 }, () => t.get(person, VIEWER)));
    expect(Date.now() - (await seen())[0]!.last_seen_at.getTime()).toBeLessThan(60_000);
  });

  it('ends this session, one other, and all others, from the next request on', async () => {
    const person = await t.given.person();
    const others = [
      await t.given.session(person.id),
      await t.given.session(person.id),
      await t.given.session(person.id),
    ];
    const [id] = await newest(person.token);
    expect(await t.get(person, REVOKE, { input: { id } })).toEqual({ revokeSession: true });
    expect(await alive(others[2]!)).toBe(false);
    expect(await t.get(person, REVOKE_OTHERS)).toEqual({ revokeOtherSessions: 2 });
    expect([await alive(others[0]!), await alive(others[1]!), await alive(person.token)]).toEqual([false, false, true]);
    expect(await t.get(person, `mutation { signOut }`)).toEqual({ signOut: true });
    expect(await alive(person.token)).toBe(false);
  });

  it('tells open subscriptions which session ended', async () => {
    const person = await t.given.person();
    const [id] = await newest(person.token);
    await t.get(person, `mutation { signOut }`);
    const [event] = await t.sql(
      `SELECT subject_id, concerns FROM event WHERE type = 'identity.sessions_ended' AND $1 = ANY (concerns)`,
      [id],
    );
    expect(event).toEqual({ subject_id: person.id, concerns: [id] });
  });

  it('shows and ends nobody else’s', async () => {
    const [owner, stranger] = [await t.given.person(), await t.given.person()];
    const [session] = await newest(owner.token);
    const { createApiToken } = await t.get<Made>(owner, MAKE, { input: { name: 'x', scopes: ['READ'] } });
    expect(await t.refusal(stranger, REVOKE, { input: { id: session } })).toBe('NOT_FOUND');
    expect(await t.refusal(stranger, REVOKE_TOKEN, { input: { id: createApiToken.id } })).toBe('NOT_FOUND');
    expect(await newest(stranger.token)).not.toContain(session);
    expect([await alive(owner.token), await alive(createApiToken.token)]).toEqual([true, true]);
  });

  it('lets an API token end neither itself by signing out nor the sessions', async () => {
    const program = await t.given.apiToken((await t.given.person()).id, ['READ', 'WRITE']);
    expect(await t.refusal(program, `mutation { signOut }`)).toBe('FORBIDDEN');
    expect(await t.refusal(program, REVOKE_OTHERS)).toBe('FORBIDDEN');
  });
});
