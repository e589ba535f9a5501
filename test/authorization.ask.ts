import { newId } from '#core';
import type { Cell } from './authorization.world.ts';

/** The variables with which a role asks, after what they speak of has been made; with another credential where it dies of it. */
export type Ask = (cell: Cell) => Promise<object> | object;

export const basis = 'Uchwała nr 1';
export const reason = 'Brakuje statutu.';
export const input = (fields: object) => ({ input: fields });

/** The id of something made for this question alone; one that nobody has where there is no target. */
export const made = async ({ target }: Cell, make: () => Promise<{ id: string }>): Promise<string> =>
  target === 'none' ? newId() : (await make()).id;
