import { jest } from '@jest/globals';
import writeXlsxFile from 'write-excel-file/node';
import { ReadEngine, Reader } from '#reads';
import { useApp } from '#test/app';
import { chair, commit, demo, preview, previewed, upload, windows1250 } from '#test/imports';
import { connect } from '#test/socket';
import type { Someone } from '#test/given';

const ROWS = `query ($id: ID!, $filter: EntityImportRowFilter) { entityImport(id: $id) { rows(first: 100, filter: $filter) {
  totalCount nodes { id line verdict name kind town voivodeship { teryt } nip duplicateOf { id name } duplicateOfLine
    duplicateScore duplicateReason entity { name source } problems { field code severity message } } } } }`;
const DECIDE = `mutation ($input: DecideEntityImportRowInput!) { decideEntityImportRow(input: $input) { verdict decided } }`;
const DISCARD = `mutation ($input: DiscardEntityImportInput!) { discardEntityImport(input: $input) { state } }`;

interface Row {
  id: string;
  line: number;
  verdict: string;
  name: string;
  kind: string;
  town: string;
  voivodeship: { teryt: string };
  nip: string | null;
  duplicateOf: { id: string; name: string } | null;
  duplicateOfLine: number | null;
  duplicateScore: number | null;
  duplicateReason: string | null;
  entity: { name: string; source: string } | null;
  problems: { field: string; code: string; severity: string; message: string }[];
}

describe('the import of the demo network', () => {
  const t = useApp();

  it('takes the clean list whole, knows it when it comes again, and finds most of the raw list in it', async () => {
    const person = await chair(t);
    const first = await previewed(t, person, await demo('entities.csv'));
    expect(first).toMatchObject({ state: 'PREVIEWED', rowsTotal: 117, rowsReady: 117, rowsBad: 0, rowsDuplicate: 0 });

    const { data } = await commit(t, person, first.id);
    expect(data).toMatchObject({ commitEntityImport: { state: 'COMMITTED', rowsReady: 0, rowsImported: 117 } });
    expect(await t.sql(`SELECT count(*)::int AS n, count(DISTINCT id)::int AS ids FROM entity`)).toEqual([
      { n: 117, ids: 117 },
    ]);
    expect(await t.sql(`SELECT type, data FROM event WHERE type LIKE 'entity%' ORDER BY id`)).toEqual([
      { type: 'entity_import.uploaded', data: {} },
      { type: 'entity_import.previewed', data: {} },
      { type: 'entity_import.committed', data: { entities: 117 } },
    ]);

    const again = await previewed(t, person, await demo('entities.csv'));
    expect(again).toMatchObject({ rowsReady: 0, rowsDuplicate: 117 });

    const columns = { NAME: 'raw_text', KIND: 'type_read', SOURCE: null };
    const raw = await previewed(t, person, await demo('entities-raw.csv'), { columns, voivodeship: '02' });
    expect(raw.rowsTotal).toBe(134);
    expect(raw.rowsDuplicate).toBeGreaterThan(90);
  });
});

