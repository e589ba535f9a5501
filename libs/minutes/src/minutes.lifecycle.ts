import { heldInAny, MandateFunction } from '#convents';
import { Lifecycle } from '#core';
import type { MinutesFacts } from './minutes.facts.ts';
import { KEEPS, keeper } from './minutes.policy.ts';
import { minutesStateNames, type MinutesState } from './minutes.words.ts';

const ANY = Object.values(MandateFunction);
/** Under a mandate in an organising body, or as somebody who was there. */
const corrector = (facts: MinutesFacts) => heldInAny(facts.held, facts.bodies, ANY) ?? (facts.present || undefined);

const SILENT = 'Termin minął bez otwartych sprostowań: protokół jest zatwierdzony milcząco.';
const spoken = ({ silent }: MinutesFacts) => (silent ? SILENT : undefined);

const DRAFT = ['DRAFT'] as const;
const CIRCULATED = ['CIRCULATED'] as const;

export type MinutesAction =
  | 'editMinutes'
  | 'circulateMinutes'
  | 'extendMinutes'
  | 'correctMinutes'
  | 'approveMinutes'
  | 'publishMinutes';

/** The life of minutes; that they are approved by silence follows of itself. */
export const minutesLifecycle = new Lifecycle<MinutesState, MinutesFacts, MinutesAction>(
  {
    editMinutes: { from: DRAFT, to: 'DRAFT', grounds: keeper, who: KEEPS },
    circulateMinutes: {
      ...{ from: DRAFT, to: 'CIRCULATED', grounds: keeper, who: KEEPS },
      unless: ({ meetingState }) => (meetingState === 'CLOSED' ? undefined : 'Spotkanie jeszcze trwa.'),
    },
    extendMinutes: { from: CIRCULATED, to: 'CIRCULATED', grounds: keeper, who: KEEPS, unless: spoken },
    correctMinutes: {
      ...{ from: CIRCULATED, to: 'CIRCULATED', grounds: corrector },
      who: 'Sprostowanie zgłasza ten, kto był na spotkaniu, albo osoba z organizacji, która je organizuje.',
    },
    approveMinutes: { from: CIRCULATED, to: 'APPROVED', grounds: keeper, who: KEEPS, unless: spoken },
    publishMinutes: { from: ['APPROVED'], to: 'PUBLISHED', grounds: keeper, who: KEEPS },
  },
  minutesStateNames,
);
