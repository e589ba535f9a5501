import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

import { canonicalJson } from '#seals';
import { useApp } from '#test/app';
import { freshDatabase, type TestDatabase } from '#test/database';
import { happened, MORE, NAMED, RULES, rulesOf, type Rule } from '#test/export-rows';
import { uploaded } from '#test/files';
import { Given } from '#test/given';
import { randomFrom, World } from '#test/world';
import { loadDemo } from '../cli/demo.network.ts';
import type { Refused } from './backup.errors.ts';
import { exportNode } from './export.ts';
import { tablesOf } from './export.tables.ts';
import { importNode } from './import.ts';
import { newest } from './schema.version.ts';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
/** What sounds like a secret and is none: ciphertexts, whose keys are elsewhere, links of hashes, changes of texts. */
const HARMLESS = [
  ...['poll.public_key', 'poll.secret', 'poll_vote.sealed', 'audit_link.leaf', 'audit_link.hash'],
  ...['erasure.reason', 'unit_document.snapshot', 'unit_update.bytes'],
];
describe(`konwent export and import (TEST_SEED=${SEED})`, () => {
  const t = useApp();
  let folder: string;
  const databases: TestDatabase[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'konwent-export-'));
  });
  afterAll(async () => {
    for (const each of databases) await each.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const path = (name: string) => join(folder, name);
  const empty = async (): Promise<TestDatabase> => {
    const database = await freshDatabase();
    databases.push(database);
    return database;
  };
  const rowsOf = async <Row>(url: string, query: string): Promise<Row[]> => {
    const client = new pg.Client(url);
    await client.connect();
    return client
      .query(query)
      .then(({ rows }) => rows as Row[])
      .finally(() => client.end());
  };
  const write = (ownerUrl: string, name: string, home = path(`${name}.home`)) =>
    exportNode({ ownerUrl, home, file: path(name) });
  const read = ({ ownerUrl }: TestDatabase, name: string, home: string) =>
    importNode({ ownerUrl, home, file: path(name) });
  const refusal = async (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: Refused) => [error.code, error.exitCode],
    );

  /** The same lines once more, with an end that fits them: what somebody would write who edits an export. */
  async function edited(from: string, to: string, edit: (lines: string[]) => string[]): Promise<void> {
    const lines = edit((await readFile(path(from), 'utf8')).split('\n').slice(0, -2));
    const text = lines.map((line) => `${line}\n`).join('');
    const sha256 = createHash('sha256').update(text).digest('hex');
    await writeFile(path(to), `${text}${canonicalJson({ end: { lines: lines.length, sha256 } })}\n`);
  }

  it('writes the demo network and its files, and the same bytes again out of the node that took them in', async () => {
    await loadDemo(t.app);
    const person = await t.given.person();
    await uploaded(t, person);
    await uploaded(t, person, 'Zażółć gęślą jaźń\n'.repeat(9_000), { name: 'długi „tekst”.txt' });
    // JSON's null is not SQL's, and 1.0 is 1.
    await t.sql(happened('null'));
    await t.sql(happened('{"n": [1.0, -0.5e3, 900719925474099, null], "\\u017c": "\\u2028"}'));
    const { rows, contents, missing } = await write(t.database.ownerUrl, 'demo.1', t.dataDir);
    expect({ contents, missing, many: rows > 1_000 }).toEqual({ contents: 2, missing: [], many: true });

    // As if much had happened before: a new server counts its transactions from the beginning.
    await t.sql(`ALTER TABLE event DISABLE TRIGGER USER`);
    await t.sql(`UPDATE event SET xact = xact + 60000`);
    await t.sql(`ALTER TABLE event ENABLE TRIGGER USER`);
    const target = await empty();
    const [before, home] = [await rowsOf(target.ownerUrl, RULES), path('home')];
    expect(await read(target, 'demo.1', home)).toEqual({ rows, contents: 2, missing: 0 });
    expect(await rowsOf(target.ownerUrl, RULES)).toEqual(before);
    await write(target.ownerUrl, 'demo.2', home);
    expect((await readFile(path('demo.2'))).equals(await readFile(path('demo.1')))).toBe(true);
    const kept = async (data: string) => (await readdir(join(data, 'files'), { recursive: true })).sort();
    expect(await kept(home)).toEqual(await kept(t.dataDir));

    // As the clock does each minute.
    for (const url of [t.database.ownerUrl, target.ownerUrl]) await rowsOf(url, `SELECT refresh_all_obligations()`);
    const waiting = `SELECT person_id, body_id, kind, subject_id, due_at FROM obligation ORDER BY 1, 2, 3, 4`;
    const feeds = `SELECT * FROM practice_feed ORDER BY practice_id, change_area_id NULLS FIRST`;
    for (const query of [waiting, feeds]) {
      const derived = await rowsOf(t.database.ownerUrl, query);
      expect(derived.length).toBeGreaterThan(0);
      expect(await rowsOf(target.ownerUrl, query)).toEqual(derived);
    }
  });

  it('lets the new node go on: events are numbered on, what is past is not handled again', async () => {
    const database = databases[0]!;
    const imported = await rowsOf<{ last: string; xact: string; count: string }>(
      database.ownerUrl,
      `SELECT max(id) AS last, max(xact) AS xact, count(*) AS count FROM event`,
    );
    expect(Number(imported[0]!.count)).toBeGreaterThan(0);
    const pool = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
    const given = new Given(null as never, async (text, values) => (await pool.query(text, values)).rows as never[]);
    await given.convent();
    await pool.query(happened('{}'));
    const next = `SELECT id, type FROM event WHERE xact > ${imported[0]!.xact}`;
    expect((await pool.query(next)).rows).toEqual([
      { id: String(Number(imported[0]!.last) + 1), type: 'test.happened' },
    ]);
    await pool.end();
  });

  it('refuses a node that holds something, a changed, cut or foreign file, and leaves nothing behind', async () => {
    expect(await refusal(read(databases[0]!, 'demo.1', path('home')))).toEqual(['NOT_EMPTY', 15]);
    const target = await empty();
    const whole = await readFile(path('demo.1'), 'utf8');
    const lines = whole.split('\n');
    const wrong: Record<string, [string, number]> = {};
    const variant = async (name: string, text: string, code: [string, number]) => {
      await writeFile(path(name), text);
      wrong[name] = code;
    };
    await variant('changed', whole.replace('Pomorski Konwent', 'Pomorska Konwent'), ['ALTERED', 12]);
    await variant('without a line', lines.toSpliced(400, 1).join('\n'), ['ALTERED', 12]);
    await variant('with a line more', `${whole}{}\n`, ['ALTERED', 12]);
    await variant('cut in a line', whole.slice(0, -50_000), ['TRUNCATED', 11]);
    await variant('cut between lines', `${lines.slice(0, 900).join('\n')}\n`, ['TRUNCATED', 11]);
    await variant('nothing', '', ['FOREIGN', 13]);
    await variant('foreign', 'imię;nazwisko\nŻaneta;Żółć\n', ['FOREIGN', 13]);
    const set = (from: string, to: string) => (all: string[]) => all.map((line) => line.replace(from, to));
    await edited('demo.1', 'of other tables', set(newest(), newest().replace(/1(\d{12})$/, '2$1')));
    wrong['of other tables'] = ['OTHER_SCHEMA', 17];
    await edited('demo.1', 'breaking a key', (all) => all.filter((line) => !line.includes('"display_name"')));
    await edited('demo.1', 'breaking a check', set('"state":"ACTIVE"', '"state":"WHATEVER"'));
    await edited('demo.1', 'with another file', set('"part":"', '"part":"AAAA'));
    await edited('demo.1', 'without a table', (all) => all.filter((line) => !line.includes('"name":"event_cursor"')));
    for (const name of ['without a table', 'breaking a key', 'breaking a check', 'with another file'])
      wrong[name] = ['ALTERED', 12];

    const found: Record<string, unknown> = {};
    for (const name of Object.keys(wrong)) found[name] = await refusal(read(target, name, path('none')));
    expect(found).toEqual(wrong);
    expect(await refusal(read(target, 'not there', path('none')))).toEqual([undefined, undefined]);
    expect(await rowsOf(target.ownerUrl, `SELECT FROM event UNION ALL SELECT FROM person`)).toEqual([]);
    const left = await readdir(path('none'), { recursive: true, withFileTypes: true }).catch(() => []);
    expect(left.filter((each) => each.isFile())).toEqual([]);
    await copyFile(path('demo.1'), path('kept'));
    expect(await refusal(write(t.database.ownerUrl, 'kept', t.dataDir))).toEqual([undefined, undefined]);
  });

  it('refuses to write down a number that JSON would bend', async () => {
    await t.sql(happened('{"n": 12345678901234567890}'));
    await expect(write(t.database.ownerUrl, 'bent', t.dataDir)).rejects.toThrow('stoi liczba 12345678901234567890');
    expect((await readdir(folder)).filter((name) => name.startsWith('bent'))).toEqual([]);
  });

  it('keeps back what opens something; a new column that sounds like that has to be decided about', async () => {
    const client = new pg.Client(t.database.ownerUrl);
    await client.connect();
    const tables = await tablesOf(client).finally(() => client.end());
    const columns = tables.flatMap(({ name, columns: of }) =>
      of.map((each) => ({ ...each, name: `${name}.${each.name}` })),
    );
    const suspicious = columns.filter(
      ({ name, type }) => type === 'bytea' || /secret|token|password|private/.test(name),
    );
    expect(suspicious.map(({ name }) => name).filter((name) => !HARMLESS.includes(name))).toEqual([]);
    const text = await readFile(path('demo.1'), 'utf8');
    for (const word of ['password_hash', 'token_hash', 'link_hash', 'key_hash']) expect(text).not.toContain(word);
  });
});

