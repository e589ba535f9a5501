import { Lifecycle } from '#core';
import { erasureStateNames, type ErasureState } from './words.ts';

export interface ErasureFacts {
  readonly state: ErasureState;
  readonly personId: string;
  readonly actorId: string;
  readonly operates: boolean;
}

/** Only what waits can be cancelled; the clock does what is due. */
export const erasureLifecycle = new Lifecycle<ErasureState, ErasureFacts, 'cancelErasure'>(
  {
    cancelErasure: {
      from: ['WAITING'],
      to: 'CANCELLED',
      grounds: ({ personId, actorId, operates }) => (personId === actorId || operates ? true : undefined),
      who: 'Usunięcie danych odwołuje osoba, której dotyczą, albo operator węzła.',
    },
  },
  erasureStateNames,
);
