import { newId } from '#core';
import type { PracticeState } from '#practices';
import { input, made, reason, type Ask } from './authorization.ask.ts';
import type { Cell } from './authorization.world.ts';
import { nasty } from './given.ts';
import { areaRow, cardData, practiceRow, questionRow, replicationRow } from './practice-rows.ts';
import { replicationData } from './practices.ts';

/** A practice of the entity, handed in to the convent; under review it is the actor's, if they could have taken it. */
async function practised({ t, actor, side }: Cell, state: PracticeState, audience: 'CONVENT' | 'PUBLIC' = 'PUBLIC') {
  const { convent, entity } = side;
  await t.given.membership(convent, entity);
  const isIn = state !== 'DRAFT';
  const reviewer = state === 'IN_REVIEW' ? await anyOf(t, convent, actor) : null;
  return practiceRow(t, entity, { convent: isIn ? convent : null, state, audience, reviewer, area: await areaRow(t) });
}

const onPractice =
  (state: PracticeState, fields: (cell: Cell) => Promise<object> | object = () => ({}), audience?: 'CONVENT'): Ask =>
  async (cell) =>
    input({ practiceId: await made(cell, () => practised(cell, state, audience)), ...(await fields(cell)) });

/** A practice of somebody else, of which the entity speaks. */
const byOthers =
  (fields: object): Ask =>
  async (cell) => {
    const { t, side } = cell;
    const practiceId = await made(cell, async () => {
      const [entity, convent] = [await t.given.entity(), await t.given.convent({ voivodeship: '04' })];
      return practiceRow(t, entity, { convent, state: 'PUBLISHED' });
    });
    return input({ practiceId, entityId: side.entity.id, ...fields });
  };

const reported = async ({ t, side }: Cell) => {
  const [entity, convent] = [await t.given.entity(), await t.given.convent({ voivodeship: '04' })];
  const practice = await practiceRow(t, entity, { convent, state: 'PUBLISHED' });
  return replicationRow(t, practice, side.entity, { state: 'REPORTED' });
};
const onReplication =
  (fields: object = {}): Ask =>
  async (cell) =>
    input({ replicationId: await made(cell, () => reported(cell)), ...fields });

const fileOf = async ({ t, actor }: Cell): Promise<string> =>
  (await t.given.file(actor ?? (await t.given.person()))).id;

const attached = async (cell: Cell) => {
  const { id } = await practised(cell, 'DRAFT');
  const attachmentId = newId();
  await cell.t.sql(
    `INSERT INTO practice_attachment (id, practice_id, file_id, title, alt_text, media_type, sha256)
     VALUES ($1, $2, $3, 'a', 'b', 'image/png', repeat('0', 64))`,
    [attachmentId, id, await fileOf(cell)],
  );
  return { id: attachmentId };
};

const submitted: Ask = async (cell) => ({ id: await made(cell, () => practised(cell, 'SUBMITTED')) });

