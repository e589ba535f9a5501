import { heldBy, type Held } from '#convents';
import type { Tx } from '#core';
import { join, name, numbered, raw, sql, type Row, type Sql } from '#reads';
import type { RecommendationState } from '#recommendations';
import type { AnswerNoticeState, DossierState } from './words.ts';

export interface DossierFacts {
  readonly state: DossierState;
  readonly bodyId: string;
  readonly held: readonly Held[];
}

export interface OutcomeFacts {
  readonly state: RecommendationState;
  /** Who leads the recommendation, and who has sent it. */
  readonly bodyIds: readonly string[];
  readonly held: readonly Held[];
}

export interface NoticeFacts {
  readonly state: AnswerNoticeState;
  readonly bodyId: string;
  readonly held: readonly Held[];
}

type Facts<T> = (row: Row, actor: Sql) => Record<keyof T, Sql>;

/** The facts of the lifecycles, in the statement that shows a row as in the one that changes it. */
export const dossierFacts: Facts<DossierFacts> = (row, actor) => ({
  state: sql`${row}.state`,
  bodyId: sql`${row}.body_id`,
  held: heldBy(actor),
});

/** What may be done with a dispatch is asked of its dossier. */
export const dispatchFacts: Facts<DossierFacts> = (row, actor) => ({
  state: sql`(SELECT d.state FROM dossier d WHERE d.id = ${row}.dossier_id)`,
  bodyId: sql`(SELECT d.body_id FROM dossier d WHERE d.id = ${row}.dossier_id)`,
  held: heldBy(actor),
});

export const outcomeFacts: Facts<OutcomeFacts> = (row, actor) => ({
  state: sql`${row}.state`,
  bodyIds: sql`(SELECT json_agg(b.id ORDER BY b.id) FROM (SELECT ${row}.body_id AS id UNION SELECT s.body_id
    FROM register_entry e JOIN dispatch x ON x.id = e.dispatch_id JOIN dossier s ON s.id = x.dossier_id
    WHERE e.recommendation_id = ${row}.id) b)`,
  held: heldBy(actor),
});

export const noticeFacts: Facts<NoticeFacts> = (row, actor) => ({
  state: sql`CASE WHEN ${row}.read_at IS NULL THEN 'TOLD' ELSE 'READ' END`,
  bodyId: sql`${row}.body_id`,
  held: heldBy(actor),
});

function loading<T>(facts: Facts<T>, table: string) {
  const columns = Object.entries<Sql>(facts(raw('r'), raw('$2::uuid')));
  const list = join(
    columns.map(([key, value]) => sql`${value} AS ${name(key)}`),
    ', ',
  );
  const statement = numbered(sql`SELECT ${list} FROM ${raw(table)} r WHERE r.id = ${raw('$1')}`).text;
  return async (tx: Tx, id: string): Promise<T> => {
    const [found] = await tx.sql<T>(statement, [id, tx.actor.kind === 'person' ? tx.actor.id : null]);
    return found!;
  };
}

/** The same facts for the actor of a transaction; load them after the lock. */
export const loadDossierFacts = loading(dossierFacts, 'dossier');
export const loadOutcomeFacts = loading(outcomeFacts, 'recommendation');
export const loadNoticeFacts = loading(noticeFacts, 'answer_notice');
