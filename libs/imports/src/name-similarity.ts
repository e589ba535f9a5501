import type { EntityKind } from '#convents';
import { fold, keyWords, stem } from './name-key.ts';

/** What is known of an entry; all but the name only helps. */
export interface Matchable {
  name: string;
  kind?: EntityKind | null;
  town?: string | null;
  street?: string | null;
  founderName?: string | null;
  teryt?: string | null;
  nip?: string | null;
  regon?: string | null;
  krs?: string | null;
}

/** Words that hundreds of names share: they tell a kind, hardly ever which one of it. */
const COMMON = new Set(
  fold(
    'centrum integracji społecznej klub zakład aktywności zawodowej warsztat terapii zajęciowej ośrodek pomocy ' +
      'miejski gminny powiatowy regionalny polityki usług społecznych urząd pracy rodzinie wsparcia ekonomii ' +
      'spółdzielnia socjalna fundacja stowarzyszenie towarzystwo gmina miasto powiat samorząd województwo ' +
      'zatrudnienia działalność',
  )
    .split(' ')
    .map(stem),
);

const COMMON_WEIGHT = 0.15;
const NUMBER_WEIGHT = 0.3;

/** Two words are two spellings of one if they share this much of their letter pairs; then they count a little less. */
const SPELLING = { alike: 0.6, worth: 0.9, shortest: 4 };

/** A part is worth much even in a longer text: sources give names with addresses, founders and half a sentence. */
const PART = 0.7;
const NOTHING_TELLING = 0.5;
const OTHER_KIND = 0.7;
const OTHER_VOIVODESHIP = 0.8;
const OTHER_UNIT = 0.7;

export class Word {
  readonly weight: number;
  readonly spellable: boolean;
  private readonly pairs: Set<string>;
  private readonly known = new Map<Word, number>();

  constructor(readonly text: string) {
    const numeric = /\d/.test(text);
    this.weight = COMMON.has(text) ? COMMON_WEIGHT : numeric ? NUMBER_WEIGHT : 1;
    this.spellable = this.weight === 1 && text.length >= SPELLING.shortest;
    const padded = ` ${text}`;
    this.pairs = new Set(Array.from(text, (_, at) => padded.slice(at, at + 2)));
  }

  /** 1 for the same word, less for another spelling, else 0; only a first letter in common makes it worth comparing. */
  likeness(other: Word): number {
    if (other === this) return 1;
    if (!this.spellable || !other.spellable || this.text[0] !== other.text[0]) return 0;
    const before = this.known.get(other);
    if (before !== undefined) return before;
    const likeness = this.spelling(other);
    this.known.set(other, likeness);
    return likeness;
  }

  private spelling(other: Word): number {
    let shared = 0;
    for (const pair of this.pairs) if (other.pairs.has(pair)) shared += 1;
    const alike = (2 * shared) / (this.pairs.size + other.pairs.size);
    return alike < SPELLING.alike ? 0 : alike * SPELLING.worth;
  }
}

export interface Profile {
  words: Word[];
  /** Also those of the place and the founder: they explain words of another's name, none of them is asked for. */
  all: Word[];
  entry: Matchable;
}

/** Every word of one comparison once, so that words are compared by identity and each pair is measured once. */
export class Lexicon {
  private readonly words = new Map<string, Word>();

  profile(entry: Matchable): Profile {
    const named = this.wordsOf(entry.name);
    // "Warsztat Terapii Zajęciowej" and no more: then the town is what it is known by.
    const telling = named.some(({ weight }) => weight === 1);
    const words = telling ? named : this.wordsOf(`${entry.name} ${entry.town ?? ''}`);
    const around = [entry.town, entry.street, entry.founderName].map((text) => text ?? '').join(' ');
    return { words, all: [...new Set([...words, ...this.wordsOf(around)])], entry };
  }

  private wordsOf(text: string): Word[] {
    return [...new Set(keyWords(text))].map((key) => {
      const word = this.words.get(key) ?? new Word(key);
      this.words.set(key, word);
      return word;
    });
  }
}

const likest = (word: Word, others: Word[]): number => {
  let most = 0;
  for (const other of others) {
    const likeness = word.likeness(other);
    if (likeness === 1) return 1;
    if (likeness > most) most = likeness;
  }
  return most;
};

/** How much of the words, by weight, the other side has; `telling` if one was found that not everybody has. */
function coverage(words: Word[], others: Word[]): { share: number; telling: boolean } {
  let total = 0;
  let found = 0;
  let telling = false;
  for (const word of words) {
    const likeness = likest(word, others);
    total += word.weight;
    found += word.weight * likeness;
    telling ||= word.weight === 1 && likeness > 0;
  }
  return { share: total === 0 ? 0 : found / total, telling };
}

const differ = (one: string | null | undefined, other: string | null | undefined): boolean =>
  !!one && !!other && one !== other;

/** What speaks against it: a unit is of one kind, in one voivodeship, with one REGON of 14 digits. */
function doubt(one: Matchable, other: Matchable): number {
  const kind = differ(one.kind, other.kind) ? OTHER_KIND : 1;
  const voivodeship = differ(one.teryt, other.teryt) ? OTHER_VOIVODESHIP : 1;
  const units = one.regon?.length === 14 && other.regon?.length === 14 && one.regon !== other.regon;
  return kind * voivodeship * (units ? OTHER_UNIT : 1);
}

export function profileSimilarity(one: Profile, other: Profile): number {
  const there = coverage(one.words, other.all);
  const back = coverage(other.words, one.all);
  const [less, more] = there.share < back.share ? [there.share, back.share] : [back.share, there.share];
  const telling = there.telling || back.telling ? 1 : NOTHING_TELLING;
  return (PART * more + (1 - PART) * less) * telling * doubt(one.entry, other.entry);
}

/** From 0 to 1, equal for names that differ in case endings, abbreviations, quotes and Polish letters only. */
export function similarity(a: string, b: string): number {
  const lexicon = new Lexicon();
  return profileSimilarity(lexicon.profile({ name: a }), lexicon.profile({ name: b }));
}
