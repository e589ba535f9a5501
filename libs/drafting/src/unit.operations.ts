import { newId } from '#core';
import {
  LabelNotLegal,
  NoLabelBetween,
  QuotedNumbering,
  SplitOutsideText,
  UnitInItself,
  UnitMisplaced,
  UnitsNotJoinable,
} from './drafting.errors.ts';
import { mayContain, UnitKind } from './unit.kinds.ts';
import { compareLabels, disorder, isLabel, labelAt, labelBetween } from './unit.label.ts';
import {
  checkDraft,
  checkOrder,
  childrenOf,
  numberedRows,
  placeOf,
  unitOf,
  walk,
  withChildren,
  withUnit,
} from './unit.tree.ts';
import { UnitAct, type Changed, type Stand, type UnitEvent } from './unit.history.ts';
import type { DraftText, Unit } from './unit.tree.ts';

/** Where to put a unit: in which other (null: at the top), behind which sibling (null: first). */
export interface Spot {
  readonly parentId: string | null;
  readonly afterId: string | null;
}

const standOf = (draft: DraftText, id: string): Stand => {
  const { parentId, index, unit } = placeOf(draft, id);
  return { parentId, index, label: unit.label };
};
const event = (act: UnitAct, unitId: string, fields: Partial<UnitEvent>): UnitEvent => ({
  ...{ act, unitId, otherId: null, before: null, after: null, gone: null },
  ...fields,
});

/** Refuses what the change made illegal, so that no illegal text comes out of an operation on a legal one. */
function legal(draft: DraftText, events: readonly UnitEvent[]): Changed {
  checkDraft(draft);
  return { draft, events };
}

function indexAfter(siblings: readonly Unit[], afterId: string | null, draft: DraftText): number {
  if (afterId === null) return 0;
  const index = siblings.findIndex(({ id }) => id === afterId);
  if (index < 0) placeOf(draft, afterId); // says that it is unknown, if it is
  if (index < 0) throw UnitMisplaced({ kind: placeOf(draft, afterId).unit.kind, parent: null });
  return index + 1;
}

function put(draft: DraftText, { parentId, afterId }: Spot, unit: Unit): DraftText {
  const parent = parentId === null ? null : placeOf(draft, parentId).unit.kind;
  if (!mayContain(parent, unit.kind, draft.form)) throw UnitMisplaced({ kind: unit.kind, parent });
  const siblings = childrenOf(draft, parentId);
  return withChildren(draft, parentId, siblings.toSpliced(indexAfter(siblings, afterId, draft), 0, unit));
}

/** The neighbours in the row by which a unit is numbered, as articles are through all chapters. */
function neighbours(draft: DraftText, { id }: Unit): [string | undefined, string | undefined] {
  for (const { units } of numberedRows(draft.units)) {
    const at = units.findIndex((each) => each.id === id);
    if (at >= 0) return [units[at - 1]?.label, units[at + 1]?.label];
  }
  return [undefined, undefined];
}

const fits = (kind: UnitKind, label: string, before: string | undefined, after: string | undefined): boolean =>
  isLabel(kind, label) &&
  (before === undefined || compareLabels(kind, before, label) < 0) &&
  (after === undefined || compareLabels(kind, label, after) < 0);

/** The unit with a label that fits its place: its own if it does, else what law gives to one put between its neighbours. */
function labelled(draft: DraftText, unit: Unit): DraftText {
  const [before, after] = neighbours(draft, unit);
  if (fits(unit.kind, unit.label, before, after)) return draft;
  const label = labelBetween(unit.kind, before, after);
  if (label === undefined) throw NoLabelBetween({ before: before ?? null, after: after ?? null });
  return withUnit(draft, unit.id, (each) => ({ ...each, label }));
}

/** A new unit; without a label it gets the one that law gives to a unit inserted there. */
export function insertUnit(
  draft: DraftText,
  spot: Spot,
  fields: Pick<Unit, 'kind'> & Partial<Pick<Unit, 'label' | 'title' | 'text' | 'closing'>>,
  id: string = newId(),
): Changed {
  const unit = unitOf({ ...fields, id });
  const given = put(draft, spot, unit);
  const done = fields.label ? given : labelled(given, unit);
  return legal(done, [event(UnitAct.INSERTED, id, { after: standOf(done, id) })]);
}

/** Takes a unit out with all in it; the event keeps it whole. */
export function deleteUnit(draft: DraftText, id: string): Changed {
  const { unit, parentId } = placeOf(draft, id);
  const rest = childrenOf(draft, parentId).filter((each) => each !== unit);
  const gone = event(UnitAct.DELETED, id, { before: standOf(draft, id), gone: unit });
  return { draft: withChildren(draft, parentId, rest), events: [gone] };
}

/** Puts back what a DELETED event keeps, in the place where it was, or last if that place is gone. */
export function restoreUnit(draft: DraftText, { gone, before }: UnitEvent): Changed {
  if (!gone || !before) return { draft, events: [] };
  const siblings = childrenOf(draft, before.parentId);
  const afterId = before.index === 0 ? null : (siblings[Math.min(before.index, siblings.length) - 1]?.id ?? null);
  const done = put(draft, { parentId: before.parentId, afterId }, gone);
  return legal(done, [event(UnitAct.INSERTED, gone.id, { after: standOf(done, gone.id), gone })]);
}

/**
 * Moves a unit with all in it. Its label stays where it can, else it becomes that of a unit inserted there; `renumber` numbers
 * the rows anew that would otherwise be out of order, as those of a moved chapter's articles are.
 */
