import { createHash } from 'node:crypto';
import { altered } from './backup.errors.ts';

/** What stands in front of everything, so that a copy that cannot be used here is refused before anything is written. */
export interface Head {
  readonly format: 'konwent-backup/1';
  readonly madeAt: string;
  readonly konwent: string;
  /** The last migration of its tables. */
  readonly migration: string;
  readonly postgres: string;
}

export interface Member {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** Up to where a copy reaches: every write acknowledged before `at` is in it. */
export interface Mark {
  readonly lsn: string;
  readonly at: string;
}

/** Stands at the end, when all of it is known. */
export interface Manifest {
  readonly mark: Mark;
  readonly members: readonly Member[];
  /** Hashes of files that the database knew and whose bytes were gone or damaged already. */
  readonly missing: readonly string[];
}

/** One step in reading a copy. */
export type Part =
  | { readonly kind: 'head'; readonly head: Head }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'end'; readonly size: number; readonly sha256: string }
  | { readonly kind: 'manifest'; readonly manifest: Manifest };

const KINDS = ['head', 'folder', 'file', 'data', 'end', 'manifest'] as const;
const LONGEST = 512 * 1024 * 1024;

function record(kind: Part['kind'], payload: Buffer): Buffer {
  const start = Buffer.alloc(5);
  start[0] = KINDS.indexOf(kind);
  start.writeUInt32BE(payload.length, 1);
  return Buffer.concat([start, payload]);
}

const told = (kind: Part['kind'], value: object): Buffer => record(kind, Buffer.from(JSON.stringify(value)));

export const headRecord = (head: Head): Buffer => told('head', { head });
export const folderRecord = (path: string): Buffer => told('folder', { path });
export const manifestRecord = (manifest: Manifest): Buffer => told('manifest', { manifest });

/** A file with what comes out of its source, however much that turns out to be. */
export async function* fileRecords(
  path: string,
  source: AsyncIterable<Buffer>,
  members: Member[],
): AsyncGenerator<Buffer> {
  yield told('file', { path });
  const hash = createHash('sha256');
  let size = 0;
  for await (const bytes of source) {
    hash.update(bytes);
    size += bytes.length;
    yield record('data', bytes);
  }
  const end = { size, sha256: hash.digest('hex') };
  members.push({ path, ...end });
  yield told('end', end);
}

/** Reads so many bytes at a time out of a stream. */
class Taker {
  private held: Buffer = Buffer.alloc(0);
  private readonly source: AsyncIterator<Buffer>;

  constructor(source: AsyncIterable<Buffer>) {
    this.source = source[Symbol.asyncIterator]();
  }

  async take(length: number): Promise<Buffer> {
    const parts: Buffer[] = [this.held];
    for (let has = this.held.length; has < length;) {
      const { done, value } = await this.source.next();
      if (done) break;
      parts.push(value);
      has += value.length;
    }
    const all = parts.length > 1 ? Buffer.concat(parts) : this.held;
    this.held = all.subarray(length);
    return all.subarray(0, length);
  }
}

/** The steps of a copy, in order; `name` is for what is said if it makes no sense. */
export async function* partsOf(source: AsyncIterable<Buffer>, name: string): AsyncGenerator<Part> {
  const taker = new Taker(source);
  for (;;) {
    const start = await taker.take(5);
    if (!start.length) return;
    const [kind, length] = start.length === 5 ? [KINDS[start[0]!], start.readUInt32BE(1)] : [undefined, 0];
    if (!kind || length > LONGEST) throw altered(name, 'budowa');
    const payload = await taker.take(length);
    if (payload.length < length) throw altered(name, 'budowa');
    if (kind === 'data') yield { kind, bytes: payload };
    else yield { kind, ...(JSON.parse(payload.toString()) as object) } as Part;
  }
}
