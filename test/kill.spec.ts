import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Given } from './given.ts';
import { Journal, type Post } from './journal.ts';
import { Running } from './running.ts';
import { randomFrom } from './world.ts';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
/** The long run takes TEST_KILLS=20 and more. */
const ROUNDS = Number(process.env.TEST_KILLS ?? 4);
/** A start takes about 3 s; a machine with other work to do is compared with what it needed when nothing was killed. */
const LONGEST_OUTAGE_MS = 10_000;

const CREATE = `mutation ($input: CreateEntityInput!) { createEntity(input: $input) { id version } }`;
const EDIT = `mutation ($input: EditConventInput!) { editConvent(input: $input) { id version } }`;
const VICTIMS = ['app', 'postmaster', 'backend', 'app', 'postmaster'] as const;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly events: number;
}

describe(`killed with SIGKILL during writes (TEST_SEED=${SEED})`, () => {
  const random = randomFrom(SEED);
  let folder: string;
  let konwent: Running;
  let token: string;
  let firstStart: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'konwent-kill-'));
    konwent = new Running(join(folder, 'data'));
    const began = performance.now();
    await konwent.start();
    firstStart = performance.now() - began;
  }, 90_000);
  afterAll(async () => {
    await konwent.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  async function asOwner<T>(work: (owner: pg.Client) => Promise<T>): Promise<T> {
    const owner = new pg.Client(await konwent.ownerUrl());
    owner.on('error', () => undefined);
    await owner.connect();
    return work(owner).finally(() => owner.end());
  }

  /** Nothing that a dead server could have answered is taken for an acknowledgement. */
  const post: Post = async (query, variables) => {
    try {
      const response = await fetch(`${konwent.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(5_000),
      });
      const { data, errors = [] } = (await response.json()) as {
        data: Record<string, Record<string, unknown>> | null;
        errors?: { extensions: { code: string } }[];
      };
      return { data, codes: errors.map(({ extensions }) => extensions.code) };
    } catch {
      return { data: null, codes: [] };
    }
  };

  const pids = (): Promise<number[]> =>
    asOwner(async (owner) => {
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
    const { chair, convent } = await asOwner(async (owner) => {
      const given = new Given(null as never, async (text, values) => (await owner.query(text, values)).rows as never[]);
      const made = await given.convent();
      return { convent: made, chair: await given.holder('CHAIR', made) };
    });
    token = chair.token;
    const entity = (line: number) => (n: number) => ({
      data: { kind: 'CIS', name: `Zapis „${line}.${n}”`, voivodeship: '22' },
    });
    const rename = (n: number) => ({
      ...{ conventId: convent.id, expectedVersion: n + 1 },
      ...{ officialName: `Konwent po zmianie ${n + 1}`, aliases: [] },
    });
    const creations = [1, 2, 3].map((line) => new Journal(CREATE, entity(line), post));
    const edits = new Journal(EDIT, rename, post);
    const journals = [...creations, edits];

    const check = () =>
      asOwner(async (owner) => {
        const rowsOf = async (text: string) => (await owner.query<Row>(text)).rows;
        const rows = await rowsOf(
          `SELECT id, name, version, (SELECT count(*)::int FROM event WHERE subject_id = e.id) AS events
           FROM entity e WHERE name LIKE 'Zapis %' ORDER BY name COLLATE "C"`,
        );
        const told = creations.flatMap(({ acknowledged }) =>
          acknowledged.map(({ input, answer }) => ({
            ...{ id: answer!.id, name: (input.data as { name: string }).name },
            ...{ version: 1, events: 1 },
          })),
        );
        expect(rows).toEqual(told.sort((a, b) => (a.name < b.name ? -1 : 1)));
        const done = edits.acknowledged;
        expect(done.map(({ answer }) => answer!.version)).toEqual(done.map((_, i) => i + 2));
        expect(
          await rowsOf(
            `SELECT id, official_name AS name, version,
               (SELECT count(*)::int FROM event WHERE subject_id = c.id AND type = 'convent.edited') AS events
             FROM convent c WHERE id = '${convent.id}'`,
          ),
        ).toEqual([
          { id: convent.id, name: rename(done.length - 1).officialName, version: done.length + 1, events: done.length },
        ]);
        const keys = await rowsOf(`SELECT count(*)::int AS events FROM idempotency`);
        expect(keys[0]!.events).toBe(told.length + done.length);
      });

    const outages: Record<string, number[]> = { app: [], postmaster: [], backend: [] };
    for (let round = 0; round < ROUNDS; round++) {
      const victim = VICTIMS[round % VICTIMS.length]!;
      journals.forEach((each) => each.begin());
      await sleep(60 + random(240));
      await kill(victim);
      const killed = performance.now();
      if (victim === 'app') await konwent.start();
      // What was under way at that moment is done by now, once, or is done now.
      await Promise.all(journals.map((each) => each.end()));
      const ready = await fetch(`${konwent.url}/health/ready`);
      outages[victim]!.push(Math.round(performance.now() - killed));
      expect(ready.status).toBe(200);
      await check();
    }
    const writes = journals.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
    console.info(`seed ${SEED}: ${writes} writes; ms until all went on: ${JSON.stringify(outages)}`);
    expect(Math.max(...Object.values(outages).flat())).toBeLessThan(Math.max(LONGEST_OUTAGE_MS, 2 * firstStart));
    expect(writes).toBeGreaterThan(ROUNDS * journals.length);
  });
});
