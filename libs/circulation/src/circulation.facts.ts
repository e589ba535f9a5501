import { heldBy, type Held } from '#convents';
import type { Tx } from '#core';
import { join, name, numbered, raw, sql, type Row, type Sql } from '#reads';
import type { CirculationState } from './words.ts';

export interface CirculationFacts {
  readonly state: CirculationState;
  readonly bodyId: string;
  readonly hasBegun: boolean;
  readonly isOver: boolean;
  /** The organisations that are asked. */
  readonly circle: readonly string[];
  /** The mandate under which the actor is on the drafting team, while it counts. */
  readonly teamMandateId: string | null;
  readonly held: readonly Held[];
  /** The actor's mandates in organisations of the circle, and in members of its convents; none of an observer. */
  readonly voices: readonly Held[];
}

/** The facts of the lifecycle, in the statement that shows a circulation as in the one that changes it. */
export const factsOf = (row: Row, actor: Sql, clock: Sql = sql`now()`): Record<keyof CirculationFacts, Sql> => ({
  state: sql`${row}.state`,
  bodyId: sql`${row}.body_id`,
  hasBegun: sql`${row}.opens_at <= ${clock}`,
  isOver: sql`${row}.closes_at <= ${clock}`,
  circle: sql`to_json(${row}.circle)`,
  teamMandateId: sql`(SELECT t.mandate_id FROM draft_member t JOIN mandate m ON m.id = t.mandate_id
    WHERE t.draft_id = ${row}.draft_id AND t.person_id = ${actor} AND t.removed_at IS NULL
      AND m.state = 'ACTIVE' AND m.valid @> now())`,
  held: heldBy(actor),
  voices: sql`coalesce((SELECT json_agg(json_build_object('id', h.id, 'function', h.function, 'bodyId', h.body_id))
    FROM mandate h WHERE h.person_id = ${actor} AND h.state = 'ACTIVE' AND h.valid @> now() AND h.function <> 'OBSERVER'
      AND (h.body_id = ANY (${row}.circle) OR EXISTS (SELECT FROM membership s WHERE s.entity_id = h.entity_id
        AND s.convent_id = ANY (${row}.circle) AND s.state = 'ACTIVE' AND s.kind <> 'OBSERVER'))), '[]')`,
});

const facts = factsOf(raw('c'), raw('$2::uuid'), raw('clock_timestamp()'));
const columns = Object.entries(facts).map(([key, value]) => sql`${value} AS ${name(key)}`);
const STATEMENT = numbered(sql`SELECT ${join(columns, ', ')} FROM circulation c WHERE c.id = ${raw('$1')}`).text;

/** The same facts for the actor of a transaction, by the clock at this instant; load them after the lock. */
export async function loadFacts(tx: Tx, circulationId: string): Promise<CirculationFacts> {
  const person = tx.actor.kind === 'person' ? tx.actor.id : null;
  const [found] = await tx.sql<CirculationFacts>(STATEMENT, [circulationId, person]);
  return found!;
}
