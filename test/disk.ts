import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, open, readdir, readFile, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MB = 1024 ** 2;
const SIZE_MB = 400;

/** A place for a data folder that can be filled, emptied and closed. */
export interface Disk {
  /** What it is, for whoever reads the figures. */
  readonly kind: 'ext4' | 'tmpfs' | 'limits';
  readonly folder: string;
  /** Without a file system of its own and without limits of Linux nothing is ever full. */
  readonly fills: boolean;
  /** Takes all room but so many bytes; where only limits can be set, from these processes. */
  fill(left: number, pids: number[]): Promise<void>;
  empty(pids: number[]): Promise<void>;
  /** Lets nobody write, while nothing runs on it. */
  close(): Promise<void>;
  reopen(): Promise<void>;
  /**
   * Becomes read-only under whoever has files open: a whole file system as the kernel shuts one that it found broken, or a
   * folder by its permissions. Undefined where neither can be had.
   */
  readonly shut?: () => Promise<void>;
  remove(): Promise<void>;
}

/** A file system of its own where this process may mount one; otherwise limits on the processes, and permissions. */
export async function makeDisk(folder: string): Promise<Disk> {
  const place = join(folder, 'disk');
  await mkdir(place);
  for (const mount of [mountImage, mountMemory]) {
    const disk = await mount(folder, place).catch(() => undefined);
    if (disk) return disk;
  }
  return limits(place);
}

async function mountImage(folder: string, place: string): Promise<Disk> {
  const image = join(folder, 'image');
  const handle = await open(image, 'w');
  await handle.truncate(SIZE_MB * MB).finally(() => handle.close());
  await run('mkfs.ext4', ['-q', '-F', '-m', '0', '-O', '^metadata_csum_seed', image]);
  const mount = () => run('mount', ['-o', 'loop,errors=remount-ro', image, place]);
  await mount();
  const { stdout } = await run('findmnt', ['-n', '-o', 'SOURCE', place]);
  const trigger = join('/sys/fs/ext4', stdout.trim().replace('/dev/', ''), 'trigger_fs_error');
  return {
    ...mounted('ext4', place),
    reopen: async () => {
      await run('umount', [place]);
      await mount();
    },
    shut: () => run('sh', ['-c', `echo test > ${trigger}`]).then(() => undefined),
  };
}

async function mountMemory(_: string, place: string): Promise<Disk> {
  await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m,mode=755`, 'konwent', place]);
  return mounted('tmpfs', place);
}

function mounted(kind: 'ext4' | 'tmpfs', place: string): Disk {
  const ballast = join(place, 'ballast');
  return {
    ...{ kind, folder: place, fills: true },
    fill: (left) => fill(place, ballast, left),
    empty: () => rm(ballast, { force: true }),
    close: () => run('mount', ['-o', 'remount,ro', place]).then(() => undefined),
    reopen: () => run('mount', ['-o', 'remount,rw', place]).then(() => undefined),
    remove: () => run('umount', ['-l', place]).then(() => undefined),
  };
}

/** To the last block; what others free or take meanwhile is theirs. */
async function fill(place: string, ballast: string, left: number): Promise<void> {
  const handle = await open(ballast, 'a');
  try {
    for (let piece = Buffer.alloc(4 * MB, 7); ;) {
      const { bavail, bsize } = await statfs(place);
      const missing = bavail * bsize - left;
      if (missing <= 0) return;
      await handle.write(piece, 0, Math.min(missing, piece.length));
      if (missing < bsize) piece = piece.subarray(0, bsize);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    await handle.close();
  }
}

const hasLimits = (): Promise<boolean> =>
  run('prlimit', ['--version']).then(
    () => existsSync('/proc/self'),
    () => false,
  );

/** Nothing that a process then writes has room, whatever is left for others. */
async function limits(place: string): Promise<Disk> {
  const limit = async (pids: number[], size: string) => {
    for (const pid of pids) {
      const owner = await stat(`/proc/${pid}`).catch(() => undefined);
      const args = ['--pid', `${pid}`, `--fsize=${size}:`];
      // Root without all its powers may still do it as the account that the process has.
      const done =
        owner && (await run('prlimit', args, { uid: owner.uid, gid: owner.gid }).catch((error: Error) => error));
      if (done instanceof Error && existsSync(`/proc/${pid}`)) throw done;
    }
  };
  return {
    ...{ kind: 'limits', folder: place, fills: await hasLimits() },
    fill: (_, pids) => limit(pids, '0'),
    empty: (pids) => limit(pids, 'unlimited'),
    close: () => chmod(join(place, 'data'), 0o555),
    reopen: () => chmod(join(place, 'data'), 0o755),
    ...(process.getuid?.() !== 0 && { shut: () => chmod(join(place, 'data'), 0o555) }),
    remove: async () => undefined,
  };
}

/** A process and all that came of it, as Linux knows them; empty elsewhere. */
export async function familyOf(pid: number): Promise<number[]> {
  const family = [pid];
  const numbers = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const parents = new Map<number, number>();
  for (const name of numbers) {
    const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    parents.set(Number(name), Number(/\) \S (\d+)/.exec(text)?.[1]));
  }
  for (let i = 0; i < family.length; i++)
    family.push(...[...parents].filter(([, parent]) => parent === family[i]).map(([child]) => child));
  return family;
}
