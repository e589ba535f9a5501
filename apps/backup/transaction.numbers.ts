import type pg from 'pg';
import { connect } from './server.access.ts';

const STEP = 20_000;
const COLUMNS = `SELECT attrelid::regclass::text AS table FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
  WHERE attname = 'xact' AND NOT attisdropped AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace`;

/**
 * Events stand in the order of the transactions that wrote them, and a new server counts those from the beginning: it is made
 * to count past all that came in, else what happens next would be sorted before it, and never be handled or chained. Done by
 * another connection before the import commits, so that there is no moment in between.
 */
export async function passNumbers(client: pg.Client, ownerUrl: string): Promise<void> {
  const { rows } = await client.query<{ table: string }>(COLUMNS);
  const highest = rows.map(({ table }) => `(SELECT max(xact) FROM ${table})`).join(', ');
  const { rows: found } = await client.query<{ last: string }>(`SELECT coalesce(greatest(${highest}), 0) AS last`);
  const counting = await connect(ownerUrl);
  try {
    await counting.query('SET synchronous_commit = off');
    while (BigInt(found[0]!.last) >= (await count(counting))) await counting.query(MORE);
  } finally {
    await counting.end();
  }
}

const MORE = `DO $$ BEGIN FOR i IN 1..${STEP} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$`;

async function count(client: pg.Client): Promise<bigint> {
  const { rows } = await client.query<{ now: string }>('SELECT pg_current_xact_id()::text AS now');
  return BigInt(rows[0]!.now);
}
