import { newId } from '#core';
import type { RecommendationState } from '#recommendations';
import type { TestApp } from './app.ts';
import { circulationRow } from './circulation-rows.ts';
import { draftRow, type DraftRows } from './draft-rows.ts';
import { nasty } from './given.ts';
import { areaRow, practiceRow } from './practice-rows.ts';

type Id = { id: string };
type Sql = Pick<TestApp, 'sql'>;

interface Wanted {
  readonly state?: RecommendationState;
  readonly title?: string;
  readonly area?: Id;
  /** Whose proposal stands behind it. */
  readonly origin?: Id | null;
}

export interface RecommendationRows extends Id {
  readonly draft: DraftRows;
  readonly hash: string;
}

const OPEN = ['DRAFTING', 'IN_CIRCULATION', 'CONSOLIDATING'];
const UNDECIDED = [...OPEN, 'IN_VOTE', 'REJECTED'];

/** A recommendation in any state with its area and an act, past the rules; of a year long ago. */
export async function recommendationRow(t: Sql, body: Id, wanted: Wanted = {}): Promise<RecommendationRows> {
  const { state = 'DRAFTING', title = nasty('Rekomendacja'), origin = null } = wanted;
  const isOpen = state === 'DRAFTING' || state === 'CONSOLIDATING';
  const draft = await draftRow(t, body, { title, text: title, state: isOpen ? 'OPEN' : 'LOCKED' });
  const id = newId();
  const voted = OPEN.includes(state) ? null : draft.versionId;
  const adopted = UNDECIDED.includes(state) ? null : draft.versionId;
  await t.sql(
    `INSERT INTO recommendation (id, number, year, serial, convent_id, forum_id, title, draft_id, state, state_since,
       voted_version_id, voted_at, adopted_version_id, adopted_at, entities, bodies, created_at)
     SELECT $1, 'R-2001/' || n.serial, 2001, n.serial, (SELECT id FROM convent WHERE id = $2), (SELECT id FROM forum WHERE id = $2),
       $3, $4, $5, now(), $6::uuid, CASE WHEN $6::uuid IS NOT NULL THEN now() END, $7::uuid, CASE WHEN $7::uuid IS NOT NULL THEN now() END,
       array_remove(ARRAY[(SELECT id FROM entity WHERE id = $8)], NULL), array_remove(ARRAY[(SELECT id FROM convent WHERE id = $8)], NULL), now()
     FROM next_recommendation_serial(2001) n (serial)`,
    [id, body.id, title, draft.id, state, voted, adopted, origin?.id ?? null],
  );
  const area = wanted.area ?? (await areaRow(t));
  await t.sql(`INSERT INTO recommendation_area (id, recommendation_id, change_area_id) VALUES ($1, $2, $3)`, [
    ...[newId(), id, area.id],
  ]);
  await t.sql(
    `INSERT INTO recommendation_act (id, recommendation_id, action, state, at, reason) VALUES ($1, $2, 'createRecommendation', $3, now(), $4)`,
    [newId(), id, state, title],
  );
  const [version] = await t.sql<{ hash: string }>(`SELECT content_hash AS hash FROM draft_version WHERE id = $1`, [
    draft.versionId,
  ]);
  return { id, draft, hash: version!.hash };
}

/** Evidence under one. */
export async function evidenceRow(t: Sql, { id }: Id, entity: Id, convent: Id, note = nasty('Dowód')): Promise<Id> {
  const practice = await practiceRow(t, entity, { convent, state: 'PUBLISHED', audience: 'PUBLIC' });
  await t.sql(
    `INSERT INTO recommendation_practice (id, recommendation_id, practice_id, practice_version_id, note, added_at)
     VALUES ($1, $2, $3, $4, $5, now())`,
    [newId(), id, practice.id, practice.versionId, note],
  );
  return practice;
}

/** A round of one that is over: the circulation is of its draft. */
export async function roundRow(
  t: Sql,
  { id, draft }: RecommendationRows,
  body: Id,
  entity: Id,
  author: Id,
): Promise<Id> {
  const circulation = await circulationRow(t, body, entity, { author, state: 'CLOSED', isDisposed: true });
  await t.sql(`UPDATE circulation SET draft_id = $2, version_id = $3 WHERE id = $1`, [
    ...[circulation.id, draft.id, draft.versionId],
  ]);
  await t.sql(
    `INSERT INTO recommendation_round (id, recommendation_id, number, circulation_id, version_id) VALUES ($1, $2, 1, $3, $4)`,
    [newId(), id, circulation.id, draft.versionId],
  );
  return circulation;
}

/** Recommendations of a body with everything that others may not see. */
export async function secretRecommendations(t: Sql, body: Id, entity: Id, author: Id) {
  const title = 'canary-rekomendacja';
  const drafting = await recommendationRow(t, body, { title });
  const rejected = await recommendationRow(t, body, { title, state: 'REJECTED' });
  await evidenceRow(t, drafting, entity, body, 'canary-evidence');
  await roundRow(t, drafting, body, entity, author);
  return { hidden: [drafting, rejected], ids: { Recommendation: [drafting.id, rejected.id] } };
}
