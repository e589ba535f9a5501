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
  const [, label = '', title = ''] = (line && !more.length && SECTION.exec(line.text)) || [];
  if (!title || title.length > TITLE || SENTENCE.test(title)) return undefined;
  const numbers = label.split('.');
  return goesOn(numbers, open) ? { numbers, title } : undefined;
}

/** Whether a section's number lies in the open ones and comes after the last at its level. */
function goesOn(numbers: readonly string[], open: readonly Open[]): boolean {
  const above = numbers.slice(0, -1);
  const known = above.length <= open.length && above.every((each, i) => open[i]!.label === each);
  return known && Number(numbers.at(-1)) > Number(open[above.length]?.label ?? 0);
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

function unitsOf(blocks: readonly Line[][], known: ReadonlySet<string>, id: () => string): Unit[] {
  const units: Open[] = [];
  let open: Open[] = [];
  for (const block of blocks) {
    const section = sectionIn(block, open);
    if (!section) {
      const passage = unitOf({ id: id(), kind: UnitKind.PASSAGE, text: paragraph(block, known) });
      (open.at(-1)?.children ?? units).push({ ...passage, children: [] });
      continue;
    }
    const { numbers, title } = section;
    const above = open.slice(0, numbers.length - 1);
    const unit = { ...unitOf({ id: id(), kind: UnitKind.SECTION, label: numbers.at(-1)!, title }), children: [] };
    (above.at(-1)?.children ?? units).push(unit);
    open = [...above, unit];
  }
  return units;
}

/** Proposes sections and paragraphs for a text that is no law: numbered headings, empty lines between paragraphs. */
export function parseProse(pasted: string, id: () => string = newId): Parsed {
  if (pasted.length > LIMITS.pasted)
    throw DraftTooLarge({ limit: 'pasted', most: LIMITS.pasted, found: pasted.length });
  const { lines, dropped } = linesOf(pasted);
  const known = wordsOf(lines);
  const blocks = blocksOf(lines);
  const heading = isHeading(blocks[0]) && blocks.length > 1 ? blocks.shift()!.map(({ text }) => text) : [];
  if (blocks.length > LIMITS.units) throw DraftTooLarge({ limit: 'units', most: LIMITS.units, found: blocks.length });
  const units = unitsOf(blocks, known, id);
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
