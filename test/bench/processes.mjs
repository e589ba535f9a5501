import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Starts a server in a process of its own; it is ready when it prints its address. */
export async function serve(script, env) {
  const child = spawn(process.execPath, [...(process.env.BENCH_NODE_FLAGS?.split(' ') ?? []), script], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const port = await new Promise((resolve, reject) => {
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
    setTimeout(() => reject(new Error(`${script} did not start: ${said}`)), 60_000).unref();
  });
  const stop = () =>
    new Promise((resolve) => {
      if (child.exitCode !== null) return resolve();
      child.once('exit', resolve);
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
    });
  return { port, pid: child.pid, stop };
}

const statOf = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  } catch {
    return undefined;
  }
};

const TICK_MS = 10;

/** CPU that a process has used, in milliseconds; 0 where there is no /proc. */
export function cpuOf(pid) {
  const stat = statOf(pid);
  return stat ? (Number(stat[11]) + Number(stat[12])) * TICK_MS : 0;
}

/** The same for each of the children of PostgreSQL's first process. */
export function cpuOfChildren(parent) {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && statOf(name)?.[1] === String(parent));
  return new Map(pids.map((pid) => [pid, cpuOf(pid)]));
}

/** What those that lived all the while have used between two looks. */
export const spent = (before, after) =>
  [...after].reduce((sum, [pid, cpu]) => sum + (before.has(pid) ? cpu - before.get(pid) : 0), 0);

export function rssMb(pid) {
  const [, kb = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kb) / 1024;
}
