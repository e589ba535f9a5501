import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type pg from 'pg';
import { Misuse } from '../cli/output.ts';
import { altered, Refused } from './backup.errors.ts';
import { syncFolder } from './backup.ts';
import { linesOf, type Line } from './export.lines.ts';
import { refuseOtherSchema } from './export.ts';
import { insertion, REBUILDS, SEEDED, tablesOf, type Table } from './export.tables.ts';
import { lastMigration } from './schema.version.ts';
import { connect } from './server.access.ts';
import { withoutRules } from './table.rules.ts';
import { passNumbers } from './transaction.numbers.ts';

const ROWS = 200;
const BYTES = 1024 * 1024;

export interface Imported {
  readonly rows: number;
  readonly contents: number;
  readonly missing: number;
}

export interface ImportOptions {
  readonly ownerUrl: string;
  readonly home: string;
  readonly file: string;
  readonly onProgress?: (bytes: number) => void;
}

/** Puts an export into a node that holds nothing yet: all of it, in one transaction, or nothing. */
export async function importNode({ ownerUrl, home, file, onProgress }: ImportOptions): Promise<Imported> {
  await stat(file).catch((error: Error) => {
    throw new Misuse(`Nie można odczytać pliku ${file}: ${error.message}`);
  });
  const client = await connect(ownerUrl);
  const contents = new Contents(join(home, 'files'), file);
  try {
    await client.query('BEGIN');
    await client.query('SET LOCAL row_security = off');
    const result = await load(client, contents, file, onProgress);
    await passNumbers(client, ownerUrl);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await contents.undo();
    throw explained(error, file);
  } finally {
    await client.end();
  }
}

async function load(
  client: pg.Client,
  contents: Contents,
  file: string,
  onProgress: (bytes: number) => void = () => undefined,
): Promise<Imported> {
  const tables = await tablesOf(client);
  const source = createReadStream(file, { highWaterMark: 256 * 1024 });
  source.on('data', () => onProgress(source.bytesRead));
  const lines = linesOf(source as AsyncIterable<Buffer>, file);
  await begin(client, lines, tables);
  const rows = new Rows(client, tables, file);
  await withoutRules(client, tables, async () => {
    for (const name of SEEDED) await client.query(`DELETE FROM "${name}"`);
    for await (const line of lines) await (rows.take(line) ?? contents.take(line));
    await rows.done();
    await contents.done();
    for (const { name, counter } of tables) if (counter) await client.query(advance(name, counter));
  });
  for (const rebuild of REBUILDS) await client.query(rebuild);
  return { rows: rows.count, contents: contents.count, missing: contents.missing };
}

const advance = (table: string, column: string): string =>
  `SELECT setval(pg_get_serial_sequence('"${table}"', '${column}'), coalesce(max("${column}"), 1), max("${column}") IS NOT NULL) FROM "${table}"`;

/** Nothing is done before the file was seen to be an export of these tables, and they to be empty. */
async function begin(client: pg.Client, lines: AsyncGenerator<Line>, tables: Table[]): Promise<void> {
  const { value: first } = (await lines.next()) as { value: Extract<Line, { export: object }> };
  refuseOtherSchema(await lastMigration(client));
  refuseOtherSchema(first.export.migration);
  for (const { name } of tables.filter((each) => !SEEDED.includes(each.name))) {
    await client.query(`LOCK TABLE "${name}" IN ACCESS EXCLUSIVE MODE`);
    const { rowCount } = await client.query(`SELECT FROM "${name}" LIMIT 1`);
    if (rowCount)
      throw new Refused(
        'NOT_EMPTY',
        `Węzeł nie jest pusty (${name}): importuje się tylko do nowego, przed pierwszym startem.`,
      );
  }
}

