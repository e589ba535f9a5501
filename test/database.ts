import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { grantRuntime } from '../apps/cli/embedded.ts';
import { migrations } from '../prisma-free-migrations/index.ts';

const { TEST_DATABASE_SERVER: SERVER, TEST_DATABASE_RUNTIME: RUNTIME } = process.env;
const FOLDER = join(import.meta.dirname, '../prisma-free-migrations');
const LOCK = 1_201_807;

export interface TestDatabase {
  /** The superuser's address: to look at rows that the application may not see. */
  ownerUrl: string;
  /** The application's address, bound by row-level security. */
  url: string;
  drop(): Promise<void>;
}

async function asOwner<T>(work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client(`${SERVER}/postgres`);
  await owner.connect();
  return work(owner).finally(() => owner.end());
}

/** A name that changes with any file of the migrations. */
async function templateName(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of (await readdir(FOLDER)).filter((name) => name.endsWith('.ts')).sort()) {
    hash.update(file).update(await readFile(join(FOLDER, file)));
  }
  return `konwent_template_${hash.digest('hex').slice(0, 12)}`;
}

async function migrate(url: string): Promise<void> {
  const source = new DataSource({ type: 'postgres', url, migrations, migrationsTransactionMode: 'each' });
  await source.initialize();
  await source.runMigrations().finally(() => source.destroy());
  await grantRuntime(url);
}

/** Builds the template unless it is there; others wait meanwhile. */
async function ensureTemplate(owner: pg.Client, template: string): Promise<void> {
  await owner.query('SELECT pg_advisory_lock($1)', [LOCK]);
  const { rowCount } = await owner.query('SELECT FROM pg_database WHERE datname = $1', [template]);
  if (!rowCount) {
    const draft = `${template}_draft`;
    await owner.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
    await owner.query(`CREATE DATABASE ${draft}`);
    await migrate(`${SERVER}/${draft}`);
    await owner.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
  }
  await owner.query('SELECT pg_advisory_unlock($1)', [LOCK]);
}

/** A migrated, empty database of your own, cloned from a template that is built once per set of migrations. */
export async function freshDatabase(): Promise<TestDatabase> {
  const name = `konwent_test_${randomBytes(6).toString('hex')}`;
  const template = await templateName();
  await asOwner(async (owner) => {
    await ensureTemplate(owner, template);
    await owner.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  return {
    ownerUrl: `${SERVER}/${name}`,
    url: `${RUNTIME}/${name}`,
    drop: () => asOwner(async (owner) => void (await owner.query(`DROP DATABASE ${name} WITH (FORCE)`))),
  };
}