/** What operations on practices are asked with. */
export const PRACTICES: Record<string, Ask> = {
  'Query.practice': submitted,
  'Subscription.practiceChanged': submitted,
  'Subscription.newPractices': async ({ t }) => ({ changeAreaId: (await areaRow(t)).id }),
  'Subscription.practiceQuestionChanged': async (cell) => ({
    id: await made(cell, async () =>
      questionRow(cell.t, await practised(cell, 'PUBLISHED'), await cell.t.given.entity()),
    ),
  }),
  'Query.relatedPractices': async (cell) => ({ practiceId: await made(cell, () => practised(cell, 'PUBLISHED')) }),
  'Query.practiceVersion': async (cell) => ({
    id: await made(cell, async () => ({ id: (await practised(cell, 'PUBLISHED', 'CONVENT')).versionId })),
  }),
  'Query.replication': async (cell) => ({ id: await made(cell, () => reported(cell)) }),
  'Mutation.draftGoodPractice': ({ side }) => input({ entityId: side.entity.id, card: cardData([]) }),
  'Mutation.saveGoodPractice': onPractice('DRAFT', () => ({ expectedVersion: 1, card: { title: nasty('Tytuł') } })),
  'Mutation.attachToPractice': onPractice('DRAFT', async (cell) => ({
    ...{ fileId: await fileOf(cell), title: 'Zdjęcie', altText: 'Piec' },
  })),
  'Mutation.removePracticeAttachment': async (cell) => input({ attachmentId: await made(cell, () => attached(cell)) }),
  'Mutation.submitGoodPractice': onPractice('DRAFT', ({ side }) => ({
    ...{ conventId: side.convent.id, expectedVersion: 1, agreedAudience: 'PUBLIC' },
  })),
  'Mutation.withdrawGoodPractice': onPractice('SUBMITTED'),
  'Mutation.takePracticeReview': onPractice('SUBMITTED'),
  'Mutation.returnGoodPractice': onPractice('IN_REVIEW', () => ({ remarks: [{ field: 'TITLE', text: 'Krócej' }] })),
  'Mutation.publishGoodPractice': onPractice('IN_REVIEW', () => ({ audience: 'PUBLIC' })),
  'Mutation.widenPracticeAudience': onPractice('PUBLISHED', () => ({ audience: 'PUBLIC' }), 'CONVENT'),
  'Mutation.confirmPracticeChecked': onPractice('OUTDATED'),
  'Mutation.archiveGoodPractice': onPractice('PUBLISHED', () => ({ reason })),
  'Mutation.reportReplication': byOthers({ data: replicationData() }),
  'Mutation.confirmReplication': onReplication(),
  'Mutation.editReplication': onReplication({ expectedVersion: 1, data: replicationData() }),
  'Mutation.withdrawReplication': onReplication(),
  'Mutation.askPracticeQuestion': byOthers({ text: 'Jak długo?' }),
  'Mutation.markPracticeUseful': byOthers({ useful: true }),
  'Mutation.answerPracticeQuestion': async (cell) => {
    const questionId = await made(cell, async () =>
      questionRow(cell.t, await practised(cell, 'PUBLISHED'), await cell.t.given.entity()),
    );
    return input({ questionId, answer: 'Rok' });
  },
};

/** One of everything about practices that not all may see. */
export async function fillPractices({ t, side: { convent, entity } }: Cell): Promise<void> {
  const other = await t.given.entity();
  const area = await areaRow(t);
  for (const state of ['DRAFT', 'SUBMITTED', 'IN_REVIEW', 'RETURNED', 'ARCHIVED'] as const)
    await practiceRow(t, entity, {
      state,
      convent: state === 'DRAFT' ? null : convent,
      reviewer: await anyOf(t, convent),
    });
  for (const audience of ['CONVENT', 'FORUM', 'PUBLIC'] as const) {
    const practice = await practiceRow(t, entity, { convent, state: 'PUBLISHED', audience, area });
    await t.sql(
      `INSERT INTO practice_remark (id, practice_id, round, field, text, at) VALUES ($1, $2, 1, 'TITLE', 'x', now())`,
      [...[newId(), practice.id]],
    );
    await t.sql(`INSERT INTO practice_act (id, practice_id, action, at) VALUES ($1, $2, 'x', now())`, [
      newId(),
      practice.id,
    ]);
    await replicationRow(t, practice, other);
    await replicationRow(t, await practiceRow(t, other, { convent, state: 'PUBLISHED', audience }), entity, {
      state: 'REPORTED',
    });
    await questionRow(t, practice, other);
    await questionRow(t, practice, other, { answer: nasty('Tak') });
  }
}

/** A mandate of somebody who could have taken a card for review: the actor's, if they could. */
async function anyOf(t: Cell['t'], convent: { id: string }, actor: Cell['actor'] = null): Promise<{ id: string }> {
  const [held] = await t.sql<{ id: string }>(
    `SELECT id FROM mandate WHERE convent_id = $1 AND state = 'ACTIVE' ORDER BY person_id = $2 DESC LIMIT 1`,
    [convent.id, actor?.id ?? null],
  );
  return held ?? t.given.mandate(await t.given.person(), 'BOARD_MEMBER', convent);
}
