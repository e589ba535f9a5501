import { createReadStream, type Dirent } from 'node:fs';
import { open, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type pg from 'pg';
import { LaunchError } from '../cli/embedded.ts';
import { fileRecords, folderRecord, type Mark, type Member } from './member.format.ts';

/** What PostgreSQL makes anew at each start: the folders are kept, not what is in them. */
const EMPTIED = /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\//;
const LEFT_OUT =
  /^(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map(\.old)?)$|(^|\/)(pgsql_tmp|pg_internal\.init)/;
const CONTROL = 'global/pg_control';
const PIECE = 256 * 1024;

/** Something of a folder, by its path in it. */
export interface Found {
  readonly path: string;
  readonly isFolder: boolean;
}

/** All that is below a folder, folders before what is in them. */
export async function* below(folder: string, skipped: (path: string) => boolean): AsyncGenerator<Found> {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true }).catch(orNothing)) as Dirent[];
  const found = entries.map((entry) => ({
    path: relative(folder, join(entry.parentPath, entry.name)),
    isFolder: entry.isDirectory(),
  }));
  for (const each of found.sort((a, b) => (a.path < b.path ? -1 : 1))) if (!skipped(each.path)) yield each;
}

const orNothing = (error: NodeJS.ErrnoException): never[] => {
  if (error.code === 'ENOENT') return [];
  throw error;
};

/** A file as it is now, not longer than it was when it was opened; nothing if it has gone. */
export async function* copyOf(path: string, as: string, members: Member[]): AsyncGenerator<Buffer> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (!file) return;
  try {
    const { size } = await file.stat();
    const content = size ? file.createReadStream({ end: size - 1, highWaterMark: PIECE, autoClose: false }) : none();
    yield* fileRecords(as, content as AsyncIterable<Buffer>, members);
  } finally {
    await file.close();
  }
}

async function* none(): AsyncGenerator<Buffer> {}
async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** The server writes it in place: it is taken once two readings in a row agree. */
async function control(data: string): Promise<Buffer> {
  for (let [before, tries] = [await readFile(join(data, CONTROL)), 0]; ; tries++) {
    const now = await readFile(join(data, CONTROL));
    if (now.equals(before)) return now;
    if (tries > 1_000) throw new LaunchError(`${CONTROL} zmienia się bez przerwy: spróbuj ponownie.`);
    before = now;
  }
}

/**
 * The embedded server's own files, while it goes on writing them. PostgreSQL repairs what was torn from the log, so the log
 * from the start to the stop belongs to the copy; a slot that ends with this connection keeps it from being reused.
 */
export async function* cluster(
  client: pg.Client,
  data: string,
  members: Member[],
  beforeStop: () => Promise<void>,
): AsyncGenerator<Buffer, Mark> {
  await client.query(`SELECT pg_create_physical_replication_slot('konwent_backup_' || pg_backend_pid(), true, true)`);
  const begun = await row<{ wal: string }>(client, `SELECT pg_walfile_name(pg_backup_start('konwent', true)) AS wal`);
  const skipped = (path: string) => EMPTIED.test(path) || LEFT_OUT.test(path) || path === CONTROL;
  for await (const { path, isFolder } of below(data, skipped)) {
    if (path.startsWith('pg_tblspc/'))
      throw new LaunchError('Tabele leżą też poza folderem danych: kopiuje się tylko jego.');
    if (isFolder) yield folderRecord(`postgres/${path}`);
    else yield* copyOf(join(data, path), `postgres/${path}`, members);
  }
  for (const path of ['archive_status', 'summaries']) yield folderRecord(`postgres/pg_wal/${path}`);
  yield* fileRecords(`postgres/${CONTROL}`, one(await control(data)), members);
  await beforeStop();
  const { at, ...ended } = await stopped(client);
  yield* log(data, begun.wal, ended.wal, members);
  yield* fileRecords('postgres/backup_label', one(Buffer.from(ended.label)), members);
  return { lsn: ended.lsn, at: at.toISOString() };
}

/** The instant is taken first: what was acknowledged before it stands in the log before the stop. */
async function stopped(client: pg.Client): Promise<{ at: Date; lsn: string; wal: string; label: string }> {
  const { at } = await row<{ at: Date }>(client, `SELECT date_trunc('milliseconds', clock_timestamp()) AS at`);
  const stop = await row<{ lsn: string; wal: string; label: string }>(
    client,
    `SELECT lsn::text, pg_walfile_name(lsn) AS wal, labelfile AS label FROM pg_backup_stop(false)`,
  );
  return { at, ...stop };
}

async function row<Row extends pg.QueryResultRow>(client: pg.Client, text: string): Promise<Row> {
  return (await client.query<Row>(text)).rows[0]!;
}

async function* log(data: string, first: string, last: string, members: Member[]): AsyncGenerator<Buffer> {
  const names = (await readdir(join(data, 'pg_wal'))).filter((name) => /^[0-9A-F]{24}$/.test(name)).sort();
  const needed = names.filter((name) => name >= first && name <= last);
  if (needed[0] !== first || needed.at(-1) !== last)
    throw new LaunchError('Dziennik bazy jest niepełny: spróbuj ponownie.');
  for (const name of needed) {
    const content = createReadStream(join(data, 'pg_wal', name), { highWaterMark: PIECE });
    yield* fileRecords(`postgres/pg_wal/${name}`, content as AsyncIterable<Buffer>, members);
  }
}
