import { readCsv, type Separator, type TextEncodingName } from './csv-table.ts';
import { TABLE_LIMITS, TableUnreadable, UnreadableTable, type TableLimits } from './imports.errors.ts';
import { readXlsx } from './xlsx-table.ts';

export { TABLE_LIMITS, UnreadableTable, type UnreadableReason } from './imports.errors.ts';

/** `line` counts from 1, the header's line included, as an editor or a spreadsheet shows it. */
export interface TableRow {
  line: number;
  cells: string[];
}

/** Rows keep the cells they have, also too many or too few; wholly empty ones are left out. */
export interface TableFile {
  /** Null for XLSX, as is `separator`; that is also null for a CSV of one column. */
  encoding: TextEncodingName | null;
  separator: Separator | null;
  header: string[];
  rows: TableRow[];
}

const ZIP = [0x50, 0x4b];
const OLE = [0xd0, 0xcf, 0x11, 0xe0];
const BINARY = [
  [0x25, 0x50, 0x44, 0x46],
  [0x1f, 0x8b],
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
];

const startsWith = (bytes: Uint8Array, mark: number[]): boolean => mark.every((byte, at) => bytes[at] === byte);

const read = (bytes: Uint8Array, name: string): Promise<TableFile> => {
  if (startsWith(bytes, ZIP)) return readXlsx(bytes);
  if (startsWith(bytes, OLE)) throw new UnreadableTable('OLD_EXCEL');
  if (/\.xlsx$/i.test(name) || BINARY.some((mark) => startsWith(bytes, mark))) throw new UnreadableTable('NOT_A_TABLE');
  return readCsv(bytes);
};

const checkRow = ({ line, cells }: TableRow, longest: number): void => {
  if (cells.length > TABLE_LIMITS.columns) throw new UnreadableTable('TOO_MANY_COLUMNS', line);
  if (cells.some((cell) => cell.length > longest)) throw new UnreadableTable('CELL_TOO_LONG', line, longest);
};

/** A CSV in any encoding and separator met in Poland, or an XLSX's first sheet; its content decides, not its name. */
export async function readTable(
  bytes: Uint8Array,
  name: string,
  limits: TableLimits = TABLE_LIMITS,
): Promise<TableFile> {
  if (bytes.length > TABLE_LIMITS.bytes) throw new UnreadableTable('FILE_TOO_LARGE');
  if (bytes.length === 0) throw new UnreadableTable('EMPTY');
  const table = await read(bytes, name);
  if (table.rows.length === 0) throw new UnreadableTable('EMPTY');
  if (table.rows.length > limits.rows) throw new UnreadableTable('TOO_MANY_ROWS', undefined, limits.rows);
  for (const row of [{ line: 1, cells: table.header }, ...table.rows]) checkRow(row, limits.cell);
  return table;
}

/** The same of what somebody sent, who reads why it is refused. */
export async function tableOf(
  { bytes, name }: { readonly bytes: Uint8Array; readonly name: string },
  limits?: TableLimits,
): Promise<TableFile> {
  try {
    return await readTable(bytes, name, limits);
  } catch (error) {
    if (!(error instanceof UnreadableTable)) throw error;
    const { reason, line, limit } = error;
    throw TableUnreadable({ reason, ...(line !== undefined && { line }), ...(limit !== undefined && { limit }) });
  }
}
