import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import type pg from 'pg';
import { LaunchError } from '../cli/embedded.ts';
import { migrations } from '../../prisma-free-migrations/index.ts';

const timeIn = (migration: string): number => Number(migration.slice(-13));

/** The migrations that this Konwent knows. */
export const known: ReadonlySet<string> = new Set(migrations.map(({ name }) => name));

/** The migration that runs last in this Konwent. */
export const newest = (): string => [...known].reduce((a, b) => (timeIn(a) > timeIn(b) ? a : b));

/** The migration that ran last in a database. */
export async function lastMigration(client: pg.Client): Promise<string> {
  const { rows } = await client
    .query<{ name: string }>(`SELECT name FROM migrations ORDER BY timestamp DESC LIMIT 1`)
    .catch(() => ({ rows: [] }));
  if (!rows[0]) throw new LaunchError('W bazie nie ma tabel Konwentu.');
  return rows[0].name;
}

/** The version of this program. */
export async function version(): Promise<string> {
  const text = await readFile(findPackageJSON('..', import.meta.url)!, 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
