import { newId } from '#core';
import { useApp } from '#test/app';
import { Circulating, inHours, type Scene } from '#test/circulations';
import { unitWith } from '#test/drafts';
import { nasty } from '#test/given';
import { windows1250 } from '#test/imports';
import { BY_HAND, codes, RemarkTables } from '#test/remark-tables';

describe('a filled remark table', () => {
  const t = useApp();
  let c: Circulating;
  let scene: Scene;
  let preview: RemarkTables['preview'];
  let commit: RemarkTables['commit'];
  let taken: RemarkTables['taken'];
  let rows: RemarkTables['rows'];
  let out: RemarkTables['out'];
  beforeAll(async () => {
    c = new Circulating(t);
    scene = await c.scene();
    ({ preview, commit, taken, rows, out } = new RemarkTables(t, scene.chair));
  });
  const nameOf = async (table: string, { id }: { id: string }) =>
    (
      await t.sql<{ name: string }>(
        `SELECT ${table === 'entity' ? 'name' : 'official_name AS name'} FROM ${table} WHERE id = $1`,
        [id],
      )
    )[0]!.name;

  it('by hand, in Windows letters, is read with its units, submitters and dispositions, and taken as it was shown', async () => {
    const { chair, draft, entity } = scene;
    const started = await c.start(scene);
    const quoted = (await nameOf('entity', entity)).replaceAll('"', '""');
    const file =
      BY_HAND +
      [
        `1;"${quoted}";Art. 2, ust. 1 pkt 1;Zbyt wąsko.;-;`,
        `2;Gmina Żółwin;art. 2 ust. 1 pkt 9;Źle.;Brzmienie „ź”.;Uwaga nieuwzględniona. Nie ma takiego punktu.`,
        `3;Gmina Żółwin;całość projektu;Słusznie.;;Uwzględniona`,
        `4;Gmina Żółwin;pkt 2 lit. b;Wątpliwe.;;Wyjaśniono: tak już jest.`,
        `5;Gmina Żółwin;w art. 2 ust. 2 i art. 3;Niejasne.;;`,
        `6;Gmina Żółwin;art. 77;Nie ma.;;`,
        `7;;art. 1;Czyja?;;`,
        `8;Gmina Żółwin;art. 1;;;`,
        `9;Gmina Żółwin;art. 1;Powód.;;Odrzucona`,
        `10;Gmina Żółwin;art. 1;Co?;;Może`,
        `11;Gmina Żółwin;całość;SŁUSZNIE;;`,
        `12;Gmina Żółwin;art. 1;Dane: 44051401359.;;`,
      ].join('\n');
    const shown = await preview(chair, started, windows1250(file));
    expect(shown.status).toBe(200);
    const { body } = shown;
    expect(body).toMatchObject({ encoding: 'windows-1250', separator: ';' });
    expect(body.columns.map(({ field }) => field)).toEqual([
      ...['NUMBER', 'SUBMITTER', 'UNIT', 'TEXT', 'WORDING', 'VERDICT'],
    ]);
    expect(body.rows.map(({ verdict, unit, disposition }) => [verdict, unit?.path ?? null, disposition])).toEqual([
      ['READY', 'art. 2 ust. 1 pkt 1', null],
      ['READY', 'art. 2 ust. 1', 'REJECTED'],
      ['READY', null, 'ACCEPTED'],
      ['READY', 'art. 2 ust. 1 pkt 2 lit. b', 'CLARIFIED'],
      ['READY', 'art. 2 ust. 2', null],
      ['BAD', null, null],
      ['BAD', 'art. 1', null],
      ['BAD', 'art. 1', null],
      ['BAD', 'art. 1', 'REJECTED'],
      ['BAD', 'art. 1', null],
      ['DUPLICATE', null, null],
      ['BAD', 'art. 1', null],
    ]);
    expect(body.rows[0]).toMatchObject({ organisation: { id: entity.id }, kind: 'SUBSTANTIVE', channel: 'EMAIL' });
    expect(body.rows[0]!.unit!.id).toBe(unitWith(draft, 'żółwiem').id);
    expect(codes(shown, 1, 'WARNING')).toEqual(['SUBMITTER_OUTSIDE', 'UNIT_NEAREST']);
    expect(body.rows[1]!.unitBecause).toContain('art. 2 ust. 1 pkt 9');
    expect(body.rows[4]!.unitBecause).toContain('art. 3');
    expect([5, 6, 7, 8, 9, 11].map((at) => codes(shown, at))).toEqual([
      ...[['UNKNOWN_UNIT'], ['MISSING_SUBMITTER'], ['MISSING_TEXT'], ['VERDICT_WITHOUT_REASON'], ['UNKNOWN_VERDICT']],
      ['PESEL_FOUND'],
    ]);
    expect(JSON.stringify(body)).not.toContain('44051401359');
    expect(body.rows[10]!.duplicateOfLine).toBe(4);
    expect(await rows(started)).toEqual([]);

    expect((await commit(chair, started, `${file} `, body.sha256)).body.code).toBe('FILE_CHANGED');
    const bytes = windows1250(file);
    expect((await commit(chair, started, bytes, body.sha256, { take: '7' })).body.code).toBe('ROW_NOT_IMPORTABLE');
    expect((await commit(chair, started, bytes, body.sha256, { take: '99' })).status).toBe(404);
    expect(await rows(started)).toEqual([]);
    const done = await commit(chair, started, bytes, body.sha256, { leave: '6' });
    expect(done.status).toBe(201);
    expect(done.body.counts).toMatchObject({ IMPORTED: 4, BAD: 6, DUPLICATE: 1, SKIPPED: 1 });
    const table = await rows(started);
    expect(table.map(({ text, verdict }) => [text, verdict])).toEqual([
      ['Słusznie.', 'ACCEPTED'],
      ['Źle.', 'REJECTED'],
      ['Zbyt wąsko.', null],
      ['Wątpliwe.', 'CLARIFIED'],
    ]);
    const made = (await c.remark(chair, done.body.rows[1]!.remarkId!))!;
    expect(made).toMatchObject({
      ...{
        channel: 'EMAIL',
        submitter: 'Gmina Żółwin',
        wording: 'Brzmienie „ź”.',
        late: false,
        person: { id: chair.id },
      },
      ...{ mandate: { id: expect.any(String) }, disposition: { reason: 'Nie ma takiego punktu.', joint: false } },
    });
    expect((await commit(chair, started, bytes, body.sha256, { leave: '6' })).body.code).toBe('NOTHING_TO_IMPORT');
    expect(await rows(started)).toHaveLength(4);
  });

  it('went out, was filled in, and comes back with dispositions for what is there, overwriting none', async () => {
    const { chair, staff, entity, member, memberStaff } = scene;
    const started = await c.start(scene);
    const one = await c.remarked(staff, started, entity, { text: '=Nasza', reasons: nasty('Bo'), wording: '@x' });
    const two = await c.remarked(memberStaff, started, member, { text: 'Inna sprawa' });
    const gone = await c.remarked(staff, started, entity, { text: 'Wycofam to' });
    const three = await c.remarked(staff, started, entity, { text: 'Zupełnie osobna rzecz o kosztach' });
    const four = await c.remarked(memberStaff, started, member, { text: 'Coś o terminach, nie o kosztach' });
    const text = new TextDecoder().decode(await out(started));
    await c.do(staff, 'withdrawRemark', { remarkId: gone.id });
    await c.do(chair, 'joinRemarks', { circulationId: started.id, leadingId: three.id, remarkIds: [four.id] });
    const stands = [{ remarkId: two.id, verdict: 'ACCEPTED' }];
    await c.do(chair, 'disposeRemarks', { circulationId: started.id, dispositions: stands });
    const filled = text.replaceAll(';"";"";"merytoryczna"', ';"nieuwzględniona";"Nie tym razem";"merytoryczna"');
    const shown = await preview(chair, started, filled);
    expect(shown.body.rows.map(({ verdict, duplicateOf }) => [verdict, duplicateOf])).toEqual([
      ['DISPOSES', one.id],
      ['DUPLICATE', two.id],
      ['DUPLICATE', gone.id],
      ['DISPOSES', three.id],
      ['DUPLICATE', four.id],
    ]);
    expect([codes(shown, 1, 'WARNING'), codes(shown, 4, 'WARNING')]).toEqual([
      ['VERDICT_STANDS'],
      ['VERDICT_OF_GROUP'],
    ]);
    const done = await commit(chair, started, filled, shown.body.sha256);
    expect(done.body.counts).toMatchObject({ DISPOSED: 2, IMPORTED: 0, DUPLICATE: 3 });
    expect((await c.remark(staff, one.id))!).toMatchObject({
      ...{ text: '=Nasza', disposition: { verdict: 'REJECTED', reason: 'Nie tym razem' } },
    });
    expect((await c.remark(chair, four.id))!.disposition).toMatchObject({ verdict: 'REJECTED', joint: true });
    expect((await c.remark(chair, two.id))!.disposition!.verdict).toBe('ACCEPTED');
    // The same again, and what went out meanwhile, adds nothing.
    expect((await taken(started, filled)).body.code).toBe('NOTHING_TO_IMPORT');
    for (const form of ['csv', 'xlsx'])
      expect((await taken(started, await out(started, form))).body.code).toBe('NOTHING_TO_IMPORT');
  });

  it('comes in once of ten times at once, with what is late and what is alike marked', async () => {
    const { chair } = scene;
    const started = await c.start(scene);
    await c.lapse(started.id);
    const file = `${BY_HAND}1;Gmina;art. 1;Proszę wydłużyć okres pomocy do pięciu lat.;;\n2;Powiat;art. 1;Proszę wydłużyć okres pomocy do 5 lat!;;`;
    const { body } = await preview(chair, started, file);
    expect(body.rows[1]).toMatchObject({ verdict: 'READY', alikeLine: 2, late: true });
    const early = { receivedAt: inHours(-2), channel: 'LETTER', kind: 'EDITORIAL' };
    const [first] = (await preview(chair, started, file, early)).body.rows;
    expect(first).toMatchObject({ late: false, channel: 'LETTER', kind: 'EDITORIAL' });
    const answers = await Promise.all(Array.from({ length: 10 }, () => commit(chair, started, file, body.sha256)));
    const told = answers.map(({ status, body: { code } }) => (status === 201 ? 'DONE' : code));
    expect(told.filter((each) => each === 'DONE')).toHaveLength(1);
    expect(told.filter((each) => each === 'NOTHING_TO_IMPORT' || each === 'BUSY')).toHaveLength(9);
    const table = await rows(started);
    expect(table).toHaveLength(2);
    const again = await preview(chair, started, `${BY_HAND}1;Inny;art. 1;Proszę wydłużyć okres pomocy do 5 lat.;;`);
    expect(again.body.rows[0]!.alike).not.toBeNull();
  });

  it('is refused to whoever does not lead, and as a whole where it is no table of remarks', async () => {
    const { chair, staff, speaker } = scene;
    const started = await c.start(scene);
    const file = `${BY_HAND}1;Gmina;art. 1;Uwaga;;`;
    const refused = async (who: object, of: { id: string }, text: string | Uint8Array = file, more: object = {}) =>
      (await preview(who, of, text, more)).body.code;
    expect(await refused({}, started)).toBe('UNAUTHENTICATED');
    expect(await refused(await t.given.person(), started)).toBe('NOT_FOUND');
    expect(await refused(staff, started)).toBe('FORBIDDEN');
    expect(await refused(speaker, started)).toBe('FORBIDDEN');
    expect(await refused(chair, { id: newId() })).toBe('NOT_FOUND');
    expect(await refused(chair, { id: 'x' })).toBe('INVALID_INPUT');
    expect(await refused(chair, started, 'Lp.;Przepis\n1;art. 1')).toBe('COLUMNS_MISSING');
    expect(await refused(chair, started, '')).toBe('TABLE_UNREADABLE');
    expect(await refused(chair, started, file, { receivedAt: inHours(1) })).toBe('INVALID_INPUT');
    expect(await refused(chair, started, file, { channel: 'PLATFORM' })).toBe('INVALID_INPUT');
    expect(await refused(chair, started, file, { columns: '{"X":"Lp."}' })).toBe('INVALID_INPUT');
    const own = { submitter: 'Gmina „Ż”', columns: '{"TEXT":"Głos","UNIT":null}' };
    const { body } = await preview(chair, started, 'Lp.;Głos\n1;Tak\n', own);
    expect(body.rows[0]).toMatchObject({ verdict: 'READY', submitter: 'Gmina „Ż”', unit: null });
    const early = await c.start(scene, { opensAt: inHours(1) });
    expect(await refused(chair, early)).toBe('WRONG_STATE');
    await c.do(chair, 'cancelCirculation', { circulationId: started.id, reason: 'x' });
    expect(await refused(chair, started)).toBe('WRONG_STATE');
  });
});
