import { createHash } from 'node:crypto';
import type { TestApp } from './app.ts';
import { nasty, type Someone } from './given.ts';
import { areaRow, practiceRow } from './practice-rows.ts';

type Id = { id: string };

/** The id of the n-th of its kind, the same in SQL: `id('rec', n)`. */
export function idOf(kind: string, n: number): string {
  const hash = createHash('md5').update(`${kind} ${n}`).digest('hex');
  return hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-7$3-8$4-$5');
}
/** The ids of all that a network has of a kind. */
export function idsOf(kind: string, { size, together }: Omit<Size, 'remarks'>): string[] {
  const shared: Record<string, number> = {
    meeting: OF_MEETING,
    dossier: together,
    dispatch: together,
    response: together,
  };
  return Array.from({ length: Math.ceil(size / (shared[kind] ?? 1)) }, (_, i) => idOf(kind, i));
}

const NAMED_ID = `CREATE FUNCTION named_id(name text) RETURNS uuid LANGUAGE sql IMMUTABLE
  RETURN overlay(overlay(md5(name) PLACING '7' FROM 13) PLACING '8' FROM 17)::uuid`;
const id = (kind: string, n: string): string => `named_id('${kind} ' || ${n})`;

export interface Network {
  readonly forum: Id;
  readonly convent: Id;
  readonly entity: Id;
  readonly practice: Id;
  readonly area: Id;
  /** An officer of the forum, who leads it all. */
  readonly coordinator: Someone;
  /** An officer of the convent at whose meetings it began, who sees nothing of the drafting. */
  readonly chair: Someone;
  /** Of an entity that was in no circle. */
  readonly stranger: Someone;
}

/** A meeting has so many conclusions. */
const OF_MEETING = 20;

const ENDED = (i: string): string =>
  `CASE ${i} % 5 WHEN 0 THEN 'IMPLEMENTED' WHEN 1 THEN 'PARTLY_IMPLEMENTED' WHEN 2 THEN 'NOT_IMPLEMENTED' ELSE 'ANSWERED' END`;

/** A meeting’s conclusion, with that of an entity merged into one, which a recommendation took up. */
const begun = (n: number): string[] => [
  `INSERT INTO meeting (id, kind, mode, state, title, starts_at, ends_at, convened_at, began_at, closed_at, bodies, created_at)
     SELECT ${id('meeting', 'i')}, 'NETWORKING', 'ON_SITE', 'CLOSED', 'Spotkanie <b>„' || i || '”</b>', '2024-10-08T08:00Z',
       '2024-10-08T14:00Z', now(), now(), now(), ARRAY[$2::uuid], now() FROM generate_series(0, ${Math.ceil(n / OF_MEETING) - 1}) i`,
  `INSERT INTO meeting_body (id, meeting_id, convent_id, lead, agreed_at) SELECT uuidv7(), m.id, $2, true, now() FROM meeting m`,
  `INSERT INTO conclusion (id, meeting_id, text, created_at) SELECT ${id('conclusion', 'i')}, ${id('meeting', `i / ${OF_MEETING}`)},
     $4 || i, now() FROM generate_series(0, ${n - 1}) i`,
  `INSERT INTO proposal (id, convent_id, entity_id, forum_id, conclusion_id, reviewer_forum_id, state, title, text, reasons, audience,
       entities, bodies, submitted_at, opened_at, state_since, recommendation_id, created_at)
     SELECT named_id(k.name || ' ' || i), k.convent, k.entity, k.forum, k.conclusion, $1, 'TAKEN_UP', $4 || i, $4, $4, 'FORUM',
       array_remove(ARRAY[k.of_entity], NULL), array_remove(ARRAY[$1::uuid, k.of_convent], NULL), now(), now(), now(), ${id('rec', 'i')}, now()
     FROM generate_series(0, ${n - 1}) i CROSS JOIN LATERAL (VALUES
       ('own', $2::uuid, NULL::uuid, NULL::uuid, ${id('conclusion', 'i')}, NULL::uuid, $2::uuid),
       ('other', NULL, $3::uuid, NULL, NULL, $3::uuid, NULL),
       ('one', NULL, NULL, $1::uuid, NULL, $3::uuid, $2::uuid)) k (name, convent, entity, forum, conclusion, of_entity, of_convent)`,
  `INSERT INTO proposal_merge (id, forum_id, state, title, text, reasons, answer_by, result_id, entities, bodies, proposed_at, settled_at)
     SELECT ${id('merge', 'i')}, $1, 'MERGED', $4 || i, $4, $4, now(), ${id('one', 'i')}, ARRAY[$3::uuid], ARRAY[$1::uuid, $2::uuid], now(), now()
     FROM generate_series(0, ${n - 1}) i`,
  `INSERT INTO proposal_part (id, merge_id, proposal_id) SELECT uuidv7(), ${id('merge', 'i')}, named_id(k || ' ' || i)
     FROM generate_series(0, ${n - 1}) i, unnest(ARRAY['own', 'other']) k`,
  `UPDATE proposal p SET merge_id = k.merge_id, merged_into_id = m.result_id
     FROM proposal_part k JOIN proposal_merge m ON m.id = k.merge_id WHERE k.proposal_id = p.id`,
];

