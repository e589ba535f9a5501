import type { Problem } from '#seals';

interface PolledResult {
  readonly outcome: string;
  readonly votesCast: number;
  readonly inFavour: number;
  readonly against: number;
  readonly abstaining: number;
  readonly invalid: number;
}

/** What stands in the sealed record of minutes; whoever was there is told by organisation and function, never by name. */
export interface MinutesRecord {
  readonly id: string;
  readonly text: { readonly title: string; readonly units: readonly { readonly id: string }[] };
  readonly textHash: string;
  readonly version: number;
  readonly versions: readonly { readonly number: number; readonly contentHash: string; readonly createdAt: string }[];
  readonly resolutions: readonly {
    readonly bodyId: string;
    readonly number: string;
    readonly adoptedOn: string;
    readonly pollId?: string | null;
  }[];
  /** `result` where it is published to all; without it the hash alone. */
  readonly polls?: readonly {
    readonly id: string;
    readonly recordHash: string;
    readonly result: PolledResult | null;
  }[];
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
  return odd
    ? wrong('NUMBER_WRONG', `Numer uchwały ${odd.number} nie jest z roku, w którym ją podjęto.`)
    : pollProblemOf(record);
}

/** What minutes say of their polls; the polls’ own records, known by their hashes, are for a recount. */
function pollProblemOf({ polls = [], resolutions }: MinutesRecord): Problem | undefined {
  const uneven = polls.find(({ result }) => {
    if (!result) return false;
    const { votesCast, inFavour, against, abstaining, invalid } = result;
    return inFavour + against + abstaining + invalid !== votesCast;
  });
  if (uneven) return wrong('POLL_COUNT_WRONG', `Głosy w głosowaniu ${uneven.id} nie sumują się do liczby oddanych.`);
  const baseless = resolutions.find(({ pollId }) => {
    const poll = polls.find(({ id }) => id === pollId);
    return pollId && (!poll || (poll.result && poll.result.outcome !== 'ADOPTED'));
  });
  return (
    baseless && wrong('RESOLUTION_POLL_WRONG', `Uchwały ${baseless.number} nie przyjęto w głosowaniu z tego protokołu.`)
  );
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
