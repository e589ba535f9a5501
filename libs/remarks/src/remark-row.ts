import { REASONS, revived, type RemarkChannel, type RemarkClass, type Verdict } from '#circulation';
import { looksLikePesel, maskPesel } from '#convents';
import { cleanText, fold, letterProblems, saysNothing } from '#imports';
import type { RemarkColumn, RemarkMapping } from './remark-columns.ts';
import { remarkProblem, type RemarkProblem } from './remark-problems.ts';
import { readChannel, readClass, readVerdict, readYes } from './remark-words.ts';
import { matchUnit, type CitedUnits, type MatchedUnit } from './unit-matching.ts';

/** An organisation of the register. */
export interface Submitter {
  readonly conventId: string | null;
  readonly entityId: string | null;
  readonly name: string;
}

/** What rows are read against. */
export interface KnownRemarks {
  readonly units: CitedUnits;
  /** Organisations by their folded names; where two share one, neither is here. */
  readonly submitters: ReadonlyMap<string, Submitter>;
  /** Whose the rows are that name nobody, what they are about, and how they came. */
  readonly submitter?: string;
  readonly kind: RemarkClass;
  readonly channel: Exclude<RemarkChannel, 'PLATFORM'>;
  /** Whether the table came after the closing time. */
  readonly late: boolean;
}

export interface ReadRemark {
  readonly organisation: Submitter | null;
  readonly submitter: string;
  readonly unit: MatchedUnit;
  readonly text: string;
  readonly reasons: string | null;
  readonly wording: string | null;
  readonly kind: RemarkClass;
  readonly channel: RemarkChannel;
  readonly late: boolean;
  readonly verdict: Verdict | null;
  readonly verdictReason: string | null;
  readonly problems: RemarkProblem[];
}

const LONGEST = { SUBMITTER: 300, TEXT: 10_000, REASONS: 10_000, WORDING: 10_000, VERDICT_REASON: 10_000 } as const;
const LONGEST_DETAIL = 80;
const CONTROLS = /[^\P{Cc}\n\t]/gu;
const LONE_SURROGATES = /\p{Cs}/gu;
/** What a form would take of it: nothing of what somebody wrote is lost but signs that no text has. */
const tidy = (raw: string): string =>
  raw.replace(/\r\n?/g, '\n').replace(LONE_SURROGATES, '\ufffd').replace(CONTROLS, '').normalize('NFC').trim();
const shown = (text: string): string => maskPesel(cleanText(text)).slice(0, LONGEST_DETAIL);

/** One row, cell by cell, with what was found on the way. */
class Cells {
  readonly problems: RemarkProblem[] = [];

  constructor(
    private readonly cells: readonly string[],
    private readonly mapping: RemarkMapping,
  ) {
    if (cells.length < mapping.width) this.report(null, 'TOO_FEW_CELLS');
    if (cells.slice(mapping.width).some((cell) => cell.trim() !== '')) this.report(null, 'TOO_MANY_CELLS');
  }

  report(...found: Parameters<typeof remarkProblem>): void {
    this.problems.push(remarkProblem(...found));
  }

  has = (field: RemarkColumn): boolean => this.mapping.columns[field] !== undefined;
  raw = (field: RemarkColumn): string => this.cells[this.mapping.columns[field] ?? -1] ?? '';
  word = (field: RemarkColumn): string => revived(cleanText(this.raw(field)));

  /** A text of several lines, or nothing; only what a cell begins with may have been made inert, and only once. */
  text(field: keyof typeof LONGEST, given = this.raw(field), isRevived = false): string | null {
    const text = (isRevived ? tidy(given) : revived(tidy(given))).trim();
    for (const code of letterProblems(given.replace(/[\r\n]/g, ' '))) this.report(field, code);
    if (looksLikePesel(text)) this.report(field, 'PESEL_FOUND');
    if (text.length > LONGEST[field]) this.report(field, 'TEXT_TOO_LONG', `${LONGEST[field]}`);
    return (field === 'TEXT' ? text === '' : saysNothing(text)) ? null : text;
  }
}

