import { newId } from '#core';
import { PARTS } from './world.declarations.ts';
import type { Random } from './world.ts';

interface Picking {
  readonly pick: <T>(from: readonly T[]) => T;
  readonly idIn: (table: string) => string;
  readonly random: Random;
}

/** Entries of every chain, votes among them, and checkpoints. */
export const auditRules = ({ pick, idIn, random }: Picking, i: number): Record<string, () => object> => ({
  audit_entry: () => ({
    chain: pick([idIn('convent'), idIn('forum'), '00000000-0000-0000-0000-000000000000']),
    ...{ mandate_id: idIn('mandate'), person_id: idIn('person'), outcome: pick(['OK', 'FORBIDDEN']) },
    ...{ xact: 1 + i, times: 1 + random(3), operation: pick([...PARTS, 'castVote']) },
  }),
  audit_checkpoint: () => ({ sequence: i + 1, size: 9 + i, root: newId().replaceAll('-', '').repeat(2) }),
});
