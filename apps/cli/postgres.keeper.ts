import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { isWanting, type Secrets } from './data.folder.ts';
import { alreadyRuns, launch, OWNER, readPidFile, type Cluster, type Server } from './postgres.server.ts';

export const DATABASE = 'konwent';
export const RUNTIME = 'konwent_runtime';
/** Held in the server by the one Konwent that owns it; the server drops it when that process dies, however it dies. */
const LOCK = 7_266_936;
/** The name under which one that serves holds it. */
const SERVING = 'konwent serves';
const RELAUNCH_PAUSE_MS = 500;
const MOST_RELAUNCHES = 5;

export const address = (user: string, password: string, port: number, database: string): string =>
  `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;

export async function connect(url: string, application_name = 'konwent'): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 30_000, application_name });
  client.on('error', () => undefined); // the server going away is no news to its launcher
  await client.connect();
  return client;
}

/** Takes the lock for as long as the answered connection lives. */
export async function hold(url: string, cluster: Cluster): Promise<pg.Client> {
  const client = await connect(url, cluster.toServe ? SERVING : undefined);
  const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1) AS free', [LOCK]);
  if (rows[0]?.free) return client;
  await client.end();
  throw alreadyRuns(cluster);
}

/** Where commands reach the server of the Konwent that serves on this folder just now; undefined where none does. */
export async function servingOn(home: string): Promise<{ ownerUrl: string; appUrl: string } | undefined> {
  const data = join(home, 'postgres');
  const found = await readPidFile(data);
  const text = found?.ready && (await readFile(join(home, 'secrets.json'), 'utf8').catch(() => undefined));
  if (!text) return undefined;
  const { owner, runtime } = JSON.parse(text) as Secrets;
  const ownerUrl = address(OWNER, owner, found.port, DATABASE);
  const client = await connect(ownerUrl).catch(() => undefined);
  if (!client) return undefined;
  const { rows } = await client
    .query<{ folder: string; serves: boolean }>(
      `SELECT current_setting('data_directory') AS folder, EXISTS (
         SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)
         WHERE l.locktype = 'advisory' AND l.granted AND a.application_name = $1) AS serves`,
      [SERVING],
    )
    .finally(() => client.end());
  const [{ folder, serves }] = rows as [{ folder: string; serves: boolean }];
  if (!serves || (await realpath(folder)) !== (await realpath(data))) return undefined;
  return { ownerUrl, appUrl: address(RUNTIME, runtime, found.port, DATABASE) };
}

/** The login of the running application: it owns nothing and row-level security binds it. */
export async function createRuntime(owner: pg.Client, password: string): Promise<void> {
  const { rowCount } = await owner.query('SELECT FROM pg_roles WHERE rolname = $1', [RUNTIME]);
  const rights = 'LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION';
  await owner.query(
    `${rowCount ? 'ALTER' : 'CREATE'} ROLE ${RUNTIME} ${rights} PASSWORD ${owner.escapeLiteral(password)}`,
  );
}

/** A server that comes back on a full disk must not have to write for that. */
async function isPrepared(owner: pg.Client): Promise<boolean> {
  const { rowCount } = await owner.query(`SELECT FROM pg_roles, pg_database WHERE rolname = $1 AND datname = $2`, [
    RUNTIME,
    DATABASE,
  ]);
  return rowCount === 1;
}

async function prepare(owner: pg.Client, secrets: Secrets): Promise<void> {
  await createRuntime(owner, secrets.runtime);
  const { rowCount } = await owner.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
  if (!rowCount) await owner.query(`CREATE DATABASE ${DATABASE}`);
}

/** Makes the server this Konwent's for as long as both live, with all that it needs. */
export async function take(cluster: Cluster, secrets: Secrets, server: Server, isNew = true): Promise<void> {
  const owner = await hold(address(OWNER, secrets.owner, server.port, 'postgres'), cluster);
  if (isNew || !(await isPrepared(owner))) await prepare(owner, secrets);
  (owner as pg.Client & { unref(): void }).unref(); // the types of pg do not know it yet
}

/** The same for one that may die again meanwhile: then the next lap sees to it. */
async function takeAgain(cluster: Cluster, secrets: Secrets, server: Server): Promise<void> {
  const died = server.ended.then(() => true);
  await take(cluster, secrets, server, false).catch(async (error: unknown) => {
    const isDead = await Promise.race([died, sleep(1_000, false)]);
    if (!isDead) throw error;
  });
}

/** A server that has no room, or may not write, is started again once that is over, however long it takes. */
async function relaunch(cluster: Cluster, port: number, isGivenUp: () => boolean): Promise<Server | undefined> {
  let said = '';
  for (let failures = 0; !isGivenUp(); await sleep(RELAUNCH_PAUSE_MS)) {
    try {
      return await launch(cluster, port);
    } catch (error) {
      failures = (await isWanting(cluster.home)) ? 0 : failures + 1;
      if (failures === MOST_RELAUNCHES) throw error;
      const { message } = error as Error;
      if (message !== said) process.stderr.write(`${message}\n`);
      said = message;
    }
  }
  return undefined;
}

/** Starts the server again, at the same address, whenever it dies under us: its clients only have to try again. */
export function keep(cluster: Cluster, secrets: Secrets, first: Server): { stop(): Promise<void> } {
  let server = first;
  let stopping = false;
  const watch = async () => {
    for (;;) {
      await server.ended;
      if (stopping) return;
      process.stderr.write('PostgreSQL zakończył się sam i rusza od nowa.\n');
      const next = await relaunch(cluster, server.port, () => stopping);
      if (!next) return;
      server = next;
      if (stopping) return server.stop();
      await takeAgain(cluster, secrets, server);
    }
  };
  const watching = watch().catch((error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  });
  return {
    async stop() {
      stopping = true;
      await server.stop();
      await watching;
    },
  };
}
