import { resolve } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { Config } from './config.ts';
import { StorageUnavailable } from './errors.ts';
import { KEPT_FOR_ALL, lookInto, MB, type Found, type Storage } from './room.look.ts';

const KEPT_FROM_JOBS = 32 * MB;
const LOOK_AGAIN_MS = 250;
/** For so long a look counts for rows while the next one is taken: the disk may be slow, and rows are small. */
const COUNTS_FOR_MS = 1_000;

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
