import { heldBy, type Held } from '#convents';
import type { Tx } from '#core';
import { join, name, numbered, raw, sql, type Row, type Sql } from '#reads';
import { seesDraft } from './practices.policy.ts';
import type { PracticeStage, PracticeState } from './words.ts';

export interface PracticeFacts {
  readonly state: PracticeState;
  /** Of the working text; null to whom it is hidden. */
  readonly stage: PracticeStage | null;
  readonly entityId: string;
  readonly conventId: string | null;
  /** Whether the actor has taken it for review, under a mandate still in force. */
  readonly isReviewer: boolean;
  /** Whether whoever took it may no longer decide. */
  readonly reviewerGone: boolean;
  /** Whether somebody else could review who is not of the author's entity. */
  readonly othersReview: boolean;
  readonly held: readonly Held[];
}

const inForce = (m: Sql): Sql => sql`${m}.state = 'ACTIVE' AND ${m}.valid @> now()`;
const ofDraft = (row: Row, actor: Sql, what: Sql): Sql =>
  sql`(SELECT ${what} FROM practice_draft d WHERE d.id = ${row}.id AND (${seesDraft(sql`d`, actor)}))`;

/** The facts of the lifecycles, in the statement that shows a practice as in the one that changes it. */
export const factsOf = (row: Row, actor: Sql): Record<keyof PracticeFacts, Sql> => ({
  state: sql`${row}.state`,
  stage: ofDraft(row, actor, sql`d.stage`),
  entityId: sql`${row}.entity_id`,
  conventId: sql`${row}.convent_id`,
  isReviewer: sql`coalesce(${ofDraft(
    row,
    actor,
    sql`EXISTS (SELECT FROM mandate m WHERE m.id = d.reviewer_id AND m.person_id = ${actor} AND ${inForce(sql`m`)})`,
  )}, false)`,
  reviewerGone: sql`coalesce(${ofDraft(
    row,
    actor,
    sql`d.reviewer_id IS NOT NULL AND NOT EXISTS (SELECT FROM mandate m WHERE m.id = d.reviewer_id AND ${inForce(sql`m`)})`,
  )}, false)`,
  othersReview: sql`cardinality(array_remove(practice_reviewers(${row}.convent_id, ${row}.entity_id), ${actor})) > 0`,
  held: heldBy(actor),
});

const columns = Object.entries(factsOf(raw('p'), raw('$2::uuid'))).map(([key, value]) => sql`${value} AS ${name(key)}`);
const STATEMENT = numbered(sql`SELECT ${join(columns, ', ')} FROM good_practice p WHERE p.id = ${raw('$1')}`).text;

/** The same facts for the actor of a transaction; load them after the lock. */
export async function loadFacts(tx: Tx, practiceId: string): Promise<PracticeFacts> {
  const person = tx.actor.kind === 'person' ? tx.actor.id : null;
  const [facts] = await tx.sql<PracticeFacts>(STATEMENT, [practiceId, person]);
  return facts!;
}
