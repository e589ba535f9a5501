import {
  EVERYONE,
  NOBODY,
  UNSEEN,
  SIGNED_IN,
  PUBLIC,
  IMPORT,
  THEIRS,
  DRAFT,
  OF_PARTY,
} from './authorization.letters.ts';
import { CIRCULATIONS } from './authorization.table.circulation.ts';
import { DOSSIERS } from './authorization.table.dossiers.ts';
import { DRAFTS } from './authorization.table.drafts.ts';
import { FACTORS } from './authorization.table.factors.ts';
import { MEETINGS } from './authorization.table.meetings.ts';
import { PRACTICES } from './authorization.table.practices.ts';
import { PRIVACY } from './authorization.table.privacy.ts';
import { PROPOSALS } from './authorization.table.proposals.ts';
import { RECOMMENDATIONS } from './authorization.table.recommendations.ts';

/**
 * Who may do what, kept by hand. A letter for each role, in this order.
 *
 * `own` is what belongs to the role: the convent where it has its mandate, the entity there, the person's own sessions
 * and tokens. The chair of another convent and the coordinator (whose body is the forum) have their own; the operator's
 * is a convent which nobody leads yet; the former chair's is the convent once led; the observer's the convent that gave
 * the mandate; the public's any. `other` is the same of another convent, entity, person. `none` is an id that nobody
 * has. A row of one text is an operation without a target; `-` stands where a target makes no sense.
 */
export const ROLES = [
  'anonymous',
  'staff',
  'representative',
  'secretary',
  'chair',
  'chair of another convent',
  'former chair',
  'coordinator',
  'observer',
  'operator',
] as const;
export type Role = (typeof ROLES)[number];

export const TARGETS = ['own', 'other', 'none'] as const;
export type Target = (typeof TARGETS)[number];

export const LEGEND: Record<string, string> = {
  '+': 'allowed, without any error',
  U: 'UNAUTHENTICATED',
  F: 'FORBIDDEN',
  N: 'NOT_FOUND',
  P: 'SIGN_IN_FAILED',
  L: 'SIGN_IN_LINK_INVALID',
  I: 'INVITATION_INVALID',
  R: 'NOT_ON_ROLL',
  G: 'GUEST_LINK_INVALID',
  O: 'OUTSIDER_LINK_INVALID',
  H: 'HALF_SESSION_INVALID',
};

