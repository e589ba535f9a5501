import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { command, konwent, leftBeside, Rehearsal } from '#test/rehearsal';
import { randomFrom } from '#test/world';
import type { Refused } from './backup.errors.ts';
import { makeKeys, privateKeyIn, publicKeyIn } from './backup.keys.ts';
import { CHUNK, HEADER_LENGTH } from './container.format.ts';
import { opened } from './container.open.ts';
import { sealed } from './container.seal.ts';
import { datedName, keepNewest } from './drafts.ts';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
/** How many copies and restores are killed; the long run takes TEST_KILLS=20 and more. */
const KILLS = Number(process.env.TEST_KILLS ?? 1);
const random = randomFrom(SEED);

let folder: string;
const path = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'konwent-backup-'));
  await makeKeys(path('key'));
  await makeKeys(path('other'));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

describe('the container of a copy', () => {
  const gathered = async (source: AsyncIterable<Buffer>): Promise<Buffer> => {
    const all: Buffer[] = [];
    for await (const bytes of source) all.push(bytes);
    return Buffer.concat(all);
  };
  async function* pieces(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
  }
  const seal = async (bytes: Buffer, length = 10_000) =>
    gathered(sealed(pieces(bytes, length), await publicKeyIn(path('key.pub'))));
  const outcome = async (bytes: Buffer, key = 'key'): Promise<string> => {
    await writeFile(path('container'), bytes);
    return gathered(opened(path('container'), await privateKeyIn(path(key)))).then(
      (content) => createHash('sha256').update(content).digest('hex'),
      (error: Refused) => error.code,
    );
  };
  const sum = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  const content = Buffer.alloc(2 * CHUNK + 777, 'Zażółć gęślą jaźń ');

  it('gives back what went in, whatever its length and however it came', async () => {
    for (const length of [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, content.length])
      for (const piece of [997, 5 * CHUNK])
        expect(await outcome(await seal(Buffer.alloc(length, 7), piece))).toBe(sum(Buffer.alloc(length, 7)));
  });

  it('gives nothing back of what was changed anywhere, cut anywhere or put together otherwise', async () => {
    const whole = await seal(content);
    const change = async (at: number, by: number) => {
      const changed = Buffer.from(whole);
      changed[at]! ^= by;
      expect(['ALTERED', 'TRUNCATED', 'FOREIGN']).toContain(await outcome(changed));
    };
    await fc.assert(fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), change), {
      ...{ seed: SEED, numRuns: 150 },
    });
    for (const at of [0, 16, 20, 60, 112, HEADER_LENGTH, whole.length - 1]) await change(at, 1);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: whole.length - 1 }), async (length) =>
        expect(await outcome(whole.subarray(0, length))).toBe('TRUNCATED'),
      ),
      { seed: SEED, numRuns: 80 },
    );
    const chunk = CHUNK + 16;
    const part = (n: number) => whole.subarray(HEADER_LENGTH + n * chunk, HEADER_LENGTH + (n + 1) * chunk);
    const [header, rest] = [whole.subarray(0, HEADER_LENGTH), whole.subarray(HEADER_LENGTH + 2 * chunk)];
    expect(await outcome(Buffer.concat([header, part(1), part(0), rest]))).toBe('ALTERED');
    expect(await outcome(Buffer.concat([header, part(0), rest]))).toBe('ALTERED');
    expect(await outcome(Buffer.concat([header, part(0), part(0), part(1), rest]))).toBe('ALTERED');
    const foreigner = await seal(content);
    expect(await outcome(Buffer.concat([header, foreigner.subarray(HEADER_LENGTH)]))).toBe('ALTERED');
  });

  it('says what it is that does not open', async () => {
    const whole = await seal(content);
    expect(await outcome(whole, 'other')).toBe('WRONG_KEY');
    for (const bytes of ['', 'PK\u0003\u0004 archiwum', 'KONWENT', '{}'])
      expect(await outcome(Buffer.from(bytes))).toBe(bytes === 'KONWENT' ? 'TRUNCATED' : 'FOREIGN');
    const newer = Buffer.from(whole);
    newer[16] = 2;
    sumOf(newer);
    expect(await outcome(newer)).toBe('NEWER');
    expect(whole.includes('jaźń')).toBe(false);
    // Nobody needs the private half to make copies, and nobody opens them with the public one.
    await expect(privateKeyIn(path('key.pub'))).rejects.toThrow('to nie jest klucz prywatny');
    await expect(makeKeys(path('key'))).rejects.toThrow('już istnieje');
    expect((await stat(path('key'))).mode & 0o777).toBe(0o600);
  });

  const sumOf = (bytes: Buffer) =>
    createHash('sha256')
      .update(bytes.subarray(0, HEADER_LENGTH - 32))
      .digest()
      .copy(bytes, HEADER_LENGTH - 32);
});

