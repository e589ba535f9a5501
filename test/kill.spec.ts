import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { patience } from './patience.ts';
import { Running } from './running.ts';
import { randomFrom } from './world.ts';
import { Writers } from './writers.ts';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
/** The long run takes TEST_KILLS=20 and more. */
const ROUNDS = Number(process.env.TEST_KILLS ?? 4);
/** A start takes about 3 s; a machine with other work to do is compared with what it needed when nothing was killed. */
const LONGEST_OUTAGE_MS = patience(10_000);

const VICTIMS = ['app', 'postmaster', 'backend', 'app', 'postmaster'] as const;

describe(`killed with SIGKILL during writes (TEST_SEED=${SEED})`, () => {
  const random = randomFrom(SEED);
  let folder: string;
  let konwent: Running;
  let writers: Writers;
  let firstStart: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'konwent-kill-'));
    konwent = new Running(join(folder, 'data'));
    writers = new Writers(konwent);
    const began = performance.now();
    await konwent.start();
    firstStart = performance.now() - began;
  });
  afterAll(async () => {
    await konwent.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  const pids = (): Promise<number[]> =>
    writers.asOwner(async (owner) => {
      const { rows } = await owner.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE application_name = 'konwent writes'`,
      );
      return rows.map(({ pid }) => pid);
    });

  async function kill(victim: (typeof VICTIMS)[number]): Promise<void> {
    if (victim === 'app') return konwent.kill();
    const backends = victim === 'backend' ? await pids() : [];
    process.kill(backends[random(backends.length)] ?? (await konwent.postmaster()).pid, 'SIGKILL');
  }

  it(`loses no acknowledged write, does none twice and is back soon (${ROUNDS} times)`, async () => {
    await writers.prepare();
    const outages: Record<string, number[]> = { app: [], postmaster: [], backend: [] };
    for (let round = 0; round < ROUNDS; round++) {
      const victim = VICTIMS[round % VICTIMS.length]!;
      writers.begin();
      await sleep(60 + random(240));
      await kill(victim);
      const killed = performance.now();
      if (victim === 'app') await konwent.start();
      // What was under way at that moment is done by now, once, or is done now.
      await writers.end();
      const ready = await fetch(`${konwent.url}/health/ready`);
      outages[victim]!.push(Math.round(performance.now() - killed));
      expect(ready.status).toBe(200);
      await writers.check();
    }
    const writes = writers.acknowledged;
    console.info(`seed ${SEED}: ${writes} writes; ms until all went on: ${JSON.stringify(outages)}`);
    expect(Math.max(...Object.values(outages).flat())).toBeLessThan(Math.max(LONGEST_OUTAGE_MS, 2 * firstStart));
    expect(writes).toBeGreaterThan(ROUNDS * 4);
  });
});
