import { defineError } from '#core';

export const TABLE_LIMITS = {
  bytes: 10 * 1024 * 1024,
  unpackedBytes: 200 * 1024 * 1024,
  rows: 20_000,
  columns: 60,
  cell: 2_000,
} as const;

/** A kind of table may hold fewer rows, or longer texts. */
export type TableLimits = Readonly<Record<'rows' | 'cell', number>>;

const REASONS = {
  EMPTY: 'Plik jest pusty. Potrzebny jest wiersz nagłówków i co najmniej jeden wiersz danych.',
  FILE_TOO_LARGE: 'Plik jest większy niż 10 MB. Podziel go na mniejsze.',
  UNPACKS_TOO_LARGE:
    'Arkusz po rozpakowaniu jest większy niż 200 MB. Usuń z niego obrazy i puste wiersze albo podziel go.',
  TOO_MANY_ROWS: 'Tabela ma więcej wierszy, niż można wczytać naraz (…). Podziel ją na mniejsze.',
  TOO_MANY_COLUMNS: 'Tabela ma więcej niż 60 kolumn. Zostaw tylko potrzebne.',
  CELL_TOO_LONG: 'Jedna z komórek ma więcej niż … znaków. Skróć ją.',
  QUOTE_NOT_CLOSED: 'Cudzysłów otwarty w tym wierszu nie jest zamknięty. Popraw go i wczytaj plik ponownie.',
  OLD_EXCEL: 'To plik w starym formacie Excela (.xls). Zapisz go jako .xlsx albo CSV.',
  NOT_A_TABLE: 'To nie jest plik CSV ani XLSX.',
  DAMAGED:
    'Arkusz jest uszkodzony albo chroniony hasłem. Otwórz go w arkuszu kalkulacyjnym i zapisz ponownie jako .xlsx.',
  TOO_SLOW: 'Arkusza nie udało się odczytać w wyznaczonym czasie. Zapisz go jako CSV i spróbuj ponownie.',
} as const;

export type UnreadableReason = keyof typeof REASONS;

const sentence = (reason: UnreadableReason, line?: number, limit?: number): string => {
  const told = REASONS[reason].replace('…', `${limit ?? ''}`);
  return line === undefined ? told : `Wiersz ${line}: ${told}`;
};

/** A file that is refused as a whole, with where in it the trouble is. */
export class UnreadableTable extends Error {
  override readonly name = 'UnreadableTable';

  constructor(
    readonly reason: UnreadableReason,
    readonly line?: number,
    readonly limit?: number,
  ) {
    super(sentence(reason, line, limit));
  }
}

export const TableUnreadable = defineError<{ reason: UnreadableReason; line?: number; limit?: number }>(
  'TABLE_UNREADABLE',
  ({ reason, line, limit }) => (reason ? sentence(reason, line, limit) : 'Pliku nie da się odczytać jako tabeli.'),
);
export const FileTypeUnsupported = defineError(
  'FILE_TYPE_UNSUPPORTED',
  'Wczytać można plik CSV albo XLSX: podaj nagłówek Content-Type, np. text/csv.',
);
export const ColumnsMissing = defineError<{ fields: string[]; notFound: string[]; headers: string[] }>(
  'COLUMNS_MISSING',
  ({ fields = [], headers = [] }) =>
    `W pliku brakuje kolumn, bez których nie da się odczytać wierszy${fields.length ? `: ${fields.join(', ')}` : ''}. Wskaż je w columns albo popraw nagłówki${headers.length ? ` (są: ${headers.slice(0, 10).join(', ')})` : ''}.`,
);
export const FileChanged = defineError(
  'FILE_CHANGED',
  'To nie jest plik z podglądu. Zrób podgląd tego pliku i wczytaj go z podanym tam sha256.',
);
export const NOTHING_READY = 'W tym pliku nie ma żadnego wiersza gotowego do wczytania.';
export const NothingToImport = defineError('NOTHING_TO_IMPORT', NOTHING_READY);
export const RowNotImportable = defineError<{ line: number }>(
  'ROW_NOT_IMPORTABLE',
  ({ line }) => `Wiersz ${line ?? ''} zawiera błędy i nie może zostać wczytany. Popraw plik i wczytaj go ponownie.`,
);
