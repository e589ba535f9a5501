import { type Held } from '#convents';
import { Lifecycle } from '#core';
import { stateNames, type ChangeAreaState } from './words.ts';

export interface ChangeAreaFacts {
  readonly state: ChangeAreaState;
  readonly held: readonly Held[];
}
export type ChangeAreaAction = 'editChangeArea' | 'addChangeAreaEvidence' | 'splitChangeArea' | 'joinChangeAreas';

export const coordinates = ({ held }: Pick<ChangeAreaFacts, 'held'>) =>
  held.find((each) => each.function === 'COORDINATOR');
export const KEEPS = 'Katalog obszarów zmian prowadzi koordynator forum.';

const step = (to: ChangeAreaState) => ({ from: ['CURRENT'] as const, to, grounds: coordinates, who: KEEPS });

export const changeAreaLifecycle = new Lifecycle<ChangeAreaState, ChangeAreaFacts, ChangeAreaAction>(
  {
    editChangeArea: step('CURRENT'),
    addChangeAreaEvidence: step('CURRENT'),
    splitChangeArea: step('RETIRED'),
    joinChangeAreas: step('RETIRED'),
  },
  stateNames,
);
