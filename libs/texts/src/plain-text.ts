import type { RichNode, RichText } from './rich-text.ts';

const inline = (nodes: readonly RichNode[] = []): string =>
  nodes.map(({ type, text }) => (type === 'hardBreak' ? '\n' : (text ?? ''))).join('');

/** A list's items begin with a sign or number of their own; what is in them is set off by two spaces a level. */
const items = ({ type, content = [] }: RichNode, indent: string): string[] =>
  content.flatMap((item, i) => {
    const [first, ...rest] = item.content ?? [];
    const sign = type === 'orderedList' ? `${i + 1}. ` : '• ';
    return [`${indent}${sign}${inline(first?.content)}`, ...rest.flatMap((each) => block(each, `${indent}  `))];
  });

const cell = ({ content = [] }: RichNode): string => content.map((each) => inline(each.content)).join(' ');

function block(node: RichNode, indent: string): string[] {
  if (node.type === 'bulletList' || node.type === 'orderedList') return items(node, indent);
  if (node.type === 'table') return (node.content ?? []).map((row) => (row.content ?? []).map(cell).join(' | '));
  return [`${indent}${inline(node.content)}`];
}

/** The words of a document, a block a line: for search, for comparing versions, for whatever shows no formatting. */
export const plainText = ({ content }: RichText): string => content.flatMap((node) => block(node, '')).join('\n');

/** A text without formatting as a document, an empty line between two paragraphs. */
export function richText(text: string): RichText {
  const paragraphs = text
    .normalize('NFC')
    .split(/\n{2,}/)
    .map((each) => each.trim())
    .filter(Boolean);
  const content = paragraphs.map((paragraph) => ({ type: 'paragraph', content: lines(paragraph) }));
  return { type: 'doc', content };
}

const lines = (paragraph: string): RichNode[] =>
  paragraph.split('\n').flatMap((line, i) => {
    const text = line.trim() ? [{ type: 'text', text: line.trim() }] : [];
    return i ? [{ type: 'hardBreak' }, ...text] : text;
  });

/** The same document in Unicode's composed form; whatever is no text is left as it is. */
export function composed<T>(value: T): T {
  if (typeof value === 'string') return value.normalize('NFC') as T;
  if (Array.isArray(value)) return value.map(composed) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, composed(each)])) as T;
}
