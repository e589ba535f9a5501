import { useApp } from './app.trial.ts';
import { Db, newId, SYSTEM, type Tx } from '#core';
import { SignInLinks } from './people.service.ts';

const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { token expiresAt personId } }`;
const LINK = `mutation ($input: SignInWithLinkInput!) { signInWithLink(input: $input) { token personId } }`;
const REAUTHENTICATE = `mutation ($input: ReauthenticateInput!) { reauthenticate(input: $input) { freshUntil } }`;
const CHANGE = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) }`;
const VIEWER = `{ viewer { id account { email } } }`;
const PASSWORD = 'zielony parasol śpi w młynie';

describe('signing in', () => {
  const t = useApp();

  async function account(password = PASSWORD) {
    const email = `${newId()}@demo.invalid`;
    const person = await t.given.person({ email });
    const { errors } = await t.ask(person, CHANGE, { input: { newPassword: password } });
    expect(errors).toBeUndefined();
    return { ...person, email };
  }
  const link = (personId: string): Promise<string> =>
    t.app.get(Db).run(SYSTEM, (tx: Tx) => t.app.get(SignInLinks).make(tx, personId));
  const codeOf = ({ errors }: { errors?: readonly { extensions: { code?: unknown } }[] }) =>
    errors?.[0]?.extensions.code;

  it('answers nobody while signed out, also with a credential that never was', async () => {
    expect((await t.ask(null, VIEWER)).data).toEqual({ viewer: null });
    expect((await t.ask({ id: newId(), token: 'no-such-token' }, VIEWER)).data).toEqual({ viewer: null });
    expect(codeOf(await t.ask({ id: newId(), token: 'no-such-token' }, 'mutation { signOut }'))).toBe(
      'UNAUTHENTICATED',
    );
  });

  it('takes the password in either normal form and the address in any case', async () => {
    const { id, email } = await account();
    const input = { email: ` ${email.toUpperCase()} `, password: PASSWORD.normalize('NFD') };
    const { data } = await t.ask(null, SIGN_IN, { input });
    expect(data.signIn).toMatchObject({ personId: id });
    const { viewer } = (await t.ask({ id, token: data.signIn.token }, VIEWER)).data;
    expect(viewer).toEqual({ id, account: { email } });
  });

  it('says the same after the same work to a wrong password, an unknown address and an account without password', async () => {
    const { email } = await account();
    const email2 = `${newId()}@demo.invalid`;
    await t.given.person({ email: email2 });
    const tried = async (address: string) => {
      const start = performance.now();
      const { errors } = await t.ask(null, SIGN_IN, { input: { email: address, password: 'to nie to hasło' } });
      const { correlationId, ...extensions } = errors![0].extensions;
      return { took: performance.now() - start, message: errors![0].message, extensions };
    };
    const times: number[][] = [];
    for (let i = 0; i < 5; i++) {
      const [known, ...others] = [await tried(email), await tried(`${newId()}@demo.invalid`), await tried(email2)];
      for (const other of others) expect({ ...other, took: 0 }).toEqual({ ...known, took: 0 });
      times.push([known!.took, ...others.map(({ took }) => took)]);
    }
    const [known, ...others] = [0, 1, 2].map((i) => Math.min(...times.map((each) => each[i]!)));
    for (const other of others) expect(other / known!).toBeGreaterThan(0.5);
  });

  it('stops an account at ten failures, the right password too, and says when to come back', async () => {
    const { email } = await account();
    const wrong = { input: { email, password: 'to nie to hasło' } };
    for (let i = 0; i < 9; i++) expect(codeOf(await t.ask(null, SIGN_IN, wrong))).toBe('SIGN_IN_FAILED');
    const right = { input: { email, password: PASSWORD } };
    expect((await t.ask(null, SIGN_IN, right)).errors).toBeUndefined();
    const atOnce = await Promise.all(Array.from({ length: 14 }, () => t.ask(null, SIGN_IN, wrong)));
    expect(atOnce.map(codeOf).filter((code) => code === 'SIGN_IN_FAILED')).toHaveLength(10);
    const refused = await t.ask(null, SIGN_IN, right);
    expect(codeOf(refused)).toBe('TOO_MANY_ATTEMPTS');
    expect(refused.errors![0].extensions.retryAfterSeconds).toBeGreaterThan(800);
    await t.sql(`UPDATE attempt SET expire = 0`);
    expect((await t.ask(null, SIGN_IN, right)).errors).toBeUndefined();
  });

  it('stops an address at a hundred failures, whatever account is tried', async () => {
    const { email } = await account();
    await t.ask(null, SIGN_IN, { input: { email: 'nikt@demo.invalid', password: 'x' } });
    await t.sql(`UPDATE attempt SET points = 100 WHERE key LIKE 'address:%'`);
    const codes = [
      await t.ask(null, SIGN_IN, { input: { email, password: PASSWORD } }),
      await t.ask(null, LINK, { input: { token: 'x' } }),
    ].map(codeOf);
    await t.sql(`DELETE FROM attempt`);
    expect(codes).toEqual(['TOO_MANY_ATTEMPTS', 'TOO_MANY_ATTEMPTS']);
  });

  it('opens one session for a link that ten follow at once, and none tomorrow', async () => {
    const { id } = await t.given.person();
    const token = await link(id);
    const answers = await Promise.all(Array.from({ length: 10 }, () => t.ask(null, LINK, { input: { token } })));
    expect(answers.map(codeOf).filter((code) => code === 'SIGN_IN_LINK_INVALID')).toHaveLength(9);
    const late = await link(id);
    await t.sql(`UPDATE sign_in_link SET expires_at = now() WHERE person_id = $1`, [id]);
    expect(codeOf(await t.ask(null, LINK, { input: { token: late } }))).toBe('SIGN_IN_LINK_INVALID');
  });

  it('answers the same session to a link that is followed again with the same key', async () => {
    const { id } = await t.given.person();
    const input = { token: await link(id), clientMutationId: crypto.randomUUID() };
    const answers = await Promise.all(Array.from({ length: 10 }, () => t.ask(null, LINK, { input })));
    expect(new Set(answers.map(({ data }) => data.signInWithLink.token)).size).toBe(1);
  });

  it('puts the token into a cookie that works, and not into the answer', async () => {
    const { id } = await t.given.person();
    const post = (query: string, variables: object, headers: object) =>
      t.app.inject({ method: 'POST', url: '/graphql', payload: { query, variables }, headers: { ...headers } });
    const input = { token: await link(id), cookie: true };
    const signedIn = await post(LINK, { input }, {});
    expect(signedIn.json().data.signInWithLink).toEqual({ token: null, personId: id });
    const cookie = String(signedIn.headers['set-cookie']);
    expect(cookie).toMatch(/HttpOnly/);
    const host = { host: 'localhost:80', origin: 'http://localhost:80' };
    const seen = await post(VIEWER, {}, { ...host, cookie: `other=1; ${cookie.split(';')[0]}` });
    expect(seen.json().data.viewer.id).toBe(id);
  });

  it('makes a session fresh again by password, and never an API token', async () => {
    const person = await account();
    await t.sql(`UPDATE session SET fresh_until = now() WHERE person_id = $1`, [person.id]);
    const make = `mutation { createApiToken(input: { name: "x", scopes: [WRITE] }) { token } }`;
    expect(codeOf(await t.ask(person, make))).toBe('FRESH_PROOF_REQUIRED');
    expect(codeOf(await t.ask(person, REAUTHENTICATE, { input: { password: 'to nie to' } }))).toBe('SIGN_IN_FAILED');
    const { data } = await t.ask(person, REAUTHENTICATE, { input: { password: PASSWORD } });
    expect(Date.parse(data.reauthenticate.freshUntil) - Date.now()).toBeGreaterThan(280_000);
    const { createApiToken } = (await t.ask(person, make)).data;
    const program = { id: person.id, token: createApiToken.token };
    expect(codeOf(await t.ask(program, REAUTHENTICATE, { input: { password: PASSWORD } }))).toBe('FORBIDDEN');
    expect(codeOf(await t.ask(program, make))).toBe('FRESH_PROOF_REQUIRED');
  });
});