describe(`konwent backup and konwent restore (TEST_SEED=${SEED})`, () => {
  let rehearsal: Rehearsal;
  let copy: string;

  beforeAll(async () => {
    rehearsal = new Rehearsal(folder, random);
    copy = path('copy');
    await rehearsal.begin();
  }, 120_000);
  afterAll(() => rehearsal.running.stop());

  const backUp = (...args: string[]) => konwent(['backup', ...args], rehearsal.running.folder);

  it(`leaves nothing half done when it is killed, and the node goes on (${KILLS} times)`, async () => {
    for (let round = 0; round < KILLS; round++) {
      const { child, ended } = command(['backup', path('killed'), '--to', path('key.pub')], rehearsal.running.folder);
      for (let tries = 0; !(await leftBeside(path('killed'))).length && tries < 1_000; tries++) await sleep(10);
      await sleep(random(150));
      child.kill('SIGKILL');
      await ended;
      if (existsSync(path('killed'))) await rm(path('killed')); // it was quicker
    }
    expect((await fetch(`${rehearsal.running.url}/health/ready`)).status).toBe(200);
  }, 120_000);

  it('has every write that was acknowledged before the mark, and every file, when the node is killed', async () => {
    const { lost, wrong, ...figures } = await rehearsal.rehearse(path('key.pub'), path('key'));
    console.info(`seed ${SEED}: ${JSON.stringify(figures)}`);
    expect({ lost, wrong }).toEqual({ lost: [], wrong: [] });
    expect(figures.beforeMark).toBeGreaterThan(10);
    expect(figures.writes).toBeGreaterThan(figures.beforeMark);
    expect(figures.filesBeforeMark).toBeGreaterThan(0);
  }, 240_000);

  it('keeps the keys of polls, passwords and texts of the node out of what the public half can see', async () => {
    const bytes = await readFile(copy);
    const secrets = await readFile(join(rehearsal.running.folder, 'secrets.json'), 'utf8');
    for (const word of ['Zapis', 'postgres', ...Object.values(JSON.parse(secrets) as object)])
      expect(bytes.includes(String(word))).toBe(false);
    expect(existsSync(path('restored/polls'))).toBe(false);
    expect((await readdir(path('restored/keys'))).length).toBe(1);
    expect((await stat(copy)).mode & 0o777).toBe(0o600);
  });

  it('refuses wrong keys, damaged copies and folders in use, each in its own way, and leaves nothing', async () => {
    await writeFile(path('cut'), (await readFile(copy)).subarray(0, -100_000));
    const bytes = await readFile(copy);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(path('changed'), bytes);
    await mkdir(path('theirs'));
    await writeFile(path('theirs/thesis.odt'), '');
    const into = (name: string, file: string, key: string) =>
      konwent(['restore', path(file), '--key', path(key), '--into', path(name)]);
    const ends = {
      wrongKey: await into('wrong-key', 'copy', 'other'),
      cut: await into('wrong-cut', 'cut', 'key'),
      changed: await into('wrong-changed', 'changed', 'key'),
      foreign: await into('wrong-foreign', 'key.pub', 'key'),
      full: await into('theirs', 'copy', 'key'),
      noKey: await into('wrong-misuse', 'copy', 'none'),
      overwriting: await backUp(copy, '--to', path('key.pub')),
    };
    const codes = Object.fromEntries(Object.entries(ends).map(([name, { code }]) => [name, code]));
    expect(codes).toEqual({ wrongKey: 10, cut: 11, changed: 12, foreign: 13, full: 15, noKey: 2, overwriting: 2 });
    const messages = Object.values(ends).map(({ stderr }) => stderr.trim());
    expect(new Set(messages).size).toBe(messages.length);
    for (const message of messages) expect(message.split('\n')).toHaveLength(1);
    expect((await readdir(folder)).filter((name) => /^wrong|\.part-/.test(name))).toEqual([]);
    expect(await readdir(path('theirs'))).toEqual(['thesis.odt']);
  }, 120_000);

  it(`restores after a restore was killed, and clears away what that one left (${KILLS} times)`, async () => {
    const into = path('again');
    for (let round = 0; round < KILLS; round++) {
      const { child, ended } = command(['restore', copy, '--key', path('key'), '--into', into], '/nonexistent');
      for (let tries = 0; !(await leftBeside(into)).length && tries < 1_000; tries++) await sleep(10);
      await sleep(random(1_500));
      child.kill('SIGKILL');
      await ended;
      if (existsSync(into)) await rm(into, { recursive: true });
    }
    const { code, stdout } = await konwent(['restore', copy, '--key', path('key'), '--into', into, '--json']);
    expect({ code, left: await leftBeside(into) }).toEqual({ code: 0, left: [] });
    expect(JSON.parse(stdout)).toMatchObject({ folder: into, missing: [], pollsWithoutKey: [], seals: true });
  }, 240_000);

  it('keeps the newest copies of a folder, and what else lies there', async () => {
    await mkdir(path('copies'));
    const names = [1, 2, 3, 4].map((day) => datedName(new Date(`2026-01-0${day}T00:00:00Z`)));
    for (const name of [...names, 'notes.txt', 'konwent.backup']) await writeFile(join(path('copies'), name), '');
    expect(await keepNewest(path('copies'), 3)).toEqual([names[0]]);
    const { code, stdout } = await backUp(path('copies'), '--to', path('key.pub'), '--keep', '2', '--json');
    const { removed, file } = JSON.parse(stdout) as { removed: string[]; file: string };
    expect({ code, removed }).toEqual({ code: 0, removed: [names[2], names[1]] });
    expect((await readdir(path('copies'))).sort()).toEqual(
      [names[3], 'notes.txt', 'konwent.backup', file.slice(path('copies').length + 1)].sort(),
    );
    expect((await backUp(path('copies'), '--to', path('key.pub'), '--keep', '0')).code).toBe(2);
    expect((await backUp(path('single'), '--to', path('key.pub'), '--keep', '1')).code).toBe(2);
  }, 120_000);
});
