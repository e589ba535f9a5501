import type { UnitUpdates } from './coediting.types.ts';

/** What is said on the subject of a draft: updates are there, small ones with them; ask for the documents again. */
const UPDATED = 'u';
export const RESYNC = 'r';

/** PostgreSQL takes less than 8,000 bytes, and these are letters and digits alone. */
const MOST_CHARS = 7_000;

export function briefOf(news: readonly UnitUpdates[]): string {
  const said = JSON.stringify(news);
  return said.length > MOST_CHARS ? UPDATED : UPDATED + said;
}

/** The updates of which a brief tells, none where they have to be read; null where it is about something else. */
export function toldIn(brief: string): UnitUpdates[] | null {
  if (!brief.startsWith(UPDATED)) return null;
  return brief === UPDATED ? [] : (JSON.parse(brief.slice(UPDATED.length)) as UnitUpdates[]);
}
