import { createHash } from 'node:crypto';
import { newId } from '#core';
import type { DraftState } from '#drafts';
import type { TestApp } from './app.ts';
import { nasty } from './given.ts';

type Id = { id: string };
type Sql = Pick<TestApp, 'sql'>;

interface Wanted {
  readonly state?: DraftState;
  readonly sharedWith?: readonly Id[];
  readonly forForum?: boolean;
  readonly isPublic?: boolean;
  /** Who is on the team, by a mandate of theirs. */
  readonly member?: Id | null;
  readonly title?: string;
  readonly text?: string;
}

export interface DraftRows extends Id {
  readonly unitId: string;
  readonly otherId: string;
  /** Says that a unit was deleted, which it was. */
  readonly eventId: string;
  readonly versionId: string;
  readonly amendmentId: string;
  readonly memberId: string | null;
}

const unit = (id: string, label: string, text: string) => ({
  ...{ id, kind: 'ARTICLE', label, title: '', text, children: [], closing: '' },
});
const amendment = (justification: string) => ({
  act: {
    name: 'ustawie z dnia 1 lutego 2031 r. o klubach próbnych',
    publication: { journal: 'DU', year: 2031, nr: null, position: 77 },
    ...{ changes: [], laterChanges: false },
  },
  amendment: {
    ...{ operation: 'REPEAL', added: null, wording: null, words: null, newWords: null },
    target: { within: [], kind: 'ARTICLE', labels: ['5'], part: 'WHOLE' },
  },
  ...{ inForce: justification, justification },
});

/** A law of two articles with one amendment and a version, in any state, past the rules. */
export async function draftRow(t: Sql, body: Id, wanted: Wanted = {}): Promise<DraftRows> {
  const { state = 'OPEN', sharedWith = [], forForum = false, isPublic = false, member = null } = wanted;
  const { title = nasty('Projekt'), text = nasty('Słowa') } = wanted;
  const [id, unitId, otherId, goneId] = [newId(), newId(), newId(), newId()];
  const [eventId, versionId, amendmentId] = [newId(), newId(), newId()];
  const memberId = member && newId();
  await t.sql(
    `INSERT INTO draft (id, convent_id, forum_id, title, form, state, shared_with, for_forum, is_public, created_at, changed_at)
     SELECT $1, (SELECT id FROM convent WHERE id = $2), (SELECT id FROM forum WHERE id = $2), $3, 'LAW', $4, $5, $6, $7, now(), now()`,
    [id, body.id, title, state, sharedWith.map((each) => each.id), forForum, isPublic],
  );
  await t.sql(`INSERT INTO working_text (id, heading) VALUES ($1, $2)`, [id, text]);
  const units = [unit(unitId, '1', text), unit(otherId, '2', 'Dwa słowa.')];
  for (const [i, { id: of, kind, label, text: words }] of units.entries())
    await t.sql(
      `INSERT INTO draft_unit (id, draft_id, place, kind, label, title, text, closing) VALUES ($1, $2, $3, $4, $5, '', $6, '')`,
      [of, id, (i + 1) * 65_536, kind, label, words],
    );
  await t.sql(
    `INSERT INTO draft_unit_event (id, draft_id, unit_id, act, before, gone, draft_version, at)
     VALUES ($1, $2, $3, 'DELETED', $4, $5, 1, now())`,
    [
      ...[eventId, id, goneId, JSON.stringify({ parentId: null, index: 2, label: '3' })],
      JSON.stringify(unit(goneId, '3', text)),
    ],
  );
  const proposed = amendment(text);
  await t.sql(`INSERT INTO draft_amendment (id, draft_id, position, proposed, at) VALUES ($1, $2, 1, $3, now())`, [
    ...[amendmentId, id, JSON.stringify(proposed)],
  ]);
  const amendments = [{ id: amendmentId, ...proposed }];
  const content = JSON.stringify({
    draftId: id,
    number: 1,
    title,
    act: null,
    form: 'LAW',
    heading: '',
    units,
    amendments,
  });
  await t.sql(
    `INSERT INTO draft_version (id, draft_id, number, title, unit_count, content, content_hash, frozen_at)
     VALUES ($1, $2, 1, $3, 2, $4, $5, now())`,
    [versionId, id, title, content, createHash('sha256').update(content).digest('hex')],
  );
  await t.sql(`UPDATE draft SET current_version_id = $2 WHERE id = $1`, [id, versionId]);
  if (memberId)
    await t.sql(
      `INSERT INTO draft_member (id, draft_id, person_id, mandate_id, added_at)
       SELECT $1, $2, person_id, id, now() FROM mandate WHERE id = $3`,
      [memberId, id, member.id],
    );
  await t.sql(
    `INSERT INTO draft_act (id, draft_id, action, state, at, reason, member_id, amendment_before)
     VALUES ($1, $2, 'editDraft', $3, now(), $4, $5, $6)`,
    [newId(), id, state, text, memberId, JSON.stringify(proposed)],
  );
  return { id, unitId, otherId, eventId, versionId, amendmentId, memberId };
}

/** A draft of a body with everything in it that others may not see. */
export async function secretDrafts(t: Sql, body: Id, member: Id) {
  const draft = await draftRow(t, body, { title: 'canary-projected', text: 'canary-drafted', member });
  const ids = { Draft: [draft.id], DraftVersion: [draft.versionId], DraftUnit: [draft.unitId] };
  return { hidden: [draft, { id: draft.unitId }, { id: draft.versionId }], ids };
}
