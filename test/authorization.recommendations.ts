import { newId } from '#core';
import type { RecommendationState } from '#recommendations';
import { input, made, reason, type Ask } from './authorization.ask.ts';
import type { Cell } from './authorization.world.ts';
import { inHours } from './circulations.ts';
import { nasty } from './given.ts';
import { areaRow, practiceRow } from './practice-rows.ts';
import { proposalRow } from './proposals.ts';
import { evidenceRow, recommendationRow, roundRow, type RecommendationRows } from './recommendation-rows.ts';

const leadOf = ({ role, side }: Cell) => (role === 'coordinator' ? side.body : side.convent);

/** A recommendation that the role's body leads, in the forum the forum. */
const begun = (cell: Cell, state: RecommendationState = 'DRAFTING') =>
  recommendationRow(cell.t, leadOf(cell), { state });

const on =
  (fields: (cell: Cell, rows: RecommendationRows) => Promise<object> | object, state?: RecommendationState): Ask =>
  async (cell) => {
    if (cell.target === 'none')
      return input({ recommendationId: newId(), expectedVersion: 1, ...(await fields(cell, NOTHING)) });
    const rows = await begun(cell, state);
    return input({ recommendationId: rows.id, expectedVersion: 1, ...(await fields(cell, rows)) });
  };
const NOTHING = { id: newId(), hash: 'a'.repeat(64) } as RecommendationRows;

const seen: Ask = async (cell) => ({ id: await made(cell, () => begun(cell)) });
const about = async ({ t }: Cell) => ({ title: nasty('Rekomendacja'), changeAreaIds: [(await areaRow(t)).id] });
const evident = ({ t }: Cell) => t.given.entity();
const reviewing = ({ t }: Cell) => t.given.convent({ voivodeship: '30' });

/** What operations on recommendations are asked with. */
export const RECOMMENDATIONS: Record<string, Ask> = {
  'Query.recommendation': seen,
  'Subscription.recommendationChanged': seen,
  'Mutation.createRecommendation': async (cell) =>
    input({ bodyId: leadOf(cell).id, form: 'LAW', ...(await about(cell)) }),
  'Mutation.editRecommendation': on(about),
  'Mutation.takeUpProposals': on(async (cell) => {
    if (cell.target === 'none') return { proposalIds: [newId()] };
    const how = { state: 'UNDER_REVIEW', reviewer: leadOf(cell) } as const;
    return { proposalIds: [(await proposalRow(cell.t, cell.side.entity, how)).id] };
  }),
  'Mutation.addRecommendationPractice': on(async (cell) => {
    const practice = await practiceRow(cell.t, await evident(cell), {
      ...{ convent: await reviewing(cell), state: 'PUBLISHED', audience: 'PUBLIC' },
    });
    return { practiceId: practice.id, note: nasty('Dowód') };
  }),
  'Mutation.removeRecommendationPractice': on(async (cell, rows) => {
    const isThere = cell.target !== 'none';
    return {
      practiceId: isThere ? (await evidenceRow(cell.t, rows, await evident(cell), await reviewing(cell))).id : newId(),
    };
  }),
  'Mutation.circulateRecommendation': on(async (cell) => ({
    ...{ circle: { entityIds: [(await evident(cell)).id] }, closesAt: inHours(9), silence: 'ABSTAINS' },
  })),
  'Mutation.reviseRecommendation': on(() => ({ reason }), 'CONSOLIDATING'),
  // Its last vote was cancelled.
  'Mutation.putRecommendationToVote': on(async (cell, { hash }) => {
    const { t, side, role, target } = cell;
    if (target === 'own' && role !== 'coordinator') await t.given.membership(side.convent, await evident(cell));
    if (target === 'own' && role === 'coordinator') await t.given.standing(side.convent, side.body);
    return { contentHash: hash, closesAt: inHours(9) };
  }, 'IN_VOTE'),
};

/** One of everything about recommendations that not all may see. */
export async function fillRecommendations({ t, side: { convent, entity } }: Cell): Promise<void> {
  for (const state of ['DRAFTING', 'CONSOLIDATING', 'IN_VOTE', 'REJECTED', 'ADOPTED'] as const) {
    const rows = await recommendationRow(t, convent, { state, origin: entity });
    await evidenceRow(t, rows, entity, convent);
    await roundRow(t, rows, convent, entity, await t.given.person());
  }
}
