import { newId } from '#core';
import { DraftTooLarge } from './drafting.errors.ts';
import { LIMITS } from './limits.ts';
import { linesOf, seam, wordsOf, type Line } from './pasted.lines.ts';
import { doubt, DoubtKind, type Doubt } from './statute.doubts.ts';
import { parseStatute, type Parsed } from './statute.parser.ts';
import { printStatute } from './statute.printer.ts';
import { UnitKind } from './unit.kinds.ts';
import { unitOf, type DraftText, type Unit } from './unit.tree.ts';

interface Open extends Omit<Unit, 'children'> {
  readonly children: Open[];
}

const SECTION = /^((?:[1-9]\d{0,3}\.){0,9}[1-9]\d{0,3})\.?\s+(\S.*)$/u;
const SENTENCE = /[.;:,!?]$/;
const TITLE = 200;

/** Lines between two empty ones. */
function blocksOf(lines: readonly Line[]): Line[][] {
  const blocks: Line[][] = [];
  for (const line of lines) {
    if (line.afterBlank || !blocks.length) blocks.push([line]);
    else blocks.at(-1)!.push(line);
  }
  return blocks;
}

/** A numbered line for itself, short and no sentence, whose number goes on where sections are. */
function sectionIn(
  [line, ...more]: readonly Line[],
  open: readonly Open[],
): { numbers: string[]; title: string } | undefined {
  const [, label = '', title = ''] = (!more.length && SECTION.exec(line?.text ?? '')) || [];
  if (!title || title.length > TITLE || SENTENCE.test(title)) return undefined;
  const numbers = label.split('.');
  const last = numbers.pop()!;
  const known = numbers.length <= open.length && numbers.every((each, i) => open[i]!.label === each);
  return known && Number(last) > Number(open[numbers.length]?.label ?? 0)
    ? { numbers: [...numbers, last], title }
    : undefined;
}

/** One of the blocks as one paragraph. */
function paragraph(lines: readonly Line[], known: ReadonlySet<string>): string {
  const words: string[] = [];
  for (const { text } of lines) {
    const last = words.at(-1);
    if (last === undefined) words.push(text);
    else {
      const { before, glue } = seam(last, text, known);
      words.splice(-1, 1, before, glue + text);
    }
  }
  return words.join('');
}

const isHeading = (block: readonly Line[] | undefined): boolean =>
  !!block &&
  !SENTENCE.test(block.at(-1)!.text) &&
  block.every(({ text }) => text.length <= TITLE && !SECTION.test(text));

/** Proposes sections and paragraphs for a text that is no law: numbered headings, empty lines between paragraphs. */
export function parseProse(pasted: string, id: () => string = newId): Parsed {
  if (pasted.length > LIMITS.pasted)
    throw DraftTooLarge({ limit: 'pasted', most: LIMITS.pasted, found: pasted.length });
  const { lines, dropped } = linesOf(pasted);
  const known = wordsOf(lines);
  const blocks = blocksOf(lines);
  const heading = isHeading(blocks[0]) && blocks.length > 1 ? blocks.shift()!.map(({ text }) => text) : [];
  const units: Open[] = [];
  let open: Open[] = [];
  for (const [i, block] of blocks.entries()) {
    if (i >= LIMITS.units) throw DraftTooLarge({ limit: 'units', most: LIMITS.units, found: blocks.length });
    const section = sectionIn(block, open);
    const depth = section ? section.numbers.length - 1 : open.length;
    const siblings = open[depth - 1]?.children ?? units;
    const passage = { kind: UnitKind.PASSAGE, text: section ? '' : paragraph(block, known) };
    const title = { kind: UnitKind.SECTION, label: section?.numbers.at(-1) ?? '', title: section?.title ?? '' };
    const unit = { ...unitOf({ id: id(), ...(section ? title : passage) }), children: [] };
    siblings.push(unit);
    if (section) open = [...open.slice(0, depth), unit];
  }
  const doubts = dropped.map(({ number }): Doubt => doubt(DoubtKind.LONE_NUMBER, number, null));
  return { draft: { form: 'PROSE', heading: heading.join('\n'), units }, doubts };
}

function printed(units: readonly Unit[], above: string): string[] {
  return units.flatMap(({ kind, label, title, text, children }) => {
    const number = `${above}${label}.`;
    return kind === UnitKind.SECTION
      ? [`${number} ${title}`, ...(text ? [text] : []), ...printed(children, number)]
      : [text];
  });
}

/** A text of either form as plain text. */
export function printDraft(draft: DraftText): string {
  if (draft.form === 'LAW') return printStatute(draft);
  return [...(draft.heading ? [draft.heading] : []), ...printed(draft.units, '')].join('\n\n');
}

/** Reads a pasted text as a law if it has articles or paragraphs, else as prose. */
export function parseDraft(pasted: string, id: () => string = newId): Parsed {
  const law = parseStatute(pasted, id);
  return law.draft.units.length ? law : parseProse(pasted, id);
}
