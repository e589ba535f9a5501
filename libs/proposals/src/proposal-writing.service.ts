import { Injectable } from '@nestjs/common';
import { Areas } from '#areas';
import { bodyOf, HeldMandates, officialBodyOf } from '#convents';
import { Forbidden, newId, NotFound, type Tx } from '#core';
import { Conclusion } from '#minutes';
import { Proposal } from './proposal.entity.ts';
import type {
  DraftProposalInput,
  EditProposalInput,
  ProposalDataInput,
  SubmitProposalInput,
  WithdrawProposalInput,
} from './proposal.inputs.ts';
import { proposalLifecycle } from './proposal.lifecycle.ts';
import { ProposalArea, ProposalProvision } from './proposal-parts.entity.ts';
import { ProposalMerging } from './proposal-merging.service.ts';
import { ProposalSteps } from './proposal-steps.service.ts';
import { ConclusionTakenBack, ReviewerUnfit } from './proposals.errors.ts';
import { ProposalDrafted, ProposalEdited, ProposalSubmitted, ProposalWithdrawn } from './proposals.events.ts';
import { voiceOf, WRITES } from './proposals.policy.ts';
import { provisionsOf } from './provision.ts';

type Id = { id: string };

/** What the origin of a proposal does with it. */
@Injectable()
export class ProposalWriting {
  constructor(
    private readonly mandates: HeldMandates,
    private readonly areas: Areas,
    private readonly steps: ProposalSteps,
    private readonly merging: ProposalMerging,
  ) {}

  async draft(tx: Tx, { originId, conclusionId, data }: DraftProposalInput): Promise<Id> {
    const origin = await bodyOf(tx, originId, 'MandateBody');
    const mandate = voiceOf(await this.mandates.of(tx), originId.toLowerCase(), origin.entityId !== null);
    if (!mandate) throw Forbidden({ reason: WRITES });
    tx.allow(mandate);
    if (conclusionId) await refuseTakenBack(tx, conclusionId);
    const [id, bodyId] = [newId(), mandate.bodyId];
    const none = { reviewerConventId: null, reviewerForumId: null, audience: null, submittedAt: null, openedAt: null };
    const seen = origin.entityId ? { entities: [bodyId], bodies: [] } : { entities: [], bodies: [bodyId] };
    const { title, text, reasons } = data;
    await tx.em.insert(Proposal, {
      ...{ id, ...origin, conclusionId: conclusionId ?? null, state: 'DRAFT', title, text, reasons, ...none, ...seen },
      ...{ mergeId: null, mergedIntoId: null, recommendationId: null, sample: false },
      ...{ stateSince: tx.now, createdAt: tx.now, version: 1 },
    });
    await this.about(tx, id, data);
    await this.steps.act(tx, id, 'draftProposal', 'DRAFT');
    tx.emit(ProposalDrafted(id, {}, [bodyId, conclusionId ?? null]));
    return { id };
  }

  async edit(tx: Tx, { proposalId, expectedVersion, data }: EditProposalInput): Promise<Id> {
    const { proposal, facts } = await this.steps.hold(tx, proposalId, expectedVersion);
    proposalLifecycle.take(tx, 'editProposal', facts);
    const { title, text, reasons } = data;
    await tx.edit(Proposal, proposal, { title, text, reasons });
    await tx.sql(`DELETE FROM proposal_provision WHERE proposal_id = $1`, [proposal.id]);
    const gone = await tx.sql<Id>(`DELETE FROM proposal_area WHERE proposal_id = $1 RETURNING change_area_id AS id`, [
      proposal.id,
    ]);
    await this.about(
      tx,
      proposal.id,
      data,
      gone.map(({ id }) => id),
    );
    await this.steps.tell(tx, proposal, (id) => ProposalEdited(id, {}));
    return { id: proposalId };
  }

  async submit(tx: Tx, { proposalId, expectedVersion, reviewerId, audience }: SubmitProposalInput): Promise<Id> {
    const { proposal, facts } = await this.steps.hold(tx, proposalId, expectedVersion);
    const state = proposalLifecycle.take(tx, 'submitProposal', facts);
    const { conventId, forumId } = await officialBodyOf(tx, reviewerId, 'ReviewingBody');
    if (conventId && conventId !== proposal.conventId) await refuseStrange(tx, proposal.entityId, conventId);
    const reviewer = (conventId ?? forumId)!;
    const changes = { reviewerConventId: conventId, reviewerForumId: forumId, bodies: add(proposal.bodies, reviewer) };
    await this.steps.step(
      tx,
      proposal,
      { ...changes, state, audience, submittedAt: tx.now },
      { action: 'submitProposal', event: (id) => ProposalSubmitted(id, { reviewerId: reviewer }) },
    );
    return { id: proposalId };
  }

  async withdraw(tx: Tx, { proposalId, expectedVersion, reason }: WithdrawProposalInput): Promise<Id> {
    const merge = await this.merging.holdOf(tx, proposalId);
    const { proposal, facts } = await this.steps.hold(tx, proposalId, expectedVersion);
    const state = proposalLifecycle.take(tx, 'withdrawProposal', facts);
    const event = (id: string) => ProposalWithdrawn(id, {});
    await this.steps.step(tx, proposal, { state }, { action: 'withdrawProposal', reason, event });
    if (merge && facts.merging === 'ASKED') await this.merging.withdrawn(tx, merge);
    return { id: proposalId };
  }

  private async about(
    tx: Tx,
    proposalId: string,
    { changeAreaIds, provisions }: ProposalDataInput,
    before: readonly string[] = [],
  ): Promise<void> {
    const areas = await this.areas.chosen(tx, changeAreaIds, before);
    await tx.em.insert(
      ProposalArea,
      areas.map((changeAreaId) => ({ id: newId(), proposalId, changeAreaId })),
    );
    const rows = provisionsOf(provisions).map((each, i) => ({ id: newId(), proposalId, position: i + 1, ...each }));
    if (rows.length) await tx.em.insert(ProposalProvision, rows);
  }
}

export const add = (bodies: readonly string[], id: string): string[] => [...new Set([...bodies, id])];

async function refuseTakenBack(tx: Tx, id: string): Promise<void> {
  const conclusion = await tx.em.findOneBy(Conclusion, { id });
  if (!conclusion) throw NotFound({ type: 'Conclusion', id });
  if (conclusion.withdrawnAt) throw ConclusionTakenBack();
}

/** An entity submits to a convent of which it is a member now. */
async function refuseStrange(tx: Tx, entityId: string | null, conventId: string): Promise<void> {
  const [member] = await tx.sql(
    `SELECT FROM membership WHERE entity_id = $1 AND convent_id = $2 AND state = 'ACTIVE'`,
    [entityId, conventId],
  );
  if (!member) throw ReviewerUnfit();
}
