import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { Config } from '#core';
import { konwent, leftIn } from '#test/konwent';
import { Rehearsal, type Rehearsed } from '#test/rehearsal';
import { randomFrom } from '#test/world';
import type { Refused } from './backup.errors.ts';
import { backup, refuseTaken } from './backup.ts';
import { makeKeys, privateKeyIn, publicKeyIn } from './backup.keys.ts';
import { CHUNK, HEADER_LENGTH } from './container.format.ts';
import { opened } from './container.open.ts';
import { sealed } from './container.seal.ts';
import { datedName } from './drafts.ts';
import { restore } from './restore.ts';
import { connect, withAccess } from './server.access.ts';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
const random = randomFrom(SEED);
/** The long run kills TEST_KILLS=20 copies and as many restores. */
const KILLS = Number(process.env.TEST_KILLS ?? 0);
const kills = { copies: KILLS, restores: KILLS };

let folder: string;
const path = (name: string) => join(folder, name);
const aContent = async (ownerUrl: string): Promise<string> => {
  const client = await connect(ownerUrl);
  const { rows } = await client
    .query<{ sha256: string }>(`SELECT sha256 FROM file LIMIT 1`)
    .finally(() => client.end());
  return rows[0]!.sha256;
};
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
  let rehearsed: Rehearsed;

  const older = [1, 2, 3].map((day) => datedName(new Date(`2026-01-0${day}T00:00:00Z`)));

  beforeAll(async () => {
    await mkdir(path('copies'));
    for (const name of [...older, 'notes.txt', 'konwent.backup']) await writeFile(join(path('copies'), name), '');
    rehearsal = new Rehearsal(folder, random);
    const { stdout: checkpoint } = await konwent(['audit', 'checkpoint'], rehearsal.running.folder);
    await writeFile(path('sealed'), checkpoint);
    await rehearsal.begin();
    const [publicKey, privateKey] = [path('key.pub'), path('key')];
    rehearsed = await rehearsal.rehearse({
      ...{ publicKey, privateKey, copies: path('copies'), into: path('restored'), kills },
    });
  }, 600_000);
  afterAll(() => rehearsal.running.stop());

  it(`has every write and file acknowledged before the mark, though the node, ${kills.copies} copies and ${kills.restores} restores are killed`, () => {
    const { lost, wrong, restored, file, ...figures } = rehearsed;
    console.info(`seed ${SEED}: ${JSON.stringify(figures)}`);
    expect({ lost, wrong }).toEqual({ lost: [], wrong: [] });
    expect(figures.beforeMark).toBeGreaterThan(10);
    expect(figures.writes).toBeGreaterThan(figures.beforeMark);
    expect(figures.filesBeforeMark).toBeGreaterThan(0);
    expect(restored).toMatchObject({ folder: path('restored'), missing: [], pollsWithoutKey: [], seals: true });
  });

  it('leaves nothing half done, keeps the newest copies and whatever else lies beside them', async () => {
    expect([...(await leftIn(folder)), ...(await leftIn(path('copies')))]).toEqual([]);
    const kept = [older[2], 'notes.txt', 'konwent.backup', basename(rehearsed.file)];
    expect((await readdir(path('copies'))).sort()).toEqual(kept.sort());
  });

  it('holds the audit trail as it was sealed, and as it went on in the restored node', async () => {
    const { code, stdout } = await konwent(['audit', 'verify', '--from', path('sealed'), '--json'], path('restored'));
    const report = JSON.parse(stdout) as { events: number };
    expect({ code, report }).toMatchObject({ code: 0, report: { ok: true, findings: [] } });
    expect(report.events).toBeGreaterThan(rehearsed.beforeMark);
  });

  it('holds the keys of the node but not those of polls, and shows nothing of anything', async () => {
    const bytes = await readFile(rehearsed.file);
    const secrets = await readFile(join(rehearsal.running.folder, 'secrets.json'), 'utf8');
    for (const word of ['Zapis', 'postgres', ...Object.values(JSON.parse(secrets) as object)])
      expect(bytes.includes(String(word))).toBe(false);
    expect(existsSync(path('restored/polls'))).toBe(false);
    expect(await readdir(path('restored/keys'))).toEqual(await readdir(join(rehearsal.running.folder, 'keys')));
    expect((await stat(rehearsed.file)).mode & 0o777).toBe(0o600);
  });

  it('refuses wrong keys, damaged copies and folders in use, each in its own way, and leaves nothing', async () => {
    const bytes = await readFile(rehearsed.file);
    await writeFile(path('whole'), bytes);
    await writeFile(path('cut'), bytes.subarray(0, -100_000));
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(path('changed'), bytes);
    await mkdir(path('theirs'));
    await writeFile(path('theirs/thesis.odt'), '');
    const ended = async (name: string, file: string, key: string) => {
      const work = restore({ file: path(file), key: await privateKeyIn(path(key)), into: path(name) });
      return work.then(
        () => undefined,
        (error: Refused) => error,
      );
    };
    const ends = {
      WRONG_KEY: await ended('wrong-key', 'whole', 'other'),
      TRUNCATED: await ended('wrong-cut', 'cut', 'key'),
      ALTERED: await ended('wrong-changed', 'changed', 'key'),
      FOREIGN: await ended('wrong-foreign', 'key.pub', 'key'),
      NOT_EMPTY: await ended('theirs', 'whole', 'key'),
    };
    expect(Object.values(ends).map((error) => error?.code)).toEqual(Object.keys(ends));
    expect(Object.values(ends).map((error) => error?.exitCode)).toEqual([10, 11, 12, 13, 15]);
    const told = await konwent(['restore', path('whole'), '--key', path('other'), '--into', path('wrong-key')]);
    expect(told).toEqual({ code: 10, stdout: '', stderr: `${ends.WRONG_KEY!.message}\n` });
    expect((await readdir(folder)).filter((name) => /^wrong|\.part-/.test(name))).toEqual([]);
    expect(await readdir(path('theirs'))).toEqual(['thesis.odt']);
  });

  it('copies a node that is at rest, and finds what a copy misses', async () => {
    const config = Object.assign(new Config(), { DATA_DIR: path('restored') });
    const recipient = await publicKeyIn(path('key.pub'));
    const { sha256, made } = await withAccess(config, async (access) => {
      // Beside it there may be contents of writes that were killed: nobody knows them, and nobody misses them.
      const sha256 = await aContent(access.ownerUrl);
      await rm(path(`restored/files/${sha256.slice(0, 2)}/${sha256.slice(2)}`));
      const made = await backup({ access: { ...access, folder: access.folder! }, file: path('at-rest'), recipient });
      return { sha256, made };
    });
    expect(made.missing).toEqual([sha256]);
    await expect(refuseTaken(path('at-rest'))).rejects.toThrow('już istnieje');
  });
});
