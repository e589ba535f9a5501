import { PathUnreadable } from './drafting.errors.ts';
import { MOST_ORDINAL, ordinal, ordinalAt, ordinalValue } from './ordinals.ts';
import { isGrouping, KINDS, UnitKind } from './unit.kinds.ts';
import { isLabel } from './unit.label.ts';
import { walk, type DraftText, type Place, type Unit } from './unit.tree.ts';

/** One step of a citation; units without labels are cited by their place, so a tiret's label here is 1, 2, 3 … */
export interface Step {
  readonly kind: UnitKind;
  readonly label: string;
}

/** What of a unit is meant, if not all of it. */
export enum UnitPart {
  WHOLE = 'WHOLE',
  TITLE = 'TITLE',
  INTRODUCTION = 'INTRODUCTION',
  CLOSING = 'CLOSING',
}

/** A provision within an act, from large to small. */
export interface UnitPath {
  readonly steps: readonly Step[];
  readonly part: UnitPart;
}

export const byPlace = (kind: UnitKind): boolean => KINDS[kind].numbering === 'PLACE';

/** Whether a step can be written and read: an ordinal exists for the place, the label is one of its kind. */
export function isStep({ kind, label }: Step): boolean {
  if (kind === UnitKind.SECTION) return /^[1-9]\d{0,3}(\.[1-9]\d{0,3}){0,9}$/.test(label);
  if (!byPlace(kind)) return isLabel(kind, label);
  return kind !== UnitKind.QUOTE && /^[1-9]\d{0,3}$/.test(label) && (!isIndent(kind) || Number(label) <= MOST_ORDINAL);
}

export const isIndent = (kind: UnitKind): boolean => kind === UnitKind.INDENT || kind === UnitKind.DOUBLE_INDENT;

export const stepText = ({ kind, label }: Step): string =>
  `${KINDS[kind].cases[0]} ${isIndent(kind) ? ordinal(Number(label)) : label}`;

const PARTS: Readonly<Record<UnitPart, string>> = {
  WHOLE: '',
  TITLE: 'tytuł',
  INTRODUCTION: 'wprowadzenie do wyliczenia',
  CLOSING: 'część wspólna',
};

/** art. 5 ust. 2 pkt 3 lit. a tiret drugie; art. 5 ust. 2 część wspólna. */
export const formatPath = ({ steps, part }: UnitPath): string =>
  [...steps.map(stepText), ...(part === UnitPart.WHOLE ? [] : [PARTS[part]])].join(' ');

const NAMES = new Map<string, UnitKind>(
  Object.values(UnitKind).flatMap((kind) => KINDS[kind].cases.map((name) => [name, kind] as const)),
);
for (const [name, kind] of [
  ['artykuł', UnitKind.ARTICLE],
  ['paragraf', UnitKind.PARAGRAPH],
  ['ustęp', UnitKind.SUBSECTION],
  ['punkt', UnitKind.POINT],
  ['litera', UnitKind.LETTER],
  ['podwójne tiret', UnitKind.DOUBLE_INDENT],
] as const)
  NAMES.set(name, kind);
/** Longer names first, so that "podwójne tiret" is not read as something and a tiret. */
export const NAME_PATTERN = [...NAMES.keys()]
  .sort((a, b) => b.length - a.length)
  .map((name) => name.replace('.', '\\.?'))
  .join('|');
const STEP = new RegExp(`^(${NAME_PATTERN})\\s*`, 'iu');

/** The kind that a name stands for, in whatever case; with or without the stop of an abbreviation. */
export function kindNamed(name: string): UnitKind | undefined {
  const low = name.toLowerCase().replace(/\s+/g, ' ');
  return NAMES.get(low) ?? NAMES.get(`${low}.`);
}

