import { heldBy, type Held } from '#convents';
import type { Tx } from '#core';
import { join, name, numbered, raw, sql, type Row, type Sql } from '#reads';
import type { MeetingState } from './words.ts';

export interface MeetingFacts {
  readonly state: MeetingState;
  readonly bodies: readonly string[];
  /** Those asked to organise it too, who have not agreed yet. */
  readonly asked: readonly string[];
  readonly published: boolean;
  /** Whether it was entered after it had been held. */
  readonly recorded: boolean;
  /** Whether the forum sees it. */
  readonly shared: boolean;
  /** Whether its start has passed. */
  readonly past: boolean;
  /** Whether people may be let in. */
  readonly doorsOpen: boolean;
  /** Whether a poll of it is open. */
  readonly polling: boolean;
  readonly registration: 'EARLY' | 'OPEN' | 'OVER';
  /** Whether the actor is invited, by themselves or under a mandate. */
  readonly invited: boolean;
  /** How the actor's registration stands, if one counts. */
  readonly registered: 'CONFIRMED' | 'WAITLISTED' | null;
  readonly held: readonly Held[];
}

/** The facts of the lifecycle, in the statement that shows a meeting as in the one that changes it. */
export const factsOf = (row: Row, actor: Sql): Record<keyof MeetingFacts, Sql> => ({
  state: sql`${row}.state`,
  bodies: sql`to_json(${row}.bodies)`,
  asked: sql`to_json(${row}.asked)`,
  published: sql`${row}.published_at IS NOT NULL`,
  recorded: sql`${row}.recorded_from IS NOT NULL`,
  shared: sql`${row}.shared_at IS NOT NULL`,
  past: sql`${row}.starts_at <= clock_timestamp()`,
  doorsOpen: sql`${row}.starts_at - interval '3 hours' <= clock_timestamp()`,
  polling: sql`EXISTS (SELECT FROM poll p WHERE p.meeting_id = ${row}.id AND p.state = 'OPEN')`,
  registration: sql`CASE WHEN ${row}.registration_opens_at > clock_timestamp() THEN 'EARLY'
    WHEN coalesce(${row}.registration_closes_at, ${row}.starts_at) <= clock_timestamp() THEN 'OVER' ELSE 'OPEN' END`,
  invited: sql`coalesce(${row}.readers && (SELECT bodies_of(${actor})) OR ${row}.readers @> ARRAY[${actor}], false)`,
  registered: sql`(SELECT r.state FROM registration r
    WHERE r.meeting_id = ${row}.id AND r.person_id = ${actor} AND r.state IN ('CONFIRMED', 'WAITLISTED'))`,
  held: heldBy(actor),
});

const columns = Object.entries(factsOf(raw('m'), raw('$2::uuid'))).map(([key, value]) => sql`${value} AS ${name(key)}`);
const STATEMENT = numbered(sql`SELECT ${join(columns, ', ')} FROM meeting m WHERE m.id = ${raw('$1')}`).text;

/** The same facts for the actor of a transaction; load them after the lock. */
export async function loadFacts(tx: Tx, meetingId: string): Promise<MeetingFacts> {
  const person = tx.actor.kind === 'person' ? tx.actor.id : null;
  const [facts] = await tx.sql<MeetingFacts>(STATEMENT, [meetingId, person]);
  return facts!;
}
