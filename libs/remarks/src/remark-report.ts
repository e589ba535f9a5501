import { saidOf, type RemarkChannel, type RemarkClass, type Verdict } from '#circulation';
import { fold, inTurns, shown, summaryOf, type Sheet } from '#imports';
import { ALIKE, likeness, marksOf, saidIn, type Marks } from './likeness.ts';
import type { RemarkMapping } from './remark-columns.ts';
import { remarkProblem, type RemarkProblem } from './remark-problems.ts';
import type { ReadRemark } from './remark-row.ts';

/**
 * READY comes in; DISPOSES is a remark that is there already and gets its disposition from the file; DUPLICATE is there
 * already; BAD has errors; SKIPPED was left out by somebody; IMPORTED and DISPOSED are what came of READY and DISPOSES.
 */
export type RemarkRowVerdict = 'READY' | 'DISPOSES' | 'DUPLICATE' | 'BAD' | 'SKIPPED' | 'IMPORTED' | 'DISPOSED';
const VERDICTS: RemarkRowVerdict[] = ['READY', 'DISPOSES', 'DUPLICATE', 'BAD', 'SKIPPED', 'IMPORTED', 'DISPOSED'];

/** A remark of the circulation, also one that was taken back. */
export interface KnownRemark {
  readonly id: string;
  readonly unitId: string | null;
  readonly submitter: string;
  readonly text: string;
  readonly reasons: string | null;
  readonly wording: string | null;
  readonly state: string;
  readonly isJoined: boolean;
  readonly verdict: Verdict | null;
  readonly verdictReason: string | null;
}

export interface Row {
  readonly line: number;
  readonly read: ReadRemark;
  verdict: RemarkRowVerdict;
  twin?: KnownRemark | number;
  /** The id of a remark, or an earlier line. */
  alike?: string | number;
  remarkId?: string;
}

/** The preview of a table, and what was done with it. */
export interface RemarkImportReport {
  readonly sha256: string;
  readonly encoding: string | null;
  readonly separator: string | null;
  readonly columns: { header: string; field: string | null }[];
  readonly counts: Record<RemarkRowVerdict, number>;
  readonly rows: {
    line: number;
    verdict: RemarkRowVerdict;
    submitter: string;
    organisation: { id: string; name: string } | null;
    unit: { id: string; path: string } | null;
    unitBecause: string;
    text: string;
    kind: RemarkClass;
    channel: RemarkChannel;
    late: boolean;
    disposition: Verdict | null;
    problems: RemarkProblem[];
    duplicateOf: string | null;
    duplicateOfLine: number | null;
    alike: string | null;
    alikeLine: number | null;
    remarkId: string | null;
  }[];
}

type Said = Pick<KnownRemark, 'submitter' | 'text' | 'reasons' | 'wording'>;
const keyOf = (unitId: string | null, said: Said): string =>
  [unitId ?? '', fold(said.submitter), fold(saidOf(said)), fold(said.wording ?? '')].join('\n');
const unitOf = ({ read }: Row): string | null => read.unit.unit?.id ?? null;

/** The same words of the same submitter on the same unit; two alike here are two alike in the file, in their order. */
export async function findTwins(rows: readonly Row[], known: readonly KnownRemark[]): Promise<void> {
  const there = new Map<string, KnownRemark[]>();
  await inTurns(known, (each) => {
    const key = keyOf(each.unitId, each);
    there.set(key, [...(there.get(key) ?? []), each]);
  });
  const lines = new Map<string, number>();
  await inTurns(rows, (row) => {
    if (row.verdict !== 'READY') return;
    const key = keyOf(unitOf(row), row.read);
    const twin = there.get(key)?.shift() ?? lines.get(key);
    if (twin !== undefined) Object.assign(row, { verdict: 'DUPLICATE', twin });
    if (typeof twin === 'object') disposes(row, twin);
    if (!lines.has(key)) lines.set(key, row.line);
  });
}

/** A table that went out, was filled in and comes back brings dispositions for what is there; it overwrites none. */
function disposes(row: Row, { state, isJoined, verdict, verdictReason }: KnownRemark): void {
  const { read } = row;
  if (!read.verdict || state === 'WITHDRAWN') return;
  if (verdict === read.verdict && fold(verdictReason ?? '') === fold(read.verdictReason ?? '')) return;
  if (isJoined) read.problems.push(remarkProblem('VERDICT', 'VERDICT_OF_GROUP'));
  else if (verdict) read.problems.push(remarkProblem('VERDICT', 'VERDICT_STANDS'));
  else row.verdict = 'DISPOSES';
}

/** Those who lead may want to join what says the same in other words; it keeps no row out. */
export async function findAlike(rows: readonly Row[], known: readonly KnownRemark[]): Promise<void> {
  const places = new Map<string | null, { marks: Marks; of: string | number; text: string }[]>();
  const at = (unitId: string | null) => {
    const there = places.get(unitId) ?? [];
    places.set(unitId, there);
    return there;
  };
  await inTurns(known, (each) => {
    if (each.state === 'WITHDRAWN') return;
    at(each.unitId).push({ marks: marksOf(saidIn(each)), of: each.id, text: each.text });
  });
  await inTurns(rows, (row) => {
    if (row.verdict !== 'READY') return;
    const marks = marksOf(saidIn(row.read));
    const there = at(unitOf(row));
    let [best, nearest] = [0, there[0]];
    for (const each of there) {
      const found = likeness(marks, each.marks, Math.max(best, ALIKE));
      if (found >= ALIKE && found > best) [best, nearest] = [found, each];
    }
    if (best > 0) {
      row.alike = nearest!.of;
      row.read.problems.push(remarkProblem(null, 'ALIKE', `„${shown(nearest!.text).slice(0, 80)}”`));
    }
    there.push({ marks, of: row.line, text: row.read.text });
  });
}

function told(row: Row): RemarkImportReport['rows'][number] {
  const { line, verdict, read, twin, alike } = row;
  const { submitter, organisation, unit, text, kind, channel, late, problems } = read;
  return {
    ...{ line, verdict, submitter: shown(submitter), text: shown(text), kind, channel, late, problems },
    organisation: organisation && { id: (organisation.conventId ?? organisation.entityId)!, name: organisation.name },
    unit: unit.unit && { id: unit.unit.id, path: unit.unit.path },
    ...{ unitBecause: unit.because, disposition: read.verdict },
    duplicateOf: typeof twin === 'object' ? twin.id : null,
    duplicateOfLine: typeof twin === 'number' ? twin : null,
    alike: typeof alike === 'string' ? alike : null,
    alikeLine: typeof alike === 'number' ? alike : null,
    remarkId: row.remarkId ?? null,
  };
}

export const reportOf = (sheet: Sheet<RemarkMapping>, rows: readonly Row[]): RemarkImportReport => ({
  ...summaryOf(sheet, rows, VERDICTS),
  rows: rows.map(told),
});
