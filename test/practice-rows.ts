import { createHash } from 'node:crypto';
import { newId } from '#core';
import type { PracticeAudience, PracticeStage, PracticeState } from '#practices';
import { richText } from '#texts';
import type { TestApp } from './app.ts';
import { nasty } from './given.ts';

type Id = { id: string };

/** A complete card with texts that would break careless code. */
export const cardData = (areaIds: readonly string[], title = nasty('Praktyka'), text = nasty('Tekst')) => ({
  ...{ title, summary: `${nasty('W dwóch zdaniach')}, co robimy i po co.` },
  ...{ problem: richText(text), actions: richText(text), results: richText(text), conditions: richText(text) },
  ...{ targetGroups: ['HOMELESS', 'YOUNG'], costRange: 'UP_TO_20', moneySources: ['PFRON'], changeAreaIds: areaIds },
  ...{ tags: ['piekarnia', 'praca żółć'], startedIn: 2019, contactUnit: 'dział reintegracji' },
});

/** A change area of your own. */
export async function areaRow(t: Pick<TestApp, 'sql'>): Promise<Id> {
  const id = newId();
  await t.sql(
    `INSERT INTO change_area (id, number, slug, name_pl, name_en, provenance)
     SELECT $1::uuid, 1000 + floor(random() * 1e9)::int, $1::text, $2, 'Area', 'named_in_report'`,
    [id, nasty('Obszar')],
  );
  return { id };
}

interface Wanted {
  readonly convent?: Id | null;
  readonly state?: PracticeState;
  readonly stage?: PracticeStage;
  readonly audience?: PracticeAudience;
  readonly agreed?: PracticeAudience;
  readonly reviewer?: Id | null;
  readonly title?: string;
  readonly text?: string;
  readonly area?: Id | null;
  readonly checkedOn?: string;
}

const COLUMNS = `title, summary, problem, actions, results, conditions, target_groups, cost_range, money_sources,
  change_area_ids, tags, started_in, contact_unit`;

/** A practice in any state, past the rules. */
export async function practiceRow(
  t: Pick<TestApp, 'sql'>,
  entity: Id,
  wanted: Wanted = {},
): Promise<Id & { versionId: string }> {
  const {
    convent = null,
    state = 'DRAFT',
    audience = 'PUBLIC',
    agreed = 'PUBLIC',
    reviewer = null,
    area = null,
  } = wanted;
  const [id, versionId] = [newId(), newId()];
  const isOut = ['PUBLISHED', 'OUTDATED', 'ARCHIVED'].includes(state);
  const stage = wanted.stage ?? (isOut ? 'ACCEPTED' : (state as PracticeStage));
  const card = cardData(area ? [area.id] : [], wanted.title, wanted.text);
  const cells = [
    ...[card.title, card.summary, card.problem, card.actions, card.results, card.conditions, card.targetGroups],
    ...[card.costRange, card.moneySources, card.changeAreaIds, card.tags, card.startedIn, card.contactUnit],
  ];
  const places = cells.map((_, i) => `$${i + 1}`).join(', ');
  const content = JSON.stringify({ card: { language: 'PL', ...card }, id });
  const hash = createHash('sha256').update(content).digest('hex');
  await t.sql(
    `INSERT INTO good_practice (id, entity_id, convent_id, state, created_at) VALUES ($1, $2, $3, 'DRAFT', now())`,
    [id, entity.id, convent?.id ?? null],
  );
  await t.sql(
    `INSERT INTO practice_draft (${COLUMNS}, id, stage, agreed_audience, reviewer_id, round, stage_since, edited_at)
     VALUES (${places}, $14, $15, $16, $17, 1, now(), now())`,
    [...cells, id, stage, agreed, reviewer?.id ?? null],
  );
  if (isOut) {
    await t.sql(
      `INSERT INTO practice_version (${COLUMNS}, id, practice_id, number, content, content_hash, published_at)
       VALUES (${places}, $14, $15, 1, $16, $17, now())`,
      [...cells, versionId, id, content, hash],
    );
    if (area)
      await t.sql(`INSERT INTO practice_area (id, practice_id, version_id, change_area_id) VALUES ($1, $2, $3, $4)`, [
        ...[newId(), id, versionId, area.id],
      ]);
  }
  await t.sql(
    `UPDATE good_practice SET state = $2, current_version_id = $3, audience = $4, published_at = $5, last_checked_on = $6 WHERE id = $1`,
    [
      ...[id, state, isOut ? versionId : null, isOut ? audience : null, isOut ? new Date() : null],
      isOut ? (wanted.checkedOn ?? new Date()) : null,
    ],
  );
  return { id, versionId };
}

/** That an entity took a practice over, past the rules. */
export async function replicationRow(
  t: Pick<TestApp, 'sql'>,
  practice: Id & { versionId: string },
  entity: Id,
  { state = 'CONFIRMED', text = nasty('Wdrożenie') } = {},
): Promise<Id> {
  const id = newId();
  await t.sql(
    `INSERT INTO replication (id, practice_id, version_id, entity_id, state, place, changes, result, still_running, reported_at, confirmed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $6, $6, true, now(), CASE WHEN $5 = 'CONFIRMED' THEN now() END)`,
    [id, practice.id, practice.versionId, entity.id, state, text],
  );
  return { id };
}

/** A question of another entity, past the rules. */
export async function questionRow(
  t: Pick<TestApp, 'sql'>,
  practice: Id,
  entity: Id,
  { answer = null as string | null, text = nasty('Pytanie') } = {},
): Promise<Id> {
  const id = newId();
  await t.sql(
    `INSERT INTO practice_question (id, practice_id, entity_id, text, asked_at, answer, answered_at)
     VALUES ($1, $2, $3, $4, now(), $5, CASE WHEN $5::text IS NOT NULL THEN now() END)`,
    [id, practice.id, entity.id, text, answer],
  );
  return { id };
}

/** Practices of an entity with everything that others may not see: `other` is who asks and takes over. */
export async function secretPractices(t: Pick<TestApp, 'sql'>, convent: Id, entity: Id, other: Id) {
  const waiting = await practiceRow(t, entity, {
    ...{ convent, state: 'SUBMITTED', title: 'canary-practice', text: 'canary-card' },
  });
  const inside = await practiceRow(t, entity, {
    ...{ convent, state: 'PUBLISHED', audience: 'CONVENT', title: 'canary-released' },
  });
  const open = await practiceRow(t, entity, { convent, state: 'PUBLISHED' });
  await t.sql(
    `INSERT INTO practice_remark (id, practice_id, round, field, text, at) VALUES ($1, $2, 1, 'TITLE', 'canary-remark', now())`,
    [newId(), waiting.id],
  );
  await questionRow(t, open, other, { text: 'canary-question' });
  const theirs = await practiceRow(t, other, { convent, state: 'PUBLISHED' });
  const replication = await replicationRow(t, theirs, entity, { state: 'REPORTED', text: 'canary-replication' });
  const ids = {
    ...{ GoodPractice: [waiting.id, inside.id, open.id, theirs.id], Replication: [replication.id] },
    PracticeVersion: [inside.versionId],
  };
  return { hidden: [waiting, inside, replication], ids };
}
