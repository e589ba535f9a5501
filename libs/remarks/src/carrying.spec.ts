import { newId } from '#core';
import { useApp } from '#test/app';
import { Circulating, inHours, type Scene, type ToldRemark } from '#test/circulations';
import { unitWith, type ToldDraft } from '#test/drafts';
import { nasty, type Someone } from '#test/given';

describe('remarks and a new version', () => {
  const t = useApp();
  let c: Circulating;
  let scene: Scene;
  beforeAll(async () => {
    c = new Circulating(t);
    scene = await c.scene();
  });
  const table = async (who: Someone, { id }: { id: string }) =>
    (
      await t.get<{ remarkTable: { rows: { remarkId: string }[] } }>(
        who,
        `query ($id: ID!) { remarkTable(circulationId: $id) { rows { remarkId } } }`,
        { id },
      )
    ).remarkTable.rows;
  const see = async (who: Someone, { id }: { id: string }): Promise<ToldRemark> => (await c.remark(who, id))!;

  const ANCHORS = `query ($id: ID!, $version: ID) { remarkAnchors(circulationId: $id, versionId: $version) {
    from to whole same changed moved gone units { fate unit { unitId pathBefore pathAfter text { kind before after } } rows { remarkId } } } }`;
  interface Anchors {
    remarkAnchors: {
      units: {
        fate: string;
        unit: { unitId: string; pathBefore: string; pathAfter: string | null; text: { kind: string }[] } | null;
        rows: { remarkId: string }[];
      }[];
    };
  }

  it('stand on their units there, or are flagged, and unresolved ones go round again', async () => {
    const own = await c.scene();
    const { chair, staff, entity, memberStaff, member, neighbour } = own;
    const started = await c.start(own);
    const on = (text: string) => unitWith(own.draft, text).id;
    const remark = (text: string) => c.remarked(staff, started, entity, { unitId: on(text), text: nasty(text) });
    const [same, changed, moved, gone] = [
      await remark('Ustawa określa'),
      await remark('Pomoc trwa'),
      await remark('Ustawa wchodzi'),
      await remark('cierpliwość'),
    ];
    const whole = await c.remarked(memberStaff, started, member);
    let draft: ToldDraft = own.draft;
    const edit = async (act: Parameters<typeof c.drafting.edit>[1], input: object) =>
      (draft = await c.drafting.edit(chair, act, draft, input));
    await edit('rewordDraftUnit', { unitId: on('Pomoc trwa'), text: 'Pomoc trwa <b>pięć</b> lat & dzień.' });
    await edit('insertDraftUnit', { afterId: on('Ustawa określa'), kind: 'ARTICLE', text: 'Nowy.' });
    await edit('deleteDraftUnit', { unitId: on('cierpliwość') });
    await edit('renumberDraftRow', { unitId: on('Ustawa wchodzi') });
    draft = await c.drafting.freeze(chair, draft);
    const version = draft.versions.find(({ number }) => number === 2)!.id;
    const { remarkAnchors } = await t.get<Anchors>(chair, ANCHORS, { id: started.id, version });
    expect(remarkAnchors).toMatchObject({ from: 1, to: 2, whole: 1, same: 1, changed: 1, moved: 1, gone: 1 });
    const fate = ({ id }: { id: string }) => remarkAnchors.units.find(({ rows }) => rows[0]!.remarkId === id)!;
    expect([same, changed, moved, gone, whole].map((each) => fate(each).fate)).toEqual([
      ...['SAME', 'CHANGED', 'MOVED', 'GONE', 'WHOLE'],
    ]);
    expect(fate(moved).unit!.pathAfter).not.toBe(fate(moved).unit!.pathBefore);
    expect(fate(changed).unit!.text.some(({ kind }) => kind !== 'KEPT')).toBe(true);
    expect(fate(gone).unit!.pathAfter).toBeNull();
    const working = await t.get<Anchors>(chair, ANCHORS, { id: started.id, version: null });
    expect(working.remarkAnchors).toMatchObject({ to: null, gone: 1 });
    expect(
      (await t.get<Anchors>(neighbour, ANCHORS, { id: started.id, version: own.versionId })).remarkAnchors,
    ).toEqual(expect.objectContaining({ whole: 0, same: 0, units: [] }));
    const ofStaff = await t.get<Anchors>(staff, ANCHORS, { id: started.id, version: own.versionId });
    expect(ofStaff.remarkAnchors).toMatchObject({ same: 4, whole: 0 });
    const refused = (who: Someone, id: string, of: string | null) => t.refusal(who, ANCHORS, { id, version: of });
    expect(await refused(await t.given.person(), started.id, null)).toBe('NOT_FOUND');
    expect(await refused(neighbour, started.id, version)).toBe('NOT_FOUND');
    expect(await refused(neighbour, started.id, null)).toBe('NOT_FOUND');
    const strange = await c.scene();
    expect(await refused(chair, started.id, strange.versionId)).toBe('NOT_FOUND');

    // What was accepted is done with, what its author upholds is not.
    const dispositions = [
      { remarkId: same.id, verdict: 'ACCEPTED' },
      { remarkId: changed.id, verdict: 'REJECTED', reason: 'Nie' },
      { remarkId: moved.id, verdict: 'REJECTED', reason: 'Nie' },
    ];
    await c.do(chair, 'disposeRemarks', { circulationId: started.id, dispositions });
    const dispositionId = (await see(staff, changed)).disposition!.id;
    await c.do(staff, 'answerDisposition', { dispositionId, reply: 'OBJECTED', reason: 'Bo tak.' });
    const next = await c.start({ ...own, versionId: version });
    const input = { circulationId: next.id, fromId: started.id };
    expect(await c.refusal(chair, 'carryRemarks', input)).toBe('CIRCULATION_NOT_OVER');
    await c.do(chair, 'cancelCirculation', { circulationId: started.id, reason: 'Jest nowa wersja.' });
    expect(await c.refusal(staff, 'carryRemarks', input)).toBe('FORBIDDEN');
    expect(await c.refusal(chair, 'carryRemarks', { ...input, remarkIds: [same.id] })).toBe('REMARK_RESOLVED');
    expect(await c.refusal(chair, 'carryRemarks', { ...input, remarkIds: [newId()] })).toBe('NOT_FOUND');
    expect(await c.refusal(chair, 'carryRemarks', { ...input, fromId: newId() })).toBe('NOT_FOUND');
    const third = await c.start({ ...strange, chair: strange.chair });
    expect(await c.refusal(strange.chair, 'carryRemarks', { ...input, circulationId: third.id })).toBe('NOT_FOUND');
    await c.do(chair, 'carryRemarks', { ...input, remarkIds: [whole.id] });
    // Ten at once, and again: each once.
    const codes = await Promise.all(Array.from({ length: 10 }, () => c.refusal(chair, 'carryRemarks', input)));
    expect(codes.filter(Boolean)).toEqual([]);
    const lines = await table(chair, next);
    expect(lines).toHaveLength(3);
    const carried = await Promise.all(lines.map(({ remarkId }) => c.remark(chair, remarkId)));
    const of = ({ id }: { id: string }) => carried.find((each) => each!.carriedFrom?.id === id)!;
    expect(of(changed)).toMatchObject({
      state: 'SUBMITTED',
      text: changed.text,
      unitPath: fate(changed).unit!.pathAfter,
    });
    expect(of(gone)).toMatchObject({
      unitPath: null,
      place: 0,
      carriedFrom: { unitPath: fate(gone).unit!.pathBefore },
    });
    expect(of(whole)).toMatchObject({ late: false, organisation: member });
    expect(await see(chair, changed)).toMatchObject({ state: 'DISPOSED', disposition: { reply: 'OBJECTED' } });
    // It is its author's still.
    await c.do(memberStaff, 'withdrawRemark', { remarkId: of(whole).id });
    const ended = await c.start({ ...own, versionId: version }, { closesAt: inHours(1) });
    await c.lapse(ended.id);
    expect(await c.refusal(chair, 'carryRemarks', { ...input, circulationId: ended.id })).toBe('WRONG_STATE');
  });

  it('is of the same draft', async () => {
    const { chair, convent } = scene;
    const other = await c.drafting.freeze(chair, await c.drafting.pasted(chair, convent, 'Art. 1. Inna ustawa.'));
    const from = await c.start({ ...scene, versionId: other.versions[0]!.id });
    const into = await c.start(scene);
    await c.do(chair, 'cancelCirculation', { circulationId: from.id, reason: 'x' });
    const input = { circulationId: into.id, fromId: from.id };
    expect(await c.refusal(chair, 'carryRemarks', input)).toBe('CIRCULATIONS_OF_TWO_DRAFTS');
    const anchors = `query ($id: ID!, $version: ID) { remarkAnchors(circulationId: $id, versionId: $version) { from } }`;
    expect(await t.refusal(chair, anchors, { id: into.id, version: other.versions[0]!.id })).toBe(
      'VERSIONS_OF_TWO_DRAFTS',
    );
  });
});
