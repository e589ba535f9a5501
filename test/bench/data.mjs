import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { FOR_PEERS } from './peers.sql.mjs';
import { fillOf } from './rows.sql.mjs';
import { progress, within } from './processes.mjs';

const dist = (path) => import(new URL(`../../dist/${path}`, import.meta.url));
const LONGEST_STATEMENT_MS = 60_000;

/** The rows of a world; the convents stay as many, however large it is. */
const countsOf = (scale) => ({ convents: 16, entities: 2_000 * scale, people: 20_000 * scale });

/** Loading needs not survive a power cut; what is measured does. */
const QUICKLY = `
  ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET full_page_writes = off; ALTER SYSTEM SET synchronous_commit = off;
  ALTER SYSTEM SET max_wal_size = '8GB'; ALTER SYSTEM SET autovacuum = off`;
const NORMALLY = `
  ALTER SYSTEM RESET fsync; ALTER SYSTEM RESET full_page_writes; ALTER SYSTEM RESET synchronous_commit;
  ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'; ALTER SYSTEM SET pg_stat_statements.track = 'none'`;

/** Several statements that cannot stand in one transaction. */
async function each(client, texts) {
  for (const text of texts.split(';')) if (text.trim()) await client.query(text);
}

async function fill(ownerUrl, counts) {
  const setup = new pg.Client({ connectionString: ownerUrl });
  setup.on('error', () => undefined);
  await setup.connect();
  try {
    await each(setup, QUICKLY);
    await setup.query('SELECT pg_reload_conf()');
    for (const { what, text } of fillOf(counts)) {
      progress(`${counts.people} people: ${what}`);
      await setup.query(text);
    }
    await setup.query(FOR_PEERS);
    await setup.query('VACUUM ANALYZE');
    await each(setup, NORMALLY);
    await setup.query('CHECKPOINT');
  } finally {
    await setup.end().catch(() => undefined);
  }
}

/** A PostgreSQL of its own in a folder of its own, with the project's tables and the bench's rows. */
export async function openWorld(parent, { scale = 1, loadMs = 120_000 } = {}) {
  const { startEmbedded } = await dist('apps/cli/embedded.js');
  const { migrate } = await dist('apps/cli/database.js');
  const folder = await mkdtemp(join(parent, 'world-'));
  const start = () => startEmbedded({ dataDir: folder, durable: true });
  const counts = countsOf(scale);
  let server;
  let sql;
  const close = async () => {
    await sql?.end().catch(() => undefined);
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    server = await start();
    await migrate({ ownerUrl: server.ownerUrl, folder });
    const begun = performance.now();
    await within(loadMs, 'loading the rows', fill(server.ownerUrl, counts));
    const loadedMs = performance.now() - begun;
    await server.stop();
    server = await start();
    sql = new pg.Pool({ connectionString: server.ownerUrl, max: 2, statement_timeout: LONGEST_STATEMENT_MS });
    sql.on('error', () => undefined);
    await sql.query('CREATE EXTENSION pg_stat_statements');
    const postmaster = Number((await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
    return { ...server, sql, postmaster, close, scale, counts, loadedMs, ...(await things(sql, scale)) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the requests ask for, and a session for each who asks: the chairs, then the vice-chairs. */
async function things(sql, scale) {
  const rows = async (text, values) => (await sql.query(text, values)).rows;
  const { hashOf } = await dist('libs/core/src/ids.js');
  const officers = await rows(`
    SELECT m.person_id AS "personId", m.convent_id AS "conventId", c.voivodeship_id AS voivodeship, c.official_name AS name
    FROM mandate m JOIN convent c ON c.id = m.convent_id WHERE m.function IN ('CHAIR', 'VICE_CHAIR')
    ORDER BY m.function, c.voivodeship_id`);
  for (const officer of officers) {
    officer.token = randomBytes(32).toString('base64url');
    await sql.query(
      `INSERT INTO session (id, person_id, token_hash, last_seen_at, expires_at)
       VALUES (uuidv7(), $1, $2, now(), now() + interval '12 hours')`,
      [officer.personId, hashOf(officer.token)],
    );
  }
  const entities = await rows(
    `SELECT id, kind, name, town, street, postal_code AS "postalCode", founder_name AS "founderName",
       founder_kind AS "founderKind", version, voivodeship_id AS voivodeship
     FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM entity) e WHERE n % $1 = 0 ORDER BY id`,
    [scale],
  );
  return { officers, chairs: officers.slice(0, officers.length / 2), entities };
}
