import { newId } from '#core';
import type { NewEntry } from './mutation.witness.ts';

const MINUTE_MS = 60_000;
/** How many refusals of one person in a minute get an entry each. */
export const MOST_A_MINUTE = 20;
/** Sorts of refusals that are counted at once; one more is counted as the signed-out's. */
const MOST_SORTS = 5_000;

/** Past a number each minute, refusals of the same person, mutation and code share one entry that says how many. */
export class Flood {
  private minute = 0;
  private readonly single = new Map<string | null, number>();
  private readonly counted = new Map<string, NewEntry & { minute: number }>();

  /** Whether it gets an entry of its own; otherwise it is counted. */
  takes(entry: NewEntry, now: number): boolean {
    this.turn(now);
    const before = this.single.get(entry.personId) ?? 0;
    this.single.set(entry.personId, before + 1);
    if (before < MOST_A_MINUTE) return true;
    this.keep({ ...entry, about: [] }, now);
    return false;
  }

  keep(entry: NewEntry, now: number): void {
    const whole = { ...entry, personId: this.counted.size < MOST_SORTS ? entry.personId : null };
    const key = [whole.personId, whole.mandateId, whole.operation, whole.outcome, whole.subjectId].join(' ');
    const before = this.counted.get(key);
    const minute = Math.floor(now / MINUTE_MS);
    const fresh = { ...whole, id: before?.id ?? newId(), minute: before?.minute ?? minute };
    this.counted.set(key, { ...fresh, times: (before?.times ?? 0) + entry.times });
  }

  /** Takes out what was counted in minutes that are over. */
  over(now: number, all: boolean): NewEntry[] {
    const minute = Math.floor(now / MINUTE_MS);
    const due = [...this.counted].filter(([, entry]) => all || entry.minute < minute);
    for (const [key] of due) this.counted.delete(key);
    return due.map(([, { minute: _, ...entry }]) => entry);
  }

  private turn(now: number): void {
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.minute) this.single.clear();
    this.minute = minute;
  }
}
