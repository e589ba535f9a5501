import { newId } from '#core';
import type { DossierState, PositionKind } from '#dossiers';
import type { RecommendationState } from '#recommendations';
import { contentHash } from '#seals';
import { richText } from '#texts';
import type { TestApp } from './app.ts';
import { draftRow } from './draft-rows.ts';
import { nasty } from './given.ts';

type Id = { id: string };
type Sql = Pick<TestApp, 'sql'>;

const OPEN = ['DRAFTING', 'IN_CIRCULATION', 'CONSOLIDATING'];
let serial = 0;

interface Wanted {
  readonly state?: RecommendationState;
  readonly area?: Id | null;
  /** The entities and bodies whose proposals it has taken up. */
  readonly origins?: readonly Id[];
}

export interface AdoptedRow extends Id {
  readonly number: string;
  readonly draftId: string;
  readonly versionId: string;
  readonly hash: string;
}

/** A recommendation of a body in any state, past the rules, with a text whose hash is its own and a proposal an origin. */
export async function adoptedRow(t: Sql, body: Id, wanted: Wanted = {}): Promise<AdoptedRow> {
  const { state = 'ADOPTED', area, origins = [] } = wanted;
  const draft = await draftRow(t, body, { state: 'LOCKED' });
  const [id, versionId, title] = [newId(), newId(), nasty('Rekomendacja')];
  const unit = { kind: 'ARTICLE', label: '1', title: '', text: nasty('Słowa'), children: [], closing: '' };
  const units = [{ id: newId(), ...unit }];
  const said = { draftId: draft.id, number: 2, title, act: null, form: 'LAW', heading: '', units, amendments: [] };
  const hash = contentHash(said);
  await t.sql(
    `INSERT INTO draft_version (id, draft_id, number, title, unit_count, content, content_hash, frozen_at)
     VALUES ($1, $2, 2, $3, 1, $4, $5, now())`,
    [versionId, draft.id, title, JSON.stringify(said), hash],
  );
  const isOpen = OPEN.includes(state);
  const isAdopted = !isOpen && !['IN_VOTE', 'REJECTED'].includes(state);
  const number = `R-1990/${++serial}-${id.slice(-6)}`;
  await t.sql(
    `INSERT INTO recommendation (id, number, year, serial, convent_id, forum_id, title, draft_id, state, state_since,
       voted_version_id, voted_at, adopted_version_id, adopted_at, entities, bodies, created_at)
     SELECT $1, $2, 1000 + $3, floor(random() * 1e9)::int + 1, c.id, f.id, $4, $5, $6, now(),
       CASE WHEN $7 THEN $9::uuid END, CASE WHEN $7 THEN now() END, CASE WHEN $8 THEN $9::uuid END, CASE WHEN $8 THEN now() END,
       ARRAY(SELECT e.id FROM entity e WHERE e.id = ANY ($11)),
       ARRAY(SELECT o.id FROM convent o WHERE o.id = ANY ($11) UNION SELECT o.id FROM forum o WHERE o.id = ANY ($11)), now()
     FROM (SELECT 1) one LEFT JOIN convent c ON c.id = $10 LEFT JOIN forum f ON f.id = $10`,
    [
      ...[id, number, serial, title, draft.id, state, !isOpen, isAdopted, versionId, body.id],
      origins.map((each) => each.id),
    ],
  );
  if (area)
    await t.sql(`INSERT INTO recommendation_area (id, recommendation_id, change_area_id) VALUES ($1, $2, $3)`, [
      ...[newId(), id, area.id],
    ]);
  for (const origin of origins)
    await t.sql(
      `INSERT INTO proposal (id, convent_id, forum_id, entity_id, reviewer_convent_id, reviewer_forum_id, state, title, text,
         reasons, audience, entities, bodies, submitted_at, opened_at, state_since, recommendation_id, created_at)
       SELECT $1, c.id, f.id, e.id, rc.id, rf.id, 'TAKEN_UP', $4, $4, $4, 'FORUM', array_remove(ARRAY[e.id], NULL),
         array_remove(ARRAY[c.id, f.id, rc.id, rf.id], NULL), now(), now(), now(), $5, now()
       FROM (SELECT 1) one LEFT JOIN convent c ON c.id = $2 LEFT JOIN forum f ON f.id = $2 LEFT JOIN entity e ON e.id = $2
         LEFT JOIN convent rc ON rc.id = $3 LEFT JOIN forum rf ON rf.id = $3`,
      [newId(), origin.id, body.id, nasty('Postulat'), id],
    );
  return { id, number, draftId: draft.id, versionId, hash };
}

export const letterOf = (text: string): object => richText(text) as object;

interface DossierWanted {
  readonly state?: DossierState;
  readonly text?: string;
  readonly recommendations?: readonly AdoptedRow[];
}

export interface DossierRow extends Id {
  readonly recommendation: AdoptedRow;
  readonly itemIds: readonly string[];
}

