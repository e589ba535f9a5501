import { DRAFT, EVERYONE, SIGNED_IN, UNSEEN } from './authorization.letters.ts';

const READ = ['NNN+++N+NN', 'NNNNNNNNNN', 'NNNNNNNNNN'];

/** Who may do what with drafts; `authorization.table.ts` says how to read it. */
export const DRAFTS: Record<string, readonly string[]> = {
  // Drafts: their lead body’s officers’, and a team’s, which has a spec of its own; shared ones are read, not written.
  'Query.drafts': [EVERYONE],
  'Query.draft': READ,
  'Query.draftVersion': READ,
  'Query.draftUnit': DRAFT,
  'Query.previewDraftText': [SIGNED_IN],
  'Query.readAmendingSentence': [SIGNED_IN],
  'Query.compareDraftVersions': DRAFT,
  'Mutation.createDraft': ['UFF+++F+FF', 'UFFFFFFFFF', UNSEEN],
  'Mutation.editDraft': DRAFT,
  'Mutation.addDraftMember': DRAFT,
  'Mutation.removeDraftMember': DRAFT,
  'Mutation.replaceDraftText': DRAFT,
  'Mutation.rewordDraftHeading': DRAFT,
  'Mutation.insertDraftUnit': DRAFT,
  'Mutation.moveDraftUnit': DRAFT,
  'Mutation.relabelDraftUnit': DRAFT,
  'Mutation.renumberDraftRow': DRAFT,
  'Mutation.splitDraftUnit': DRAFT,
  'Mutation.joinDraftUnits': DRAFT,
  'Mutation.deleteDraftUnit': DRAFT,
  'Mutation.restoreDraftUnit': DRAFT,
  'Mutation.rewordDraftUnit': DRAFT,
  'Mutation.addDraftAmendment': DRAFT,
  'Mutation.editDraftAmendment': DRAFT,
  'Mutation.moveDraftAmendment': DRAFT,
  'Mutation.removeDraftAmendment': DRAFT,
  'Mutation.freezeDraftVersion': DRAFT,
  'Mutation.shareDraft': DRAFT,
  'Mutation.publishDraft': DRAFT,
  // What everyone may read is still its lead body’s to end.
  'Mutation.archiveDraft': ['UFF+++F+FF', 'UFFFFFFFFF', UNSEEN],
  'Subscription.draftChanged': READ,
  // Writing at once: whoever sees the working text.
  'Query.unitDocuments': DRAFT,
  'Mutation.pushUnitUpdates': DRAFT,
  'Mutation.tellDraftCursor': DRAFT,
  'Subscription.draftCoediting': DRAFT,
};
