import { createHash } from 'node:crypto';
import pg from 'pg';
import { Db, SYSTEM } from '#core';
import { useApp, type TestApp } from '#test/app';
import { chair, commit, preview, previewed, upload } from '#test/imports';
import { EntityImports } from './entity-imports.service.ts';
import { EntityPreviews } from './entity-previews.service.ts';

const ROWS = 3_000;

/** Names with nothing in common: a letter for each digit of the number's digest. */
const word = (number: number): string =>
  createHash('sha256')
    .update(`${number}`)
    .digest('hex')
    .slice(0, 14)
    .replace(/./g, (digit) => 'abcdefgijkmnoprs'[parseInt(digit, 16)]!);

const table = (rows: number, from = 0): string =>
  ['name,kind,town,teryt', ...Array.from({ length: rows }, (_, at) => `Klub ${word(from + at)},KIS,Gdynia,22`)].join(
    '\n',
  );

const DISCARD = `mutation ($input: DiscardEntityImportInput!) { discardEntityImport(input: $input) { state } }`;
const WAITS = `datname = current_database() AND wait_event_type = 'Lock'`;

/** Does something while a lock is held. */
async function holding(t: TestApp, lock: string, work: () => Promise<unknown>): Promise<void> {
  const gate = new pg.Client(t.database.ownerUrl);
  await gate.connect();
  await gate.query('BEGIN');
  await gate.query(lock);
  await work().finally(() => gate.end());
}

/** Waits until the work needs the lock, and ends its connection. */
const killed = (t: TestApp, lock: string, work: () => Promise<unknown>): Promise<void> =>
  holding(t, lock, async () => {
    const done = work();
    while (!(await t.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${WAITS}`)).length);
    await done;
  });

describe('commitEntityImport', () => {
  const t = useApp();
  const entities = async (): Promise<number> =>
    (await t.sql<{ n: number }>(`SELECT count(*)::int AS n FROM entity`))[0]!.n;

  it('happens once, though it is asked for ten times at the same moment', async () => {
    const person = await chair(t);
    const { id } = await previewed(t, person, table(20));
    const before = await entities();
    const answers = await Promise.all(Array.from({ length: 10 }, () => commit(t, person, id)));
    expect(answers.filter(({ errors }) => !errors.length)).toHaveLength(1);
    expect(new Set(answers.flatMap(({ errors }) => errors.map((each) => each.extensions.code)))).toEqual(
      new Set(['WRONG_STATE']),
    );
    expect(await entities()).toBe(before + 20);
  });

  it('lets in once what two imports bring', async () => {
    const [one, other] = [await chair(t), await chair(t)];
    const file = table(20, 50);
    const imports = [await previewed(t, one, file), await previewed(t, other, file)];
    expect(imports.map(({ rowsReady }) => rowsReady)).toEqual([20, 20]);
    const before = await entities();
    await Promise.all([commit(t, one, imports[0]!.id), commit(t, other, imports[1]!.id)]);
    expect(await entities()).toBe(before + 20);
  });

  it('leaves nothing behind when it is killed half-way, and can then be done', async () => {
    const person = await chair(t);
    const { id, rowsReady } = await previewed(t, person, table(ROWS, 100));
    expect(rowsReady).toBe(ROWS);
    const before = await entities();

    const lock = `SELECT FROM entity_import_row WHERE import_id = '${id}' ORDER BY line DESC LIMIT 1 FOR UPDATE`;
    await killed(t, lock, async () => expect((await commit(t, person, id)).errors).toHaveLength(1));

    expect(await entities()).toBe(before);
    expect(await preview(t, person, id)).toMatchObject({ state: 'PREVIEWED', rowsReady: ROWS, rowsImported: 0 });
    expect((await commit(t, person, id)).data).toMatchObject({ commitEntityImport: { rowsImported: ROWS } });
    expect(await entities()).toBe(before + ROWS);
  });

  it('has nothing to do without a ready row', async () => {
    const person = await chair(t);
    const { id } = await previewed(t, person, 'name,kind,teryt\nKlub,KIS,99');
    expect((await commit(t, person, id)).errors[0]!.extensions).toMatchObject({
      code: 'WRONG_STATE',
      state: 'PREVIEWED',
    });
  });
});

describe('the check of a file', () => {
  const t = useApp();

  it('stores all rows or none, and says that it failed', async () => {
    const person = await chair(t);
    let id = '';
    await killed(t, 'LOCK TABLE entity_import_problem', async () => {
      ({ id } = await previewed(t, person, `${table(20)}\nKlub,KIS,Gdynia,99`));
    });
    expect(await preview(t, person, id)).toMatchObject({ state: 'FAILED', rowsReady: 0 });
    expect(await t.sql(`SELECT FROM entity_import_row WHERE import_id = $1`, [id])).toEqual([]);
  });

  it('lets two files in at a time, and ends for one that is given up meanwhile', async () => {
    const people = await Promise.all([1, 2, 3].map(() => chair(t)));
    const ids: string[] = [];
    await holding(t, 'LOCK TABLE entity_import_row', async () => {
      for (const at of [0, 1]) ids.push((await upload(t, people[at]!, table(5, 100 * at))).body.importId);
      expect(await upload(t, people[2]!, table(5, 200))).toMatchObject({ status: 503, body: { code: 'BUSY' } });
      expect(await t.refusal(people[0]!, DISCARD, { input: { importId: ids[0] } })).toBeUndefined();
    });
    while ((await preview(t, people[1]!, ids[1]!)).state === 'CHECKING');
    await previewed(t, people[2]!, table(5, 200));
    expect(await preview(t, people[0]!, ids[0]!)).toMatchObject({ state: 'DISCARDED' });
    expect(await preview(t, people[1]!, ids[1]!)).toMatchObject({ state: 'PREVIEWED', rowsReady: 5 });
    expect(await t.sql(`SELECT FROM entity_import_row WHERE import_id = $1`, [ids[0]])).toEqual([]);
  });

  it('serves the command line: the system imports sample data under no mandate', async () => {
    const heard: number[] = [];
    const bytes = new TextEncoder().encode(table(20));
    const upload = { bytes, name: 'podmioty.csv', sample: true, onProgress: (percent: number) => heard.push(percent) };
    const id = await t.app.get(EntityPreviews, { strict: false }).preview(SYSTEM, upload);
    const imports = t.app.get(EntityImports, { strict: false });
    await t.app.get(Db).run(SYSTEM, (tx) => imports.commit(tx, id));
    expect(await t.sql(`SELECT count(*)::int AS n FROM entity WHERE sample`)).toEqual([{ n: 20 }]);
    expect(heard.at(-1)).toBe(100);
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
  });
});
