import { Lifecycle } from '#core';
import type { Held } from '#convents';
import type { EntityImportState } from './entity-import.entity.ts';
import { NOTHING_READY } from './imports.errors.ts';
import { mayImport } from './imports.policy.ts';

export interface EntityImportFacts {
  readonly state: `${EntityImportState}`;
  readonly bodyId: string | null;
  readonly rowsReady: number;
  readonly held: readonly Held[];
  /** Whether the system itself acts, as from the command line. */
  readonly bySystem: boolean;
}

export type EntityImportAction = 'decideEntityImportRow' | 'commitEntityImport' | 'discardEntityImport';

const grounds = ({ held, bodyId, bySystem }: EntityImportFacts) => bySystem || mayImport(held, bodyId);
const who = 'Import prowadzi prezydium konwentu albo koordynator forum, w którego imieniu wczytano plik.';

/** The life of an import; a file is checked and its preview stored in the background, by the system. */
export const entityImportLifecycle = new Lifecycle<`${EntityImportState}`, EntityImportFacts, EntityImportAction>(
  {
    decideEntityImportRow: { from: ['PREVIEWED'], to: 'PREVIEWED', grounds, who },
    commitEntityImport: {
      from: ['PREVIEWED'],
      to: 'COMMITTED',
      grounds,
      who,
      unless: ({ rowsReady }) => (rowsReady ? undefined : NOTHING_READY),
    },
    discardEntityImport: { from: ['CHECKING', 'PREVIEWED'], to: 'DISCARDED', grounds, who },
  },
  {
    CHECKING: 'plik w trakcie sprawdzania',
    PREVIEWED: 'podgląd gotowy',
    COMMITTED: 'podmioty wczytane',
    DISCARDED: 'import porzucony',
    FAILED: 'sprawdzanie przerwane',
  },
);
