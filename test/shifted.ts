import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { grantRuntime } from '../apps/cli/embedded.ts';
import { migrations } from '../prisma-free-migrations/index.ts';
import type { TestDatabase } from './database.ts';

const { TEST_DATABASE_SERVER: SERVER, TEST_DATABASE_RUNTIME: RUNTIME } = process.env;
const CLOCKS = ['now', 'transaction_timestamp', 'statement_timestamp', 'clock_timestamp'];
const PATH = 'public, pg_catalog';

/** Ours are found before PostgreSQL's own wherever a statement, a view, a default or a function says `now()`. */
const SHIFTED = `
  CREATE TABLE clock_shift (by interval NOT NULL);
  INSERT INTO clock_shift VALUES ('0');
  ${CLOCKS.map(
    (name) => `
  CREATE FUNCTION public.${name}() RETURNS timestamptz LANGUAGE sql ${name === 'clock_timestamp' ? 'VOLATILE' : 'STABLE'}
    RETURN pg_catalog.${name}() + (SELECT by FROM clock_shift);`,
  ).join('')}
  GRANT SELECT ON clock_shift TO PUBLIC;`;

/** What a migration fixed to a path of its own. */
const FIXED = `SELECT oid::regprocedure::text AS name FROM pg_proc
  WHERE pronamespace = 'public'::regnamespace AND proconfig::text LIKE '%search_path=%'`;

async function made(url: string): Promise<void> {
  const source = new DataSource({ type: 'postgres', url, migrations, migrationsTransactionMode: 'each' });
  await source.initialize();
  try {
    await source.query(SHIFTED);
    await source.runMigrations();
    for (const { name } of (await source.query(FIXED)) as { name: string }[])
      await source.query(`ALTER FUNCTION ${name} SET search_path = ${PATH}`);
  } finally {
    await source.destroy();
  }
  await grantRuntime(url);
}

/** A migrated database of your own whose clock can be put: by `putClock`, for everybody who asks it. */
export async function shiftedDatabase(): Promise<TestDatabase> {
  const name = `konwent_shifted_${randomBytes(6).toString('hex')}`;
  const asOwner = async (text: string) => {
    const owner = new pg.Client(`${SERVER}/postgres`);
    await owner.connect();
    await owner.query(text).finally(() => owner.end());
  };
  await asOwner(`CREATE DATABASE ${name}`);
  await asOwner(`ALTER DATABASE ${name} SET search_path = ${PATH}`);
  await made(`${SERVER}/${name}`);
  return {
    ownerUrl: `${SERVER}/${name}`,
    url: `${RUNTIME}/${name}`,
    drop: () => asOwner(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}

interface Sql {
  sql(text: string, values: unknown[]): Promise<unknown>;
}

/** From now on it is that time, and time goes on from there. */
export const putClock = async ({ sql }: Sql, at: string): Promise<void> =>
  void (await sql(`UPDATE clock_shift SET by = $1::timestamptz - pg_catalog.clock_timestamp()`, [at]));
