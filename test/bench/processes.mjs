import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Ends a server whose starter was killed outright. */
const LEASH = new URL('../../apps/cli/bootstrap.leash.mjs', import.meta.url).href;
const LONGEST_START_MS = 60_000;
const PATIENCE_MS = 5_000;
const running = new Set();

/** Fails what takes longer than it may, so that no run hangs. */
export async function within(ms, what, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${ms / 1000} s`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** A line of where the run is; results alone go to stdout. */
export const progress = (text) =>
  process.stderr.write(`[${(performance.now() / 1000).toFixed(0).padStart(4)} s] ${text}\n`);

function stopper(child) {
  const ended = new Promise((resolve) => child.once('close', resolve));
  void ended.then(() => running.delete(stop));
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const impatient = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    await ended.finally(() => clearTimeout(impatient));
  };
  return stop;
}

/** Starts a server in a process of its own, in production mode; it is ready when it prints its address. */
export async function serve(script, env) {
  const child = spawn(process.execPath, ['--import', LEASH, script], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const stop = stopper(child);
  running.add(stop);
  let said = '';
  const ready = new Promise((resolve, reject) => {
    const hear = (data) => {
      said += data;
      const [, found] = /http:\/\/[^\s:/]+:(\d+)/.exec(said) ?? [];
      if (!found) return;
      child.stdout.off('data', hear).resume();
      child.stderr.off('data', hear).pipe(process.stderr);
      resolve(Number(found));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}: ${said}`)));
  });
  return { port: await within(LONGEST_START_MS, `the start of ${script}`, ready), pid: child.pid, stop };
}

/** Ends every server that still runs, each by its own id. */
export const stopAll = () => Promise.all([...running].map((stop) => stop()));

/** CPU that the threads of a process have used, in milliseconds and to the nanosecond; 0 where there is no /proc. */
export function cpuOf(pid) {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.reduce((sum, thread) => sum + onCpu(`/proc/${pid}/task/${thread}/schedstat`), 0) / 1e6;
  } catch {
    return 0;
  }
}

const onCpu = (path) => Number(readFileSync(path, 'utf8').split(' ')[0]);

function parentOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[1];
  } catch {
    return undefined;
  }
}

/** The same for each of the children of PostgreSQL's first process. */
export function cpuOfChildren(parent) {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === String(parent));
    return new Map(pids.map((pid) => [pid, cpuOf(pid)]));
  } catch {
    return new Map();
  }
}

/** What they have used between two looks, also those that were born meanwhile. */
export const spent = (before, after) =>
  [...after].reduce((sum, [pid, cpu]) => sum + Math.max(0, cpu - (before.get(pid) ?? 0)), 0);

/** Memory that a process holds, in kB; 0 where there is no /proc. */
export function rssOf(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
  } catch {
    return 0;
  }
}
