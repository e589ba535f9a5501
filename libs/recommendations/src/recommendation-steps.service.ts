import { Injectable } from '@nestjs/common';
import { newId, type NewEvent, type Tx } from '#core';
import { Obligations } from '#obligations';
import { Recommendation } from './recommendation.entity.ts';
import { loadFacts, type RecommendationFacts } from './recommendation.facts.ts';
import { RecommendationAct } from './recommendation-parts.entity.ts';

export interface HeldRecommendation {
  readonly recommendation: Recommendation;
  readonly facts: RecommendationFacts;
}

interface Done {
  readonly action: string;
  readonly reason?: string | null;
  readonly practiceId?: string;
  readonly event: NewEvent;
}

/** Whom a change concerns beside the recommendation itself. */
const concernsOf = ({ conventId, forumId, draftId, entities, bodies }: Recommendation): string[] => [
  ...new Set([(conventId ?? forumId)!, draftId, ...entities, ...bodies]),
];

/** What every act on a recommendation does: it is held, changed, written down, and told to all whom it concerns. */
@Injectable()
export class RecommendationSteps {
  constructor(private readonly obligations: Obligations) {}

  async hold(tx: Tx, id: string, expectedVersion?: number): Promise<HeldRecommendation> {
    const recommendation = await tx.lock(Recommendation, id, expectedVersion);
    return { recommendation, facts: await loadFacts(tx, id) };
  }

  async step(tx: Tx, before: Recommendation, changes: Partial<Recommendation>, done: Done): Promise<void> {
    const since = changes.state && changes.state !== before.state ? { stateSince: tx.now } : {};
    await tx.edit(Recommendation, before, { ...changes, ...since });
    await this.done(tx, { ...before, ...changes }, done);
    await this.obligations.refresh(tx, [before.conventId ?? before.forumId]);
  }

  /** Writes an act down with its mandate, and tells it. */
  async done(tx: Tx, recommendation: Recommendation, { action, reason, practiceId, event }: Done): Promise<void> {
    const { id: recommendationId, state } = recommendation;
    await tx.em.insert(RecommendationAct, {
      ...{ id: newId(), recommendationId, action, state, at: tx.now },
      ...{ reason: reason ?? null, practiceId: practiceId ?? null, mandateId: tx.under },
    });
    tx.emit({ ...event, concerns: [...new Set([...event.concerns, ...concernsOf(recommendation)])] });
  }
}
