import { EntityKind, FounderKind, maskPesel, normaliseKrs, normaliseNip, normaliseRegon } from '#convents';
import { cleanText, letterProblems, saysNothing } from './cell-text.ts';
import { EntityField, mapColumns, type ColumnMapping, type ColumnOverride } from './entity-columns.ts';
import {
  abbreviationIn,
  founderKindOfWords,
  kindOfWords,
  voivodeshipName,
  voivodeshipOfCode,
  voivodeshipOfWords,
} from './entity-words.ts';
import { blocks, problem, RowProblemCode, type RowProblem } from './row-problems.ts';

export { blocks, EntityField, mapColumns, RowProblemCode, type ColumnMapping, type ColumnOverride, type RowProblem };

/** A row as it would be imported; `kind` and `teryt` are null only beside an ERROR. */
export interface EntityRow {
  name: string;
  kind: EntityKind | null;
  town: string | null;
  postalCode: string | null;
  street: string | null;
  teryt: string | null;
  founderName: string | null;
  founderKind: FounderKind;
  nip: string | null;
  regon: string | null;
  krs: string | null;
  source: string | null;
}

type Report = (field: EntityField | null, code: RowProblemCode, detail?: string) => void;
type Texts = Record<EntityField, string>;

const SHORTEST_NAME = 3;
const LONGEST_TEXT = 500;
const LONGEST: Partial<Record<EntityField, number>> = { NAME: 300, TOWN: 100, STREET: 200, FOUNDER_NAME: 300 };
const CONTACTS: EntityField[] = [EntityField.PHONE, EntityField.EMAIL];
const ADDRESS = /^(.*?)[,;]?\s*(\d{2}-\d{3})\s+([^\d,;]+)$/;

function readText(field: EntityField, raw: string, report: Report): string {
  const text = cleanText(raw);
  for (const code of letterProblems(raw)) report(field, code);
  const longest = LONGEST[field] ?? LONGEST_TEXT;
  if (text.length > longest) report(field, 'TEXT_TOO_LONG', `${longest}`);
  const masked = maskPesel(text);
  if (masked === text.normalize('NFKC')) return saysNothing(text) ? '' : text;
  report(field, 'PESEL_FOUND');
  return masked;
}

/** A comma that nobody quoted makes a row too long; the last column takes the rest if it is free text. */
function fit(cells: string[], { columns, width }: ColumnMapping, report: Report): string[] {
  if (cells.length < width) report(null, 'TOO_FEW_CELLS');
  const extra = cells.slice(width).join(', ');
  if (extra.trim() === '') return cells;
  if (columns.SOURCE !== width - 1) {
    report(null, 'TOO_MANY_CELLS');
    return cells;
  }
  const joined = cells.slice(width - 1).map((cell) => cell.trim());
  report(EntityField.SOURCE, 'CELLS_JOINED', joined.join(', '));
  return [...cells.slice(0, width - 1), joined.join(', ')];
}

function readTexts(cells: string[], mapping: ColumnMapping, report: Report): Texts {
  const fitted = fit(cells, mapping, report);
  const text = (field: EntityField): string => {
    const column = mapping.columns[field];
    return column === undefined || CONTACTS.includes(field) ? '' : readText(field, fitted[column] ?? '', report);
  };
  return Object.fromEntries(Object.values(EntityField).map((field) => [field, text(field)])) as Texts;
}

