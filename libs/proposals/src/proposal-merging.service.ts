import { Injectable } from '@nestjs/common';
import { heldIn, type BodyKeys } from '#convents';
import { Forbidden, newId, type Tx } from '#core';
import { Obligations } from '#obligations';
import { Proposal } from './proposal.entity.ts';
import { loadMergeFacts } from './proposal.facts.ts';
import type { EndProposalMergeInput, ProposeProposalMergeInput } from './proposal.inputs.ts';
import { mergeLifecycle } from './proposal.lifecycle.ts';
import { ProposalConsent, ProposalMerge, ProposalPart } from './proposal-merge.entity.ts';
import { ProposalSteps, type HeldProposal } from './proposal-steps.service.ts';
import { MergeDeadlineUnfit, NotMergeable, ProposalsApart } from './proposals.errors.ts';
import { MergeProposed, MergeSettled } from './proposals.events.ts';
import { REVIEWERS, REVIEWS } from './proposals.policy.ts';
import type { MergeState } from './words.ts';

type Id = { id: string };
type Outcome = Exclude<MergeState, 'PROPOSED'>;

const DAY_MS = 86_400_000;
const [FEWEST_DAYS, MOST_DAYS] = [3, 90];
const all = (lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())];

/** What makes one proposal of several, keeps the originals, and takes them apart again. */
@Injectable()
export class ProposalMerging {
  constructor(
    private readonly steps: ProposalSteps,
    private readonly obligations: Obligations,
  ) {}

  async propose(tx: Tx, input: ProposeProposalMergeInput): Promise<Id> {
    const parts: HeldProposal[] = [];
    // Always in this order, so that two who propose at once do not wait for each other.
    for (const id of input.proposalIds.map((each) => each.toLowerCase()).sort())
      parts.push(await this.steps.hold(tx, id));
    refuse(tx, parts, input.answerBy);
    const { reviewerConventId: conventId, reviewerForumId: forumId } = parts[0]!.proposal;
    const [id, { title, text, reasons, answerBy }] = [newId(), input];
    const entities = all(parts.map(({ proposal }) => proposal.entities));
    const bodies = all(parts.map(({ proposal }) => proposal.bodies));
    await tx.em.insert(ProposalMerge, {
      ...{ id, conventId, forumId, state: 'PROPOSED', title, text, reasons, answerBy, resultId: null, reason: null },
      ...{ entities, bodies, proposedAt: tx.now, settledAt: null, mandateId: tx.under, version: 1 },
      sample: parts.every(({ proposal }) => proposal.sample),
    });
    const proposalIds = parts.map(({ proposal }) => proposal.id);
    await tx.em.insert(
      ProposalPart,
      proposalIds.map((proposalId) => ({ id: newId(), mergeId: id, proposalId })),
    );
    await this.ask(tx, id, proposalIds, (conventId ?? forumId)!);
    for (const { proposal } of parts) {
      const event = (of: string) => MergeProposed(of, { mergeId: id }, [id]);
      await this.steps.step(tx, proposal, { mergeId: id }, { action: 'proposeProposalMerge', event });
    }
    const merge = await tx.em.findOneByOrFail(ProposalMerge, { id });
    if (!(await this.merged(tx, merge))) await this.obligations.refresh(tx, [...entities, ...bodies]);
    return { id };
  }

  callOff = (tx: Tx, input: EndProposalMergeInput): Promise<Id> => this.end(tx, 'callOffProposalMerge', input);
  undo = (tx: Tx, input: EndProposalMergeInput): Promise<Id> => this.end(tx, 'undoProposalMerge', input);

  /** The merge that a proposal is a part of, held: always before the proposal. */
  async holdOf(tx: Tx, proposalId: string): Promise<ProposalMerge | undefined> {
    const seen = await tx.em.findOneBy(Proposal, { id: proposalId });
    const isParty = seen?.mergeId && (await tx.em.existsBy(ProposalMerge, { id: seen.mergeId }));
    return isParty ? tx.lock(ProposalMerge, seen.mergeId!) : undefined;
  }

  /** A merge that still asks cannot go on without one of its parts; one whose deadline has passed is agreed. */
  async withdrawn(tx: Tx, merge: ProposalMerge): Promise<void> {
    const { late } = await loadMergeFacts(tx, merge.id);
    if (late) await this.silent(tx, merge);
    else await this.settle(tx, merge, 'CALLED_OFF', 'Jeden z postulatów wycofano.');
  }

