import {
  compareVersions,
  UnitAct,
  UnitChange,
  walk,
  type DraftText,
  type Stand,
  type Unit,
  type UnitEvent,
} from '#drafting';

/** A unit as its row has it. */
export interface UnitRow extends Omit<Unit, 'children'> {
  readonly parentId: string | null;
  readonly place: number;
}

/** The tree of rows that come in the order of reading. */
export function treeOf(rows: readonly UnitRow[]): Unit[] {
  const children = new Map<string | null, Unit[]>([[null, []]]);
  for (const { id, parentId, kind, label, title, text, closing } of rows) {
    const own: Unit[] = [];
    children.set(id, own);
    children.get(parentId)!.push({ id, kind, label, title, text, children: own, closing });
  }
  return children.get(null)!;
}

/** Between two places next to each other: many units fit in before all rows have to be written anew. */
const GAP = 65_536;
const LAST = 2 ** 31 - 1;

/** The places of a new order: those at both ends that are the same keep theirs, the rest get what lies between. */
export function placesOf(before: readonly UnitRow[], order: readonly string[]): number[] {
  const shorter = Math.min(before.length, order.length);
  let head = 0;
  while (head < shorter && before[head]!.id === order[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail)!.id === order.at(-1 - tail)) tail++;
  const count = order.length - head - tail;
  const low = head ? before[head - 1]!.place : 0;
  const high = tail ? before.at(-tail)!.place : low + (count + 1) * GAP;
  const step = Math.floor((high - low) / (count + 1));
  if (step < 1 || high > LAST) return order.map((_, i) => (i + 1) * GAP);
  return order.map((_, i) => {
    if (i < head) return before[i]!.place;
    return i < head + count ? low + (i - head + 1) * step : before.at(i - order.length)!.place;
  });
}

const FIELDS = ['parentId', 'place', 'kind', 'label', 'title', 'text', 'closing'] as const;

/** The rows to write and the ids to take away so that the table says what the text says. */
export interface RowChanges {
  readonly written: readonly UnitRow[];
  readonly gone: readonly string[];
}

export function rowChanges(before: readonly UnitRow[], { units }: DraftText): RowChanges {
  const places = [...walk(units)];
  const numbers = placesOf(
    before,
    places.map(({ unit }) => unit.id),
  );
  const rows = places.map(({ unit: { id, kind, label, title, text, closing }, parentId }, i): UnitRow => {
    return { id, parentId, place: numbers[i]!, kind, label, title, text, closing };
  });
  const old = new Map(before.map((row) => [row.id, row]));
  const written = rows.filter((row) => FIELDS.some((field) => old.get(row.id)?.[field] !== row[field]));
  for (const { id } of rows) old.delete(id);
  return { written, gone: [...old.keys()] };
}

const standsOf = ({ units }: DraftText): Map<string, { stand: Stand; unit: Unit }> =>
  new Map(
    [...walk(units)].map(({ unit, parentId, index }) => [
      unit.id,
      { unit, stand: { parentId, index, label: unit.label } },
    ]),
  );

const WHAT: readonly (readonly [UnitChange, UnitAct])[] = [
  [UnitChange.ADDED, UnitAct.INSERTED],
  [UnitChange.REMOVED, UnitAct.DELETED],
  [UnitChange.MOVED, UnitAct.MOVED],
  [UnitChange.RENUMBERED, UnitAct.RENUMBERED],
  [UnitChange.CHANGED, UnitAct.REWORDED],
];

/** The history of a text that was pasted in place of another: unit by unit, as if each had been changed by hand. */
export function pastedEvents(before: DraftText, after: DraftText): UnitEvent[] {
  const [old, fresh] = [standsOf(before), standsOf(after)];
  /** Without what lives on elsewhere; of a unit that goes with the one it is in, that one's event says it. */
  const without = (unit: Unit): Unit => ({
    ...unit,
    children: unit.children.filter(({ id }) => !fresh.has(id)).map(without),
  });
  const goesAlong = (id: string) => {
    const { parentId } = old.get(id)!.stand;
    return parentId !== null && !fresh.has(parentId);
  };
  return compareVersions(before, after).flatMap(({ unitId, changes }) =>
    WHAT.filter(([change]) => changes.includes(change)).flatMap(([, act]): UnitEvent[] => {
      if (act === UnitAct.DELETED && goesAlong(unitId)) return [];
      const [was, is] = [old.get(unitId), fresh.get(unitId)];
      const kept = { DELETED: () => without(was!.unit), REWORDED: () => ({ ...was!.unit, children: [] }) };
      const gone = kept[act as keyof typeof kept]?.() ?? null;
      return [{ act, unitId, otherId: null, before: was?.stand ?? null, after: is?.stand ?? null, gone }];
    }),
  );
}
