import writeXlsxFile from 'write-excel-file/node';
import { inert } from '#circulation';
import { addresseeNames, channelNames, positionNames, stageNames } from './words.ts';
import type { AddresseeKind, DispatchChannel, LegislativeStage, PositionKind } from './words.ts';

/** A line of the register as a file has it. */
export interface RegisterRow {
  readonly number: string;
  readonly title: string;
  readonly areas: string;
  readonly dossier: string;
  readonly body: string;
  readonly addresseeKind: AddresseeKind;
  readonly addressee: string;
  readonly sentOn: string;
  readonly reference: string | null;
  readonly channel: DispatchChannel;
  readonly dueOn: string | null;
  readonly overdue: boolean;
  readonly receivedOn: string | null;
  readonly kind: PositionKind | null;
  readonly reason: string | null;
  readonly stage: LegislativeStage | null;
  readonly listNumber: string | null;
  readonly act: string | null;
}

const COLUMNS: readonly (readonly [header: string, width: number, cell: (row: RegisterRow) => string | null])[] = [
  ['Numer rekomendacji', 14, ({ number }) => number],
  ['Rekomendacja', 45, ({ title }) => title],
  ['Obszary zmian', 35, ({ areas }) => areas],
  ['Pakiet', 30, ({ dossier }) => dossier],
  ['Nadawca', 30, ({ body }) => body],
  ['Rodzaj adresata', 22, ({ addresseeKind }) => addresseeNames[addresseeKind]],
  ['Adresat', 35, ({ addressee }) => addressee],
  ['Wysłano', 12, ({ sentOn }) => sentOn],
  ['Znak pisma', 18, ({ reference }) => reference],
  ['Sposób wysłania', 16, ({ channel }) => channelNames[channel]],
  ['Termin odpowiedzi', 14, ({ dueOn }) => dueOn],
  ['Po terminie', 10, ({ overdue }) => (overdue ? 'tak' : 'nie')],
  ['Odpowiedź z dnia', 14, ({ receivedOn }) => receivedOn],
  ['Stanowisko', 22, ({ kind }) => kind && positionNames[kind]],
  ['Uzasadnienie stanowiska', 45, ({ reason }) => reason],
  ['Etap prac legislacyjnych', 26, ({ stage }) => stage && stageNames[stage]],
  ['Numer w wykazie', 14, ({ listNumber }) => listNumber],
  ['Ogłoszony akt', 24, ({ act }) => act],
];
export const REGISTER_HEADERS = COLUMNS.map(([header]) => header);

const NOT_XML = /[\uFFFE\uFFFF]/g;
const cellsOf = (row: RegisterRow): string[] => COLUMNS.map(([, , cell]) => inert(cell(row) ?? ''));
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

/** As Polish spreadsheets open it: UTF-8 with its mark, semicolons, lines that end as in Windows. */
const csvOf = (rows: readonly RegisterRow[]): Buffer => {
  const lines = [REGISTER_HEADERS, ...rows.map(cellsOf)].map((cells) => `${cells.map(quoted).join(';')}\r\n`);
  return Buffer.from(`\uFEFF${lines.join('')}`);
};

function xlsxOf(rows: readonly RegisterRow[]): Promise<Buffer> {
  const header = REGISTER_HEADERS.map((value) => ({ value, type: String, fontWeight: 'bold' as const, wrap: true }));
  const lines = rows.map((row) =>
    cellsOf(row).map((cell) => ({
      ...{ value: cell.replace(NOT_XML, ''), type: String, wrap: true, alignVertical: 'top' as const },
    })),
  );
  const columns = COLUMNS.map(([, width]) => ({ width }));
  const sheet = { columns, stickyRowsCount: 1, sheet: 'Rejestr odpowiedzi', orientation: 'landscape' as const };
  return writeXlsxFile([header, ...lines], sheet).toBuffer();
}

export const REGISTER_FORMS = {
  csv: { type: 'text/csv; charset=utf-8', make: async (rows: readonly RegisterRow[]) => csvOf(rows) },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', make: xlsxOf },
};
export type RegisterForm = keyof typeof REGISTER_FORMS;
