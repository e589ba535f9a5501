import { heldIn } from '#convents';
import { Lifecycle } from '#core';
import type { MergeFacts, ProposalFacts } from './proposal.facts.ts';
import { REVIEWERS, REVIEWS, voiceOf, WRITES } from './proposals.policy.ts';
import { mergeNames, stateNames, type MergeState, type ProposalState } from './words.ts';

const author = ({ held, originId, ofEntity }: ProposalFacts) => voiceOf(held, originId, ofEntity);
const reviewer = ({ held, reviewerId }: Pick<ProposalFacts, 'held' | 'reviewerId'>) =>
  heldIn(held, reviewerId, REVIEWERS);

const inMerge = ({ merging }: ProposalFacts): string | undefined => {
  if (merging === 'MERGED') return 'Ten postulat połączono z innymi: rozpatruje się postulat połączony.';
  return merging ? 'Trwa uzgadnianie połączenia tego postulatu z innymi.' : undefined;
};

export type ProposalAction =
  | 'editProposal'
  | 'submitProposal'
  | 'withdrawProposal'
  | 'takeProposalUnderReview'
  | 'declineProposal'
  | 'forwardProposal';

const byAuthor = { grounds: author, who: WRITES };
const byReviewer = { grounds: reviewer, who: REVIEWS };

/** That it is TAKEN_UP follows from a recommendation; what was merged goes the way of the one. */
export const proposalLifecycle = new Lifecycle<ProposalState, ProposalFacts, ProposalAction>(
  {
    editProposal: { from: ['DRAFT'], to: 'DRAFT', ...byAuthor },
    submitProposal: { from: ['DRAFT'], to: 'SUBMITTED', ...byAuthor },
    withdrawProposal: {
      ...{ from: ['DRAFT', 'SUBMITTED', 'UNDER_REVIEW'], to: 'WITHDRAWN', ...byAuthor },
      unless: ({ formed }) =>
        formed ? 'Postulatu połączonego nie wycofuje się: można cofnąć jego połączenie.' : undefined,
    },
    takeProposalUnderReview: { from: ['SUBMITTED'], to: 'UNDER_REVIEW', ...byReviewer },
    declineProposal: { from: ['UNDER_REVIEW'], to: 'DECLINED', ...byReviewer, unless: inMerge },
    // Its state stays as it is.
    forwardProposal: {
      ...{ from: ['SUBMITTED', 'UNDER_REVIEW'], to: 'SUBMITTED', ...byReviewer },
      unless: (facts) => inMerge(facts) ?? (facts.withForum ? 'Ten postulat rozpatruje już forum.' : undefined),
    },
  },
  stateNames,
);

export type MergeAction =
  | 'agreeToProposalMerge'
  | 'objectToProposalMerge'
  | 'callOffProposalMerge'
  | 'undoProposalMerge';

const voices = ({ held, asked }: MergeFacts) =>
  asked.flatMap((each) => {
    const mandate = voiceOf(held, each.bodyId, each.ofEntity);
    return mandate ? [{ ...each, mandate }] : [];
  });
const answering = {
  from: ['PROPOSED'],
  // Of those for whom somebody speaks, first the one that has not answered.
  grounds: (facts: MergeFacts) => (voices(facts).find(({ open }) => open) ?? voices(facts)[0])?.mandate,
  who: 'Odpowiada organizacja, której postulat ma być połączony: pracownik albo przedstawiciel podmiotu, prezydium konwentu lub forum.',
  unless: (facts: MergeFacts) => {
    if (facts.late) return 'Termin odpowiedzi minął. Brak odpowiedzi do terminu oznacza zgodę.';
    return voices(facts).some(({ open }) => open) ? undefined : 'Państwa organizacja już odpowiedziała.';
  },
} as const;

/** That all have agreed, or let the deadline pass, makes it MERGED of itself. */
export const mergeLifecycle = new Lifecycle<MergeState, MergeFacts, MergeAction>(
  {
    agreeToProposalMerge: { ...answering, to: 'PROPOSED' },
    objectToProposalMerge: { ...answering, to: 'REFUSED' },
    callOffProposalMerge: {
      ...{ from: ['PROPOSED'], to: 'CALLED_OFF', ...byReviewerOf() },
      unless: ({ late }) => (late ? 'Termin odpowiedzi minął: połączenie jest uzgodnione.' : undefined),
    },
    undoProposalMerge: {
      ...{ from: ['MERGED'], to: 'UNDONE', ...byReviewerOf() },
      unless: ({ untouched }) =>
        untouched
          ? undefined
          : 'Połączenie można cofnąć, dopóki połączony postulat jest rozpatrywany i nie jest częścią kolejnego połączenia.',
    },
  },
  mergeNames,
);

function byReviewerOf() {
  return { grounds: (facts: MergeFacts) => heldIn(facts.held, facts.reviewerId, REVIEWERS), who: REVIEWS };
}
