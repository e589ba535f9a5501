import { Injectable } from '@nestjs/common';
import { Circulation, CirculationCancelled, CirculationClosed, Circulations } from '#circulation';
import { DomainError, newId, type Consumer, type EventRow, type Tx } from '#core';
import { Drafts, Freezing, type CitedVersion } from '#drafts';
import { Obligations } from '#obligations';
import { ProposalReviewing } from '#proposals';
import { PollCancelled, PollClosed } from '#voting';
import type { Recommendation } from './recommendation.entity.ts';
import type { CirculateRecommendationInput, ReviseRecommendationInput } from './recommendation.inputs.ts';
import { recommendationLifecycle } from './recommendation.lifecycle.ts';
import { RecommendationRound } from './recommendation-parts.entity.ts';
import { RecommendationSteps } from './recommendation-steps.service.ts';
import { TextNotFrozen } from './recommendations.errors.ts';
import {
  RecommendationCirculated,
  RecommendationCirculationEnded,
  RecommendationRevised,
} from './recommendations.events.ts';

type Id = { id: string };

/** Rounds of circulation: the text is locked while one goes on, and opens again by itself when it is over. */
@Injectable()
export class RecommendationRounds implements Consumer {
  readonly name = 'recommendations.rounds';

  constructor(
    private readonly steps: RecommendationSteps,
    private readonly drafts: Drafts,
    private readonly freezing: Freezing,
    private readonly circulations: Circulations,
    private readonly reviewing: ProposalReviewing,
    private readonly obligations: Obligations,
  ) {}

  async circulate(tx: Tx, input: CirculateRecommendationInput): Promise<Id> {
    const { recommendationId: id, expectedVersion, circle, opensAt, closesAt, silence, note } = input;
    const { recommendation, facts } = await this.steps.hold(tx, id, expectedVersion);
    const action = 'circulateRecommendation';
    const state = recommendationLifecycle.take(tx, action, facts);
    const { version } = await this.frozen(tx, recommendation.draftId);
    const started = { versionId: version.id, circle, opensAt, closesAt, silence, note };
    const { id: circulationId } = await this.circulations.startFor(tx, started, { sample: recommendation.sample });
    await this.drafts.lock(tx, recommendation.draftId, `${recommendation.number}: wersja ${version.number} w obiegu`);
    const number = (await tx.em.countBy(RecommendationRound, { recommendationId: id })) + 1;
    const round = { id: newId(), recommendationId: id, number, circulationId, versionId: version.id };
    await tx.em.insert(RecommendationRound, round);
    const asked = await tx.em.findOneByOrFail(Circulation, { id: circulationId });
    const changes = { state, circle: [...new Set([...recommendation.circle, ...asked.circle])] };
    const event = RecommendationCirculated(id, { circulationId, versionId: version.id }, [circulationId]);
    await this.steps.step(tx, recommendation, changes, { action, event });
    await this.reviewing.follow(tx, [id], { action });
    return { id };
  }

  async revise(tx: Tx, { recommendationId: id, expectedVersion, reason }: ReviseRecommendationInput): Promise<Id> {
    const { recommendation, facts } = await this.steps.hold(tx, id, expectedVersion);
    const action = 'reviseRecommendation';
    const state = recommendationLifecycle.take(tx, action, facts);
    await this.steps.step(tx, recommendation, { state }, { action, reason, event: RecommendationRevised(id, {}) });
    return { id };
  }

  async handle(tx: Tx, event: EventRow): Promise<void> {
    if (CirculationClosed.is(event) || CirculationCancelled.is(event)) await this.ended(tx, event.subjectId);
    if (PollClosed.is(event) || PollCancelled.is(event)) await this.awaited(tx, event.subjectId);
  }

  /** A circulation ended, by time or by being called off: what was said is worked into the text. */
  private async ended(tx: Tx, circulationId: string): Promise<void> {
    const round = await tx.em.findOneBy(RecommendationRound, { circulationId });
    if (!round) return;
    const { recommendationId: id } = round;
    const { recommendation } = await this.steps.hold(tx, id);
    if (recommendation.state !== 'IN_CIRCULATION') return;
    await this.drafts.unlock(tx, recommendation.draftId, `${recommendation.number}: koniec obiegu`);
    const done = { action: 'circulationEnded', event: RecommendationCirculationEnded(id, { circulationId }) };
    await this.steps.step(tx, recommendation, { state: 'CONSOLIDATING' }, done);
  }

  /** A result waits to be published, or the vote to be repeated. */
  private async awaited(tx: Tx, pollId: string): Promise<void> {
    const led = await tx.sql<{ bodyId: string }>(
      `SELECT r.body_id AS "bodyId" FROM poll p JOIN recommendation r ON r.id = p.subject_id WHERE p.id = $1`,
      [pollId],
    );
    if (led.length) await this.obligations.refresh(tx, [led[0]!.bodyId]);
  }

  /** What may be put to the vote: the text, if a version has it; of one that is voted on again the same as before. */
  async votable(tx: Tx, { draftId, votedVersionId }: Recommendation): Promise<CitedVersion> {
    if (votedVersionId) return this.freezing.version(tx, votedVersionId);
    const { version, isNew } = await this.frozen(tx, draftId);
    if (isNew) throw TextNotFrozen();
    return version;
  }

  /** The text as a version: the last one, or a new one where it was changed since. */
  private async frozen(tx: Tx, draftId: string): Promise<{ version: CitedVersion; isNew: boolean }> {
    try {
      return { version: await this.freezing.freezeFor(tx, draftId), isNew: true };
    } catch (error) {
      const { code, versionId } = ((error as DomainError).extensions ?? {}) as { code?: string; versionId?: string };
      if (code !== 'VERSION_UNCHANGED') throw error;
      return { version: await this.freezing.version(tx, versionId!), isNew: false };
    }
  }
}
