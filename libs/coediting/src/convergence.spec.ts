import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CoeditingClient } from '#test/coediting.client';
import { until } from '#test/coediting';
import { RunningCoediting, type Pair } from '#test/coediting.running';
import { post } from '#test/coediting.wire';
import { randomFrom } from '#test/world';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
/** The long run takes TEST_SEEDS=300. */
const SEEDS = Number(process.env.TEST_SEEDS ?? 30);
/** So many drafts are written in at once, by two people each; the program is killed once while they do. */
const AT_ONCE = 15;
/** The long run takes TEST_EDITORS=50 and TEST_KEYS=400 on a machine with nothing else to do. */
const EDITORS = Number(process.env.TEST_EDITORS ?? 2);
const KEYS = Number(process.env.TEST_KEYS ?? 30);
/** So many of them are whole clients, of whom one watches; the others write as much and only catch up at the end. */
const WHOLE = 4;
/** How long somebody who types waits between two bursts. */
const PAUSE_MS = 250;

describe(`two authors whose lines break and whose server is killed (TEST_SEED=${SEED}, ${SEEDS} seeds)`, () => {
  const r = new RunningCoediting();
  beforeAll(() => r.start(), 90_000);
  afterAll(() => r.stop());

  it('end at the same text as each other and as the draft, with every keystroke of both', async () => {
    for (let first = 0; first < SEEDS; first += AT_ONCE) {
      const seeds = Array.from({ length: Math.min(AT_ONCE, SEEDS - first) }, (_, i) => SEED + first + i);
      const pairs: Pair[] = [];
      for (const seed of seeds) pairs.push(await r.pair(seed));
      const written = pairs.flatMap(({ clients, units, seed }) =>
        clients.map((client, i) => r.write(client, units, 2 * seed + i)),
      );
      await sleep(200 + randomFrom(SEED + first)(600));
      await r.killed(pairs);
      await Promise.all(written);
      await Promise.all(pairs.map((pair) => r.check(pair)));
    }
  }, 1_200_000);

  it('reach each other from one process to another, are seen there, and end at the same text', async () => {
    const other = await r.beside();
    const pair = await r.pair(SEED, [r.konwent.url, other.url]);
    const [one, two] = pair.clients as [CoeditingClient, CoeditingClient];
    const [here, there] = pair.units as [string, string];
    await until(() => pair.clients.every(({ presence }) => presence.length === 2));
    await Promise.all(pair.clients.map((client, i) => r.write(client, pair.units, SEED + i)));
    await Promise.all(pair.clients.map((client) => client.settled()));
    one.edit(here, (text) => text.insert(0, '„stąd” '));
    two.edit(there, (text) => text.insert(0, '„stamtąd” '));
    await r.check(pair);
    expect(two.text(here)).toMatch(/^„stąd” /);
    expect(one.text(there)).toMatch(/^„stamtąd” /);
  }, 60_000);

  it(`reach the others soon (${EDITORS} at once)`, async () => {
    const { konwent, people } = r;
    const { unitId, clients } = await r.crowd(EDITORS);
    const random = randomFrom(SEED);
    const type = async (client: CoeditingClient, keys: number, pauseMs: number, said: (word: string) => void) => {
      await sleep(random(pauseMs));
      for (let key = 0; key < keys; key++) {
        const word = String.fromCodePoint(next++);
        said(word);
        client.edit(unitId, (text) => text.insert(random(Math.min(text.length, 50) + 1), word));
        await sleep(pauseMs / 2 + random(pauseMs));
      }
    };
    for (const each of clients.slice(WHOLE)) each.isDeaf = true;
    // As in a program that runs for a while: its dictionary is read, its connections have planned what they are asked.
    let next = 0x4e00;
    await post(konwent.url, people[0]!.token, `{ search(query: "projekt") { edges { cursor } } }`, {});
    await Promise.all(clients.map((client) => type(client, 10, 100, () => undefined)));
    await Promise.all(clients.map((client) => client.settled()));

    const took: number[] = [];
    const sent = new Map<string, number>();
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
    const [used, began] = [await cpuOf(konwent.pid, process.pid), performance.now()];
    const typing = clients.map((client) =>
      type(client, KEYS, PAUSE_MS, (word) => client === watcher || sent.set(word, performance.now())),
    );
    await Promise.all(typing);
    const seconds = (performance.now() - began) / 1000;
    const [program, test] = (await cpuOf(konwent.pid, process.pid)).map((now, i) => ((now - used[i]!) / seconds) * 100);
    await Promise.all(clients.map((client) => client.settled()));
    for (const end = Date.now() + 10_000; sent.size && Date.now() < end;) await sleep(5);
    took.sort((a, b) => a - b);
    const at = (share: number) => took[Math.floor(took.length * share)]!.toFixed(1);
    console.info(
      `${EDITORS} editors: ${took.length} words, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, ` +
        `program ${program!.toFixed(0)} %, test ${test!.toFixed(0)} % of a core, load ${loadavg()[0]!.toFixed(1)}`,
    );
    expect(took.length).toBe((EDITORS - 1) * KEYS);
    for (const each of clients.slice(WHOLE)) {
      each.isDeaf = false;
      each.disconnect();
      await each.connect();
    }
    for (const end = Date.now() + 10_000; isApart(clients, unitId) && Date.now() < end;) await sleep(5);
    expect(isApart(clients, unitId)).toBe(false);
  }, 300_000);
});

const isApart = (clients: CoeditingClient[], unitId: string): boolean =>
  new Set(clients.map((client) => client.text(unitId))).size > 1;

/** Seconds of processor that each of these processes has used. */
const cpuOf = (...pids: number[]): Promise<number[]> =>
  Promise.all(
    pids.map(async (pid) => {
      const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ');
      return (Number(fields[11]) + Number(fields[12])) / 100;
    }),
  );
