import { Lifecycle, type Step } from '#core';
import { heldIn, heldInAny, OFFICERS, type Held } from './convents.policy.ts';
import type { EntityState } from './words.ts';

export interface EntityFacts {
  readonly state: EntityState;
  readonly entityId: string;
  /** The convents that it belongs to or wants to, and those of its voivodeship. */
  readonly conventIds: readonly string[];
  /** The first of them alone, whose officers see how to reach it. */
  readonly ownConventIds: readonly string[];
  readonly held: readonly Held[];
}

/** Its own people, and the officers of its convents and of the convents of its voivodeship. */
const edits: Step<EntityState, EntityFacts> = {
  from: ['ACTIVE'],
  to: 'ACTIVE',
  grounds: ({ held, entityId, conventIds }) =>
    heldIn(held, entityId, ['REPRESENTATIVE', 'STAFF']) ?? heldInAny(held, conventIds, OFFICERS),
  who: 'Dane podmiotu zmieniają jego ludzie albo prezydium konwentu, do którego należy lub w którego województwie działa.',
};

/** Who may read how to reach it, and no other. */
const reaches: Step<EntityState, EntityFacts> = {
  ...edits,
  grounds: ({ held, entityId, ownConventIds }) =>
    heldIn(held, entityId, ['REPRESENTATIVE', 'STAFF']) ?? heldInAny(held, ownConventIds, OFFICERS),
  who: 'Dane kontaktowe podmiotu zmieniają jego ludzie albo prezydium konwentu, do którego należy.',
};

/** Closing an entity and recording its status end or carry rights: not for staff alone. */
const decides: Step<EntityState, EntityFacts> = {
  ...edits,
  grounds: ({ held, entityId, conventIds }) =>
    heldIn(held, entityId, ['REPRESENTATIVE']) ?? heldInAny(held, conventIds, OFFICERS),
  who: 'Robi to przedstawiciel podmiotu albo prezydium konwentu, do którego należy lub w którego województwie działa.',
};

export type EntityAction = 'editEntity' | 'setEntityContact' | 'recordStatusGrant' | 'closeEntity';

/** What may be done with an entity; once closed it stays as it is. */
export const entityLifecycle = new Lifecycle<EntityState, EntityFacts, EntityAction>(
  {
    editEntity: edits,
    setEntityContact: reaches,
    recordStatusGrant: decides,
    closeEntity: { ...decides, to: 'CLOSED' },
  },
  { ACTIVE: 'działający', CLOSED: 'zlikwidowany' },
);
