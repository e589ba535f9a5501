import type pg from 'pg';
import type { Table } from './export.tables.ts';

interface Key {
  readonly name: string;
  readonly table: string;
  readonly rule: string;
}

interface Trigger {
  readonly name: string;
  readonly table: string;
  readonly enabled: 'O' | 'A' | 'R';
}

const KEYS = `
  SELECT o.conname AS name, c.relname AS table, pg_get_constraintdef(o.oid) AS rule
  FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid
  WHERE o.contype = 'f' AND o.connamespace = 'public'::regnamespace AND c.relname = ANY ($1) ORDER BY 2, 1`;
const TRIGGERS = `
  SELECT t.tgname AS name, c.relname AS table, t.tgenabled AS enabled
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND c.relnamespace = 'public'::regnamespace AND c.relname = ANY ($1)`;
const MODES = { O: 'ENABLE', A: 'ENABLE ALWAYS', R: 'ENABLE REPLICA' } as const;

/**
 * Fills tables whatever the order: foreign keys, which go in circles, are taken off and put back, and so checked for all rows
 * at once; triggers rest, since what they would derive is in the file. Checks, unique and exclusion constraints hold all the time.
 */
export async function withoutRules(
  client: pg.Client,
  tables: readonly Table[],
  work: () => Promise<void>,
): Promise<void> {
  const names = [tables.map(({ name }) => name)];
  const { rows: keys } = await client.query<Key>(KEYS, names);
  const { rows: triggers } = await client.query<Trigger>(TRIGGERS, names);
  await alter(client, [
    ...keys.map(({ name, table }) => [table, `DROP CONSTRAINT "${name}"`] as const),
    ...triggers.map(({ name, table }) => [table, `DISABLE TRIGGER "${name}"`] as const),
  ]);
  await work();
  await alter(client, [
    ...triggers.map(({ name, table, enabled }) => [table, `${MODES[enabled]} TRIGGER "${name}"`] as const),
    ...keys.map(({ name, table, rule }) => [table, `ADD CONSTRAINT "${name}" ${rule}`] as const),
  ]);
}

/** One statement a table: each costs all sessions what they know of it. */
async function alter(client: pg.Client, changes: readonly (readonly [table: string, change: string])[]): Promise<void> {
  for (const table of new Set(changes.map(([name]) => name))) {
    const own = changes.filter(([name]) => name === table).map(([, change]) => change);
    await client.query(`ALTER TABLE "${table}" ${own.join(', ')}`);
  }
}
