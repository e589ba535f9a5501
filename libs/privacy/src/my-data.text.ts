import type { DataExport, DataTable } from './my-data.service.ts';
import { columnWords, fateWords, purposeWords } from './words.ts';

const told = (value: unknown): string => {
  if (typeof value === 'boolean') return value ? 'tak' : 'nie';
  return typeof value === 'string' ? value.replaceAll('\n', '\n      ') : JSON.stringify(value);
};

function sectionOf({ heading, columns, rows }: DataTable): string {
  const purposes = [...new Set(columns.map(({ purpose }) => purposeWords[purpose]))];
  const fates = [...new Set(columns.map(({ fate }) => fateWords(fate)))];
  const entries = rows.map((row, i) =>
    [
      `  ${i + 1}.`,
      ...Object.entries(row)
        .filter(([, value]) => value !== null)
        .map(([name, value]) => `    ${columnWords[name] ?? name}: ${told(value)}`),
    ].join('\n'),
  );
  return [
    `${heading.toUpperCase()} (${rows.length})`,
    `  Po co: ${purposes.join('; ')}.`,
    `  Przy usunięciu danych: ${fates.join('; ')}.`,
    ...entries,
  ].join('\n');
}

/** The export for people: every value that the JSON has, under Polish names. */
export const textOf = ({ madeAt, personId, tables }: DataExport): string =>
  [
    'TWOJE DANE W KONWENCIE',
    `Stan na ${madeAt}. Twój identyfikator: ${personId}.`,
    'Nie ma tu tego, co tylko sprawdza, że Ty to Ty (skróty haseł i tokenów), ani danych innych osób.',
    '',
    ...tables.flatMap((table) => [sectionOf(table), '']),
  ].join('\n');
