import { defineEvent } from '#core';
import type { Outcome } from './poll.words.ts';

export const PollCreated = defineEvent('poll.created');
export const PollEdited = defineEvent('poll.edited');
/** `hash` is that of question, options, rules, deadline and roll. */
export const PollOpened = defineEvent<{ hash: string }>('poll.opened');
export const PollExtended = defineEvent('poll.extended');
export const PollClosed = defineEvent<{ early: boolean }>('poll.closed');
/** `hash` is that of the published record. */
export const PollPublished = defineEvent<{ hash: string; outcome: Outcome }>('poll.published');
export const PollCancelled = defineEvent('poll.cancelled');

/**
 * That a seat has voted, never what. Its subject is the seat and it concerns whoever may vote for it: to others not even
 * a wake-up may tell how many have voted.
 */
export const VoteCast = defineEvent<{ pollId: string }>('poll.vote_cast');
