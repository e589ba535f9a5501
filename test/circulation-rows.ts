import { newId, newSecret } from '#core';
import type { CirculationState } from '#circulation';
import type { TestApp } from './app.ts';
import { draftRow, type DraftRows } from './draft-rows.ts';
import { nasty } from './given.ts';

type Id = { id: string };
type Sql = Pick<TestApp, 'sql'>;

interface Wanted {
  readonly state?: CirculationState;
  /** Who wrote the remark. */
  readonly author: Id;
  readonly text?: string;
  readonly isDisposed?: boolean;
}

export interface CirculationRows extends Id {
  readonly draft: DraftRows;
  readonly partyId: string;
  readonly remarkId: string;
  readonly dispositionId: string;
}

/** A circulation of a body's draft to one entity, with its answer, a remark and, if wanted, the disposition. */
export async function circulationRow(t: Sql, body: Id, entity: Id, wanted: Wanted): Promise<CirculationRows> {
  const { state = 'OPEN', author, text = nasty('Uwaga'), isDisposed = false } = wanted;
  const draft = await draftRow(t, body);
  const [id, partyId, answerId, remarkId, dispositionId] = [newId(), newId(), newId(), newId(), newId()];
  await t.sql(
    `INSERT INTO circulation (id, convent_id, forum_id, draft_id, version_id, state, note, opens_at, closes_at, silence,
       circle, whole_forum, started_at, ended_at)
     SELECT $1, (SELECT id FROM convent WHERE id = $2), (SELECT id FROM forum WHERE id = $2), $3, $4, $5, $6,
       now() - interval '1 day', now() + interval '1 day', 'ABSTAINS', ARRAY[$7::uuid], false, now(),
       CASE WHEN $5 <> 'OPEN' THEN now() END`,
    [id, body.id, draft.id, draft.versionId, state, text, entity.id],
  );
  await t.sql(`INSERT INTO circulation_party (id, circulation_id, entity_id) VALUES ($1, $2, $3)`, [
    ...[partyId, id, entity.id],
  ]);
  await t.sql(
    `INSERT INTO circulation_answer (id, party_id, circulation_id, body_id, answer, reason, silent, at)
     VALUES ($1, $2, $3, $4, 'REMARKS', $5, true, now())`,
    [answerId, partyId, id, entity.id, text],
  );
  await t.sql(`UPDATE circulation_party SET answer_id = $2 WHERE id = $1`, [partyId, answerId]);
  await t.sql(
    `INSERT INTO circulation_act (id, circulation_id, action, state, at, reason) VALUES ($1, $2, 'x', $3, now(), $4)`,
    [newId(), id, state, text],
  );
  await t.sql(
    `INSERT INTO remark (id, circulation_id, unit_id, unit_path, place, state, kind, channel, late, entity_id, text, person_id, at)
     VALUES ($1, $2, $3, 'art. 1', 1, 'SUBMITTED', 'SUBSTANTIVE', 'PLATFORM', false, $4, $5, $6, now())`,
    [remarkId, id, draft.unitId, entity.id, text, author.id],
  );
  if (isDisposed) {
    await t.sql(`INSERT INTO disposition (id, remark_id, verdict, reason, at) VALUES ($1, $2, 'REJECTED', $3, now())`, [
      dispositionId,
      remarkId,
      text,
    ]);
    await t.sql(`UPDATE remark SET state = 'DISPOSED', disposition_id = $2 WHERE id = $1`, [remarkId, dispositionId]);
  }
  return { id, draft, partyId, remarkId, dispositionId };
}

export interface OutsiderRows extends Id {
  readonly token: string;
  readonly remarkId: string;
  readonly dispositionId: string;
}

/** An outsider of a circulation with a link that works, and a remark of theirs with its disposition. */
export async function outsiderRow(t: Sql, { id: circulationId }: Id, text = nasty('Gmina')): Promise<OutsiderRows> {
  const [id, remarkId, dispositionId] = [newId(), newId(), newId()];
  const { secret: token, hash } = newSecret();
  await t.sql(
    `INSERT INTO circulation_outsider (id, circulation_id, organisation, invited_at) VALUES ($1, $2, $3, now())`,
    [id, circulationId, `${text} ${id}`],
  );
  await t.sql(
    `INSERT INTO outsider_contact (id, circulation_id, name, email, link_hash, link_made_at)
     VALUES ($1, $2, $3, $3 || '@example.com', $4, now())`,
    [id, circulationId, text, hash],
  );
  await t.sql(`INSERT INTO circulation_party (id, circulation_id, outsider_id) VALUES ($1, $2, $3)`, [
    ...[newId(), circulationId, id],
  ]);
  await t.sql(
    `INSERT INTO remark (id, circulation_id, place, state, kind, channel, late, submitter, outsider_id, text, at)
     VALUES ($1, $2, 0, 'SUBMITTED', 'SUBSTANTIVE', 'LINK', false, $3, $4, $3, now())`,
    [remarkId, circulationId, text, id],
  );
  await t.sql(`INSERT INTO disposition (id, remark_id, verdict, reason, at) VALUES ($1, $2, 'REJECTED', $3, now())`, [
    ...[dispositionId, remarkId, text],
  ]);
  await t.sql(`UPDATE remark SET state = 'DISPOSED', disposition_id = $2 WHERE id = $1`, [remarkId, dispositionId]);
  return { id, token, remarkId, dispositionId };
}

/** A circulation of a body's draft with everything in it that others may not see. */
export async function secretCirculations(t: Sql, body: Id, entity: Id, author: Id) {
  const wanted = { author, text: 'canary-remarked', isDisposed: true, state: 'CLOSED' as const };
  const circulation = await circulationRow(t, body, entity, wanted);
  const outsider = await outsiderRow(t, circulation, 'canary-outsider');
  const hidden = [
    circulation,
    outsider,
    { id: outsider.remarkId },
    { id: outsider.dispositionId },
    { id: circulation.remarkId },
    { id: circulation.dispositionId },
  ];
  return { hidden, ids: { Circulation: [circulation.id], Remark: [circulation.remarkId] } };
}
