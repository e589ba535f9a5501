/** The units a text can be made of, largest first; the order of the declaration is the legal one. */
export enum UnitKind {
  PART = 'PART',
  BOOK = 'BOOK',
  TITLE = 'TITLE',
  DIVISION = 'DIVISION',
  CHAPTER = 'CHAPTER',
  SUBCHAPTER = 'SUBCHAPTER',
  ARTICLE = 'ARTICLE',
  PARAGRAPH = 'PARAGRAPH',
  SUBSECTION = 'SUBSECTION',
  POINT = 'POINT',
  LETTER = 'LETTER',
  INDENT = 'INDENT',
  DOUBLE_INDENT = 'DOUBLE_INDENT',
  QUOTE = 'QUOTE',
  SECTION = 'SECTION',
  PASSAGE = 'PASSAGE',
}

/** How units of a kind are told apart: by numbers, Roman or Arabic numbers, letters, or only by their place. */
export type Numbering = 'NUMBER' | 'ROMAN' | 'LETTER' | 'OUTLINE' | 'PLACE';

interface KindRules {
  /** A larger unit stands higher; a unit lies in a unit of a smaller rank. */
  readonly rank: number;
  readonly numbering: Numbering;
  /** Nominative, genitive, accusative and locative of its name, as sentences of amending acts have it. */
  readonly cases: readonly [nominative: string, genitive: string, accusative: string, locative: string];
}

const same = (name: string): KindRules['cases'] => [name, name, name, name];
const rules = (rank: number, numbering: Numbering, cases: KindRules['cases']): KindRules => ({
  ...{ rank, numbering, cases },
});

export const KINDS: Readonly<Record<UnitKind, KindRules>> = {
  PART: rules(1, 'ROMAN', ['część', 'części', 'część', 'części']),
  BOOK: rules(2, 'ROMAN', ['księga', 'księgi', 'księgę', 'księdze']),
  TITLE: rules(3, 'ROMAN', ['tytuł', 'tytułu', 'tytuł', 'tytule']),
  DIVISION: rules(4, 'ROMAN', ['dział', 'działu', 'dział', 'dziale']),
  CHAPTER: rules(5, 'ROMAN', ['rozdział', 'rozdziału', 'rozdział', 'rozdziale']),
  SUBCHAPTER: rules(6, 'ROMAN', ['oddział', 'oddziału', 'oddział', 'oddziale']),
  ARTICLE: rules(10, 'NUMBER', same('art.')),
  PARAGRAPH: rules(11, 'NUMBER', same('§')),
  SUBSECTION: rules(12, 'NUMBER', same('ust.')),
  POINT: rules(13, 'NUMBER', same('pkt')),
  LETTER: rules(14, 'LETTER', same('lit.')),
  INDENT: rules(15, 'PLACE', same('tiret')),
  DOUBLE_INDENT: rules(16, 'PLACE', ['podwójne tiret', 'podwójnego tiret', 'podwójne tiret', 'podwójnym tiret']),
  QUOTE: rules(17, 'PLACE', ['nowe brzmienie', 'nowego brzmienia', 'nowe brzmienie', 'nowym brzmieniu']),
  SECTION: rules(1, 'OUTLINE', ['sekcja', 'sekcji', 'sekcję', 'sekcji']),
  PASSAGE: rules(2, 'PLACE', ['akapit', 'akapitu', 'akapit', 'akapicie']),
};

export const GROUPINGS: readonly UnitKind[] = [
  ...[UnitKind.PART, UnitKind.BOOK, UnitKind.TITLE],
  ...[UnitKind.DIVISION, UnitKind.CHAPTER, UnitKind.SUBCHAPTER],
];
export const isGrouping = (kind: UnitKind): boolean => GROUPINGS.includes(kind);

/** The units of enumerations: they stand under an introduction and may have a closing common part. */
const ENUMERATED = [UnitKind.POINT, UnitKind.LETTER, UnitKind.INDENT, UnitKind.DOUBLE_INDENT];
export const isEnumerated = (kind: UnitKind): boolean => ENUMERATED.includes(kind);

const LISTS = [UnitKind.POINT, UnitKind.LETTER, UnitKind.INDENT, UnitKind.QUOTE];
const LAW_ROOTS = [...GROUPINGS, UnitKind.ARTICLE, UnitKind.PARAGRAPH];
const inLaw = (kind: UnitKind): boolean => kind !== UnitKind.SECTION && kind !== UnitKind.PASSAGE;

/** What of a law may lie directly in what; levels are not skipped but where custom does it (a list right in an article). */
const CHILDREN: Readonly<Partial<Record<UnitKind, readonly UnitKind[]>>> = {
  ...(Object.fromEntries(
    GROUPINGS.map((kind, i) => [kind, [...GROUPINGS.slice(i + 1), UnitKind.ARTICLE, UnitKind.PARAGRAPH]]),
  ) as Partial<Record<UnitKind, readonly UnitKind[]>>),
  ARTICLE: [UnitKind.PARAGRAPH, UnitKind.SUBSECTION, ...LISTS],
  PARAGRAPH: [UnitKind.SUBSECTION, ...LISTS],
  SUBSECTION: LISTS,
  POINT: [UnitKind.LETTER, UnitKind.INDENT, UnitKind.QUOTE],
  LETTER: [UnitKind.INDENT, UnitKind.QUOTE],
  INDENT: [UnitKind.DOUBLE_INDENT, UnitKind.QUOTE],
  DOUBLE_INDENT: [UnitKind.QUOTE],
  QUOTE: Object.values(UnitKind).filter((kind) => inLaw(kind) && kind !== UnitKind.QUOTE),
  SECTION: [UnitKind.SECTION, UnitKind.PASSAGE],
  PASSAGE: [],
};

/** Whether a unit of that kind may lie in one of the other, or, without it, at the top of a text of that form. */
export function mayContain(parent: UnitKind | null, child: UnitKind, form: 'LAW' | 'PROSE' = 'LAW'): boolean {
  if (parent) return CHILDREN[parent]?.includes(child) ?? false;
  return form === 'LAW' ? LAW_ROOTS.includes(child) : !inLaw(child);
}
