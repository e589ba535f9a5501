import type { TextChange } from '#texts';
import { textDiff } from './text.diff.ts';
import { formatPath, pathOf } from './unit.path.ts';
import { walk, type DraftText, type Place, type Unit } from './unit.tree.ts';

/** What became of a unit from one version to another (co stało się z jednostką). Several may be true of one. */
export enum UnitChange {
  ADDED = 'ADDED',
  REMOVED = 'REMOVED',
  CHANGED = 'CHANGED',
  MOVED = 'MOVED',
  RENUMBERED = 'RENUMBERED',
}

export interface ComparedUnit {
  readonly unitId: string;
  /** Empty for what is the same. */
  readonly changes: readonly UnitChange[];
  /** Whether anything that stands below it, in either version, is not the same. */
  readonly changedBelow: boolean;
  /** How it is cited in each version; null where it is not. */
  readonly pathBefore: string | null;
  readonly pathAfter: string | null;
  /** Word by word; empty where both are. */
  readonly title: readonly TextChange[];
  readonly text: readonly TextChange[];
  readonly closing: readonly TextChange[];
}

type Places = ReadonlyMap<string, Place>;
const placesOf = ({ units }: DraftText): Map<string, Place> =>
  new Map([...walk(units)].map((place) => [place.unit.id, place]));

/** The positions of a longest rising run, the earliest members preferred at the end. */
function longestRise(values: readonly number[]): Set<number> {
  const tails: number[] = [];
  const previous: number[] = [];
  for (const [i, value] of values.entries()) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[tails[middle]!]! < value) low = middle + 1;
      else high = middle;
    }
    previous[i] = low ? tails[low - 1]! : -1;
    tails[low] = i;
  }
  const kept = new Set<number>();
  for (let i = tails.at(-1) ?? -1; i >= 0; i = previous[i]!) kept.add(i);
  return kept;
}

/** Units in another unit than before, and as few of their siblings as must have moved for the rest to be in their old order. */
function movedUnits(before: Places, after: DraftText): Set<string> {
  const moved = new Set<string>();
  const look = (parentId: string | null, siblings: readonly Unit[]) => {
    const stayed: { id: string; index: number }[] = [];
    for (const { id } of siblings) {
      const old = before.get(id);
      if (old && old.parentId !== parentId) moved.add(id);
      else if (old) stayed.push({ id, index: old.index });
    }
    const kept = longestRise(stayed.map(({ index }) => index));
    for (const [i, { id }] of stayed.entries()) if (!kept.has(i)) moved.add(id);
    for (const { id, children } of siblings) look(id, children);
  };
  look(null, after.units);
  return moved;
}

const cite = (draft: DraftText, place: Place | undefined): string | null =>
  place ? formatPath(pathOf(draft, place)) : null;

function changesOf(before: Unit, after: Unit, moved: boolean): UnitChange[] {
  const same = before.text === after.text && before.title === after.title && before.closing === after.closing;
  return [
    ...(same && before.kind === after.kind ? [] : [UnitChange.CHANGED]),
    ...(moved ? [UnitChange.MOVED] : []),
    ...(before.label === after.label ? [] : [UnitChange.RENUMBERED]),
  ];
}

/**
 * Two versions, unit by unit, in the order of the newer; what was removed stands behind what it followed in the older. A unit is
 * known by its id: wherever it went and whatever it is called, it is compared with itself.
 */
export function compareVersions(before: DraftText, after: DraftText): ComparedUnit[] {
  const [old, fresh] = [placesOf(before), placesOf(after)];
  const moved = movedUnits(old, after);
  const compared = (id: string): Omit<ComparedUnit, 'changedBelow'> => {
    const [was, is] = [old.get(id), fresh.get(id)];
    const only = was ? UnitChange.REMOVED : UnitChange.ADDED;
    return {
      unitId: id,
      changes: was && is ? changesOf(was.unit, is.unit, moved.has(id)) : [only],
      pathBefore: cite(before, was),
      pathAfter: cite(after, is),
      ...worded(was?.unit, is?.unit),
    };
  };
  const all = inReadingOrder([...old.keys()], [...fresh.keys()], fresh).map(compared);
  const above = new Set<string>();
  for (const { unitId, changes } of all)
    if (changes.length) for (const places of [old, fresh]) climb(places, unitId, above);
  return all.map((each) => ({ ...each, changedBelow: above.has(each.unitId) }));
}

/** Adds all units that one stands below. */
function climb(places: Places, id: string, above: Set<string>): void {
  for (let up = places.get(id)?.parentId; up; up = places.get(up)?.parentId) above.add(up);
}

const NOTHING = { title: '', text: '', closing: '' };

const worded = (was: Pick<Unit, 'title' | 'text' | 'closing'> = NOTHING, is: typeof was = NOTHING) => ({
  title: textDiff(was.title, is.title),
  text: textDiff(was.text, is.text),
  closing: textDiff(was.closing, is.closing),
});

function inReadingOrder(old: readonly string[], fresh: readonly string[], known: Places): string[] {
  const behind = new Map<string | null, string[]>();
  let last: string | null = null;
  for (const id of old) {
    if (known.has(id)) last = id;
    else if (behind.has(last)) behind.get(last)!.push(id);
    else behind.set(last, [id]);
  }
  return [...(behind.get(null) ?? []), ...fresh.flatMap((id) => [id, ...(behind.get(id) ?? [])])];
}

/** Words of a unit that are long enough to know it by. */
const fingerprint = ({ kind, title, text }: Unit): string | undefined =>
  text.length + title.length >= 20 ? `${kind} ${title} ${text}` : undefined;

/**
 * A text that was pasted again, with the ids of the version before: first the units with the same words, wherever they are now,
 * then those cited in the same way. What is left keeps its new id.
 */
export function carryIdentity(before: DraftText, pasted: DraftText): DraftText {
  const ids = new Map<string, string>();
  const taken = new Set<string>();
  const match = (key: (draft: DraftText, place: Place) => string | undefined) => {
    const free = new Map<string, string[]>();
    for (const place of walk(before.units)) {
      const name = taken.has(place.unit.id) ? undefined : key(before, place);
      if (name !== undefined) free.set(name, [...(free.get(name) ?? []), place.unit.id]);
    }
    for (const place of walk(pasted.units)) {
      const name = ids.has(place.unit.id) ? undefined : key(pasted, place);
      const id = name === undefined ? undefined : free.get(name)?.shift();
      if (!id) continue;
      ids.set(place.unit.id, id);
      taken.add(id);
    }
  };
  const cited = (draft: DraftText, place: Place) => `${place.unit.kind} ${quotesAbove(place)} ${cite(draft, place)}`;
  match((draft, place) => (fingerprint(place.unit) ? `${cited(draft, place)} ${fingerprint(place.unit)}` : undefined));
  match((_, { unit }) => fingerprint(unit));
  match(cited);
  const named = (units: readonly Unit[]): Unit[] =>
    units.map((unit) => ({ ...unit, id: ids.get(unit.id) ?? unit.id, children: named(unit.children) }));
  return { ...pasted, units: named(pasted.units) };
}

/** A citation in a quoted wording starts anew: what it is quoted in tells equal ones apart. */
const quotesAbove = ({ ancestors }: Place): string => ancestors.map(({ label, kind }) => `${kind}${label}`).join(' ');
