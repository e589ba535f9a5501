import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LaunchError, startEmbedded } from '../apps/cli/embedded.ts';
import { familyOf, makeDisk, type Disk } from './disk.ts';
import { patience } from './patience.ts';
import { Running } from './running.ts';
import { pdf } from './sample-files.ts';
import { randomFrom } from './world.ts';
import { Writers } from './writers.ts';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
/** The long run fills the disk TEST_FILLS=60 times. */
const FILLS = Number(process.env.TEST_FILLS ?? 1);
const LONGEST_OUTAGE_MS = patience(10_000);
const MB = 1024 ** 2;
const PASSING = ['BUSY', 'STORAGE_UNAVAILABLE'];
/** How much is left: nothing, a block, too little for a piece of PostgreSQL's log, enough for one but not to be given away. */
const LEFT = [0, 20 * MB, 4_096, 12 * MB, 40 * MB, 63 * MB];
const CONVENT = `query ($id: ID!) { convent(id: $id) { officialName version } }`;
const TICKET = `mutation ($input: CreateUploadTicketInput!) { createUploadTicket(input: $input) { ticket } }`;

describe(`a disk that is full or read-only (TEST_SEED=${SEED})`, () => {
  const random = randomFrom(SEED);
  const figures: Record<string, unknown> = { seed: SEED };
  let folder: string;
  let disk: Disk;
  let node: Running;
  let writers: Writers;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'konwent-disk-'));
    disk = await makeDisk(folder);
    figures.disk = disk.kind;
    node = new Running(join(disk.folder, 'data'));
    await node.start();
    writers = new Writers(node);
    await writers.prepare();
  });
  afterAll(async () => {
    console.info(JSON.stringify(figures));
    await node.stop();
    await disk.remove();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  const health = async () => {
    const response = await fetch(`${node.url}/health/ready`);
    return { code: response.status, ...((await response.json()) as { status: string; storage: string }) };
  };
  const name = async () => {
    const { data, codes } = await writers.post(CONVENT, { id: writers.convent.id });
    return codes[0] ?? data?.convent?.officialName;
  };
  /** Without a disk of its own PostgreSQL would not be left what it has already, so there the application alone is short. */
  const thoseShort = async () => (disk.kind === 'limits' ? [node.pid] : familyOf(node.pid));

  async function until(what: string, done: () => Promise<boolean>, ms = LONGEST_OUTAGE_MS): Promise<number> {
    const began = performance.now();
    while (!(await done().catch(() => false))) {
      if (performance.now() - began > ms) throw new Error(`after ${ms} ms not yet: ${what}`);
      await sleep(20);
    }
    return Math.round(performance.now() - began);
  }

  /** Each of the four has been refused since, and none is still at something that had begun before. */
  async function allRefused(): Promise<void> {
    const before = writers.refused;
    await until('everybody is refused', async () => writers.refused.every((count, i) => count > before[i]! + 3));
  }

  async function ticket(size: number): Promise<string> {
    const input = { fileName: 'skan „ż” <b>.pdf', size, purpose: 'ATTACHMENT' };
    return (await writers.post(TICKET, { input })).data!.createUploadTicket!.ticket as string;
  }
  async function upload(bytes: Buffer, with_: string): Promise<{ status: number; code?: string; message?: string }> {
    const response = await fetch(`${node.url}/files`, {
      method: 'POST',
      headers: {
        ...{ authorization: `Bearer ${writers.chair.token}`, 'upload-ticket': with_ },
        'content-type': 'application/octet-stream',
      },
      body: bytes as never,
    });
    return { ...((await response.json()) as object), status: response.status };
  }

  it(`refuses writes and files with a code while it is full, answers reads, and goes on after (${FILLS} times)`, async () => {
    if (!disk.fills) return console.info(`not tried here: a full disk`);
    const [bytes, went] = [pdf(), [] as number[]];
    for (let round = 0; round < FILLS; round++) {
      const kept = await ticket(bytes.length);
      writers.begin();
      // All room goes at once here: with a piece of its log just begun, PostgreSQL has where to end what was under way.
      await writers.asOwner((owner) => owner.query(`SELECT pg_switch_wal()`));
      await sleep(100 + random(200));
      await disk.fill(LEFT[round % LEFT.length]!, await thoseShort());
      await until('writes are refused', async () => (await health()).storage === 'FULL');
      await allRefused();
      const acknowledged = writers.acknowledged;
      const seen = await name();
      expect(seen).toMatch(/^Konwent/);
      expect(await health()).toEqual({ code: 200, status: 'ready', storage: 'FULL' });
      expect(await upload(bytes, kept)).toMatchObject({ status: 503, code: 'STORAGE_UNAVAILABLE' });
      expect(await readdir(join(node.folder, 'files/tmp')).catch(() => [])).toEqual([]);
      await allRefused();
      expect(await name()).toBe(seen);
      expect(writers.acknowledged).toBe(acknowledged);
      await disk.empty(await thoseShort());
      went.push(await until('writes are taken', async () => writers.acknowledged > acknowledged));
      await writers.end();
      await writers.check();
      // In days, not seconds, PostgreSQL would long have given back the pieces of its log that are done with.
      await writers.asOwner((owner) => owner.query(`CHECKPOINT`));
      expect(await health()).toEqual({ code: 200, status: 'ready', storage: 'OK' });
      expect(await upload(bytes, await ticket(bytes.length))).toMatchObject({ status: 201 });
    }
    Object.assign(figures, { fills: FILLS, refusals: writers.refusals, msUntilWritesWent: went });
    // BUSY: a database that fell all the same, on its way back.
    expect(Object.keys(writers.refusals).filter((code) => code !== 'BUSY')).toEqual(['STORAGE_UNAVAILABLE']);
  });

  it('comes back by itself after PostgreSQL fell for want of room, with all that was acknowledged', async () => {
    if (!disk.fills) return console.info(`not tried here: a full disk`);
    const { pid } = node;
    writers.begin();
    await sleep(200);
    await disk.fill(0, await familyOf(node.pid));
    await until('it is full', async () => (await health()).storage === 'FULL');
    // More than what it has of its log, and one piece that may be ready for later: the next has no place.
    const fall = `SELECT pg_logical_emit_message(false, 'fall', repeat('x', 4000000)) FROM generate_series(1, 12)`;
    const fell = await writers.asOwner((owner) => owner.query(fall)).catch((error: Error) => error);
    expect(String(fell)).toMatch(/No space left|terminat|ECONN|starting up|recovery|not yet accepting/);
    // It may be back by now: what it finds of its log may be enough for it to read, and there is room for nothing more.
    const { storage, status } = await health();
    expect({ storage, isKnown: ['no database', 'ready'].includes(status) }).toEqual({ storage: 'FULL', isKnown: true });
    expect(await name()).toMatch(new RegExp(`^(Konwent|${PASSING.join('|')})`));
    await sleep(1_500);
    await disk.empty(await familyOf(node.pid));
    figures.msUntilReadyAfterFall = await until('it is ready', async () => (await health()).code === 200);
    await writers.end();
    await writers.check();
    expect(node.pid).toBe(pid);
    expect(Object.keys(writers.refusals).filter((code) => !PASSING.includes(code))).toEqual([]);
  });

  it('refuses what comes when it becomes read-only at work, and says why', async () => {
    if (!disk.shut) return console.info(`not tried on ${disk.kind}: becoming read-only at work`);
    writers.begin();
    await sleep(200);
    await disk.shut();
    await until('it is seen', async () => (await health()).storage === 'READ_ONLY');
    await allRefused();
    const acknowledged = writers.acknowledged;
    await allRefused();
    expect(writers.acknowledged).toBe(acknowledged);
    // A file system that is shut takes the database with it; permissions leave it all that it has open.
    if (disk.kind === 'ext4') expect(PASSING).toContain(await name());
    else expect(await name()).toMatch(/^Konwent/);
    expect(Object.keys(writers.refusals).filter((code) => !PASSING.includes(code))).toEqual([]);
  });

  it('says in one sentence why it does not start, and has all once it does', async () => {
    await node.stop();
    await disk.reopen();
    const started = async (place: string, sentence: RegExp) => {
      const error = await startEmbedded({ dataDir: place, durable: true }).catch((refusal: Error) => refusal);
      expect(error).toBeInstanceOf(LaunchError);
      expect((error as LaunchError).message).toMatch(sentence);
    };
    const fresh = join(disk.folder, 'new');
    await disk.close();
    // Root may write where nobody may; only a file system says no to it.
    const isRefused = disk.kind !== 'limits' || process.getuid?.() !== 0;
    if (isRefused) await started(node.folder, /^Konwent nie może pisać w .*: nadaj sobie prawo zapisu albo [^\n]*$/);
    await disk.reopen();
    if (disk.kind !== 'limits') {
      await disk.fill(0, []);
      await started(fresh, /^Na dysku z .* nie ma miejsca: zwolnij trochę [^\n]*$/);
      await started(node.folder, /^Na dysku z .* nie ma miejsca/);
      await disk.empty([]);
    }
    await node.start();
    await writers.end();
    await writers.check();
  });
});
