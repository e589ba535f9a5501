import { deflateRawSync } from 'node:zlib';
import writeXlsxFile, { type SheetData } from 'write-excel-file/node';
import { readTable, TABLE_LIMITS, UnreadableTable } from './table-file.ts';

const POLISH = 'nazwa;miejscowość\nCIS „Żółw”;Łódź\nŚwietlica;Jaźń\n';
const utf8 = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readTable(utf8(text), 'podmioty.csv');

/** Bytes of a text in a code page, by asking the decoder for the letter of every byte. */
const encode = (text: string, encoding: string) => {
  const letters = Array.from({ length: 256 }, (_, byte) => new TextDecoder(encoding).decode(Uint8Array.of(byte)));
  return Uint8Array.from(text, (letter) => letters.indexOf(letter));
};
const utf16 = (text: string, bigEndian: boolean) => {
  const bytes = Buffer.from(text, 'utf16le');
  return new Uint8Array(bigEndian ? bytes.swap16() : bytes);
};
const xlsx = async (data: SheetData) => new Uint8Array(await writeXlsxFile(data).toBuffer());

const reasonOf = async (bytes: Uint8Array, name = 'plik.csv'): Promise<string> => {
  const refusal: unknown = await readTable(bytes, name).catch((error: unknown) => error);
  if (!(refusal instanceof UnreadableTable)) throw refusal;
  return `${refusal.reason}${refusal.line ? ` ${refusal.line}` : ''}`;
};

/** How often others had their turn meanwhile. */
const turnsDuring = async (work: () => Promise<unknown>): Promise<number> => {
  let turns = 0;
  const clock = setInterval(() => (turns += 1), 1);
  await work();
  clearInterval(clock);
  return turns;
};

/** A ZIP of one deflated file that declares whatever sizes it is told. */
const zip = (name: string, content: Buffer, declared: number): Uint8Array => {
  const packed = deflateRawSync(content);
  const sizes = (header: Buffer, at: number) => {
    header.writeUInt32LE(packed.length, at);
    header.writeUInt32LE(declared, at + 4);
    header.writeUInt16LE(name.length, at + 8);
  };
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50);
  local.writeUInt16LE(8, 8);
  sizes(local, 18);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50);
  entry.writeUInt16LE(8, 10);
  sizes(entry, 20);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(1, 8);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  return new Uint8Array(Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end]));
};

