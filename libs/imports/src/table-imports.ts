import { createHash } from 'node:crypto';
import { maskPesel } from '#convents';
import { Busy, NotFound } from '#core';
import { cleanText } from './cell-text.ts';
import { ColumnsMissing, FileChanged, RowNotImportable, type TableLimits } from './imports.errors.ts';
import { tableOf, type TableFile } from './table-file.ts';

/** Which column feeds which field, and what is not there. */
interface Mapped {
  readonly columns: Partial<Record<string, number>>;
  readonly missing: string[];
  readonly notFound: string[];
}

/** A file that is known to be a table of some kind. */
export interface Sheet<Mapping extends Mapped> {
  readonly table: TableFile;
  readonly mapping: Mapping;
  readonly sha256: string;
}

/** What somebody who has seen the preview of a file wants of it. */
export interface Chosen {
  /** Of the file that was previewed. */
  readonly sha256: string;
  /** Lines of duplicates that come in after all, and of good rows that do not. */
  readonly take: readonly number[];
  readonly leave: readonly number[];
}

const AT_ONCE = 2;
const LONGEST_SHOWN = 200;
export const shown = (text: string): string => maskPesel(cleanText(text)).slice(0, LONGEST_SHOWN);

/** Files that are read for their preview and again for their commit, of which nothing is kept in between; few at once. */
export class TableReading<
  Upload extends { readonly bytes: Uint8Array; readonly name: string },
  Mapping extends Mapped,
> {
  private running = 0;

  constructor(
    private readonly limits: TableLimits,
    private readonly mappingOf: (header: string[], upload: Upload) => Mapping,
  ) {}

  /** With what somebody chose, only the very file that they have seen. */
  async read<T>(upload: Upload, work: (sheet: Sheet<Mapping>) => Promise<T>, chosen?: Chosen): Promise<T> {
    if (this.running >= AT_ONCE) throw Busy();
    this.running++;
    try {
      const table = await tableOf(upload, this.limits);
      const sha256 = createHash('sha256').update(upload.bytes).digest('hex');
      const mapping = this.mapped(table, upload);
      if (chosen && chosen.sha256 !== sha256) throw FileChanged();
      return await work({ table, mapping, sha256 });
    } finally {
      this.running--;
    }
  }

  private mapped({ header }: TableFile, upload: Upload): Mapping {
    const mapping = this.mappingOf(header, upload);
    const { missing: fields, notFound } = mapping;
    const headers = header.map((text) => maskPesel(cleanText(text)));
    if (fields.length || notFound.length) throw ColumnsMissing({ fields, notFound, headers });
    return mapping;
  }
}

/** Duplicates that are wanted are as good as others; what is left out, is. */
export function decide(rows: readonly { readonly line: number; verdict: string }[], { take, leave }: Chosen): void {
  const at = new Map(rows.map((row) => [row.line, row]));
  for (const line of [...take, ...leave]) {
    const row = at.get(line);
    if (!row) throw NotFound({ type: 'Row', id: `${line}` });
    if (row.verdict === 'BAD' && take.includes(line)) throw RowNotImportable({ line });
    if (leave.includes(line) && row.verdict !== 'BAD') row.verdict = 'SKIPPED';
    else if (row.verdict === 'DUPLICATE') row.verdict = 'READY';
  }
}

/** What a report says of a whole file: how it was read, and how many rows stand how. */
export function summaryOf<Verdict extends string>(
  { table, mapping, sha256 }: Sheet<Mapped>,
  rows: readonly { readonly verdict: Verdict }[],
  verdicts: readonly Verdict[],
) {
  const { encoding, separator, header } = table;
  const fields = new Map(Object.entries(mapping.columns).map(([field, at]) => [at, field]));
  const counts = verdicts.map((each) => [each, rows.filter(({ verdict }) => verdict === each).length]);
  return {
    ...{ sha256, encoding, separator },
    columns: header.map((text, at) => ({ header: shown(text), field: fields.get(at) ?? null })),
    counts: Object.fromEntries(counts) as Record<Verdict, number>,
  };
}
