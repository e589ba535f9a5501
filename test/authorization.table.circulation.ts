import { DRAFT, SIGNED_IN, UNSEEN } from './authorization.letters.ts';

const READ = ['U+++++N+NN', UNSEEN, UNSEEN];
const LEADS = ['UFF+++N+NN', UNSEEN, UNSEEN];
const SPEAKS = ['UF+FFFNFNN', UNSEEN, UNSEEN];

/** Who may do what with circulations; `authorization.table.ts` says how to read it. */
export const CIRCULATIONS: Record<string, readonly string[]> = {
  // Led by the body of the draft; the entity of the same side is asked, and another of its people has made the remark.
  'Query.circulations': [SIGNED_IN],
  'Query.circulation': READ,
  'Query.remark': READ,
  'Query.remarkTable': READ,
  'Query.divergenceRecord': READ,
  'Query.alikeRemarks': READ,
  // Asked for the working text, which only those who write it see.
  'Query.remarkAnchors': ['UNN+++N+NN', UNSEEN, UNSEEN],
  'Mutation.startCirculation': DRAFT,
  'Mutation.extendCirculation': LEADS,
  'Mutation.cancelCirculation': LEADS,
  'Mutation.answerCirculation': SPEAKS,
  // Whoever has a mandate there may say what they think; what is said for the organisation is its representative’s.
  'Mutation.submitRemark': ['U++FFFNFNN', UNSEEN, UNSEEN],
  'Mutation.recordRemark': LEADS,
  'Mutation.withdrawRemark': SPEAKS,
  'Mutation.disposeRemarks': LEADS,
  'Mutation.joinRemarks': LEADS,
  'Mutation.separateRemarks': LEADS,
  'Mutation.carryRemarks': LEADS,
  'Mutation.answerDisposition': SPEAKS,
  'Subscription.circulationChanged': READ,
  'Subscription.remarkChanged': READ,
};
