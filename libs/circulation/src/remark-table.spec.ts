import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { readSheet } from 'read-excel-file/node';
import { useApp, type Asker } from '#test/app';
import { Circulating, type Scene, type ToldCirculation } from '#test/circulations';
import { unitWith } from '#test/drafts';
import { nasty } from '#test/given';
import { patience } from '#test/patience';
import { csvOf, HEADERS, inert, revived, type RemarkTableRow } from './remark-table.ts';

const TABLE = `query ($id: ID!) { remarkTable(circulationId: $id) { title version rows {
  number remarkId submitter unit text reasons wording verdict verdictReason kind channel late } } }`;

describe('the remark table', () => {
  const t = useApp();
  let c: Circulating;
  beforeAll(() => void (c = new Circulating(t)));
  const file = (who: Asker, id: string, form: string) => {
    const token = typeof who === 'string' ? who : who?.token;
    return fetch(`${t.url}/circulations/${id}/remarks.${form}`, {
      headers: { ...(token && { authorization: `Bearer ${token}` }) },
    });
  };
  const table = async (who: Asker, id: string): Promise<RemarkTableRow[]> =>
    (await t.get<{ remarkTable: { rows: RemarkTableRow[] } }>(who, TABLE, { id })).remarkTable.rows;
  const filled = async (): Promise<{ scene: Scene; started: ToldCirculation }> => {
    const scene = await c.scene();
    const { staff, chair, entity, draft } = scene;
    const started = await c.start(scene);
    const unitId = unitWith(draft, 'żółwiem').id;
    const live = { unitId, text: '=1+1', wording: '+48 58 000', reasons: nasty('Bo'), kind: 'EDITORIAL' };
    const one = await c.remarked(staff, started, entity, live);
    await c.remarked(staff, started, entity, { text: nasty('Całość;\n"tak"') });
    const letter = {
      circulationId: started.id,
      channel: 'LETTER',
      submitter: '@Gmina',
      kind: 'LEGISLATIVE',
      text: '-x',
    };
    await c.do(chair, 'recordRemark', letter);
    const gone = await c.remarked(staff, started, entity);
    await c.do(staff, 'withdrawRemark', { remarkId: gone.id });
    const dispositions = [{ remarkId: one.id, verdict: 'PARTIALLY_ACCEPTED', reason: '=SUM(A1)' }];
    await c.do(chair, 'disposeRemarks', { circulationId: started.id, dispositions });
    return { scene, started };
  };

  it('has the ministries’ columns and no cell that a spreadsheet evaluates, as data, CSV and XLSX', async () => {
    const { scene, started } = await filled();
    const { chair, staff, neighbour } = scene;
    const rows = await table(chair, started.id);
    expect(rows.map(({ number, unit }) => [number, unit])).toEqual([
      [1, null],
      [2, null],
      [3, 'art. 2 ust. 1 pkt 1'],
    ]);
    expect(rows[2]).toMatchObject({
      ...{ text: '=1+1', wording: '+48 58 000', kind: 'EDITORIAL', channel: 'PLATFORM', late: false },
      ...{ verdict: 'PARTIALLY_ACCEPTED', verdictReason: '=SUM(A1)' },
    });
    const csv = await file(chair, started.id, 'csv');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const bytes = Buffer.from(await csv.arrayBuffer());
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const cells = parse(bytes, { bom: true, delimiter: ';' }) as string[][];
    expect(cells[0]).toEqual(HEADERS);
    expect(HEADERS.slice(1, 5)).toEqual([
      ...['Podmiot wnoszący uwagę', 'Jednostka redakcyjna', 'Treść uwagi i uzasadnienie', 'Propozycja zmiany'],
    ]);
    expect(cells[3]!.slice(3)).toEqual([
      ...[`'=1+1\n\nUzasadnienie: ${rows[2]!.reasons}`, `'+48 58 000`, 'częściowo uwzględniona', `'=SUM(A1)`],
      ...['redakcyjna', 'platforma', 'nie', ''],
    ]);
    expect(cells.flat().filter((cell) => /^[=+\-@]/.test(cell))).toEqual([]);
    expect(cells.map((line) => line[1])).toContain(`'@Gmina`);

    const xlsx = Buffer.from(await (await file(chair, started.id, 'xlsx')).arrayBuffer());
    const sheet = (await readSheet(xlsx)) as (string | null)[][];
    const tidy = (cell: string | null | undefined) => (cell ?? '').replaceAll('\r\n', '\n').trim();
    expect(sheet.map((line) => HEADERS.map((_, i) => tidy(line[i])))).toEqual(cells.map((line) => line.map(tidy)));

    // To each what they see; to nobody what they do not.
    expect(await table(staff, started.id)).toHaveLength(2);
    expect(await table(neighbour, started.id)).toHaveLength(0);
    const stranger = await t.given.person();
    expect(await t.refusal(stranger, TABLE, { id: started.id })).toBe('NOT_FOUND');
    for (const form of ['csv', 'xlsx']) {
      expect((await file(stranger, started.id, form)).status).toBe(404);
      expect((await file(null, started.id, form)).status).toBe(401);
      expect((await file(chair, 'x', form)).status).toBe(404);
    }
  });

  it('of 2,000 remarks goes out within three seconds in each form', async () => {
    const scene = await c.scene();
    const started = await c.start(scene);
    await t.sql(
      `INSERT INTO remark (id, circulation_id, unit_id, unit_path, place, state, kind, channel, late, entity_id, text, wording, reasons, person_id, at)
       SELECT uuidv7(), $1, $2, 'art. ' || i, 1 + i % 300, 'SUBMITTED', 'SUBSTANTIVE', 'EMAIL', false, $3, repeat('Zażółć gęślą jaźń. ', 15),
         repeat('Brzmienie. ', 10), repeat('Bo. ', 20), $4, now() FROM generate_series(1, 2000) i`,
      [started.id, unitWith(scene.draft, 'żółwiem').id, scene.entity.id, scene.chair.id],
    );
    const took = async (work: () => Promise<unknown>): Promise<number> => {
      const before = performance.now();
      await work();
      return Math.round(performance.now() - before);
    };
    const times = {
      data: await took(async () => expect(await table(scene.chair, started.id)).toHaveLength(2_000)),
      csv: await took(async () => (await file(scene.chair, started.id, 'csv')).arrayBuffer()),
      xlsx: await took(async () => (await file(scene.chair, started.id, 'xlsx')).arrayBuffer()),
    };
    if (process.env.TEST_LOG) console.info(times);
    for (const each of Object.values(times)) expect(each).toBeLessThan(patience(3_000));
  });

  it('makes any text inert and reads back as it was', () => {
    const text = fc.string({ unit: fc.constantFrom(...'=+-@\'" ;\n\tąż1x\uFF1D') });
    const row = {
      number: 1,
      remarkId: '',
      unitId: null,
      unit: null,
      joinedTo: null,
      wording: null,
      verdict: null,
      verdictReason: null,
      reasons: null,
    };
    const rest = { kind: 'EDITORIAL', channel: 'EMAIL', late: false } as const;
    fc.assert(
      fc.property(text, text, (said, submitter) => {
        const table = { title: '', version: 1, rows: [{ ...row, ...rest, text: said, submitter }] };
        const [, cells] = parse(csvOf(table), { bom: true, delimiter: ';' }) as string[][];
        expect([cells![1], cells![3]]).toEqual([inert(submitter), inert(said)]);
        for (const cell of cells!) expect(cell.trimStart()).not.toMatch(/^[=+\-@\uFF1D]/u);
        expect([said, `'${said}`]).toContain(cells![3]);
        expect([cells![1], cells![3]].map((cell) => revived(cell!))).toEqual([submitter, said]);
      }),
    );
  });
});
