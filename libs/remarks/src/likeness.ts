import type { RemarkTableRow } from '#circulation';
import { fold, inTurns } from '#imports';

/** From how alike on remarks on one unit are shown as likely duplicates, from 0 to 1. */
export const ALIKE = 0.5;
const LONGEST = 300;

const cut = (text: string): string => [...text.slice(0, 2 * LONGEST)].slice(0, LONGEST).join('');

/** What a remark is compared by, as the column `remark.said` has it: the beginnings of its text and of its wording. */
export const saidIn = ({ text, wording }: Pick<RemarkTableRow, 'text' | 'wording'>): string =>
  fold(`${cut(text)} ${cut(wording ?? '')}`);

/** A text as it is compared: its trigrams as numbers in their order, and a sketch of them. */
export interface Marks {
  readonly trigrams: Int32Array;
  /** A bit for each trigram; several share one. */
  readonly sketch: Int32Array;
}

const WORDS = 32;
const { ceil, imul } = Math;

/** The trigrams of a folded text, cut as PostgreSQL’s `pg_trgm` cuts them. */
export function marksOf(folded: string): Marks {
  const found = new Set<number>();
  for (const word of folded.split(' ')) {
    if (!word) continue;
    const padded = `  ${word} `;
    for (let at = 0; at + 3 <= padded.length; at++) {
      const [a, b, c] = [padded.charCodeAt(at), padded.charCodeAt(at + 1), padded.charCodeAt(at + 2)];
      found.add(((a & 1023) << 20) | ((b & 1023) << 10) | (c & 1023));
    }
  }
  const trigrams = Int32Array.from(found).sort();
  const sketch = new Int32Array(WORDS);
  for (const each of trigrams) {
    const bit = imul(each, 0x9e3779b1) >>> 22;
    sketch[bit >> 5]! |= 1 << (bit & 31);
  }
  return { trigrams, sketch };
}

function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Two texts differ in at least as many trigrams as their sketches do in bits. */
function differsByMore(one: Int32Array, other: Int32Array, most: number): boolean {
  let differing = 0;
  for (let at = 0; at < WORDS && differing <= most; at++) differing += ones(one[at]! ^ other[at]!);
  return differing > most;
}

/** How many trigrams two texts share of all that either has; 0 as soon as they cannot be as alike as is asked for. */
export function likeness(one: Marks, other: Marks, least = 0): number {
  const [a, b] = [one.trigrams, other.trigrams];
  const all = a.length + b.length;
  if (all === 0) return 0;
  // As alike as that means so many in common; what is in one only uses up what may be missing.
  let spare = all - 2 * ceil((least * all) / (1 + least) - 1e-9);
  if (differsByMore(one.sketch, other.sketch, spare)) return 0;
  let [i, j, shared] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const step = a[i]! - b[j]!;
    if (step === 0) shared++;
    else if (--spare < 0) return 0;
    if (step <= 0) i++;
    if (step >= 0) j++;
  }
  return shared / (all - shared);
}

export interface Alike {
  readonly likeness: number;
  readonly rows: RemarkTableRow[];
}

interface Group {
  readonly marks: Marks;
  readonly rows: RemarkTableRow[];
  least: number;
}

/** Each remark goes with the earlier one on its unit that it is most like; what nobody is like stands alone. */
export async function alikeAmong(rows: readonly RemarkTableRow[]): Promise<Alike[]> {
  const places = new Map<string | null, Group[]>();
  await inTurns(rows, (row) => {
    const groups = places.get(row.unitId) ?? [];
    places.set(row.unitId, groups);
    const marks = marksOf(saidIn(row));
    let [best, nearest]: [number, Group | undefined] = [0, undefined];
    for (const group of groups) {
      const found = likeness(marks, group.marks, ALIKE);
      if (found >= ALIKE && found > best) [best, nearest] = [found, group];
    }
    if (!nearest) groups.push({ marks, rows: [row], least: 1 });
    else {
      nearest.rows.push(row);
      nearest.least = Math.min(nearest.least, best);
    }
  });
  return [...places.values()]
    .flat()
    .filter(({ rows: found }) => found.length > 1 && !areJoined(found))
    .map(({ least, rows: found }) => ({ likeness: least, rows: found }));
}

/** Whether somebody has joined them already. */
const areJoined = (rows: readonly RemarkTableRow[]): boolean =>
  new Set(rows.map(({ number, joinedTo }) => joinedTo ?? number)).size === 1;
