import { Injectable } from '@nestjs/common';
import { Forbidden, type Tx } from '#core';
import { Obligations } from '#obligations';
import { loadMergeFacts } from './proposal.facts.ts';
import type { AgreeToProposalMergeInput, ObjectToProposalMergeInput } from './proposal.inputs.ts';
import { mergeLifecycle, type MergeAction } from './proposal.lifecycle.ts';
import { ProposalConsent, ProposalMerge, ProposalPart } from './proposal-merge.entity.ts';
import { ProposalMerging } from './proposal-merging.service.ts';
import { MergeAnswered, MergeAnswerLate, NotAsked } from './proposals.errors.ts';
import { MergeAnswerGiven } from './proposals.events.ts';
import { voiceOf } from './proposals.policy.ts';
import type { MergeAnswer } from './words.ts';

type Id = { id: string };

const AT_ONCE = 100;

/** What the organisations behind proposals say of a merge, and what their silence says. */
@Injectable()
export class MergeAnswers {
  constructor(
    private readonly merging: ProposalMerging,
    private readonly obligations: Obligations,
  ) {}

  /** The last one to agree makes the one out of many. */
  async agree(tx: Tx, { mergeId, bodyId }: AgreeToProposalMergeInput): Promise<Id> {
    const { merge, consent, bodyId: its } = await this.asked(tx, 'agreeToProposalMerge', mergeId, bodyId);
    await this.write(tx, merge, consent, 'AGREED', null);
    if (!(await this.merging.merged(tx, merge))) await this.obligations.refresh(tx, [its]);
    return { id: mergeId };
  }

  /** One objection ends it; the reviewers may propose anew, without that part. */
  async object(tx: Tx, { mergeId, bodyId, reason }: ObjectToProposalMergeInput): Promise<Id> {
    const { merge, consent } = await this.asked(tx, 'objectToProposalMerge', mergeId, bodyId);
    await this.write(tx, merge, consent, 'OBJECTED', reason);
    await this.merging.settle(tx, merge, 'REFUSED', reason);
    return { id: mergeId };
  }

  /** The clock job that writes down what silence has done: at the deadline it agrees. Says of how many merges. */
  async silence(tx: Tx): Promise<number> {
    tx.allow(tx.actor.kind === 'system');
    const due = await tx.sql<Id>(
      `SELECT id FROM proposal_merge WHERE state = 'PROPOSED' AND answer_by <= clock_timestamp()
       ORDER BY id LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED`,
    );
    for (const { id } of due) await this.merging.silent(tx, await tx.em.findOneByOrFail(ProposalMerge, { id }));
    return due.length;
  }

  /** An organisation that is asked and has not answered, for which the actor speaks; the merge is held first. */
  private async asked(tx: Tx, action: MergeAction, mergeId: string, body: string) {
    const merge = await tx.lock(ProposalMerge, mergeId);
    const facts = await loadMergeFacts(tx, mergeId);
    const bodyId = body.toLowerCase();
    const its = facts.asked.find((each) => each.bodyId === bodyId);
    if (its && !voiceOf(facts.held, bodyId, its.ofEntity))
      throw Forbidden({ reason: 'Odpowiada organizacja, której postulat ma być połączony.' });
    const asked = its ? [its] : facts.asked;
    if (its && merge.state === 'PROPOSED') refuseLate(facts.late, its.open);
    mergeLifecycle.take(tx, action, { ...facts, asked });
    if (!its) throw NotAsked();
    const [row] = await tx.sql<Id>(`SELECT id FROM proposal_consent WHERE merge_id = $1 AND body_id = $2`, [
      ...[mergeId, bodyId],
    ]);
    return { merge, bodyId, consent: await tx.em.findOneByOrFail(ProposalConsent, { id: row!.id }) };
  }

  private async write(
    tx: Tx,
    { id, entities, bodies }: ProposalMerge,
    consent: ProposalConsent,
    answer: MergeAnswer,
    reason: string | null,
  ): Promise<void> {
    await tx.edit(ProposalConsent, consent, { answer, reason, answeredAt: tx.now, mandateId: tx.under });
    const parts = await tx.em.findBy(ProposalPart, { mergeId: id });
    for (const { proposalId } of parts)
      tx.emit(MergeAnswerGiven(proposalId, { mergeId: id, answer }, [id, ...entities, ...bodies]));
  }
}

function refuseLate(late: boolean, open: boolean): void {
  if (!open) throw MergeAnswered();
  if (late) throw MergeAnswerLate();
}