  /** At the deadline, whoever has said nothing has agreed. */
  async silent(tx: Tx, merge: ProposalMerge): Promise<void> {
    await tx.sql(
      `UPDATE proposal_consent SET answer = 'SILENT', answered_at = $2, version = version + 1
       WHERE merge_id = $1 AND answer IS NULL`,
      [merge.id, merge.answerBy],
    );
    await this.merged(tx, merge);
  }

  /** Makes the one, if nobody is left who has not agreed. */
  async merged(tx: Tx, merge: ProposalMerge): Promise<boolean> {
    const [left] = await tx.sql(
      `SELECT FROM proposal_consent WHERE merge_id = $1 AND (answer IS NULL OR answer = 'OBJECTED') LIMIT 1`,
      [merge.id],
    );
    if (left) return false;
    await this.settle(tx, merge, 'MERGED', null);
    return true;
  }

  async settle(tx: Tx, { id, entities, bodies }: ProposalMerge, outcome: Outcome, why: string | null) {
    const result = outcome === 'MERGED' ? newId() : null;
    const [settled] = await tx.sql<{ concerned: string[] }>(
      `SELECT settle_merge($1, $2, $3, $4, $5, $6, $7) AS concerned`,
      [id, outcome, result, ACTS[outcome], why, tx.now, tx.under],
    );
    for (const each of settled!.concerned)
      tx.emit(MergeSettled(each, { mergeId: id, state: outcome }, [id, ...entities, ...bodies]));
    await this.obligations.refresh(tx, [...entities, ...bodies]);
  }

  private async end(
    tx: Tx,
    action: 'callOffProposalMerge' | 'undoProposalMerge',
    { mergeId, reason }: EndProposalMergeInput,
  ): Promise<Id> {
    const merge = await tx.lock(ProposalMerge, mergeId);
    // What came of it is held too: nobody takes it up meanwhile.
    if (merge.resultId) await tx.lock(Proposal, merge.resultId);
    const outcome = mergeLifecycle.take(tx, action, await loadMergeFacts(tx, mergeId));
    await this.settle(tx, merge, outcome as Outcome, reason);
    return { id: mergeId };
  }

  /** Each organisation behind the parts, once; the one that proposes has agreed by proposing. */
  private async ask(tx: Tx, mergeId: string, proposalIds: readonly string[], proposerId: string): Promise<void> {
    const origins = await tx.sql<BodyKeys>(
      `SELECT convent_id AS "conventId", forum_id AS "forumId", entity_id AS "entityId" FROM proposal_origins($1)`,
      [proposalIds],
    );
    const consents = origins.map((origin) => {
      const isOwn = (origin.conventId ?? origin.forumId) === proposerId;
      const answer = isOwn ? ('AGREED' as const) : null;
      const given = { answer, answeredAt: isOwn ? tx.now : null, mandateId: isOwn ? tx.under : null };
      return { id: newId(), mergeId, ...origin, ...given, reason: null, version: 1 };
    });
    await tx.em.insert(ProposalConsent, consents);
  }
}

const ACTS: Record<Outcome, string> = {
  MERGED: 'merged',
  REFUSED: 'objectToProposalMerge',
  CALLED_OFF: 'callOffProposalMerge',
  UNDONE: 'undoProposalMerge',
};

function refuse(tx: Tx, parts: readonly HeldProposal[], answerBy: Date): void {
  for (const { facts } of parts) {
    const mandate = heldIn(facts.held, facts.reviewerId, REVIEWERS);
    if (!mandate) throw Forbidden({ reason: REVIEWS });
    tx.allow(mandate);
  }
  if (new Set(parts.map(({ facts }) => facts.reviewerId)).size > 1) throw ProposalsApart();
  const odd = parts.find(({ facts }) => facts.state !== 'UNDER_REVIEW' || facts.merging);
  if (odd) throw NotMergeable({ proposalId: odd.proposal.id, state: odd.facts.state });
  const [earliest, latest] = [FEWEST_DAYS, MOST_DAYS].map((days) => new Date(tx.now.getTime() + days * DAY_MS));
  if (answerBy < earliest! || answerBy > latest!)
    throw MergeDeadlineUnfit({ earliest: earliest!.toISOString(), latest: latest!.toISOString() });
}
