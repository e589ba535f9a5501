import { defineEvent } from '#core';
import type { RecommendationOutcome } from './words.ts';

/** Each is about a dossier, unless it says otherwise, and concerns its body and its recommendations. */
export const DossierDrafted = defineEvent('dossier.drafted');
export const DossierEdited = defineEvent('dossier.edited');
export const DossierFrozen = defineEvent<{ contentHash: string }>('dossier.frozen');
export const DossierDispatched = defineEvent<{ dispatchId: string; dueOn: string | null }>('dossier.dispatched');
export const DispatchCorrected = defineEvent<{ dispatchId: string; dueOn: string | null }>(
  'dossier.dispatch_corrected',
);
/** Concerns the organisations behind every proposal too. */
export const ResponseRecorded = defineEvent<{ dispatchId: string; responseId: string }>('dossier.response_recorded');
/** About a recommendation. */
export const FollowedUp = defineEvent<{ followUpId: string; corrects: string | null }>('recommendation.followed_up');
export const Concluded = defineEvent<{ outcome: RecommendationOutcome }>('recommendation.concluded');
/** About a recommendation; concerns the organisation that took note. */
export const AnswerAcknowledged = defineEvent<{ noticeId: string }>('recommendation.answer_acknowledged');
