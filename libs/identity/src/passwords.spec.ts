import { useApp } from './app.trial.ts';
import { newId } from '#core';
import { Turnstile } from './passwords.service.ts';

const CHANGE = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) }`;
const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { token personId } }`;
const VIEWER = `{ viewer { id } }`;
const FIRST = 'zielony parasol śpi w młynie';
const SECOND = 'siedem łosi gra na tubie';

describe('passwords', () => {
  const t = useApp();
  const codeOf = ({ errors }: { errors?: readonly { extensions: { code?: unknown } }[] }) =>
    errors?.[0]?.extensions.code;

  it.each([
    ['14 characters', 'xK9$vQ2!mZ7#pL', 'INVALID_INPUT'],
    ['129 characters', 'łoś '.repeat(33).slice(0, 129), 'INVALID_INPUT'],
    ['15 that are 14 once composed', 'xK9$vQ2!mZ7#ó'.normalize('NFD') + 'p', 'WEAK_PASSWORD'],
    ['a repetition', 'password'.repeat(4), 'WEAK_PASSWORD'],
    ['a row of keys', 'qwertyuiopasdfghjkl', 'WEAK_PASSWORD'],
    ['the place', 'Konwent-konwent-2026', 'WEAK_PASSWORD'],
    ['the address', 'Chair.Pomorski.2026', 'WEAK_PASSWORD'],
    ['the name, accents or not', 'zolc.gesla.2026!', 'WEAK_PASSWORD'],
  ])('refuses %s', async (_, newPassword, code) => {
    const email = `chair.pomorski.${newId().slice(-4)}@demo.invalid`;
    const person = await t.given.person({ email, displayName: 'Żółć <i>Gęślą</i>' });
    const answer = await t.ask(person, CHANGE, { input: { newPassword } });
    expect(codeOf(answer)).toBe(code);
    if (code === 'WEAK_PASSWORD') expect(answer.errors![0].extensions.advice).toMatch(/\.$/);
  });

  it('judges the longest password in no time', async () => {
    const person = await t.given.person();
    const newPassword = Array.from({ length: 128 }, (_, i) => '4@3!10$57%'[(i * i * 7 + i) % 10]).join('');
    await t.ask(person, CHANGE, { input: { newPassword: 'a'.repeat(20) } });
    const start = performance.now();
    await t.ask(person, CHANGE, { input: { newPassword } });
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('asks for the password until now, or for a fresh session while there is none', async () => {
    const person = await t.given.person();
    await t.sql(`UPDATE session SET fresh_until = now() WHERE person_id = $1`, [person.id]);
    expect(codeOf(await t.ask(person, CHANGE, { input: { newPassword: FIRST } }))).toBe('FRESH_PROOF_REQUIRED');
    await t.sql(`UPDATE session SET fresh_until = now() + interval '1 minute' WHERE person_id = $1`, [person.id]);
    expect((await t.ask(person, CHANGE, { input: { newPassword: FIRST } })).data).toEqual({ changePassword: true });
    expect(codeOf(await t.ask(person, CHANGE, { input: { newPassword: SECOND } }))).toBe('SIGN_IN_FAILED');
    const wrong = { currentPassword: SECOND, newPassword: SECOND };
    expect(codeOf(await t.ask(person, CHANGE, { input: wrong }))).toBe('SIGN_IN_FAILED');
  });

  it('ends the other sessions, keeps this one, and replays its answer', async () => {
    const email = `${newId()}@demo.invalid`;
    const person = await t.given.person({ email });
    await t.ask(person, CHANGE, { input: { newPassword: FIRST } });
    const { data } = await t.ask(null, SIGN_IN, { input: { email, password: FIRST } });
    const other = { id: person.id, token: data.signIn.token };
    expect((await t.ask(other, VIEWER)).data.viewer).toEqual({ id: person.id });
    const input = { currentPassword: FIRST, newPassword: SECOND, clientMutationId: crypto.randomUUID() };
    for (let i = 0; i < 2; i++) expect((await t.ask(person, CHANGE, { input })).data).toEqual({ changePassword: true });
    expect((await t.ask(other, VIEWER)).data.viewer).toBeNull();
    expect((await t.ask(person, VIEWER)).data.viewer).toEqual({ id: person.id });
    expect(codeOf(await t.ask(null, SIGN_IN, { input: { email, password: FIRST } }))).toBe('SIGN_IN_FAILED');
    expect((await t.ask(null, SIGN_IN, { input: { email, password: SECOND } })).errors).toBeUndefined();
  });

  it('hashes two at a time and lets so many wait', async () => {
    const turnstile = new Turnstile(2, 50);
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
    };
    const passed = await Promise.allSettled(Array.from({ length: 60 }, () => turnstile.pass(work)));
    expect(most).toBe(2);
    const refused = passed.filter((each) => each.status === 'rejected');
    expect(refused.map(({ reason }) => reason.extensions.code)).toEqual(Array(8).fill('BUSY'));
    await expect(turnstile.pass(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await Promise.all([turnstile.pass(work), turnstile.pass(work), turnstile.pass(work)]);
  });
});
