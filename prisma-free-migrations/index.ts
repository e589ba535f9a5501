import { Core1793318400000 } from './1793318400000-core.ts';
import { Identity1793318460000 } from './1793318460000-identity.ts';
import { Convents1793318520000 } from './1793318520000-convents.ts';

/** Every change of the tables, oldest first. */
export const migrations = [Core1793318400000, Identity1793318460000, Convents1793318520000];
