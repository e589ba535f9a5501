import type { Analyzer, Sense } from './analyzer.ts';
import { folded, wordsOf } from './words.ts';

const MOST_TERMS = 16;
const SHORTEST_START = 4;

/** One word of a question. */
interface Asked extends Sense {
  readonly word: string;
}

/** A word or a phrase; in a phrase the words keep their distances. */
export interface Term {
  readonly words: readonly (Asked & { readonly distance: number })[];
}

/** What somebody wants to find: of each group one term, and none of what is excluded. */
export interface Question {
  readonly groups: readonly (readonly Term[])[];
  readonly without: readonly Term[];
  /** Whether nothing at all was asked. */
  readonly empty: boolean;
}

const QUOTES = /["„”“«»]/g;
const PIECE = /"([^"]*)"?|[^\s"]+/g;
const OR = new Set(['or', 'lub', 'albo', 'bądź', '|', '||']);

/** A piece of what was typed: the terms in it, and what its sign says of them, or of the next where it stands alone. */
interface Piece {
  readonly terms: readonly Term[];
  readonly sign: 'or' | 'not' | undefined;
}

function pieceOf(analyzer: Analyzer, text: string, phrase: string | undefined): Piece {
  if (phrase !== undefined) return { terms: termsOf(analyzer, phrase, true), sign: undefined };
  if (OR.has(text.toLowerCase())) return { terms: [], sign: 'or' };
  const isAlone = !/[\p{L}\p{N}]/u.test(text);
  const terms = termsOf(analyzer, text, false);
  return { terms, sign: /^[-–−!]/.test(text) && (isAlone || terms.length) ? 'not' : undefined };
}

/** Reads a question as people type it: words, "phrases", -exclusions and OR. Whatever it holds, it is never wrong. */
export function questionOf(analyzer: Analyzer, text: string): Question {
  const groups: Term[][] = [];
  const without: Term[] = [];
  let last: Piece['sign'];
  for (const [piece, phrase] of text.replace(QUOTES, '"').matchAll(PIECE)) {
    const { terms, sign = last } = pieceOf(analyzer, piece, phrase);
    last = terms.length ? undefined : sign;
    const left = MOST_TERMS - groups.flat().length - without.length;
    const taken = terms.slice(0, left);
    if (sign === 'not') without.push(...taken);
    else if (sign === 'or' && groups.length) groups.at(-1)!.push(...taken);
    else groups.push(...taken.map((term) => [term]));
  }
  return { groups, without, empty: !text.trim() };
}

/** A phrase is one term; of what is written together without quotes, as `kujawsko-pomorskie`, each word is one. */
function termsOf(analyzer: Analyzer, text: string, isPhrase: boolean): Term[] {
  let distance = 1;
  const words: Term['words'][number][] = [];
  for (const { text: word } of wordsOf(text).slice(0, MOST_TERMS)) {
    const { lexemes, known } = analyzer.sense(word);
    if (lexemes.length) {
      words.push({ word, lexemes, known, distance });
      distance = 1;
    } else distance++;
  }
  if (!isPhrase) return words.map((word) => ({ words: [word] }));
  return words.length ? [{ words }] : [];
}

const quoted = (lexeme: string): string => `'${lexeme}'`;

/** The lexemes of a word; of what no dictionary has, also whatever begins so. */
export function senseQuery(word: string, { lexemes, known }: Sense): string {
  const starts = known
    ? []
    : lexemes.filter(({ length }) => length >= SHORTEST_START).map((each) => `${quoted(each)}:*`);
  const start = !known && folded(word).length >= SHORTEST_START ? [`${quoted(folded(word))}:*`] : [];
  return `(${[...new Set([...lexemes.map(quoted), ...starts, ...start])].join('|')})`;
}

const termQuery = ({ words }: Term): string =>
  words.reduce(
    (all, word, i) => (i ? `${all}<${word.distance}>${senseQuery(word.word, word)}` : senseQuery(word.word, word)),
    '',
  );

const anyOf = (terms: readonly Term[]): string => `(${terms.map(termQuery).join('|')})`;

/** A question as texts of tsqueries: what has to be found, each group for itself, and what must not. */
export function queriesOf({ groups, without }: Question): { groups: string[]; without: string | null } {
  return {
    groups: groups.map(anyOf),
    without: without.length ? without.map((term) => `!(${termQuery(term)})`).join('&') : null,
  };
}

/** The words that may be mistyped, as they are written, folded, and with the part of the query that each made. */
export const wordsAsked = ({ groups }: Question): { typed: string; plain: string; query: string }[] =>
  groups
    .flat()
    .flatMap(({ words }) => words)
    .filter(({ word }) => word.length >= SHORTEST_START && !/\p{N}/u.test(word))
    .map((word) => ({ typed: word.word, plain: folded(word.word), query: senseQuery(word.word, word) }));

/** What to mark in a text that was found. */
export interface Marks {
  readonly lexemes: readonly string[];
  readonly starts: readonly string[];
}

export function marksOf({ groups }: Question): Marks {
  const words = groups.flat().flatMap((term) => term.words);
  return {
    lexemes: [...new Set(words.flatMap(({ lexemes }) => lexemes))],
    starts: [...new Set(words.filter(({ known }) => !known).map(({ word }) => folded(word)))].filter(
      ({ length }) => length >= SHORTEST_START,
    ),
  };
}
