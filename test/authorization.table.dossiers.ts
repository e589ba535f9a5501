import { DRAFT, EVERYONE, PUBLIC, UNSEEN } from './authorization.letters.ts';

const READ = ['NNN+++N+NN', 'NNNNNNNNNN', 'NNNNNNNNNN'];
/** Public, and changed by the officers of the body alone. */
const SENT = ['UFF+++F+FF', 'UFFFFFFFFF', UNSEEN];

/** Who may do what with dossiers; `authorization.table.ts` says how to read it. */
export const DOSSIERS: Record<string, readonly string[]> = {
  // Until it is closed it is its body’s officers’; then everybody’s, with the register of what was sent and answered.
  'Query.dossiers': [EVERYONE],
  'Query.dossier': READ,
  'Subscription.dossierChanged': READ,
  'Query.dispatches': [EVERYONE],
  'Query.answerRegister': [EVERYONE],
  'Query.dispatch': PUBLIC,
  'Mutation.draftDossier': ['UFF+++F+FF', 'UFFFFFFFFF', UNSEEN],
  'Mutation.editDossier': DRAFT,
  // It is empty of what may be sent for nobody who may close it.
  'Mutation.freezeDossier': DRAFT,
  'Mutation.registerDispatch': SENT,
  'Mutation.correctDispatch': SENT,
  'Mutation.recordResponse': SENT,
  'Mutation.followUpRecommendation': SENT,
  'Mutation.correctFollowUp': SENT,
  'Mutation.concludeRecommendation': SENT,
  // The organisation behind a proposal is told: the entity of its people, the convent of all others.
  'Query.answerNotice': ['U+++++N++N', UNSEEN, UNSEEN],
  'Mutation.acknowledgeAnswer': ['U+++++N+FN', UNSEEN, UNSEEN],
};
