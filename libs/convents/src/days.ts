const inWarsaw = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Warsaw' });

/** The day in Poland at that moment, as YYYY-MM-DD. */
export const today = (now: Date): string => inWarsaw.format(now);

/** So many days after a day. */
export function day(from: string, later: number): string {
  const date = new Date(`${from}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + later);
  return date.toISOString().slice(0, 10);
}
