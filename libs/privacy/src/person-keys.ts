import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { appendFile, link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { Config } from '#core';

const SUFFIX = '.key';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const LEDGER = 'erased';

/**
 * A key for each person of whom something stands where nothing can be changed: files of DATA_DIR, apart from the
 * database and its backups, so that destroying one file makes unreadable what is written wherever it was copied to.
 * Every process of a node needs the same folder.
 */
@Injectable()
export class PersonKeys {
  private readonly folder: string;

  constructor(config: Config) {
    this.folder = resolve(config.DATA_DIR, 'persons');
  }

  /** A text that only the person's key opens; the key is made with the first. Not inside a transaction. */
  async seal(personId: string, text: string): Promise<Buffer> {
    const key = (await this.key(personId)) ?? (await this.make(personId));
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(personId));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), body]);
  }

  /** The text, or null when the key is gone or the text is not that person's. */
  async open(personId: string, sealed: Buffer): Promise<string | null> {
    const key = await this.key(personId);
    if (!key) return null;
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES)).setAAD(Buffer.from(personId));
    decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      const body = sealed.subarray(IV_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    } catch {
      return null;
    }
  }

  /** Overwritten first, as far as the file system lets one. */
  async destroy(personId: string): Promise<void> {
    const file = await open(this.path(personId), 'r+').catch(() => undefined);
    if (!file) return;
    const { size } = await file.stat();
    await file.write(Buffer.alloc(size), 0, size, 0);
    await file.sync().finally(() => file.close());
    await rm(this.path(personId), { force: true });
  }

  /** The people who have a key here. */
  async known(): Promise<string[]> {
    const files = await readdir(this.folder).catch(() => [] as string[]);
    return files.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length));
  }

  /** Ids of people who were erased, so that an older database that is put back forgets them again. */
  async erased(): Promise<string[]> {
    const text = await readFile(join(this.folder, LEDGER), 'ascii').catch(() => '');
    return [...new Set(text.split('\n').filter((line) => isUUID(line)))];
  }

  async note(personIds: readonly string[]): Promise<void> {
    if (!personIds.length) return;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await appendFile(join(this.folder, LEDGER), personIds.map((id) => `${id}\n`).join(''), { mode: 0o600 });
  }

  private path = (personId: string): string => join(this.folder, `${personId}${SUFFIX}`);

  private async key(personId: string): Promise<Buffer | undefined> {
    const key = await readFile(this.path(personId)).catch(() => undefined);
    return key?.length === KEY_BYTES ? key : undefined;
  }

  /** Whole before it has its name; of two made at once the first counts. */
  private async make(personId: string): Promise<Buffer> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const draft = join(this.folder, `${personId}.${randomBytes(6).toString('hex')}`);
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(randomBytes(KEY_BYTES));
      await file.sync().finally(() => file.close());
      await link(draft, this.path(personId)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      });
    } finally {
      await rm(draft, { force: true });
    }
    const key = await this.key(personId);
    if (!key) throw new Error('the key of a person could not be written');
    return key;
  }
}
