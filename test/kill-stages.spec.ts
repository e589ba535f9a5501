import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { migrations } from '../prisma-free-migrations/index.ts';
import { makeKeys } from '../apps/backup/backup.keys.ts';
import { freshDatabase } from './database.ts';
import { command, konwent, leftIn } from './konwent.ts';
import { MADE } from './made.ts';
import { patience } from './patience.ts';
import { Running } from './running.ts';
import { StageWork } from './stage-work.ts';
import { randomFrom } from './world.ts';
import { Writers } from './writers.ts';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
/** The long run takes TEST_KILLS=30; restores are killed by the rehearsal of backups. */
const KILLS = Number(process.env.TEST_KILLS ?? 0);
const ROUNDS = Math.max(KILLS, 1);
/** A machine with other work to do is compared with what it needs to look into the program. */
const LONGEST_OUTAGE_MS = patience(10_000);
/** As many of the last migrations as can be taken back and leave the rows that are asked for. */
const TAKEN_BACK = 12;
const VICTIMS = ['both', 'postmaster', 'app'] as const;
type Victim = (typeof VICTIMS)[number];

describe(`killed with SIGKILL at more than writes (TEST_SEED=${SEED})`, () => {
  const random = randomFrom(SEED);
  const figures: Record<string, unknown[]> = { empty: [], filled: [], work: [] };
  const outages: number[] = [];
  let folder: string;
  let node: Running;
  let writers: Writers;
  let work: StageWork;
  let schema: string[];
  let aLook: number;
  /** Of the two migrations the short run tries one. */
  const isFilledTried = random(2) === 1;
  let turn = random(VICTIMS.length);

  const path = (name: string) => join(folder, name);
  const nextVictim = (): Victim => VICTIMS[turn++ % VICTIMS.length]!;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'konwent-stages-'));
    await makeKeys(path('key'));
    const began = performance.now();
    await konwent(['help']);
    aLook = performance.now() - began;
    node = new Running(path('data'));
    writers = new Writers(node);
    work = new StageWork(writers);
    const { ownerUrl, drop } = await freshDatabase();
    schema = await madeIn(ownerUrl).finally(drop);
  });
  afterAll(async () => {
    console.info(`seed ${SEED}: ${JSON.stringify({ ...figures, msUntilAllWentOn: outages })}`);
    await node.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  async function madeIn(url: string): Promise<string[]> {
    const client = new pg.Client(url);
    await client.connect();
    const { rows } = await client.query<{ made: string }>(MADE).finally(() => client.end());
    return rows.map(({ made }) => made);
  }

  async function kill(victim: Victim): Promise<void> {
    const { pid } = await node.postmaster();
    if (victim !== 'postmaster') await node.kill();
    if (victim !== 'app') process.kill(pid, 'SIGKILL');
  }

  /** Starts what has ended, and waits for what comes back by itself. */
  async function goesOn(since: number): Promise<void> {
    if (node.hasEnded) await node.start();
    while (!(await fetch(`${node.url}/health/ready`).catch(() => undefined))?.ok) await sleep(20);
    outages.push(Math.round(performance.now() - since));
  }

  /** How many migrations have been done; undefined while nobody can be asked. */
  const done = (): Promise<number | undefined> =>
    writers
      .asOwner(async (owner) => Number((await owner.query(`SELECT count(*) FROM migrations`)).rows[0].count))
      .catch(() => undefined);

  /** A start that is killed once so many migrations are done, or when it was quicker than that. */
  async function killedMigrating(after: number): Promise<string> {
    const starting = node.start().then(
      () => true,
      () => false,
    );
    for (let count: number | undefined; !((count ?? -1) >= after); count = await done()) {
      if (await Promise.race([starting, sleep(5, false)])) break;
    }
    const victim = nextVictim();
    const reached = await done();
    await kill(victim);
    const killed = performance.now();
    const came = await starting;
    await goesOn(killed);
    return `${victim} at ${reached}${came ? ', started' : ''}`;
  }

  async function isWhole(): Promise<void> {
    expect(await done()).toBe(migrations.length);
    expect(await madeIn(await node.ownerUrl())).toEqual(schema);
  }

  it('migrates an empty database in spite of it', async () => {
    if (!KILLS && isFilledTried) await node.start();
    for (let round = 0; round < (isFilledTried ? KILLS : ROUNDS); round++) {
      await node.stop();
      await rm(node.folder, { recursive: true, force: true });
      figures.empty!.push(await killedMigrating(random(migrations.length)));
      await isWhole();
    }
  });

  it('keeps its records while it is prepared', async () => {
    await writers.prepare();
    await work.prepare();
    expect(await work.isStillTrue()).toBe(true);
  });

  async function begun(folder: string, ended: Promise<unknown>): Promise<void> {
    const over = ended.then(() => true);
    while (!(await leftIn(folder)).length && !(await Promise.race([over, sleep(10, false)])));
  }

  it('opens polls, rotates keys and copies itself in spite of it', async () => {
    const copies = path('copies');
    const making = (name: string) => ['backup', join(copies, name), '--to', path('key.pub'), '--json'];
    for (let round = 0; round < ROUNDS; round++) {
      const drafts = await work.drafts();
      await rm(copies, { recursive: true, force: true });
      await mkdir(copies);
      const rotation = await work.beside('keys', 'rotate', '--json');
      const copy = command(making('one'), node.folder);
      // Now in the middle of the copy, now while the keys are rotated.
      if (random(3)) await begun(copies, copy.ended);
      else await sleep(300 + random(900));
      writers.begin();
      const opening = work.openAll(drafts);
      await sleep(20 + random(250));
      const victim = nextVictim();
      const wasCopying = await leftIn(copies).catch(() => []);
      await kill(victim);
      const killed = performance.now();
      await goesOn(killed);
      const opened = await opening;
      await writers.end();
      const ends = await Promise.all([copy.ended, rotation.ended]);
      for (const { code, stderr } of ends) if (code) expect(stderr.trim().split('\n')).toHaveLength(1);
      await writers.check(work.keyed);
      await work.pollsAreWhole(opened);
      const keys = await work.keysAreWhole();
      expect(await work.isStillTrue()).toBe(true);
      if (KILLS)
        expect(await (await work.beside('audit', 'verify', '--json')).ended).toMatchObject({ code: 0, stderr: '' });
      if (ends[0]!.code) expect(await readdir(copies).catch(() => [])).toEqual([]);
      const [copied, rotated] = ends.map(({ code }) => code);
      figures.work!.push({ victim, copied, rotated, wasCopying: wasCopying.length, keys, opened: opened.length });
    }
    if (!KILLS) return;
    const made = await konwent(making('last'), node.folder);
    expect(made).toMatchObject({ code: 0, stderr: '' });
  });

  it('migrates a database with rows in it in spite of it, and keeps every one', async () => {
    for (let round = 0; round < (isFilledTried ? ROUNDS : KILLS); round++) {
      const source = new DataSource({ type: 'postgres', url: await node.ownerUrl(), migrations });
      await source.initialize();
      try {
        for (let i = 0; i < TAKEN_BACK; i++) await source.undoLastMigration({ transaction: 'each' });
      } finally {
        await source.destroy();
      }
      await node.stop();
      figures.filled!.push(await killedMigrating(migrations.length - 1 - random(TAKEN_BACK)));
      await isWhole();
      await writers.check(work.keyed);
      expect(await work.isStillTrue()).toBe(true);
    }
  });

  it('was back soon each time', () => {
    expect(Math.max(...outages)).toBeLessThan(Math.max(LONGEST_OUTAGE_MS, 8 * aLook));
  });
});
