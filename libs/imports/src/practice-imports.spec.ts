import writeXlsxFile from 'write-excel-file/node';
import { useApp } from '#test/app';
import { windows1250 } from '#test/imports';
import { codes, ImportingPractices, type Answer } from '#test/practice-imports';
import { Practising } from '#test/practices';

const DRAFT = `query ($id: ID!) { practice(id: $id) { state entity { id } acts { action mandate { function } }
  draft { stage title summary problem targetGroups costRange moneySources changeAreaIds tags language startedIn
    contactUnit contactEmail } } }`;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

describe('the import of practices', () => {
  const t = useApp();
  const practising = new Practising(t);

  const importing = new ImportingPractices(t);
  const { preview, commit, count } = importing;

  it('previews and begins a draft of each good row, in Windows-1250 with semicolons', async () => {
    const { area, entity, staff: person } = await practising.scene();
    const [{ name }] = (await t.sql<{ name: string }>(`SELECT name FROM entity WHERE id = $1`, [entity.id])) as [
      { name: string },
    ];
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const file = windows1250(
      [
        'Podmiot;Tytuł;W dwóch zdaniach;Problem;Dla kogo;Koszt w roku;Źródła finansowania;Obszary zmian;Tagi;Od roku;Kontakt;E-mail;Uwagi',
        [
          ...[entity.id, quoted('Piekarnia „Żółć” <b>'), 'Piekarnia, w której uczą się ludzie. To działa.'],
          ...[
            quoted('Brak pracy.\nOd lat.\n\nZażółć gęślą jaźń.'),
            quoted('osoby uzależnione | rodziny, opiekunowie, samodzielni rodzice'),
          ],
          ...['do 5 tys. zł rocznie', quoted('gmina, PFRON'), area.id, quoted('Chleb, Praca; chleb'), '2019'],
          ...['dział reintegracji', 'biuro@example.org', 'nikt tego nie czyta'],
        ].join(';'),
      ].join('\r\n'),
    );
    const seen = await preview(person, file);
    expect(seen).toMatchObject({ status: 200, body: { encoding: 'windows-1250', separator: ';' } });
    expect(seen.body.counts).toEqual({ READY: 1, DUPLICATE: 0, BAD: 0, SKIPPED: 0, IMPORTED: 0 });
    expect(seen.body.columns.at(-1)).toEqual({ header: 'Uwagi', field: null });
    expect(seen.body.columns[4]).toEqual({ header: 'Dla kogo', field: 'TARGET_GROUPS' });
    expect(seen.body.rows[0]).toMatchObject({ line: 2, entity: { id: entity.id, name }, practiceId: null });
    expect(codes(seen, 0, 'WARNING')).toEqual(['ACTIONS INCOMPLETE', 'RESULTS INCOMPLETE', 'CONDITIONS INCOMPLETE']);
    expect(await count(entity)).toBe(0);

    const done = await commit(person, file, { sha256: seen.body.sha256 });
    expect(done).toMatchObject({ status: 201, body: { counts: { READY: 0, IMPORTED: 1 } } });
    const { practice } = await t.get<{ practice: object }>(person, DRAFT, { id: done.body.rows[0]!.practiceId });
    expect(practice).toMatchObject({
      ...{ state: 'DRAFT', entity: { id: entity.id } },
      acts: [{ action: 'draftGoodPractice', mandate: { function: 'STAFF' } }],
      draft: {
        ...{ stage: 'DRAFT', title: 'Piekarnia „Żółć” <b>', targetGroups: ['ADDICTED', 'FAMILIES'] },
        ...{ costRange: 'UP_TO_5', moneySources: ['MUNICIPALITY', 'PFRON'], changeAreaIds: [area.id] },
        ...{ tags: ['chleb', 'praca'], startedIn: 2019, language: 'PL', contactEmail: 'biuro@example.org' },
      },
    });
    expect(JSON.stringify(practice)).toContain('"Zażółć gęślą jaźń."');
    expect(await t.refusal(await t.given.person(), DRAFT, { id: done.body.rows[0]!.practiceId })).toBe('NOT_FOUND');
  });

  it('reads UTF-8 with commas, and knows the author by name, NIP or what was given for the file', async () => {
    const { entity, person } = await importing.staff('Klub „Jaźń”, Ełk', '5260250274');
    const other = await t.given.entity({ name: 'Spółdzielnia „Świt”' });
    await t.given.mandate(person, 'REPRESENTATIVE', other);
    const file = [
      'podmiot,tytuł',
      '"klub JAŹŃ Ełk",Ogród przy klubie',
      '526-025-02-74,Warsztat rowerowy',
      ',Śniadania dla sąsiadów',
    ].join('\n');
    const seen = await preview(person, file, { entityId: other.id });
    expect(seen.body).toMatchObject({ encoding: 'utf-8', separator: ',', counts: { READY: 3 } });
    expect(seen.body.rows.map((row) => row.entity?.id)).toEqual([entity.id, entity.id, other.id]);
    await commit(person, file, { sha256: seen.body.sha256, entityId: other.id });
    expect([await count(entity), await count(other)]).toEqual([2, 1]);
    expect(
      await t.sql(
        `SELECT m.function, m.body_id = p.entity_id AS own, e.mandate_id = m.id AS told
         FROM practice_act a JOIN good_practice p ON p.id = a.practice_id JOIN mandate m ON m.id = a.mandate_id
         JOIN event e ON e.subject_id = p.id WHERE p.entity_id = ANY ($1) ORDER BY m.function`,
        [[entity.id, other.id]],
      ),
    ).toEqual([
      { function: 'REPRESENTATIVE', own: true, told: true },
      { function: 'STAFF', own: true, told: true },
      { function: 'STAFF', own: true, told: true },
    ]);
  });

  it('reads XLSX', async () => {
    const { entity, person } = await importing.staff();
    const cells = [
      ['Tytuł', 'Od roku', 'Koszt'],
      ['Sad społeczny', 2018, 'NONE'],
    ].map((row) => row.map((value) => ({ value })));
    const file = new Uint8Array(await writeXlsxFile(cells as never).toBuffer());
    const rest = { name: 'praktyki.xlsx', type: XLSX };
    const seen = await preview(person, file, { entityId: entity.id }, rest);
    expect(seen.body).toMatchObject({ encoding: null, counts: { READY: 1 } });
    const done = await commit(person, file, { entityId: entity.id, sha256: seen.body.sha256 }, rest);
    expect(
      await t.sql(`SELECT title, started_in, cost_range FROM practice_draft WHERE id = $1`, [
        done.body.rows[0]!.practiceId,
      ]),
    ).toEqual([{ title: 'Sad społeczny', started_in: 2018, cost_range: 'NONE' }]);
  });

  it('leaves out a title that the entity has, unless somebody takes it, and a row that somebody leaves out', async () => {
    const { entity, staff: person, area, helper } = await practising.scene();
    const known = await practising.draft(person, entity, area, { title: 'Ogród, który łączy' });
    const file = 'tytuł\nOGRÓD KTÓRY ŁĄCZY!\nSad społeczny\nSad  społeczny\nPiekarnia w centrum';
    const seen = await preview(person, file, { entityId: entity.id });
    expect(seen.body.rows.map(({ verdict }) => verdict)).toEqual(['DUPLICATE', 'READY', 'DUPLICATE', 'READY']);
    expect(seen.body.rows[0]).toMatchObject({ duplicateOf: { id: known.id, title: 'Ogród, który łączy' } });
    expect(seen.body.rows[2]).toMatchObject({ duplicateOf: null, duplicateOfLine: 3 });
    const more = { entityId: entity.id, sha256: seen.body.sha256 };
    expect(await commit(person, file, { ...more, take: '9' })).toMatchObject({ status: 404 });
    expect(await commit(person, file, { ...more, take: 'x' })).toMatchObject({ status: 400 });
    expect((await commit(person, file, { ...more, take: '2', leave: '5' })).body.counts).toEqual({
      ...{ READY: 0, IMPORTED: 2, DUPLICATE: 1, SKIPPED: 1, BAD: 0 },
    });
    const own = await t.sql<{ entity_id: string }>(`SELECT body_id AS entity_id FROM mandate WHERE person_id = $1`, [
      helper.id,
    ]);
    expect((await preview(helper, file, { entityId: own[0]!.entity_id })).body.rows[0]!.verdict).toBe('READY');
  });

  it('lets each row in once, though it is committed ten times at the same moment', async () => {
    const { entity, person } = await importing.staff();
    const file = 'tytuł\nOgród społeczny\nSad społeczny';
    const { sha256 } = (await preview(person, file, { entityId: entity.id })).body;
    const answers: Answer[] = [];
    while (answers.filter(({ status }) => status !== 503).length < 10)
      answers.push(
        ...(await Promise.all(Array.from({ length: 10 }, () => commit(person, file, { entityId: entity.id, sha256 })))),
      );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.code))).toEqual(new Set([undefined, 'BUSY', 'NOTHING_TO_IMPORT']));
    expect(await count(entity)).toBe(2);
  });

  it('takes five hundred rows at once, and no more', async () => {
    const { entity, person } = await importing.staff();
    const table = (rows: number) =>
      ['tytuł', ...Array.from({ length: rows }, (_, i) => `Praktyka numer ${i}`)].join('\n');
    const { sha256 } = (await preview(person, table(500), { entityId: entity.id })).body;
    expect((await commit(person, table(500), { entityId: entity.id, sha256 })).body.counts).toMatchObject({
      IMPORTED: 500,
    });
    expect(await preview(person, table(501), { entityId: entity.id })).toMatchObject({
      ...{ status: 422, body: { code: 'TABLE_UNREADABLE', reason: 'TOO_MANY_ROWS', limit: 500 } },
    });
  });
});
