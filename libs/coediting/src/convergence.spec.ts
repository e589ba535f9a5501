import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import * as Y from 'yjs';
import { newId } from '#core';
import { CoeditingClient } from '#test/coediting.client';
import { draftRow } from '#test/draft-rows';
import { Given, type Someone } from '#test/given';
import { Running } from '#test/running';
import { randomFrom } from '#test/world';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
/** The long run takes TEST_SEEDS=300. */
const SEEDS = Number(process.env.TEST_SEEDS ?? 30);
/** So many drafts are written in at once, by two people each; the program is killed once while they do. */
const AT_ONCE = 15;
const STEPS = 30;
/** The long run takes TEST_EDITORS=50 and TEST_KEYS=400 on a machine with nothing else to do. */
const EDITORS = Number(process.env.TEST_EDITORS ?? 2);
const KEYS = Number(process.env.TEST_KEYS ?? 30);
/** How long somebody who types waits between two bursts. */
const PAUSE_MS = 250;
const WORDS = ['a', 'żółw ', 'źdźbło', ' <b>', '„ć”', '😀', 'x'.repeat(40), ', '];

interface Pair {
  readonly seed: number;
  readonly draftId: string;
  readonly units: string[];
  readonly clients: CoeditingClient[];
  /** Every change that either of them made, put together without the server. */
  readonly all: Map<string, Y.Doc>;
}

