import { linesOf, Turns } from './turns.ts';
import { folded } from './words.ts';

/** How a form came from its root: what was cut off, under which flag of the root, and what the root had to end in. */
interface Suffix {
  readonly flag: string;
  readonly ending: RegExp | undefined;
}

/** By what a form ends in, and then by what its root ends in there. */
export type Suffixes = ReadonlyMap<string, ReadonlyMap<string, readonly Suffix[]>>;

const MARKED: Record<string, string> = { a: 'ą', c: 'ć', e: 'ę', l: 'ł', n: 'ń', o: 'ó', s: 'ś', z: 'źż' };

/**
 * The condition on a root once its letters have lost their marks. `[^l]` must still let `ł` pass, which is an `l` now: a
 * letter stays excluded only where all that fold to it are.
 */
export function foldedCondition(condition: string): RegExp | undefined {
  if (condition === '.') return undefined;
  const parts = condition.replace(
    /\[(\^?)([^\]]*)\]|./gu,
    (one, not: string | undefined, letters: string | undefined) => {
      if (letters === undefined) return one === '.' ? '.' : folded(one);
      if (!not) return `[${[...new Set(folded(letters))].join('')}]`;
      const excluded = [...new Set(folded(letters))].filter((plain) =>
        [plain, ...(MARKED[plain] ?? '')].every((variant) => letters.includes(variant)),
      );
      return excluded.length ? `[^${excluded.join('')}]` : '.';
    },
  );
  return new RegExp(`${parts}$`);
}

/** The suffix rules of a Hunspell affix file, looked up from the form back to its root, all without marks. */
export async function suffixesOf(affixes: string): Promise<Suffixes> {
  const turns = new Turns();
  const found = new Map<string, Map<string, Suffix[]>>();
  const conditions = new Map<string, RegExp | undefined>();
  for (const line of linesOf(affixes)) {
    if (turns.isOver) await turns.next();
    const [kind, flag, cut, added, condition] = line.trim().split(/\s+/);
    if (kind !== 'SFX' || condition === undefined) continue;
    const [end, start] = [added!, cut!].map((part) => (part === '0' ? '' : folded(part)));
    if (!conditions.has(condition)) conditions.set(condition, foldedCondition(condition));
    const byRoot = found.get(end!) ?? new Map<string, Suffix[]>();
    found.set(end!, byRoot);
    const rules = byRoot.get(start!) ?? [];
    byRoot.set(start!, rules);
    rules.push({ flag: flag!, ending: conditions.get(condition) });
  }
  return found;
}