describe('readTable on CSV', () => {
  it.each([
    ['utf-8', utf8(POLISH)],
    ['utf-8', utf8(`\ufeff${POLISH}`)],
    ['windows-1250', encode(POLISH, 'windows-1250')],
    ['iso-8859-2', encode(POLISH.replace(/[„”]/g, '"'), 'iso-8859-2')],
    ['utf-16le', utf16(`\ufeff${POLISH}`, false)],
    ['utf-16le', utf16(POLISH, false)],
    ['utf-16be', utf16(`\ufeff${POLISH}`, true)],
    ['utf-16be', utf16(POLISH, true)],
  ])('detects %s', async (encoding, bytes) => {
    const table = await readTable(bytes, 'podmioty.csv');
    expect(table).toMatchObject({ encoding, separator: ';', header: ['nazwa', 'miejscowość'] });
    expect(table.rows.map(({ cells }) => cells[1])).toEqual(['Łódź', 'Jaźń']);
  });

  it.each([
    [';', 'a;b;c\n1,5;2,5;3,5\n1,1;2;3\n'],
    [',', 'a,b,c\n"x;y",2,3\n"p;q;r",5,6\n'],
    ['\t', 'a\tb\n1,2;3\t4\n'],
    [',', 'sep=,\r\na,b;c\r\n1,2;3\r\n'],
    [null, 'nazwa\n„Opoka”\n'],
  ])('finds the separator %p', async (separator, text) => expect((await read(text)).separator).toBe(separator));

  it('drops the line that declares the separator', async () =>
    expect((await read('sep=,\r\na,b\r\n1,2\r\n')).header).toEqual(['a', 'b']));

  it('keeps line numbers over empty lines and cells of several lines', async () => {
    const table = await read('a;b\r\n\r\n"x\r\ny";1\r\n;;\r\nz;2');
    expect(table.rows).toEqual([
      { line: 3, cells: ['x\ny', '1'] },
      { line: 6, cells: ['z', '2'] },
    ]);
  });

  it('reads quotes as they come, doubled and stray', async () => {
    const table = await read('a;b\n"S.S. ""Opoka""; Chechło";1\nFundacja "Barka";2\n');
    expect(table.rows.map(({ cells }) => cells[0])).toEqual(['S.S. "Opoka"; Chechło', 'Fundacja "Barka"']);
  });

  it('keeps ragged rows as they are', async () => {
    const { rows } = await read('a,b,c\n1,2\n1,2,3\n1,2,3,4\n');
    expect(rows.map(({ line, cells }) => [line, cells.length])).toEqual([
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
  });

  it('reads 20,000 rows, while others have their turns', async () => {
    const row = 'Centrum Integracji Społecznej „Żelazna”;ul. Długa 3;"a;b"\n';
    const bytes = utf8(`nazwa;b;c\n${row.repeat(TABLE_LIMITS.rows)}`);
    let rows = 0;
    const turns = await turnsDuring(async () => (rows = (await readTable(bytes, 'x.csv')).rows.length));
    expect(rows).toBe(TABLE_LIMITS.rows);
    expect(turns).toBeGreaterThan(10);
  });
});

describe('readTable on XLSX', () => {
  it('turns numbers and dates to text without loss', async () => {
    const cells = [9291928963, 36855346100018, 30529, new Date('2024-10-23'), true, 2.5, 'Łódź', null, '007'];
    const bytes = await xlsx([
      cells.map((_, column) => `k${column}`),
      [],
      cells.map((value) => (value instanceof Date ? { value, type: Date, format: 'dd.mm.yyyy' } : value)),
    ]);
    expect(await readTable(bytes, 'podmioty.XLSX')).toEqual({
      encoding: null,
      separator: null,
      header: cells.map((_, column) => `k${column}`),
      rows: [
        {
          line: 3,
          cells: ['9291928963', '36855346100018', '30529', '2024-10-23', 'PRAWDA', '2.5', 'Łódź', '', '007'],
        },
      ],
    });
  });

  it('knows the file by its content, not by its name', async () =>
    expect((await readTable(await xlsx([['a'], ['b']]), 'x.csv')).rows).toHaveLength(1));

  it('reads 20,000 rows, while others have their turns', async () => {
    const row = ['Centrum Integracji Społecznej', 'Łódź', 9291928963, '90-001', 'łódzkie', 'ul. Długa 3', 'CIS', 'x'];
    const bytes = await xlsx([row, ...Array.from({ length: TABLE_LIMITS.rows }, (_, at) => [...row, `nr ${at}`])]);
    let rows = 0;
    const turns = await turnsDuring(async () => (rows = (await readTable(bytes, 'x.xlsx')).rows.length));
    expect(rows).toBe(TABLE_LIMITS.rows);
    expect(turns).toBeGreaterThan(10);
  });
});

describe('readTable refuses', () => {
  const row = (count: number, cell = 'x') => Array(count).fill(cell).join(';');

  it.each([
    ['nothing', '', 'EMPTY'],
    ['empty lines', '\n\n;;\n', 'EMPTY'],
    ['a header alone', 'a;b\n', 'EMPTY'],
    ['20,001 rows', `a;b\n${'1;2\n'.repeat(20_001)}`, 'TOO_MANY_ROWS'],
    ['61 columns', `a;b\n1;2\n${row(61)}\n`, 'TOO_MANY_COLUMNS 3'],
    ['a long cell', `a;b\n1;${'x'.repeat(2001)}\n`, 'CELL_TOO_LONG 2'],
    ['a quote without an end', 'a;b\n1;2\n"3;4\n5;6\n', 'QUOTE_NOT_CLOSED 3'],
    ['a PDF', '%PDF-1.7\n...', 'NOT_A_TABLE'],
    ['a damaged archive', 'PK\u0003\u0004 and no more', 'DAMAGED'],
  ])('%s', async (_, text, reason) => expect(await reasonOf(utf8(text))).toBe(reason));

  it('10 MB and a byte', async () =>
    expect(await reasonOf(new Uint8Array(TABLE_LIMITS.bytes + 1))).toBe('FILE_TOO_LARGE'));

  it('the Excel of before 2007', async () =>
    expect(await reasonOf(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 1, 2), 'x.xls')).toBe('OLD_EXCEL'));

  it('a name that promises XLSX over other content', async () =>
    expect(await reasonOf(utf8('a;b\n1;2\n'), 'x.xlsx')).toBe('NOT_A_TABLE'));

  it('an archive that is no workbook', async () =>
    expect(await reasonOf(zip('word/document.xml', Buffer.from('<a/>'), 4))).toBe('NOT_A_TABLE'));

  it('an archive that says it unpacks to more than 200 MB, before unpacking it', async () => {
    const bomb = zip('xl/workbook.xml', Buffer.alloc(1000), TABLE_LIMITS.unpackedBytes + 1);
    expect(await reasonOf(bomb, 'x.xlsx')).toBe('UNPACKS_TOO_LARGE');
  });

  it('an archive that unpacks to more than it says', async () => {
    const before = process.memoryUsage.rss();
    expect(await reasonOf(zip('xl/workbook.xml', Buffer.alloc(200_000_000, 32), 1000), 'x.xlsx')).toBe('DAMAGED');
    expect(process.memoryUsage.rss() - before).toBeLessThan(400_000_000);
  });

  it('in Polish, naming the line', async () => {
    const refusal: unknown = await read(`a;b\n1;${'x'.repeat(2001)}\n`).catch((error: unknown) => error);
    expect((refusal as Error).message).toBe('Wiersz 2: Jedna z komórek ma więcej niż 2000 znaków. Skróć ją.');
  });
});
