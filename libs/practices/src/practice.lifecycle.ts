import { heldIn, LEADERS, type MandateFunction } from '#convents';
import { Lifecycle, type AvailableAction, type Tx } from '#core';
import type { PracticeFacts } from './practice.facts.ts';
import { stageNames, stateNames, type PracticeStage, type PracticeState } from './words.ts';

/** Who writes for an entity: anybody of its people. */
export const PEOPLE: readonly MandateFunction[] = ['REPRESENTATIVE', 'STAFF'];
/** Who reviews for a convent. */
export const REVIEWERS: readonly MandateFunction[] = ['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'BOARD_MEMBER'];

const author = ({ held, entityId }: Pick<PracticeFacts, 'held' | 'entityId'>) => heldIn(held, entityId, PEOPLE);
const reviewer = ({ held, conventId }: Pick<PracticeFacts, 'held' | 'conventId'>) => heldIn(held, conventId, REVIEWERS);
const other = ({ held, entityId }: PracticeFacts) =>
  held.find((each) => PEOPLE.includes(each.function) && each.bodyId !== entityId);

const WRITES = 'Kartę pisze i poprawia pracownik albo przedstawiciel podmiotu, którego to praktyka.';
const REVIEWS = 'Recenzuje prezydium albo zarząd konwentu, w którym złożono kartę.';
const OTHERS = 'Robi to pracownik albo przedstawiciel innego podmiotu niż autor.';

type ReviewFacts = Omit<PracticeFacts, 'state' | 'stage'> & { state: PracticeStage; isArchived: boolean };

const archived = ({ isArchived }: ReviewFacts) => (isArchived ? 'Praktyka jest w archiwum.' : undefined);
const mine = (facts: ReviewFacts) =>
  archived(facts) ?? (facts.isReviewer ? undefined : 'O karcie rozstrzyga recenzent, który ją wziął.');

/** Whoever is of the author's entity reviews its card only where nobody else of the convent could. */
const partial = (facts: ReviewFacts) =>
  facts.othersReview && facts.held.some(({ bodyId }) => bodyId === facts.entityId)
    ? 'Kartę własnego podmiotu recenzuje ktoś inny z konwentu.'
    : undefined;
const taken = (facts: ReviewFacts) =>
  facts.state === 'IN_REVIEW' && !facts.reviewerGone ? 'Tę kartę recenzuje już ktoś inny.' : undefined;

export type ReviewAction =
  | 'saveGoodPractice'
  | 'submitGoodPractice'
  | 'withdrawGoodPractice'
  | 'takePracticeReview'
  | 'returnGoodPractice'
  | 'publishGoodPractice';

/** The way of the working text; the next version of what is published goes it again. */
export const reviewLifecycle = new Lifecycle<PracticeStage, ReviewFacts, ReviewAction>(
  {
    saveGoodPractice: {
      ...{ from: ['DRAFT', 'RETURNED', 'ACCEPTED'], to: 'DRAFT', grounds: author, who: WRITES, unless: archived },
    },
    submitGoodPractice: {
      ...{ from: ['DRAFT', 'RETURNED'], to: 'SUBMITTED', grounds: author, who: WRITES, unless: archived },
    },
    withdrawGoodPractice: { from: ['SUBMITTED'], to: 'DRAFT', grounds: author, who: WRITES, unless: archived },
    takePracticeReview: {
      ...{ from: ['SUBMITTED', 'IN_REVIEW'], to: 'IN_REVIEW', grounds: reviewer, who: REVIEWS },
      unless: (facts) => archived(facts) ?? taken(facts) ?? partial(facts),
    },
    returnGoodPractice: { from: ['IN_REVIEW'], to: 'RETURNED', grounds: reviewer, who: REVIEWS, unless: mine },
    publishGoodPractice: { from: ['IN_REVIEW'], to: 'ACCEPTED', grounds: reviewer, who: REVIEWS, unless: mine },
  },
  stageNames,
);

export type PracticeAction =
  | 'widenPracticeAudience'
  | 'confirmPracticeChecked'
  | 'archiveGoodPractice'
  | 'reportReplication'
  | 'askPracticeQuestion'
  | 'markPracticeUseful';

const OFFERED = ['PUBLISHED', 'OUTDATED'] as const;
const byOthers = { from: OFFERED, to: 'PUBLISHED', grounds: other, who: OTHERS } as const;

/** The life of what is published; that it becomes OUTDATED follows of itself. */
export const practiceLifecycle = new Lifecycle<PracticeState, PracticeFacts, PracticeAction>(
  {
    widenPracticeAudience: { from: OFFERED, to: 'PUBLISHED', grounds: reviewer, who: REVIEWS },
    confirmPracticeChecked: { from: OFFERED, to: 'PUBLISHED', grounds: author, who: WRITES },
    archiveGoodPractice: {
      ...{ from: OFFERED, to: 'ARCHIVED' },
      grounds: (facts) => author(facts) ?? heldIn(facts.held, facts.conventId, LEADERS),
      who: 'Do archiwum odkłada podmiot, którego to praktyka, albo przewodniczący konwentu.',
    },
    reportReplication: byOthers,
    askPracticeQuestion: byOthers,
    markPracticeUseful: byOthers,
  },
  stateNames,
);

const reviewFacts = (facts: PracticeFacts): ReviewFacts => ({
  ...facts,
  state: facts.stage ?? 'ACCEPTED',
  isArchived: facts.state === 'ARCHIVED',
});

/** Both machines as one, for whoever only asks. */
export const practiceActions = {
  available: (facts: PracticeFacts): AvailableAction[] => [
    ...reviewLifecycle.available(reviewFacts(facts)),
    ...practiceLifecycle.available(facts),
  ],
};

export const takeReview = (tx: Tx, action: ReviewAction, facts: PracticeFacts): PracticeStage =>
  reviewLifecycle.take(tx, action, reviewFacts(facts));
