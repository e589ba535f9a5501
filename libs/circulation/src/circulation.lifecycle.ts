import { heldIn, type Held } from '#convents';
import { Lifecycle } from '#core';
import type { CirculationFacts } from './circulation.facts.ts';
import { LEADS, speaksFor } from './circulation.policy.ts';
import { circulationStateNames, type CirculationState } from './words.ts';

export type CirculationAction =
  | 'answerCirculation'
  | 'extendCirculation'
  | 'cancelCirculation'
  | 'submitRemark'
  | 'recordRemark'
  | 'disposeRemarks'
  | 'joinRemarks'
  | 'separateRemarks'
  | 'carryRemarks';

/** The officer of the lead body that the actor is. */
export const leader = ({ held, bodyId }: CirculationFacts): Held | undefined => heldIn(held, bodyId, LEADS);
/** The same, or somebody on the drafting team. */
export const drafter = (facts: CirculationFacts): Held | undefined =>
  leader(facts) ?? facts.held.find(({ id }) => id === facts.teamMandateId);

const voice = ({ voices }: CirculationFacts): Held | undefined => voices[0];

const answerer = ({ held, circle }: CirculationFacts): Held | undefined => {
  for (const bodyId of circle) {
    const mandate = speaksFor(held, bodyId);
    if (mandate) return mandate;
  }
  return undefined;
};

export const ANSWERS = 'Odpowiada prezydium konwentu albo przedstawiciel podmiotu z kręgu adresatów.';
const LEADING = 'Robi to prezydium konwentu (forum), który prowadzi projekt, albo koordynator forum.';
export const VOICES = 'Uwagi zgłasza się w imieniu organizacji z kręgu adresatów albo członka konwentu z tego kręgu.';
const DRAFTING = 'Robi to prezydium konwentu (forum), który prowadzi projekt, albo jego zespół redakcyjny.';
const OVER = 'Termin odpowiedzi w trybie obiegowym minął.';
const EARLY = 'Tryb obiegowy jeszcze się nie rozpoczął.';
const late = ({ isOver }: CirculationFacts): string | undefined => (isOver ? OVER : undefined);
const outside = ({ hasBegun, isOver }: CirculationFacts): string | undefined => {
  if (isOver) return OVER;
  return hasBegun ? undefined : EARLY;
};

const early = ({ state, hasBegun }: CirculationFacts): string | undefined =>
  state === 'OPEN' && !hasBegun ? EARLY : undefined;

/** Remarks are taken and disposed of whether it is open or closed; neither changes that. */
const remarks = { from: ['OPEN', 'CLOSED'], to: 'CLOSED' } as const;

/** The life of a circulation. `answerCirculation` refuses with codes of its own, in the same cases. */
export const circulationLifecycle = new Lifecycle<CirculationState, CirculationFacts, CirculationAction>(
  {
    answerCirculation: { from: ['OPEN'], to: 'OPEN', grounds: answerer, who: ANSWERS, unless: outside },
    extendCirculation: { from: ['OPEN'], to: 'OPEN', grounds: leader, who: LEADING, unless: late },
    cancelCirculation: { from: ['OPEN'], to: 'CANCELLED', grounds: leader, who: LEADING, unless: late },
    submitRemark: { ...remarks, grounds: voice, who: VOICES, unless: early },
    recordRemark: { ...remarks, grounds: drafter, who: DRAFTING, unless: early },
    disposeRemarks: { ...remarks, grounds: drafter, who: DRAFTING },
    joinRemarks: { ...remarks, grounds: drafter, who: DRAFTING },
    separateRemarks: { ...remarks, grounds: drafter, who: DRAFTING },
    carryRemarks: { from: ['OPEN'], to: 'OPEN', grounds: drafter, who: DRAFTING, unless: late },
  },
  circulationStateNames,
);