/** A dossier of a body in any state, past the rules. */
export async function dossierRow(t: Sql, body: Id, wanted: DossierWanted = {}): Promise<DossierRow> {
  const { state = 'DRAFT', text = nasty('Pakiet') } = wanted;
  const {
    recommendations = [await adoptedRow(t, body, { state: state === 'DISPATCHED' ? 'DISPATCHED' : 'ADOPTED' })],
  } = wanted;
  const id = newId();
  await t.sql(
    `INSERT INTO dossier (id, convent_id, forum_id, state, title, letter, state_since, created_at)
     SELECT $1, (SELECT id FROM convent WHERE id = $2), (SELECT id FROM forum WHERE id = $2), 'DRAFT', $3, $4, now(), now()`,
    [id, body.id, text, JSON.stringify(letterOf(text))],
  );
  const itemIds = recommendations.map(() => newId());
  for (const [i, each] of recommendations.entries())
    await t.sql(
      `INSERT INTO dossier_item (id, dossier_id, recommendation_id, position, justification, encloses_remarks,
         encloses_divergences, version_id, content_hash) VALUES ($1, $2, $3, $4, $5, false, false, $6, $7)`,
      [itemIds[i], id, each.id, i + 1, text, each.versionId, each.hash],
    );
  await t.sql(
    `INSERT INTO dossier_act (id, dossier_id, action, state, at, reason) VALUES ($1, $2, 'x', $3, now(), $4)`,
    [...[newId(), id, state, text]],
  );
  if (state !== 'DRAFT')
    await t.sql(
      `UPDATE dossier SET state = $2, content_hash = repeat('a', 64), frozen_at = now() - interval '40 days' WHERE id = $1`,
      [id, state],
    );
  return { id, recommendation: recommendations[0]!, itemIds };
}

export interface DispatchRow extends Id {
  readonly dossier: DossierRow;
  readonly recommendations: readonly AdoptedRow[];
}

/** A dispatch of a body's dossier, sent ten days ago. */
export async function dispatchRow(
  t: Sql,
  body: Id,
  { recommendations, dueOn = '2090-01-02' }: { recommendations?: readonly AdoptedRow[]; dueOn?: string } = {},
): Promise<DispatchRow> {
  const dossier = await dossierRow(t, body, { state: 'DISPATCHED', ...(recommendations && { recommendations }) });
  const all = recommendations ?? [dossier.recommendation];
  const id = newId();
  await t.sql(
    `INSERT INTO dispatch (id, dossier_id, registered_at, addressee_kind, addressee, sent_on, channel, due_basis, nominal_on, due_on)
     VALUES ($1, $2, now(), 'MINISTRY', $3, warsaw_day(now()) - 10, 'POST', 'OWN_DATE', $4, $4)`,
    [id, dossier.id, nasty('Ministerstwo'), dueOn],
  );
  await t.sql(
    `INSERT INTO dispatch_version (id, dispatch_id, number, at, addressee_kind, addressee, sent_on, channel, due_basis, nominal_on, due_on)
     SELECT $2, id, 1, now(), addressee_kind, addressee, sent_on, channel, due_basis, nominal_on, due_on FROM dispatch WHERE id = $1`,
    [id, newId()],
  );
  for (const [i, each] of all.entries())
    await t.sql(`INSERT INTO register_entry (id, dispatch_id, item_id, recommendation_id) VALUES ($1, $2, $3, $4)`, [
      newId(),
      id,
      dossier.itemIds[i],
      each.id,
    ]);
  return { id, dossier, recommendations: all };
}

/** An answer to a dispatch, with the same position on everything. */
export async function responseRow(t: Sql, dispatch: DispatchRow, kind: PositionKind = 'ACCEPTED'): Promise<Id> {
  const id = newId();
  await t.sql(
    `INSERT INTO dossier_response (id, dossier_id, dispatch_id, sender, received_on, summary, recorded_at)
     VALUES ($1, $2, $3, $4, warsaw_day(now()), $4, now())`,
    [id, dispatch.dossier.id, dispatch.id, nasty('Departament')],
  );
  await t.sql(
    `WITH made AS (INSERT INTO answer_position (id, response_id, entry_id, recommendation_id, kind, reason)
       SELECT uuidv7(), $1, e.id, e.recommendation_id, $3, 'Bo tak' FROM register_entry e WHERE e.dispatch_id = $2
       RETURNING id, entry_id)
     UPDATE register_entry e SET position_id = made.id FROM made WHERE e.id = made.entry_id`,
    [id, dispatch.id, kind],
  );
  await t.sql(`UPDATE dispatch SET response_id = $1 WHERE id = $2`, [id, dispatch.id]);
  return { id };
}

/** An entry of what became of a recommendation. */
export async function followUpRow(t: Sql, { id: recommendationId }: Id): Promise<Id> {
  const id = newId();
  await t.sql(
    `INSERT INTO follow_up (id, recommendation_id, stage, reached_on, note, at) VALUES ($1, $2, 'SEJM', '2025-01-02', $3, now())`,
    [id, recommendationId, nasty('Etap')],
  );
  return { id };
}

/** An organisation is told of an outcome. */
export async function noticeRow(t: Sql, body: Id, { id: recommendationId }: Id, reason = nasty('Powód')): Promise<Id> {
  const id = newId();
  await t.sql(
    `INSERT INTO answer_notice (id, recommendation_id, convent_id, forum_id, entity_id, outcome, reason, told_at)
     SELECT $1, $2, c.id, f.id, e.id, 'IMPLEMENTED', $4, now()
     FROM (SELECT 1) one LEFT JOIN convent c ON c.id = $3 LEFT JOIN forum f ON f.id = $3 LEFT JOIN entity e ON e.id = $3`,
    [id, recommendationId, body.id, reason],
  );
  return { id };
}

/** A dossier that is being prepared, and a notice, with everything in it that others may not see; and one sent long ago. */
export async function secretDossiers(t: Sql, body: Id, entity: Id) {
  const dossier = await dossierRow(t, body, { text: 'canary-dossier' });
  const notice = await noticeRow(t, entity, dossier.recommendation, 'canary-answered');
  const sent = await dispatchRow(t, body);
  const ids = { Dossier: [dossier.id], AnswerNotice: [notice.id], Dispatch: [sent.id] };
  return { hidden: [dossier, notice], ids };
}
