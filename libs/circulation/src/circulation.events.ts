import { defineEvent } from '#core';

/** The subject of each is the circulation; each concerns its lead body and its draft. */
export const CirculationStarted = defineEvent<{ versionId: string }>('circulation.started');
export const CirculationExtended = defineEvent('circulation.extended');
export const CirculationAnswered = defineEvent<{ partyId: string }>('circulation.answered');
export const CirculationClosed = defineEvent<{ silent: number }>('circulation.closed');
export const CirculationCancelled = defineEvent('circulation.cancelled');
export const RemarkSubmitted = defineEvent<{ remarkId: string; late: boolean }>('circulation.remark_submitted');
export const RemarkWithdrawnByAuthor = defineEvent<{ remarkId: string }>('circulation.remark_withdrawn');
export const RemarksDisposed = defineEvent<{ remarkIds: string[] }>('circulation.remarks_disposed');
export const DispositionAnswered = defineEvent<{ remarkId: string }>('circulation.disposition_answered');
