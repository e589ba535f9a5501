import { rm, statfs, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { Config } from './config.ts';
import { StorageUnavailable } from './errors.ts';

const MB = 1024 ** 2;
/** What is kept free: PostgreSQL needs room for its log even to start again, and sweeps need some to make some. */
const KEPT_FOR_ALL = 64 * MB;
const KEPT_FROM_JOBS = 32 * MB;
const LOOK_AGAIN_MS = 250;
/** For so long a look counts for rows while the next one is taken: the disk may be slow, and rows are small. */
const COUNTS_FOR_MS = 1_000;
const FEW_FILES = 100;

export type Storage = 'OK' | 'FULL' | 'READ_ONLY';

interface Found {
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

/**
 * Whether the data folder has room: people's writes are refused while some is left, so that PostgreSQL goes on and
 * answers reads; work of the clock, which may free some, goes on a little longer.
 */
@Injectable()
export class Room {
  private readonly log = new Logger(Room.name);
  private readonly folder: string;
  private readonly holdsDatabase: boolean;
  private looking?: Promise<Found>;
  private seen: { readonly found: Found; readonly at: number } | undefined;
  private last: Storage = 'OK';

  constructor({ DATA_DIR, DATABASE_URL }: Config) {
    this.folder = resolve(DATA_DIR);
    this.holdsDatabase = !DATABASE_URL;
  }

  async storage(): Promise<Storage> {
    return (await this.found()).storage;
  }

  /** Refuses what would be written to a database in the folder; one that lies elsewhere says so itself. */
  async forRows(isWorkOfTheClock: boolean): Promise<void> {
    if (!this.holdsDatabase) return;
    const { storage, free } = await this.found(COUNTS_FOR_MS);
    if (storage === 'OK' || (storage === 'FULL' && isWorkOfTheClock && free > KEPT_FROM_JOBS)) return;
    throw StorageUnavailable();
  }

  async forFile(bytes: number): Promise<void> {
    const { storage, free } = await this.found();
    if (storage !== 'OK' || free - bytes < KEPT_FOR_ALL) throw StorageUnavailable();
  }

  /** One look serves all who ask within a moment. */
  private async found(countsForMs = LOOK_AGAIN_MS): Promise<Found> {
    const age = this.seen ? performance.now() - this.seen.at : Infinity;
    if (age > LOOK_AGAIN_MS) this.looking ??= this.look();
    return age <= countsForMs ? this.seen!.found : this.looking!;
  }

  private async look(): Promise<Found> {
    const found = this.told(await lookInto(this.folder));
    this.seen = { found, at: performance.now() };
    this.looking = undefined;
    return found;
  }

  private told(found: Found): Found {
    if (found.storage !== this.last) {
      if (found.storage === 'OK') this.log.warn(`${this.folder} can be written to again`);
      else
        this.log.error(`${this.folder}: ${found.storage}, ${Math.floor(found.free / MB)} MB free; nothing is written`);
    }
    this.last = found.storage;
    return found;
  }
}
