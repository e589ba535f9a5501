import { createHash, type Hash, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join, normalize, resolve } from 'node:path';
import { createGunzip } from 'node:zlib';
import { makeFolder } from '../cli/data.folder.ts';
import { accountFor, type Account } from '../cli/postgres.account.ts';
import { programs } from '../cli/postgres.server.ts';
import { altered, Refused } from './backup.errors.ts';
import { pipelined, syncFolder } from './backup.ts';
import { opened } from './container.open.ts';
import { withDraft } from './drafts.ts';
import { partsOf, type Head, type Manifest, type Member, type Part } from './member.format.ts';
import { checked, type Checks } from './restore.checks.ts';
import { known } from './schema.version.ts';

export interface Restored extends Checks {
  readonly folder: string;
  readonly head: Head;
  readonly mark: Manifest['mark'];
  readonly members: number;
}

export interface RestoreOptions {
  readonly file: string;
  readonly key: KeyObject;
  readonly into: string;
  readonly onProgress?: (bytes: number) => void;
}

/** Makes a node out of a copy, tries it out, and only then puts it in its place: the folder is there whole or not at all. */
export async function restore({ file, key, into, onProgress }: RestoreOptions): Promise<Restored> {
  const folder = resolve(into);
  await refuseFull(folder);
  const parts = partsOf(pipelined(opened(file, key), createGunzip()), file);
  const head = await headOf(parts, file);
  await makeFolder(dirname(folder));
  return withDraft(folder, async (draft) => {
    await mkdir(draft, { mode: 0o700 });
    const manifest = await new Unpacking(draft, file, onProgress).run(parts);
    await giveToServer(join(draft, 'postgres'), draft);
    const checks = await checked(draft, manifest, head);
    await rm(join(draft, 'postgres.log'), { force: true });
    await moveTo(folder, draft);
    return { folder, head, mark: manifest.mark, members: manifest.members.length, ...checks };
  });
}

async function refuseFull(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const names = await readdir(folder).catch(() => ['']);
  if (names.length) throw full(folder);
}

const full = (folder: string): Refused =>
  new Refused('NOT_EMPTY', `${folder} nie jest pustym folderem: odtwarza się tylko do nowego albo pustego.`);

async function moveTo(folder: string, draft: string): Promise<void> {
  await rename(draft, folder).catch((error: NodeJS.ErrnoException) => {
    throw ['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(error.code ?? '') ? full(folder) : error;
  });
  await syncFolder(dirname(folder));
}

async function headOf(parts: AsyncGenerator<Part>, file: string): Promise<Head> {
  const { value: first } = await parts.next();
  if (first?.kind !== 'head') throw altered(file, 'budowa');
  const { format, migration } = first.head;
  if (format === 'konwent-backup/1' && known.has(migration)) return first.head;
  await parts.return(undefined);
  throw new Refused(
    'NEWER',
    `${file} zrobił nowszy Konwent (${first.head.konwent}, tabele ${migration}): odtwarzaj nim albo nowszym.`,
  );
}

/** PostgreSQL opens only what belongs to the account that it runs under. */
async function giveToServer(data: string, home: string): Promise<void> {
  const { ids }: Account = await accountFor(home, [join(programs(), 'postgres')]);
  if (!ids) return;
  await chown(data, ids.uid, ids.gid);
  for (const name of await readdir(data, { recursive: true })) await chown(join(data, name), ids.uid, ids.gid);
}

class Unpacking {
  private readonly members: Member[] = [];
  private current?: { path: string; handle: FileHandle; hash: Hash; size: number };
  private manifest?: Manifest;
  private bytes = 0;

  constructor(
    private readonly draft: string,
    private readonly file: string,
    private readonly onProgress: (bytes: number) => void = () => undefined,
  ) {}

  async run(parts: AsyncIterable<Part>): Promise<Manifest> {
    try {
      for await (const part of parts) await this.take(part);
    } finally {
      await this.current?.handle.close();
    }
    const { manifest, members } = this;
    if (!manifest || JSON.stringify(manifest.members) !== JSON.stringify(members)) throw altered(this.file, 'spis');
    return manifest;
  }

  private async take(part: Part): Promise<void> {
    if (this.manifest || part.kind === 'head') throw altered(this.file, 'budowa');
    if (part.kind === 'folder') await mkdir(this.placeOf(part.path), { recursive: true, mode: 0o700 });
    else if (part.kind === 'file') await this.begin(part.path);
    else if (part.kind === 'data') await this.add(part.bytes);
    else if (part.kind === 'end') await this.end(part);
    else this.manifest = part.manifest;
  }

  private placeOf(path: string): string {
    if (path !== normalize(path) || /^(\/|\.\.(\/|$))/.test(path)) throw altered(this.file, 'ścieżka');
    return join(this.draft, path);
  }

  private async begin(path: string): Promise<void> {
    const place = this.placeOf(path);
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    this.current = { path, handle: await open(place, 'wx', 0o600), hash: createHash('sha256'), size: 0 };
  }

  private async add(bytes: Buffer): Promise<void> {
    const current = this.opened();
    current.hash.update(bytes);
    current.size += bytes.length;
    await current.handle.writeFile(bytes);
    this.onProgress((this.bytes += bytes.length));
  }

  /** What is PostgreSQL's is put on the disk by its recovery, the rest here. */
  private async end(told: { size: number; sha256: string }): Promise<void> {
    const { path, handle, hash, size } = this.opened();
    if (!path.startsWith('postgres/')) await handle.sync();
    await handle.close();
    this.current = undefined;
    const member = { path, size, sha256: hash.digest('hex') };
    if (member.size !== told.size || member.sha256 !== told.sha256) throw altered(this.file, path);
    this.members.push(member);
  }

  private opened() {
    if (!this.current) throw altered(this.file, 'budowa');
    return this.current;
  }
}
