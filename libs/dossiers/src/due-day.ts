import { createRequire } from 'node:module';
import type Holidays from 'date-holidays';
import { day } from '#convents';
import type { DueBasis } from './words.ts';

let calendar: Holidays | undefined;
/** Loaded when first asked: with its astronomy it is a twentieth of a start. */
function ours(): Holidays {
  if (calendar) return calendar;
  const Calendar = createRequire(import.meta.url)('date-holidays') as typeof Holidays;
  return (calendar = new Calendar('PL'));
}

const known = new Map<string, ReadonlySet<string>>();

/** The days of a year that the law frees from work. */
function holidaysIn(year: string): ReadonlySet<string> {
  const found = known.get(year);
  if (found) return found;
  const free = ours()
    .getHolidays(Number(year))
    .filter(({ type }) => type === 'public');
  const days = new Set(free.map(({ date }) => date.slice(0, 10)));
  if (known.size < 200) known.set(year, days);
  return days;
}

/** Whether a term cannot end on that day: a Saturday, a Sunday, a holiday. */
export function isFree(on: string): boolean {
  const weekday = new Date(`${on}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6 || holidaysIn(on.slice(0, 4)).has(on);
}

/** That day, or the next one on which a term may end (art. 57 § 4 of the code of administrative procedure). */
export function workingDay(on: string): string {
  let found = on;
  while (isFree(found)) found = day(found, 1);
  return found;
}

/** The day of the same number so many months later, or the last one of that month (art. 57 § 3). */
export function monthsLater(from: string, months: number): string {
  const [year, month, date] = from.split('-').map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + months, 0));
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last.getUTCDate()))).toISOString().slice(0, 10);
}

const COUNTS: Record<Exclude<DueBasis, 'OWN_DATE' | 'NONE'>, (from: string) => string> = {
  DAYS_7: (from) => day(from, 7),
  DAYS_14: (from) => day(from, 14),
  DAYS_30: (from) => day(from, 30),
  MONTH: (from) => monthsLater(from, 1),
  TWO_MONTHS: (from) => monthsLater(from, 2),
  THREE_MONTHS: (from) => monthsLater(from, 3),
};

/** The end of a term as it is counted, and the day to which the calendar moves it. The first day is not counted. */
export interface Term {
  readonly nominalOn: string | null;
  readonly dueOn: string | null;
}

export function termOf(basis: DueBasis, from: string, ownDate: string | null): Term {
  if (basis === 'NONE') return { nominalOn: null, dueOn: null };
  const nominalOn = basis === 'OWN_DATE' ? ownDate! : COUNTS[basis](from);
  return { nominalOn, dueOn: workingDay(nominalOn) };
}
