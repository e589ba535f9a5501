import { readFile } from 'node:fs/promises';
import { EntityKind, FounderKind } from '#convents';
import { blocks, EntityField, mapColumns, readEntityRow, type EntityRow } from './entity-row.ts';
import { readTable } from './table-file.ts';

const demo = async (name: string) =>
  readTable(await readFile(new URL(`../../../apps/cli/demo/${name}`, import.meta.url)), name);

const HEADER = [
  'nazwa',
  'rodzaj',
  'miejscowość',
  'kod pocztowy',
  'ulica',
  'województwo',
  'teryt',
  'NIP',
  'REGON',
  'KRS',
];
const GOOD = ['Klub „Wiatrak”', 'KIS', 'Toruń', '87-100', 'ul. Długa 1', 'kujawsko-pomorskie', '04', '', '', ''];

const readWith = (changes: Record<string, string>) =>
  readEntityRow(
    GOOD.map((cell, at) => changes[HEADER[at]!] ?? cell),
    mapColumns(HEADER),
  );
const found = (changes: Record<string, string>) =>
  readWith(changes).problems.map(({ field, code, severity }) => `${severity} ${field} ${code}`);

describe('mapColumns', () => {
  it('maps the headers of the demo file by itself', async () => {
    const { header } = await demo('entities.csv');
    const { columns, unknown, missing } = mapColumns(header);
    expect(Object.keys(columns)).toHaveLength(header.length);
    expect([unknown, missing]).toEqual([[], []]);
  });

  it.each([
    ['Nazwa podmiotu*', EntityField.NAME],
    ['TYP', EntityField.KIND],
    ['Miejscowość', EntityField.TOWN],
    ['KOD  POCZTOWY', EntityField.POSTAL_CODE],
    ['Adres', EntityField.STREET],
    ['Woj.', EntityField.VOIVODESHIP],
    ['Instytucja tworząca', EntityField.FOUNDER_NAME],
    ['Podmiot prowadzacy', EntityField.FOUNDER_NAME],
    ['Źródło', EntityField.SOURCE],
    ['Tel.', EntityField.PHONE],
    ['E-mail', EntityField.EMAIL],
  ])('knows %p as %s', (header, field) => expect(mapColumns([header]).columns).toEqual({ [field]: 0 }));

  it('lets an override win, and says what it does not know, lacks or could not find', () => {
    const header = ['nazwa', 'raw', 'lp', 'NIP', 'nazwa'];
    expect(mapColumns(header, { NAME: 'RAW', NIP: null, KRS: 'sąd' })).toEqual({
      columns: { NAME: 1 },
      width: 5,
      unknown: ['nazwa', 'lp', 'NIP', 'nazwa'],
      notFound: ['sąd'],
      missing: [EntityField.KIND, EntityField.VOIVODESHIP],
    });
  });
});