/** Rules of the tables that the file breaks: it is not what an export wrote. */
function explained(error: unknown, file: string): unknown {
  const { code = '', constraint, table, message } = error as pg.DatabaseError;
  return /^(22|23)/.test(code) ? altered(file, `${table ?? ''} ${constraint ?? message}`.trim()) : error;
}

class Rows {
  count = 0;
  private table?: Table;
  private readonly seen: string[] = [];
  private held: string[] = [];
  private bytes = 0;

  constructor(
    private readonly client: pg.Client,
    private readonly tables: readonly Table[],
    private readonly file: string,
  ) {}

  /** Takes a line about tables; undefined where it is about something else. */
  take(line: Line): Promise<void> | undefined {
    if ('table' in line) return this.turnTo(line.table);
    if ('row' in line) return this.add(line.row);
    return undefined;
  }

  /** Equal tables are equal lists: a file without one of them is not what an export wrote. */
  async done(): Promise<void> {
    await this.flush();
    if (this.seen.join() !== this.tables.map(({ name }) => name).join()) throw altered(this.file, 'spis tabel');
  }

  private async flush(): Promise<void> {
    if (!this.held.length) return;
    await this.client.query(insertion(this.table!), [`[${this.held.join(',')}]`]);
    [this.held, this.bytes] = [[], 0];
  }

  private async turnTo({ name, columns }: { name: string; columns: readonly string[] }): Promise<void> {
    await this.flush();
    this.seen.push(name);
    this.table = this.tables.find((each) => each.name === name);
    if (this.table?.columns.map((each) => each.name).join() !== columns.join())
      throw altered(this.file, `tabela ${name}`);
  }

  private async add(row: object): Promise<void> {
    if (!this.table) throw altered(this.file, 'wiersz bez tabeli');
    const text = JSON.stringify(row);
    this.held.push(text);
    this.count++;
    if (this.held.length >= ROWS || (this.bytes += text.length) > BYTES) await this.flush();
  }
}

/** The bytes of files; each is put in its place once it has the hash that it came under. */
class Contents {
  count = 0;
  missing = 0;
  private readonly placed: string[] = [];
  private current?: { sha256: string; size: number; handle: FileHandle; hash: Hash; draft: string };

  constructor(
    private readonly folder: string,
    private readonly file: string,
  ) {}

  async take(line: Line): Promise<void> {
    if ('content' in line) return this.begin(line.content);
    if ('part' in line) return this.add(Buffer.from(line.part, 'base64'));
    if (!('end' in line)) throw altered(this.file, 'budowa');
  }

  async done(): Promise<void> {
    if (!this.current) return;
    const { sha256, size, handle, hash, draft } = this.current;
    await handle.sync();
    const { size: written } = await handle.stat();
    await handle.close();
    this.current = undefined;
    this.placed.push(draft);
    if (hash.digest('hex') !== sha256 || written !== size) throw altered(this.file, `plik ${sha256}`);
    const place = join(this.folder, sha256.slice(0, 2), sha256.slice(2));
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    await rename(draft, place);
    this.placed.push(place);
    await syncFolder(dirname(place));
    this.count++;
  }

  async undo(): Promise<void> {
    await this.current?.handle.close();
    if (this.current) this.placed.push(this.current.draft);
    for (const path of this.placed) await rm(path, { force: true });
  }

  private async begin({ sha256, size, missing }: Extract<Line, { content: object }>['content']): Promise<void> {
    await this.done();
    if (missing) return void this.missing++;
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw altered(this.file, 'plik');
    const draft = join(this.folder, 'tmp', `${sha256}.import`);
    await mkdir(dirname(draft), { recursive: true, mode: 0o700 });
    const handle = await open(draft, 'w', 0o600);
    this.current = { sha256, size: size!, handle, hash: createHash('sha256'), draft };
  }

  private async add(bytes: Buffer): Promise<void> {
    if (!this.current) throw altered(this.file, 'część bez pliku');
    this.current.hash.update(bytes);
    await this.current.handle.writeFile(bytes);
  }
}
