import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Crowd, percentile } from './crowd.ts';
import { Given } from './given.ts';
import { Running } from './running.ts';

/** How long each load lasts; the long run takes 300. */
const SECONDS = Number(process.env.TEST_SECONDS ?? 2);
const [HONEST, HOSTILE] = [40, 80];
/** What the process keeps of work done: code compiled, statements prepared, pools filled. */
const KEPT_BYTES = 96 * 2 ** 20;
/** Connections that come with the work and go some seconds after it, and how many there may be. */
const POOLED = { 'konwent writes': 10, 'konwent attempts': 2, 'konwent cancels': 1 };

/** All without what is pooled. */
interface Held {
  readonly bytes: number;
  readonly descriptors: number;
  readonly handles: number;
  readonly connections: number;
}

describe('a running server', () => {
  let folder: string;
  let konwent: Running;
  let owner: pg.Client;
  let crowd: Crowd;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'konwent-load-'));
    konwent = new Running(join(folder, 'data'));
    await konwent.start();
    owner = new pg.Client(await konwent.ownerUrl());
    await owner.connect();
    const given = new Given(null as never, async (text, values) => (await owner.query(text, values)).rows as never[]);
    const convent = await given.convent();
    for (let i = 0; i < 60; i++) await given.membership(convent, await given.entity());
    crowd = new Crowd(konwent.url, (await given.holder('CHAIR', convent)).token, convent.id);
  });
  afterAll(async () => {
    crowd.leave();
    await owner.end();
    await konwent.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  async function held(): Promise<Held> {
    const text = await (await fetch(`${konwent.url}/metrics`, { headers: { connection: 'close' } })).text();
    const value = (name: string) => Number(new RegExp(`^konwent_${name} (\\S+)`, 'm').exec(text)?.[1]);
    const { rows } = await owner.query<{ name: string; n: number }>(
      `SELECT application_name AS name, count(*)::int AS n FROM pg_stat_activity GROUP BY 1`,
    );
    const limits = new Map(Object.entries(POOLED));
    const pooled = rows.filter(({ name }) => limits.has(name));
    expect(pooled.filter(({ name, n }) => n > limits.get(name)!)).toEqual([]);
    const sum = (of: typeof rows) => of.reduce((total, { n }) => total + n, 0);
    return {
      bytes: value('nodejs_heap_size_used_bytes') + value('nodejs_external_memory_bytes'),
      descriptors: value('process_open_fds') - sum(pooled),
      handles: value('nodejs_active_handles_total') - sum(pooled),
      connections: sum(rows) - sum(pooled),
    };
  }

  /** The least that it holds within some seconds of rest. */
  async function atRest(): Promise<Held> {
    crowd.leave();
    const seen: Held[] = [];
    for (let i = 0; i < 5; i++) {
      await sleep(500);
      seen.push(await held());
    }
    const least = (key: keyof Held) => Math.min(...seen.map((each) => each[key]));
    return {
      ...{ bytes: least('bytes'), descriptors: least('descriptors') },
      ...{ handles: least('handles'), connections: least('connections') },
    };
  }

  it(`is after ${SECONDS} s of mixed load as it was before, and refuses nothing that is right`, async () => {
    const mixed = async (seconds: number) => {
      const [honest, hostile] = await Promise.all([
        crowd.does(crowd.honest(), HONEST, seconds),
        crowd.does(crowd.hostile(), HONEST / 2, seconds),
      ]);
      expect([honest.wrong, hostile.wrong]).toEqual([[], []]);
    };
    await mixed(Math.min(SECONDS, 20)); // whatever is made once is made now
    const before = await atRest();
    await mixed(SECONDS);
    const after = await atRest();
    console.info(`${SECONDS} s: ${JSON.stringify({ before, after })}`);
    expect(after.descriptors).toBeLessThanOrEqual(before.descriptors + 2);
    expect(after.handles).toBeLessThanOrEqual(before.handles + 2);
    expect(after.connections).toBeLessThanOrEqual(before.connections + 2);
    expect(after.bytes).toBeLessThan(before.bytes + KEPT_BYTES);
  });

  it(`serves the honest while it is attacked for ${SECONDS} s`, async () => {
    const alone = await crowd.does(crowd.honest(), HONEST, SECONDS);
    const [attacked, attack] = await Promise.all([
      crowd.does(crowd.honest(), HONEST, SECONDS),
      crowd.does(crowd.hostile(), HOSTILE, SECONDS),
    ]);
    const slowest = [alone, attacked].map(({ took }) => percentile(took, 0.99));
    const ratio = slowest[1]! / slowest[0]!;
    console.info(
      `p99 alone ${slowest[0]!.toFixed(0)} ms, attacked ${slowest[1]!.toFixed(0)} ms: ${ratio.toFixed(2)} times`,
    );
    expect([alone.wrong, attacked.wrong, attack.wrong]).toEqual([[], [], []]);
    // A figure for a machine at rest: a short load has too few for a percentile, and a busy machine none.
    if (SECONDS >= 60) expect(ratio).toBeLessThanOrEqual(2);
  });
});
