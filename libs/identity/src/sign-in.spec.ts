import { Db, newId, SYSTEM, type Tx } from '#core';
import { useApp } from '#test/app';
import { SignInLinks } from './people.service.ts';

const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { token expiresAt personId } }`;
const LINK = `mutation ($input: SignInWithLinkInput!) { signInWithLink(input: $input) { token personId } }`;
const REAUTHENTICATE = `mutation ($input: ReauthenticateInput!) { reauthenticate(input: $input) { freshUntil token } }`;
const CHANGE = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) }`;
const VIEWER = `{ viewer { id account { email } } }`;
const PASSWORD = 'zielony parasol śpi w młynie';
const WRONG = 'to nie to hasło';

const ten = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 10 }, work));

describe('signing in', () => {
  const t = useApp();

  async function account() {
    const person = await t.given.person();
    await t.get(person, CHANGE, { input: { newPassword: PASSWORD } });
    return { ...person, email: `osoba.${person.id}@example.invalid` };
  }
  const link = (personId: string): Promise<string> =>
    t.app.get(Db).run(SYSTEM, (tx: Tx) => t.app.get(SignInLinks).make(tx, personId));

  it('knows nobody without a credential or with one that never was', async () => {
    expect(await t.ask(null, VIEWER)).toEqual({ data: { viewer: null }, errors: [] });
    expect(await t.refusal('no-such-token', VIEWER)).toBe('UNAUTHENTICATED');
    for (const asker of [null, 'no-such-token'])
      expect(await t.refusal(asker, 'mutation { signOut }')).toBe('UNAUTHENTICATED');
  });

  it('takes the password in either normal form and the address in any case', async () => {
    const { id, email } = await account();
    const input = { email: ` ${email.toUpperCase()} `, password: PASSWORD.normalize('NFD') };
    const { signIn } = await t.get<{ signIn: { token: string; personId: string } }>(null, SIGN_IN, { input });
    expect(signIn.personId).toBe(id);
    expect(await t.get(signIn.token, VIEWER)).toEqual({ viewer: { id, account: { email } } });
  });

  it('says the same after the same work to a wrong password, an unknown address and an unset password', async () => {
    const { email } = await account();
    const unset = `osoba.${(await t.given.person()).id}@example.invalid`;
    const attempt = async (address: string) => {
      const start = performance.now();
      const { errors } = await t.ask(null, SIGN_IN, { input: { email: address, password: WRONG } });
      const { message, extensions } = errors[0]!;
      return { took: performance.now() - start, said: { message, ...extensions, correlationId: '' } };
    };
    const times: number[][] = [];
    for (let round = 0; round < 5; round++) {
      const known = await attempt(email);
      const others = [await attempt(`${newId()}@example.invalid`), await attempt(unset)];
      for (const { said } of others) expect(said).toEqual(known.said);
      times.push([known, ...others].map(({ took }) => took));
    }
    const [known, ...others] = [0, 1, 2].map((i) => Math.min(...times.map((round) => round[i]!)));
    for (const other of others) expect(other / known!).toBeGreaterThan(0.5);
  });

  it('stops an account at ten failures, for the right password too, and says when to come back', async () => {
    const { email } = await account();
    const wrong = { input: { email, password: WRONG } };
    const right = { input: { email, password: PASSWORD } };
    for (let i = 0; i < 9; i++) expect(await t.refusal(null, SIGN_IN, wrong)).toBe('SIGN_IN_FAILED');
    await t.get(null, SIGN_IN, right);
    const codes = [...(await ten(() => t.refusal(null, SIGN_IN, wrong))), await t.refusal(null, SIGN_IN, wrong)];
    expect(codes.filter((code) => code === 'SIGN_IN_FAILED')).toHaveLength(10);
    const { errors } = await t.ask(null, SIGN_IN, right);
    expect(errors[0]!.extensions).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    expect(errors[0]!.extensions.retryAfterSeconds).toBeGreaterThan(800);
    await t.sql(`UPDATE attempt SET expire = 0`);
    await t.get(null, SIGN_IN, right);
  });

  it('stops an address at a hundred failures, whatever account it tries', async () => {
    const { email } = await account();
    await t.ask(null, LINK, { input: { token: 'x' } });
    await t.sql(`UPDATE attempt SET points = 100 WHERE key LIKE 'address:%'`);
    const codes = [
      await t.refusal(null, SIGN_IN, { input: { email, password: PASSWORD } }),
      await t.refusal(null, LINK, { input: { token: 'x' } }),
    ];
    await t.sql(`DELETE FROM attempt`);
    expect(codes).toEqual(['TOO_MANY_ATTEMPTS', 'TOO_MANY_ATTEMPTS']);
  });

  it('opens one session for a link that ten follow at once, and none a day later', async () => {
    const { id } = await t.given.person();
    const token = await link(id);
    const codes = await ten(() => t.refusal(null, LINK, { input: { token } }));
    expect(codes.filter((code) => code === 'SIGN_IN_LINK_INVALID')).toHaveLength(9);
    const late = await link(id);
    await t.sql(`UPDATE sign_in_link SET expires_at = now() WHERE person_id = $1`, [id]);
    expect(await t.refusal(null, LINK, { input: { token: late } })).toBe('SIGN_IN_LINK_INVALID');
  });

  it('answers the same session to a link that is followed ten times with one key', async () => {
    const { id } = await t.given.person();
    const input = { token: await link(id), clientMutationId: crypto.randomUUID() };
    const answers = await ten(() => t.get(null, LINK, { input }));
    expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
  });

  it('puts the token into a cookie that works, and not into the answer', async () => {
    const { id } = await t.given.person();
    const post = async (query: string, variables: object, headers: Record<string, string>) => {
      const body = JSON.stringify({ query, variables });
      const all = { 'content-type': 'application/json', origin: t.url, ...headers };
      return fetch(`${t.url}/graphql`, { method: 'POST', body, headers: all });
    };
    const signedIn = await post(LINK, { input: { token: await link(id), cookie: true } }, {});
    expect(await signedIn.json()).toEqual({ data: { signInWithLink: { token: null, personId: id } } });
    const cookie = signedIn.headers.get('set-cookie')!;
    expect(cookie).toMatch(/^konwent=[\w-]{43};.*HttpOnly/);
    const seen = await post(VIEWER, {}, { cookie: `other=1; ${cookie.split(';')[0]}` });
    expect(await seen.json()).toMatchObject({ data: { viewer: { id } } });
  });

  it('makes a session fresh again by password, and never an API token', async () => {
    const person = await account();
    const make = `mutation { createApiToken(input: { name: "x", scopes: [WRITE] }) { token } }`;
    await t.sql(`UPDATE session SET fresh_until = now() WHERE person_id = $1`, [person.id]);
    expect(await t.refusal(person, make)).toBe('FRESH_PROOF_REQUIRED');
    expect(await t.refusal(person, REAUTHENTICATE, { input: { password: WRONG } })).toBe('SIGN_IN_FAILED');
    const proof = { input: { password: PASSWORD } };
    type Proven = { reauthenticate: { freshUntil: string; token: string } };
    const { reauthenticate } = await t.get<Proven>(person, REAUTHENTICATE, proof);
    expect(await t.refusal(person, make)).toBe('UNAUTHENTICATED');
    expect(Date.parse(reauthenticate.freshUntil) - Date.now()).toBeGreaterThan(280_000);
    const { createApiToken } = await t.get<{ createApiToken: { token: string } }>(reauthenticate.token, make);
    expect(await t.refusal(createApiToken, REAUTHENTICATE, proof)).toBe('FORBIDDEN');
    expect(await t.refusal(createApiToken, make)).toBe('FRESH_PROOF_REQUIRED');
  });
});
