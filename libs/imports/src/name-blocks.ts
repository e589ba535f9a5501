import { inTurns } from './long-work.ts';
import type { Profile, Word } from './name-similarity.ts';

/** A word that more names share than this leads nowhere by itself. */
const CROWD = 64;
const STUB = 4;

/** Words of less weight are in too many names to look anyone up by. */
const TELLING = 0.2;

/** A list of positions to look through, which grows while entries come in. */
interface Key {
  list: number[];
  weight: number;
}

/** Ever finer keys for one word of a name: a town's name alone, then with the kind, the voivodeship, the next word. */
const LEVELS: ((word: Word, profile: Profile, next: Word | undefined) => string)[] = [
  ({ text }) => text,
  ({ text }, { entry }) => `${text}|${entry.kind}`,
  ({ text }, { entry }) => `${text}|${entry.kind}|${entry.teryt}`,
  ({ text }, { entry }, next) => `${text}|${entry.kind}|${entry.teryt}|${next?.text}`,
];

/** Finds who shares a rare word with a name, so that not everyone must be compared with everyone. */
export class NameBlocks {
  private readonly sizes = new Map<string, number>();
  private readonly lists = new Map<string, number[]>();
  private readonly keys: Key[][] = [];
  private readonly scores: Float32Array;

  private constructor(size: number) {
    this.scores = new Float32Array(size);
  }

  static async of(profiles: Profile[]): Promise<NameBlocks> {
    const blocks = new NameBlocks(profiles.length);
    for (const level of LEVELS.keys()) await inTurns(profiles, (profile) => blocks.count(profile, level));
    await inTurns(profiles, (profile, at) => blocks.enter(profile, at));
    return blocks;
  }

  /** Those entered before it, at most so many, by the weight of the words they share with it. */
  near(own: number, most: number): number[] {
    const { scores } = this;
    const touched: number[] = [];
    for (const { list, weight } of this.keys[own] ?? []) {
      for (const at of list) {
        if (at >= own) break;
        if (scores[at] === 0) touched.push(at);
        scores[at]! += weight;
      }
    }
    const order = touched.sort((a, b) => scores[b]! - scores[a]!).slice(0, most);
    for (const at of touched) scores[at] = 0;
    return order;
  }

  private count(profile: Profile, level: number): void {
    this.eachWord(profile, (word, next) => {
      if (level > 0 && !this.crowded(LEVELS[level - 1]!(word, profile, next))) return;
      const key = LEVELS[level]!(word, profile, next);
      this.sizes.set(key, (this.sizes.get(key) ?? 0) + 1);
    });
  }

  /** Under each word's first key that is no crowd, and under its beginning, which other spellings share. */
  private enter(profile: Profile, at: number): void {
    const keys: Key[] = [];
    const { kind, teryt } = profile.entry;
    this.eachWord(profile, (word, next) => {
      const key = LEVELS.map((keyOf) => keyOf(word, profile, next)).find((each) => !this.crowded(each));
      if (key !== undefined) keys.push({ list: this.listOf(key), weight: word.weight });
      const stub = `${word.text.slice(0, STUB)}~${kind}|${teryt}`;
      if (word.spellable) keys.push({ list: this.listOf(stub), weight: word.weight / 2 });
    });
    for (const { list } of keys) if (list.length < CROWD && list.at(-1) !== at) list.push(at);
    this.keys[at] = keys;
  }

  private eachWord({ all }: Profile, visit: (word: Word, next: Word | undefined) => void): void {
    all.forEach((word, at) => {
      if (word.weight > TELLING) visit(word, all[at + 1]);
    });
  }

  private crowded(key: string): boolean {
    return (this.sizes.get(key) ?? 0) > CROWD;
  }

  private listOf(key: string): number[] {
    const list = this.lists.get(key) ?? [];
    this.lists.set(key, list);
    return list;
  }
}
