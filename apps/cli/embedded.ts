import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
import { address, connect, DATABASE, hold, keep, RUNTIME, take } from './postgres.keeper.ts';

export { LaunchError } from './postgres.account.ts';
export { createRuntime } from './postgres.keeper.ts';

/** A running PostgreSQL of our own. `ownerUrl` is for migrations; the application gets `appUrl`. */
export interface Embedded {
  ownerUrl: string;
  appUrl: string;
  database: string;
  stop(): Promise<void>;
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
        `Proces ${left.pid} trzyma ${cluster.data} i nie odpowiada: zatrzymaj go i uruchom Konwent jeszcze raz.`,
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

/** Gives the application's login what the migrations granted to the group roles; call it after migrating. */
export async function grantRuntime(ownerUrl: string): Promise<void> {
  const owner = await connect(ownerUrl);
  await owner.query(`GRANT konwent_app, konwent_public TO ${RUNTIME}`).finally(() => owner.end());
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

/** A server that is stopped under its launcher's hands was stopped by another start, which took it for an orphan. */
function explained({ code = '', message }: Error & { code?: string }, cluster: Cluster): LaunchError {
  if (/^57P0|^ECONN/.test(code) || /^Connection terminated/.test(message)) return alreadyRuns(cluster);
  return new LaunchError(`Nie udało się przygotować wbudowanej bazy (${message}): zajrzyj do ${cluster.log}.`);
}

async function start(home: string, { durable, toServe = false }: Purpose): Promise<Embedded> {
  const secrets = await claim(home);
  const data = join(home, 'postgres');
  const account = await accountFor(existsSync(data) ? data : home, [join(programs(), 'postgres'), home]);
  const cluster: Cluster = { home, data, log: join(home, 'postgres.log'), account, durable, toServe };
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

interface Purpose {
  /** Whether it must survive a power cut. */
  readonly durable: boolean;
  /** Whether commands may join it (`servingOn`). */
  readonly toServe?: boolean;
}

/** Starts PostgreSQL on a folder, which it makes at first; every refusal is a `LaunchError`. */
export async function startEmbedded({ dataDir, ...purpose }: Purpose & { dataDir: string }): Promise<Embedded> {
  const quit = () => process.exit(130); // ends a half-started server too, through its exit hook
  process.once('SIGINT', quit).once('SIGTERM', quit);
  try {
    return await start(resolve(dataDir), purpose);
  } finally {
    process.off('SIGINT', quit).off('SIGTERM', quit);
  }
}
