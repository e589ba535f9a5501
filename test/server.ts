import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createRuntime, startEmbedded } from '../apps/cli/embedded.ts';

const PREFIX = 'konwent-test-';
const withoutDatabase = (url: string): string => Object.assign(new URL(url), { pathname: '', search: '' }).toString();

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** Ends the servers of test runs that were killed before they could do it themselves. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const runner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (!runner || signal(Number(runner), 0)) continue;
    const folder = join(tmpdir(), name);
    const postmaster = parseInt(await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8').catch(() => ''), 10);
    if (postmaster) signal(postmaster, 'SIGQUIT');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}

/** A server of your own choice gets the application's login too; its password follows from yours. */
async function useServer(server: string): Promise<string> {
  const password = createHash('sha256').update(server).digest('hex');
  const owner = new pg.Client(`${server}/postgres`);
  await owner.connect();
  await createRuntime(owner, password).finally(() => owner.end());
  return Object.assign(new URL(server), { username: 'konwent_runtime', password }).toString();
}

async function ownServer(): Promise<[owner: string, runtime: string]> {
  await sweep();
  const dataDir = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const { ownerUrl, appUrl } = await startEmbedded({ dataDir, durable: false });
  // Jest ends by running out of work; the server's own exit hook stops it, and its folder is of no use then.
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(130));
  return [withoutDatabase(ownerUrl), withoutDatabase(appUrl)];
}

/** One PostgreSQL for the whole run: `TEST_DATABASE_SERVER` if it is set, otherwise one that forgets everything. */
export default async function startServer(): Promise<void> {
  const given = process.env.TEST_DATABASE_SERVER;
  const [owner, runtime] = given ? [given, await useServer(withoutDatabase(given))] : await ownServer();
  process.env.TEST_DATABASE_SERVER = withoutDatabase(owner);
  process.env.TEST_DATABASE_RUNTIME = withoutDatabase(runtime);
}
