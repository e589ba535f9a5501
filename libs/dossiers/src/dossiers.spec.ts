import { newId } from '#core';
import { contentHash, Seals, verifyRecord, type SealedRecord } from '#seals';
import { useApp } from '#test/app';
import { circulationRow } from '#test/circulation-rows';
import { adoptedRow, type AdoptedRow } from '#test/dossier-rows';
import { Sending, type DossierScene, type ToldDossier } from '#test/dossiers';
import { nasty } from '#test/given';
import { dossierChecks, type DossierRecord } from './dossier-record.ts';

const ten = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 10 }, work));
const allowed = ({ availableActions }: ToldDossier): string[] =>
  availableActions.filter((each) => each.allowed).map(({ action }) => action);

describe('a dossier', () => {
  const t = useApp();
  let sending: Sending;
  let scene: DossierScene;
  let two: AdoptedRow[];
  beforeAll(async () => {
    sending = new Sending(t);
    scene = await sending.scene();
    two = await sending.adopted(scene);
  });

  const download = (id: string) => fetch(`${t.url}/records/dossiers/${id}.json`);
  const recordOf = async (id: string): Promise<DossierRecord> =>
    ((await (await download(id)).json()) as SealedRecord<DossierRecord>).record;
  const edit = ({ id, version }: ToldDossier, recommendations: readonly { id: string }[], more: object = {}) => ({
    ...{ dossierId: id, expectedVersion: version, data: sending.data(recommendations, more) },
  });

  it('is prepared by the body’s officers alone, in an order of their own', async () => {
    const { coordinator, forum, chair, author, stranger, entity } = scene;
    const input = { bodyId: forum.id, data: sending.data(two) };
    for (const who of [chair, author, stranger])
      expect(await sending.refusal(who, 'draftDossier', input)).toBe('FORBIDDEN');
    const odd = { ...input, bodyId: entity.id };
    expect(await sending.refusal(coordinator, 'draftDossier', odd)).toBe('NOT_FOUND');
    const told = await sending.draft(coordinator, forum, two);
    expect(told).toMatchObject({ state: 'DRAFT', contentHash: null, recordPath: null, version: 1 });
    expect(told.items.map((each) => [each.position, each.recommendation!.id])).toEqual(
      two.map(({ id }, i) => [i + 1, id]),
    );
    expect(told.acts).toEqual([
      { action: 'draftDossier', state: 'DRAFT', reason: null, mandate: { id: expect.any(String) } },
    ]);
    expect(allowed(told)).toEqual(['editDossier', 'freezeDossier']);
    for (const who of [chair, author, null]) expect(await sending.see(who, told.id)).toBeUndefined();
    const turned = await sending.do(
      coordinator,
      'editDossier',
      edit(told, [...two].reverse(), { title: 'Inny <b>„tytuł”</b>' }),
    );
    expect(turned).toMatchObject({ title: 'Inny <b>„tytuł”</b>', version: 2 });
    expect(turned.items.map((each) => each.recommendation!.id)).toEqual(two.map(({ id }) => id).reverse());
    expect(await sending.refusal(coordinator, 'editDossier', edit(told, two))).toBe('VERSION_CONFLICT');
    expect(await sending.refusal(chair, 'editDossier', edit(turned, two))).toBe('NOT_FOUND');
  });

  it('takes each recommendation once, that its body may send', async () => {
    const { coordinator, forum, chair, convent } = scene;
    const refused = (who: typeof chair, body: { id: string }, all: readonly { id: string }[]) =>
      sending.refusal(who, 'draftDossier', { bodyId: body.id, data: sending.data(all) });
    expect(await refused(coordinator, forum, [two[0]!, { id: two[0]!.id.toUpperCase() }])).toBe('RECOMMENDATION_TWICE');
    expect(await refused(coordinator, forum, [{ id: newId() }])).toBe('NOT_FOUND');
    const hidden = await adoptedRow(t, convent, { state: 'DRAFTING' });
    expect(await refused(coordinator, forum, [hidden])).toBe('NOT_FOUND');
    expect(await refused(chair, convent, two)).toBe('RECOMMENDATION_OF_ANOTHER_BODY');
    const own = await adoptedRow(t, convent);
    expect((await sending.draft(chair, convent, [own])).items).toHaveLength(1);
    expect((await sending.draft(coordinator, forum, [own, two[0]!])).items).toHaveLength(2);
  });

  it('is closed only with what is adopted, and not empty; nothing of it changes by a refusal', async () => {
    const { coordinator, forum } = scene;
    const empty = await sending.draft(coordinator, forum, []);
    const freeze = ({ id, version }: ToldDossier) => ({ dossierId: id, expectedVersion: version });
    expect(await sending.refusal(coordinator, 'freezeDossier', freeze(empty))).toBe('DOSSIER_EMPTY');
    for (const state of ['DRAFTING', 'IN_CIRCULATION', 'CONSOLIDATING', 'IN_VOTE', 'REJECTED'] as const) {
      const open = await adoptedRow(t, forum, { state });
      const draft = await sending.draft(coordinator, forum, [two[0]!, open]);
      const { errors } = await sending.ask(coordinator, 'freezeDossier', freeze(draft));
      expect(errors[0]!.extensions).toMatchObject({
        ...{ code: 'RECOMMENDATION_NOT_ADOPTED', recommendationIds: [open.id], numbers: [open.number] },
      });
      expect(await sending.see(coordinator, draft.id)).toEqual(draft);
      expect((await download(draft.id)).status).toBe(404);
    }
  });

  it('is a sealed record for all, once it is closed, and stays as it is', async () => {
    const { coordinator, forum, chair } = scene;
    const draft = await sending.draft(coordinator, forum, two);
    const frozen = await sending.freeze(coordinator, draft);
    expect(frozen).toMatchObject({ state: 'FROZEN', recordPath: `/records/dossiers/${draft.id}.json` });
    expect(frozen.items.map((each) => each.contentHash)).toEqual(two.map(({ hash }) => hash));
    expect(allowed(frozen)).toEqual(['registerDispatch']);
    expect(await sending.see(null, draft.id)).toMatchObject({ state: 'FROZEN', title: draft.title });
    const response = await download(draft.id);
    expect(response.headers.get('content-disposition')).toBe('attachment');
    const file = await response.text();
    const keys = await t.app.get(Seals, { strict: false }).publicKeys();
    const verify = (text: string) => verifyRecord(text, keys, { checks: dossierChecks(contentHash) });
    expect(await verify(file)).toMatchObject({ ok: true, kind: 'dossier' });
    const record = await recordOf(draft.id);
    expect(record).toMatchObject({ id: draft.id, contentHash: frozen.contentHash });
    expect(contentHash(record.content)).toBe(frozen.contentHash);
    expect(record.content.recommendations.map((each) => [each.number, each.adopted.contentHash, each.remarks])).toEqual(
      two.map(({ number, hash }) => [number, hash, null]),
    );
    for (const each of record.content.recommendations)
      expect(contentHash(each.adopted.text)).toBe(each.adopted.contentHash);
    expect(await verify(file.replace('Uzasadnienie', 'Uzasadnienia'))).toMatchObject({ ok: false });
    for (const [act, who, code] of [
      ['editDossier', coordinator, 'DOSSIER_FROZEN'],
      ['freezeDossier', coordinator, 'DOSSIER_FROZEN'],
      ['editDossier', chair, 'FORBIDDEN'],
    ] as const)
      expect(
        await sending.refusal(
          who,
          act,
          act === 'editDossier' ? edit(frozen, []) : { dossierId: frozen.id, expectedVersion: 2 },
        ),
      ).toBe(code);
    for (const statement of [
      `UPDATE dossier SET title = 'x' WHERE id = $1`,
      `UPDATE dossier SET state = 'DRAFT', content_hash = NULL, frozen_at = NULL WHERE id = $1`,
      `UPDATE dossier_item SET justification = 'x' WHERE dossier_id = $1`,
      `DELETE FROM dossier_item WHERE dossier_id = $1`,
      `UPDATE dossier_record SET file = 'x' WHERE dossier_id = $1`,
    ])
      await expect(t.sql(statement, [frozen.id])).rejects.toThrow(/never changed/);
    expect(await (await download(draft.id)).text()).toBe(file);
  });

  it('says what is wrong with a record of it that somebody made', () => {
    const check = dossierChecks(contentHash).dossier;
    const text = { number: 1 } as never;
    const one = { position: 1, id: 'x', adopted: { version: 1, contentHash: contentHash(text), text } };
    const of = (recommendations: object[]) => {
      const content = { recommendations };
      return check({ content, contentHash: contentHash(content) })?.problem;
    };
    expect(of([one])).toBeUndefined();
    expect(of([])).toBe('DOSSIER_EMPTY');
    expect(of([one, { ...one, position: 2 }])).toBe('RECOMMENDATION_TWICE');
    expect(of([{ ...one, position: 2 }])).toBe('ORDER_WRONG');
    expect(of([{ ...one, adopted: { ...one.adopted, contentHash: 'x' } }])).toBe('TEXT_HASH_WRONG');
    expect(of([{ ...one, adopted: { ...one.adopted, version: 2 } }])).toBe('VERSION_WRONG');
    expect(check({ content: {}, contentHash: 'x' })?.problem).toBe('CONTENT_HASH_WRONG');
    expect(check({})?.problem).toBe('RECORD_MALFORMED');
  });

  it('encloses the remarks of finished circulations, without names from outside the register', async () => {
    const { coordinator, forum, convent, entity, author } = scene;
    const [enclosing] = await sending.adopted(scene, 1);
    const items = (id: string, flags: object) => ({
      items: [{ recommendationId: id, justification: 'Tak', ...flags }],
    });
    const both = { enclosesRemarks: true, enclosesDivergences: true };
    const draft = await sending.draft(coordinator, forum, [], items(enclosing!.id, both));
    const freeze = { dossierId: draft.id, expectedVersion: draft.version };
    expect(await sending.refusal(coordinator, 'freezeDossier', freeze)).toBe('NOTHING_TO_ENCLOSE');
    const made = await circulationRow(t, forum, entity, { author, state: 'CLOSED', isDisposed: true });
    await t.sql(`UPDATE circulation SET draft_id = $2, version_id = $3 WHERE id = $1`, [
      made.id,
      enclosing!.draftId,
      enclosing!.versionId,
    ]);
    await t.sql(`UPDATE disposition SET reply = 'OBJECTED', reply_reason = 'Nie', replied_at = now() WHERE id = $1`, [
      made.dispositionId,
    ]);
    await t.sql(
      `INSERT INTO remark (id, circulation_id, place, state, kind, channel, late, submitter, text, person_id, at)
       VALUES ($1, $2, 0, 'SUBMITTED', 'EDITORIAL', 'LETTER', true, 'Jan Zmyślony', $3, $4, now())`,
      [newId(), made.id, nasty('List'), author.id],
    );
    await sending.freeze(coordinator, draft);
    const [recorded] = (await recordOf(draft.id)).content.recommendations;
    expect(recorded!.remarks).toMatchObject([{ circulationId: made.id, version: 2, versionHash: enclosing!.hash }]);
    expect(
      recorded!.remarks![0]!.rows.map(({ number, submitter, divergent, late }) => [number, submitter, divergent, late]),
    ).toEqual([
      [1, null, false, true],
      [2, expect.any(String), true, false],
    ]);
    expect(recorded!.divergences![0]!.rows.map(({ number }) => number)).toEqual([2]);
    expect(JSON.stringify(recorded)).not.toContain('Zmyślony');
    // The remarks of a convent are the convent’s to send out.
    const theirs = await adoptedRow(t, convent);
    const other = await sending.draft(coordinator, forum, [], items(theirs.id, { enclosesRemarks: true }));
    expect(await sending.refusal(coordinator, 'freezeDossier', { dossierId: other.id, expectedVersion: 1 })).toBe(
      'NOTHING_TO_ENCLOSE',
    );
  });

  it('is closed once, by one of ten at once', async () => {
    const { coordinator, forum } = scene;
    const draft = await sending.draft(coordinator, forum, two);
    const input = { dossierId: draft.id, expectedVersion: draft.version };
    const codes = await ten(() => sending.refusal(coordinator, 'freezeDossier', input));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'VERSION_CONFLICT')).toHaveLength(9);
    expect(await t.sql(`SELECT FROM dossier_record WHERE dossier_id = $1`, [draft.id])).toHaveLength(1);
    expect(await t.sql(`SELECT FROM event WHERE subject_id = $1 AND type = 'dossier.frozen'`, [draft.id])).toHaveLength(
      1,
    );
  });
});
