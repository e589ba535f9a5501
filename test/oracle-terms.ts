import type { Row } from './world.ts';

const dayBefore = (day: unknown): string | null =>
  day ? new Date(Date.parse(`${String(day)}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10) : null;

/** The days of terms: from, and the last one. */
export const termFields: Record<string, (row: Row) => unknown> = {
  'ForumStanding.since': (row) => (row.day_known ? row.from : null),
  'ForumStanding.until': (row) => dayBefore(row.until),
  'StatusGrant.validFrom': (row) => row.from,
  'StatusGrant.validUntil': (row) => dayBefore(row.until),
  'Membership.memberFrom': (row) => row.from,
  'Membership.memberUntil': (row) => dayBefore(row.until),
};