/** Opened and closed by one pair throughout, „ ” or " "; an apostrophe is no quote. */
const mixesQuotes = (name: string): boolean => {
  const marks = name.replace(/[^„”“"«»]/g, '');
  return !/^((„”)*|("")*|(“”)*|(«»)*)$/.test(marks);
};

function readName({ NAME: name }: Texts, report: Report): string {
  if (name.length < SHORTEST_NAME) report(EntityField.NAME, 'MISSING_NAME');
  if (mixesQuotes(name)) report(EntityField.NAME, 'MIXED_QUOTES');
  const abbreviation = abbreviationIn(name);
  if (abbreviation) report(EntityField.NAME, 'ABBREVIATED_NAME', abbreviation);
  return name;
}

function readKind({ KIND: words, NAME: name }: Texts, report: Report): EntityKind | null {
  const kind = kindOfWords(words || name);
  if (words && !kind) report(EntityField.KIND, 'UNKNOWN_KIND', words);
  if (!words && kind) report(EntityField.KIND, 'KIND_GUESSED', kind);
  if (!words && !kind) report(EntityField.KIND, 'MISSING_KIND');
  return kind;
}

function readCode(teryt: string, report: Report): string | null {
  const code = voivodeshipOfCode(teryt);
  if (teryt && !code) report(EntityField.TERYT, 'UNKNOWN_VOIVODESHIP', teryt);
  return code;
}

function assumed(teryt: string | undefined, report: Report): string | null {
  if (teryt) report(EntityField.VOIVODESHIP, 'VOIVODESHIP_ASSUMED', voivodeshipName(teryt));
  else report(EntityField.VOIVODESHIP, 'MISSING_VOIVODESHIP');
  return teryt ?? null;
}

function guessed(coded: string | null, report: Report): string | null {
  if (coded) report(EntityField.VOIVODESHIP, 'VOIVODESHIP_GUESSED', voivodeshipName(coded));
  return coded;
}

function readVoivodeship({ VOIVODESHIP: words, TERYT: teryt }: Texts, fallback: string | undefined, report: Report) {
  if (!words && !teryt) return assumed(fallback, report);
  const coded = readCode(teryt, report);
  if (!words) return guessed(coded, report);
  const named = voivodeshipOfWords(words);
  if (!named) report(EntityField.VOIVODESHIP, 'UNKNOWN_VOIVODESHIP', words);
  if (named && coded && named !== coded) report(EntityField.TERYT, 'VOIVODESHIP_CONFLICT', `${words} / ${teryt}`);
  return named;
}

function readPostalCode(text: string, report: Report): string | null {
  if (text === '' || /^\d{2}-\d{3}$/.test(text)) return text || null;
  const digits = text.replace(/[\s\u2010-\u2015-]/g, '');
  if (!/^\d{4,5}$/.test(digits)) {
    report(EntityField.POSTAL_CODE, 'WRONG_POSTAL_CODE', text);
    return null;
  }
  const code = digits.padStart(5, '0').replace(/^(\d{2})/, '$1-');
  report(EntityField.POSTAL_CODE, 'POSTAL_CODE_REPAIRED', code);
  return code;
}

/** The street, the postal code and the town, also where one cell holds them all. */
function splitAddress({ STREET: street, POSTAL_CODE: code, TOWN: town }: Texts, report: Report): string[] {
  const whole = code === '' && town === '' ? ADDRESS.exec(street) : null;
  if (!whole) return [street, code, town];
  report(EntityField.STREET, 'ADDRESS_SPLIT', street);
  return whole.slice(1);
}

function readAddress(texts: Texts, report: Report): Pick<EntityRow, 'town' | 'postalCode' | 'street'> {
  const [street, code, town] = splitAddress(texts, report) as [string, string, string];
  if (!town) report(EntityField.TOWN, 'MISSING_TOWN');
  return { town: town || null, postalCode: readPostalCode(code, report), street: street || null };
}

function readFounderKind(words: string, report: Report): FounderKind {
  const kind = words === '' ? FounderKind.UNKNOWN : founderKindOfWords(words);
  if (!kind) report(EntityField.FOUNDER_KIND, 'UNKNOWN_FOUNDER_KIND', words);
  return kind ?? FounderKind.UNKNOWN;
}

/** People write the label into the cell too: "NIP: 929…". */
function readNumber(field: 'NIP' | 'REGON' | 'KRS', text: string, report: Report): string | null {
  const normalise = { NIP: normaliseNip, REGON: normaliseRegon, KRS: normaliseKrs }[field];
  const number = normalise(text.replace(/^(nip|regon|krs)\b[\s:.]*/i, ''));
  if (text !== '' && number === null) report(EntityField[field], `WRONG_${field}`);
  return number;
}

/** Reads one row; `assume` is the voivodeship of rows that name none, such as that of the importing convent. */
export function readEntityRow(cells: string[], mapping: ColumnMapping, assume?: { teryt: string }) {
  const problems: RowProblem[] = [];
  const report: Report = (field, code, detail) => problems.push(problem(field, code, detail));
  const texts = readTexts(cells, mapping, report);
  const row: EntityRow = {
    name: readName(texts, report),
    kind: readKind(texts, report),
    ...readAddress(texts, report),
    teryt: readVoivodeship(texts, assume?.teryt, report),
    founderName: texts.FOUNDER_NAME || null,
    founderKind: readFounderKind(texts.FOUNDER_KIND, report),
    nip: readNumber('NIP', texts.NIP, report),
    regon: readNumber('REGON', texts.REGON, report),
    krs: readNumber('KRS', texts.KRS, report),
    source: texts.SOURCE || null,
  };
  return { row, problems };
}
