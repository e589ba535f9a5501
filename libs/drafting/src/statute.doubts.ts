import { isEnumerated, KINDS, UnitKind } from './unit.kinds.ts';
import { compareLabels, disorder, isLabel, isNextLabel, raised } from './unit.label.ts';

/** What a parser was not sure of; a person looks at these places before confirming. */
export enum DoubtKind {
  GAP = 'GAP',
  ORDER = 'ORDER',
  SUPERSCRIPT = 'SUPERSCRIPT',
  MAYBE_UNIT = 'MAYBE_UNIT',
  LEVEL_SKIPPED = 'LEVEL_SKIPPED',
  NO_INTRODUCTION = 'NO_INTRODUCTION',
  LONE_ITEM = 'LONE_ITEM',
  DASH = 'DASH',
  HYPHEN = 'HYPHEN',
  LONE_NUMBER = 'LONE_NUMBER',
  QUOTE_OPEN = 'QUOTE_OPEN',
  QUOTE_STRAY = 'QUOTE_STRAY',
  AFTER_QUOTE = 'AFTER_QUOTE',
  EMPTY_UNIT = 'EMPTY_UNIT',
  NO_UNITS = 'NO_UNITS',
  AMENDMENT = 'AMENDMENT',
}

const WORDS: Readonly<Record<DoubtKind, string>> = {
  GAP: 'Przed tą jednostką brakuje oznaczenia w kolejności.',
  ORDER: 'Oznaczenie powtarza się albo nie następuje po poprzednim.',
  SUPERSCRIPT: 'Oznaczenie odczytano z indeksem górnym, który zwykle ginie przy kopiowaniu.',
  MAYBE_UNIT: 'Wiersz zaczyna się jak jednostka, ale uznano go za dalszy ciąg tekstu.',
  LEVEL_SKIPPED: 'Jednostka leży o więcej niż jeden poziom niżej niż ta, w której się znajduje.',
  NO_INTRODUCTION: 'Przed wyliczeniem nie ma wprowadzenia zakończonego dwukropkiem.',
  LONE_ITEM: 'Wyliczenie ma tylko jeden element.',
  DASH: 'Nie wiadomo, czy wiersz z myślnikiem to tiret, część wspólna czy dalszy ciąg tekstu.',
  HYPHEN: 'Nie wiadomo, czy słowo podzielone na końcu wiersza pisze się z łącznikiem.',
  LONE_NUMBER: 'Pominięto wiersz z samą liczbą, uznaną za numer strony.',
  QUOTE_OPEN: 'Nie znaleziono końca cytowanego brzmienia.',
  QUOTE_STRAY: 'Cudzysłów zamykający nie ma otwierającego.',
  AFTER_QUOTE: 'Po cytowanym brzmieniu znalazł się dalszy tekst.',
  EMPTY_UNIT: 'Jednostka nie ma tekstu.',
  NO_UNITS: 'W tekście nie znaleziono artykułów ani paragrafów.',
  AMENDMENT: 'Nie rozpoznano polecenia zmiany przepisu.',
};

export interface Doubt {
  readonly kind: DoubtKind;
  /** The line of the pasted text, counted from 1; 0 where no line was pasted. */
  readonly line: number;
  readonly unitId: string | null;
  readonly message: string;
}

export const doubt = (kind: DoubtKind, line: number, unitId: string | null): Doubt => ({
  ...{ kind, line, unitId, message: WORDS[kind] },
});

/** A unit while it is being read. */
export interface Node {
  readonly id: string;
  readonly kind: UnitKind;
  label: string;
  readonly line: number;
  readonly indent: number;
  readonly title: string[];
  readonly text: string[];
  readonly closing: string[];
  readonly children: Node[];
}

/** 51 between 5 and 6 was 5¹ before it was copied. */
function withSuperscripts(row: readonly Node[], doubts: Doubt[]): void {
  for (const [i, node] of row.entries()) {
    const label = risen(row[i - 1]?.label, node, row[i + 1]?.label);
    if (label === undefined) continue;
    node.label = label;
    doubts.push(doubt(DoubtKind.SUPERSCRIPT, node.line, node.id));
  }
}

const rises = (kind: UnitKind, labels: readonly string[]): boolean => disorder(kind, labels).length === 0;

