/** A formatted text as JSON that editors of the ProseMirror family read and write as it is: fixed words, no HTML. */
export interface RichText {
  readonly type: 'doc';
  readonly content: readonly RichNode[];
}

export interface RichNode {
  readonly type: string;
  readonly text?: string;
  readonly attrs?: { readonly level?: number };
  readonly marks?: readonly RichMark[];
  readonly content?: readonly RichNode[];
}

export interface RichMark {
  readonly type: string;
  readonly attrs?: { readonly href: string };
}

export const RICH_LIMITS = { nodes: 1_000, lists: 2, links: 100, href: 2_000, rows: 60, columns: 12 } as const;

const BLOCKS = ['paragraph', 'heading', 'bulletList', 'orderedList', 'table'];
/** What may stand in what. A cell holds paragraphs only, so that a table can become rows of a sheet. */
const INSIDE: Record<string, readonly string[]> = {
  doc: BLOCKS,
  paragraph: ['text', 'hardBreak'],
  heading: ['text'],
  bulletList: ['listItem'],
  orderedList: ['listItem'],
  listItem: ['paragraph', 'bulletList', 'orderedList'],
  table: ['tableRow'],
  tableRow: ['tableHeader', 'tableCell'],
  tableHeader: ['paragraph'],
  tableCell: ['paragraph'],
};
/** These are nothing without what is in them. */
const NEVER_EMPTY = ['bulletList', 'orderedList', 'listItem', 'table', 'tableRow', 'tableHeader', 'tableCell'];
const LISTS = ['bulletList', 'orderedList'];
const FORMATS = ['bold', 'italic'];
const CONTROLS = /[\p{Cc}\p{Cs}]/u;

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const hasOnly = (value: Json, ...keys: string[]): boolean => Object.keys(value).every((key) => keys.includes(key));

/** A link that leads to a page or an address and does nothing else. */
export function isSafeLink(href: unknown): href is string {
  if (typeof href !== 'string' || href.length > RICH_LIMITS.href || /[\s\p{Cc}\p{Cs}]/u.test(href)) return false;
  if (!/^(https?:\/\/[^/]|mailto:[^/])/i.test(href) || !URL.canParse(href)) return false;
  const { protocol, username, password } = new URL(href);
  return ['http:', 'https:', 'mailto:'].includes(protocol) && !username && !password;
}

const isLevel = (attrs: unknown): boolean =>
  isObject(attrs) && hasOnly(attrs, 'level') && [2, 3, 4].includes(attrs.level as number);
const isParagraph = (node: unknown): boolean => isObject(node) && node.type === 'paragraph';

/** Walks a document once and stops at the first thing that is not of the schema. */
class Checker {
  private nodes = 0;
  private links = 0;
  length = 0;

  node(value: unknown, parent: string, lists: number): string | undefined {
    if (!isObject(value)) return 'każdy element dokumentu ma być obiektem';
    const { type } = value;
    if (typeof type !== 'string' || !INSIDE[parent]!.includes(type))
      return `element ${JSON.stringify(type) ?? 'bez typu'} nie może stać w „${parent}”`;
    if (++this.nodes > RICH_LIMITS.nodes) return `dokument ma więcej niż ${RICH_LIMITS.nodes} elementów`;
    if (type === 'text') return this.text(value);
    if (type === 'hardBreak') return this.lineBreak(value);
    const depth = lists + Number(LISTS.includes(type));
    if (depth > RICH_LIMITS.lists) return `listy można zagnieżdżać najwyżej ${RICH_LIMITS.lists} razy`;
    return this.shape(value, type) ?? this.children(value, type, depth);
  }

  children({ content }: Json, type: string, lists: number): string | undefined {
    if (content === undefined || (Array.isArray(content) && !content.length))
      return NEVER_EMPTY.includes(type) ? `„${type}” nie może być pusty` : undefined;
    if (!Array.isArray(content)) return `zawartość „${type}” ma być listą`;
    if (type !== 'doc') this.length++;
    for (const each of content) {
      const problem = this.node(each, type, lists);
      if (problem) return problem;
    }
    return undefined;
  }

  private lineBreak(value: Json): string | undefined {
    this.length++;
    return hasOnly(value, 'type') ? undefined : 'przełamanie wiersza nie ma żadnych pól';
  }

  private shape(value: Json, type: string): string | undefined {
    const own = type === 'heading' ? ['attrs'] : [];
    if (!hasOnly(value, 'type', 'content', ...own)) return `„${type}” ma nieznane pola`;
    const { attrs, content } = value;
    if (type === 'heading') return isLevel(attrs) ? undefined : 'nagłówek ma poziom 2, 3 albo 4';
    if (!Array.isArray(content)) return undefined;
    const first: unknown = content[0];
    if (type === 'listItem') return isParagraph(first) ? undefined : 'punkt listy zaczyna się akapitem';
    return type === 'table' ? this.table(content) : undefined;
  }

  /** A table is a rectangle: what else could a screen reader read, or a sheet hold. */
  private table(rows: unknown[]): string | undefined {
    const widths = rows.map((row) => (isObject(row) && Array.isArray(row.content) ? row.content.length : 0));
    if (rows.length > RICH_LIMITS.rows || widths[0]! > RICH_LIMITS.columns)
      return `tabela ma najwyżej ${RICH_LIMITS.rows} wierszy i ${RICH_LIMITS.columns} kolumn`;
    return widths.every((width) => width === widths[0]) ? undefined : 'wiersze tabeli mają mieć tyle samo komórek';
  }

  private text(value: Json): string | undefined {
    const { text, marks } = value;
    if (!hasOnly(value, 'type', 'text', 'marks')) return 'tekst ma nieznane pola';
    if (typeof text !== 'string' || !text) return 'tekst nie może być pusty';
    if (CONTROLS.test(text)) return 'tekst zawiera znaki sterujące';
    this.length += text.length;
    if (marks === undefined) return undefined;
    if (!Array.isArray(marks) || !marks.length || marks.length > 3) return 'tekst ma od 1 do 3 wyróżnień';
    const types = marks.map((mark) => (isObject(mark) ? mark.type : undefined));
    if (new Set(types).size < types.length) return 'wyróżnienie powtarza się';
    return marks.map((mark) => this.mark(mark)).find(Boolean);
  }

  private mark(mark: unknown): string | undefined {
    if (!isObject(mark)) return 'wyróżnienie ma być obiektem';
    if (mark.type !== 'link')
      return FORMATS.includes(mark.type as string) && hasOnly(mark, 'type') ? undefined : 'nieznane wyróżnienie';
    if (++this.links > RICH_LIMITS.links) return `dokument ma więcej niż ${RICH_LIMITS.links} odnośników`;
    const { attrs } = mark;
    const isPlain = hasOnly(mark, 'type', 'attrs') && isObject(attrs) && hasOnly(attrs, 'href');
    return isPlain && isSafeLink(attrs.href) ? undefined : 'odnośnik prowadzi pod adres http, https albo mailto';
  }
}

/** Why a value is no document of at most so many characters, in Polish; undefined where it is one. */
export function richTextProblem(value: unknown, max: number): string | undefined {
  if (!isObject(value) || value.type !== 'doc' || !hasOnly(value, 'type', 'content') || !Array.isArray(value.content))
    return 'oczekiwano dokumentu: { "type": "doc", "content": […] }';
  const checker = new Checker();
  const problem = checker.children(value, 'doc', 0);
  if (problem) return problem;
  return checker.length > max ? `tekst jest dłuższy niż ${max} znaków` : undefined;
}
