import { createHash } from 'node:crypto';
import { canonicalJson } from '#seals';
import { LaunchError } from '../cli/embedded.ts';
import { altered, foreign, truncated } from './backup.errors.ts';
import type { Table } from './export.tables.ts';

export const FORMAT = 'konwent-export/1';

/** A line of an export; each is canonical JSON (RFC 8785) with one member that says what it is. */
export type Line =
  | { readonly export: { readonly format: string; readonly migration: string } }
  | { readonly table: { readonly name: string; readonly columns: readonly string[] } }
  | { readonly row: Readonly<Record<string, unknown>> }
  | { readonly content: { readonly sha256: string; readonly size?: number; readonly missing?: true } }
  | { readonly part: string }
  | { readonly end: { readonly lines: number; readonly sha256: string } };

/** Writes lines and, at the end, what makes any later change or cut visible. */
export class LineWriter {
  private readonly hash = createHash('sha256');
  private lines = 0;

  line(line: Line): Buffer {
    const bytes = Buffer.from(`${canonicalJson(line)}\n`);
    this.hash.update(bytes);
    this.lines++;
    return bytes;
  }

  end(): Buffer {
    return this.line({ end: { lines: this.lines, sha256: this.hash.copy().digest('hex') } });
  }
}

const DIGITS = /[1-9]\d*/;

/** Doubles hold every number of 15 digits; a longer one has to come out as it went in. */
function exact(source: string): boolean {
  const digits = DIGITS.exec(source.replace(/e.*$/i, '').replace('.', ''))?.[0].replace(/0+$/, '') ?? '';
  return digits.length <= 15 || String(Number(source)) === source;
}

/** A row without the columns that are null; refuses numbers that JavaScript would bend. */
export function rowIn(text: string, { name: table, columns }: Table): Record<string, unknown> {
  const row = JSON.parse(text, (name: string, value: unknown, context?: { source?: string }) => {
    if (typeof value === 'number' && !exact(context?.source ?? ''))
      throw new LaunchError(
        `W tabeli ${table} stoi liczba ${context?.source} (${name}), której JSON nie odda dokładnie.`,
      );
    return value;
  }) as Record<string, unknown>;
  const kept = columns.filter(({ name }) => row[name] !== null);
  return Object.fromEntries(
    kept.map(({ name, type }) => [name, type === 'jsonb' ? (row[name] as [unknown])[0] : row[name]]),
  );
}

const LONGEST = 256 * 1024 * 1024;

/** The lines of a stream of bytes. Only a line feed ends one: texts hold all the other separators. */
async function* split(source: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const bytes of source) {
    let at = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, at)) {
      yield Buffer.concat([...held, bytes.subarray(at, end + 1)]);
      [held, size, at] = [[], 0, end + 1];
    }
    held.push(bytes.subarray(at));
    if ((size += bytes.length - at) > LONGEST) throw altered(name, 'wiersz bez końca');
  }
  if (size) throw truncated(name);
}

/** The lines of an export; throws where they stop being one, at the latest at an end that does not fit them. */
export async function* linesOf(source: AsyncIterable<Buffer>, name: string): AsyncGenerator<Line> {
  const hash = createHash('sha256');
  let [count, ended] = [0, false];
  for await (const bytes of split(source, name)) {
    if (ended) throw altered(name, 'za końcem');
    const line = parsed(bytes, name, count);
    ended = 'end' in line;
    if ('end' in line && (line.end.lines !== count || line.end.sha256 !== hash.copy().digest('hex')))
      throw altered(name, 'suma');
    hash.update(bytes);
    count++;
    yield line;
  }
  if (!count) throw foreign(name, 'eksport Konwentu');
  if (!ended) throw truncated(name);
}

function parsed(bytes: Buffer, name: string, count: number): Line {
  try {
    const line = JSON.parse(bytes.toString()) as Line;
    if (count || ('export' in line && line.export.format === FORMAT)) return line;
    throw new TypeError('another sort of file');
  } catch {
    throw count ? altered(name, `wiersz ${count + 1}`) : foreign(name, 'eksport Konwentu');
  }
}
