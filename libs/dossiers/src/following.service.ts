import { Injectable } from '@nestjs/common';
import { today } from '#convents';
import { newId, NotFound, type Tx } from '#core';
import {
  CitationUnreadable,
  formatEli,
  formatPublication,
  isPublication,
  parseActCitation,
  parsePublication,
} from '#drafting';
import { Recommendation, Recommendations, type Outcome } from '#recommendations';
import { loadOutcomeFacts, type OutcomeFacts } from './dossier.facts.ts';
import { allowFollower, isSent } from './dossier.lifecycle.ts';
import { ActMissing, FollowUpCorrected, FollowUpDayWrong, FollowUpTooEarly, NotAnswered } from './dossiers.errors.ts';
import { Concluded, FollowedUp } from './dossiers.events.ts';
import { FollowUp } from './follow-up.entity.ts';
import { OriginNotices } from './origin-notices.service.ts';
import type {
  ConcludeRecommendationInput,
  CorrectFollowUpInput,
  FollowUpDataInput,
  FollowUpRecommendationInput,
} from './response.inputs.ts';
import { PUBLISHED_STAGES, type RecommendationOutcome } from './words.ts';

type Id = { id: string };

const STEPS: Record<RecommendationOutcome, Outcome> = {
  IMPLEMENTED: 'implemented',
  PARTLY_IMPLEMENTED: 'partlyImplemented',
  NOT_IMPLEMENTED: 'notImplemented',
};

/** What becomes of a recommendation in the making of the law, and in the end. */
@Injectable()
export class Following {
  constructor(
    private readonly recommendations: Recommendations,
    private readonly notices: OriginNotices,
  ) {}

  async followUp(tx: Tx, { recommendationId, data }: FollowUpRecommendationInput): Promise<Id> {
    await this.sent(tx, recommendationId);
    return this.write(tx, recommendationId, data, { correctsId: null, reason: null });
  }

  /** An entry is corrected by one that takes its place; both stay. */
  async correct(tx: Tx, { followUpId, data, reason }: CorrectFollowUpInput): Promise<Id> {
    const before = await tx.em.findOneBy(FollowUp, { id: followUpId });
    if (!before) throw NotFound({ type: 'FollowUp', id: followUpId });
    await this.sent(tx, before.recommendationId);
    const already = () => FollowUpCorrected({ followUpId });
    if (await tx.em.existsBy(FollowUp, { correctsId: before.id })) throw already();
    const written = this.write(tx, before.recommendationId, data, { correctsId: before.id, reason });
    return tx.constrained(written, { follow_up_corrects_id_key: already });
  }

  async conclude(tx: Tx, { recommendationId, outcome, reason }: ConcludeRecommendationInput): Promise<Id> {
    const facts = await this.held(tx, recommendationId);
    allowFollower(tx, facts);
    if (facts.state !== 'ANSWERED') throw NotAnswered({ state: facts.state });
    await this.recommendations.stepFor(tx, [recommendationId], STEPS[outcome], { reason });
    const [by] = facts.held.filter(({ id }) => id === tx.under);
    const told = await this.notices.ofOutcome(tx, recommendationId, outcome, reason, by!.bodyId);
    tx.emit(Concluded(recommendationId, { outcome }, [...facts.bodyIds, ...told]));
    return { id: recommendationId };
  }

  private async sent(tx: Tx, recommendationId: string): Promise<void> {
    const facts = await this.held(tx, recommendationId);
    allowFollower(tx, facts);
    if (!isSent(facts.state)) throw FollowUpTooEarly({ state: facts.state });
  }

  /** Whoever has sent a recommendation need not lead it, so it is held by its owner’s means. */
  private async held(tx: Tx, id: string): Promise<OutcomeFacts> {
    if (!(await tx.em.existsBy(Recommendation, { id }))) throw NotFound({ type: 'Recommendation', id });
    await tx.sql(`SELECT id FROM hold_recommendations($1)`, [[id]]);
    return loadOutcomeFacts(tx, id);
  }

  private async write(
    tx: Tx,
    recommendationId: string,
    { stage, reachedOn, ...data }: FollowUpDataInput,
    correction: Pick<FollowUp, 'correctsId' | 'reason'>,
  ): Promise<Id> {
    const latest = today(tx.now);
    if (reachedOn > latest) throw FollowUpDayWrong({ latest });
    const published = actIn(data.act ?? null);
    if (PUBLISHED_STAGES.includes(stage) !== (published !== null)) throw ActMissing();
    const row = {
      ...{ id: newId(), recommendationId, stage, reachedOn, listNumber: data.listNumber ?? null },
      ...{ link: data.link ?? null, note: data.note ?? null, act: null, eli: null, ...published },
      ...{ ...correction, at: tx.now, mandateId: tx.under },
    };
    await tx.em.insert(FollowUp, row);
    const { correctsId } = correction;
    tx.emit(FollowedUp(recommendationId, { followUpId: row.id, corrects: correctsId }));
    return { id: row.id };
  }
}

/** Where an act was published, in its canonical form; CITATION_UNREADABLE where it is no such place. */
function actIn(text: string | null): { act: string; eli: string } | null {
  if (text === null) return null;
  const publication = parseActCitation(text)?.publication ?? parsePublication(text);
  if (!isPublication(publication)) throw CitationUnreadable({ citation: text });
  return { act: formatPublication(publication), eli: formatEli(publication) };
}
