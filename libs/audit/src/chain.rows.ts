const INSTANT = `to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** All columns of an event, each as text; a column that is missing here could be changed without anybody noticing. */
export const EVENT_CONTENT = `ARRAY[id::text, xact::text, ${INSTANT}, actor, mandate_id::text, type, subject_id::text,
  concerns::text, data::text]`;

/** The same of an entry. */
export const ENTRY_CONTENT = `ARRAY[id::text, xact::text, ${INSTANT}, chain::text, person_id::text, mandate_id::text,
  operation, outcome, subject_id::text, times::text]`;

/** Where the transaction stands among those columns, in both. */
export const XACT = 1;
const TYPE = 5;
const DATA = 8;

export const typeOf = (content: readonly (string | null)[]): string | null => content[TYPE] ?? null;
export const dataOf = (content: readonly (string | null)[]): string => content[DATA] ?? '{}';
