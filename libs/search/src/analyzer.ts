import { Recent } from '#core';
import { FAMILIES, SHORT_FORMS } from './families.ts';
import { Lemmatizer } from './lemmatizer.ts';
import { linesOf, Turns } from './turns.ts';
import { folded, isStopWord, wordsOf, type Word } from './words.ts';

/** Written beside each indexed text: another number has the index made anew, in the background. */
export const ANALYZER_VERSION = 1;

/** PostgreSQL's own bounds of a tsvector: places past the last are all the last. */
const LAST_PLACE = 16_000;
const PLACES_A_LEXEME = 200;
/** Between two parts of a document, so that no phrase runs across. */
const GAP = 10;
const MOST_REMEMBERED = 50_000;

export type Weight = 'A' | 'B' | 'C' | 'D';

export interface Part {
  readonly text: string;
  readonly weight: Weight;
}

/** What one word of a question may stand for; `known` is false of what no dictionary has. */
export interface Sense {
  readonly lexemes: readonly string[];
  readonly known: boolean;
}

const FAMILY = '~';

/** Turns Polish texts into what the index holds: dictionary forms, families of words, long forms of what is shortened. */
export class Analyzer {
  private readonly families = new Map<string, string[]>();
  private readonly longForms = new Map<string, readonly string[]>();
  /** By the first lemma of a long form: the others in their order, and the short form. */
  private readonly shortened = new Map<string, { readonly rest: readonly string[]; readonly short: string }[]>();

  private readonly remembered = new Recent<Sense>(MOST_REMEMBERED);

  private constructor(private readonly lemmatizer: Lemmatizer) {}

  /** One a process, made when it is first needed: it keeps some 120 MB. */
  static load(): Promise<Analyzer> {
    return (loading ??= Lemmatizer.load().then((lemmas) => new Analyzer(lemmas).learned()));
  }

  private async learned(): Promise<this> {
    const turns = new Turns();
    for (const family of linesOf(FAMILIES.trim())) {
      this.join(family.split(' '));
      if (turns.isOver) await turns.next();
    }
    for (const [short, long] of Object.entries(SHORT_FORMS)) this.shorten(short, long.split(' '));
    return this;
  }

  /** What a word is searched and found by; nothing where it says nothing. */
  sense(word: string): Sense {
    const known = this.remembered.get(word);
    if (known) return known;
    const found = this.find(word);
    this.remembered.set(word, found);
    return found;
  }

  private find(word: string): Sense {
    const plain = folded(word);
    if (isStopWord(plain)) return { lexemes: [], known: true };
    const { lemmas, known } = this.lemmatizer.of(word);
    const families = lemmas.flatMap((lemma) => this.families.get(lemma) ?? []);
    const isName = this.longForms.has(plain);
    return { lexemes: [...new Set([...(isName ? [plain] : []), ...lemmas, ...families])], known: known || isName };
  }

  /** A document as the text of a tsvector, and the place at which each part begins. */
  vector(parts: readonly Part[]): { vector: string; places: number[] } {
    const places = new Map<string, Map<number, Weight>>();
    const starts: number[] = [];
    let start = 1;
    for (const { text, weight } of parts) {
      starts.push(start);
      const words = wordsOf(text);
      const senses = words.map(({ text: word }) => this.sense(word).lexemes);
      senses.forEach((lexemes, i) => {
        const place = Math.min(start + i, LAST_PLACE);
        for (const lexeme of [...lexemes, ...this.otherForms(words[i]!, senses, i)]) put(places, lexeme, place, weight);
      });
      start += words.length + GAP;
    }
    return { vector: [...places].map(([lexeme, at]) => `'${lexeme}':${listed(at)}`).join(' '), places: starts };
  }

  /** A short form is found by the words of its long form, and the long form by the short one. */
  private otherForms({ text }: Word, senses: readonly (readonly string[])[], i: number): string[] {
    const long = this.longForms.get(folded(text)) ?? [];
    const shorts = senses[i]!.flatMap((lexeme) =>
      (this.shortened.get(lexeme) ?? [])
        .filter(({ rest }) => rest.every((next, n) => senses[i + 1 + n]?.includes(next)))
        .map(({ short }) => short),
    );
    return [...long, ...shorts];
  }

  private join(words: readonly string[]): void {
    const family = FAMILY + folded(words[0]!);
    const lemmas = words.flatMap((word) => {
      const found = this.lemmatizer.of(word).lemmas;
      return found.includes(folded(word)) ? [folded(word)] : found;
    });
    for (const lemma of new Set(lemmas))
      this.families.set(lemma, [...new Set([...(this.families.get(lemma) ?? []), family])]);
  }

  private shorten(short: string, long: readonly string[]): void {
    const lemmas = long.map((word) => this.lemmatizer.of(word).lemmas);
    this.longForms.set(short, [...new Set(long.flatMap((word) => this.sense(word).lexemes))]);
    const rest = lemmas.slice(1).map(([first]) => first!);
    for (const first of lemmas[0]!) this.shortened.set(first, [...(this.shortened.get(first) ?? []), { rest, short }]);
  }
}

let loading: Promise<Analyzer> | undefined;

const RANK = { A: 0, B: 1, C: 2, D: 3 };

function put(places: Map<string, Map<number, Weight>>, lexeme: string, place: number, weight: Weight): void {
  const at = places.get(lexeme) ?? new Map<number, Weight>();
  places.set(lexeme, at);
  const before = at.get(place);
  if (at.size < PLACES_A_LEXEME && (!before || RANK[weight] < RANK[before])) at.set(place, weight);
}

const listed = (at: ReadonlyMap<number, Weight>): string =>
  [...at].map(([place, weight]) => `${place}${weight === 'D' ? '' : weight}`).join();
