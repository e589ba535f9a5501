import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { migrations } from '../prisma-free-migrations/index.ts';
import { useApp } from './app.ts';
import { MADE } from './made.ts';

describe('migrations', () => {
  const server = process.env.TEST_DATABASE_SERVER;
  const name = `konwent_migrations_${randomBytes(6).toString('hex')}`;
  let owner: pg.Client;
  let source: DataSource;
  let empty: string[];

  beforeAll(async () => {
    owner = new pg.Client(`${server}/postgres`);
    await owner.connect();
    await owner.query(`CREATE DATABASE ${name}`);
    const url = `${server}/${name}`;
    source = new DataSource({ type: 'postgres', url, migrations, migrationsTransactionMode: 'each' });
    await source.initialize();
    empty = await made();
  });
  afterAll(async () => {
    await source.destroy();
    await owner.query(`DROP DATABASE ${name}`);
    await owner.end();
  });

  const made = async (): Promise<string[]> =>
    ((await source.query(MADE)) as { made: string }[]).map((each) => each.made);

  it('go up, down without a trace, and up to the same again', async () => {
    await source.runMigrations();
    const first = await made();
    expect(first.length).toBeGreaterThan(300);
    for (const _ of migrations) await source.undoLastMigration();
    expect(await made()).toEqual(empty);
    await source.runMigrations();
    expect(await made()).toEqual(first);
  });

  it('go down one by one over rows that people have entered', async () => {
    await source.runMigrations();
    await source.query(`INSERT INTO forum (id, name, abbreviation) VALUES (gen_random_uuid(), 'Forum', 'OF')`);
    for (const _ of migrations) await source.undoLastMigration();
    expect(await made()).toEqual(empty);
  });
});

describe('the migrated tables', () => {
  const t = useApp();
  const names = async (query: string): Promise<string[]> =>
    (await t.sql<{ name: string }>(query)).map((each) => each.name);

  it('are what the entities say; only keys, checks, indexes, defaults, generated columns and comments are SQL’s alone', async () => {
    const { options } = t.app.get(DataSource);
    const owner = new DataSource({ ...options, url: t.database.ownerUrl, extra: {} } as typeof options);
    await owner.initialize();
    // TypeORM looks here for the expressions of columns that it generated itself; it generated none.
    await owner.query(
      `CREATE TABLE typeorm_metadata (type text, database text, schema text, "table" text, name text, value text)`,
    );
    const { upQueries } = await owner.driver.createSchemaBuilder().log();
    await owner.destroy();
    const generated = await names(
      `SELECT attname AS name FROM pg_attribute WHERE attgenerated <> '' AND NOT attisdropped`,
    );
    const ours = new RegExp(
      `DROP (CONSTRAINT|INDEX|DEFAULT|COLUMN "(${generated.join('|')})")|^COMMENT ON|typeorm_metadata`,
    );
    const queries = upQueries.map((each) => each.query);
    expect(queries.filter((query) => !ours.test(query))).toEqual([]);
  });

  it('have an index for every foreign key', async () => {
    expect(
      await names(`
        SELECT format('%s (%s)', o.conrelid::regclass, a.attname) AS name
        FROM pg_constraint o JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = o.conkey[1]
        WHERE o.contype = 'f' AND o.connamespace = 'public'::regnamespace AND NOT EXISTS (
          SELECT FROM pg_index i WHERE i.indrelid = o.conrelid AND i.indkey[0] = o.conkey[1]
            AND coalesce(pg_get_expr(i.indpred, i.indrelid) = format('(%s IS NOT NULL)', a.attname), true))`),
    ).toEqual([]);
  });

  it('force row-level security on their owner where they have it', async () => {
    expect(
      await names(`SELECT relname AS name FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity`),
    ).toEqual([]);
    expect(await names(`SELECT relname AS name FROM pg_class WHERE relrowsecurity ORDER BY 1`)).toEqual(
      expect.arrayContaining([
        'account',
        'entity_contact',
        'mandate',
        'membership',
        'membership_act',
        'person',
        'session',
      ]),
    );
  });

  it('belong to nobody who runs the application, nor can they pass row-level security', async () => {
    const ours = `rolname LIKE 'konwent%' AND rolname NOT IN (SELECT tableowner FROM pg_tables WHERE tablename = 'event')`;
    expect(
      await names(`
        SELECT r.rolname AS name FROM pg_roles r WHERE ${ours} AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole
          OR r.rolcreatedb OR EXISTS (SELECT FROM pg_shdepend d WHERE d.refobjid = r.oid AND d.deptype = 'o'))`),
    ).toEqual([]);
    expect(await names(`SELECT rolname AS name FROM pg_roles WHERE ${ours} ORDER BY 1`)).toEqual([
      'konwent_app',
      'konwent_public',
      'konwent_runtime',
    ]);
  });
});