export const VERDICTS: Record<string, readonly string[]> = {
  // To read. What is published is for all; an application and a proposal are the business of those who take part.
  'Query.changeAreas': [EVERYONE],
  'Query.convents': [EVERYONE],
  'Query.entities': [EVERYONE],
  'Query.forum': [EVERYONE],
  'Query.provenance': [EVERYONE, EVERYONE, EVERYONE],
  'Query.relatedTo': [EVERYONE, EVERYONE, EVERYONE],
  'Query.search': [EVERYONE],
  'Query.similarTo': [EVERYONE],
  'Query.viewer': [EVERYONE],
  'Query.voivodeships': [EVERYONE],
  'Query.convent': PUBLIC,
  'Query.entity': PUBLIC,
  'Query.membership': ['N+++++NNNN', 'NNNNNNNNNN', 'NNNNNNNNNN'],
  'Query.mandate': ['N+++++N+N+', 'NNNNNNNNNN', 'NNNNNNNNNN'],

  'Query.entityImports': [SIGNED_IN],
  'Query.entityImport': IMPORT,

  // What became of mutations: whoever has no office and does not keep the node has an empty page.
  'Query.auditEntries': [SIGNED_IN],
  'Query.auditHead': [EVERYONE],

  // A file used for a convent: seen by whoever acts for it.
  'Query.file': ['N+++++N++N', 'NNNNNNNNNN', 'NNNNNNNNNN'],

  // One's own affairs: nobody reaches those of another.
  'Mutation.signIn': [EVERYONE, '-', 'PPPPPPPPPP'],
  'Mutation.signInWithLink': [EVERYONE, '-', 'LLLLLLLLLL'],
  'Mutation.acceptInvitation': [EVERYONE, '-', 'IIIIIIIIII'],
  'Mutation.signOut': [SIGNED_IN],
  'Mutation.reauthenticate': [SIGNED_IN],
  'Mutation.changePassword': [SIGNED_IN],
  'Mutation.createApiToken': [SIGNED_IN],
  'Mutation.createUploadTicket': [SIGNED_IN],
  'Mutation.revokeApiToken': THEIRS,
  'Mutation.revokeSession': THEIRS,
  'Mutation.revokeOtherSessions': [SIGNED_IN],
  'Mutation.revokeInvitation': THEIRS,

  // The convent: its officers word it, its leaders take it from state to state, the operator only adds it.
  'Mutation.createConvent': ['UFFFFFFFF+', '-', 'UFFFFFFFFN'],
  'Mutation.editConvent': ['UFF+++FFFF', NOBODY, UNSEEN],
  'Mutation.editConventRules': ['UFF+++FFFF', NOBODY, UNSEEN],
  'Mutation.activateConvent': ['UFFF++FFFF', NOBODY, UNSEEN],
  'Mutation.suspendConvent': ['UFFF++FFFF', NOBODY, UNSEEN],
  'Mutation.reinstateConvent': ['UFFF++FFFF', NOBODY, UNSEEN],
  'Mutation.dissolveConvent': ['UFFF++FFFF', NOBODY, UNSEEN],
  'Mutation.addChangeArea': ['UFFFFFF+FF'],
  'Mutation.editChangeArea': ['UFFFFFF+FF', '-', UNSEEN],
  'Mutation.addChangeAreaEvidence': ['UFFFFFF+FF', '-', UNSEEN],
  'Mutation.withdrawChangeAreaEvidence': ['UFFFFFF+FF', '-', UNSEEN],
  'Mutation.splitChangeArea': ['UFFFFFF+FF', '-', UNSEEN],
  'Mutation.joinChangeAreas': ['UFFFFFF+FF', '-', UNSEEN],

  // Entities: their own people and the officers of their convent.
  'Mutation.createEntity': ['UFF+++F+FF', '-', 'UFFNNNFNFF'],
  'Mutation.editEntity': ['U+++++FFFF', NOBODY, UNSEEN],
  'Mutation.setEntityContact': ['U+++++FFFF', NOBODY, UNSEEN],
  'Mutation.closeEntity': ['UF++++FFFF', NOBODY, UNSEEN],
  'Mutation.recordStatusGrant': ['UF++++FFFF', NOBODY, UNSEEN],

  // Memberships: an application is hidden from outsiders, a membership is public.
  'Mutation.applyForMembership': ['UF++++FFFF', NOBODY, UNSEEN],
  'Mutation.holdMembership': ['UFF+++NNNN', UNSEEN, UNSEEN],
  'Mutation.admitMembership': ['UFFF++NNNN', UNSEEN, UNSEEN],
  'Mutation.rejectMembership': ['UFFF++NNNN', UNSEEN, UNSEEN],
  'Mutation.withdrawMembership': ['UF+FFFNNNN', UNSEEN, UNSEEN],
  'Mutation.suspendMembership': ['UFFF++FFFF', NOBODY, UNSEEN],
  'Mutation.reinstateMembership': ['UFFF++FFFF', NOBODY, UNSEEN],
  'Mutation.endMembership': ['UF++++FFFF', NOBODY, UNSEEN],

  // Mandates: proposals are hidden from outsiders; functions in convents and the forum are public, those in entities not.
  'Mutation.proposeMandate': ['UF++++F+F+', NOBODY, UNSEEN],
  'Mutation.confirmMandate': ['UF++++N+N+', UNSEEN, UNSEEN],
  'Mutation.declineMandate': ['UF++++N+N+', UNSEEN, UNSEEN],
  'Mutation.endMandate': ['UF++++F+F+', 'UNNFFFFFFF', UNSEEN],

  // Imports: for the officers of the body that imports.
  'Mutation.commitEntityImport': IMPORT,
  'Mutation.decideEntityImportRow': IMPORT,
  'Mutation.discardEntityImport': IMPORT,

  // Polls: a draft is its officers’; from the opening on the whole body sees it, a representative votes, leaders end it.
  'Query.polls': [EVERYONE],
  'Query.poll': ['N+++++N+NN', 'NNNNNNNNNN', 'NNNNNNNNNN'],
  'Mutation.createPoll': ['UFF+++F+FF', NOBODY, UNSEEN],
  'Mutation.editPoll': ['UNN+++N+NN', UNSEEN, UNSEEN],
  'Mutation.openPoll': ['UNN+++N+NN', UNSEEN, UNSEEN],
  'Mutation.castVote': ['UR+RRRNRNN', UNSEEN, UNSEEN],
  'Mutation.extendPoll': ['UFF+++N+NN', UNSEEN, UNSEEN],
  'Mutation.closePoll': ['UFFF++N+NN', UNSEEN, UNSEEN],
  'Mutation.cancelPoll': ['UFFF++N+NN', UNSEEN, UNSEEN],
  'Mutation.publishPoll': ['UFF+++N+NN', UNSEEN, UNSEEN],
  'Subscription.pollChanged': ['N+++++N+NN', 'NNNNNNNNNN', 'NNNNNNNNNN'],

  // Declarations: a draft is its body's, an open one its parties' too; the forum's officers decide on accessions.
  'Query.declarations': [EVERYONE],
  'Query.declaration': ['NNN+++N+NN', 'NNNNNNNNNN', 'NNNNNNNNNN'],
  'Query.declarationTemplate': [SIGNED_IN, '-', UNSEEN],
  'Mutation.draftDeclaration': ['UFF+++F+FF', NOBODY, UNSEEN],
  'Mutation.editDeclaration': DRAFT,
  'Mutation.shareDeclaration': DRAFT,
  'Mutation.submitAccession': OF_PARTY,
  'Mutation.recordForumDecision': ['UNNFFFN+NN', 'UNNNNNN+NN', UNSEEN],
  'Mutation.draftAccessionPoll': ['UNNFFFN+NN', 'UNNNNNN+NN', UNSEEN],
  'Mutation.openDeclaration': DRAFT,
  'Mutation.reviseDeclaration': DRAFT,
  'Mutation.extendDeadline': DRAFT,
  'Mutation.signDeclaration': OF_PARTY,
  'Mutation.recordSignature': OF_PARTY,
  'Mutation.withdrawDeclaration': DRAFT,
  'Mutation.reportDeclaration': ['UFFFFFFFF+', '-', 'UFFFFFFFFN'],
  'Subscription.declarationChanged': ['NNN+++N+NN', 'NNNNNNNNNN', 'NNNNNNNNNN'],

  ...PRACTICES,
  ...PRIVACY,
  ...PROPOSALS,
  ...RECOMMENDATIONS,
  ...DOSSIERS,
  ...DRAFTS,
  ...CIRCULATIONS,
  ...MEETINGS,
  ...FACTORS,

  'Subscription.conventChanged': PUBLIC,
  'Subscription.entityChanged': PUBLIC,
  'Subscription.entityImportChanged': IMPORT,
  'Subscription.viewerChanged': [SIGNED_IN],
};
