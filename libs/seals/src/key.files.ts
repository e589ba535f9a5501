import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Config } from '#core';
import type { PublicJwk } from './keys.chain.ts';
import { KID } from './record.format.ts';
import { isObject } from './record.problem.ts';

const DRAFT = '.draft-';
const FORMAT = 'konwent-private-key/1';

/** A key as it lies in its file; once retired it keeps its public half alone, and nothing can be sealed with it again. */
export interface KeptKey {
  readonly format: typeof FORMAT;
  readonly kid: string;
  readonly jwk: PublicJwk & { readonly d?: string };
  readonly createdAt: string;
  readonly validFrom: string;
  readonly previous: string | null;
  readonly attestedBy: string | null;
}

/** The folder of the node's keys, one file a key, for its own account alone. */
@Injectable()
export class KeyFiles {
  readonly folder: string;

  constructor(config: Config) {
    this.folder = resolve(config.DATA_DIR, 'keys');
  }

  /** The key of that name; null where its file is missing, or is not a key of ours. */
  async read(kid: string): Promise<KeptKey | null> {
    const text = await readFile(this.path(kid), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    return text === null ? null : parsed(text, kid);
  }

  /** All that can be read, oldest first; drafts that a killed process left are not keys. */
  async all(): Promise<KeptKey[]> {
    const names = await readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const kids = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
    const keys = await Promise.all(kids.filter((kid) => KID.test(kid)).map((kid) => this.read(kid)));
    return keys.filter((key) => key !== null).sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  }

  /** Writes a new key: its file is there whole and safe on the disk, or not at all. Clears what a killed process began. */
  async add(key: Omit<KeptKey, 'format'>): Promise<void> {
    for (const folder of [dirname(this.folder), this.folder]) await makeFolder(folder);
    for (const name of await readdir(this.folder)) if (name.startsWith(DRAFT)) await rm(join(this.folder, name));
    await this.put(key);
  }

  /** Takes the private half out of a retired key's file. */
  async forgetPrivate(kid: string): Promise<void> {
    const key = await this.read(kid);
    if (!key?.jwk.d) return;
    const { d: _, ...jwk } = key.jwk;
    await this.put({ ...key, jwk });
  }

  path(kid: string): string {
    return join(this.folder, `${kid}.json`);
  }

  private async put(key: Omit<KeptKey, 'format'>): Promise<void> {
    const path = join(this.folder, `${DRAFT}${randomBytes(8).toString('hex')}`);
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ format: FORMAT, ...key }, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(path, this.path(key.kid));
    const folder = await open(this.folder, 'r');
    await folder.sync().finally(() => folder.close());
  }
}

const makeFolder = (path: string): Promise<void> =>
  mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });

function parsed(text: string, kid: string): KeptKey | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && value.format === FORMAT && value.kid === kid && isObject(value.jwk)
      ? (value as unknown as KeptKey)
      : null;
  } catch {
    return null;
  }
}
