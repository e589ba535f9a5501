import { ChangeKind, wordDiff, type TextChange } from '#texts';

const segmenter = new Intl.Segmenter('pl', { granularity: 'word' });

/** The places of a text where a word may begin or end: a number with a comma, or a word with an apostrophe, is one. */
function edges(text: string): Set<number> {
  const found = new Set([text.length]);
  for (const { index } of segmenter.segment(text)) found.add(index);
  return found;
}

const piece = (before: string, after: string): TextChange => {
  if (before === after) return { kind: ChangeKind.KEPT, before, after };
  const kind = before && after ? ChangeKind.REPLACED : before ? ChangeKind.REMOVED : ChangeKind.ADDED;
  return { kind, before, after };
};

interface Cut {
  start: number;
  end: number;
  /** How far the new text is ahead of the old one here. */
  readonly shift: number;
}

/** What stays the same, cut back to whole words of both texts. */
function keptWords(before: string, after: string): Cut[] {
  const [old, fresh] = [edges(before), edges(after)];
  const cuts: Cut[] = [];
  const atAnEnd = ({ start, end, shift }: Cut) =>
    (start === 0 && shift === 0) || (end === before.length && end + shift === after.length);
  let [at, to] = [0, 0];
  for (const change of wordDiff(before, after)) {
    if (change.kind === ChangeKind.KEPT) {
      const cut = { start: at, end: at + change.before.length, shift: to - at };
      const inWord = (place: number) => !old.has(place) || !fresh.has(place + cut.shift);
      while (cut.start < cut.end && inWord(cut.start)) cut.start++;
      while (cut.end > cut.start && inWord(cut.end)) cut.end--;
      if (/\S/.test(before.slice(cut.start, cut.end)) || atAnEnd(cut)) cuts.push(cut);
    }
    at += change.before.length;
    to += change.after.length;
  }
  return cuts.filter(({ start, end }) => end > start);
}

/**
 * What changed in a unit's words: whole words only, and two changes with nothing but a space between them are one, so that a
 * replaced run reads as one deletion and one insertion.
 */
export function textDiff(before: string, after: string): TextChange[] {
  const changes: TextChange[] = [];
  let [at, to] = [0, 0];
  const changed = (end: number, endAfter: number) => {
    if (end > at || endAfter > to) changes.push(piece(before.slice(at, end), after.slice(to, endAfter)));
  };
  for (const { start, end, shift } of keptWords(before, after)) {
    changed(start, start + shift);
    changes.push(piece(before.slice(start, end), before.slice(start, end)));
    [at, to] = [end, end + shift];
  }
  changed(before.length, after.length);
  return changes;
}
