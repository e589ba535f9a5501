import type { Analyzer } from './analyzer.ts';
import type { Marks } from './question.ts';
import type { TextSegment } from './search-hit.entity.ts';
import { folded, wordsOf } from './words.ts';

/** A text in pieces, those marked that were asked for in any form; joined again they are the text. */
export function segmentsOf(analyzer: Analyzer, text: string, { lexemes, starts }: Marks): TextSegment[] {
  const asked = new Set(lexemes);
  const isAsked = (word: string): boolean =>
    analyzer.sense(word).lexemes.some((lexeme) => asked.has(lexeme)) ||
    starts.some((start) => folded(word).startsWith(start));
  const segments: TextSegment[] = [];
  let done = 0;
  for (const { text: word, at } of wordsOf(text)) {
    if (!isAsked(word)) continue;
    if (at > done) segments.push({ text: text.slice(done, at), hit: false });
    segments.push({ text: word, hit: true });
    done = at + word.length;
  }
  if (done < text.length) segments.push({ text: text.slice(done), hit: false });
  return segments;
}
