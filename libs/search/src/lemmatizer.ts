import { suffixesOf, type Suffixes } from './affixes.ts';
import { linesOf, Turns } from './turns.ts';
import { folded } from './words.ts';

const LONGEST_SUFFIX = 12;
/** Polish writes the negation together with adjectives and participles. */
const NOT = 'nie';
const NEGATED = 'b';
/** The dictionary lists some names form by form, without a rule. */
const NAME_FORM = '^';
/** What names have in other cases than the first; at least four letters are left. */
const ENDING = /(?<=.{4})(iem|em|ami|ach|iu|ie|owi|ow|om|[aeiouy])$/;

type Stem = (word: string) => string;

export interface Lemmas {
  readonly lemmas: readonly string[];
  /** Whether the dictionary has it; what it does not have is cut by rule and may miss a form. */
  readonly known: boolean;
}

/** The dictionary forms of Polish words, all without marks; what the dictionary lacks is cut by Snowball's rules. */
export class Lemmatizer {
  private constructor(
    private readonly roots: ReadonlyMap<string, string>,
    private readonly suffixes: Suffixes,
    private readonly stem: Stem,
  ) {}

  /** Reads the dictionary, some 110 MB in memory, in turns that let others work. */
  static async load(): Promise<Lemmatizer> {
    const [{ default: dictionary }, { polish }] = await Promise.all([
      import('dictionary-pl'),
      import('multilingual-stemmer'),
    ]);
    const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    const roots = new Map<string, string>();
    const turns = new Turns();
    const lines = linesOf(text(dictionary.dic));
    lines.next(); // the first says how many there are
    for (const line of lines) {
      enter(roots, line);
      if (turns.isOver) await turns.next();
    }
    return new Lemmatizer(roots, await suffixesOf(text(dictionary.aff)), polish);
  }

  /** Of a word as it is written, with marks or without. */
  of(word: string): Lemmas {
    const plain = folded(word);
    const roots = this.rootsOf(plain);
    if (plain.startsWith(NOT) && !roots.size)
      for (const root of this.rootsOf(plain.slice(NOT.length), NEGATED)) roots.add(NOT + root);
    for (const root of [...roots]) if (this.roots.get(root) === NAME_FORM) roots.add(root.replace(ENDING, ''));
    if (roots.size) return { lemmas: [...roots], known: true };
    const stems = [this.stem(plain), folded(this.stem(word.toLowerCase())), plain.replace(ENDING, '')];
    return { lemmas: [...new Set(stems)].filter((stem) => /^[\p{L}\p{N}]+$/u.test(stem)), known: false };
  }

  private rootsOf(word: string, needed = ''): Set<string> {
    const found = new Set<string>();
    const whole = this.roots.get(word);
    if (whole?.includes(needed)) found.add(word);
    for (let cut = 0; cut <= Math.min(LONGEST_SUFFIX, word.length - 1); cut++) {
      const byRoot = this.suffixes.get(word.slice(word.length - cut));
      if (!byRoot) continue;
      const start = word.slice(0, word.length - cut);
      for (const [end, rules] of byRoot) {
        const flags = this.roots.get(start + end);
        if (!flags?.includes(needed)) continue;
        const fits = rules.some(({ flag, ending }) => flags.includes(flag) && (ending?.test(start + end) ?? true));
        if (fits) found.add(start + end);
      }
    }
    return found;
  }
}

/** Roots that differ in their marks alone become one, with the flags of both. */
function enter(roots: Map<string, string>, line: string): void {
  const [word, flags = ''] = line.trim().split('/');
  if (!word) return;
  const root = folded(word);
  const isNameForm = !flags && word !== word.toLowerCase();
  roots.set(root, (roots.get(root) ?? '') + (isNameForm ? NAME_FORM : flags));
}
