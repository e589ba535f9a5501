import { Injectable } from '@nestjs/common';
import { Areas } from '#areas';
import { heldIn, HeldMandates, officialBodyOf, today } from '#convents';
import { Forbidden, newId, NotFound, WrongState, type Tx } from '#core';
import { actIn, Drafts } from '#drafts';
import { ProposalReviewing } from '#proposals';
import { Recommendation } from './recommendation.entity.ts';
import type {
  CreateRecommendationInput,
  EditRecommendationInput,
  TakeUpProposalsInput,
} from './recommendation.inputs.ts';
import { after, allow, recommendationLifecycle, type RecommendationAction } from './recommendation.lifecycle.ts';
import { RecommendationArea } from './recommendation-parts.entity.ts';
import { RecommendationSteps, type HeldRecommendation } from './recommendation-steps.service.ts';
import { RecommendationFrozen } from './recommendations.errors.ts';
import {
  RecommendationCreated,
  RecommendationEdited,
  RecommendationFollowed,
  RecommendationProposalsTakenUp,
} from './recommendations.events.ts';
import { LEADS } from './recommendations.policy.ts';
import { recommendationStateNames, type Outcome, type RecommendationState } from './words.ts';

type Id = { id: string };

interface Kept extends Id {
  readonly number: string;
  readonly state: RecommendationState;
  readonly concerns: string[];
}

/** Recommendations themselves: their beginning, what they are about, and what becomes of them outside. */
@Injectable()
export class Recommendations {
  constructor(
    private readonly mandates: HeldMandates,
    private readonly areas: Areas,
    private readonly drafts: Drafts,
    private readonly reviewing: ProposalReviewing,
    private readonly steps: RecommendationSteps,
  ) {}

  async create(tx: Tx, input: CreateRecommendationInput, { sample = false } = {}): Promise<Id> {
    const { conventId, forumId } = await officialBodyOf(tx, input.bodyId, 'DraftBody');
    const bodyId = (conventId ?? forumId)!;
    const mandate = heldIn(await this.mandates.of(tx), bodyId, LEADS);
    if (!mandate)
      throw Forbidden({ reason: 'Rekomendację zakłada prezydium konwentu (forum) albo koordynator forum.' });
    tx.allow(mandate);
    const { title, form, act } = input;
    const draft = await this.drafts.createFor(tx, { bodyId, title, form, act: act ? actIn(act) : null, sample });
    const id = newId();
    const nothing = { votedVersionId: null, votedAt: null, adoptedVersionId: null, adoptedAt: null, circle: [] };
    const recommendation = {
      ...{ id, ...(await numbered(tx)), conventId, forumId, title, draftId: draft.id, state: 'DRAFTING' as const },
      ...{ stateSince: tx.now, createdAt: tx.now, version: 1, sample, ...nothing, entities: [], bodies: [] },
    };
    await tx.em.insert(Recommendation, recommendation);
    await this.about(tx, id, input.changeAreaIds);
    const behind = await this.reviewing.takeUp(tx, input.proposalIds, id);
    await tx.em.update(Recommendation, { id }, behind);
    const whole = await tx.em.findOneByOrFail(Recommendation, { id });
    await this.steps.done(tx, whole, { action: 'createRecommendation', event: RecommendationCreated(id, {}) });
    return { id };
  }

  /** Its title and areas; the text is changed in its draft. */
  async edit(
    tx: Tx,
    { recommendationId: id, expectedVersion, title, changeAreaIds }: EditRecommendationInput,
  ): Promise<Id> {
    const { recommendation } = await this.open(tx, 'editRecommendation', id, expectedVersion);
    const gone = await tx.sql<Id>(
      `DELETE FROM recommendation_area WHERE recommendation_id = $1 RETURNING change_area_id AS id`,
      [id],
    );
    const before = gone.map((each) => each.id);
    await this.about(tx, id, changeAreaIds, before);
    const reason = title === recommendation.title ? null : recommendation.title;
    const done = { action: 'editRecommendation', reason, event: RecommendationEdited(id, {}) };
    await this.steps.step(tx, recommendation, { title }, done);
    return { id };
  }

  async takeUp(tx: Tx, { recommendationId: id, expectedVersion, proposalIds }: TakeUpProposalsInput): Promise<Id> {
    const { recommendation } = await this.open(tx, 'takeUpProposals', id, expectedVersion);
    const behind = await this.reviewing.takeUp(tx, proposalIds, id);
    const entities = [...new Set([...recommendation.entities, ...behind.entities])];
    const bodies = [...new Set([...recommendation.bodies, ...behind.bodies])];
    const event = RecommendationProposalsTakenUp(id, { proposalIds });
    await this.steps.step(tx, recommendation, { entities, bodies }, { action: 'takeUpProposals', event });
    return { id };
  }

  /** A recommendation whose text is open, for an act of its lifecycle; RECOMMENDATION_FROZEN where it is not. */
  async open(tx: Tx, action: RecommendationAction, id: string, expectedVersion?: number): Promise<HeldRecommendation> {
    const held = await this.steps.hold(tx, id, expectedVersion);
    const { state } = held.facts;
    if (state !== 'DRAFTING' && state !== 'CONSOLIDATING') {
      allow(tx, action, held.facts);
      throw RecommendationFrozen({ state });
    }
    recommendationLifecycle.take(tx, action, held.facts);
    return held;
  }

  /**
   * What became of adopted ones outside, told to the origins behind them; whoever sends them and follows them up has
   * asked `tx.allow` itself. All in a few statements, or WRONG_STATE with the first that does not fit.
   */
  async stepFor(tx: Tx, ids: readonly string[], action: Outcome, { reason = null }: { reason?: string | null } = {}) {
    const wanted = [...new Set(ids.map((id) => id.toLowerCase()))];
    const kept = await tx.sql<Kept>(`SELECT id, number, state, concerns FROM hold_recommendations($1)`, [wanted]);
    const missing = wanted.find((id) => !kept.some((each) => each.id === id));
    if (missing) throw NotFound({ type: 'Recommendation', id: missing });
    const states = kept.map((each) => stateAfter(each, action));
    const done = [kept.map(({ id }) => id), states, action, reason, tx.now, tx.under];
    await tx.sql(`SELECT follow_recommendations($1, $2, $3, $4, $5, $6)`, done);
    kept.forEach(({ id, concerns }, i) => tx.emit(RecommendationFollowed(id, { state: states[i]! }, concerns)));
    await this.reviewing.follow(tx, wanted, { action, reason });
  }

  private async about(tx: Tx, recommendationId: string, given: readonly string[], before: readonly string[] = []) {
    const areas = await this.areas.chosen(tx, given, before);
    const rows = areas.map((changeAreaId) => ({ id: newId(), recommendationId, changeAreaId }));
    await tx.em.insert(RecommendationArea, rows);
  }
}

/** The next number of this year by the clock in Warsaw. */
async function numbered(tx: Tx): Promise<Pick<Recommendation, 'number' | 'year' | 'serial'>> {
  const year = Number(today(tx.now).slice(0, 4));
  const [next] = await tx.sql<{ serial: number }>(`SELECT next_recommendation_serial($1) AS serial`, [year]);
  const { serial } = next!;
  return { number: `R-${year}/${String(serial).padStart(2, '0')}`, year, serial };
}

function stateAfter({ number, state }: Kept, action: Outcome): RecommendationState {
  const to = after(action, state);
  if (to) return to;
  const reason = `Rekomendacja ${number}: nie można tego zrobić w stanie „${recommendationStateNames[state]}”.`;
  throw WrongState({ state, action, reason });
}
