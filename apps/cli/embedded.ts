import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { claim, clearDrafts, refuseOtherVersion, type Secrets } from './data.folder.ts';
import { accountFor, LaunchError } from './postgres.account.ts';
import {
  alreadyRuns,
  initialise,
  launch,
  OWNER,
  PATIENCE_MS,
  programs,
  readPidFile,
  type Cluster,
  type Server,
} from './postgres.server.ts';

export { LaunchError } from './postgres.account.ts';

const DATABASE = 'konwent';
const RUNTIME = 'konwent_runtime';
/** Held in the server by the one Konwent that owns it; the server drops it when that process dies, however it dies. */
const LOCK = 7_266_936;

/** A running PostgreSQL of our own. `ownerUrl` is for migrations; the application gets `appUrl`. */
export interface Embedded {
  ownerUrl: string;
  appUrl: string;
  database: string;
  stop(): Promise<void>;
}

const address = (user: string, password: string, port: number, database: string): string =>
  `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 30_000 });
  client.on('error', () => undefined); // the server going away is no news to its launcher
  await client.connect();
  return client;
}

/** Takes the lock for as long as the answered connection lives. */
async function hold(url: string, cluster: Cluster): Promise<pg.Client> {
  const client = await connect(url);
  const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1) AS free', [LOCK]);
  if (rows[0]?.free) return client;
  await client.end();
  throw alreadyRuns(cluster);
}

/** Stops the server that a killed Konwent left behind; one that still has its Konwent after three seconds keeps it. */
async function endOrphan(cluster: Cluster, { owner }: Secrets): Promise<void> {
  const [polite, until] = [Date.now() + 3_000, Date.now() + PATIENCE_MS];
  for (let told = false; ; await sleep(100)) {
    const left = await readPidFile(cluster.data);
    if (!left) return;
    if (!(await isPostgres(left.pid))) return rm(join(cluster.data, 'postmaster.pid'), { force: true });
    if (Date.now() > until) {
      throw new LaunchError(
        `Process ${left.pid} holds ${cluster.data} and does not answer: stop it, then start again.`,
      );
    }
    if (told) continue;
    const url = address(OWNER, owner, left.port, 'postgres');
    const client = await hold(url, cluster).catch((error: unknown) => {
      if (error instanceof LaunchError && Date.now() > polite) throw error;
    });
    if (!client) continue; // it, or its Konwent, starts up or shuts down just now
    await client.end();
    told = process.kill(left.pid, 'SIGINT');
  }
}

/** A number in a pid file may have gone to another program since. */
async function isPostgres(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat !== undefined) return /\(postgres\) [^ZX]/.test(stat);
  if (existsSync('/proc/self')) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The login of the running application: it owns nothing and row-level security binds it. */
export async function createRuntime(owner: pg.Client, password: string): Promise<void> {
  const { rowCount } = await owner.query('SELECT FROM pg_roles WHERE rolname = $1', [RUNTIME]);
  const rights = 'LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION';
  await owner.query(
    `${rowCount ? 'ALTER' : 'CREATE'} ROLE ${RUNTIME} ${rights} PASSWORD ${owner.escapeLiteral(password)}`,
  );
}

/** Gives the application's login what the migrations granted to the group roles; call it after migrating. */
export async function grantRuntime(ownerUrl: string): Promise<void> {
  const owner = await connect(ownerUrl);
  await owner.query(`GRANT konwent_app, konwent_public TO ${RUNTIME}`).finally(() => owner.end());
}

async function prepare(owner: pg.Client, secrets: Secrets): Promise<void> {
  await createRuntime(owner, secrets.runtime);
  const { rowCount } = await owner.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
  if (!rowCount) await owner.query(`CREATE DATABASE ${DATABASE}`);
}

async function open(cluster: Cluster, secrets: Secrets, server: Server): Promise<Embedded> {
  await take(cluster, secrets, server);
  await clearDrafts(cluster.home);
  const kept = keep(cluster, secrets, server);
  return {
    ownerUrl: address(OWNER, secrets.owner, server.port, DATABASE),
    appUrl: address(RUNTIME, secrets.runtime, server.port, DATABASE),
    database: DATABASE,
    stop: () => kept.stop(),
  };
}

/** Makes the server this Konwent's for as long as both live, with all that it needs. */
async function take(cluster: Cluster, secrets: Secrets, server: Server): Promise<void> {
  const owner = await hold(address(OWNER, secrets.owner, server.port, 'postgres'), cluster);
  await prepare(owner, secrets);
  (owner as pg.Client & { unref(): void }).unref(); // the types of pg do not know it yet
}

/** The same for one that may die again meanwhile: then the next lap sees to it. */
async function takeAgain(cluster: Cluster, secrets: Secrets, server: Server): Promise<void> {
  const died = server.ended.then(() => true);
  await take(cluster, secrets, server).catch(async (error: unknown) => {
    const isDead = await Promise.race([died, sleep(1_000, false)]);
    if (!isDead) throw error;
  });
}

/** Starts the server again, at the same address, whenever it dies under us: its clients only have to try again. */
function keep(cluster: Cluster, secrets: Secrets, first: Server): { stop(): Promise<void> } {
  let server = first;
  let stopping = false;
  const watch = async () => {
    for (;;) {
      await server.ended;
      if (stopping) return;
      process.stderr.write('PostgreSQL ended by itself and is started again.\n');
      server = await launch(cluster, server.port);
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

/** A server that is stopped under its launcher's hands was stopped by another start, which took it for an orphan. */
function explained({ code = '', message }: Error & { code?: string }, cluster: Cluster): LaunchError {
  if (/^57P0|^ECONN/.test(code) || /^Connection terminated/.test(message)) return alreadyRuns(cluster);
  return new LaunchError(`The embedded PostgreSQL could not be prepared (${message}): look into ${cluster.log}.`);
}

async function start(home: string, durable: boolean): Promise<Embedded> {
  const secrets = await claim(home);
  const data = join(home, 'postgres');
  const account = await accountFor(existsSync(data) ? data : home, [join(programs(), 'postgres'), home]);
  const cluster: Cluster = { home, data, log: join(home, 'postgres.log'), account, durable };
  await refuseOtherVersion(cluster);
  if (!existsSync(data)) await initialise(cluster, secrets.owner);
  await endOrphan(cluster, secrets);
  const server = await launch(cluster);
  try {
    return await open(cluster, secrets, server);
  } catch (error) {
    await server.stop();
    throw error instanceof LaunchError ? error : explained(error as Error & { code?: string }, cluster);
  }
}

/** Starts PostgreSQL on a folder, which it makes at first; every refusal is a `LaunchError`. */
export async function startEmbedded(options: { dataDir: string; durable: boolean }): Promise<Embedded> {
  const quit = () => process.exit(130); // ends a half-started server too, through its exit hook
  process.once('SIGINT', quit).once('SIGTERM', quit);
  try {
    return await start(resolve(options.dataDir), options.durable);
  } finally {
    process.off('SIGINT', quit).off('SIGTERM', quit);
  }
}
