import { rmSync } from 'node:fs';
import { readdir, readlink, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPidFile } from '../cli/postgres.server.ts';

const SUFFIX = '.part-';

/** Works on a file or folder beside its place; whatever ends the work, also Ctrl+C, nothing of it is left. */
export async function withDraft<T>(target: string, work: (draft: string) => Promise<T>): Promise<T> {
  await sweep(target);
  const draft = `${target}${SUFFIX}${process.pid}`;
  const discard = () => rmSync(draft, { recursive: true, force: true, maxRetries: 10 });
  const quit = () => process.exit(130);
  process.once('exit', discard).once('SIGINT', quit).once('SIGTERM', quit);
  try {
    return await work(draft);
  } finally {
    process.off('exit', discard).off('SIGINT', quit).off('SIGTERM', quit);
    await rm(draft, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Clears away what processes left there that were killed. */
async function sweep(target: string): Promise<void> {
  const folder = dirname(target);
  for (const name of await readdir(folder).catch(() => [] as string[])) {
    const [, of, pid] = /^(.+)\.part-(\d+)$/.exec(name) ?? [];
    if (!of || !isOfTarget(of, basename(target)) || lives(Number(pid))) continue;
    await endServer(join(folder, name, 'postgres'));
    await rm(join(folder, name), { recursive: true, force: true, maxRetries: 10 });
  }
}

const DATED = /^konwent-\d{8}T\d{9}Z\.backup$/;
const isOfTarget = (name: string, target: string): boolean =>
  name === target || (DATED.test(name) && DATED.test(target));

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A restore that was killed while it tried out the database leaves a server behind, at work in that folder. */
async function endServer(data: string): Promise<void> {
  const left = await readPidFile(data);
  for (let tries = 0; left && tries < 100; tries++) {
    const place = await readlink(`/proc/${left.pid}/cwd`).catch(() => undefined);
    if (place !== data) return;
    process.kill(left.pid, 'SIGQUIT');
    await sleep(50);
  }
}

/** The name of a copy made at an instant: in the order of names they are in the order of time. */
export const datedName = (at: Date): string => `konwent-${at.toISOString().replace(/[-:.]/g, '')}.backup`;

/** Removes all but the newest copies of a folder; gives the names of those that went. Other files stay. */
export async function keepNewest(folder: string, count: number): Promise<string[]> {
  const old = (await readdir(folder))
    .filter((name) => DATED.test(name))
    .sort()
    .reverse()
    .slice(count);
  for (const name of old) await rm(join(folder, name));
  return old;
}
