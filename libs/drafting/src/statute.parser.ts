import { newId } from '#core';
import { DraftTooLarge } from './drafting.errors.ts';
import { LIMITS } from './limits.ts';
import { linesOf, seam, wordsOf, type Line } from './pasted.lines.ts';
import { doubt, DoubtKind, lookOver, type Doubt, type Node } from './statute.doubts.ts';
import { markerOf, WORDING, type Marker } from './statute.markers.ts';
import { dashOf, readingOf, type Frame } from './statute.rules.ts';
import { isGrouping, KINDS, mayContain, UnitKind } from './unit.kinds.ts';
import type { DraftText, Unit } from './unit.tree.ts';

export interface Parsed {
  readonly draft: DraftText;
  readonly doubts: readonly Doubt[];
}

const finished = ({ id, kind, label, title, text, closing, children }: Node): Unit => ({
  ...{ id, kind, label, title: title.join(''), text: text.join(''), closing: closing.join('') },
  children: children.map(finished),
});

/** Where the quotation mark stands that closes what was opened before the text; -1 if not in it. */
function closesAt(text: string, open: number): number {
  let depth = open;
  for (let i = 0; i < text.length; i++)
    if (text[i] === '„') depth++;
    else if (text[i] === '”' && depth-- === 0) return i;
  return -1;
}

const quotesIn = (text: string): number => text.split('„').length - text.split('”').length;

/** Reads lines one by one; knows only what stands before. */
class StatuteReader {
  readonly doubts: Doubt[] = [];
  private readonly frames: Frame[] = [];
  private line: Line = { text: '', number: 0, indent: 0, afterBlank: false };
  private units = 0;

  constructor(
    private readonly id: () => string,
    private readonly known: ReadonlySet<string>,
  ) {
    this.open(this.node(UnitKind.QUOTE, ''));
  }

  read(line: Line): void {
    this.line = line;
    for (let rest = line.text; rest;) rest = this.feed(rest);
  }

  end(): Node {
    for (const { root } of this.frames.slice(1)) this.unsure(DoubtKind.QUOTE_OPEN, root);
    const [{ root }] = this.frames as [Frame];
    this.doubts.push(...lookOver(root));
    return root;
  }

  private get frame(): Frame {
    return this.frames.at(-1)!;
  }

  private open(root: Node): void {
    this.frames.push({ root, stack: [root], slot: 'text', tail: '', quotes: 0 });
  }

  private node(kind: UnitKind, label: string): Node {
    if (++this.units > LIMITS.units + 1)
      throw DraftTooLarge({ limit: 'units', most: LIMITS.units, found: this.units - 1 });
    const { number, indent } = this.line;
    return { id: this.id(), kind, label, line: number, indent, title: [], text: [], closing: [], children: [] };
  }

  private unsure(kind: DoubtKind, node: Node | undefined): void {
    this.doubts.push(doubt(kind, this.line.number || (node?.line ?? 0), node?.id ?? null));
  }

  /** Reads as much of a line as belongs to one frame, and answers the rest. */
  private feed(text: string): string {
    const { frame } = this;
    if (text.startsWith('„') && this.wordingFollows(text)) return this.openQuote(text);
    const end = this.frames.length > 1 ? closesAt(text, frame.quotes) : -1;
    const colon = /brzmieni[eu]\s*:\s*(?=„)/u.exec(text);
    if (colon && (end < 0 || colon.index < end)) {
      const cut = colon.index + colon[0].length;
      this.take(text.slice(0, cut).trimEnd());
      return text.slice(cut);
    }
    if (end < 0) {
      frame.quotes = Math.max(0, frame.quotes + quotesIn(text));
      this.take(text);
      return '';
    }
    this.take(text.slice(0, end).trimEnd());
    return this.closeQuote(text.slice(end + 1));
  }

  private wordingFollows(text: string): boolean {
    const { tail } = this.frame;
    return WORDING.test(tail) || (tail.endsWith(':') && markerOf(text.slice(1).trimStart()) !== undefined);
  }

  private openQuote(text: string): string {
    if (this.frames.length >= LIMITS.depth)
      throw DraftTooLarge({ limit: 'depth', most: LIMITS.depth, found: this.frames.length + 1 });
    const quote = this.node(UnitKind.QUOTE, '');
    const { stack } = this.frame;
    if (stack.length > 1 && stack.at(-1)!.kind === UnitKind.QUOTE) stack.pop(); // a second wording follows the first
    stack.at(-1)!.children.push(quote);
    this.open(quote);
    return text.slice(1).trimStart();
  }

