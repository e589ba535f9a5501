import {
  channelNames,
  remarkClassNames,
  verdictNames,
  type RemarkChannel,
  type RemarkClass,
  type Verdict,
} from '#circulation';
import { fold } from '#imports';

/** What the column of dispositions says, also where the reason stands in the same cell. */
export interface ReadVerdict {
  readonly verdict: Verdict | null;
  /** What follows the word. */
  readonly rest: string;
}

/** The longer beginnings first: a remark that is not taken begins, for some, with the word of one that is. */
const VERDICTS: readonly (readonly [Verdict, RegExp])[] = [
  ['REJECTED', /^(nie\s?uwzględnion\p{L}*|odrzucon\p{L}*|nie\s?przyjęt\p{L}*)/iu],
  [
    'PARTIALLY_ACCEPTED',
    /^(częściowo\s+(uwzględnion|przyjęt)\p{L}*|(uwzględnion|przyjęt)\p{L}*\s+(częściowo|w\s+części)|kierunkowo\s+uwzględnion\p{L}*)/iu,
  ],
  ['ACCEPTED', /^(uwzględnion\p{L}*|przyjęt\p{L}*)/iu],
  ['CLARIFIED', /^(wyjaśnion\p{L}*|wyjaśnieni\p{L}*)/iu],
  ['OUT_OF_SCOPE', /^(poza\s+zakresem(\s+projektu)?)/iu],
];
const LEAD_IN = /^(uwag[aęi]\s+)/iu;

export function readVerdict(raw: string): ReadVerdict {
  const cell = raw.trim().replace(LEAD_IN, '');
  for (const [verdict, pattern] of VERDICTS) {
    const found = pattern.exec(cell);
    if (found) return { verdict, rest: cell.slice(found[0].length).replace(/^[\s.,;:–—-]+/u, '') };
  }
  return { verdict: null, rest: cell };
}

const listOf = <W extends string>(names: Readonly<Record<W, string>>): ReadonlyMap<string, W> =>
  new Map(
    (Object.entries(names) as [W, string][]).flatMap(([word, name]) => [
      [fold(name), word],
      [fold(word), word],
    ]),
  );
const CLASSES = listOf<RemarkClass>(remarkClassNames);
const CHANNELS = listOf<RemarkChannel>(channelNames);
const BEGINNINGS: readonly (readonly [string, RemarkClass])[] = [
  ['meryt', 'SUBSTANTIVE'],
  ['ogoln', 'SUBSTANTIVE'],
  ['legis', 'LEGISLATIVE'],
  ['redak', 'EDITORIAL'],
];

export const readClass = (raw: string): RemarkClass | undefined => {
  const word = fold(raw);
  return CLASSES.get(word) ?? BEGINNINGS.find(([beginning]) => word.startsWith(beginning))?.[1];
};
export const readChannel = (raw: string): RemarkChannel | undefined => {
  const word = fold(raw);
  if (word === 'mail' || word === 'email' || word === 'poczta elektroniczna') return 'EMAIL';
  return CHANNELS.get(word);
};
export const readYes = (raw: string): boolean => ['tak', 'x', 't', 'true'].includes(fold(raw));

export const verdictsShown = Object.values(verdictNames).join('; ');
