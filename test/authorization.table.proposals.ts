import { EVERYONE, NOBODY, OF_PEOPLE, REVIEW, UNSEEN } from './authorization.letters.ts';

/** What an entity has submitted: its people's, and the officers' of the convent to which it went. */
const BETWEEN = ['N+++++NNNN', 'NNNNNNNNNN', 'NNNNNNNNNN'];
/** The same of a merge, which nobody sees signed out. */
const MERGE = ['U+++++NNNN', UNSEEN, UNSEEN];
/** What its officers do with what everybody sees. */
const OPENLY = ['UFF+++FFFF', NOBODY, UNSEEN];

/** Who may do what with proposals; `authorization.table.ts` says how to read it. */
export const PROPOSALS: Record<string, readonly string[]> = {
  'Query.proposals': [EVERYONE],
  'Query.similarProposals': [EVERYONE],
  'Query.proposal': BETWEEN,
  'Query.proposalMerge': MERGE,
  'Mutation.draftProposal': ['U++FFFFFFF', NOBODY, UNSEEN],
  'Mutation.editProposal': OF_PEOPLE,
  'Mutation.submitProposal': OF_PEOPLE,
  'Mutation.withdrawProposal': ['U++FFFNNNN', UNSEEN, UNSEEN],
  'Mutation.takeProposalUnderReview': REVIEW,
  'Mutation.declineProposal': OPENLY,
  'Mutation.forwardProposal': OPENLY,
  'Mutation.proposeProposalMerge': OPENLY,
  'Mutation.agreeToProposalMerge': ['U++FFFNNNN', UNSEEN, UNSEEN],
  'Mutation.objectToProposalMerge': ['U++FFFNNNN', UNSEEN, UNSEEN],
  'Mutation.callOffProposalMerge': REVIEW,
  'Mutation.undoProposalMerge': REVIEW,
  'Subscription.proposalChanged': BETWEEN,
};