  /** Signs behind a quotation stay with it; a sentence there may lead to another one. */
  private closeQuote(after: string): string {
    const { root } = this.frames.pop()!;
    const [, signs = '', rest = ''] = /^\s*([;,.]?)\s*(.*)$/u.exec(after) ?? [];
    if (signs) root.closing.push(signs);
    const { frame } = this;
    frame.tail = signs || '”';
    if (!rest || rest.startsWith('”') || markerOf(rest)) return rest;
    this.unsure(DoubtKind.AFTER_QUOTE, root);
    frame.stack.push(root);
    frame.slot = 'closing';
    return rest;
  }

  private take(text: string): void {
    if (!text) return;
    const marker = markerOf(text);
    if (!marker) return this.append(text);
    if (marker.kind === UnitKind.INDENT || marker.kind === UnitKind.DOUBLE_INDENT) return this.dash(marker, text);
    const reading = readingOf(marker, this.frame, this.frames.length === 1);
    if (reading === 'TEXT_UNSURE') this.unsure(DoubtKind.MAYBE_UNIT, this.frame.stack.at(-1));
    if (reading !== 'UNIT') return this.append(text);
    let last = marker;
    for (let next: Marker | undefined = marker; next; next = this.chained(next)) this.push((last = next));
    if (last.rest) this.append(last.rest);
  }

  /** The first smaller unit that begins in the line of its larger one. */
  private chained({ kind, rest }: Marker): Marker | undefined {
    const next = markerOf(rest);
    if (!next || next.kind === UnitKind.INDENT || next.kind === UnitKind.DOUBLE_INDENT) return undefined;
    const numbered = next.kind === UnitKind.SUBSECTION || next.kind === UnitKind.PARAGRAPH;
    if (!mayContain(kind, next.kind) || KINDS[next.kind].rank <= KINDS[kind].rank) return undefined;
    return numbered || next.label === '1' || next.label === 'a' ? next : undefined;
  }

  private append(text: string): void {
    const { frame } = this;
    const node = frame.stack.at(-1)!;
    const words = node[frame.slot];
    if (node === this.frames[0]!.root) words.push(words.length ? `\n${text}` : text);
    else if (!words.length) words.push(text);
    else {
      const { before, glue, unsure } = seam(words.at(-1)!, text, this.known);
      words.splice(-1, 1, before, glue + text);
      if (unsure) this.unsure(DoubtKind.HYPHEN, node);
    }
    frame.tail = text.slice(-80);
  }

  private push({ kind, label }: Marker): void {
    const { frame } = this;
    const node = this.node(kind, label);
    while (frame.stack.length > 1 && KINDS[frame.stack.at(-1)!.kind].rank >= KINDS[kind].rank) frame.stack.pop();
    if (kind === UnitKind.PARAGRAPH && frame.stack.at(-1)!.kind !== UnitKind.ARTICLE) frame.paragraph = node;
    frame.stack.at(-1)!.children.push(node);
    frame.stack.push(node);
    frame.slot = isGrouping(kind) ? 'title' : 'text';
    frame.tail = '';
  }

  private dash({ kind, rest }: Marker, text: string): void {
    const { frame } = this;
    const { as, owner, unsure } = dashOf(frame, this.line.indent, kind === UnitKind.DOUBLE_INDENT);
    if (as === 'CLOSING' && owner) {
      frame.stack.length = frame.stack.indexOf(owner) + 1;
      frame.slot = 'closing';
    } else if (as === UnitKind.INDENT || as === UnitKind.DOUBLE_INDENT) this.push({ kind: as, label: '', rest });
    if (unsure) this.unsure(DoubtKind.DASH, frame.stack.at(-1));
    if (as === 'TEXT') this.append(text);
    else if (rest) this.append(rest);
  }
}

/**
 * Proposes the units of a statute or an amending act that was pasted as plain text, with everything that it was not sure of.
 * The order of labels is not enforced here: the text says what it says, and a person decides.
 */
export function parseStatute(pasted: string, id: () => string = newId): Parsed {
  if (pasted.length > LIMITS.pasted)
    throw DraftTooLarge({ limit: 'pasted', most: LIMITS.pasted, found: pasted.length });
  const { lines, dropped } = linesOf(pasted);
  const reader = new StatuteReader(id, wordsOf(lines));
  for (const line of lines) reader.read(line);
  const { text, children } = reader.end();
  const doubts = [...reader.doubts, ...dropped.map(({ number }) => doubt(DoubtKind.LONE_NUMBER, number, null))];
  if (!children.length) doubts.push(doubt(DoubtKind.NO_UNITS, 0, null));
  const draft: DraftText = { form: 'LAW', heading: text.join(''), units: children.map(finished) };
  return { draft, doubts: doubts.sort((a, b) => a.line - b.line).slice(0, LIMITS.doubts) };
}
