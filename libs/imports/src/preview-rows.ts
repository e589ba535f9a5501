import { newId, type Tx } from '#core';
import { maskPesel } from '#convents';
import type { Reader } from '#reads';
import { cleanText } from './cell-text.ts';
import type { ColumnMapping } from './entity-columns.ts';
import { RowVerdict } from './entity-import-row.entity.ts';
import { readEntityRow, type EntityRow } from './entity-row.ts';
import { inTurns } from './long-work.ts';
import { LIKELY, likelyDuplicates, type Duplicate, type Matchable } from './name-matching.ts';
import { blocks, type RowProblem } from './row-problems.ts';
import type { TableRow } from './table-file.ts';

const SLICE = 1_000;
const PAGE = 5_000;
const LONGEST_HEADER = 200;
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

const REGISTER = `
  SELECT id, name, kind, town, street, founder_name AS "founderName", voivodeship_id AS teryt, nip, regon, krs
  FROM entity WHERE state = 'ACTIVE' AND id > $1 ORDER BY id LIMIT ${PAGE}`;

type Registered = Matchable & { id: string };

/** A row as the preview stores it; the file's own cells stay behind. */
export interface PreviewRow {
  id: string;
  line: number;
  row: EntityRow;
  problems: RowProblem[];
  verdict: RowVerdict;
  duplicate?: Duplicate;
  /** The line of the earlier row, where the duplicate is one of the same file. */
  duplicateLine?: number;
}

/** What the rows say; those with an error are out from here on. */
export async function readRows(
  rows: readonly TableRow[],
  mapping: ColumnMapping,
  voivodeship: string | undefined,
): Promise<PreviewRow[]> {
  const read: PreviewRow[] = [];
  const assume = voivodeship ? { teryt: voivodeship } : undefined;
  await inTurns(rows, ({ line, cells }) => {
    const { row, problems } = readEntityRow(cells, mapping, assume);
    const verdict = problems.some(blocks) ? RowVerdict.BAD : RowVerdict.READY;
    read.push({ id: newId(), line, row, problems, verdict });
  });
  return read;
}

/** Compares the good rows with the register and with each other; a likely twin leaves its row out. */
export async function findDuplicates(
  rows: PreviewRow[],
  registered: Registered[],
  onProgress: (done: number, of: number) => void,
): Promise<void> {
  const good = rows.filter(({ verdict }) => verdict === RowVerdict.READY);
  const entries = good.map(({ row }) => row);
  const found = await likelyDuplicates(entries, registered, (done) => onProgress(done, good.length));
  for (const [at, [duplicate]] of found) {
    const row = good[at]!;
    row.duplicate = duplicate!;
    if ('rowIndex' in duplicate!) row.duplicateLine = good[duplicate.rowIndex]!.line;
    if (duplicate!.score >= LIKELY) row.verdict = RowVerdict.DUPLICATE;
  }
}

/** As `json_populate_recordset` takes it. */
const rowRecord = (importId: string, preview: PreviewRow): object => {
  const { id, line, verdict, row, duplicate, duplicateLine } = preview;
  const { postalCode, teryt, founderName, founderKind, ...alike } = row;
  return {
    ...alike,
    ...{ id, line, verdict, import_id: importId, decided: false },
    ...{ postal_code: postalCode, voivodeship_id: teryt, founder_name: founderName, founder_kind: founderKind },
    duplicate_of_id: duplicate && 'id' in duplicate ? duplicate.id : null,
    duplicate_of_line: duplicateLine ?? null,
    duplicate_score: duplicate?.score ?? null,
    duplicate_reason: duplicate?.reason ?? null,
  };
};

const problemRecords = (importId: string, { id, problems }: PreviewRow): object[] =>
  problems.map((problem) => ({ ...problem, import_id: importId, row_id: id }));

/** What there is to compare with, page by page, so that no statement lasts long. */
export async function registered(reader: Reader): Promise<Registered[]> {
  const found: Registered[] = [];
  for (let page: Registered[] | undefined; !page || page.length === PAGE; found.push(...page))
    page = await reader.rows<Registered>('register of entities', REGISTER, [found.at(-1)?.id ?? LOWEST_ID]);
  return found;
}

export async function storeColumns(tx: Tx, importId: string, header: string[], mapping: ColumnMapping): Promise<void> {
  const fields = new Map(Object.entries(mapping.columns).map(([field, at]) => [at, field]));
  await tx.sql(
    `INSERT INTO entity_import_column (import_id, position, header, field)
     SELECT $1, position, header, field FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS h (header, field, position)`,
    [
      importId,
      header.map((text) => maskPesel(cleanText(text)).slice(0, LONGEST_HEADER)),
      header.map((_, at) => fields.get(at) ?? null),
    ],
  );
}

export async function storeRows(
  tx: Tx,
  importId: string,
  rows: readonly PreviewRow[],
  onProgress: (done: number, of: number) => void,
): Promise<void> {
  for (let at = 0; at < rows.length; at += SLICE) {
    const slice = rows.slice(at, at + SLICE);
    const records = slice.map((row) => rowRecord(importId, row));
    await tx.sql(`INSERT INTO entity_import_row SELECT * FROM json_populate_recordset(NULL::entity_import_row, $1)`, [
      JSON.stringify(records),
    ]);
    const problems = slice.flatMap((row) => problemRecords(importId, row));
    await tx.sql(
      `INSERT INTO entity_import_problem (import_id, row_id, field, code, severity, message)
       SELECT import_id, row_id, field, code, severity, message
       FROM json_populate_recordset(NULL::entity_import_problem, $1)`,
      [JSON.stringify(problems)],
    );
    onProgress(at + slice.length, rows.length);
  }
}

export function countsOf(rows: readonly PreviewRow[]): Record<'ready' | 'duplicate' | 'bad', number> {
  const count = (wanted: RowVerdict) => rows.filter(({ verdict }) => verdict === wanted).length;
  return { ready: count(RowVerdict.READY), duplicate: count(RowVerdict.DUPLICATE), bad: count(RowVerdict.BAD) };
}
