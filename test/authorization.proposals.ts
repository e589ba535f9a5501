import type { MergeState, ProposalState } from '#proposals';
import { input, made, reason, type Ask } from './authorization.ask.ts';
import type { Cell } from './authorization.world.ts';
import { nasty } from './given.ts';
import { areaRow } from './practice-rows.ts';
import { mergeData, mergeRow, proposalData, proposalRow } from './proposals.ts';

/** A proposal of the entity, in the convent. */
const proposed = ({ t, side: { convent, entity } }: Cell, state: ProposalState) =>
  proposalRow(t, entity, { state, reviewer: convent });

/** Two of the entity and of another one, that are to be merged. */
async function merging(cell: Cell, state: MergeState = 'PROPOSED') {
  const { t, side } = cell;
  const other = await proposalRow(t, await t.given.entity(), { state: 'UNDER_REVIEW', reviewer: side.convent });
  return mergeRow(t, side.convent, [await proposed(cell, 'UNDER_REVIEW'), other], { state });
}

const onProposal =
  (state: ProposalState, fields: (cell: Cell) => Promise<object> | object = () => ({})): Ask =>
  async (cell) =>
    input({
      ...{ proposalId: await made(cell, () => proposed(cell, state)), expectedVersion: 1 },
      ...(await fields(cell)),
    });

const onMerge =
  (state: MergeState, fields: (cell: Cell) => object): Ask =>
  async (cell) =>
    input({ mergeId: await made(cell, () => merging(cell, state)), ...fields(cell) });

const submitted: Ask = async (cell) => ({ id: await made(cell, () => proposed(cell, 'SUBMITTED')) });
const data = async ({ t }: Cell) => proposalData([await areaRow(t)]);
const ofEntity = ({ side }: Cell) => ({ bodyId: side.entity.id });

/** What operations on proposals are asked with. */
export const PROPOSALS: Record<string, Ask> = {
  'Query.proposal': submitted,
  'Subscription.proposalChanged': submitted,
  'Query.similarProposals': () => ({ text: nasty('Chcemy') }),
  'Query.proposalMerge': async (cell) => ({ id: await made(cell, () => merging(cell)) }),
  'Mutation.draftProposal': async (cell) => input({ originId: cell.side.entity.id, data: await data(cell) }),
  'Mutation.editProposal': onProposal('DRAFT', async (cell) => ({ data: await data(cell) })),
  'Mutation.submitProposal': onProposal('DRAFT', async ({ t, side: { convent, entity } }) => {
    const known = await t.sql(`SELECT FROM convent, entity WHERE convent.id = $1 AND entity.id = $2`, [
      ...[convent.id, entity.id],
    ]);
    if (known.length) await t.given.membership(convent, entity);
    return { reviewerId: convent.id, audience: 'PUBLIC' };
  }),
  'Mutation.withdrawProposal': onProposal('SUBMITTED'),
  'Mutation.takeProposalUnderReview': onProposal('SUBMITTED'),
  'Mutation.declineProposal': onProposal('UNDER_REVIEW', () => ({ reason })),
  'Mutation.forwardProposal': onProposal('UNDER_REVIEW', async ({ t }) => {
    await t.given.forum();
    return { reason };
  }),
  'Mutation.proposeProposalMerge': async (cell) => {
    const one = () => made(cell, () => proposed(cell, 'UNDER_REVIEW'));
    return input({ proposalIds: [await one(), await one()], ...mergeData() });
  },
  'Mutation.agreeToProposalMerge': onMerge('PROPOSED', ofEntity),
  'Mutation.objectToProposalMerge': onMerge('PROPOSED', (cell) => ({ ...ofEntity(cell), reason })),
  'Mutation.callOffProposalMerge': onMerge('PROPOSED', () => ({ reason })),
  'Mutation.undoProposalMerge': onMerge('MERGED', () => ({ reason })),
};

/** One of everything about proposals that not all may see. */
export async function fillProposals(cell: Cell): Promise<void> {
  const {
    t,
    side: { convent, entity },
  } = cell;
  const area = await areaRow(t);
  for (const origin of [entity, convent])
    for (const state of ['DRAFT', 'SUBMITTED', 'UNDER_REVIEW', 'TAKEN_UP', 'DECLINED', 'WITHDRAWN'] as const)
      for (const audience of ['FORUM', 'PUBLIC'] as const)
        await proposalRow(t, origin, { state, audience, reviewer: convent, area });
  for (const state of ['PROPOSED', 'MERGED', 'REFUSED', 'UNDONE'] as const) await merging(cell, state);
}

/** Proposals of an entity in a convent with everything that others may not see, and a merge of two of them. */
export async function secretProposals(t: Cell['t'], convent: { id: string }, entity: { id: string }) {
  const how = { reviewer: convent, title: 'canary-postulat', text: 'canary-asks' };
  const submitted = await proposalRow(t, entity, { ...how, state: 'SUBMITTED', audience: 'PUBLIC' });
  const opened = await proposalRow(t, entity, { ...how, state: 'UNDER_REVIEW', audience: 'FORUM' });
  const other = await proposalRow(t, convent, { ...how, state: 'UNDER_REVIEW', audience: 'FORUM' });
  const merge = await mergeRow(t, convent, [opened, other], { text: 'canary-merger' });
  await t.sql(
    `UPDATE proposal_consent SET answer = 'OBJECTED', reason = 'canary-objection', answered_at = now() WHERE merge_id = $1`,
    [merge.id],
  );
  const hidden = [submitted, opened, other, merge];
  return { hidden, ids: { Proposal: [submitted.id, opened.id, other.id], ProposalMerge: [merge.id] } };
}
