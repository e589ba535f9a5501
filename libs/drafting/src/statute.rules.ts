import type { Node } from './statute.doubts.ts';
import { CITING, FINISHED, type Marker } from './statute.markers.ts';
import { isEnumerated, isGrouping, KINDS, mayContain, UnitKind } from './unit.kinds.ts';
import { compareLabels, isNextLabel } from './unit.label.ts';

/** A text within which units are counted anew: the whole, or one quoted wording. */
export interface Frame {
  readonly root: Node;
  /** From the root to the unit that is being read. */
  stack: Node[];
  /** Where words go: the text of the last of the stack, its title or its closing part. */
  slot: 'text' | 'title' | 'closing';
  /** The end of what was read last. */
  tail: string;
  /** Quotations open in the text of this frame. */
  quotes: number;
  /** The last § that is not in an article: they are numbered through all chapters. */
  paragraph?: Node;
}

/** Whether a line that begins like a unit opens one, or is text; and whether a person should look. */
export type Reading = 'UNIT' | 'TEXT' | 'TEXT_UNSURE';

const FIRST = /^(?:1|a)$/;

/** A heading of the whole text, or nothing yet in a quotation: no list can have begun. */
const untouched = ({ root, stack }: Frame): boolean =>
  stack.at(-1) === root && !root.text.length && !root.children.length;

function grouping({ root, slot, tail }: Frame): Reading {
  return slot === 'title' || !tail || !root.children.length || FINISHED.test(tail) ? 'UNIT' : 'TEXT_UNSURE';
}

/** A unit after another of its row: the next one always, a later or odd one where a text has ended. */
function following(marker: Marker, before: Node, tail: string): Reading {
  const next = isNextLabel(marker.kind, before.label, marker.label);
  if (CITING.test(tail)) return next ? 'TEXT_UNSURE' : 'TEXT';
  if (next) return 'UNIT';
  if (tail && !FINISHED.test(tail)) return 'TEXT_UNSURE';
  return compareLabels(marker.kind, before.label, marker.label) < 0 ? 'UNIT' : repeated(marker, tail);
}

/** A label that does not rise begins a unit only where one surely ended. */
function repeated(marker: Marker, tail: string): Reading {
  const sentence = isEnumerated(marker.kind) || /^[\p{Lu}„(]/u.test(marker.rest);
  return sentence && (!tail || /[.;,:”]$/.test(tail)) ? 'UNIT' : 'TEXT_UNSURE';
}

/** The first unit of a row, which is 1 or a unless it is quoted or follows an introduction. */
function starting(marker: Marker, frame: Frame, whole: boolean): Reading {
  const { stack, root, tail } = frame;
  const host = stack.findLast(({ kind }, i) => i === 0 || KINDS[kind].rank < KINDS[marker.kind].rank) ?? root;
  if (whole && host === root && marker.kind !== UnitKind.PARAGRAPH) return 'TEXT';
  if (host !== root && !mayContain(host.kind, marker.kind)) return 'TEXT_UNSURE';
  return untouched(frame) ? 'UNIT' : introduced(FIRST.test(marker.label), tail);
}

function introduced(first: boolean, tail: string): Reading {
  if (CITING.test(tail)) return first ? 'TEXT_UNSURE' : 'TEXT';
  return first || !tail || tail.endsWith(':') ? 'UNIT' : 'TEXT_UNSURE';
}

/** `whole` says that the frame is the pasted text itself and not a wording quoted in it. */
export function readingOf(marker: Marker, frame: Frame, whole: boolean): Reading {
  if (isGrouping(marker.kind)) return grouping(frame);
  if (marker.kind === UnitKind.ARTICLE) return 'UNIT';
  const { stack, paragraph } = frame;
  const through = marker.kind === UnitKind.PARAGRAPH && isGrouping(stack.at(-1)!.kind) ? paragraph : undefined;
  const before = stack.findLast(({ kind }) => kind === marker.kind) ?? through;
  if (!before) return starting(marker, frame, whole);
  return following(marker, before, frame.slot === 'title' ? '' : frame.tail);
}

export interface Dash {
  readonly as: UnitKind.INDENT | UnitKind.DOUBLE_INDENT | 'CLOSING' | 'TEXT';
  /** The unit whose list the common part closes. */
  readonly owner?: Node;
  readonly unsure: boolean;
}

/** The common part belongs to the innermost list that has none, unless it is set in just as far as the items of another. */
function closing(owners: readonly Node[], indent: number): Dash {
  const level = owners.filter(({ children }) => children.at(-1)!.indent === indent);
  const told = level.length === 1 && owners.some(({ children }) => children.at(-1)!.indent !== indent);
  return { as: 'CLOSING', owner: told ? level[0] : owners[0], unsure: owners.length > 1 && !told };
}

/** What a line with a dash is: the beginning or next of tirets, the common part after a list, or just text. */
export function dashOf({ stack, tail }: Frame, indent: number, double: boolean): Dash {
  const leaf = stack.at(-1)!;
  const inIndent = stack.some(({ kind }) => kind === UnitKind.INDENT);
  if (double) return { as: inIndent ? UnitKind.DOUBLE_INDENT : UnitKind.INDENT, unsure: !inIndent };
  if (!tail && !leaf.text.length) return { as: UnitKind.INDENT, unsure: false };
  if (tail.endsWith(':')) return introducedBy(leaf.kind);
  if (inIndent && /[,;]$/.test(tail)) return { as: UnitKind.INDENT, unsure: false };
  return afterList(stack, tail, indent, inIndent);
}

/** The first dash after an introduction; in a tiret it stands for a double one, which is often copied as one. */
function introducedBy(kind: UnitKind): Dash {
  if (kind === UnitKind.DOUBLE_INDENT) return { as: 'TEXT', unsure: true };
  const nested = kind === UnitKind.INDENT;
  return { as: nested ? UnitKind.DOUBLE_INDENT : UnitKind.INDENT, unsure: nested };
}

function afterList(stack: readonly Node[], tail: string, indent: number, inIndent: boolean): Dash {
  const owners = stack
    .slice(1)
    .filter(({ children, closing: done }) => !done.length && isEnumerated(children.at(-1)?.kind ?? UnitKind.ARTICLE));
  if (!owners.length)
    return inIndent && FINISHED.test(tail) ? { as: UnitKind.INDENT, unsure: true } : { as: 'TEXT', unsure: true };
  const found = closing(owners.reverse(), indent);
  return { ...found, unsure: found.unsure || /[,;.:]$/.test(tail) };
}