describe('readEntityRow', () => {
  it('reads the whole demo file without an error, and every word of it', async () => {
    const { header, rows } = await demo('entities.csv');
    const mapping = mapColumns(header);
    const read = rows.map(({ cells }) => readEntityRow(cells, mapping));
    expect(read).toHaveLength(117);
    expect(read.flatMap(({ problems }) => problems.filter(blocks))).toEqual([]);
    const count = (kind: EntityKind) => read.filter(({ row }) => row.kind === kind).length;
    expect(Object.values(EntityKind).map((kind) => `${kind} ${count(kind)}`)).toEqual(
      (
        'CIS 37,KIS 16,ZAZ 17,WTZ 7,SOCIAL_COOPERATIVE 3,SOCIAL_ENTERPRISE 0,ROPS 13,OWES 1,OPS 8,CUS 1,PCPR 2,' +
        'PUP 5,NGO 7,LOCAL_GOVERNMENT 0,OTHER 0'
      ).split(','),
    );
    expect(new Set(read.map(({ row }) => row.founderKind)).size).toBe(7);
  });

  it('gives every field of a row', () => {
    const header = [...HEADER, 'założyciel', 'rodzaj założyciela', 'źródło', 'telefon'];
    const numbers = ['NIP: 929-192-89-63', '368553461', '123456'];
    const cells = [...GOOD.slice(0, 7), ...numbers, 'Fundacja <b>„X”</b>', 'NGO', 'spis', '600 100 200'];
    const row: EntityRow = {
      name: 'Klub „Wiatrak”',
      kind: EntityKind.KIS,
      town: 'Toruń',
      postalCode: '87-100',
      street: 'ul. Długa 1',
      teryt: '04',
      founderName: 'Fundacja <b>„X”</b>',
      founderKind: FounderKind.NGO,
      nip: '9291928963',
      regon: '368553461',
      krs: '0000123456',
      source: 'spis',
    };
    expect(readEntityRow(cells, mapColumns(header))).toEqual({ row, problems: [] });
  });

  it.each<[Record<string, string>, string[]]>([
    [{}, []],
    [{ nazwa: ' x ' }, ['ERROR NAME MISSING_NAME']],
    [{ rodzaj: 'sklep' }, ['ERROR KIND UNKNOWN_KIND']],
    [{ rodzaj: '' }, ['ERROR KIND MISSING_KIND']],
    [{ rodzaj: '', nazwa: 'Klub Integracji Społecznej' }, ['WARNING KIND KIND_GUESSED']],
    [{ województwo: 'bawarskie' }, ['ERROR VOIVODESHIP UNKNOWN_VOIVODESHIP']],
    [{ województwo: '', teryt: '' }, ['ERROR VOIVODESHIP MISSING_VOIVODESHIP']],
    [{ województwo: '' }, ['WARNING VOIVODESHIP VOIVODESHIP_GUESSED']],
    [{ teryt: '22' }, ['ERROR TERYT VOIVODESHIP_CONFLICT']],
    [{ teryt: '03' }, ['ERROR TERYT UNKNOWN_VOIVODESHIP']],
    [{ teryt: '0463011' }, []],
    [{ NIP: '9291928964' }, ['ERROR NIP WRONG_NIP']],
    [{ REGON: '368553462' }, ['ERROR REGON WRONG_REGON']],
    [{ KRS: 'x' }, ['ERROR KRS WRONG_KRS']],
    [{ NIP: 'brak', REGON: '-', KRS: 'n/d' }, []],
    [{ 'kod pocztowy': '871000' }, ['ERROR POSTAL_CODE WRONG_POSTAL_CODE']],
    [{ 'kod pocztowy': '87100' }, ['WARNING POSTAL_CODE POSTAL_CODE_REPAIRED']],
    [{ ulica: 'klucz u 85031500004' }, ['ERROR STREET PESEL_FOUND']],
    [{ nazwa: 'x'.repeat(301) }, ['ERROR NAME TEXT_TOO_LONG']],
    [{ miejscowość: '' }, ['WARNING TOWN MISSING_TOWN']],
    [{ nazwa: 'KIS Toruń' }, ['WARNING NAME ABBREVIATED_NAME']],
    [{ nazwa: 'Klub „Wiatrak"' }, ['WARNING NAME MIXED_QUOTES']],
    [{ nazwa: 'Klub \u0000W\u202eiatrak' }, ['WARNING NAME CONTROL_CHARACTERS']],
    [{ nazwa: 'K\ufffdub' }, ['WARNING NAME BROKEN_LETTERS']],
    [{ nazwa: 'K\ud83dub' }, ['WARNING NAME BROKEN_LETTERS']],
  ])('finds in %j: %j', (changes, problems) => expect(found(changes)).toEqual(problems));

  it('cleans what cannot be seen and keeps markup as text', () => {
    const { row } = readWith({ nazwa: ' <script>alert("Z\u0307o\u0301ł\u0000w")</script>\u00a0 \n Łódź ' });
    expect(row.name).toBe('<script>alert("Żółw")</script> Łódź');
  });

  it('shows no PESEL, not in the row and not in a message', () =>
    expect(JSON.stringify(readWith({ rodzaj: '850315 00004' }))).not.toMatch(/00004/));

  it('takes a whole address apart', () => {
    const address = { miejscowość: '', 'kod pocztowy': '', ulica: 'ul. Zamkowa 17, 77-330 Czarne' };
    expect(readWith(address).row).toMatchObject({ street: 'ul. Zamkowa 17', postalCode: '77-330', town: 'Czarne' });
    expect(found(address)).toEqual(['WARNING STREET ADDRESS_SPLIT']);
  });

  it('restores the zero that a spreadsheet dropped', () =>
    expect(readWith({ 'kod pocztowy': '2100', teryt: '4', KRS: '12' }).row).toMatchObject({
      postalCode: '02-100',
      teryt: '04',
      krs: '0000000012',
    }));

  it('assumes the voivodeship of the convent only where none is named', () => {
    const read = readEntityRow(['Klub X', 'KIS', 'Puck'], mapColumns(['nazwa', 'typ', 'miasto']), { teryt: '22' });
    expect(read.row.teryt).toBe('22');
    expect(read.problems.map(({ message }) => message)).toEqual(['Województwa nie podano; przyjęto: pomorskie.']);
  });

  it('joins a tail that an unquoted comma cut off, if the last column is free text', () => {
    const header = ['nazwa', 'typ', 'miasto', 'teryt', 'źródło'];
    const { row, problems } = readEntityRow(['Klub', 'KIS', 'Puck', '22', 'Raport', ' 2024'], mapColumns(header));
    expect(row.source).toBe('Raport, 2024');
    expect(problems.map(({ code }) => code)).toContain('CELLS_JOINED');
    const other = readEntityRow(['Klub', '22', 'KIS', 'Puck', 'x'], mapColumns(['nazwa', 'teryt', 'typ', 'miasto']));
    expect(other.problems.map(({ code }) => code)).toEqual(['TOO_MANY_CELLS', 'VOIVODESHIP_GUESSED']);
    const short = readEntityRow(['Klub', '22', 'KIS'], mapColumns(['nazwa', 'teryt', 'typ', 'miasto']));
    expect(short.problems.map(({ code }) => code)).toEqual(['TOO_FEW_CELLS', 'MISSING_TOWN', 'VOIVODESHIP_GUESSED']);
  });
});
