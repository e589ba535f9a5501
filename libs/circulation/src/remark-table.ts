import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import writeXlsxFile from 'write-excel-file/node';
import { channelNames, RemarkChannel, RemarkClass, remarkClassNames, Verdict, verdictNames } from './words.ts';

@ObjectType({ description: 'A line of the remark table (pozycja tabeli uwag).' })
export class RemarkTableRow {
  @Field(() => Int, { description: 'Its number, from 1 (lp.).' }) number: number;
  @Field(() => ID) remarkId: string;
  @Field({ description: 'Whose remark it is (podmiot wnoszący uwagę).' }) submitter: string;
  @Field(() => ID, { nullable: true, description: 'The unit; null of the whole.' }) unitId: string | null;
  @Field(() => String, { nullable: true, description: 'The unit as it is cited; null of the whole (jednostka).' })
  unit: string | null;
  @Field({ description: 'What it says (treść uwagi).' }) text: string;
  @Field(() => String, { nullable: true, description: 'Why (uzasadnienie uwagi).' }) reasons: string | null;
  @Field(() => String, { nullable: true, description: 'How it should read (propozycja zmiany).' })
  wording: string | null;
  @Field(() => Verdict, { nullable: true, description: 'What becomes of it; null so far (stanowisko).' })
  verdict: Verdict | null;
  @Field(() => String, { nullable: true, description: 'Why that (uzasadnienie stanowiska).' })
  verdictReason: string | null;
  @Field(() => RemarkClass) kind: RemarkClass;
  @Field(() => RemarkChannel) channel: RemarkChannel;
  @Field({ description: 'Whether it came after the closing time.' }) late: boolean;
  @Field(() => Int, {
    nullable: true,
    description: 'The number of the line that it is decided on with; null where with none (łącznie z poz.).',
  })
  joinedTo: number | null;
}

@ObjectType({ description: 'The remarks of a circulation as ministries lay them out (tabela uwag).' })
export class RemarkTable {
  @Field({ description: 'The title of the version.' }) title: string;
  @Field(() => Int, { description: 'The number of the version.' }) version: number;
  @Field(() => [RemarkTableRow], { description: 'In the order of the text; none that was withdrawn.' })
  rows: RemarkTableRow[];
}

type Cell = (row: RemarkTableRow) => string;

/** What stands between a remark and its reasons where both are in one cell. */
export const REASONS = '\n\nUzasadnienie: ';
export const saidOf = ({ text, reasons }: Pick<RemarkTableRow, 'text' | 'reasons'>): string =>
  reasons === null ? text : `${text}${REASONS}${reasons}`;

/** First what an applicant fills in, in the ministries’ order, then what the organiser adds, then what only we know. */
const COLUMNS: readonly (readonly [header: string, width: number, cell: Cell])[] = [
  ['Lp.', 6, ({ number }) => String(number)],
  ['Podmiot wnoszący uwagę', 28, ({ submitter }) => submitter],
  ['Jednostka redakcyjna', 22, ({ unit }) => unit ?? 'całość'],
  ['Treść uwagi i uzasadnienie', 60, saidOf],
  ['Propozycja zmiany', 45, ({ wording }) => wording ?? ''],
  ['Stanowisko', 22, ({ verdict }) => (verdict ? verdictNames[verdict] : '')],
  ['Uzasadnienie stanowiska', 45, ({ verdictReason }) => verdictReason ?? ''],
  ['Rodzaj uwagi', 15, ({ kind }) => remarkClassNames[kind]],
  ['Sposób zgłoszenia', 15, ({ channel }) => channelNames[channel]],
  ['Po terminie', 12, ({ late }) => (late ? 'tak' : 'nie')],
  ['Łącznie z poz.', 12, ({ joinedTo }) => (joinedTo === null ? '' : String(joinedTo))],
];
export const HEADERS = COLUMNS.map(([header]) => header);

/** What a spreadsheet would take for a formula, with the signs of other scripts that mean the same; also behind apostrophes. */
const LIVE = /^'*[\s\p{Z}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u;
/** What stood there before it was made text. */
export const revived = (cell: string): string => (cell.startsWith("'") && LIVE.test(cell) ? cell.slice(1) : cell);
/** A cell that no program evaluates: the apostrophe in front makes it text. */
export const inert = (cell: string): string => (LIVE.test(cell) ? `'${cell}` : cell);

const NOT_XML = /[\uFFFE\uFFFF]/g;
const cellsOf = (row: RemarkTableRow): string[] => COLUMNS.map(([, , cell]) => inert(cell(row)));
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

/** As Polish spreadsheets open it: UTF-8 with its mark, semicolons, lines that end as in Windows. */
export const csvOf = ({ rows }: RemarkTable): Buffer =>
  Buffer.from(`\uFEFF${[HEADERS, ...rows.map(cellsOf)].map((cells) => `${cells.map(quoted).join(';')}\r\n`).join('')}`);

export function xlsxOf({ rows }: RemarkTable): Promise<Buffer> {
  const header = HEADERS.map((value) => ({ value, type: String, fontWeight: 'bold' as const, wrap: true }));
  const lines = rows.map((row) =>
    cellsOf(row).map((cell) => ({
      ...{ value: cell.replace(NOT_XML, ''), type: String, wrap: true, alignVertical: 'top' as const },
    })),
  );
  const columns = COLUMNS.map(([, width]) => ({ width }));
  const sheet = { columns, stickyRowsCount: 1, sheet: 'Tabela uwag', orientation: 'landscape' as const };
  return writeXlsxFile([header, ...lines], sheet).toBuffer();
}
