import { heldBy, type Held } from '#convents';
import type { Tx } from '#core';
import { join, name, numbered, raw, sql, type Row, type Sql } from '#reads';
import type { RecommendationState } from './words.ts';

export interface RecommendationFacts {
  readonly state: RecommendationState;
  readonly bodyId: string;
  /** The mandate under which the actor is on the drafting team, while it counts. */
  readonly teamMandateId: string | null;
  /** Whether a version goes round now. */
  readonly circulating: boolean;
  /** Whether a circulation went on to its closing time. */
  readonly circulated: boolean;
  /** Remarks made in time on which nobody has decided. */
  readonly undisposed: number;
  /** Whether a vote on it is being prepared or going on, or its result not published yet. */
  readonly voting: boolean;
  readonly held: readonly Held[];
}

const circulationOf = (row: Row, state: Sql): Sql =>
  sql`EXISTS (SELECT FROM circulation c WHERE c.draft_id = ${row}.draft_id AND c.state = ${state})`;

/** The facts of the lifecycle, in the statement that shows a recommendation as in the one that changes it. */
export const factsOf = (row: Row, actor: Sql): Record<keyof RecommendationFacts, Sql> => ({
  state: sql`${row}.state`,
  bodyId: sql`${row}.body_id`,
  teamMandateId: sql`(SELECT t.mandate_id FROM draft_member t JOIN mandate m ON m.id = t.mandate_id
    WHERE t.draft_id = ${row}.draft_id AND t.person_id = ${actor} AND t.removed_at IS NULL
      AND m.state = 'ACTIVE' AND m.valid @> now())`,
  circulating: circulationOf(row, sql`'OPEN'`),
  circulated: circulationOf(row, sql`'CLOSED'`),
  undisposed: sql`(SELECT count(*)::int FROM remark k JOIN circulation c ON c.id = k.circulation_id
    WHERE c.draft_id = ${row}.draft_id AND c.state = 'CLOSED' AND k.state = 'SUBMITTED' AND NOT k.late)`,
  voting: sql`EXISTS (SELECT FROM poll p WHERE p.subject_id = ${row}.id AND p.state IN ('DRAFT', 'OPEN', 'CLOSED'))`,
  held: heldBy(actor),
});

const columns = Object.entries(factsOf(raw('r'), raw('$2::uuid'))).map(([key, value]) => sql`${value} AS ${name(key)}`);
const STATEMENT = numbered(sql`SELECT ${join(columns, ', ')} FROM recommendation r WHERE r.id = ${raw('$1')}`).text;

/** The same facts for the actor of a transaction; load them after the lock. */
export async function loadFacts(tx: Tx, recommendationId: string): Promise<RecommendationFacts> {
  const person = tx.actor.kind === 'person' ? tx.actor.id : null;
  const [facts] = await tx.sql<RecommendationFacts>(STATEMENT, [recommendationId, person]);
  return facts!;
}
