import { Injectable } from '@nestjs/common';
import { ForumNotFounded, heldIn } from '#convents';
import { Forbidden, WrongState, type Tx } from '#core';
import type { ProposalReasonInput, ProposalStepInput } from './proposal.inputs.ts';
import { proposalLifecycle } from './proposal.lifecycle.ts';
import { ProposalSteps } from './proposal-steps.service.ts';
import { add } from './proposal-writing.service.ts';
import { ProposalInMerge } from './proposals.errors.ts';
import {
  ProposalDeclined,
  ProposalFollowed,
  ProposalForwarded,
  ProposalTakenUp,
  ReviewBegun,
} from './proposals.events.ts';
import { REVIEWERS, REVIEWS } from './proposals.policy.ts';
import { stateNames } from './words.ts';

type Id = { id: string };

/** The organisations behind proposals, and those that have reviewed them. */
export interface Behind {
  readonly entities: string[];
  readonly bodies: string[];
}

/** What the body to which a proposal was submitted does with it. */
@Injectable()
export class ProposalReviewing {
  constructor(private readonly steps: ProposalSteps) {}

  async begin(tx: Tx, { proposalId, expectedVersion }: ProposalStepInput): Promise<Id> {
    const { proposal, facts } = await this.steps.hold(tx, proposalId, expectedVersion);
    const state = proposalLifecycle.take(tx, 'takeProposalUnderReview', facts);
    const changes = { state, openedAt: tx.now };
    const event = (id: string) => ReviewBegun(id, {});
    await this.steps.step(tx, proposal, changes, { action: 'takeProposalUnderReview', event });
    return { id: proposalId };
  }

  async decline(tx: Tx, { proposalId, expectedVersion, reason }: ProposalReasonInput): Promise<Id> {
    const { proposal, facts } = await this.steps.hold(tx, proposalId, expectedVersion);
    const state = proposalLifecycle.take(tx, 'declineProposal', facts);
    const event = (id: string) => ProposalDeclined(id, {});
    await this.steps.step(tx, proposal, { state }, { action: 'declineProposal', reason, event });
    return { id: proposalId };
  }

  /** The convent goes on seeing what becomes of it. */
  async forward(tx: Tx, { proposalId, expectedVersion, reason }: ProposalReasonInput): Promise<Id> {
    const { proposal, facts } = await this.steps.hold(tx, proposalId, expectedVersion);
    proposalLifecycle.take(tx, 'forwardProposal', facts);
    const [forum] = await tx.sql<Id>(`SELECT id FROM forum`);
    if (!forum) throw ForumNotFounded();
    const { id: toId } = forum;
    const changes = { reviewerConventId: null, reviewerForumId: toId, bodies: add(proposal.bodies, toId) };
    const event = (id: string) => ProposalForwarded(id, { fromId: facts.reviewerId!, toId });
    await this.steps.step(tx, proposal, changes, { action: 'forwardProposal', reason, event });
    return { id: proposalId };
  }

  /**
   * A recommendation takes proposals up, with all that was merged into them; whoever makes it has asked `tx.allow`
   * itself, and is an officer of the bodies that review them. Answers who is behind them.
   */
  async takeUp(tx: Tx, proposalIds: readonly string[], recommendationId: string): Promise<Behind> {
    const behind = { entities: new Set<string>(), bodies: new Set<string>() };
    for (const id of [...new Set(proposalIds.map((each) => each.toLowerCase()))].sort()) {
      const { proposal, facts } = await this.steps.hold(tx, id);
      if (!heldIn(facts.held, facts.reviewerId, REVIEWERS)) throw Forbidden({ reason: REVIEWS });
      if (facts.merging) throw ProposalInMerge({ proposalId: id });
      const reason = `Nie można tego zrobić w stanie „${stateNames[facts.state]}”.`;
      if (facts.state !== 'UNDER_REVIEW') throw WrongState({ state: facts.state, action: 'takeUp', reason });
      const event = (of: string) => ProposalTakenUp(of, { recommendationId });
      await this.steps.step(tx, proposal, { state: 'TAKEN_UP', recommendationId }, { action: 'takeUp', event });
      proposal.entities.forEach((each) => behind.entities.add(each));
      proposal.bodies.forEach((each) => behind.bodies.add(each));
    }
    return { entities: [...behind.entities], bodies: [...behind.bodies] };
  }

  /** Writes down with the proposals behind recommendations what became of these, and tells all whom it concerns. */
  async follow(
    tx: Tx,
    recommendationIds: readonly string[],
    { action, reason = null }: { action: string; reason?: string | null },
  ): Promise<void> {
    const told = await tx.sql<{ proposalId: string; recommendationId: string; concerns: string[] }>(
      `SELECT proposal_id AS "proposalId", recommendation_id AS "recommendationId", concerns
       FROM tell_proposals($1, $2, $3, $4, $5)`,
      [recommendationIds, action, reason, tx.now, tx.under],
    );
    for (const { proposalId, recommendationId, concerns } of told)
      tx.emit(ProposalFollowed(proposalId, { recommendationId }, concerns));
  }
}