/** Two versions of three units; the first went round, got remarks and was changed by some of them. */
const written = (n: number, remarks: number): string[] => [
  `INSERT INTO draft (id, forum_id, title, form, state, created_at, changed_at)
     SELECT ${id('draft', 'i')}, $1, $4 || i, 'PROSE', 'LOCKED', now(), now() FROM generate_series(0, ${n - 1}) i`,
  `INSERT INTO draft_unit (id, draft_id, place, kind, label, title, text, closing)
     SELECT named_id('unit ' || i * 3 + u), ${id('draft', 'i')}, (u + 1) * 1000, 'ARTICLE', (u + 1)::text, '', $4, ''
     FROM generate_series(0, ${n - 1}) i, generate_series(0, 2) u`,
  `INSERT INTO draft_version (id, draft_id, number, title, unit_count, content, content_hash, frozen_at)
     SELECT named_id('v' || v || ' ' || i), ${id('draft', 'i')}, v, $4 || i, 3, json_build_object('draft', i, 'number', v, 'units',
       ARRAY[${id('unit', 'i * 3')}, ${id('unit', '(i * 3 + 1)')}, ${id('unit', '(i * 3 + 2)')}])::text,
       encode(sha256(convert_to(i || ' ' || v, 'UTF8')), 'hex'), now() FROM generate_series(0, ${n - 1}) i, generate_series(1, 2) v`,
  `INSERT INTO recommendation (id, number, year, serial, forum_id, title, draft_id, state, state_since, voted_version_id, voted_at,
       adopted_version_id, adopted_at, entities, bodies, created_at)
     SELECT ${id('rec', 'i')}, 'R-2030/' || i + 1, 2030, i + 1, $1, $4 || i, ${id('draft', 'i')}, ${ENDED('i')}, now(), ${id('v2', 'i')}, now(),
       ${id('v2', 'i')}, now(), ARRAY[$3::uuid], ARRAY[$1::uuid, $2::uuid], now() FROM generate_series(0, ${n - 1}) i`,
  `INSERT INTO recommendation_area (id, recommendation_id, change_area_id) SELECT uuidv7(), id, $7 FROM recommendation`,
  `INSERT INTO proposal_area (id, proposal_id, change_area_id) SELECT uuidv7(), id, $7 FROM proposal`,
  `INSERT INTO recommendation_practice (id, recommendation_id, practice_id, practice_version_id, note, added_at)
     SELECT uuidv7(), ${id('rec', 'i')}, $5, $6, '', now() FROM generate_series(0, ${n - 1}, 10) i`,
  `INSERT INTO circulation (id, forum_id, draft_id, version_id, state, opens_at, closes_at, silence, circle, whole_forum, started_at, ended_at)
     SELECT ${id('circulation', 'i')}, $1, ${id('draft', 'i')}, ${id('v1', 'i')}, 'CLOSED', now(), now() + interval '1 day', 'ABSTAINS',
       ARRAY[$3::uuid], false, now(), now() FROM generate_series(0, ${n - 1}) i`,
  `INSERT INTO remark (id, circulation_id, unit_id, unit_path, place, state, kind, channel, late, entity_id, text, person_id, at)
     SELECT named_id('remark ' || i * ${remarks} + k), ${id('circulation', 'i')}, ${id('unit', '(i * 3 + k % 3)')}, 'art. ' || k % 3 + 1, k % 3 + 1,
       'SUBMITTED', 'SUBSTANTIVE', 'PLATFORM', false, $3, $4 || k, $8, now() FROM generate_series(0, ${n - 1}) i, generate_series(0, ${remarks - 1}) k`,
  `INSERT INTO disposition (id, remark_id, verdict, reason, version_id, unit_id, at)
     SELECT named_id('disposition ' || n), named_id('remark ' || n), k.verdict, $4, CASE WHEN n % 5 < 2 THEN ${id('v2', `(n / ${remarks})`)} END,
       CASE WHEN n % 5 < 2 THEN gen_random_uuid() END, now()
     FROM generate_series(0, ${n * remarks - 1}) n, LATERAL (SELECT CASE WHEN n % 5 < 2 THEN 'ACCEPTED' ELSE 'REJECTED' END AS verdict) k`,
  `UPDATE remark r SET state = 'DISPOSED', disposition_id = d.id FROM disposition d WHERE d.remark_id = r.id`,
];

