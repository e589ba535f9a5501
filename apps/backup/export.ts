import { createReadStream } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { LaunchError } from '../cli/embedded.ts';
import { Misuse } from '../cli/output.ts';
import { Refused } from './backup.errors.ts';
import { hashOf, syncFolder } from './backup.ts';
import { withDraft } from './drafts.ts';
import { FORMAT, LineWriter, rowIn } from './export.lines.ts';
import { selection, tablesOf, type Table } from './export.tables.ts';
import { lastMigration, newest } from './schema.version.ts';
import { connect } from './server.access.ts';

const ROWS = 100;
const PIECE = 48 * 1024;

export interface Exported {
  readonly file: string;
  readonly tables: number;
  readonly rows: number;
  readonly contents: number;
  /** Hashes of files whose bytes are not there or are not those that they have to be. */
  readonly missing: readonly string[];
}

export interface ExportOptions {
  readonly ownerUrl: string;
  /** The folder of the files. */
  readonly home: string;
  readonly file: string;
  readonly onProgress?: (table: number, tables: number) => void;
}

/** Writes down everything logical of a node as of one instant, also while it works. The file is there whole or not at all. */
export async function exportNode({ ownerUrl, home, file, onProgress }: ExportOptions): Promise<Exported> {
  const target = resolve(file);
  if (await stat(target).catch(() => undefined))
    throw new Misuse(`${target} już istnieje, a eksportu się nie nadpisuje.`);
  const client = await connect(ownerUrl);
  const told = { tables: 0, rows: 0, contents: 0, missing: [] as string[] };
  return withDraft(target, async (draft) => {
    const handle = await open(draft, 'wx', 0o600).catch((error: Error) => {
      throw new Misuse(`Nie można zapisać eksportu ${target}: ${error.message}`);
    });
    const lines = content(client, home, told, onProgress);
    await pipeline(lines, handle.createWriteStream({ flush: true, highWaterMark: 1024 * 1024 }));
    await rename(draft, target);
    await syncFolder(dirname(target));
    return { file: target, ...told };
  }).finally(() => client.end());
}

type Told = { -readonly [Name in 'tables' | 'rows' | 'contents']: number } & { missing: string[] };

async function* content(
  client: pg.Client,
  home: string,
  told: Told,
  onProgress: ExportOptions['onProgress'] = () => undefined,
): AsyncGenerator<Buffer> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  // Rather an error than rows that row-level security leaves out without a word.
  await client.query('SET LOCAL row_security = off');
  const migration = await lastMigration(client);
  refuseOtherSchema(migration);
  const writer = new LineWriter();
  yield writer.line({ export: { format: FORMAT, migration } });
  const tables = await tablesOf(client);
  for (const table of tables) {
    onProgress(told.tables++, tables.length);
    yield* rows(client, table, writer, told);
  }
  yield* contents(client, home, writer, told);
  yield writer.end();
  await client.query('COMMIT');
}

export function refuseOtherSchema(migration: string): void {
  if (migration !== newest())
    throw new Refused(
      'OTHER_SCHEMA',
      `Tabele są w postaci ${migration}, a ten Konwent ma ${newest()}: użyj tej samej wersji albo najpierw konwent migrate.`,
    );
}

async function* rows(client: pg.Client, table: Table, writer: LineWriter, told: Told): AsyncGenerator<Buffer> {
  const { name, columns } = table;
  yield writer.line({ table: { name, columns: columns.map((each) => each.name) } });
  await client.query(`DECLARE rows NO SCROLL CURSOR FOR ${selection(table)}`).catch((error: pg.DatabaseError) => {
    throw error.code === '42501' ? noRight() : error;
  });
  for (;;) {
    const { rows: found } = await client
      .query<{ row: string }>(`FETCH ${ROWS} FROM rows`)
      .catch((error: pg.DatabaseError) => {
        throw error.code === '42501' ? noRight() : error;
      });
    for (const { row } of found) yield writer.line({ row: rowIn(row, table) });
    told.rows += found.length;
    if (found.length < ROWS) break;
  }
  await client.query('CLOSE rows');
}

const noRight = (): LaunchError =>
  new LaunchError('Ten login nie widzi wszystkich wierszy: eksportu potrzebuje OWNER_DATABASE_URL z prawem BYPASSRLS.');

async function* contents(client: pg.Client, home: string, writer: LineWriter, told: Told): AsyncGenerator<Buffer> {
  const { rows: known } = await client.query<{ sha256: string }>(
    `SELECT DISTINCT sha256 COLLATE "C" AS sha256 FROM file ORDER BY 1`,
  );
  for (const { sha256 } of known) {
    const path = join(home, 'files', sha256.slice(0, 2), sha256.slice(2));
    if ((await hashOf(path)) !== sha256) {
      told.missing.push(sha256);
      yield writer.line({ content: { sha256, missing: true } });
      continue;
    }
    told.contents++;
    yield writer.line({ content: { sha256, size: (await stat(path)).size } });
    yield* parts(path, writer);
  }
}

/** Pieces of one length, so that equal files are equal lines. */
async function* parts(path: string, writer: LineWriter): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  for await (const bytes of createReadStream(path, { highWaterMark: PIECE }) as AsyncIterable<Buffer>) {
    held = Buffer.concat([held, bytes]);
    for (; held.length >= PIECE; held = held.subarray(PIECE))
      yield writer.line({ part: held.subarray(0, PIECE).toString('base64') });
  }
  if (held.length) yield writer.line({ part: held.toString('base64') });
}
