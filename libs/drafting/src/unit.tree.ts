import {
  DraftTooLarge,
  LabelNotLegal,
  LabelOutOfOrder,
  TextNotPlain,
  UnitMisplaced,
  UnitUnknown,
} from './drafting.errors.ts';
import { LIMITS } from './limits.ts';
import { isGrouping, mayContain, UnitKind } from './unit.kinds.ts';
import { disorder, isLabel } from './unit.label.ts';

/** A unit of a text. Its id is its identity: it stays whatever becomes of label, place and words. */
export interface Unit {
  readonly id: string;
  readonly kind: UnitKind;
  /** As printed: 5a, IV, aa, 5¹; empty for units told apart by their place alone. */
  readonly label: string;
  /** The heading of a chapter or section; empty for the others. */
  readonly title: string;
  /** Its own words; where units follow in it, the introduction to the list. */
  readonly text: string;
  readonly children: readonly Unit[];
  /** The closing common part after a list; after a quoted wording the signs that stand behind it. */
  readonly closing: string;
}

/** A whole text: a law in legal units, or prose in sections and paragraphs. */
export interface DraftText {
  readonly form: 'LAW' | 'PROSE';
  /** What stands above the first unit: the name of the act, its day, its title; a line each. */
  readonly heading: string;
  readonly units: readonly Unit[];
}

/** Where a unit stands: in which other (null at the top), at which place, with what above it. */
export interface Place {
  readonly unit: Unit;
  readonly parentId: string | null;
  readonly index: number;
  readonly ancestors: readonly Unit[];
}

/** A unit of which only something is said. */
export const unitOf = (fields: Pick<Unit, 'id' | 'kind'> & Partial<Unit>): Unit => ({
  ...{ label: '', title: '', text: '', children: [], closing: '' },
  ...fields,
});

/** All units with their places, in the order of reading. */
export function* walk(units: readonly Unit[], ancestors: readonly Unit[] = []): Generator<Place> {
  for (const [index, unit] of units.entries()) {
    yield { unit, parentId: ancestors.at(-1)?.id ?? null, index, ancestors };
    yield* walk(unit.children, [...ancestors, unit]);
  }
}

export function placeOf(draft: DraftText, id: string): Place {
  for (const place of walk(draft.units)) if (place.unit.id === id) return place;
  throw UnitUnknown({ unitId: id });
}

export const unitById = (draft: DraftText, id: string): Unit => placeOf(draft, id).unit;

/** The units in a unit, or at the top. */
export const childrenOf = (draft: DraftText, parentId: string | null): readonly Unit[] =>
  parentId === null ? draft.units : unitById(draft, parentId).children;

/** The same text with other units in one unit, or at the top. */
export function withChildren(draft: DraftText, parentId: string | null, children: readonly Unit[]): DraftText {
  if (parentId === null) return { ...draft, units: children };
  return withUnit(draft, parentId, (unit) => ({ ...unit, children }));
}

/** The same text with one unit changed; whatever does not lie on the way to it stays the same object. */
export function withUnit(draft: DraftText, id: string, change: (unit: Unit) => Unit): DraftText {
  const way = new Set([...placeOf(draft, id).ancestors.map((unit) => unit.id), id]);
  const along = (units: readonly Unit[]): Unit[] =>
    units.map((unit) => {
      if (!way.has(unit.id)) return unit;
      return unit.id === id ? change(unit) : { ...unit, children: along(unit.children) };
    });
  return { ...draft, units: along(draft.units) };
}

/**
 * The rows in which labels have to be in order. Articles are numbered through all chapters of the text that they are in, units
 * of other kinds within the unit that they are in.
 */
export function numberedRows(units: readonly Unit[]): { kind: UnitKind; units: Unit[] }[] {
  const rows: { kind: UnitKind; units: Unit[] }[] = [];
  const add = (counts: Map<UnitKind, Unit[]>, unit: Unit) => {
    const row = counts.get(unit.kind);
    if (row) return void row.push(unit);
    rows.push({ kind: unit.kind, units: [unit] });
    counts.set(unit.kind, rows.at(-1)!.units);
  };
  const collect = (siblings: readonly Unit[], basic: Map<UnitKind, Unit[]>) => {
    const own = new Map<UnitKind, Unit[]>();
    for (const unit of siblings) {
      add(unit.kind === UnitKind.ARTICLE || unit.kind === UnitKind.PARAGRAPH ? basic : own, unit);
      collect(unit.children, isGrouping(unit.kind) ? basic : new Map());
    }
  };
  collect(units, new Map());
  return rows;
}

/** What a part of a unit may be made of. */
export const ONE_PARAGRAPH = /^[^\p{Cc}\p{Cs}\u2028\u2029]*$/u;

function checkSize(limit: keyof typeof LIMITS, found: number): void {
  if (found > LIMITS[limit]) throw DraftTooLarge({ limit, most: LIMITS[limit], found });
}

function checkUnit({ unit, ancestors }: Place, form: DraftText['form']): void {
  const parent = ancestors.at(-1)?.kind ?? null;
  if (!mayContain(parent, unit.kind, form)) throw UnitMisplaced({ kind: unit.kind, parent });
  if (!isLabel(unit.kind, unit.label)) throw LabelNotLegal({ label: unit.label });
  if (!ONE_PARAGRAPH.test(unit.text + unit.closing + unit.title)) throw TextNotPlain({ unitId: unit.id });
  checkSize('text', Math.max(unit.text.length, unit.closing.length));
  checkSize('title', unit.title.length);
}

/** Refuses what no draft may be: too large, units where they cannot stand, labels that are none, repeated or out of order. */
export function checkDraft(draft: DraftText): void {
  checkSize('heading', draft.heading.length);
  let [units, depth] = [0, 0];
  for (const place of walk(draft.units)) {
    checkSize('units', ++units);
    depth = Math.max(depth, place.ancestors.length + 1);
    checkUnit(place, draft.form);
  }
  checkSize('depth', depth);
  checkOrder(draft);
}

/** Refuses labels that repeat or do not follow the legal order. */
export function checkOrder(draft: DraftText): void {
  for (const row of numberedRows(draft.units)) {
    const [wrong] = disorder(
      row.kind,
      row.units.map(({ label }) => label),
    );
    if (wrong !== undefined) throw LabelOutOfOrder({ label: row.units[wrong]!.label });
  }
}
