import { Db, newId, SYSTEM } from '#core';
import { Obligations } from '#obligations';
import { useApp } from '#test/app';
import type { AdoptedRow } from '#test/dossier-rows';
import { dayIn, Sending, type DossierScene, type ToldDispatch } from '#test/dossiers';
import { download, uploaded } from '#test/files';
import type { Someone } from '#test/given';
import { connect } from '#test/socket';
import { monthsLater, workingDay } from './due-day.ts';

const ten = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 10 }, work));

describe('a dispatch', () => {
  const t = useApp();
  let sending: Sending;
  let scene: DossierScene;
  let two: AdoptedRow[];
  let sent: ToldDispatch;
  beforeAll(async () => {
    sending = new Sending(t);
    scene = await sending.scene();
    two = await sending.adopted(scene);
    sent = await sending.sent(scene, two, 40);
  });

  const clock = () => t.app.get(Db).run(SYSTEM, (tx) => t.app.get(Obligations, { strict: false }).refreshAll(tx));

  it('is entered with the day by which an answer is due, and moves what was adopted', async () => {
    expect(sent).toMatchObject({
      version: 1,
      dossier: { state: 'DISPATCHED' },
      response: null,
      nominalOn: monthsLater(dayIn(-40), 1),
    });
    expect(sent.dueOn).toBe(workingDay(sent.nominalOn!));
    expect(sent.overdue).toBe(true);
    expect(sent.entries.map(({ recommendation }) => recommendation)).toEqual(
      two.map(({ id }) => ({ id, state: 'DISPATCHED' })),
    );
    expect(sent.versions).toMatchObject([{ number: 1, reason: null, addressee: sent.addressee }]);
    const dossier = (await sending.see(null, sent.dossier.id))!;
    expect(dossier.acts[0]).toMatchObject({ action: 'registerDispatch', mandate: { id: expect.any(String) } });
    const second = await sending.register(scene.coordinator, dossier, {
      ...{ sentOn: dayIn(-3), deliveredOn: dayIn(-1), dueBasis: 'DAYS_14', addresseeKind: 'SEJM_COMMITTEE' },
      addressee: 'Komisja „Polityki”; =1+1',
    });
    expect(second).toMatchObject({ overdue: false, nominalOn: dayIn(13), dueOn: workingDay(dayIn(13)) });
    expect((await sending.answers(null, two[0]!.id)).dispatches.map(({ dispatch }) => dispatch.id)).toEqual([
      second.id,
      sent.id,
    ]);
    for (const who of [scene.chair, scene.author, null])
      expect(await sending.dispatch(who, sent.id)).toMatchObject({ id: sent.id, proof: null });
  });

  it('is entered of a closed dossier only, by its officers, on days that can be', async () => {
    const { coordinator, forum, chair, author } = scene;
    const draft = await sending.draft(coordinator, forum, two);
    const input = { dossierId: draft.id, expectedVersion: draft.version, data: sending.letter() };
    expect(await sending.refusal(coordinator, 'registerDispatch', input)).toBe('DOSSIER_NOT_FROZEN');
    const frozen = await sending.freeze(coordinator, draft);
    const refused = (who: Someone, more: object, version = frozen.version) =>
      sending.refusal(who, 'registerDispatch', {
        dossierId: frozen.id,
        expectedVersion: version,
        data: sending.letter(more),
      });
    for (const who of [chair, author]) expect(await refused(who, {})).toBe('FORBIDDEN');
    for (const wrong of [
      { sentOn: dayIn(-1) }, // before it was closed
      { sentOn: dayIn(1) },
      { deliveredOn: dayIn(-1) },
      { deliveredOn: dayIn(1) },
      { dueBasis: 'OWN_DATE', ownDate: dayIn(-1) },
      { dueBasis: 'OWN_DATE', ownDate: '9999-12-31' },
    ])
      expect([wrong, await refused(coordinator, wrong)]).toEqual([wrong, 'DISPATCH_DAYS_WRONG']);
    expect(await refused(coordinator, { dueBasis: 'OWN_DATE' })).toBe('DUE_DATE_MISSING');
    expect(await refused(coordinator, { ownDate: dayIn(9) })).toBe('DUE_DATE_MISSING');
    expect(await refused(coordinator, { proofId: newId() })).toBe('NOT_FOUND');
    expect(await refused(coordinator, {}, 1)).toBe('VERSION_CONFLICT');
    expect(await sending.see(coordinator, draft.id)).toEqual(frozen);
    const codes = await ten(() => refused(coordinator, {}));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'VERSION_CONFLICT')).toHaveLength(9);
    expect(await t.sql(`SELECT FROM dispatch WHERE dossier_id = $1`, [frozen.id])).toHaveLength(1);
  });

  it('is corrected by an act; how it stood before is kept, and the receipt is the body’s', async () => {
    const { coordinator, author, chair } = scene;
    const [one] = await sending.adopted(scene, 1);
    const dispatch = await sending.sent(scene, [one!], 5, { addressee: 'Ministerstwo' });
    const data = sending.letter({ addressee: 'Ministerstwo', sentOn: dayIn(-5), reference: null });
    const correct = (more: object, version = dispatch.version) => ({
      ...{ dispatchId: dispatch.id, expectedVersion: version, reason: 'Pomyłka w „dniu”', data: { ...data, ...more } },
    });
    const proof = await uploaded(t, coordinator);
    const told = await sending.do<ToldDispatch>(
      coordinator,
      'correctDispatch',
      correct({ sentOn: dayIn(-4), dueBasis: 'DAYS_14', proofId: proof.fileId }),
    );
    expect(told).toMatchObject({
      version: 2,
      sentOn: dayIn(-4),
      proof: { id: proof.fileId },
      dueOn: workingDay(dayIn(10)),
    });
    expect(told.versions.map(({ number, reason, sentOn }) => [number, reason, sentOn])).toEqual([
      [2, 'Pomyłka w „dniu”', dayIn(-4)],
      [1, null, dayIn(-5)],
    ]);
    expect((await sending.dispatch(author, dispatch.id))!.proof).toBeNull();
    expect((await download(t, proof.fileId, author)).status).toBe(404);
    expect((await download(t, proof.fileId, coordinator)).status).toBe(200);
    const same = correct({ sentOn: dayIn(-4), dueBasis: 'DAYS_14', proofId: proof.fileId }, 2);
    expect(await sending.refusal(coordinator, 'correctDispatch', same)).toBe('DISPATCH_UNCHANGED');
    expect(await sending.refusal(coordinator, 'correctDispatch', correct({}))).toBe('VERSION_CONFLICT');
    expect(await sending.refusal(chair, 'correctDispatch', correct({}, 2))).toBe('FORBIDDEN');
    await sending.respond(coordinator, told, ['PENDING'], { receivedOn: dayIn(-2) });
    expect(await sending.refusal(coordinator, 'correctDispatch', correct({ sentOn: dayIn(-1) }, 3))).toBe(
      'DISPATCH_DAYS_WRONG',
    );
    await expect(
      t.sql(`UPDATE dispatch_version SET reason = 'x' WHERE dispatch_id = $1`, [dispatch.id]),
    ).rejects.toThrow(/never changed/);
  });

  it('reminds before the day and after it, until there is an answer', async () => {
    const { coordinator } = scene;
    const of = async (id: string) => (await sending.waiting(coordinator)).filter(({ dispatch }) => dispatch?.id === id);
    const far = await sending.sent(scene, two, 0, { dueBasis: 'DAYS_30' });
    const near = await sending.sent(scene, two, 27, { dueBasis: 'DAYS_30', addressee: 'Urząd „A”' });
    const over = await sending.sent(scene, two, 40, { dueBasis: 'DAYS_14', addressee: 'Urząd „B”' });
    await clock();
    expect(await of(far.id)).toEqual([]);
    expect(await of(near.id)).toMatchObject([
      { kind: 'answerDue', sentence: expect.stringContaining('powinna wpłynąć') },
    ]);
    const [late] = await of(over.id);
    expect(late).toMatchObject({ kind: 'answerOverdue', sentence: expect.stringContaining('Urząd „B”') });
    expect(new Date(late!.dueAt!).getTime()).toBeLessThan(Date.now());
    await sending.respond(coordinator, over, ['PENDING']);
    expect(await of(over.id)).toEqual([]);
    await t.sql(`UPDATE dispatch SET due_on = nominal_on + 365 WHERE id = $1`, [near.id]);
    await clock();
    expect(await of(near.id)).toEqual([]);
  });

  it('and its dossier tell whoever follows them', async () => {
    const { coordinator, forum } = scene;
    const draft = await sending.draft(coordinator, forum, two);
    const socket = connect(t, coordinator);
    const listener = socket.listen(`subscription ($id: ID!) { dossierChanged(id: $id) { state } }`, { id: draft.id });
    expect((await listener.next()).data).toEqual({ dossierChanged: { state: 'DRAFT' } });
    await sending.freeze(coordinator, draft);
    expect((await listener.next()).data).toEqual({ dossierChanged: { state: 'FROZEN' } });
    listener.stop();
    await socket.end();
    const waiting = `{ viewer { obligations(first: 100) { nodes { kind sentence dossier { id } } } } }`;
    const found = await t.get<{
      viewer: { obligations: { nodes: { kind: string; dossier: { id: string } | null }[] } };
    }>(coordinator, waiting);
    const own = found.viewer.obligations.nodes.filter(({ dossier }) => dossier?.id === draft.id);
    expect(own).toMatchObject([{ kind: 'dossierToDispatch' }]);
  });

  it('is of a dossier that is found among those that one may see', async () => {
    const { forum, coordinator } = scene;
    await sending.draft(coordinator, forum, two);
    const query = `query ($filter: DossierFilter) { dossiers(first: 100, filter: $filter) { totalCount nodes { id state } } }`;
    type Page = { dossiers: { totalCount: number; nodes: { state: string }[] } };
    const all = await t.get<Page>(coordinator, query, { filter: { body: forum.id } });
    const open = await t.get<Page>(null, query, { filter: { body: forum.id } });
    const drafts = await t.get<Page>(coordinator, query, { filter: { body: forum.id, states: ['DRAFT'] } });
    expect(open.dossiers.nodes.map(({ state }) => state)).not.toContain('DRAFT');
    expect(open.dossiers.totalCount + drafts.dossiers.totalCount).toBe(all.dossiers.totalCount);
    expect(drafts.dossiers.totalCount).toBeGreaterThan(0);
  });
});
