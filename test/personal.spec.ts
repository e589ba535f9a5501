import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '#core';
import { FileSweep } from '#files';
import { Erasing, purposeWords, RETENTION, Scrubbing } from '#privacy';
import { useApp } from './app.ts';
import { digests, filesWith, live, tablesWith } from './canaries.ts';
import type { Someone } from './given.ts';
import { FILLING, ownersOf, type Owner, type PersonalColumn } from './personal.ts';
import { REQUEST_ERASURE, REQUEST_MY_DATA } from './privacy.ts';
import { randomFrom, World } from './world.ts';

const HOW = `Say what it is, at the end of the migration that makes it (prisma-free-migrations/tags.ts):
  await tag(db, { my_table: ['Polska nazwa', personal('person_id', 'MEETINGS', 'deleted', 'person_id note')] });
or, where nothing in it tells of a person: await tag(db, { my_table: [] });`;
const TAG = /^(not personal|(personal|secret) of \w+ for [A-Z_]+: (deleted|neutral|blank|sealed|kept|clock [A-Z_]+))$/;
describe('what is kept about people', () => {
  const t = useApp();
  let columns: PersonalColumn[];
  beforeAll(async () => void (columns = await t.sql<PersonalColumn>(`SELECT * FROM personal_column`)));

  it('is said of every column of every table', async () => {
    const said = await t.sql<{ name: string; said: string | null; points: string | null }>(`
      SELECT c.relname || '.' || a.attname AS name, col_description(c.oid, a.attnum) AS said, (
        SELECT k.confrelid::regclass::text FROM pg_constraint k
        WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum] LIMIT 1) AS points
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'm')`);
    const silent = said.filter((each) => !TAG.test(each.said ?? '')).map(({ name }) => name);
    if (silent.length) throw new Error(`These columns say nothing: ${silent.join(', ')}.\n${HOW}`);
    const wrong = said.filter(({ said: tag, points }) => points === 'person' && tag === 'not personal');
    expect(wrong.map(({ name }) => name)).toEqual([]);
    expect(columns.length).toBeGreaterThan(150);
  });

  it('is said in words that the export, the erasure and the clock know', async () => {
    const keys = RETENTION.map(({ key }) => `clock ${key}`);
    const problems = columns.flatMap(({ table, name, heading, purpose, fate, whose, is_theirs, type, needed }) => [
      ...(heading ? [] : [`${table} has no Polish name`]),
      ...(purpose in purposeWords ? [] : [`${purpose} of ${table}.${name} has no Polish words`]),
      ...(fate.startsWith('clock') && !keys.includes(fate)
        ? [`${fate} of ${table}.${name} is not in retention.ts`]
        : []),
      ...(whose === 'nobody' && !fate.startsWith('clock') ? [`nobody would erase ${table}.${name}`] : []),
      ...(whose !== 'nobody' && !is_theirs ? [`${table}.${whose} is not there`] : []),
      ...(fate === 'neutral' && type !== 'text' ? [`${table}.${name} cannot hold a neutral name`] : []),
      ...(fate === 'blank' && needed && type !== 'text' ? [`${table}.${name} cannot be empty`] : []),
      ...(fate === 'sealed' && type !== 'bytea' ? [`${table}.${name} is not sealed`] : []),
    ]);
    expect(problems).toEqual([]);
  });

  it('is in no statistics of the planner, nor in the library’s jobs', async () => {
    const sampled = await t.sql<{ name: string }>(`
      SELECT p."table" || '.' || p.name AS name FROM personal_column p JOIN pg_attribute a
        ON a.attrelid = p."table"::regclass AND a.attname = p.name AND a.attgenerated = ''
      WHERE p.type IN ('text', 'character varying', 'jsonb') AND p.fate NOT IN ('kept', 'sealed') AND a.attstattarget IS DISTINCT FROM 0`);
    expect(sampled).toEqual([]);
    const schemas = await t.sql<{ s: string }>(
      `SELECT DISTINCT schemaname AS s FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    );
    expect(schemas).toEqual([{ s: 'pgboss' }, { s: 'public' }]);
    const clock = await readFile(join(import.meta.dirname, '../apps/worker/clock.ts'), 'utf8');
    expect(clock.match(/boss\.(schedule|send|insert|publish)\(.*/g)).toEqual([
      `boss.schedule(name, cron, null, { tz: ZONE });`,
    ]);
  });

  describe('with something of two people in every such column', () => {
    const nonce = () => `kanarek${randomBytes(6).toString('hex')}`;
    const marks = { erased: nonce(), kept: nonce(), other: nonce() };
    let zofia: Someone;
    let other: Someone;
    let owners: Owner[];
    const canaries = { erased: [] as string[], kept: [] as string[], other: [] as string[] };
    const secrets: string[] = [];

    /** Spelled like no other, with Polish letters. */
    const canary = (of: keyof typeof canaries, where: string): string => {
      const text = `${marks[of]}-żółć-${canaries[of].length}-${where.replace(/\W/g, '')}`;
      canaries[of].push(text);
      return text;
    };

    beforeAll(async () => {
      await new World(t, randomFrom(7)).fill();
      [zofia, other] = [await t.given.person(), await t.given.person()];
      await t.sql(FILLING([zofia.id, other.id], newId));
      owners = await ownersOf(t, columns);
      for (const owner of owners) await t.sql(owner.give([zofia.id, other.id]));
      // The world's rows name files at random; what is named is used.
      await t.sql(
        `INSERT INTO file_use (id, file_id, subject_type, subject_id, is_public, audience)
         SELECT gen_random_uuid(), id, 'Test', id, false, '{}' FROM file`,
      );
      for (const { table, name, is_theirs: theirs, fate, type, whose, is_secret: secret } of columns) {
        if (!['text', 'character varying'].includes(type) || !theirs || name === whose) continue;
        const [checked] = await t.sql(
          `SELECT FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
           WHERE k.conrelid = $1::regclass AND a.attname = $2 AND k.contype IN ('c', 'f')`,
          [table, name],
        );
        if (checked) continue;
        const set = (person: Someone, text: string) =>
          t.sql(`SET session_replication_role = replica;
            UPDATE ${table} t SET ${name} = '${text}' WHERE ${theirs.replaceAll('$1', `'${person.id}'`).replaceAll('::text', '')};
            RESET session_replication_role`);
        const text = canary(fate === 'kept' ? 'kept' : 'erased', `${table}.${name}`);
        if (secret) secrets.push(text);
        await set(zofia, text);
        await set(other, canary('other', `${table}.${name}`));
      }
      await live(t, zofia, { canary: (where) => canary('erased', where), unstored, agent });
      const reason = canary('erased', 'erasure.reason');
      await t.get(zofia, REQUEST_ERASURE, { input: { reason: `${reason}\nbo tak chcę` } });
    });

    /** Of the erased, but nowhere among what is kept, or in a file. */
    const unstored = (where: string): string => {
      const text = canary('erased', where);
      secrets.push(text);
      return text;
    };
    /** Headers take no Polish letters; a session keeps what a browser calls itself. */
    const agent = (kept: boolean): string => {
      const text = `${marks.erased}-agent-${canaries.erased.length}`;
      canaries.erased.push(text);
      if (!kept) secrets.push(text);
      return text;
    };

    const download = async (person: Someone, form: 'jsonPath' | 'textPath'): Promise<string> => {
      const { requestMyData } = await t.get<{ requestMyData: Record<string, string> }>(person, REQUEST_MY_DATA, {
        input: {},
      });
      const response = await fetch(`${t.url}${requestMyData[form]}`, {
        headers: { authorization: `Bearer ${person.token}` },
      });
      expect(response.status).toBe(200);
      return response.text();
    };

    it('has a row of both in each table', async () => {
      const tables = [...new Set(columns.filter(({ is_theirs: theirs }) => theirs).map(({ table }) => table))];
      for (const person of [zofia, other]) {
        const missing: string[] = [];
        for (const table of tables) {
          const conditions = [
            ...new Set(columns.filter((each) => each.table === table && each.is_theirs).map((each) => each.is_theirs!)),
          ];
          const rows = await t.sql(
            `SELECT FROM ${table} t WHERE ${conditions.join(' OR ').replaceAll('$1', `'${person.id}'`)} LIMIT 1`,
          );
          if (!rows.length && !(table === 'erasure' && person === other)) missing.push(table);
        }
        expect(missing).toEqual([]);
      }
      expect(canaries.erased.length).toBeGreaterThanOrEqual(30);
    });

    it('hands out all of a person’s, for programs and for people, and nothing of another', async () => {
      const [json, text] = [await download(zofia, 'jsonPath'), await download(zofia, 'textPath')];
      expect(secrets.length).toBeGreaterThan(0);
      for (const each of secrets) expect(`${json}${text}`).not.toContain(each);
      for (const each of [...canaries.erased, ...canaries.kept].filter((one) => !secrets.includes(one))) {
        expect(json).toContain(each);
        expect(text).toContain(each);
      }
      for (const file of [json, text]) {
        expect(file).not.toContain(marks.other);
        expect(file).not.toContain(other.id);
      }
      const tables = (JSON.parse(json) as { tables: { table: string; rows: object[] }[] }).tables;
      const asked = new Set(columns.filter((each) => each.is_theirs && !each.is_secret).map(({ table }) => table));
      expect(tables.map(({ table }) => table).sort()).toEqual([...asked].sort());
      const hashes = await t.sql<{ hash: string }>(
        `SELECT encode(token_hash, 'hex') AS hash FROM session WHERE person_id = $1`,
        [zofia.id],
      );
      expect(hashes.length).toBeGreaterThan(0);
      for (const { hash } of hashes) expect(json).not.toContain(hash);
    });

    it(`leaves none of the canaries behind when the person is erased, and all that stands untouched`, async () => {
      await t.sql(`ANALYZE`); // the planner keeps samples of values
      await t.sql(`CHECKPOINT`);
      const [[last], before] = [
        await t.sql<{ id: string }>(`SELECT max(id) AS id FROM event`),
        await tablesWith(t, marks.other),
      ];
      const [standing, written] = [await digests(t, last!.id), await filesWith(t, [marks.erased, marks.other])];
      expect((await tablesWith(t, marks.erased)).length).toBeGreaterThan(8);
      expect(written[0]!.length).toBeGreaterThan(8); // so that the search would find one

      await t.sql(`UPDATE erasure SET due_at = now() - interval '1 minute' WHERE person_id = $1`, [zofia.id]);
      expect(await t.app.get(Erasing, { strict: false }).due()).toBe(1);
      expect(await tablesWith(t, marks.erased)).toEqual([]);
      // What waits for whom is worked out anew when somebody goes, with its sentences.
      const standingIn = (tables: string[]) => tables.filter((name) => name !== 'public.obligation');
      expect(standingIn(await tablesWith(t, marks.other))).toEqual(standingIn(before));
      const after = await digests(t, last!.id);
      expect({ ...after, mandate: '' }).toEqual({ ...standing, mandate: '' });

      await t.app.get(FileSweep, { strict: false }).run();
      expect(await t.app.get(Scrubbing, { strict: false }).run()).toBeGreaterThan(10);
      const [erased, kept, others] = await filesWith(t, [marks.erased, marks.kept, marks.other]);
      expect(erased).toEqual([]);
      expect(kept!.length).toBeGreaterThan(0);
      expect(others!.length).toBeGreaterThan(8);
      expect(await t.refusal(zofia, REQUEST_MY_DATA, { input: {} })).toBe('UNAUTHENTICATED');
      expect(await download(other, 'jsonPath')).not.toContain(marks.erased);
      expect(await t.app.get(Scrubbing, { strict: false }).run()).toBe(0);
    });
  });
});