/** Reads the label that follows a unit's name; answers how much of the text it took. */
export function readLabel(kind: UnitKind, text: string): { label: string; length: number } | undefined {
  if (!isIndent(kind)) {
    const [label = ''] = /^[\dA-Za-z⁰¹²³⁴⁵⁶⁷⁸⁹.]+/.exec(text) ?? [];
    return isStep({ kind, label }) ? { label, length: label.length } : undefined;
  }
  const words = ordinalAt(text);
  return words ? { label: String(ordinalValue(words)), length: words.length } : undefined;
}

/** Steps go from large to small. */
export const descends = (steps: readonly Step[]): boolean =>
  steps.every(({ kind }, i) => i === 0 || KINDS[steps[i - 1]!.kind].rank < KINDS[kind].rank);

/** Reads a citation; throws PATH_UNREADABLE. */
export function parsePath(text: string): UnitPath {
  const refusal = PathUnreadable({ path: text.slice(0, 200) });
  if (text.length > 500) throw refusal;
  let rest = text
    .normalize('NFC')
    .replace(/[\s\u00a0,]+/g, ' ')
    .trim();
  const part = (Object.keys(PARTS) as UnitPart[]).find((each) => PARTS[each] && rest.endsWith(` ${PARTS[each]}`));
  if (part) rest = rest.slice(0, -PARTS[part].length - 1);
  const steps = stepsIn(rest);
  if (!steps?.length || !descends(steps)) throw refusal;
  return { steps, part: part ?? UnitPart.WHOLE };
}

function stepsIn(text: string): Step[] | undefined {
  const steps: Step[] = [];
  for (let rest = text; rest;) {
    const name = STEP.exec(rest);
    const kind = name && kindNamed(name[1]!);
    const read = kind && readLabel(kind, rest.slice(name[0].length));
    if (!read) return undefined;
    steps.push({ kind, label: read.label });
    rest = rest.slice(name[0].length + read.length);
    if (rest && !rest.startsWith(' ')) return undefined;
    rest = rest.trimStart();
  }
  return steps;
}

/** What is cited of the units above one: chapters only for what is itself a chapter, as articles are numbered through them. */
const cited = (kind: UnitKind, ancestor: Unit): boolean => isGrouping(kind) || !isGrouping(ancestor.kind);

const stepOf = (unit: Unit, siblings: readonly Unit[]): Step => ({
  kind: unit.kind,
  label: byPlace(unit.kind) ? String(siblings.filter(({ kind }) => kind === unit.kind).indexOf(unit) + 1) : unit.label,
});

/** How a unit of a text is cited; steps within a quoted wording start anew. */
export function pathOf(draft: DraftText, { unit, ancestors }: Place): UnitPath {
  const line = [...ancestors, unit];
  const from = line.findLastIndex(({ kind }, i) => kind === UnitKind.QUOTE && i < line.length - 1) + 1;
  const steps = line.slice(from).flatMap((each, i) => {
    const at = from + i;
    if (each !== unit && !cited(unit.kind, each)) return [];
    return [stepOf(each, at ? line[at - 1]!.children : draft.units)];
  });
  return { steps: outlined(steps), part: UnitPart.WHOLE };
}

/** Sections in sections are cited by one number: sekcja 2.1. */
const outlined = (steps: readonly Step[]): Step[] =>
  steps.reduce<Step[]>((done, { kind, label }) => {
    const last = done.at(-1);
    if (kind !== UnitKind.SECTION || last?.kind !== kind) return [...done, { kind, label }];
    return [...done.slice(0, -1), { kind, label: `${last.label}.${label}` }];
  }, []);

/** The unit that a citation means, outside quoted wordings. */
export function unitAt(draft: DraftText, path: UnitPath): Unit | undefined {
  const wanted = formatPath({ steps: path.steps, part: UnitPart.WHOLE });
  for (const place of walk(draft.units)) {
    if (place.ancestors.some(({ kind }) => kind === UnitKind.QUOTE)) continue;
    if (formatPath(pathOf(draft, place)) === wanted) return place.unit;
  }
  return undefined;
}
