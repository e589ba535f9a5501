import { words } from '#convents';

const natures = {
  WANTED_CHANGE: 'a change that the sector asks for (postulowana zmiana)',
  UNDER_WAY: 'an initiative that somebody has begun already (inicjatywa w toku)',
};
export type ChangeAreaNature = keyof typeof natures;
export const ChangeAreaNature = words(
  'ChangeAreaNature',
  'Whether an area is wished for or under way (charakter obszaru).',
  natures,
);

export const stateNames = { CURRENT: 'obowiązujący', RETIRED: 'zastąpiony' };
export type ChangeAreaState = keyof typeof stateNames;
export const ChangeAreaState = words<ChangeAreaState>(
  'ChangeAreaState',
  'Where an area stands in the catalogue (stan obszaru).',
  {
    CURRENT: 'in the catalogue (obowiązujący)',
    RETIRED: 'split or joined: what points to it is found through its successors too (zastąpiony)',
  },
);
