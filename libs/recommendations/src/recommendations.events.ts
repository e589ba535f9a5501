import { defineEvent } from '#core';
import type { RecommendationState } from './words.ts';

/** Each is about a recommendation, and concerns its lead body, its draft and the origins of the proposals behind it. */
export const RecommendationCreated = defineEvent('recommendation.created');
export const RecommendationEdited = defineEvent('recommendation.edited');
export const RecommendationProposalsTakenUp = defineEvent<{ proposalIds: string[] }>(
  'recommendation.proposals_taken_up',
);
export const RecommendationEvidenceChanged = defineEvent<{ practiceId: string }>('recommendation.evidence_changed');
export const RecommendationCirculated = defineEvent<{ circulationId: string; versionId: string }>(
  'recommendation.circulated',
);
export const RecommendationCirculationEnded = defineEvent<{ circulationId: string }>(
  'recommendation.circulation_ended',
);
export const RecommendationRevised = defineEvent('recommendation.revised');
export const RecommendationPutToVote = defineEvent<{ pollId: string; versionId: string }>('recommendation.put_to_vote');
export const RecommendationDecided = defineEvent<{ state: RecommendationState; pollId: string }>(
  'recommendation.decided',
);
/** What became of it once it was adopted. */
export const RecommendationFollowed = defineEvent<{ state: RecommendationState }>('recommendation.followed');
