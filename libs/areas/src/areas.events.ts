import { defineEvent } from '#core';

export const ChangeAreaAdded = defineEvent('change_area.added');
export const ChangeAreaEdited = defineEvent('change_area.edited');
export const ChangeAreaEvidenceAdded = defineEvent<{ evidenceId: string }>('change_area.evidence_added');
export const ChangeAreaEvidenceWithdrawn = defineEvent<{ evidenceId: string }>('change_area.evidence_withdrawn');
export const ChangeAreaSplit = defineEvent<{ into: string[] }>('change_area.split');
export const ChangeAreaJoined = defineEvent<{ into: string }>('change_area.joined');
