import { heldBy, type Held } from '#convents';
import type { Tx } from '#core';
import { join, name, numbered, raw, sql, type Row, type Sql } from '#reads';
import { takesPart } from './proposals.policy.ts';
import type { MergeState, ProposalState } from './words.ts';

export interface ProposalFacts {
  readonly state: ProposalState;
  readonly originId: string;
  readonly ofEntity: boolean;
  readonly reviewerId: string | null;
  /** Whether the forum reviews it already. */
  readonly withForum: boolean;
  /** ASKED while a merge waits for answers, MERGED once it is part of another. */
  readonly merging: 'ASKED' | 'MERGED' | null;
  /** Whether it was made of others. */
  readonly formed: boolean;
  readonly held: readonly Held[];
}

/** The facts of the lifecycle, in the statement that shows a proposal as in the one that changes it. */
export const proposalFacts = (row: Row, actor: Sql): Record<keyof ProposalFacts, Sql> => ({
  state: sql`${row}.state`,
  originId: sql`${row}.body_id`,
  ofEntity: sql`(${row}.entity_id IS NOT NULL)`,
  reviewerId: sql`${row}.reviewer_id`,
  withForum: sql`(${row}.reviewer_forum_id IS NOT NULL)`,
  merging: sql`CASE WHEN ${row}.merged_into_id IS NOT NULL THEN 'MERGED' WHEN ${row}.merge_id IS NOT NULL THEN 'ASKED' END`,
  formed: sql`EXISTS (SELECT FROM proposal_merge m WHERE m.result_id = ${row}.id AND (${takesPart(sql`m`, actor)}))`,
  held: heldBy(actor),
});

export interface MergeFacts {
  readonly state: MergeState;
  /** Who proposed it; once it is done, who reviews what came of it. */
  readonly reviewerId: string;
  /** Whether the deadline has passed. */
  readonly late: boolean;
  readonly asked: readonly { bodyId: string; ofEntity: boolean; open: boolean }[];
  /** Whether what came of it is still as it was made: under review, and no part of another merge. */
  readonly untouched: boolean;
  readonly held: readonly Held[];
}

const ofResult = (row: Row, value: Sql): Sql => sql`(SELECT ${value} FROM proposal p WHERE p.id = ${row}.result_id)`;

export const mergeFacts = (row: Row, actor: Sql): Record<keyof MergeFacts, Sql> => ({
  state: sql`${row}.state`,
  reviewerId: sql`coalesce(${ofResult(row, sql`p.reviewer_id`)}, ${row}.body_id)`,
  late: sql`(${row}.answer_by <= clock_timestamp())`,
  asked: sql`coalesce((SELECT json_agg(json_build_object('bodyId', c.body_id, 'ofEntity', c.entity_id IS NOT NULL,
    'open', c.answer IS NULL) ORDER BY c.id) FROM proposal_consent c WHERE c.merge_id = ${row}.id), '[]')`,
  untouched: sql`coalesce(${ofResult(row, sql`p.state = 'UNDER_REVIEW' AND p.merge_id IS NULL`)}, false)`,
  held: heldBy(actor),
});

const statementOf = (facts: (row: Row, actor: Sql) => Record<string, Sql>, table: string): string => {
  const columns = Object.entries(facts(raw('r'), raw('$2::uuid'))).map(([key, value]) => sql`${value} AS ${name(key)}`);
  return numbered(sql`SELECT ${join(columns, ', ')} FROM ${raw(table)} r WHERE r.id = ${raw('$1')}`).text;
};
const OF_PROPOSAL = statementOf(proposalFacts, 'proposal');
const OF_MERGE = statementOf(mergeFacts, 'proposal_merge');

const load = async <T>(tx: Tx, statement: string, id: string): Promise<T> => {
  const [facts] = await tx.sql<T>(statement, [id, tx.actor.kind === 'person' ? tx.actor.id : null]);
  return facts!;
};

/** The same facts for the actor of a transaction; load them after the lock. */
export const loadProposalFacts = (tx: Tx, id: string): Promise<ProposalFacts> => load(tx, OF_PROPOSAL, id);
export const loadMergeFacts = (tx: Tx, id: string): Promise<MergeFacts> => load(tx, OF_MERGE, id);
