import { newId } from '#core';
import { useApp } from '#test/app';
import { Drafting } from '#test/drafts';
import { nasty } from '#test/given';
import { connect, type Socket } from '#test/socket';

const LIST = `query ($filter: DraftFilter, $first: Int!, $after: ID) { drafts(filter: $filter, first: $first, after: $after) {
  totalCount nodes { id } pageInfo { endCursor } } }`;
interface Listed {
  drafts: { totalCount: number; nodes: { id: string }[]; pageInfo: { endCursor: string } };
}
const VERSION = `query ($id: ID!) { draftVersion(id: $id) { printed } }`;

describe('a draft', () => {
  const t = useApp();
  let d: Drafting;
  const sockets: Socket[] = [];
  beforeAll(() => void (d = new Drafting(t)));
  afterEach(() => Promise.all(sockets.splice(0).map((socket) => socket.end())));

  it('is between the officers of its lead body and its team until it is shared; then versions are, the text is not', async () => {
    const { chair, convent, other, neighbour, expert, mandate, entity } = await d.scene();
    await t.given.membership(other, entity);
    const staff = await t.given.holder('STAFF', entity);
    const stranger = await t.given.person();
    let draft = await d.freeze(chair, await d.pasted(chair, convent));
    const [version] = draft.versions;
    const sees = async (who: typeof chair | null) => [
      (await d.see(who, draft.id)) !== undefined,
      (await t.refusal(who, VERSION, version)) === undefined,
      ((await d.see(who, draft.id))?.text ?? null) !== null,
    ];
    for (const who of [neighbour, expert, staff, stranger, null])
      expect(await sees(who)).toEqual([false, false, false]);
    expect(await sees(chair)).toEqual([true, true, true]);

    await d.do(chair, 'addDraftMember', { draftId: draft.id, mandateId: mandate.id });
    expect(await sees(expert)).toEqual([true, true, true]);
    expect(await sees(neighbour)).toEqual([false, false, false]);

    await d.do(chair, 'shareDraft', { draftId: draft.id, bodyIds: [other.id] });
    for (const who of [neighbour, staff]) expect(await sees(who)).toEqual([true, true, false]);
    expect(await d.refusal(neighbour, 'archiveDraft', { draftId: draft.id, reason: 'x' })).toBe('FORBIDDEN');
    for (const who of [stranger, null]) expect(await sees(who)).toEqual([false, false, false]);
    expect(await d.refusal(chair, 'shareDraft', { draftId: draft.id, bodyIds: [other.id] })).toBe('ALREADY_SHARED');
    expect(await d.refusal(chair, 'shareDraft', { draftId: draft.id, bodyIds: [newId()] })).toBe('NOT_FOUND');
    expect(await d.refusal(chair, 'shareDraft', { draftId: draft.id, bodyIds: [] })).toBe('INVALID_INPUT');

    const forum = await t.given.forum();
    const member = await t.given.convent({ voivodeship: '10' });
    await t.given.standing(member, forum);
    const far = await t.given.entity({ voivodeship: '10' });
    await t.given.membership(member, far);
    const people = [await t.given.holder('CHAIR', member), await t.given.holder('STAFF', far)];
    for (const who of people) expect(await sees(who)).toEqual([false, false, false]);
    await d.do(chair, 'shareDraft', { draftId: draft.id, bodyIds: [forum.id] });
    for (const who of people) expect(await sees(who)).toEqual([true, true, false]);
    expect(await sees(stranger)).toEqual([false, false, false]);

    draft = await d.do(chair, 'publishDraft', { draftId: draft.id });
    for (const who of [stranger, null]) expect(await sees(who)).toEqual([true, true, false]);
    expect(await d.refusal(chair, 'publishDraft', { draftId: draft.id })).toBe('WRONG_STATE');
    expect(await d.refusal(chair, 'shareDraft', { draftId: draft.id, bodyIds: [member.id] })).toBe('WRONG_STATE');
    const acts = await t.sql(
      `SELECT action, mandate_id IS NOT NULL AS under FROM draft_act WHERE draft_id = $1 ORDER BY id`,
      [draft.id],
    );
    expect(acts).toEqual(
      ['createDraft', 'freezeDraftVersion', 'addDraftMember', 'shareDraft', 'shareDraft', 'publishDraft'].map(
        (action) => ({ action, under: true }),
      ),
    );
  });

  it('is not shared before there is a version to read', async () => {
    const { chair, convent, other } = await d.scene();
    const draft = await d.pasted(chair, convent);
    expect(await d.refusal(chair, 'shareDraft', { draftId: draft.id, bodyIds: [other.id] })).toBe('WRONG_STATE');
    expect(await d.refusal(chair, 'publishDraft', { draftId: draft.id })).toBe('WRONG_STATE');
  });

  it('is written by its team as long as the mandates count under which they were named', async () => {
    const { chair, convent, other, neighbour, expert, mandate } = await d.scene();
    const draft = await d.pasted(chair, convent);
    const add = (mandateId: string) => d.refusal(chair, 'addDraftMember', { draftId: draft.id, mandateId });
    expect(await add(newId())).toBe('NOT_FOUND');
    const hidden = await t.given.mandate(await t.given.person(), 'STAFF', await t.given.entity());
    expect(await add(hidden.id)).toBe('NOT_FOUND');
    const past = await t.given.mandate(await t.given.person(), 'EXPERT', other, {
      ...{ state: 'ENDED' as const, from: '2020-01-01', until: '2023-12-31' },
    });
    expect(await add(past.id)).toBe('MANDATE_NOT_IN_FORCE');
    const answers = await Promise.all(Array.from({ length: 10 }, () => add(mandate.id)));
    expect(answers.filter((code) => code === undefined)).toHaveLength(1);
    expect(answers.filter((code) => code === 'ALREADY_ON_TEAM')).toHaveLength(9);

    const own = (await d.see(expert, draft.id))!;
    const unitId = own.text!.units[0]!.id;
    const written = await d.edit(expert, 'rewordDraftUnit', own, { unitId, text: nasty('Ekspert') });
    // The team writes; whom to name and with whom to share is for the lead body.
    const member = written.team[0]!.id;
    expect(await d.refusal(expert, 'removeDraftMember', { memberId: member })).toBe('FORBIDDEN');
    expect(await d.refusal(expert, 'shareDraft', { draftId: draft.id, bodyIds: [other.id] })).toBe('FORBIDDEN');
    expect(await d.refusal(expert, 'archiveDraft', { draftId: draft.id, reason: 'x' })).toBe('FORBIDDEN');
    expect(await d.refusal(neighbour, 'removeDraftMember', { memberId: member })).toBe('NOT_FOUND');

    const gone = await Promise.all(
      Array.from({ length: 10 }, () => d.refusal(chair, 'removeDraftMember', { memberId: member })),
    );
    expect(gone.filter((code) => code === undefined)).toHaveLength(1);
    expect(gone.filter((code) => code === 'NOT_FOUND')).toHaveLength(9);
    expect(await d.see(expert, draft.id)).toBeUndefined();
    await d.do(chair, 'addDraftMember', { draftId: draft.id, mandateId: mandate.id });
    expect(await d.see(expert, draft.id)).toBeDefined();
    await t.sql(
      `UPDATE mandate SET state = 'ENDED', ended_because = 'RECALLED', valid = tstzrange(lower(valid), now()) WHERE id = $1`,
      [mandate.id],
    );
    expect(await d.see(expert, draft.id)).toBeUndefined();
    expect(await d.refused(expert, 'rewordDraftUnit', written, { unitId, text: 'Po wszystkim.' })).toBe('NOT_FOUND');
    const board = await t.given.holder('BOARD_MEMBER', convent);
    const now = (await d.see(board, draft.id))!;
    expect(now.text!.units[0]!.text).toContain('Ekspert');
    expect(await d.refused(board, 'rewordDraftUnit', now, { unitId, text: 'x' })).toBe('FORBIDDEN');
  });

  it('is found in lists by whoever may see it, the latest first, narrowed and paged', async () => {
    const { chair, convent, neighbour } = await d.scene();
    const [a, b, c] = [
      await d.create(chair, convent),
      await d.create(chair, convent, { form: 'PROSE' }),
      await d.create(chair, convent),
    ];
    await d.do(chair, 'archiveDraft', { draftId: a.id, reason: 'x' });
    const page = async (filter: object, first = 20, after: string | null = null, who = chair) =>
      (await t.get<Listed>(who, LIST, { filter: { body: convent.id, ...filter }, first, after })).drafts;
    const idsOf = ({ nodes }: Listed['drafts']) => nodes.map(({ id }) => id);
    expect(idsOf(await page({}))).toEqual([c.id, b.id, a.id]);
    const first = await page({}, 2);
    expect(first.totalCount).toBe(3);
    expect(idsOf(await page({}, 2, first.pageInfo.endCursor))).toEqual([a.id]);
    expect(idsOf(await page({ forms: ['PROSE'] }))).toEqual([b.id]);
    expect(idsOf(await page({ states: ['OPEN'], forms: ['LAW'] }))).toEqual([c.id]);
    expect((await page({}, 20, null, neighbour)).totalCount).toBe(0);
    const { convent: told } = await t.get<{ convent: Listed }>(
      chair,
      `query ($id: ID!) { convent(id: $id) { drafts(first: 2) { totalCount nodes { id title } } } }`,
      convent,
    );
    expect(told.drafts).toMatchObject({ totalCount: 3, nodes: [{ id: c.id }, { id: b.id }] });
  });

  it('is followed live by whoever sees it; whoever no longer does hears nothing more', async () => {
    const { chair, convent, expert, mandate } = await d.scene();
    const draft = await d.pasted(chair, convent);
    await d.do(chair, 'addDraftMember', { draftId: draft.id, mandateId: mandate.id });
    const query = `subscription ($id: ID!) { draftChanged(id: $id) { version text { units { text } } } }`;
    const listen = (who: typeof chair | null) => {
      const socket = connect(t, who);
      sockets.push(socket);
      return socket.listen(query, { id: draft.id });
    };
    const [team, everybody] = [listen(expert), listen(null)];
    const now = (await d.see(chair, draft.id))!;
    expect(await team.next()).toMatchObject({ data: { draftChanged: { version: now.version } } });
    expect((await everybody.next()).errors[0]!.extensions.code).toBe('NOT_FOUND');
    const text = nasty('Na żywo');
    await d.edit(chair, 'rewordDraftUnit', now, { unitId: now.text!.units[0]!.id, text });
    expect(await team.next()).toMatchObject({
      data: { draftChanged: { version: now.version + 1, text: { units: expect.arrayContaining([{ text }]) } } },
    });
    await d.do(chair, 'removeDraftMember', { memberId: (await d.see(chair, draft.id))!.team[0]!.id });
    expect((await team.next()).errors[0]!.extensions.code).toBe('NOT_FOUND');
  });
});
