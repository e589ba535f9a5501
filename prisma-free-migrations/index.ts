import { Core1793318400000 } from './1793318400000-core.ts';
import { Identity1793318460000 } from './1793318460000-identity.ts';
import { Convents1793318520000 } from './1793318520000-convents.ts';
import { Imports1793318580000 } from './1793318580000-imports.ts';
import { Jobs1793318640000 } from './1793318640000-jobs.ts';
import { Seals1793700000000 } from './1793700000000-seals.ts';
import { Voting1793700180000 } from './1793700180000-voting.ts';

/** Every change of the tables, oldest first. */
export const migrations = [
  Core1793318400000,
  Identity1793318460000,
  Convents1793318520000,
  Imports1793318580000,
  Jobs1793318640000,
  Seals1793700000000,
  Voting1793700180000,
];
