import fc from 'fast-check';
import { day } from '#convents';
import { isFree, monthsLater, termOf, workingDay } from './due-day.ts';
import type { DueBasis } from './words.ts';

/** Counted by hand from a calendar: the basis, the day from which it counts, its end, where that is moved. */
const TERMS: [DueBasis, string, string, string][] = [
  ['MONTH', '2025-01-31', '2025-02-28', '2025-02-28'], // no 31st in February: its last day
  ['MONTH', '2024-01-31', '2024-02-29', '2024-02-29'],
  ['MONTH', '2025-11-24', '2025-12-24', '2025-12-29'], // Christmas Eve is free since 2025, then a weekend
  ['MONTH', '2024-11-24', '2024-12-24', '2024-12-24'], // the year before it was not
  ['DAYS_14', '2026-12-10', '2026-12-24', '2026-12-28'],
  ['DAYS_14', '2025-04-17', '2025-05-01', '2025-05-02'], // 1 May; 2 May is a working day
  ['DAYS_14', '2025-04-19', '2025-05-03', '2025-05-05'], // 3 May, a Saturday
  ['DAYS_30', '2025-07-16', '2025-08-15', '2025-08-18'], // 15 August, a Friday
  ['DAYS_30', '2025-10-02', '2025-11-01', '2025-11-03'],
  ['DAYS_7', '2025-10-31', '2025-11-07', '2025-11-07'],
  ['DAYS_7', '2025-11-04', '2025-11-11', '2025-11-12'],
  ['DAYS_14', '2025-04-07', '2025-04-21', '2025-04-22'], // Easter Monday
  ['DAYS_14', '2026-05-21', '2026-06-04', '2026-06-05'], // Corpus Christi
  ['TWO_MONTHS', '2025-12-31', '2026-02-28', '2026-03-02'], // a Saturday
  ['THREE_MONTHS', '2025-10-06', '2026-01-06', '2026-01-07'], // Epiphany
  ['THREE_MONTHS', '2025-09-24', '2025-12-24', '2025-12-29'],
];

describe('the day by which an answer is due', () => {
  it.each(TERMS)('%s from %s ends on %s, and is due on %s', (basis, from, nominalOn, dueOn) => {
    expect(termOf(basis, from, null)).toEqual({ nominalOn, dueOn });
  });

  it('is moved where the letter names it too, and is none where no answer is awaited', () => {
    expect(termOf('OWN_DATE', '2025-01-02', '2026-01-01')).toEqual({ nominalOn: '2026-01-01', dueOn: '2026-01-02' });
    expect(termOf('NONE', '2025-01-02', null)).toEqual({ nominalOn: null, dueOn: null });
  });

  it('knows the holidays that move and those that do not', () => {
    const free = ['2025-01-01', '2025-01-06', '2025-04-21', '2025-05-01', '2025-05-03', '2025-06-19', '2025-08-15'];
    const more = ['2025-11-01', '2025-11-11', '2025-12-24', '2025-12-25', '2025-12-26', '2026-04-06', '2027-05-27'];
    for (const each of [...free, ...more]) expect([each, isFree(each)]).toEqual([each, true]);
    // Kept by schools, or only remembered.
    for (const each of ['2024-12-24', '2025-05-02', '2025-04-18', '2025-12-31', '2025-03-04'])
      expect([each, isFree(each)]).toEqual([each, false]);
  });

  it('is the nearest on which a term may end, and never earlier than that', () => {
    const days = fc.integer({ min: 0, max: 3_650 }).map((n) => day('2020-01-01', n));
    fc.assert(
      fc.property(days, (on) => {
        const due = workingDay(on);
        expect(due >= on && !isFree(due)).toBe(true);
        for (let each = on; each < due; each = day(each, 1)) expect(isFree(each)).toBe(true);
      }),
    );
  });

  it('has the number of the day from which it counts, or is the last of its month', () => {
    const days = fc.integer({ min: 0, max: 20_000 }).map((n) => day('2000-01-01', n));
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 14 }), (from, months) => {
        const to = monthsLater(from, months);
        const place = (each: string) => Number(each.slice(0, 4)) * 12 + Number(each.slice(5, 7));
        expect(place(to) - place(from)).toBe(months);
        const same = to.slice(8) === from.slice(8);
        expect(same || (to.slice(8) < from.slice(8) && day(to, 1).slice(8) === '01')).toBe(true);
      }),
    );
  });
});
