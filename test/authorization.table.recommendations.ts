import { DRAFT, EVERYONE, UNSEEN } from './authorization.letters.ts';

const READ = ['NNN+++N+NN', 'NNNNNNNNNN', 'NNNNNNNNNN'];

/** Who may do what with recommendations; `authorization.table.ts` says how to read it. */
export const RECOMMENDATIONS: Record<string, readonly string[]> = {
  // Until it goes round or to the vote it is its lead body’s officers’; a team and origins have a spec of their own.
  'Query.recommendations': [EVERYONE],
  'Query.recommendation': READ,
  'Subscription.recommendationChanged': READ,
  'Mutation.createRecommendation': ['UFF+++F+FF', 'UFFFFFFFFF', UNSEEN],
  'Mutation.editRecommendation': DRAFT,
  'Mutation.takeUpProposals': DRAFT,
  'Mutation.addRecommendationPractice': DRAFT,
  'Mutation.removeRecommendationPractice': DRAFT,
  'Mutation.circulateRecommendation': DRAFT,
  'Mutation.reviseRecommendation': DRAFT,
  // From the vote on the forum reads it, and its coordinator is in it.
  'Mutation.putRecommendationToVote': ['UNN+++N+NN', 'UNNNNNNFNN', UNSEEN],
};
