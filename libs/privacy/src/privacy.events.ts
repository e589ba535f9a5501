import { defineEvent } from '#core';
import type { AskedBy } from './words.ts';

/** The subject is the erasure; it concerns the person. */
export const ErasureRequested = defineEvent<{ by: AskedBy }>('privacy.erasure_requested');
export const ErasureCancelled = defineEvent('privacy.erasure_cancelled');
/** The subject is the person, who from now on is an id without a name. */
export const PersonErased = defineEvent<{ by: AskedBy }>('privacy.person_erased');
export const MyDataRequested = defineEvent<{ ticketId: string }>('privacy.data_requested');