export function readRemarkRow(cells: readonly string[], mapping: RemarkMapping, known: KnownRemarks): ReadRemark {
  const row = new Cells(cells, mapping);
  const [said, behind] = parted(row.raw('TEXT'), row.has('REASONS'));
  const text = row.text('TEXT', said) ?? '';
  if (!text) row.report('TEXT', 'MISSING_TEXT');
  return {
    ...submitterIn(row, known),
    ...{ unit: unitIn(row, known), text, reasons: row.text('REASONS', behind ?? undefined, behind !== null) },
    ...{ wording: row.text('WORDING'), kind: kindIn(row, known), channel: channelIn(row, known) },
    late: row.has('LATE') && row.word('LATE') !== '' ? readYes(row.word('LATE')) : known.late,
    ...verdictIn(row),
    problems: row.problems,
  };
}

/** Our own tables have a remark and its reasons in one cell, as the ministries’ have. */
function parted(cell: string, hasReasons: boolean): [text: string, reasons: string | null] {
  const lines = cell.replace(/\r\n?/g, '\n');
  const at = hasReasons ? -1 : lines.indexOf(REASONS);
  return at < 0 ? [lines, null] : [lines.slice(0, at), lines.slice(at + REASONS.length)];
}

function submitterIn(row: Cells, { submitters, submitter: given = '' }: KnownRemarks) {
  const own = row.text('SUBMITTER', row.word('SUBMITTER'), true);
  const submitter = own ?? given;
  const organisation = submitters.get(fold(submitter)) ?? null;
  if (!submitter) row.report('SUBMITTER', 'MISSING_SUBMITTER');
  else if (!organisation) row.report('SUBMITTER', 'SUBMITTER_OUTSIDE', shown(submitter));
  return { submitter, organisation };
}

function unitIn(row: Cells, { units }: KnownRemarks): MatchedUnit {
  const unit = matchUnit(row.word('UNIT'), units);
  const because = maskPesel(unit.because);
  if (unit.match === 'UNKNOWN') row.report('UNIT', 'UNKNOWN_UNIT', because);
  if (unit.match === 'SEVERAL') row.report('UNIT', 'SEVERAL_UNITS', because);
  if (unit.match === 'NEAREST') row.report('UNIT', 'UNIT_NEAREST', because);
  if (unit.match === 'READ') row.report('UNIT', 'UNIT_READ', because);
  return { ...unit, because };
}

function kindIn(row: Cells, { kind }: KnownRemarks): RemarkClass {
  const word = row.word('KIND');
  const read = readClass(word);
  if (!read && !saysNothing(word)) row.report('KIND', 'UNKNOWN_CLASS', shown(word));
  return read ?? kind;
}

function channelIn(row: Cells, { channel }: KnownRemarks): RemarkChannel {
  const word = row.word('CHANNEL');
  const read = readChannel(word);
  if (!read && !saysNothing(word)) row.report('CHANNEL', 'UNKNOWN_CHANNEL', shown(word));
  return read ?? channel;
}

function verdictIn(row: Cells): Pick<ReadRemark, 'verdict' | 'verdictReason'> {
  const cell = row.word('VERDICT');
  const { verdict, rest } = readVerdict(revived(row.raw('VERDICT').trim()));
  const apart = row.text('VERDICT_REASON');
  if (saysNothing(cell)) {
    if (apart) row.report('VERDICT_REASON', 'REASON_WITHOUT_VERDICT');
    return { verdict: null, verdictReason: null };
  }
  if (!verdict) row.report('VERDICT', 'UNKNOWN_VERDICT', shown(cell));
  const verdictReason = row.text(
    'VERDICT_REASON',
    [rest && verdict ? rest : '', apart ?? ''].filter(Boolean).join('\n'),
    true,
  );
  if (verdict && verdict !== 'ACCEPTED' && !verdictReason) row.report('VERDICT_REASON', 'VERDICT_WITHOUT_REASON');
  return { verdict, verdictReason };
}
