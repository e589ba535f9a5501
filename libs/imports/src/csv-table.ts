import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { CsvError, parse, type Info } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import type { TableFile, TableRow } from './table-file.ts';
import { TABLE_LIMITS, UnreadableTable } from './imports.errors.ts';

export type TextEncodingName = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1250' | 'iso-8859-2';
export type Separator = ';' | ',' | '\t';

/** What Excel writes and reads as a first line of its own. */
const DECLARED_SEPARATOR = /^sep=([;,\t])\n/;
const SEPARATORS: Separator[] = [';', ',', '\t'];
const SAMPLE_LINES = 50;
const SAMPLE_CHARACTERS = 256 * 1024;
const SLICE = 64 * 1024;
const HEADER = 1;

/** A quote inside an unquoted cell is text: names of organisations are full of them. */
const DIALECT = {
  quote: '"',
  escape: '"',
  relax_quotes: true,
  relax_column_count: true,
  record_delimiter: '\n',
  max_record_size: 2 * TABLE_LIMITS.columns * TABLE_LIMITS.cell,
};

const SAMPLE_BYTES = 64 * 1024;

const startsWith = (bytes: Uint8Array, ...mark: number[]): boolean => mark.every((byte, at) => bytes[at] === byte);

const count = (bytes: Uint8Array, accepts: (byte: number, at: number) => boolean): number =>
  bytes.subarray(0, SAMPLE_BYTES).reduce((found, byte, at) => found + (accepts(byte, at) ? 1 : 0), 0);

/** Latin text in UTF-16 has a zero in nearly every other byte. */
const withoutMark = (bytes: Uint8Array): TextEncodingName | null => {
  const half = Math.min(bytes.length, SAMPLE_BYTES) / 2;
  if (count(bytes, (byte, at) => byte === 0 && at % 2 === 1) > half * 0.7) return 'utf-16le';
  if (count(bytes, (byte, at) => byte === 0 && at % 2 === 0) > half * 0.7) return 'utf-16be';
  return null;
};

const isUtf8 = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

/** The two Polish code pages differ in ą ś ź only; bytes 80-9F are letters and quotes in Windows, nothing in ISO. */
const codePage = (bytes: Uint8Array): TextEncodingName => {
  const windows = count(bytes, (byte) => (byte >= 0x80 && byte <= 0x9f) || byte === 0xb9 || byte === 0xa5);
  const iso = count(bytes, (byte) => [0xb1, 0xb6, 0xbc, 0xa1, 0xa6, 0xac].includes(byte));
  return iso > windows ? 'iso-8859-2' : 'windows-1250';
};

const detectEncoding = (bytes: Uint8Array): TextEncodingName => {
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return 'utf-8';
  if (startsWith(bytes, 0xff, 0xfe)) return 'utf-16le';
  if (startsWith(bytes, 0xfe, 0xff)) return 'utf-16be';
  return withoutMark(bytes) ?? (isUtf8(bytes) ? 'utf-8' : codePage(bytes));
};

/** Never fails: what is broken within the encoding becomes U+FFFD; a byte order mark is dropped. */
const decodeText = (bytes: Uint8Array, encoding: TextEncodingName): string => new TextDecoder(encoding).decode(bytes);

const widths = (sample: string, delimiter: Separator): number[] => {
  try {
    const records: string[][] = parseSync(sample, { ...DIALECT, delimiter, to: SAMPLE_LINES });
    return records.filter((record) => record.some(Boolean)).map(({ length }) => length);
  } catch {
    return [];
  }
};

/** The share of lines as wide as the header; a separator that does not split the header is no separator. */
const consistency = (sample: string, delimiter: Separator): number => {
  const [header = 0, ...rows] = widths(sample, delimiter);
  if (header < 2) return 0;
  const alike = rows.filter((width) => width === header).length;
  return (1 + alike) / (1 + rows.length) + header / 1000;
};

/** Null for a table of one column. */
const detectSeparator = (text: string): Separator | null => {
  const declared = DECLARED_SEPARATOR.exec(text)?.[1];
  if (declared) return declared as Separator;
  const cut = text.slice(0, SAMPLE_CHARACTERS);
  const sample = cut.length < text.length ? cut.slice(0, cut.lastIndexOf('\n') + 1) : cut;
  const scored = SEPARATORS.map((separator) => ({ separator, score: consistency(sample, separator) }));
  const best = scored.reduce((one, other) => (other.score > one.score ? other : one));
  return best.score > 0 ? best.separator : null;
};

const refusal = (error: CsvError, line: number): UnreadableTable =>
  ['CSV_QUOTE_NOT_CLOSED', 'CSV_MAX_RECORD_SIZE'].includes(error.code)
    ? new UnreadableTable('QUOTE_NOT_CLOSED', line)
    : new UnreadableTable('NOT_A_TABLE', line);

/** A turn of the event loop between slices, so that a large file delays nobody else. */
async function* slices(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += SLICE) {
    yield text.slice(at, at + SLICE);
    await setImmediate();
  }
}

async function parseRows(text: string, delimiter: Separator): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  let line = 1;
  try {
    const parser = Readable.from(slices(text)).pipe(parse({ ...DIALECT, delimiter, info: true }));
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      if (record.some((cell) => cell.trim() !== '')) rows.push({ line, cells: record });
      line = info.lines + 1;
      if (rows.length > TABLE_LIMITS.rows + HEADER) break;
    }
  } catch (error) {
    throw error instanceof CsvError ? refusal(error, line) : error;
  }
  return rows;
}

export async function readCsv(bytes: Uint8Array): Promise<TableFile> {
  const encoding = detectEncoding(bytes);
  const text = decodeText(bytes, encoding).replace(/\r\n?/g, '\n');
  const separator = detectSeparator(text);
  const rows = await parseRows(text, separator ?? '\t');
  if (DECLARED_SEPARATOR.test(text)) rows.shift();
  const [header, ...body] = rows;
  return { encoding, separator, header: header?.cells ?? [], rows: body };
}
