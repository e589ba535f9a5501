import { CARD, cardWords, type CardKey } from '#practices';
import { richText } from '#texts';
import { cleanLines, cleanText } from './cell-text.ts';
import { fold } from './name-key.ts';

/** A change area of the forum's catalogue. */
export interface Area {
  readonly id: string;
  readonly slug: string;
  readonly namePl: string;
  readonly nameEn: string;
}

/** What a cell says in the card's terms, and what of it is on no list. */
export interface CellValue {
  readonly value?: unknown;
  readonly strange?: readonly string[];
}

type Lists = Partial<Record<CardKey, Record<string, string>>>;
const LISTS: Lists = cardWords;

const polish = (meaning: string): string => /\((.*)\)$/.exec(meaning)?.[1] ?? meaning;
const english = (meaning: string): string => meaning.replace(/ \(.*\)$/, '');

const listOf = (key: CardKey): Map<string, string> =>
  new Map(
    Object.entries(LISTS[key] ?? {}).flatMap(([word, meaning]) =>
      [word, polish(meaning), english(meaning)].map((name): [string, string] => [fold(name), word]),
    ),
  );
const WORDS = new Map((Object.keys(cardWords) as CardKey[]).map((key) => [key, listOf(key)]));

/** What people may choose from, as the form shows it. */
export const choices = (key: CardKey): string =>
  Object.values(LISTS[key] ?? {})
    .map(polish)
    .join('; ');

const parts = (text: string, separator: RegExp): string[] => text.split(separator).map(cleanText).filter(Boolean);

/** Names are set apart by semicolons, bars or lines; by commas where the whole is no name of its own. */
function chosen(raw: string, known: ReadonlyMap<string, string>): CellValue {
  const names = parts(raw, /[;|\r\n]/).flatMap((part) => (known.has(fold(part)) ? [part] : parts(part, /,/)));
  const found = names.map((name) => ({ name, word: known.get(fold(name)) }));
  const strange = found.flatMap(({ name, word }) => (word === undefined ? [name] : []));
  return { value: [...new Set(found.flatMap(({ word }) => word ?? []))], strange };
}

function one(raw: string, known: ReadonlyMap<string, string>): CellValue {
  const word = known.get(fold(raw));
  return word === undefined ? { strange: [cleanText(raw)] } : { value: word };
}

export const areasByName = (areas: readonly Area[]): ReadonlyMap<string, string> =>
  new Map(
    areas.flatMap(({ id, slug, namePl, nameEn }) =>
      [id, slug, namePl, nameEn].map((name): [string, string] => [fold(name), id]),
    ),
  );

/** Reads a cell that is not empty; whether the card takes its value, the rules of the card say. */
export function readCell(key: CardKey, raw: string, areas: ReadonlyMap<string, string>): CellValue {
  switch (CARD[key].format) {
    case 'RICH':
      return { value: richText(cleanLines(raw)) };
    case 'WORD':
      return one(raw, WORDS.get(key)!);
    case 'WORDS':
      return chosen(raw, WORDS.get(key)!);
    case 'AREAS':
      return chosen(raw, areas);
    case 'TAGS':
      return { value: parts(raw, /[;,|\r\n]/) };
    case 'YEAR':
      return /^\s*\d+\s*$/.test(raw) ? { value: Number(raw) } : { strange: [cleanText(raw)] };
    default:
      return { value: cleanText(raw) };
  }
}
