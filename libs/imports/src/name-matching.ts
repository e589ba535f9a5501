import { registerEnumType } from '@nestjs/graphql';
import { inTurns } from './long-work.ts';
import { NameBlocks } from './name-blocks.ts';
import { Lexicon, profileSimilarity, type Matchable, type Profile } from './name-similarity.ts';

export { matchKey } from './name-key.ts';
export { similarity, type Matchable } from './name-similarity.ts';

export enum MatchReason {
  SAME_REGON = 'SAME_REGON',
  SIMILAR_NAME = 'SIMILAR_NAME',
  SAME_NIP = 'SAME_NIP',
  SAME_KRS = 'SAME_KRS',
}
registerEnumType(MatchReason, {
  name: 'MatchReason',
  description: 'Why two entries may be one entity (powód podobieństwa).',
  valuesMap: {
    SAME_REGON: { description: 'Equal REGON: of 14 digits nearly certain, of 9 perhaps the operator (ten sam REGON).' },
    SIMILAR_NAME: { description: 'Names, places and founders much alike (podobna nazwa).' },
    SAME_NIP: { description: 'Equal NIP, a weak hint: it often belongs to the operator (ten sam NIP).' },
    SAME_KRS: { description: 'Equal KRS, a weak hint: it often belongs to the operator (ten sam KRS).' },
  },
});

/**
 * From here on two names are worth a look. Tuned on the demo's own files, whose wrong pairs end at 0.70 and whose
 * right ones begin at 0.76; other files will do a little worse.
 */
export const LIKELY = 0.72;

const SAME_UNIT = 0.98;
const SAME_OPERATOR = 0.1;
const HINT = 0.4;
const LOCAL_UNIT = 14;

const COMPARED = 16;
const REPORTED = 5;

/** A record (`id`) or an earlier row of the same file (`rowIndex`); a score under `LIKELY` rests on a number alone. */
export type Duplicate = ({ id: string } | { rowIndex: number }) & { score: number; reason: MatchReason };

type Numbered = 'regon' | 'nip' | 'krs';
const NUMBERS: [Numbered, MatchReason][] = [
  ['regon', MatchReason.SAME_REGON],
  ['nip', MatchReason.SAME_NIP],
  ['krs', MatchReason.SAME_KRS],
];

const sharedNumber = (one: Matchable, other: Matchable): MatchReason | undefined =>
  NUMBERS.find(([field]) => one[field] && one[field] === other[field])?.[1];

/** Operators lend their numbers to several units, so that only a local unit's REGON of 14 digits decides by itself. */
function weigh(one: Profile, other: Profile): { score: number; reason: MatchReason } | null {
  const names = profileSimilarity(one, other);
  const shared = sharedNumber(one.entry, other.entry);
  if (!shared) return names < LIKELY ? null : { score: names, reason: MatchReason.SIMILAR_NAME };
  if (shared === MatchReason.SAME_REGON && one.entry.regon?.length === LOCAL_UNIT) {
    return { score: Math.max(names, SAME_UNIT), reason: shared };
  }
  const score = Math.max(HINT, Math.min(1, names + SAME_OPERATOR));
  return { score, reason: names < LIKELY ? shared : MatchReason.SIMILAR_NAME };
}

/** Positions of the entries with each number, in order; an operator of a hundred units is worth no hundred hints. */
function byNumber(entries: Matchable[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  entries.forEach((entry, at) =>
    NUMBERS.forEach(([field]) => {
      const key = `${field} ${entry[field]}`;
      if (!entry[field]) return;
      const list = found.get(key);
      if (!list) found.set(key, [at]);
      else if (list.length < COMPARED) list.push(at);
    }),
  );
  return found;
}

/** The entries of one run, records before rows, and what finds the few of them that are worth comparing. */
interface Search {
  existing: { id: string }[];
  profiles: Profile[];
  blocks: NameBlocks;
  numbers: Map<string, number[]>;
}

async function prepare(rows: Matchable[], existing: (Matchable & { id: string })[]): Promise<Search> {
  const entries: Matchable[] = [...existing, ...rows];
  const lexicon = new Lexicon();
  const profiles: Profile[] = [];
  await inTurns(entries, (entry) => profiles.push(lexicon.profile(entry)));
  return { existing, profiles, blocks: await NameBlocks.of(profiles), numbers: byNumber(entries) };
}

/** Looks back only: a pair within one file is told at its later row. */
function duplicatesOf(own: number, { existing, profiles, blocks, numbers }: Search): Duplicate[] {
  const profile = profiles[own]!;
  const sharing = NUMBERS.flatMap(([field]) => numbers.get(`${field} ${profile.entry[field]}`) ?? []);
  const candidates = new Set([...blocks.near(own, COMPARED), ...sharing.filter((at) => at < own)]);
  const duplicates = [...candidates].flatMap((at): Duplicate[] => {
    const weighed = weigh(profile, profiles[at]!);
    const record = existing[at];
    return weighed ? [{ ...(record ? { id: record.id } : { rowIndex: at - existing.length }), ...weighed }] : [];
  });
  return duplicates.sort((a, b) => b.score - a.score).slice(0, REPORTED);
}

/** For each row the records and earlier rows that may be the same entity, likeliest first; no key for a row without. */
export async function likelyDuplicates(
  rows: Matchable[],
  existing: (Matchable & { id: string })[],
  onProgress?: (done: number) => void,
): Promise<Map<number, Duplicate[]>> {
  const search = await prepare(rows, existing);
  const found = new Map<number, Duplicate[]>();
  await inTurns(rows, (_, rowIndex) => {
    const duplicates = duplicatesOf(existing.length + rowIndex, search);
    if (duplicates.length > 0) found.set(rowIndex, duplicates);
    onProgress?.(rowIndex + 1);
  });
  return found;
}