describe(`two authors whose lines break and whose server is killed (TEST_SEED=${SEED}, ${SEEDS} seeds)`, () => {
  let folder: string;
  let konwent: Running;
  let owner: pg.Pool;
  let people: Someone[];
  let body: { id: string };
  let member: { id: string };
  const open: CoeditingClient[] = [];

  const sql = async <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await owner.query(text, values)).rows as Row[];

  const asOwner = async () =>
    new pg.Pool({ connectionString: await konwent.ownerUrl(), max: 3 }).on('error', () => undefined);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'konwent-coediting-'));
    konwent = new Running(join(folder, 'data'), { SOCKETS_PER_ADDRESS: '500' });
    await konwent.start();
    owner = await asOwner();
    const given = new Given(null as never, sql as never);
    body = await given.convent();
    const expert = await given.person();
    member = await given.mandate(expert, 'EXPERT', body);
    people = [await given.holder('CHAIR', body), expert];
  }, 90_000);
  afterAll(async () => {
    open.forEach((client) => client.close());
    await owner?.end();
    await konwent.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  async function begin(seed: number): Promise<Pair> {
    const { id: draftId, unitId, otherId } = await draftRow({ sql } as never, body, { member });
    const units = [unitId, otherId];
    const clients = people.map(({ token }) => new CoeditingClient({ url: konwent.url, token, draftId, retryMs: 40 }));
    open.push(...clients);
    for (const client of clients) await client.open(...units);
    const all = new Map(units.map((unit) => [unit, new Y.Doc()]));
    for (const unit of units) {
      Y.applyUpdate(all.get(unit)!, Y.encodeStateAsUpdate(clients[0]!.docOf(unit)));
      for (const client of clients)
        client.docOf(unit).on('update', (update: Uint8Array, origin: unknown) => {
          if (origin !== 'remote') Y.applyUpdate(all.get(unit)!, update);
        });
    }
    return { seed, draftId, units, clients, all };
  }

  /** One of two, typing, deleting, and losing the line now and then. */
  async function write(client: CoeditingClient, units: readonly string[], seed: number): Promise<void> {
    const random = randomFrom(seed);
    for (let step = 0; step < STEPS; step++) {
      client.edit(units[random(units.length)]!, (text) => {
        const at = random(text.length + 1);
        if (random(3)) text.insert(at, WORDS[random(WORDS.length)]!);
        else text.delete(at, Math.min(random(6), text.length - at));
      });
      if (!random(12)) {
        client.disconnect();
        await sleep(random(120));
        void client.connect();
      }
      await sleep(random(60));
    }
    void client.connect();
  }

  async function check({ seed, draftId, units, clients, all }: Pair): Promise<void> {
    for (const client of clients) await client.settled(60_000);
    for (const unit of units) {
      const wanted = all.get(unit)!.getText('text').toString();
      for (const end = Date.now() + 20_000; Date.now() < end; await sleep(20))
        if (clients.every((client) => client.text(unit) === wanted)) break;
      const [row] = await sql<{ text: string }>(`SELECT text FROM draft_unit WHERE id = $1`, [unit]);
      const told = clients.map((client) => client.text(unit));
      const refusals = clients.flatMap((client) => client.refusals);
      expect({ seed, refusals, told, row: row!.text }).toEqual({
        ...{ seed, refusals: [], told: [wanted, wanted], row: wanted.normalize('NFC').trim() },
      });
    }
    const [{ logged }] = (await sql<{ logged: number }>(
      `SELECT count(*)::int AS logged FROM unit_update WHERE draft_id = $1`,
      [draftId],
    )) as [{ logged: number }];
    expect(logged).toBeGreaterThan(units.length);
    clients.forEach((client) => client.close());
  }

  it('end at the same text as each other and as the draft, with every keystroke of both', async () => {
    for (let first = 0; first < SEEDS; first += AT_ONCE) {
      const seeds = Array.from({ length: Math.min(AT_ONCE, SEEDS - first) }, (_, i) => SEED + first + i);
      const pairs: Pair[] = [];
      for (const seed of seeds) pairs.push(await begin(seed));
      const written = pairs.flatMap(({ clients, units, seed }) =>
        clients.map((client, i) => write(client, units, 2 * seed + i)),
      );
      await sleep(200 + randomFrom(SEED + first)(600));
      await konwent.kill();
      await konwent.start();
      await owner.end();
      owner = await asOwner(); // its PostgreSQL may be at another port
      for (const { clients } of pairs) clients.forEach((client) => (client.url = konwent.url));
      await Promise.all(written);
      await Promise.all(pairs.map(check));
    }
  }, 1_200_000);

  it(`reach the others soon (${EDITORS} at once)`, async () => {
    const { id: draftId, unitId, otherId } = await draftRow({ sql } as never, body, { member });
    const given = new Given(null as never, sql as never);
    const team = [...people];
    while (team.length < EDITORS) {
      const person = await given.person();
      const { id } = await given.mandate(person, 'EXPERT', body);
      await sql(
        `INSERT INTO draft_member (id, draft_id, person_id, mandate_id, added_at) VALUES ($1, $2, $3, $4, now())`,
        [newId(), draftId, person.id, id],
      );
      team.push(person);
    }
    const clients = team.map(({ token }) => new CoeditingClient({ url: konwent.url, token, draftId }));
    open.push(...clients);
    for (const client of clients) await client.open(unitId, otherId);
    const sent = new Map<string, number>();
    const took: number[] = [];
    const watcher = clients[1]!;
    watcher.docOf(unitId).on('update', (_: Uint8Array, origin: unknown) => {
      if (origin !== 'remote') return;
      const text = watcher.text(unitId);
      for (const [word, at] of sent)
        if (text.includes(word)) {
          took.push(performance.now() - at);
          sent.delete(word);
        }
    });
    const [cpu, began] = [await cpuOf(konwent.pid), performance.now()];
    const random = randomFrom(SEED);
    const type = async (client: CoeditingClient, i: number) => {
      await sleep(random(PAUSE_MS));
      for (let key = 0; key < KEYS; key++) {
        const word = `${String.fromCodePoint(0x4e00 + i * KEYS + key)}`;
        if (i !== 1) sent.set(word, performance.now());
        client.edit(unitId, (text) => text.insert(random(Math.min(text.length, 50) + 1), word));
        await sleep(PAUSE_MS / 2 + random(PAUSE_MS));
      }
    };
    await Promise.all(clients.map(type));
    await Promise.all(clients.map((client) => client.settled()));
    for (const end = Date.now() + 10_000; sent.size && Date.now() < end;) await sleep(5);
    const seconds = (performance.now() - began) / 1000;
    const used = (((await cpuOf(konwent.pid)) - cpu) / seconds) * 100;
    took.sort((a, b) => a - b);
    const at = (share: number) => took[Math.floor(took.length * share)]!.toFixed(1);
    console.info(
      `${EDITORS} editors: ${took.length} words, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms; program ${used.toFixed(0)} % of a core`,
    );
    expect(took.length).toBe((EDITORS - 1) * KEYS);
    expect(new Set(clients.map((client) => client.text(unitId))).size).toBe(1);
  }, 300_000);
});

/** Seconds of processor that a process has used. */
async function cpuOf(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
