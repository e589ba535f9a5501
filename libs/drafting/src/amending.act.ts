import { newId } from '#core';
import { checkAct, formatActCitation, parseActCitation, type ActRef } from './act.citation.ts';
import type { Amendment } from './amendment.ts';
import { checkAmendment } from './amendment.rules.ts';
import { readSentence } from './amendment.reader.ts';
import { amendingSentence, locates, whereText } from './amendment.sentence.ts';
import { doubt, DoubtKind, type Doubt } from './statute.doubts.ts';
import { parseStatute } from './statute.parser.ts';
import { printUnits } from './statute.printer.ts';
import { labelAt } from './unit.label.ts';
import { isGrouping, UnitKind } from './unit.kinds.ts';
import { unitOf, type DraftText, type Unit } from './unit.tree.ts';
import type { Step } from './unit.path.ts';

const LEVELS = [UnitKind.POINT, UnitKind.LETTER, UnitKind.INDENT, UnitKind.DOUBLE_INDENT] as const;
const SIGNS: Partial<Record<UnitKind, string>> = { POINT: ';', LETTER: ',', INDENT: ',', DOUBLE_INDENT: ',' };

/** The units of a wording given as text, as they stand between quotation marks. */
function quotation(wording: string, closing: string, id: () => string): Unit {
  const { draft } = parseStatute(`Art. 1. w brzmieniu:\n„${wording.trim()}”`, id);
  const [quote] = draft.units[0]?.children ?? [];
  return { ...(quote ?? unitOf({ id: id(), kind: UnitKind.QUOTE, text: wording.trim() })), closing };
}

/** A wording as it is printed: units a line each, set in. */
const wordingOf = ({ text, children }: Unit): string => [...(text ? [text] : []), ...printUnits(children)].join('\n');

/** The same wording in the form in which it is printed and read back. */
export const printedWording = (wording: string): string => wordingOf(quotation(wording, '', newId));

/** The units that a change names with "w": the larger ones, and its own where the verb follows it. */
const scope = (amendment: Amendment): Step[] => {
  const { within, kind, labels } = amendment.target;
  const [label, ...more] = labels;
  return locates(amendment) && !more.length ? [...within, { kind, label: label! }] : [...within];
};

const same = (a: Step | undefined, b: Step | undefined): boolean => !!a && a.kind === b?.kind && a.label === b.label;

/** Changes in a row that lie in the same unit; those alone in theirs stand for themselves. */
function grouped(amendments: readonly Amendment[], depth: number): Amendment[][] {
  const groups: Amendment[][] = [];
  for (const each of amendments) {
    const last = groups.at(-1);
    if (last && depth < LEVELS.length - 1 && same(scope(last[0]!)[depth], scope(each)[depth])) last.push(each);
    else groups.push([each]);
  }
  return groups;
}

interface Frame {
  readonly kind: UnitKind;
  readonly label: string;
  readonly end: string;
}

function provision(
  amendment: Amendment,
  lead: string,
  said: number,
  { kind, label, end }: Frame,
  id: () => string,
): Unit {
  const sentence = lead + amendingSentence(amendment, said);
  const { wording } = amendment;
  const quote = wording === null ? [] : [quotation(wording, end, id)];
  return unitOf({ id: id(), kind, label, text: quote.length ? sentence : sentence + end, children: quote });
}

function list(amendments: readonly Amendment[], depth: number, end: string, id: () => string): Unit[] {
  const kind = LEVELS[depth]!;
  const groups = grouped(amendments, depth);
  return groups.map((group, i) => {
    const frame = { kind, label: labelAt(kind, i), end: i === groups.length - 1 ? end : SIGNS[kind]! };
    if (group.length === 1) return provision(group[0]!, '', depth, frame, id);
    const text = `${whereText([scope(group[0]!)[depth]!])}:`;
    return unitOf({ id: id(), kind, label: frame.label, text, children: list(group, depth + 1, frame.end, id) });
  });
}

/**
 * The article of an amending act that changes another: one change in one sentence, several as points, those of one article as its
 * letters and so on. Refuses changes that cannot be said.
 */
export function amendingArticle(act: ActRef, amendments: readonly Amendment[], label = '1', id = newId): Unit {
  checkAct(act);
  for (const each of amendments) checkAmendment(each);
  const lead = `W ${act.name} ${formatActCitation(act)} `;
  const frame = { kind: UnitKind.ARTICLE, label, end: '.' };
  const [first, ...more] = amendments;
  if (first && !more.length) return provision(first, lead, 0, frame, id);
  const text = `${lead}wprowadza się następujące zmiany:`;
  return unitOf({ id: id(), kind: UnitKind.ARTICLE, label, text, children: list(amendments, 0, '.', id) });
}

/** A change found in an amending act, with the unit that says it. */
export interface FoundAmendment {
  readonly act: ActRef;
  readonly amendment: Amendment;
  readonly unitId: string;
}

interface Found {
  readonly amendments: FoundAmendment[];
  readonly doubts: Doubt[];
}

const LEAD = /^W (\p{Ll}[^()„”]*?) (\((?:Dz\.\s?U\.|M\.\s?P\.)[^()]*\))\s+(.*)$/su;

function actIn(text: string): { act: ActRef; rest: string } | undefined {
  const [, name, brackets, rest] = LEAD.exec(text) ?? [];
  const citation = brackets ? parseActCitation(brackets) : undefined;
  return citation && name && rest ? { act: { name, ...citation }, rest } : undefined;
}

/** The one wording that a provision quotes, if it is followed by nothing but a sign. */
function quoteIn({ children: [child, ...others] }: Unit): Unit | undefined {
  return child?.kind === UnitKind.QUOTE && !others.length && /^[;,.]?$/.test(child.closing) ? child : undefined;
}

function collect(unit: Unit, text: string, act: ActRef, context: readonly Step[], found: Found): void {
  const said = readSentence(text, context);
  const quote = quoteIn(unit);
  const list = unit.children.length > 0 && !quote;
  if (said?.what === 'WHERE' && list) return below(unit, act, said.within, found);
  const promised = /brzmieni[eu]\s*:$/u.test(text);
  if (said?.what !== 'AMENDMENT' || promised !== !!quote || list)
    return void found.doubts.push(doubt(DoubtKind.AMENDMENT, 0, unit.id));
  const wording = quote ? wordingOf(quote) : null;
  found.amendments.push({ act, amendment: { ...said.amendment, wording }, unitId: unit.id });
}

function below(unit: Unit, act: ActRef, context: readonly Step[], found: Found): void {
  for (const child of unit.children) collect(child, child.text, act, context, found);
}

function inBasic(unit: Unit, found: Found): void {
  const lead = actIn(unit.text);
  if (!lead) {
    if (/^W .*(?:brzmieni[eu]|następujące zmiany)\s*:$/su.test(unit.text))
      found.doubts.push(doubt(DoubtKind.AMENDMENT, 0, unit.id));
    return;
  }
  if (/^wprowadza się następujące zmiany\s*:$/u.test(lead.rest)) below(unit, lead.act, [], found);
  else collect(unit, lead.rest, lead.act, [], found);
}

/** The changes that an amending act makes to others, as data; a doubt for each provision that looks like one and is not understood. */
export function amendmentsIn({ units }: Pick<DraftText, 'units'>): Found {
  const found: Found = { amendments: [], doubts: [] };
  const visit = (unit: Unit): void => (isGrouping(unit.kind) ? unit.children.forEach(visit) : inBasic(unit, found));
  units.forEach(visit);
  return found;
}
