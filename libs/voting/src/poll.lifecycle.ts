import { Lifecycle } from '#core';
import type { Held } from '#convents';
import type { PollState } from './poll.words.ts';
import { mayEnd, mayPrepare } from './voting.policy.ts';

export interface PollFacts {
  readonly state: PollState;
  readonly bodyId: string;
  readonly held: readonly Held[];
  /** Whether the deadline is over. */
  readonly isOver: boolean;
  /** Whether it is of a meeting that does not go on now. */
  readonly awaitsSession: boolean;
  /** Whether the actor may vote for a seat on the roll. */
  readonly hasSeat: boolean;
  /** Whether all those seats have voted and may not change it. */
  readonly isDone: boolean;
}

export type PollAction =
  | 'editPoll'
  | 'openPoll'
  | 'castVote'
  | 'extendPoll'
  | 'closePoll'
  | 'publishPoll'
  | 'cancelPoll';

const prepares = ({ held, bodyId }: PollFacts) => mayPrepare(held, bodyId);
const ends = ({ held, bodyId }: PollFacts) => mayEnd(held, bodyId);
const PREPARES = 'Głosowanie prowadzi prezydium konwentu, a w forum także koordynator.';
const ENDS = 'Może to zrobić tylko przewodniczący, jego zastępca albo – w forum – koordynator.';
const OVER = 'Termin głosowania minął.';

export const POLL_STATE_NAMES: Record<PollState, string> = {
  DRAFT: 'szkic głosowania',
  OPEN: 'głosowanie otwarte',
  CLOSED: 'głosowanie zamknięte',
  PUBLISHED: 'wynik ogłoszony',
  CANCELLED: 'głosowanie unieważnione',
};

/** The life of a poll. `castVote` refuses with codes of its own, in the same cases. */
export const pollLifecycle = new Lifecycle<PollState, PollFacts, PollAction>(
  {
    editPoll: { from: ['DRAFT'], to: 'DRAFT', grounds: prepares, who: PREPARES },
    openPoll: {
      from: ['DRAFT'],
      to: 'OPEN',
      grounds: prepares,
      who: PREPARES,
      unless: ({ awaitsSession }) => (awaitsSession ? 'Spotkanie, na którym się głosuje, teraz nie trwa.' : undefined),
    },
    castVote: {
      from: ['OPEN'],
      to: 'OPEN',
      grounds: ({ hasSeat }) => hasSeat || undefined,
      who: 'Głosuje ten, kto ma mandat organizacji z listy uprawnionych.',
      unless: ({ isOver, isDone }) =>
        isOver ? OVER : isDone ? 'Ten głos już oddano i nie można go zmienić.' : undefined,
    },
    extendPoll: {
      from: ['OPEN'],
      to: 'OPEN',
      grounds: prepares,
      who: PREPARES,
      unless: ({ isOver }) => (isOver ? OVER : undefined),
    },
    closePoll: { from: ['OPEN'], to: 'CLOSED', grounds: ends, who: ENDS },
    publishPoll: { from: ['CLOSED'], to: 'PUBLISHED', grounds: prepares, who: PREPARES },
    cancelPoll: { from: ['DRAFT', 'OPEN', 'CLOSED'], to: 'CANCELLED', grounds: ends, who: ENDS },
  },
  POLL_STATE_NAMES,
);
