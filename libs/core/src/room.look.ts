import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

// Free of decorators and of this lib's index: what starts PostgreSQL looks here too, before anything is loaded.

export const MB = 1024 ** 2;
/** What is kept free: PostgreSQL needs room for its log even to start again, and sweeps need some to make some. */
export const KEPT_FOR_ALL = 64 * MB;
const FEW_FILES = 100;

export type Storage = 'OK' | 'FULL' | 'READ_ONLY';

export interface Found {
  readonly storage: Storage;
  readonly free: number;
}

/** What a folder takes, found by writing to it: permissions alone do not tell of a file system that has shut itself. */
export async function lookInto(folder: string): Promise<Found> {
  const written = await tryOut(join(folder, '.room')).catch(({ code }: NodeJS.ErrnoException) => code);
  const { bavail, bsize, blocks, files, ffree } = await statfs(folder).catch(() => unknownSize);
  const free = blocks ? bavail * bsize : Infinity;
  if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(written ?? '')) return { storage: 'FULL', free: 0 };
  if (written && written !== 'ENOENT') return { storage: 'READ_ONLY', free };
  const isFull = free < KEPT_FOR_ALL || (files > 0 && ffree < FEW_FILES);
  return { storage: isFull ? 'FULL' : 'OK', free };
}

/** A new file each time: one that is there already can be written to in a folder that takes nothing. */
async function tryOut(path: string): Promise<undefined> {
  try {
    await writeFile(path, '.', { mode: 0o600 });
  } finally {
    await rm(path, { force: true });
  }
}

const unknownSize = { bavail: 0, bsize: 0, blocks: 0, files: 0, ffree: 0 };