describe(`an export of rows of every sort (TEST_SEED=${SEED})`, () => {
  const t = useApp();

  it('is the same after it went through another node', async () => {
    await new World(t, randomFrom(SEED)).fill();
    for (const each of MORE) await t.sql(each);
    const folder = await mkdtemp(join(tmpdir(), 'konwent-export-'));
    const target = await freshDatabase();
    const owner = new pg.Client(target.ownerUrl);
    await owner.connect();
    try {
      // Some of its rows point to nothing, where it took the key off that forbids it.
      const [has, had] = [await rulesOf(owner), await t.sql<Rule>(NAMED)];
      for (const { table, name } of has.filter((each) => !had.some(({ name }) => name === each.name)))
        await owner.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
      const [one, two] = [join(folder, 'one'), join(folder, 'two')];
      const { rows, missing } = await exportNode({ ownerUrl: t.database.ownerUrl, home: folder, file: one });
      expect(missing.length).toBeGreaterThan(0);
      expect(await importNode({ ownerUrl: target.ownerUrl, home: folder, file: one })).toMatchObject({ rows });
      await exportNode({ ownerUrl: target.ownerUrl, home: folder, file: two });
      const [first, second] = [await readFile(one, 'utf8'), await readFile(two, 'utf8')];
      expect(second === first).toBe(true);
      const lines = first.split('\n').slice(0, -1);
      expect(lines.filter((line) => canonicalJson(JSON.parse(line)) !== line)).toEqual([]);
      const empty = lines.filter((line, i) => line.startsWith('{"table"') && !lines[i + 1]!.startsWith('{"row"'));
      const names = empty.map((line) => (JSON.parse(line) as { table: { name: string } }).table.name);
      console.info(
        `seed ${SEED}: ${rows} rows, ${first.length} characters; tables without rows: ${names.join(', ') || 'none'}`,
      );
      expect(names.length).toBeLessThan(6);
    } finally {
      await owner.end();
      await target.drop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
