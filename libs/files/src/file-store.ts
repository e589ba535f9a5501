import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Config, Room, StorageUnavailable } from '#core';
import { FileAltered, FileDamaged, FileMissing, FileTooLarge, UploadTooSlow } from './files.errors.ts';
import { UPLOAD_LIMITS } from './media-types.ts';

const OWN = { recursive: true, mode: 0o700 } as const;
const UNWRITABLE = ['EACCES', 'EPERM', 'EIO', 'EMFILE', 'ENFILE'];
const HASH = /^[0-9a-f]{64}$/;

/** Bytes that have arrived, under a name that nobody asks for. */
export interface Arrived {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

/** Files on disk, each under its own hash, so that equal contents are one. No name of a person's is ever part of a path. */
@Injectable()
export class FileStore {
  private readonly root: string;

  constructor(
    { DATA_DIR }: Config,
    private readonly room: Room,
  ) {
    this.root = resolve(DATA_DIR, 'files');
  }

  /** Writes what comes in to a file of its own, counting and hashing it; refuses at the first byte too many. */
  async receive(body: Readable, id: string, size: number): Promise<Arrived> {
    await this.room.forFile(size);
    const path = join(this.root, 'tmp', `${id}.part`);
    try {
      await mkdir(dirname(path), OWN);
      const handle = await open(path, 'wx', 0o600);
      try {
        const arrived = await write(body, handle, size);
        await handle.sync();
        return { path, ...arrived };
      } finally {
        await handle.close();
      }
    } catch (error) {
      await this.discard(path);
      throw UNWRITABLE.includes((error as NodeJS.ErrnoException).code ?? '') ? StorageUnavailable() : error;
    }
  }

  /** Puts arrived bytes in their place, for good; what stood there is the same, or was damaged. */
  async keep({ path, sha256 }: Arrived): Promise<void> {
    const place = this.placeOf(sha256);
    const folder = dirname(place);
    await mkdir(folder, OWN);
    await rename(path, place).catch(async (error: NodeJS.ErrnoException) => {
      // The transaction around it may run a second time.
      if (error.code !== 'ENOENT' || !(await stat(place).catch(() => null))) throw error;
    });
    await sync(folder);
    await sync(this.root);
  }

  async discard(path: string): Promise<void> {
    await rm(path, { force: true }).catch(() => undefined);
  }

  async remove(sha256: string): Promise<void> {
    await unlink(this.placeOf(sha256)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }

  /** The content, once all of it was seen to have its hash: not a byte goes out before. */
  async open(sha256: string): Promise<Readable> {
    const handle = await open(this.placeOf(sha256), constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => {
      throw FileMissing();
    });
    try {
      const hash = createHash('sha256');
      const content = handle.createReadStream({ start: 0, autoClose: false });
      for await (const chunk of content as AsyncIterable<Buffer>) hash.update(chunk);
      if (hash.digest('hex') !== sha256) throw FileAltered();
      return handle.createReadStream({ start: 0 });
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Removes what uploads left that were broken off an hour ago. */
  async clearArrivals(): Promise<number> {
    const folder = join(this.root, 'tmp');
    let gone = 0;
    for (const name of await namesIn(folder)) {
      const found = await stat(join(folder, name)).catch(() => null);
      if (!found || Date.now() - found.mtimeMs < LEFT_AFTER_MS) continue;
      await this.discard(join(folder, name));
      gone++;
    }
    return gone;
  }

  /** The hashes of all that is kept, a folder at a time. */
  async *kept(): AsyncGenerator<string[]> {
    for (const folder of await namesIn(this.root)) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue;
      const hashes = (await namesIn(join(this.root, folder))).map((rest) => folder + rest);
      yield hashes.filter((hash) => HASH.test(hash));
    }
  }

  private placeOf(sha256: string): string {
    if (!HASH.test(sha256)) throw new Error('no file is kept under anything but its hash');
    return join(this.root, sha256.slice(0, 2), sha256.slice(2));
  }
}

const LEFT_AFTER_MS = 60 * 60_000;

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });

/** A rename is for good once its folder is on the disk. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

async function write(body: Readable, handle: FileHandle, size: number): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  const { graceMs, bytesPerSecond } = UPLOAD_LIMITS;
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(UploadTooSlow()), graceMs + (size / bytesPerSecond) * 1_000);
  });
  let count = 0;
  const chunks = body.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const next = chunks.next().catch(() => Promise.reject(FileDamaged({ reason: 'INCOMPLETE' })));
      next.catch(() => undefined);
      const { done, value } = await Promise.race([next, late]);
      if (done) return { sha256: hash.digest('hex'), size: count };
      count += value.length;
      if (count > size) throw FileTooLarge({ maxBytes: size });
      hash.update(value);
      await handle.writeFile(value);
    }
  } finally {
    clearTimeout(timer!);
    void chunks.return?.().catch(() => undefined); // so that the rest can run out
  }
}
