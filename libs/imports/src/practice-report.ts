import { fold } from './name-key.ts';
import type { PracticeMapping } from './practice-columns.ts';
import type { PracticeProblem } from './practice-problems.ts';
import type { ReadPractice } from './practice-row.ts';
import { shown, summaryOf, type Sheet } from './table-imports.ts';

export type PracticeVerdict = 'READY' | 'DUPLICATE' | 'BAD' | 'SKIPPED' | 'IMPORTED';

/** A row on its way; the twin is a practice there is or an earlier row of the same file. */
export interface Row {
  readonly line: number;
  readonly read: ReadPractice;
  verdict: PracticeVerdict;
  twin?: KnownTitle | number;
  practiceId?: string;
}

export interface KnownTitle {
  readonly id: string;
  readonly entityId: string;
  readonly title: string;
}

/** The preview of a file, and what was done with it. */
export interface PracticeImportReport {
  readonly sha256: string;
  readonly encoding: string | null;
  readonly separator: string | null;
  readonly columns: { header: string; field: string | null }[];
  readonly counts: Record<PracticeVerdict, number>;
  readonly rows: {
    line: number;
    verdict: PracticeVerdict;
    title: string;
    entity: { id: string; name: string } | null;
    problems: PracticeProblem[];
    duplicateOf: { id: string; title: string } | null;
    duplicateOfLine: number | null;
    practiceId: string | null;
  }[];
}

const keyOf = (entityId: string, title: string): string => `${entityId} ${fold(title)}`;

/** The same title of the same entity, however it is spelled; such a row is left out unless somebody takes it. */
export function findTwins(rows: readonly Row[], titles: readonly KnownTitle[]): void {
  const known = new Map<string, KnownTitle | number>(titles.map((each) => [keyOf(each.entityId, each.title), each]));
  for (const row of rows) {
    const { author, title } = row.read;
    if (row.verdict !== 'READY') continue;
    const key = keyOf(author!.id, title);
    const twin = known.get(key);
    if (twin !== undefined) Object.assign(row, { verdict: 'DUPLICATE', twin });
    else known.set(key, row.line);
  }
}

function told({ line, read, verdict, twin, practiceId }: Row): PracticeImportReport['rows'][number] {
  const { title, author, problems } = read;
  const other = typeof twin === 'object' ? { id: twin.id, title: twin.title } : null;
  return {
    ...{ line, verdict, title: shown(title), problems, practiceId: practiceId ?? null },
    entity: author && { id: author.id, name: author.name },
    duplicateOf: other,
    duplicateOfLine: typeof twin === 'number' ? twin : null,
  };
}

const VERDICTS: PracticeVerdict[] = ['READY', 'DUPLICATE', 'BAD', 'SKIPPED', 'IMPORTED'];

export const reportOf = (sheet: Sheet<PracticeMapping>, rows: readonly Row[]): PracticeImportReport => ({
  ...summaryOf(sheet, rows, VERDICTS),
  rows: rows.map(told),
});
