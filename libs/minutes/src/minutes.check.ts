import type { Problem } from '#seals';

/** What stands in the sealed record of minutes; whoever was there is told by organisation and function, never by name. */
export interface MinutesRecord {
  readonly id: string;
  readonly text: { readonly title: string; readonly units: readonly { readonly id: string }[] };
  readonly textHash: string;
  readonly version: number;
  readonly versions: readonly { readonly number: number; readonly contentHash: string; readonly createdAt: string }[];
  readonly resolutions: readonly { readonly bodyId: string; readonly number: string; readonly adoptedOn: string }[];
  readonly approval: {
    readonly by: 'ACT' | 'SILENCE';
    readonly at: string;
    readonly basis: string | null;
    readonly correctUntil: string;
  };
  readonly publishedAt: string;
}

type Hash = (value: unknown) => string;
const wrong = (problem: string, message: string): Problem => ({ problem, message });

function problemOf(record: MinutesRecord, hashOf: Hash): Problem | undefined {
  const { text, textHash, version, versions, resolutions, approval, publishedAt } = record;
  if (hashOf(text) !== textHash)
    return wrong('TEXT_HASH_WRONG', 'Skrót w polu „record.textHash” nie jest skrótem tekstu z pola „record.text”.');
  if (versions.find(({ number }) => number === version)?.contentHash !== textHash)
    return wrong('VERSION_WRONG', 'Pole „record.versions” nie zna wersji o skrócie „record.textHash”.');
  if (approval.at > publishedAt || (approval.by === 'SILENCE' && approval.at !== approval.correctUntil))
    return wrong(
      'APPROVAL_WRONG',
      'Protokół ogłoszono, zanim został zatwierdzony, albo milczenie nie trwało do terminu.',
    );
  const odd = resolutions.find(({ number, adoptedOn }) => number.split('/')[1] !== adoptedOn.slice(0, 4));
  return odd && wrong('NUMBER_WRONG', `Numer uchwały ${odd.number} nie jest z roku, w którym ją podjęto.`);
}

/** For `verifyRecord`, by the kind of record: what minutes have to fulfil beyond their seal. */
export const minutesChecks = (contentHash: Hash) => ({
  minutes: (record: Record<string, unknown>): Problem | undefined => {
    try {
      return problemOf(record as unknown as MinutesRecord, contentHash);
    } catch {
      return wrong('RECORD_MALFORMED', 'Pole „record” nie jest zapisem protokołu.');
    }
  },
});
