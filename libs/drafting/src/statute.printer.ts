import { markOf } from './statute.markers.ts';
import { isGrouping, UnitKind } from './unit.kinds.ts';
import type { DraftText, Unit } from './unit.tree.ts';

const STEP = 2;
const SET_IN: Partial<Record<UnitKind, number>> = { POINT: 1, LETTER: 2, INDENT: 3, DOUBLE_INDENT: 4 };
const indented = (kind: UnitKind, line: string): string => ' '.repeat(STEP * (SET_IN[kind] ?? 0)) + line;

/** The first ustęp or paragraf of an article without words of its own stands in the article's line. */
const shares = ({ kind, text, children: [first] }: Unit): boolean =>
  (kind === UnitKind.ARTICLE || kind === UnitKind.PARAGRAPH) &&
  !text &&
  (first?.kind === UnitKind.SUBSECTION || first?.kind === UnitKind.PARAGRAPH);

function quoted({ text, children, closing }: Unit, around: UnitKind): string[] {
  const lines = [...(text ? [text] : []), ...printUnits(children)];
  const signs = !closing || /^[;,.]/.test(closing) ? closing : ` ${closing}`;
  const first = lines[0]?.trimStart() ?? '';
  const body = [`„${first}`, ...lines.slice(1)];
  body.push(`${body.pop()!}”${signs}`);
  return body.map((line) => indented(around, line));
}

function grouping(unit: Unit): string[] {
  const title = unit.title ? [unit.title] : [];
  return ['', markOf(unit.kind, unit.label), ...title, ...printUnits(unit.children)];
}

function printUnit(unit: Unit, around: UnitKind): string[] {
  const { kind, label, text, children, closing } = unit;
  if (kind === UnitKind.QUOTE) return quoted(unit, around);
  if (isGrouping(kind)) return grouping(unit);
  const lines = children.flatMap((child) => printUnit(child, kind));
  const mark = indented(kind, markOf(kind, label));
  const own = shares(unit) ? `${mark} ${lines.shift()!}` : [mark, text].filter(Boolean).join(' ');
  const common = closing ? [indented(children.at(-1)?.kind ?? kind, `– ${closing}`)] : [];
  const blank = kind === UnitKind.ARTICLE || (kind === UnitKind.PARAGRAPH && around === UnitKind.QUOTE) ? [''] : [];
  return [...blank, own, ...lines, ...common];
}

/** Units as lines; within one another they are set in, which also tells the common parts of nested lists apart. */
export function printUnits(units: readonly Unit[]): string[] {
  const lines = units.flatMap((unit) => printUnit(unit, UnitKind.QUOTE));
  return lines[0] === '' ? lines.slice(1) : lines;
}

/** A law as plain text, a unit a line, so that pasting it gives the same units again. */
export function printStatute({ heading, units }: DraftText): string {
  const lines = printUnits(units);
  return [...(heading ? [heading, ''] : []), ...lines].join('\n');
}
