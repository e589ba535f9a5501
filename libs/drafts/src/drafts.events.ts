import { defineEvent } from '#core';
import type { UnitAct } from '#drafting';

/** The subject of each is the draft; each concerns its lead body and the bodies that it is shared with. */
export const DraftCreated = defineEvent('draft.created');
export const DraftEdited = defineEvent('draft.edited');
export const DraftTextChanged = defineEvent<{ acts: UnitAct[]; units: number }>('draft.text_changed');
export const DraftAmendmentsChanged = defineEvent<{ amendmentId: string }>('draft.amendments_changed');
export const DraftTeamChanged = defineEvent<{ memberId: string }>('draft.team_changed');
export const DraftVersionFrozen = defineEvent<{ versionId: string; number: number; contentHash: string }>(
  'draft.version_frozen',
);
export const DraftShared = defineEvent<{ bodyIds: string[] }>('draft.shared');
export const DraftPublished = defineEvent('draft.published');
/** Said by whatever rests on the text. */
export const DraftLocked = defineEvent('draft.locked');
export const DraftUnlocked = defineEvent('draft.unlocked');
export const DraftArchived = defineEvent('draft.archived');
