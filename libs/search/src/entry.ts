import { ANALYZER_VERSION, type Analyzer } from './analyzer.ts';
import { senseQuery } from './question.ts';
import { wordsOf } from './words.ts';

/** A row of the view `search_source`. */
export interface Source {
  readonly subject_type: string;
  readonly subject_id: string;
  readonly title: string;
  readonly keywords: string;
  readonly body: string;
  readonly audience: string;
  readonly [column: string]: unknown;
}

/** What is longer is found by its beginning. */
const LONGEST_BODY = 100_000;
const SHORTEST_WORD = 4;
const MOST_WORDS = 400;

/** A row of the index, and the words that it adds to the vocabulary with what finds each. */
export function entryOf(analyzer: Analyzer, { keywords, subject_id, ...source }: Source, fingerprint: string) {
  const body = source.body.slice(0, LONGEST_BODY);
  const tags = (source.tags as string[]).join(' ');
  const { vector, places } = analyzer.vector([
    { text: source.title, weight: 'A' },
    { text: `${keywords} ${tags}`, weight: 'B' },
    { text: body, weight: 'D' },
  ]);
  const words = vocabularyOf(analyzer, `${source.title} ${keywords} ${tags} ${body}`);
  const row = {
    ...source,
    ...{ id: subject_id, body, lemmas: vector, offsets: wordsOf(body).map(({ at }) => at), body_place: places[2]! },
    ...{ words: words.map(([word]) => word), fingerprint, analyzer: ANALYZER_VERSION },
  };
  return { row, words };
}

/** The words of a text that somebody could have meant, each with the query that finds it. */
export function vocabularyOf(analyzer: Analyzer, text: string): [string, string][] {
  const found = new Map<string, string>();
  for (const { text: written } of wordsOf(text)) {
    const word = written.toLowerCase();
    if (found.size >= MOST_WORDS) break;
    if (found.has(word) || word.length < SHORTEST_WORD || /\p{N}/u.test(word)) continue;
    const sense = analyzer.sense(word);
    if (sense.lexemes.length) found.set(word, senseQuery(word, sense));
  }
  return [...found];
}