describe('an import of entities', () => {
  const t = useApp();
  const rowsOf = async (person: Someone, id: string, filter?: object): Promise<Row[]> =>
    (await t.get<{ entityImport: { rows: { nodes: Row[] } } }>(person, ROWS, { id, filter })).entityImport.rows.nodes;

  it('reads Windows-1250 with semicolons, and keeps what is wrong with each row apart from what is right', async () => {
    const person = await chair(t);
    const file = [
      'Nazwa;Rodzaj;Miejscowość;Województwo;NIP;Telefon',
      'Centrum Integracji „Żółw <b>”;CIS;Łódź;łódzkie;;600 100 200',
      'Klub „Jaźń”;KIS;Ełk;nigdzie;1234567890;',
      'Zakład 44051401359;ZAZ;Piła;wielkopolskie;;',
    ].join('\r\n');
    const { id, ...counts } = await previewed(t, person, windows1250(file), { type: 'application/octet-stream' });
    expect(counts).toMatchObject({ rowsTotal: 3, rowsReady: 1, rowsBad: 2 });

    const [good, bad, secret] = await rowsOf(person, id);
    expect(good).toMatchObject({ line: 2, verdict: 'READY', name: 'Centrum Integracji „Żółw <b>”', kind: 'CIS' });
    expect(good).toMatchObject({ town: 'Łódź', voivodeship: { teryt: '10' }, problems: [] });
    expect(bad!.problems.map(({ field, code }) => `${field} ${code}`)).toEqual([
      'VOIVODESHIP UNKNOWN_VOIVODESHIP',
      'NIP WRONG_NIP',
    ]);
    expect(secret).toMatchObject({ verdict: 'BAD', name: 'Zakład [PESEL]' });
    expect(await t.sql(`SELECT FROM entity_import_row WHERE entity_import_row::text ~ '44051401359|600 100'`)).toEqual(
      [],
    );
    expect(await rowsOf(person, id, { hasProblems: false })).toEqual([good]);
    expect(await rowsOf(person, id, { verdicts: ['BAD'], hasProblems: true })).toEqual([bad, secret]);

    const query = `query ($id: ID!) { entityImport(id: $id) { encoding separator fileName columns { header field } } }`;
    const { entityImport } = await t.get<{ entityImport: object }>(person, query, { id });
    expect(entityImport).toMatchObject({ encoding: 'windows-1250', separator: ';', fileName: 'podmioty.csv' });
    expect(entityImport).toMatchObject({ columns: expect.arrayContaining([{ header: 'Nazwa', field: 'NAME' }]) });

    await commit(t, person, id);
    expect((await rowsOf(person, id)).map(({ verdict, entity }) => [verdict, entity?.source])).toEqual([
      ['IMPORTED', 'podmioty.csv'],
      ['BAD', undefined],
      ['BAD', undefined],
    ]);
  });

  it('reads XLSX', async () => {
    const person = await chair(t);
    const cells = [
      ['nazwa', 'rodzaj', 'województwo', 'regon'],
      ['Spółdzielnia Socjalna „Świt”', 'spółdzielnia socjalna', 'podlaskie', 123456785],
    ].map((row) => row.map((value) => ({ value })));
    const file = new Uint8Array(await writeXlsxFile(cells).toBuffer());
    const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    const { id } = await previewed(t, person, file, { name: 'podmioty.xlsx', type });
    expect(await rowsOf(person, id)).toMatchObject([{ verdict: 'READY', kind: 'SOCIAL_COOPERATIVE' }]);
  });

  it('leaves likely duplicates out unless somebody takes them, and takes no row with errors', async () => {
    const person = await chair(t);
    const name = 'Centrum Integracji Społecznej „Przystań nad Brdą”';
    const known = await t.given.entity({ name, town: 'Tuchola', voivodeship: '04' });
    const lines = ['name,kind,town,teryt', `CIS Przystań nad Brdą,CIS,Tuchola,04`, `Klub Sosna,KIS,Iława,28`];
    const file = [...lines, `Klub Sosna,KIS,Iława,28`, `Klub Buk,KIS,Iława,99`, `Zakład Jodła,ZAZ,Nysa,16`].join('\n');
    const { id, ...counts } = await previewed(t, person, file);
    expect(counts).toMatchObject({ rowsReady: 2, rowsDuplicate: 2, rowsBad: 1 });

    const [twin, , echo, bad, ready] = await rowsOf(person, id);
    expect(twin).toMatchObject({
      verdict: 'DUPLICATE',
      duplicateOf: { id: known.id },
      duplicateReason: 'SIMILAR_NAME',
    });
    expect(echo).toMatchObject({ verdict: 'DUPLICATE', duplicateOf: null, duplicateOfLine: 3 });

    const decide = (rowId: string, take: boolean) => t.ask(person, DECIDE, { input: { rowId, take } });
    expect((await decide(twin!.id, true)).data).toEqual({ decideEntityImportRow: { verdict: 'READY', decided: true } });
    expect((await decide(ready!.id, false)).data).toMatchObject({ decideEntityImportRow: { verdict: 'SKIPPED' } });
    expect((await decide(bad!.id, true)).errors[0]!.extensions).toMatchObject({ code: 'ROW_NOT_IMPORTABLE', line: 5 });
    expect((await commit(t, person, id)).data).toMatchObject({ commitEntityImport: { rowsImported: 2 } });
    expect((await decide(twin!.id, false)).errors[0]!.extensions.code).toBe('WRONG_STATE');
  });

  it('is seen by who uploaded it and the officers of their body, and by nobody else', async () => {
    const convent = await t.given.convent();
    const [person, secretary] = [await t.given.holder('CHAIR', convent), await t.given.holder('SECRETARY', convent)];
    const { id } = await previewed(t, person, 'name,kind,teryt\nKlub Olcha,KIS,22');
    const [row] = await rowsOf(secretary, id);
    const list = `{ entityImports { totalCount nodes { id availableActions { action allowed } rows { totalCount } } } }`;
    expect(await t.get(secretary, list)).toMatchObject({
      entityImports: { nodes: [{ id, availableActions: [{ allowed: true }, { allowed: true }, { allowed: true }] }] },
    });
    const stranger = await chair(t);
    expect(await t.get(stranger, list)).toMatchObject({ entityImports: { totalCount: 0 } });
    for (const [query, variables] of [
      [ROWS, { id }],
      [DISCARD, { input: { importId: id } }],
      [DECIDE, { input: { rowId: row!.id, take: false } }],
    ] as const)
      expect(await t.refusal(stranger, query, variables)).toBe('NOT_FOUND');
    expect((await commit(t, stranger, id)).errors[0]!.extensions.code).toBe('NOT_FOUND');
    expect(await t.refusal(null, ROWS, { id })).toBe('UNAUTHENTICATED');
    const engine = t.app.get(ReadEngine);
    engine.rules = false;
    expect(await t.refusal(stranger, ROWS, { id })).toBe('NOT_FOUND');
    engine.rules = true;

    await t.sql(`UPDATE mandate SET state = 'ENDED', ended_because = 'RECALLED' WHERE person_id = $1`, [person.id]);
    expect((await commit(t, person, id)).errors[0]!.extensions.code).toBe('FORBIDDEN');
    expect((await t.ask(secretary, DISCARD, { input: { importId: id } })).data).toEqual({
      discardEntityImport: { state: 'DISCARDED' },
    });
    expect((await commit(t, secretary, id)).errors[0]!.extensions.code).toBe('WRONG_STATE');
  });

  it('tells how it goes on, and reads in one statement', async () => {
    const person = await chair(t);
    const { body } = await upload(t, person, `name,kind,teryt\nKlub Wiąz,KIS,22`);
    const socket = connect(t, person);
    const heard = socket.listen(`subscription ($id: ID!) { entityImportChanged(id: $id) { state } }`, {
      id: body.importId,
    });
    const states = async (state: string): Promise<void> => {
      while (
        ((await heard.next()).data as { entityImportChanged: { state: string } } | null)?.entityImportChanged.state !==
        state
      );
    };
    await states('PREVIEWED');
    await commit(t, person, (await preview(t, person, body.importId)).id);
    await states('COMMITTED');
    await socket.end();

    const run = jest.spyOn(t.app.get(Reader), 'run');
    await rowsOf(person, body.importId, { hasProblems: false });
    expect(run).toHaveBeenCalledTimes(1);
    run.mockRestore();
  });
});
