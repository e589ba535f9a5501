import { ChangeKind, wordDiff } from '#texts';

interface Kept {
  readonly start: number;
  readonly end: number;
  /** How far the newer text is ahead of the older one there. */
  readonly shift: number;
}
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What stayed of a text, and what took the place of the rest. */
function parted(before: string, after: string): { kept: Kept[]; hunks: Hunk[] } {
  const [kept, hunks]: [Kept[], Hunk[]] = [[], []];
  let [at, to] = [0, 0];
  for (const change of wordDiff(before, after)) {
    const end = at + change.before.length;
    if (change.kind === ChangeKind.KEPT) kept.push({ start: at, end, shift: to - at });
    else hunks.push({ start: at, end, text: change.after });
    at = end;
    to += change.after.length;
  }
  return { kept, hunks };
}

/**
 * The words that somebody wants who saw an older text, in the text as it is now: what they changed is changed, what others
 * wrote since stays, also where the words around it were taken away.
 */
export function mergeWords(seen: string, now: string, wanted: string): string {
  const { kept } = parted(seen, now);
  const inserted = new Map<number, string>();
  const gone = new Uint8Array(now.length);
  const placeOf = (at: number) => {
    const own = kept.find(({ start, end }) => start <= at && at <= end);
    const next = own ?? kept.find(({ start }) => start > at);
    if (!next) return now.length;
    return (own ? at : next.start) + next.shift;
  };
  for (const { start, end, text } of parted(seen, wanted).hunks) {
    const place = placeOf(start);
    inserted.set(place, (inserted.get(place) ?? '') + text);
    for (const each of kept) {
      const [from, to] = [Math.max(start, each.start), Math.min(end, each.end)];
      if (from < to) gone.fill(1, from + each.shift, to + each.shift);
    }
  }
  let merged = '';
  for (let i = 0; i <= now.length; i++) merged += (inserted.get(i) ?? '') + (gone[i] ? '' : now.charAt(i));
  return merged;
}
