import { Db, newId, SYSTEM } from '#core';
import { useApp } from '#test/app';
import { Circulating, inHours, type ToldRemark } from '#test/circulations';
import { unitWith } from '#test/drafts';
import { nasty } from '#test/given';
import { Answering } from './answering.service.ts';

describe('a remark', () => {
  const t = useApp();
  let c: Circulating;
  beforeAll(() => void (c = new Circulating(t)));
  const closing = () => t.app.get(Db).run(SYSTEM, (tx) => t.app.get(Answering, { strict: false }).closeDue(tx));
  const close = async (id: string) => {
    await c.lapse(id);
    expect(await closing()).toBe(1);
  };
  const all = async (who: Parameters<typeof t.get>[0], id: string, filter: object = {}) =>
    (
      await t.get<{ circulation: { remarks: { totalCount: number; nodes: { id: string }[] } } }>(
        who,
        `query ($id: ID!, $filter: RemarkFilter) { circulation(id: $id) { remarks(first: 50, filter: $filter) { totalCount nodes { id } } } }`,
        { id, filter },
      )
    ).circulation.remarks.nodes.map(({ id: each }) => each);

  it('is made on a unit or on the whole, for an organisation that is asked or a member of one', async () => {
    const scene = await c.scene();
    const { staff, speaker, memberStaff, neighbour, chair, entity, member, other, convent, draft } = scene;
    const started = await c.start(scene);
    const point = unitWith(draft, 'żółwiem');
    const said = { text: nasty('Zbyt wąsko'), wording: '=HYPERLINK("x")', reasons: nasty('Bo') };
    const one = await c.remarked(staff, started, entity, { unitId: point.id, kind: 'LEGISLATIVE', ...said });
    expect(one).toMatchObject({
      ...{ state: 'SUBMITTED', unitId: point.id, unitPath: 'art. 2 ust. 1 pkt 1', kind: 'LEGISLATIVE', ...said },
      ...{ channel: 'PLATFORM', late: false, organisation: entity, person: { id: staff.id }, disposition: null },
      mandate: { id: expect.any(String) },
    });
    const two = await c.remarked(memberStaff, started, member);
    expect(two).toMatchObject({ unitId: null, unitPath: null, place: 0, organisation: member });
    const input = { circulationId: started.id, organisationId: entity.id, kind: 'EDITORIAL', text: 'x' };
    const refusal = (who: typeof chair | null, fields: object = {}) =>
      c.refusal(who, 'submitRemark', { ...input, ...fields });
    expect(await refusal(null)).toBe('UNAUTHENTICATED');
    expect(await refusal(await t.given.person())).toBe('NOT_FOUND');
    expect(await refusal(neighbour)).toBe('FORBIDDEN');
    expect(await refusal(memberStaff, { organisationId: other.id })).toBe('FORBIDDEN');
    expect(await refusal(chair, { organisationId: convent.id })).toBe('FORBIDDEN');
    expect(await refusal(staff, { unitId: newId() })).toBe('UNIT_NOT_IN_VERSION');
    expect(await refusal(staff, { text: ' ' })).toBe('INVALID_INPUT');
    // A unit that came after the version was frozen is not in it.
    const later = await c.drafting.edit(chair, 'insertDraftUnit', draft, {
      ...{ afterId: unitWith(draft, 'wchodzi').id, kind: 'ARTICLE', text: 'Nowy.' },
    });
    expect(await refusal(staff, { unitId: unitWith(later, 'Nowy.').id })).toBe('UNIT_NOT_IN_VERSION');

    // Until the close a remark is between its organisation and those who lead; then it lies before the circle.
    const sees = async (who: typeof chair) => (await all(who, started.id)).length;
    expect([await sees(chair), await sees(speaker), await sees(memberStaff), await sees(neighbour)]).toEqual([
      2, 1, 1, 0,
    ]);
    expect(await c.remark(neighbour, one.id)).toBeUndefined();
    expect(await all(chair, started.id)).toEqual([two.id, one.id]);
    expect(await all(chair, started.id, { unit: point.id, kinds: ['LEGISLATIVE'] })).toEqual([one.id]);
    expect(await all(chair, started.id, { late: true })).toEqual([]);
    expect(await all(chair, started.id, { states: ['DISPOSED'] })).toEqual([]);
    await close(started.id);
    expect(await sees(neighbour)).toBe(2);
    expect(await c.remark(await t.given.person(), one.id)).toBeUndefined();
  });

  it('that came another way is written down by those who lead, also from outside the register', async () => {
    const scene = await c.scene();
    const { chair, staff, expert, mandate, entity } = { ...scene, ...(await writer(scene.chair, scene.draft.id)) };
    const started = await c.start(scene);
    const base = { circulationId: started.id, kind: 'SUBSTANTIVE', text: nasty('Pismo') };
    const refusal = (who: typeof chair, fields: object) => c.refusal(who, 'recordRemark', { ...base, ...fields });
    expect(await refusal(staff, { channel: 'LETTER', submitter: 'X' })).toBe('FORBIDDEN');
    expect(await refusal(chair, { channel: 'PLATFORM', submitter: 'X' })).toBe('CHANNEL_MISFITS');
    expect(await refusal(chair, { channel: 'EMAIL' })).toBe('SUBMITTER_MISSING');
    expect(await refusal(chair, { channel: 'EMAIL', submitter: 'X', organisationId: entity.id })).toBe(
      'SUBMITTER_MISSING',
    );
    expect(await refusal(chair, { channel: 'EMAIL', organisationId: newId() })).toBe('NOT_FOUND');
    const submitter = nasty('Stowarzyszenie');
    const outside = await c.do<ToldRemark>(chair, 'recordRemark', { ...base, channel: 'LETTER', submitter });
    expect(outside).toMatchObject({ channel: 'LETTER', submitter, organisation: null });
    const ofTeam = { ...base, channel: 'MEETING', organisationId: entity.id };
    expect(await c.do(expert, 'recordRemark', ofTeam)).toMatchObject({ organisation: entity, mandate });
    // Whoever wrote down what came on paper may correct that; the author of the register may too.
    expect(await c.do(chair, 'withdrawRemark', { remarkId: outside.id })).toMatchObject({ state: 'WITHDRAWN' });
  });

  const writer = async (chair: { token: string }, draftId: string) => {
    const expert = await t.given.person();
    const mandate = await t.given.mandate(expert, 'EXPERT', await t.given.convent({ voivodeship: '04' }));
    await c.drafting.do(chair, 'addDraftMember', { draftId, mandateId: mandate.id });
    return { expert, mandate };
  };

  it('after the close is taken and marked late, also before the clock has come; of one called off none is', async () => {
    const scene = await c.scene();
    const { staff, entity, chair } = scene;
    const started = await c.start(scene);
    await c.lapse(started.id);
    expect(await c.remarked(staff, started, entity)).toMatchObject({ late: true });
    expect(await closing()).toBe(1);
    expect(await c.remarked(staff, started, entity)).toMatchObject({ late: true });
    expect(await all(chair, started.id, { late: true })).toHaveLength(2);
    const early = await c.start(scene, { opensAt: inHours(1) });
    const input = { circulationId: early.id, organisationId: entity.id, kind: 'EDITORIAL', text: 'x' };
    expect(await c.refusal(staff, 'submitRemark', input)).toBe('CIRCULATION_NOT_BEGUN');
    const letter = { circulationId: early.id, channel: 'LETTER', submitter: 'X', kind: 'EDITORIAL', text: 'x' };
    expect(await c.refusal(chair, 'recordRemark', letter)).toBe('CIRCULATION_NOT_BEGUN');
    await c.do(chair, 'cancelCirculation', { circulationId: early.id, reason: 'x' });
    expect(await c.refusal(staff, 'submitRemark', input)).toBe('WRONG_STATE');
  });

  it('is taken back by its author or their organisation, once of ten times at once', async () => {
    const scene = await c.scene();
    const { staff, speaker, neighbour, chair, entity } = scene;
    const started = await c.start(scene);
    const [one, two] = [await c.remarked(staff, started, entity), await c.remarked(staff, started, entity)];
    const withdraw = (who: typeof staff, remarkId: string) => c.refusal(who, 'withdrawRemark', { remarkId });
    expect(await withdraw(neighbour, one.id)).toBe('NOT_FOUND');
    expect(await withdraw(chair, one.id)).toBe('FORBIDDEN');
    expect(await withdraw(staff, newId())).toBe('NOT_FOUND');
    expect(await withdraw(speaker, two.id)).toBeUndefined();
    const codes = await Promise.all(Array.from({ length: 10 }, () => withdraw(staff, one.id)));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'WRONG_STATE')).toHaveLength(9);
    expect((await c.remark(staff, one.id))!).toMatchObject({ state: 'WITHDRAWN', withdrawnAt: expect.any(String) });
  });

  it('is made ten at once, each of them kept', async () => {
    const scene = await c.scene();
    const started = await c.start(scene);
    const made = await Promise.all(
      Array.from({ length: 10 }, (_, i) => c.remarked(scene.staff, started, scene.entity, { text: `Uwaga ${i}` })),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(10);
    expect(await all(scene.chair, started.id)).toHaveLength(10);
  });
});
