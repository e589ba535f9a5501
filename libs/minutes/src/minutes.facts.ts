import { heldBy, type Held } from '#convents';
import type { Tx } from '#core';
import { join, name, numbered, raw, sql, type Row, type Sql } from '#reads';
import type { MinutesState } from './minutes.words.ts';

export interface MinutesFacts {
  readonly state: MinutesState;
  /** The bodies that organise the meeting. */
  readonly bodies: readonly string[];
  readonly meetingState: string;
  /** Whether the actor was there. */
  readonly present: boolean;
  /** Whether the deadline has passed and no correction was open then: the clock only writes it down. */
  readonly silent: boolean;
  /** Corrections that wait for an answer. */
  readonly open: number;
  readonly held: readonly Held[];
}

/** Corrections in time that were open at the deadline; `c` is the correction, `n` the minutes. */
export const IN_THE_WAY = `c.minutes_id = n.id AND c.at < n.correct_until AND (c.state = 'OPEN' OR c.settled_at >= n.correct_until)`;

const ofMeeting = (row: Row, value: Sql): Sql => sql`(SELECT ${value} FROM meeting m WHERE m.id = ${row}.id)`;

/** The facts of the lifecycle, in the statement that shows minutes as in the one that changes them. */
export const minutesFacts = (row: Row, actor: Sql): Record<keyof MinutesFacts, Sql> => ({
  state: sql`${row}.state`,
  bodies: sql`coalesce(${ofMeeting(row, sql`to_json(m.bodies)`)}, '[]')`,
  meetingState: ofMeeting(row, sql`m.state`),
  present: sql`coalesce(${ofMeeting(row, sql`m.participants @> ARRAY[${actor}]`)}, false)`,
  silent: sql`coalesce(${row}.state = 'CIRCULATED' AND ${row}.correct_until <= clock_timestamp() AND NOT EXISTS (
    SELECT FROM correction c WHERE c.minutes_id = ${row}.id AND c.at < ${row}.correct_until
      AND (c.state = 'OPEN' OR c.settled_at >= ${row}.correct_until)), false)`,
  open: sql`(SELECT count(*)::int FROM correction c WHERE c.minutes_id = ${row}.id AND c.state = 'OPEN')`,
  held: heldBy(actor),
});

const columns = Object.entries(minutesFacts(raw('n'), raw('$2::uuid'))).map(
  ([key, value]) => sql`${value} AS ${name(key)}`,
);
const STATEMENT = numbered(sql`SELECT ${join(columns, ', ')} FROM minutes n WHERE n.id = ${raw('$1')}`).text;

/** The same facts for the actor of a transaction; load them after the lock. */
export async function loadMinutesFacts(tx: Tx, minutesId: string): Promise<MinutesFacts> {
  const [row] = await tx.sql<MinutesFacts>(STATEMENT, [minutesId, tx.actor.kind === 'person' ? tx.actor.id : null]);
  return row!;
}
