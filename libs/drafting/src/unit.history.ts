import { walk, type DraftText, type Unit } from './unit.tree.ts';

/** What was done to a unit (co zrobiono z jednostką). */
export enum UnitAct {
  INSERTED = 'INSERTED',
  DELETED = 'DELETED',
  MOVED = 'MOVED',
  RENUMBERED = 'RENUMBERED',
  SPLIT = 'SPLIT',
  JOINED = 'JOINED',
  REWORDED = 'REWORDED',
}

/** Where a unit stood at a moment, and under which label. */
export interface Stand {
  readonly parentId: string | null;
  readonly index: number;
  readonly label: string;
}

/** One line of a text's history. */
export interface UnitEvent {
  readonly act: UnitAct;
  readonly unitId: string;
  /** The unit that it was split off, or that it was joined to. */
  readonly otherId: string | null;
  readonly before: Stand | null;
  readonly after: Stand | null;
  /** The unit as it was, with all in it: nothing that goes is lost. */
  readonly gone: Unit | null;
}

export interface Changed {
  readonly draft: DraftText;
  readonly events: readonly UnitEvent[];
}

/** What became of a unit: itself, what it was joined to, what was split off it; empty if it was deleted. */
export function descendantsOf(events: readonly UnitEvent[], id: string): string[] {
  const alive = new Set([id]);
  for (const each of events) EFFECTS[each.act]?.(alive, each, id);
  return [...alive];
}

const unitsIn = (unit: Unit | null): string[] => (unit ? [...walk([unit])].map((place) => place.unit.id) : []);

const EFFECTS: Partial<Record<UnitAct, (alive: Set<string>, event: UnitEvent, id: string) => void>> = {
  SPLIT: (alive, { unitId, otherId }) => {
    if (otherId && alive.has(otherId)) alive.add(unitId);
  },
  INSERTED: (alive, { gone }, id) => {
    if (unitsIn(gone).includes(id)) alive.add(id); // put back
  },
  JOINED: (alive, { unitId, otherId }) => {
    if (alive.delete(unitId) && otherId) alive.add(otherId);
  },
  DELETED: (alive, { gone }) => {
    for (const each of unitsIn(gone)) alive.delete(each);
  },
};
