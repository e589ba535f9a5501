import { Lifecycle } from '#core';
import { mayManageMandates, type BodyFacts } from './convents.policy.ts';
import type { MandateState } from './words.ts';

export interface MandateFacts extends BodyFacts {
  readonly state: MandateState;
  readonly personId: string;
  readonly proposedBy: string | null;
  readonly actorId: string | null;
  /** Whether its person has accepted their invitation. */
  readonly joined: boolean;
  /** Whether the convent it is for is dissolved. */
  readonly closed: boolean;
}

export const CLOSED = 'Ten konwent został rozwiązany albo podmiot zlikwidowany.';

const own = ({ personId, actorId }: MandateFacts): true | undefined => personId === actorId || undefined;
const proposed = ({ proposedBy, actorId }: MandateFacts): true | undefined =>
  (proposedBy !== null && proposedBy === actorId) || undefined;

/** The life of a mandate. Nobody confirms a mandate of their own. */
export const mandateLifecycle = new Lifecycle<
  MandateState,
  MandateFacts,
  'confirmMandate' | 'declineMandate' | 'endMandate'
>(
  {
    confirmMandate: {
      from: ['PROPOSED'],
      to: 'ACTIVE',
      grounds: (facts) => (own(facts) ? undefined : mayManageMandates(facts)),
      unless: ({ closed, joined }) => {
        if (closed) return CLOSED;
        return joined ? undefined : 'Ta osoba nie przyjęła jeszcze zaproszenia.';
      },
      who: 'Mandat potwierdza prezydium konwentu, a w podmiocie jego przedstawiciel; własnego mandatu nie potwierdza nikt.',
    },
    declineMandate: {
      from: ['PROPOSED'],
      to: 'DECLINED',
      grounds: (facts) => mayManageMandates(facts) ?? own(facts) ?? proposed(facts),
      who: 'Zgłoszenie odrzuca osoba, której dotyczy, osoba, która je złożyła, albo ten, kto mógłby je potwierdzić.',
    },
    endMandate: {
      from: ['ACTIVE'],
      to: 'ENDED',
      grounds: (facts) => mayManageMandates(facts) ?? own(facts),
      who: 'Mandat kończy prezydium konwentu, przedstawiciel podmiotu albo – rezygnując – osoba, która go ma.',
    },
  },
  { PROPOSED: 'zgłoszony', ACTIVE: 'czynny', ENDED: 'wygasły', DECLINED: 'odrzucony' },
);
