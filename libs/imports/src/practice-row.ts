import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { maskPesel, normaliseKrs, normaliseNip, normaliseRegon } from '#convents';
import { CARD_KEYS, cardOf, missingIn, PracticeCardInput, wordOf, type Card, type CardKey } from '#practices';
import { invalid } from '#reads';
import { cleanText, letterProblems, saysNothing } from './cell-text.ts';
import { fold } from './name-key.ts';
import { choices, readCell } from './practice-cells.ts';
import { ENTITY, type PracticeMapping } from './practice-columns.ts';
import { practiceProblem, type PracticeProblem } from './practice-problems.ts';

/** An entity for which whoever imports may begin cards. */
export interface Author {
  readonly id: string;
  readonly name: string;
  readonly nip: string | null;
  readonly regon: string | null;
  readonly krs: string | null;
}

/** What rows are read against. */
export interface Known {
  readonly authors: readonly Author[];
  readonly areas: ReadonlyMap<string, string>;
  /** Whose the rows are that name nobody. */
  readonly entityId?: string;
  readonly year: number;
}

export interface ReadPractice {
  readonly card: PracticeCardInput;
  readonly title: string;
  readonly author: Author | null;
  readonly problems: PracticeProblem[];
}

type Report = (...found: Parameters<typeof practiceProblem>) => void;

const LONGEST_DETAIL = 80;
/** What a sentence repeats of a cell: no number of a person, and not all of a long text. */
const shown = (text: string): string => maskPesel(cleanText(text)).slice(0, LONGEST_DETAIL);

const isCalled = (text: string) => {
  const [name, nip, regon, krs] = [fold(text), normaliseNip(text), normaliseRegon(text), normaliseKrs(text)];
  return (author: Author): boolean =>
    author.id === text.toLowerCase() ||
    fold(author.name) === name ||
    [author.nip === nip && nip, author.regon === regon && regon, author.krs === krs && krs].some(Boolean);
};

function authorOf(text: string, { authors, entityId }: Known, report: Report): Author | null {
  if (saysNothing(text) && !entityId) report(ENTITY, 'MISSING_ENTITY');
  const found = authors.filter(saysNothing(text) ? ({ id }) => id === entityId : isCalled(text));
  if (found.length === 1) return found[0]!;
  if (!saysNothing(text)) report(ENTITY, found.length ? 'SEVERAL_ENTITIES' : 'UNKNOWN_ENTITY', shown(text));
  return null;
}

function onNoList(key: CardKey, name: string): [PracticeProblem['code'], string] {
  if (key === 'changeAreaIds') return ['UNKNOWN_AREA', name];
  if (key === 'startedIn') return ['WRONG_YEAR', name];
  return ['UNKNOWN_WORD', `„${name}”. Do wyboru: ${choices(key)}.`];
}

function readField(key: CardKey, raw: string, { areas }: Known, report: Report): unknown {
  const field = wordOf(key);
  for (const code of letterProblems(raw.replace(/[\r\n]/g, ' '))) report(field, code);
  if (saysNothing(cleanText(raw))) return undefined;
  const { value, strange = [] } = readCell(key, raw, areas);
  for (const name of strange) report(field, ...onNoList(key, shown(name)));
  return value;
}

/** The card as its own input takes it, with the same rules and words as over the form. */
function readCard(cells: readonly string[], { columns }: PracticeMapping, known: Known, report: Report) {
  const told = CARD_KEYS.flatMap((key) => {
    const at = columns[wordOf(key)];
    const value = at === undefined ? undefined : readField(key, cells[at] ?? '', known, report);
    return value === undefined ? [] : [[key, value] as const];
  });
  const card = plainToInstance(PracticeCardInput, Object.fromEntries(told));
  for (const { path, rule, message } of invalid(validateSync(card))) {
    const field = wordOf(path.split('.')[0] as CardKey);
    if (rule === 'noPesel') report(field, 'PESEL_FOUND');
    else report(field, 'WRONG_VALUE', message);
  }
  return card;
}

function width(cells: readonly string[], mapping: PracticeMapping, report: Report): void {
  if (cells.length < mapping.width) report(null, 'TOO_FEW_CELLS');
  if (cells.slice(mapping.width).some((cell) => cell.trim() !== '')) report(null, 'TOO_MANY_CELLS');
}

/** Reads one row; what the card still lacks before it can be handed in keeps nobody from beginning it. */
export function readPracticeRow(cells: readonly string[], mapping: PracticeMapping, known: Known): ReadPractice {
  const problems: PracticeProblem[] = [];
  const report: Report = (...found) => problems.push(practiceProblem(...found));
  width(cells, mapping, report);
  const author = authorOf(cleanText(cells[mapping.columns[ENTITY] ?? -1] ?? ''), known, report);
  const card = readCard(cells, mapping, known, report);
  const title = card.title ?? '';
  if (!title) report(wordOf('title'), 'MISSING_TITLE');
  const wrong = new Set(problems.map(({ field }) => field));
  const lacking = missingIn(cardOf({ language: 'PL', ...card } as Card), known.year);
  for (const { field, label, message } of lacking)
    if (!wrong.has(field)) report(field, 'INCOMPLETE', `${label} – ${message}`);
  return { card, title, author, problems };
}
