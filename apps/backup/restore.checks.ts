import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import type pg from 'pg';
import { startEmbedded } from '../cli/embedded.ts';
import { Refused } from './backup.errors.ts';
import { hashOf } from './backup.ts';
import type { Head, Manifest } from './member.format.ts';
import { lastMigration } from './schema.version.ts';
import { connect } from './server.access.ts';

/** What was found out about a restored node that its owner has to know. */
export interface Checks {
  /** Files whose bytes were missing when the copy was made already. */
  readonly missing: readonly string[];
  /** Secret polls that cannot be closed until their keys, which no copy holds, are put into DATA_DIR/polls. */
  readonly pollsWithoutKey: readonly string[];
  /** Whether the node can seal: its private key is there. */
  readonly seals: boolean;
}

/** Starts the database of a restored node for the first time and looks into all of it; throws if anything is not as it was. */
export async function checked(home: string, manifest: Manifest, head: Head): Promise<Checks> {
  const embedded = await startEmbedded({ dataDir: home, durable: true }).catch((error: Error) => {
    throw notWhole(`baza nie wstaje: ${error.message}`);
  });
  const checks = await connect(embedded.ownerUrl)
    .then((client) => looked(client, home, manifest, head).finally(() => client.end()))
    .finally(() => embedded.stop());
  await auditVerified(home);
  return checks;
}

async function looked(client: pg.Client, home: string, manifest: Manifest, head: Head): Promise<Checks> {
  const migration = await lastMigration(client);
  if (migration !== head.migration) throw notWhole(`tabele są w postaci ${migration}, a nie ${head.migration}`);
  await lookThroughPages(client);
  const missing = await missingFiles(client, home);
  const lost = missing.filter((hash) => !manifest.missing.includes(hash));
  if (lost.length) throw notWhole(`brakuje ${lost.length} plików, np. ${lost[0]}`);
  const pollsWithoutKey = await openPolls(client, home);
  return { missing, pollsWithoutKey, seals: await canSeal(client, home) };
}

const notWhole = (why: string): Refused =>
  new Refused('NOT_WHOLE', `Odtworzony węzeł nie jest cały (${why}), więc go usunięto. Weź inną kopię.`);

/** Every page of every table with its checksum, every row and every B-tree; amcheck goes again with the transaction. */
async function lookThroughPages(client: pg.Client): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query('CREATE EXTENSION IF NOT EXISTS amcheck');
    const { rows } = await client.query<{ problem: string }>(
      `SELECT format('%s: %s', c.oid::regclass, v.msg) AS problem
       FROM pg_class c, LATERAL verify_heapam(c.oid) v WHERE c.relkind IN ('r', 't', 'm') LIMIT 1`,
    );
    if (rows[0]) throw notWhole(rows[0].problem);
    await client.query(
      `SELECT bt_index_check(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
       JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'btree' AND i.indisvalid AND c.relkind = 'i' AND c.relpersistence = 'p'`,
    );
  } catch (error) {
    throw error instanceof Refused ? error : notWhole((error as Error).message);
  } finally {
    await client.query('ROLLBACK');
  }
}

async function missingFiles(client: pg.Client, home: string): Promise<string[]> {
  const { rows } = await client.query<{ sha256: string }>(`SELECT DISTINCT sha256 FROM file ORDER BY 1`);
  const missing: string[] = [];
  for (const { sha256 } of rows)
    if ((await hashOf(join(home, 'files', sha256.slice(0, 2), sha256.slice(2)))) !== sha256) missing.push(sha256);
  return missing;
}

async function openPolls(client: pg.Client, home: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM poll WHERE secret AND state = 'OPEN' ORDER BY id`,
  );
  return rows.map(({ id }) => id).filter((id) => !existsSync(join(home, 'polls', `${id}.key`)));
}

async function canSeal(client: pg.Client, home: string): Promise<boolean> {
  const { rows } = await client.query<{ kid: string }>(`SELECT kid FROM node_key WHERE retired_at IS NULL`);
  return rows.every(({ kid }) => existsSync(join(home, 'keys', `${kid}.json`)));
}

/** The audit chain has a verifier of its own, a command that stands beside this program where the node has such a chain. */
async function auditVerified(home: string): Promise<void> {
  const cli = join(import.meta.dirname, '../cli');
  const extension = extname(import.meta.filename);
  if (extension !== '.js' || !existsSync(join(cli, `audit.command${extension}`))) return;
  const args = ['--no-warnings', join(cli, 'main.js'), 'audit', 'verify', '--json'];
  await promisify(execFile)(process.execPath, args, { env: { PATH: '/usr/bin:/bin', DATA_DIR: home } }).catch(
    (error: { stdout?: string }) => {
      throw notWhole(`łańcuch audytu się nie zgadza: ${error.stdout?.trim()}`);
    },
  );
}
