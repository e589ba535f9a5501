import { KINDS, UnitKind } from './unit.kinds.ts';
import { raised } from './unit.label.ts';

/** What a line begins with: the unit it may open, and the words after it. */
export interface Marker {
  readonly kind: UnitKind;
  readonly label: string;
  readonly rest: string;
}

const LABEL = '([1-9]\\d{0,4}(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|\\^\\d{1,3}|[a-z]{1,4}){0,4})';
const END = '(?:\\s+|$)';
const forms: readonly (readonly [UnitKind, RegExp])[] = [
  [UnitKind.ARTICLE, new RegExp(`^(?:Art\\.|ART\\.|Artykuł)\\s*${LABEL}(?:\\s*\\.${END}|$)`)],
  [UnitKind.PARAGRAPH, new RegExp(`^§\\s*${LABEL}(?:\\s*\\.${END}|$)`)],
  [UnitKind.SUBSECTION, new RegExp(`^${LABEL}\\.${END}`)],
  [UnitKind.POINT, new RegExp(`^${LABEL}\\)${END}`)],
  [UnitKind.LETTER, new RegExp(`^([a-z]{1,4})\\)${END}`)],
  [UnitKind.DOUBLE_INDENT, new RegExp(`^– –()${END}`)],
  [UnitKind.INDENT, new RegExp(`^–()${END}`)],
];
const GROUPING_NAMES: Readonly<Record<string, UnitKind>> = {
  część: UnitKind.PART,
  księga: UnitKind.BOOK,
  tytuł: UnitKind.TITLE,
  dział: UnitKind.DIVISION,
  rozdział: UnitKind.CHAPTER,
  oddział: UnitKind.SUBCHAPTER,
};
const GROUPING =
  /^(CZĘŚĆ|Część|KSIĘGA|Księga|TYTUŁ|Tytuł|DZIAŁ|Dział|ROZDZIAŁ|Rozdział|ODDZIAŁ|Oddział)\s+((?:[IVXLCDM]{1,12}|[1-9]\d{0,4})[a-z]{0,4})(?:[.:]?$|[.:]?\s+(?=[\p{Lu}„]))/u;

const risen = (label: string): string => label.replace(/\^(\d+)/g, (_, digits: string) => raised(digits));

function grouping(text: string): Marker | undefined {
  const match = GROUPING.exec(text);
  if (!match) return undefined;
  const kind = GROUPING_NAMES[match[1]!.toLowerCase()]!;
  return { kind, label: match[2]!, rest: text.slice(match[0].length) };
}

/** The unit that a line would open if its beginning is not just text. */
export function markerOf(text: string): Marker | undefined {
  for (const [kind, form] of forms) {
    const match = form.exec(text);
    if (match) return { kind, label: risen(match[1]!), rest: text.slice(match[0].length) };
  }
  return grouping(text);
}

/** How a unit is introduced in print. */
export function markOf(kind: UnitKind, label: string): string {
  switch (kind) {
    case UnitKind.ARTICLE:
      return `Art. ${label}.`;
    case UnitKind.PARAGRAPH:
      return `§ ${label}.`;
    case UnitKind.SUBSECTION:
      return `${label}.`;
    case UnitKind.POINT:
    case UnitKind.LETTER:
      return `${label})`;
    case UnitKind.INDENT:
      return '–';
    case UnitKind.DOUBLE_INDENT:
      return '– –';
    default:
      return groupingMark(kind, label);
  }
}

function groupingMark(kind: UnitKind, label: string): string {
  const [name] = KINDS[kind].cases;
  const small = kind === UnitKind.CHAPTER || kind === UnitKind.SUBCHAPTER;
  return `${small ? name[0]!.toUpperCase() + name.slice(1) : name.toUpperCase()} ${label}`;
}

/** After these words a number belongs to a citation, though it opens a line. */
export const CITING = /(?:^|[\s(])(?:art\.|ust\.|pkt|lit\.|§|poz\.|nr|Nr|tiret|dnia|tel\.|str\.|s\.)$/u;
/** How the text before a new unit usually ends. */
export const FINISHED = /(?:[.;:,”)]|(?:^|\s)(?:i|oraz|lub|albo))$/u;
/** The words that a quoted wording follows. */
export const WORDING = /brzmieni[eu]\s*:$/u;
