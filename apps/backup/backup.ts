import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { KeyObject } from 'node:crypto';
import type pg from 'pg';
import { Misuse } from '../cli/output.ts';
import { below, cluster, copyOf } from './cluster.copy.ts';
import { sealed } from './container.seal.ts';
import { folderRecord, headRecord, manifestRecord, type Head, type Mark, type Member } from './member.format.ts';
import { lastMigration, version } from './schema.version.ts';
import { withDraft } from './drafts.ts';
import { connect, type Access } from './server.access.ts';

/**
 * What of the data folder is not copied: the keys of secret polls, without which no copy opens a ballot; those of persons,
 * whose destruction no copy may undo; logs; drafts of starts and uploads. Whatever else lies there is.
 */
const LEFT_OUT = /^(polls|persons|postgres\.log|initdb-[^/]*|files\/tmp|postgres)(\/|$)|(^|\/)\./;
const CONTENT = /^files\/([0-9a-f]{2})\/([0-9a-f]{62})$/;

export interface Made {
  readonly file: string;
  readonly bytes: number;
  readonly mark: Mark;
  readonly members: number;
  /** Files whose bytes were not there to be copied, or not those that they have to be. */
  readonly missing: readonly string[];
}

export interface BackupOptions {
  readonly access: Access & { readonly folder: string };
  readonly file: string;
  readonly recipient: KeyObject;
  /** Told of the bytes read so far. */
  readonly onProgress?: (bytes: number) => void;
}

/** A copy is never written over another. */
export async function refuseTaken(file: string): Promise<void> {
  if (await stat(file).catch(() => undefined)) throw new Misuse(`${file} już istnieje, a kopii się nie nadpisuje.`);
}

/** Makes a copy of a node that may go on working meanwhile. The file is there whole or not at all. */
export async function backup({ access, file, recipient, onProgress }: BackupOptions): Promise<Made> {
  const target = resolve(file);
  await refuseTaken(target);
  const client = await connect(access.ownerUrl);
  const copy = new Copy(client, access.folder);
  return withDraft(target, async (draft) => {
    await write(sealed(pipelined(copy.content(onProgress), createGzip({ level: 1 })), recipient), draft);
    await rename(draft, target);
    await syncFolder(dirname(target));
    const { size: bytes } = await stat(target);
    return { file: target, bytes, mark: copy.mark!, members: copy.members.length, missing: copy.missing };
  }).finally(() => client.end());
}

async function write(bytes: AsyncIterable<Buffer>, path: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600).catch((error: Error) => {
    throw new Misuse(`Nie można zapisać kopii: ${error.message}`);
  });
  await pipeline(bytes, handle.createWriteStream({ flush: true }));
}

/** The bytes that come out of a transformation of a source; what ends the one ends the other. */
export function pipelined(source: AsyncIterable<Buffer>, through: NodeJS.ReadWriteStream & AsyncIterable<Buffer>) {
  const from = Readable.from(source, { objectMode: false });
  pipeline(from, through).catch((error: Error) => (through as unknown as Readable).destroy(error));
  return through;
}

export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

class Copy {
  readonly members: Member[] = [];
  mark?: Mark;
  missing: string[] = [];
  private known: string[] = [];

  constructor(
    private readonly client: pg.Client,
    private readonly home: string,
  ) {}

  /**
   * Files are copied before the database and again, as far as they are new, after it: a file that the database knows at the
   * mark either was there all the time or has come since, and what has just come is not swept for a day.
   */
  async *content(onProgress: (bytes: number) => void = () => undefined): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const piece of this.records()) {
      onProgress((bytes += piece.length));
      yield piece;
    }
  }

  private async *records(): AsyncGenerator<Buffer> {
    yield headRecord(await this.head());
    yield* this.folders((path) => !path.startsWith('files'));
    this.mark = yield* cluster(this.client, join(this.home, 'postgres'), this.members, () => this.ask());
    yield* this.folders(() => false);
    const kept = new Set(this.members.filter(isWhole).map(({ path }) => hashIn(path)));
    this.missing = this.known.filter((hash) => !kept.has(hash));
    yield manifestRecord({ mark: this.mark, members: this.members, missing: this.missing });
  }

  private async head(): Promise<Head> {
    const { rows } = await this.client.query<{ now: Date; postgres: string }>(
      `SELECT now(), current_setting('server_version') AS postgres`,
    );
    const { now, postgres } = rows[0]!;
    const [migration, konwent] = [await lastMigration(this.client), await version()];
    return { format: 'konwent-backup/1', madeAt: now.toISOString(), konwent, migration, postgres };
  }

  private async ask(): Promise<void> {
    const { rows } = await this.client.query<{ sha256: string }>(`SELECT DISTINCT sha256 FROM file ORDER BY 1`);
    this.known = rows.map(({ sha256 }) => sha256);
  }

  /** What lies beside the database and was not copied yet. */
  private async *folders(skipped: (path: string) => boolean): AsyncGenerator<Buffer> {
    const done = new Set(this.members.map(({ path }) => path));
    for await (const { path, isFolder } of below(this.home, (each) => LEFT_OUT.test(each) || skipped(each))) {
      if (isFolder) yield folderRecord(path);
      else if (!done.has(path)) yield* copyOf(join(this.home, path), path, this.members);
    }
  }
}

const hashIn = (path: string): string | undefined => {
  const [, start, rest] = CONTENT.exec(path) ?? [];
  return start && `${start}${rest}`;
};

const isWhole = ({ path, sha256 }: Member): boolean => hashIn(path) === sha256;

/** SHA-256 of a file's bytes; undefined where there is none. */
export async function hashOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) hash.update(bytes);
    return hash.digest('hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** About how much there is to copy. */
export async function bytesBelow(home: string): Promise<number> {
  let all = 1;
  for await (const { path, isFolder } of below(home, (each) => each.startsWith('postgres/pg_wal')))
    if (!isFolder) all += (await stat(join(home, path)).catch(() => ({ size: 0 }))).size;
  return all;
}
