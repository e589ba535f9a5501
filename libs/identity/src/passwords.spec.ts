import { useApp } from '#test/app';
import { Turnstile } from './passwords.service.ts';

const CHANGE = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) }`;
const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { token } }`;
const VIEWER = `{ viewer { id } }`;
const FIRST = 'zielony parasol śpi w młynie';
const SECOND = 'siedem łosi gra na tubie';

describe('passwords', () => {
  const t = useApp();

  it.each([
    ['14 characters', 'xK9$vQ2!mZ7#pL', 'INVALID_INPUT'],
    ['129 characters', 'łoś '.repeat(33).slice(0, 129), 'INVALID_INPUT'],
    ['15 that are 14 once composed', `${'xK9$vQ2!mZ7#ó'.normalize('NFD')}p`, 'INVALID_INPUT'],
    ['a repetition', 'password'.repeat(4), 'WEAK_PASSWORD'],
    ['a row of keys', 'qwertyuiopasdfghjkl', 'WEAK_PASSWORD'],
    ['the place', 'Konwent-konwent-2026', 'WEAK_PASSWORD'],
    ['the address', 'Chair.Pomorski.2026', 'WEAK_PASSWORD'],
    ['the name, accents or not', 'zolc.gesla.2026!', 'WEAK_PASSWORD'],
  ])('refuses %s', async (_, newPassword, code) => {
    const person = await t.given.person({ name: 'Żółć <i>Gęślą</i>' });
    await t.sql(`UPDATE account SET email = 'chair.pomorski@example.invalid' WHERE id = $1`, [person.id]);
    const { errors } = await t.ask(person, CHANGE, { input: { newPassword } });
    expect(errors[0]!.extensions.code).toBe(code);
    if (code === 'WEAK_PASSWORD') expect(errors[0]!.extensions.advice).toMatch(/\.$/);
  });

  it('judges the longest password no longer than one half as long', async () => {
    const person = await t.given.person();
    const longest = Array.from({ length: 128 }, (_, i) => '4@3!10$57%'[(i * i * 7 + i) % 10]).join('');
    const took: Record<string, number> = {};
    for (let round = 0; round < 5; round++)
      for (const newPassword of [longest.slice(0, 64), longest]) {
        const start = performance.now();
        await t.refusal(person, CHANGE, { input: { newPassword } });
        took[newPassword] = Math.min(took[newPassword] ?? Infinity, performance.now() - start);
      }
    expect(took[longest]!).toBeLessThan(3 * took[longest.slice(0, 64)]!);
  });

  it('asks for the password until now, or for a fresh session while there is none', async () => {
    const person = await t.given.person();
    const first = { input: { newPassword: FIRST } };
    await t.sql(`UPDATE session SET fresh_until = now() WHERE person_id = $1`, [person.id]);
    expect(await t.refusal(person, CHANGE, first)).toBe('FRESH_PROOF_REQUIRED');
    await t.sql(`UPDATE session SET fresh_until = now() + interval '1 minute' WHERE person_id = $1`, [person.id]);
    expect(await t.get(person, CHANGE, first)).toEqual({ changePassword: true });
    expect(await t.refusal(person, CHANGE, { input: { newPassword: SECOND } })).toBe('SIGN_IN_FAILED');
    const wrong = { input: { currentPassword: SECOND, newPassword: SECOND } };
    expect(await t.refusal(person, CHANGE, wrong)).toBe('SIGN_IN_FAILED');
  });

  it('belong to sessions: an API token does not change them', async () => {
    const person = await t.given.person();
    await t.get(person, CHANGE, { input: { newPassword: FIRST } });
    const program = await t.given.apiToken(person.id, ['READ', 'WRITE']);
    const input = { currentPassword: FIRST, newPassword: SECOND };
    expect(await t.refusal(program, CHANGE, { input })).toBe('FORBIDDEN');
  });

  it('end the other sessions when they change, keep this one, and the answer is replayed', async () => {
    const person = await t.given.person();
    const email = `osoba.${person.id}@example.invalid`;
    await t.get(person, CHANGE, { input: { newPassword: FIRST } });
    const other = await t.given.session(person.id);
    expect(await t.get(other, VIEWER)).toEqual({ viewer: { id: person.id } });
    const input = { currentPassword: FIRST, newPassword: SECOND, clientMutationId: crypto.randomUUID() };
    for (const _ of [1, 2]) expect(await t.get(person, CHANGE, { input })).toEqual({ changePassword: true });
    expect(await t.refusal(other, VIEWER)).toBe('UNAUTHENTICATED');
    expect(await t.get(person, VIEWER)).toEqual({ viewer: { id: person.id } });
    expect(await t.refusal(null, SIGN_IN, { input: { email, password: FIRST } })).toBe('SIGN_IN_FAILED');
    await t.get(null, SIGN_IN, { input: { email, password: SECOND } });
  });

  it('are hashed two at a time, and so many wait', async () => {
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
    expect(refused.map(({ reason }) => (reason as { extensions: object }).extensions)).toEqual(
      Array.from({ length: 8 }, () => ({ code: 'BUSY' })),
    );
    await expect(turnstile.pass(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await Promise.all([turnstile.pass(work), turnstile.pass(work), turnstile.pass(work)]);
  });
});
