import { newId } from '#core';
import { useApp } from '#test/app';
import type { Plan } from './plan.ts';
import { Reader } from './reader.ts';

const plan = (text: string, guarded = false): Plan => ({ text, values: [], guarded, uses: 0 });
const WHO = `SELECT coalesce(current_setting('app.actor', true), '')`;
const times = <T>(count: number, work: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => work(i)));

describe('the connections for reading', () => {
  const t = useApp();
  const run = (each: Plan, actorId: string | null = null, values: unknown[] = []) =>
    t.app.get(Reader).run(each, values, actorId ? { id: actorId } : null);

  it('tell PostgreSQL who reads for that one statement only', async () => {
    const people = Array.from({ length: 60 }, () => newId());
    const [who, after] = [plan(WHO, true), plan(`${WHO} AS after`)];
    const answers = await times(180, (i) => (i % 3 ? run(after, people[i % 60]!) : run(who, people[i % 60]!)));
    answers.forEach((answer, i) => expect(answer).toBe(i % 3 ? '' : people[i % 60]));
    expect(new Set(await times(16, () => run(after, people[0]!)))).toEqual(new Set(['']));
    expect(await run(plan('SELECT current_user::text'), newId())).toBe('konwent_app');
    expect(await run(plan('SELECT current_user::text', true))).toBe('konwent_public');
  });

  it('write nothing', async () => {
    const write = plan(`UPDATE convent SET version = version RETURNING 'x'`, true);
    await expect(run(write, newId())).rejects.toMatchObject({ code: '25006' });
  });

  it('are not spoiled by a statement that fails', async () => {
    const [bad, good] = [plan('SELECT (1 / $1::int)::text', true), plan(`${WHO} -- good`, true)];
    const me = newId();
    const answers = await Promise.allSettled(
      Array.from({ length: 120 }, (_, i) => (i % 2 ? run(bad, me, [0]) : run(good, me))),
    );
    answers.forEach((answer, i) =>
      expect(answer).toMatchObject(i % 2 ? { reason: { code: '22012' } } : { status: 'fulfilled', value: me }),
    );
    expect(await run(bad, me, [1])).toBe('1');
  });

  it('take the first uses of one prepared statement all at once', async () => {
    const shared = plan('SELECT $1::text');
    expect(await times(100, (i) => run(shared, i % 2 ? newId() : null, [String(i)]))).toEqual(
      Array.from({ length: 100 }, (_, i) => String(i)),
    );
    expect(shared.name).toBeDefined();
  });

  it('start anew when they hold a thousand prepared statements, and no read fails for it', async () => {
    const many = Array.from({ length: 1_100 }, (_, i) => plan(`SELECT '${i}'::text || $1`));
    for (const _ of [1, 2, 3])
      expect(await times(many.length, (i) => run(many[i]!, null, ['x']))).toEqual(many.map((__, i) => `${i}x`));
    const generations = new Set(many.map(({ name }) => name!.split('.')[0]));
    expect(generations.size).toBeGreaterThan(1);
    const [{ count }] = (await t.sql(
      `SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'konwent reads' AND datname = current_database()`,
    )) as unknown as [{ count: number }];
    expect(count).toBeLessThanOrEqual(8);
  });

  it('are opened again when PostgreSQL ends them, and ask again what was under way', async () => {
    const slow = plan('SELECT $1::text FROM pg_sleep(0.002)', true);
    const kill = () =>
      t.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE application_name = 'konwent reads' AND datname = current_database()`);
    const reads = times(200, (i) => run(slow, newId(), [String(i)]));
    await new Promise((done) => setTimeout(done, 30));
    await kill();
    expect(await reads).toEqual(Array.from({ length: 200 }, (_, i) => String(i)));
    await kill();
    expect(await run(slow, newId(), ['after'])).toBe('after');
  });
});
