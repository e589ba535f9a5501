import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { Config } from '#core';
import { FactorKeyLost } from './factors.errors.ts';

const KEY_BYTES = 32;
const MARK_BYTES = 4;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Tells which key something was sealed with, without telling anything of the key. */
const markOf = (key: Buffer): Buffer =>
  createHash('sha256').update('konwent factor key').update(key).digest().subarray(0, MARK_BYTES);

/**
 * Seals secrets of authenticator apps, so that the database and its backups alone make no codes. The key is a file
 * beside the node's other keys, made when first needed; every API process of a node needs the same folder.
 */
@Injectable()
export class FactorKey {
  private readonly log = new Logger(FactorKey.name);
  private readonly path: string;
  private key?: Promise<Buffer>;

  constructor(config: Config) {
    this.path = resolve(config.DATA_DIR, 'keys', 'factors.key');
  }

  /** What is sealed for one place opens in no other. */
  async seal(secret: Buffer, place: string): Promise<Buffer> {
    const key = await this.load();
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place));
    const body = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([markOf(key), iv, cipher.getAuthTag(), body]);
  }

  async open(sealed: Buffer, place: string): Promise<Buffer> {
    const key = await this.load();
    const [mark, iv, tag, body] = parts(sealed);
    try {
      if (!mark.equals(markOf(key))) throw new Error('it was sealed with another key');
      const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place)).setAuthTag(tag);
      return Buffer.concat([decipher.update(body), decipher.final()]);
    } catch (error) {
      this.log.error(
        `a secret of an authenticator app cannot be opened with ${this.path}: ${(error as Error).message}`,
      );
      throw FactorKeyLost();
    }
  }

  private load(): Promise<Buffer> {
    this.key ??= this.found().catch((error: unknown) => {
      this.key = undefined;
      this.log.error(`${this.path} cannot be used: ${(error as Error).message}`);
      throw FactorKeyLost();
    });
    return this.key;
  }

  private async found(): Promise<Buffer> {
    const text = await readFile(this.path, 'ascii').catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      await this.make();
      return readFile(this.path, 'ascii');
    });
    const key = Buffer.from(text, 'base64');
    if (key.length !== KEY_BYTES) throw new Error('it is damaged; restore it from a backup');
    return key;
  }

  /** Whole and safe on the disk under its name, or not there; of two processes the first one's stays. */
  private async make(): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const draft = `${this.path}.${randomBytes(8).toString('hex')}`;
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(randomBytes(KEY_BYTES).toString('base64'));
      await file.sync();
    } finally {
      await file.close();
    }
    await link(draft, this.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await rm(draft, { force: true });
    const folder = await open(dirname(this.path), 'r');
    await folder.sync().finally(() => folder.close());
  }
}

function parts(sealed: Buffer): [Buffer, Buffer, Buffer, Buffer] {
  const [iv, tag, body] = [MARK_BYTES, MARK_BYTES + IV_BYTES, MARK_BYTES + IV_BYTES + TAG_BYTES];
  return [sealed.subarray(0, iv), sealed.subarray(iv, tag), sealed.subarray(tag, body), sealed.subarray(body)];
}
