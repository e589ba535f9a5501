import { Injectable } from '@nestjs/common';
import { newId, NotFound, type Tx } from '#core';
import { GoodPractice } from '#practices';
import type { AddRecommendationPracticeInput, RemoveRecommendationPracticeInput } from './recommendation.inputs.ts';
import { RecommendationPractice } from './recommendation-parts.entity.ts';
import { RecommendationSteps } from './recommendation-steps.service.ts';
import { PracticeAlreadyEvidence, PracticeNotPublic } from './recommendations.errors.ts';
import { RecommendationEvidenceChanged } from './recommendations.events.ts';
import { Recommendations } from './recommendations.service.ts';

type Id = { id: string };

/** Good practices as evidence, as long as the text is open; an adopted recommendation is public, and so is its evidence. */
@Injectable()
export class RecommendationEvidence {
  constructor(
    private readonly recommendations: Recommendations,
    private readonly steps: RecommendationSteps,
  ) {}

  /** Cites the version that is published now. */
  async add(tx: Tx, { recommendationId: id, expectedVersion, ...input }: AddRecommendationPracticeInput): Promise<Id> {
    const action = 'addRecommendationPractice';
    const { recommendation } = await this.recommendations.open(tx, action, id, expectedVersion);
    const practice = await tx.em.findOneBy(GoodPractice, { id: input.practiceId });
    if (!practice) throw NotFound({ type: 'GoodPractice', id: input.practiceId });
    const { id: practiceId, audience, currentVersionId } = practice;
    if (audience !== 'PUBLIC' || !currentVersionId) throw PracticeNotPublic({ practiceId });
    const cited = { id: newId(), recommendationId: id, practiceId, practiceVersionId: currentVersionId };
    const link = { ...cited, note: input.note, addedAt: tx.now, mandateId: tx.under };
    await tx.constrained(tx.em.insert(RecommendationPractice, link), {
      recommendation_practice_once: PracticeAlreadyEvidence,
    });
    const event = RecommendationEvidenceChanged(id, { practiceId }, [practiceId]);
    await this.steps.step(tx, recommendation, {}, { action, practiceId, event });
    return { id };
  }

  /** What it was to show stays among the acts. */
  async remove(tx: Tx, input: RemoveRecommendationPracticeInput): Promise<Id> {
    const action = 'removeRecommendationPractice';
    const [id, practiceId] = [input.recommendationId, input.practiceId.toLowerCase()];
    const { recommendation } = await this.recommendations.open(tx, action, id, input.expectedVersion);
    const [gone] = await tx.sql<{ note: string }>(
      `DELETE FROM recommendation_practice WHERE recommendation_id = $1 AND practice_id = $2 RETURNING note`,
      [id, practiceId],
    );
    if (!gone) throw NotFound({ type: 'RecommendationPractice', id: practiceId });
    const event = RecommendationEvidenceChanged(id, { practiceId }, [practiceId]);
    await this.steps.step(tx, recommendation, {}, { action, practiceId, reason: gone.note, event });
    return { id };
  }
}
