import { useApp } from '#test/app';
import { codes, ImportingPractices, type Answer } from '#test/practice-imports';
import { Practising } from '#test/practices';

describe('a file of practices', () => {
  const t = useApp();
  const practising = new Practising(t);
  const importing = new ImportingPractices(t);
  const { preview, commit, count } = importing;

  it.each([
    ['no title', 'tytuł;rok', ';2019', 'TITLE MISSING_TITLE'],
    ['too long a title', 'tytuł;rok', `${'x'.repeat(161)};2019`, 'TITLE WRONG_VALUE'],
    ['a PESEL in a title', 'tytuł;rok', 'Historia 44051401359;2019', 'TITLE PESEL_FOUND'],
    ['a PESEL in a text', 'tytuł;problem', 'Tytuł;Pan 44051401359 nie miał pracy', 'PROBLEM PESEL_FOUND'],
    ['too long a text', 'tytuł;problem', `Tytuł;${'x'.repeat(3_001)}`, 'PROBLEM WRONG_VALUE'],
    ['a year that is none', 'tytuł;rok', 'Tytuł;dawno', 'STARTED_IN WRONG_YEAR'],
    ['a year long ago', 'tytuł;rok', 'Tytuł;1410', 'STARTED_IN WRONG_VALUE'],
    ['an unknown group', 'tytuł;dla kogo', 'Tytuł;krasnoludki', 'TARGET_GROUPS UNKNOWN_WORD'],
    ['an unknown cost', 'tytuł;koszt', 'Tytuł;milion', 'COST_RANGE UNKNOWN_WORD'],
    ['an unknown area', 'tytuł;obszary zmian', 'Tytuł;Księżyc', 'CHANGE_AREA_IDS UNKNOWN_AREA'],
    [
      'too many tags',
      'tytuł;tagi',
      `Tytuł;${Array.from({ length: 11 }, (_, i) => `t${i}`).join(',')}`,
      'TAGS WRONG_VALUE',
    ],
    ['an address that is none', 'tytuł;e-mail', 'Tytuł;biuro', 'CONTACT_EMAIL WRONG_VALUE'],
    ['a telephone that is none', 'tytuł;telefon', 'Tytuł;zadzwoń', 'CONTACT_PHONE WRONG_VALUE'],
    ['another’s entity', 'tytuł;podmiot', 'Tytuł;Obcy 44051401359', 'ENTITY UNKNOWN_ENTITY'],
    ['more cells than headers', 'tytuł;rok', 'Tytuł;2019;x', 'null TOO_MANY_CELLS'],
  ])('keeps a row out for %s, says so in Polish, and lets the good one in', async (_, header, row, expected) => {
    const { entity, person } = await importing.staff();
    const file = `${header}\n${row}\nPrawidłowy tytuł;\n`;
    const seen = await preview(person, file, { entityId: entity.id });
    expect(codes(seen, 0)).toEqual([expected]);
    expect(seen.body.rows[0]!.problems[0]!.message).toMatch(/^[„\p{Lu}].*\.$/u);
    expect(JSON.stringify(seen.body)).not.toContain('44051401359');
    const more = { entityId: entity.id, sha256: seen.body.sha256 };
    expect(await commit(person, file, { ...more, take: '2' })).toMatchObject({
      ...{ status: 422, body: { code: 'ROW_NOT_IMPORTABLE', line: 2 } },
    });
    expect((await commit(person, file, more)).body.counts).toMatchObject({ IMPORTED: 1, BAD: 1 });
    expect(await count(entity)).toBe(1);
  });

  it('does not guess between two entities of one number', async () => {
    const { person } = await importing.staff('Klub A', '5260250274');
    await t.given.mandate(person, 'STAFF', await importing.entity('Klub B', '5260250274'));
    const seen = await preview(person, 'podmiot;tytuł\n5260250274;Ogród przy klubie\n;Sad przy klubie');
    expect([codes(seen, 0), codes(seen, 1)]).toEqual([['ENTITY SEVERAL_ENTITIES'], ['ENTITY MISSING_ENTITY']]);
  });

  it('refuses files that it cannot read, and another file than was previewed', async () => {
    const { entity, person } = await importing.staff();
    const more = { entityId: entity.id };
    const { sha256 } = (await preview(person, 'tytuł\nOgród społeczny', more)).body;
    const refused = async (answer: Promise<Answer>) => {
      const { status, body } = await answer;
      return [status, body.code];
    };
    expect(await refused(commit(person, 'tytuł\nSad społeczny', { ...more, sha256 }))).toEqual([409, 'FILE_CHANGED']);
    expect(await refused(commit(person, 'tytuł\nOgród', more))).toEqual([400, 'INVALID_INPUT']);
    expect(await refused(preview(person, 'rok\n2019', more))).toEqual([422, 'COLUMNS_MISSING']);
    expect(await refused(preview(person, 'tytuł\nOgród społeczny'))).toEqual([422, 'COLUMNS_MISSING']);
    expect(await refused(preview(person, '', more))).toEqual([422, 'TABLE_UNREADABLE']);
    expect(await refused(preview(person, '%PDF-1.7', more))).toEqual([422, 'TABLE_UNREADABLE']);
    expect(await refused(preview(person, '{}', more, { type: 'application/json' }))).toEqual([
      ...[415, 'FILE_TYPE_UNSUPPORTED'],
    ]);
    expect(await refused(preview(person, 'a', more, { columns: { SECRET: 'a' } }))).toEqual([400, 'INVALID_INPUT']);
    expect((await preview(person, 'a\nOgród', more, { columns: { TITLE: 'a' } })).body.counts).toMatchObject({
      READY: 1,
    });
    expect(await count(entity)).toBe(0);
  });

  it('is for the staff and representatives of the entity', async () => {
    const { entity, other, staff: person, chair, helper } = await practising.scene();
    const file = 'tytuł\nOgród społeczny';
    const more = { entityId: entity.id };
    const { sha256 } = (await preview(person, file, more)).body;
    const reader = await t.given.person({ scopes: ['READ'] });
    await t.given.mandate(reader, 'STAFF', entity);
    const former = await t.given.person();
    await t.given.mandate(former, 'STAFF', entity, { state: 'ENDED', until: '2024-12-31' });
    const cases: [{ token?: string }, number, string][] = [
      [{}, 401, 'UNAUTHENTICATED'],
      [reader, 403, 'SCOPE_MISSING'],
      ...[chair, helper, former, await t.given.person()].map((who): [{ token?: string }, number, string] => [
        who,
        403,
        'FORBIDDEN',
      ]),
    ];
    for (const [who, status, code] of cases)
      for (const answer of [await preview(who, file, more), await commit(who, file, { ...more, sha256 })])
        expect(answer).toMatchObject({ status, body: { code } });
    expect(await preview(chair, 'tytuł;podmiot\nOgród;x')).toMatchObject({ status: 403 });
    expect(await count(entity)).toBe(0);
    expect(await count(other)).toBe(0);
  });
});
