import { defineEvent } from '#core';
import type { MergeAnswer, MergeState } from './words.ts';

/** Each is about a proposal, and concerns those behind it and those who review it. */
export const ProposalDrafted = defineEvent('proposal.drafted');
export const ProposalEdited = defineEvent('proposal.edited');
export const ProposalSubmitted = defineEvent<{ reviewerId: string }>('proposal.submitted');
export const ProposalWithdrawn = defineEvent('proposal.withdrawn');
export const ReviewBegun = defineEvent('proposal.review_begun');
export const ProposalDeclined = defineEvent('proposal.declined');
export const ProposalForwarded = defineEvent<{ fromId: string; toId: string }>('proposal.forwarded');
export const ProposalTakenUp = defineEvent<{ recommendationId: string }>('proposal.taken_up');
/** What became of the recommendation that took it up. */
export const ProposalFollowed = defineEvent<{ recommendationId: string }>('proposal.followed');
/** What happens to a merge, told of each of its parts; the last one also of what came of it. */
export const MergeProposed = defineEvent<{ mergeId: string }>('proposal.merge_proposed');
export const MergeAnswerGiven = defineEvent<{ mergeId: string; answer: MergeAnswer }>('proposal.merge_answered');
export const MergeSettled = defineEvent<{ mergeId: string; state: MergeState }>('proposal.merge_settled');