/** Voted on, sent together, answered one by one. */
const answered = (n: number, together: number): string[] => [
  `INSERT INTO poll (id, forum_id, electorate, question, kind, secret, visibility, closes_at, state, subject_type, subject_id,
       subject_hash, opened_at, closed_at, published_at)
     SELECT ${id('poll', 'i')}, $1, 'FORUM_CONVENTS', 'Czy przyjąć ' || i || '?', 'DECISION', false, 'PUBLIC', now(), 'PUBLISHED', 'Recommendation',
       ${id('rec', 'i')}, v.content_hash, now(), now(), now() FROM generate_series(0, ${n - 1}) i JOIN draft_version v ON v.id = ${id('v2', 'i')}`,
  `INSERT INTO dossier (id, forum_id, state, title, letter, state_since, created_at)
     SELECT ${id('dossier', 'i')}, $1, 'DRAFT', $4 || i, '{}', now(), now() FROM generate_series(0, ${Math.ceil(n / together) - 1}) i`,
  `INSERT INTO dossier_item (id, dossier_id, recommendation_id, position, justification, encloses_remarks, encloses_divergences, version_id, content_hash)
     SELECT ${id('item', 'i')}, ${id('dossier', `i / ${together}`)}, ${id('rec', 'i')}, i % ${together} + 1, '', false, false, ${id('v2', 'i')}, 'x'
     FROM generate_series(0, ${n - 1}) i`,
  `UPDATE dossier SET state = 'DISPATCHED', content_hash = repeat('a', 64), frozen_at = now()`,
  `INSERT INTO dispatch (id, dossier_id, registered_at, addressee_kind, addressee, sent_on, channel, due_basis)
     SELECT ${id('dispatch', 'i')}, ${id('dossier', 'i')}, now(), 'MINISTRY', 'Ministerstwo', '2025-01-07', 'POST', 'NONE'
     FROM generate_series(0, ${Math.ceil(n / together) - 1}) i`,
  `INSERT INTO register_entry (id, dispatch_id, item_id, recommendation_id)
     SELECT ${id('entry', 'i')}, ${id('dispatch', `i / ${together}`)}, ${id('item', 'i')}, ${id('rec', 'i')} FROM generate_series(0, ${n - 1}) i`,
  `INSERT INTO dossier_response (id, dossier_id, dispatch_id, sender, received_on, summary, recorded_at)
     SELECT ${id('response', 'i')}, ${id('dossier', 'i')}, ${id('dispatch', 'i')}, 'Departament', '2025-02-03', '', now()
     FROM generate_series(0, ${Math.ceil(n / together) - 1}) i`,
  `INSERT INTO answer_position (id, response_id, entry_id, recommendation_id, kind, reason)
     SELECT ${id('position', 'i')}, ${id('response', `i / ${together}`)}, ${id('entry', 'i')}, ${id('rec', 'i')}, 'PARTLY', $4
     FROM generate_series(0, ${n - 1}) i`,
  `UPDATE register_entry e SET position_id = p.id FROM answer_position p WHERE p.entry_id = e.id`,
  `UPDATE dispatch d SET response_id = a.id FROM dossier_response a WHERE a.dispatch_id = d.id`,
  `INSERT INTO follow_up (id, recommendation_id, stage, reached_on, at)
     SELECT ${id('follow-up', 'i')}, ${id('rec', 'i')}, 'SEJM', '2025-03-04', now() FROM generate_series(0, ${n - 1}) i`,
];

interface Size {
  readonly size: number;
  /** Of each recommendation. */
  readonly remarks: number;
  /** How many recommendations a dossier has. */
  readonly together: number;
}

/** So many recommendations, each from a conclusion to a follow-up, past the rules. */
export async function networkRows(t: TestApp, { size, remarks, together }: Size): Promise<Network> {
  const { given } = t;
  const [forum, convent, entity] = [await given.forum(), await given.convent(), await given.entity()];
  const [coordinator, chair] = [await given.holder('COORDINATOR', forum), await given.holder('CHAIR', convent)];
  const stranger = await given.holder('STAFF', await given.entity());
  const author = await given.holder('STAFF', entity);
  const practice = await practiceRow(t, entity, { state: 'PUBLISHED', convent });
  const area = await areaRow(t);
  const values = [forum.id, convent.id, entity.id, nasty('Praca'), practice.id, practice.versionId, area.id, author.id];
  const texts = [...begun(size), ...written(size, remarks), ...answered(size, together)];
  await t.sql(NAMED_ID);
  // Proposals name recommendations that are only made after them.
  await t.sql(`ALTER TABLE proposal DISABLE TRIGGER ALL`);
  for (const text of texts) await t.sql(...taking(text, values));
  await t.sql(`ALTER TABLE proposal ENABLE TRIGGER ALL`);
  await t.sql(`ANALYZE`);
  return { forum, convent, entity, practice, area, coordinator, chair, stranger };
}

/** The statement with only those of the values that it names, which PostgreSQL wants numbered without gaps. */
function taking(text: string, values: readonly unknown[]): [string, unknown[]] {
  const named = [...new Set(text.match(/\$\d/g))];
  return [
    text.replace(/\$\d/g, (each) => `$${named.indexOf(each) + 1}`),
    named.map((each) => values[Number(each.slice(1)) - 1]),
  ];
}
