import { heldIn, heldInAny, type Held } from '#convents';
import { Forbidden, Lifecycle, type Tx } from '#core';
import { recommendationStateNames, type RecommendationState } from '#recommendations';
import type { DossierFacts, NoticeFacts, OutcomeFacts } from './dossier.facts.ts';
import { FOLLOWS, readerOf, READS, SENDERS, SENDS } from './dossiers.policy.ts';
import { dossierStateNames, noticeStateNames, type AnswerNoticeState, type DossierState } from './words.ts';

const sender = ({ held, bodyId }: DossierFacts): Held | undefined => heldIn(held, bodyId, SENDERS);
const bySender = { grounds: sender, who: SENDS };

export type DossierAction = 'editDossier' | 'freezeDossier' | 'registerDispatch';

/** A frozen dossier is sent as often as there are addressees. Some refuse with codes of their own, in the same cases. */
export const dossierLifecycle = new Lifecycle<DossierState, DossierFacts, DossierAction>(
  {
    editDossier: { from: ['DRAFT'], to: 'DRAFT', ...bySender },
    freezeDossier: { from: ['DRAFT'], to: 'FROZEN', ...bySender },
    registerDispatch: { from: ['FROZEN', 'DISPATCHED'], to: 'DISPATCHED', ...bySender },
  },
  dossierStateNames,
);

export type DispatchAction = 'correctDispatch' | 'recordResponse';

export const dispatchLifecycle = new Lifecycle<DossierState, DossierFacts, DispatchAction>(
  {
    correctDispatch: { from: ['DISPATCHED'], to: 'DISPATCHED', ...bySender },
    recordResponse: { from: ['DISPATCHED'], to: 'DISPATCHED', ...bySender },
  },
  dossierStateNames,
);

const follower = ({ held, bodyIds }: OutcomeFacts): Held | undefined => heldInAny(held, bodyIds, SENDERS);
const byFollower = { grounds: follower, who: FOLLOWS };
const SENT = ['DISPATCHED', 'ANSWERED', 'IMPLEMENTED', 'PARTLY_IMPLEMENTED', 'NOT_IMPLEMENTED'] as const;

export type OutcomeAction = 'followUpRecommendation' | 'correctFollowUp' | 'concludeRecommendation';

/** Which of the three outcomes it is, is said by whoever concludes; the state here stands for any of them. */
export const outcomeLifecycle = new Lifecycle<RecommendationState, OutcomeFacts, OutcomeAction>(
  {
    followUpRecommendation: { from: SENT, to: 'ANSWERED', ...byFollower },
    correctFollowUp: { from: SENT, to: 'ANSWERED', ...byFollower },
    concludeRecommendation: { from: ['ANSWERED'], to: 'IMPLEMENTED', ...byFollower },
  },
  recommendationStateNames,
);

export const noticeLifecycle = new Lifecycle<AnswerNoticeState, NoticeFacts, 'acknowledgeAnswer'>(
  {
    acknowledgeAnswer: {
      ...{ from: ['TOLD'], to: 'READ', who: READS },
      grounds: ({ held, bodyId }) => readerOf(held, bodyId),
    },
  },
  noticeStateNames,
);

/** Who may, before anything is said of the state: so that its refusals have codes of their own. */
export function allowSender(tx: Tx, facts: DossierFacts): void {
  const under = sender(facts);
  if (!under) throw Forbidden({ reason: SENDS });
  tx.allow(under);
}

export function allowFollower(tx: Tx, facts: OutcomeFacts): void {
  const under = follower(facts);
  if (!under) throw Forbidden({ reason: FOLLOWS });
  tx.allow(under);
}

export const isSent = (state: RecommendationState): boolean => (SENT as readonly string[]).includes(state);