export function moveUnit(draft: DraftText, id: string, spot: Spot, renumber = false): Changed {
  const { unit, parentId } = placeOf(draft, id);
  const inIt = new Set([...walk([unit])].map((place) => place.unit.id));
  if ((spot.parentId && inIt.has(spot.parentId)) || (spot.afterId && inIt.has(spot.afterId))) throw UnitInItself();
  const before = standOf(draft, id);
  const without = withChildren(
    draft,
    parentId,
    childrenOf(draft, parentId).filter((each) => each !== unit),
  );
  const there = put(without, spot, unit);
  const { draft: done, events } = renumber ? inOrder(there) : { draft: labelled(there, unit), events: [] };
  return legal(done, [event(UnitAct.MOVED, id, { before, after: standOf(done, id) }), ...events]);
}

/** Numbers anew every row that is out of order. */
function inOrder(draft: DraftText): Changed {
  let done = draft;
  const events: UnitEvent[] = [];
  for (const { kind, units } of numberedRows(draft.units)) {
    if (
      !disorder(
        kind,
        units.map(({ label }) => label),
      ).length
    )
      continue;
    const row = renumbered(done, units[0]!.id);
    done = row.draft;
    events.push(...row.events);
  }
  return { draft: done, events };
}

/** Gives one unit another label, which has to fit between its neighbours. */
export function relabelUnit(draft: DraftText, id: string, label: string): Changed {
  const { unit } = placeOf(draft, id);
  if (!isLabel(unit.kind, label)) throw LabelNotLegal({ label });
  const done = withUnit(draft, id, (each) => ({ ...each, label }));
  checkOrder(done);
  return legal(done, [event(UnitAct.RENUMBERED, id, { before: standOf(draft, id), after: standOf(done, id) })]);
}

/**
 * Numbers one row anew without gaps and letters: the units of a kind in one unit, or, for articles, in the whole text that they
 * are counted in. Quoted wordings keep their numbers: they are those of another act.
 */
export function renumberRow(draft: DraftText, memberId: string): Changed {
  const { draft: done, events } = renumbered(draft, memberId);
  return legal(done, events);
}

function renumbered(draft: DraftText, memberId: string): Changed {
  const { ancestors } = placeOf(draft, memberId);
  if (ancestors.at(-1)?.kind === UnitKind.QUOTE) throw QuotedNumbering();
  const row = numberedRows(draft.units).find(({ units }) => units.some(({ id }) => id === memberId));
  if (!row) return { draft, events: [] };
  const roman = /^[IVXLCDM]/.test(row.units[0]!.label);
  const labels = new Map(row.units.map(({ id }, i) => [id, labelAt(row.kind, i, roman)]));
  const along = (units: readonly Unit[]): Unit[] =>
    units.map((each) => ({ ...each, label: labels.get(each.id) ?? each.label, children: along(each.children) }));
  const done = { ...draft, units: along(draft.units) };
  const changed = row.units.filter(({ id, label }) => labels.get(id) !== label);
  const places = new Map([...walk(draft.units)].map((place) => [place.unit.id, place]));
  const events = changed.map(({ id, label }) => {
    const { parentId, index } = places.get(id)!;
    const before = { parentId, index, label };
    return event(UnitAct.RENUMBERED, id, { before, after: { ...before, label: labels.get(id)! } });
  });
  return { draft: done, events };
}

/** Other words of one unit. */
export function rewordUnit(
  draft: DraftText,
  id: string,
  words: Partial<Pick<Unit, 'title' | 'text' | 'closing'>>,
): Changed {
  const { unit } = placeOf(draft, id);
  const done = withUnit(draft, id, (each) => ({ ...each, ...words }));
  const stand = standOf(draft, id);
  return legal(done, [event(UnitAct.REWORDED, id, { before: stand, after: stand, gone: { ...unit, children: [] } })]);
}

/**
 * Cuts a unit in two between words: the first keeps its identity, the second is new and comes from it. Whatever follows the
 * text – its list, the common part – goes with the second.
 */
export function splitUnit(draft: DraftText, id: string, at: number, secondId: string = newId()): Changed {
  const { unit, parentId } = placeOf(draft, id);
  const [head, tail] = [unit.text.slice(0, at), unit.text.slice(at)];
  const between = /\S$/.test(head) && /^ \S/.test(tail);
  if (!Number.isInteger(at) || !between) throw SplitOutsideText({ at, length: unit.text.length });
  const second = unitOf({ ...unit, id: secondId, text: tail.slice(1), title: '', label: '' });
  const cut = withUnit(draft, id, (each) => ({ ...each, text: head, children: [], closing: '' }));
  const done = labelled(put(cut, { parentId, afterId: id }, second), second);
  return legal(done, [
    event(UnitAct.SPLIT, secondId, { otherId: id, before: standOf(draft, id), after: standOf(done, secondId) }),
  ]);
}

/** Joins the next sibling of the same kind to a unit, which keeps its identity; the other goes, but the history says where to. */
export function joinWithNext(draft: DraftText, id: string): Changed {
  const { unit, parentId, index } = placeOf(draft, id);
  const siblings = childrenOf(draft, parentId);
  const next = siblings[index + 1];
  if (next?.kind !== unit.kind || next.title) throw UnitsNotJoinable({ reason: 'NO_NEXT' });
  if (unit.closing || (unit.children.length && next.text)) throw UnitsNotJoinable({ reason: 'LIST_BETWEEN' });
  const whole: Unit = {
    ...unit,
    text: [unit.text, next.text].filter(Boolean).join(' '),
    children: [...unit.children, ...next.children],
    closing: next.closing,
  };
  const done = withChildren(draft, parentId, siblings.toSpliced(index, 2, whole));
  return legal(done, [event(UnitAct.JOINED, next.id, { otherId: id, before: standOf(draft, next.id), gone: next })]);
}
