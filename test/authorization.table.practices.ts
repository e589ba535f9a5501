import { EVERYONE, NOBODY, UNSEEN, OF_PEOPLE, REVIEW } from './authorization.letters.ts';

/** Who may do what with good practices; `authorization.table.ts` says how to read it. */
export const PRACTICES: Record<string, readonly string[]> = {
  // Practices: a draft is its entity’s, what is handed in also the convent’s reviewers’; others speak for their own entity.
  'Query.practices': [EVERYONE],
  'Query.practiceFields': [EVERYONE],
  'Query.relatedPractices': [EVERYONE, EVERYONE, EVERYONE],
  'Query.practice': ['N+++++NNNN', 'NNNNNNNNNN', 'NNNNNNNNNN'],
  'Query.practiceVersion': ['N+++++NNNN', 'NNNNNNNNNN', 'NNNNNNNNNN'],
  'Query.replication': ['N++NNNNNNN', 'NNNNNNNNNN', 'NNNNNNNNNN'],
  'Mutation.draftGoodPractice': ['U++FFFFFFF', NOBODY, UNSEEN],
  'Mutation.saveGoodPractice': OF_PEOPLE,
  'Mutation.attachToPractice': OF_PEOPLE,
  'Mutation.removePracticeAttachment': OF_PEOPLE,
  'Mutation.submitGoodPractice': OF_PEOPLE,
  'Mutation.withdrawGoodPractice': ['U++FFFNNNN', UNSEEN, UNSEEN],
  'Mutation.takePracticeReview': REVIEW,
  'Mutation.returnGoodPractice': REVIEW,
  'Mutation.publishGoodPractice': REVIEW,
  'Mutation.widenPracticeAudience': REVIEW,
  'Mutation.confirmPracticeChecked': ['U++FFFFFFF', NOBODY, UNSEEN],
  'Mutation.archiveGoodPractice': ['U++F++FFFF', NOBODY, UNSEEN],
  'Mutation.reportReplication': ['U++FFFFFFF', NOBODY, UNSEEN],
  'Mutation.confirmReplication': ['UF+NNNNNNN', UNSEEN, UNSEEN],
  'Mutation.editReplication': OF_PEOPLE,
  'Mutation.withdrawReplication': ['UF+NNNNNNN', UNSEEN, UNSEEN],
  'Mutation.askPracticeQuestion': ['U++FFFFFFF', NOBODY, UNSEEN],
  'Mutation.answerPracticeQuestion': OF_PEOPLE,
  'Mutation.markPracticeUseful': ['U++FFFFFFF', NOBODY, UNSEEN],
  'Subscription.newPractices': [EVERYONE],
  'Subscription.practiceQuestionChanged': OF_PEOPLE,
  'Subscription.practiceChanged': ['N+++++NNNN', 'NNNNNNNNNN', 'NNNNNNNNNN'],
};