/** The label with its end raised, if only so it fits between its neighbours. */
function risen(before: string | undefined, { kind, label }: Node, after: string | undefined): string | undefined {
  if (before === undefined || after === undefined || !/^\d+$/.test(label)) return undefined;
  const [base = ''] = /^\d+/.exec(before) ?? [];
  if (!label.startsWith(base) || compareLabels(kind, label, after) < 0) return undefined;
  const high = base + raised(label.slice(base.length));
  return isLabel(kind, high) && rises(kind, [before, high, after]) ? high : undefined;
}

function inOrder(row: readonly Node[], doubts: Doubt[]): void {
  const [first] = row;
  if (!first) return;
  withSuperscripts(row, doubts);
  const labels = row.map(({ label }) => label);
  const wrong = new Set(disorder(first.kind, labels));
  for (const [i, node] of row.entries()) {
    if (wrong.has(i)) doubts.push(doubt(DoubtKind.ORDER, node.line, node.id));
    else if (i && !isNextLabel(node.kind, row[i - 1]!.label, node.label))
      doubts.push(doubt(DoubtKind.GAP, node.line, node.id));
  }
}

const STARTS = /^(?:1|a|I|)$/;

/** A row inside of a unit starts at its beginning; what is quoted may start anywhere. */
function enumeration(parent: Node, doubts: Doubt[]): void {
  const [first, second] = parent.children;
  if (!first || !isEnumerated(first.kind)) return;
  const quoted = parent.kind === UnitKind.QUOTE;
  if (!quoted && !parent.text.at(-1)?.endsWith(':'))
    doubts.push(doubt(DoubtKind.NO_INTRODUCTION, first.line, parent.id));
  if (!quoted && !second) doubts.push(doubt(DoubtKind.LONE_ITEM, first.line, first.id));
  if (!quoted && !STARTS.test(first.label)) doubts.push(doubt(DoubtKind.GAP, first.line, first.id));
}

const NEXT_LEVEL: Partial<Record<UnitKind, UnitKind>> = {
  LETTER: UnitKind.POINT,
  INDENT: UnitKind.LETTER,
  DOUBLE_INDENT: UnitKind.INDENT,
};
const skips = (parent: Node, { kind }: Node): boolean =>
  parent.kind !== UnitKind.QUOTE && NEXT_LEVEL[kind] !== undefined && NEXT_LEVEL[kind] !== parent.kind;

function alone(parent: Node, node: Node, doubts: Doubt[]): void {
  if (skips(parent, node)) doubts.push(doubt(DoubtKind.LEVEL_SKIPPED, node.line, node.id));
  if (!node.text.length && !node.children.length && !node.title.length)
    doubts.push(doubt(DoubtKind.EMPTY_UNIT, node.line, node.id));
}

function looks(parent: Node, basic: Map<UnitKind, Node[]>, doubts: Doubt[]): void {
  enumeration(parent, doubts);
  const own = new Map<UnitKind, Node[]>();
  for (const node of parent.children) {
    alone(parent, node, doubts);
    const rows = node.kind === UnitKind.ARTICLE || node.kind === UnitKind.PARAGRAPH ? basic : own;
    if (!rows.has(node.kind)) rows.set(node.kind, []);
    rows.get(node.kind)!.push(node);
  }
  for (const [kind, row] of own) if (KINDS[kind].numbering !== 'PLACE') inOrder(row, doubts);
  inside(parent, basic, doubts);
}

function inside(parent: Node, basic: Map<UnitKind, Node[]>, doubts: Doubt[]): void {
  for (const node of parent.children) {
    const grouping = KINDS[node.kind].rank < KINDS.ARTICLE.rank;
    const inner = grouping ? basic : new Map<UnitKind, Node[]>();
    looks(node, inner, doubts);
    if (!grouping) for (const row of inner.values()) inOrder(row, doubts);
  }
}

/** Looks over a text that was read: repairs lost superscripts, and says where numbering or lists are odd. */
export function lookOver(root: Node): Doubt[] {
  const doubts: Doubt[] = [];
  const basic = new Map<UnitKind, Node[]>();
  looks(root, basic, doubts);
  for (const row of basic.values()) inOrder(row, doubts);
  return doubts;
}
