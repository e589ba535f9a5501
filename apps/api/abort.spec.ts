import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { useApp } from '#test/app';
import type { Someone } from '#test/given';
import { patience } from '#test/patience';

const EDIT = `mutation ($input: EditConventInput!) { editConvent(input: $input) { version } }`;
const LIMIT_MS = 400;

describe('a write that nobody waits for any more', () => {
  const t = useApp({ REQUEST_LIMIT_MS: String(LIMIT_MS) });
  const patient = useApp();

  /** A convent whose row somebody else holds. */
  async function held(app: typeof t) {
    const convent = await app.given.convent();
    const chair = await app.given.holder('CHAIR', convent);
    const holder = new pg.Client(app.database.ownerUrl);
    holder.on('error', () => undefined);
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM convent WHERE id = $1 FOR UPDATE', [convent.id]);
    const letGo = async () => {
      await holder.query('ROLLBACK');
      await holder.end();
    };
    const input = {
      ...{ conventId: convent.id, expectedVersion: 1, officialName: `Konwent „Inny” ${convent.id}`, aliases: [] },
      clientMutationId: crypto.randomUUID(),
    };
    return { convent, chair, input, letGo };
  }

  const waiting = async (app: typeof t): Promise<number> => {
    const rows = await app.sql(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'konwent writes'
       AND (wait_event_type = 'Lock' OR state LIKE 'idle in transaction%')`,
    );
    return rows.length;
  };
  const until = async (is: () => Promise<boolean>) => {
    for (let i = 0; !(await is()); i++) {
      expect(i).toBeLessThan(500);
      await sleep(10);
    }
  };
  const traces = async (app: typeof t, convent: { id: string }, chair: Someone) => {
    const [row] = await app.sql(
      `SELECT version, (SELECT count(*)::int FROM event WHERE subject_id = c.id) AS events,
        (SELECT count(*)::int FROM idempotency WHERE actor = $2) AS keys FROM convent c WHERE id = $1`,
      [convent.id, chair.id],
    );
    return row;
  };

  it('ends at the limit: its statement is cancelled, nothing is written, and the same call passes later', async () => {
    const { convent, chair, input, letGo } = await held(t);
    const started = performance.now();
    const answer = t.refusalOnce(chair, EDIT, { input });
    await until(async () => (await waiting(t)) === 1);
    expect(await answer).toBe('BUSY');
    // Sooner than PostgreSQL gives up by itself on a lock.
    expect(performance.now() - started).toBeLessThan(patience(LIMIT_MS + 1_000));
    expect(await waiting(t)).toBe(0);
    expect(await traces(t, convent, chair)).toEqual({ version: 1, events: 0, keys: 0 });
    await letGo();
    await sleep(100);
    expect(await traces(t, convent, chair)).toEqual({ version: 1, events: 0, keys: 0 });
    expect(await t.get(chair, EDIT, { input })).toEqual({ editConvent: { version: 2 } });
  });

  it('ends when its sender is gone', async () => {
    const { convent, chair, input, letGo } = await held(patient);
    const gone = new AbortController();
    const sent = fetch(`${patient.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${chair.token}` },
      body: JSON.stringify({ query: EDIT, variables: { input } }),
      signal: gone.signal,
    });
    await until(async () => (await waiting(patient)) === 1);
    gone.abort();
    await expect(sent).rejects.toThrow('aborted');
    const left = performance.now();
    await until(async () => (await waiting(patient)) === 0);
    expect(performance.now() - left).toBeLessThan(patience(1_000));
    await letGo();
    await sleep(100);
    expect(await traces(patient, convent, chair)).toEqual({ version: 1, events: 0, keys: 0 });
    expect(await patient.get(chair, EDIT, { input })).toEqual({ editConvent: { version: 2 } });
  });

  it('ends for as many as there are connections, and leaves all of them for others', async () => {
    const { convent, chair, input, letGo } = await held(t);
    const calls = Array.from({ length: 10 }, () =>
      t.refusalOnce(chair, EDIT, { input: { ...input, clientMutationId: crypto.randomUUID() } }),
    );
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['BUSY']));
    expect(await waiting(t)).toBe(0);
    await letGo();
    const next = Array.from({ length: 10 }, () =>
      t.ask(chair, EDIT, { input: { ...input, clientMutationId: crypto.randomUUID() } }),
    );
    const codes = (await Promise.all(next)).map(({ errors }) => errors[0]?.extensions.code ?? 'DONE').sort();
    expect(codes).toEqual(['DONE', ...Array<string>(9).fill('VERSION_CONFLICT')]);
    expect(await traces(t, convent, chair)).toMatchObject({ version: 2, events: 1 });
  });

  it('ends at the limits of PostgreSQL too, which say the same', async () => {
    const { chair, input, letGo } = await held(patient);
    const started = performance.now();
    expect(await patient.refusalOnce(chair, EDIT, { input })).toBe('BUSY');
    expect(performance.now() - started).toBeGreaterThan(1_900);
    expect(performance.now() - started).toBeLessThan(patience(4_000));
    expect(await waiting(patient)).toBe(0);
    await letGo();
  });
});
