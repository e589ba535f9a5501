import { heldIn, type Held } from '#convents';
import { Forbidden, Lifecycle, type Step, type Tx } from '#core';
import type { RecommendationFacts } from './recommendation.facts.ts';
import { LEADS } from './recommendations.policy.ts';
import { recommendationStateNames, type Outcome, type RecommendationState } from './words.ts';

const lead = ({ held, bodyId }: RecommendationFacts): Held | undefined => heldIn(held, bodyId, LEADS);
const editor = (facts: RecommendationFacts): Held | undefined =>
  facts.held.find(({ id }) => id === facts.teamMandateId) ?? lead(facts);

const LEADING = 'Robi to prezydium konwentu (forum), który prowadzi rekomendację, a w forum także koordynator.';
const EDITING = 'Robi to zespół redakcyjny albo prezydium konwentu (forum), który prowadzi rekomendację.';

export type RecommendationAction =
  | 'editRecommendation'
  | 'takeUpProposals'
  | 'addRecommendationPractice'
  | 'removeRecommendationPractice'
  | 'circulateRecommendation'
  | 'reviseRecommendation'
  | 'putRecommendationToVote';

type Drawn = Step<RecommendationState, RecommendationFacts>;

/** Done while the text is open; none of them changes the state. */
const open = { from: ['DRAFTING', 'CONSOLIDATING'], to: 'DRAFTING' } satisfies Partial<Drawn>;
const edited: Drawn = { ...open, grounds: editor, who: EDITING };
const led: Drawn = { ...open, grounds: lead, who: LEADING };

const CIRCULATING = 'Tryb obiegowy nad tą rekomendacją jeszcze trwa.';
const inRound = ({ circulating }: RecommendationFacts): string | undefined => (circulating ? CIRCULATING : undefined);

const unready = (facts: RecommendationFacts): string | undefined => {
  if (facts.voting) return 'Głosowanie nad tą rekomendacją już trwa albo czeka na ogłoszenie wyniku.';
  if (facts.state === 'IN_VOTE') return undefined; // its vote decided nothing, or was cancelled
  if (facts.circulating) return CIRCULATING;
  if (!facts.circulated) return 'Najpierw skieruj rekomendację w obieg i poczekaj na jego zakończenie.';
  return facts.undisposed ? 'Najpierw trzeba zająć stanowisko do wszystkich uwag zgłoszonych w terminie.' : undefined;
};

/**
 * The life of a recommendation as far as its lead body has it in hand. That a circulation ends makes it CONSOLIDATING,
 * a published result ADOPTED or REJECTED. Some refuse with codes of their own, in the same cases.
 */
const steps: Record<RecommendationAction, Drawn> = {
  editRecommendation: edited,
  takeUpProposals: led,
  addRecommendationPractice: edited,
  removeRecommendationPractice: edited,
  circulateRecommendation: { ...led, from: ['DRAFTING'], to: 'IN_CIRCULATION', unless: inRound },
  reviseRecommendation: { ...led, from: ['CONSOLIDATING'], to: 'DRAFTING' },
  putRecommendationToVote: { ...led, from: ['CONSOLIDATING', 'IN_VOTE'], to: 'IN_VOTE', unless: unready },
};

export const recommendationLifecycle = new Lifecycle<RecommendationState, RecommendationFacts, RecommendationAction>(
  steps,
  recommendationStateNames,
);

/** Who may, before anything is said of the state: so that its refusals have codes of their own. */
export function allow(tx: Tx, action: RecommendationAction, facts: RecommendationFacts): void {
  const under = steps[action].grounds(facts);
  if (!under) throw Forbidden({ reason: steps[action].who });
  tx.allow(under);
}

interface Followed {
  readonly from: readonly RecommendationState[];
  readonly to: RecommendationState;
  /** Where it is written down and nothing changes: it is sent to another addressee, or another one answers. */
  readonly again: readonly RecommendationState[];
}

/** What became of it outside. */
export const outcomes: Record<Outcome, Followed> = {
  dispatched: { from: ['ADOPTED'], to: 'DISPATCHED', again: ['DISPATCHED', 'ANSWERED'] },
  answered: { from: ['DISPATCHED'], to: 'ANSWERED', again: ['ANSWERED'] },
  implemented: { from: ['ANSWERED'], to: 'IMPLEMENTED', again: [] },
  partlyImplemented: { from: ['ANSWERED'], to: 'PARTLY_IMPLEMENTED', again: [] },
  notImplemented: { from: ['ANSWERED'], to: 'NOT_IMPLEMENTED', again: [] },
};

/** The state after an outcome; undefined where it is not drawn. */
export const after = (outcome: Outcome, state: RecommendationState): RecommendationState | undefined => {
  const { from, to, again } = outcomes[outcome];
  if (again.includes(state)) return state;
  return from.includes(state) ? to : undefined;
};
