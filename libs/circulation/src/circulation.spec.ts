import { Db, newId, SYSTEM } from '#core';
import { useApp } from '#test/app';
import { answerOf, Circulating, inHours, type ToldCirculation } from '#test/circulations';
import { nasty } from '#test/given';
import { Answering } from './answering.service.ts';

const VERSION = `query ($id: ID!) { draftVersion(id: $id) { printed } }`;
const DRAFT = `query ($id: ID!) { draft(id: $id) { id } }`;
const WAITING = `{ viewer { obligations(first: 50) { nodes { kind subjectId sentence dueAt circulation { id } } } } }`;
interface Waiting {
  viewer: {
    obligations: { nodes: { kind: string; subjectId: string; sentence: string; circulation: { id: string } | null }[] };
  };
}

describe('a circulation', () => {
  const t = useApp();
  let c: Circulating;
  beforeAll(() => void (c = new Circulating(t)));
  const closing = () => t.app.get(Db).run(SYSTEM, (tx) => t.app.get(Answering, { strict: false }).closeDue(tx));
  const answering = (
    { id }: ToldCirculation,
    organisation: { id: string },
    answer = 'NO_REMARKS',
    reason?: string,
  ) => ({
    ...{ circulationId: id, organisationId: organisation.id, answer, reason },
  });
  const awaits = async (who: Parameters<typeof t.get>[0], id: string) =>
    (await t.get<Waiting>(who, WAITING)).viewer.obligations.nodes.filter(({ subjectId }) => subjectId === id);

  it('shows a version of a private draft to whoever is in the circle, and to nobody else', async () => {
    const scene = await c.scene();
    const { chair, neighbour, staff, memberStaff, convent, versionId, draft } = scene;
    const stranger = await t.given.person();
    const sees = async (who: typeof chair | null, id: string) => [
      (await c.see(who, id)) !== undefined,
      (await t.refusal(who, VERSION, { id: versionId })) === undefined,
      (await t.refusal(who, DRAFT, { id: draft.id })) === undefined,
    ];
    const started = await c.start(scene);
    expect(started).toMatchObject({ state: 'OPEN', draft: { id: draft.id }, parties: { totalCount: 2 } });
    for (const who of [neighbour, staff, memberStaff]) expect(await sees(who, started.id)).toEqual([true, true, false]);
    expect(await sees(chair, started.id)).toEqual([true, true, true]);
    for (const who of [stranger, null]) expect(await sees(who, started.id)).toEqual([false, false, false]);
    const seen = (await c.see(neighbour, started.id))!;
    expect(seen).toMatchObject({
      draft: null,
      version: { id: versionId, contentHash: draft.versions[0]!.contentHash },
    });
    expect(seen.version!.printed).toContain('<b>trzy</b>');
    // What is frozen later is not for the circle.
    const [unit] = draft.text!.units;
    const edited = await c.drafting.edit(chair, 'rewordDraftUnit', draft, { unitId: unit!.id, text: 'Inaczej.' });
    const next = await c.drafting.freeze(chair, edited);
    expect(await t.refusal(neighbour, VERSION, { id: next.versions[0]!.id })).toBe('NOT_FOUND');
    const listed = await t.get<{ circulations: { nodes: { id: string }[] } }>(
      neighbour,
      `query ($body: ID!) { circulations(filter: { body: $body, states: [OPEN] }) { nodes { id } } }`,
      { body: convent.id },
    );
    expect(listed.circulations.nodes).toEqual([{ id: started.id }]);
  });

  it('is started by the officers of the lead body alone, for a circle that there is, and a time to come', async () => {
    const scene = await c.scene();
    const { chair, neighbour, convent, other, entity, versionId } = scene;
    const refusal = (fields: object, who: typeof chair | null = chair) =>
      c.refusal(who, 'startCirculation', c.input(scene, fields));
    expect(await refusal({}, null)).toBe('UNAUTHENTICATED');
    expect(await refusal({}, neighbour)).toBe('NOT_FOUND');
    expect(await refusal({}, await t.given.holder('BOARD_MEMBER', convent))).toBe('FORBIDDEN');
    expect(await refusal({ versionId: newId() })).toBe('NOT_FOUND');
    expect(await refusal({ circle: {} })).toBe('CIRCLE_EMPTY');
    expect(await refusal({ circle: { membersOfConventIds: [convent.id] } })).toBe('CIRCLE_EMPTY');
    expect(await refusal({ circle: { conventIds: [entity.id] } })).toBe('NOT_FOUND');
    expect(await refusal({ circle: { entityIds: [other.id] } })).toBe('NOT_FOUND');
    expect(await refusal({ closesAt: inHours(-1) })).toBe('CIRCULATION_TIMES_WRONG');
    expect(await refusal({ opensAt: inHours(-1) })).toBe('CIRCULATION_TIMES_WRONG');
    expect(await refusal({ opensAt: inHours(3), closesAt: inHours(2) })).toBe('CIRCULATION_TIMES_WRONG');
    expect(await refusal({ note: 'x'.repeat(4_001) })).toBe('INVALID_INPUT');
    // Whoever is in the circle of one reads the version, and may still not send it on.
    await c.start(scene);
    expect(await refusal({}, neighbour)).toBe('FORBIDDEN');
    expect(await refusal({ versionId })).toBeUndefined();
    const archived = await c.drafting.do(chair, 'archiveDraft', { draftId: scene.draft.id, reason: 'Koniec' });
    expect(archived.state).toBe('ARCHIVED');
    expect(await refusal({})).toBe('WRONG_STATE');
  });

  it('asks the members of a convent, or all convents of the forum, each once', async () => {
    const scene = await c.scene();
    const { other, member, entity } = scene;
    const observer = await t.given.entity({ voivodeship: '24' });
    await t.given.membership(other, observer, { kind: 'OBSERVER' });
    const twice = { conventIds: [other.id, other.id], entityIds: [member.id], membersOfConventIds: [other.id] };
    const told = await c.start(scene, { circle: twice });
    expect(new Set(told.parties.nodes.map(({ organisation }) => organisation.id))).toEqual(
      new Set([other.id, member.id]),
    );
    const forum = await t.given.forum();
    const convents = [await t.given.convent({ voivodeship: '04' }), await t.given.convent({ voivodeship: '06' })];
    for (const each of convents) await t.given.standing(each, forum);
    const all = await c.start(scene, { circle: { wholeForum: true, entityIds: [entity.id] } });
    const ids = all.parties.nodes.map(({ organisation }) => organisation.id);
    expect(ids).toEqual(expect.arrayContaining([...convents.map(({ id }) => id), entity.id]));
  });

  it('takes one answer an organisation under a mandate, changeable until the close, and keeps those before', async () => {
    const scene = await c.scene();
    const { chair, neighbour, speaker, staff, memberStaff, other, entity, convent } = scene;
    const started = await c.start(scene);
    expect((await awaits(neighbour, started.id))[0]).toMatchObject({
      ...{ kind: 'answerCirculation', circulation: { id: started.id } },
      sentence: expect.stringMatching(/^Odpowiedz do .+ \(wersja 1\)\.$/),
    });
    expect(await awaits(staff, started.id)).toEqual([]);
    const refusal = (who: typeof chair | null, input: object) => c.refusal(who, 'answerCirculation', input);
    expect(await refusal(null, answering(started, other))).toBe('UNAUTHENTICATED');
    expect(await refusal(await t.given.person(), answering(started, other))).toBe('NOT_FOUND');
    expect(await refusal(staff, answering(started, entity))).toBe('FORBIDDEN');
    expect(await refusal(memberStaff, answering(started, other))).toBe('FORBIDDEN');
    expect(await refusal(speaker, answering(started, other))).toBe('FORBIDDEN');
    expect(await refusal(chair, answering(started, convent))).toBe('NOT_FOUND');
    expect(await refusal(neighbour, answering(started, other, 'OBJECTS_TO_PROCEDURE'))).toBe(
      'OBJECTION_WITHOUT_REASON',
    );
    const reason = nasty('Sprawa wymaga spotkania');
    const objected = await c.do(
      neighbour,
      'answerCirculation',
      answering(started, other, 'OBJECTS_TO_PROCEDURE', reason),
    );
    expect(answerOf(objected, other)).toMatchObject({ answer: 'OBJECTS_TO_PROCEDURE', reason, silent: false });
    const changed = await c.do(neighbour, 'answerCirculation', answering(started, other, 'ABSTAINS'));
    const { answers } = changed.parties.nodes.find(({ organisation }) => organisation.id === other.id)!;
    expect(answers.map(({ answer }) => answer)).toEqual(['ABSTAINS', 'OBJECTS_TO_PROCEDURE']);
    expect(await awaits(neighbour, started.id)).toEqual([]);
    // Until the close an answer is between its organisation and those who lead.
    expect(answerOf((await c.see(speaker, started.id))!, other)).toBeNull();
    expect(answerOf((await c.see(chair, started.id))!, other)).toMatchObject({ answer: 'ABSTAINS' });
  });

  it('is extended with notice and never made shorter', async () => {
    const scene = await c.scene();
    const { chair, neighbour } = scene;
    const started = await c.start(scene);
    const reason = nasty('Święta');
    const extend = (closesAt: string, who = chair) =>
      c.refusal(who, 'extendCirculation', { circulationId: started.id, closesAt, reason });
    expect(await extend(inHours(72), neighbour)).toBe('FORBIDDEN');
    expect(await extend(started.closesAt)).toBe('CIRCULATION_NOT_LONGER');
    expect(await extend(inHours(1))).toBe('CIRCULATION_NOT_LONGER');
    const at = inHours(72);
    expect(await extend(at)).toBeUndefined();
    const seen = (await c.see(neighbour, started.id))!;
    expect(seen.closesAt).toBe(at);
    expect(seen.acts[0]).toMatchObject({ action: 'extendCirculation', reason, closesAt: at });
    await c.lapse(started.id);
    expect(await extend(inHours(96))).toBe('WRONG_STATE');
  });

  it('ends by the clock at its closing time, and silence means what was said', async () => {
    const scene = await c.scene();
    const { neighbour, speaker, chair, other, entity } = scene;
    const started = await c.start(scene, { silence: 'ABSTAINS' });
    await c.do(neighbour, 'answerCirculation', answering(started, other, 'REMARKS', nasty('Uwagi')));
    const closesAt = inHours(-1);
    await c.lapse(started.id, closesAt);
    expect(await c.refusal(neighbour, 'answerCirculation', answering(started, other))).toBe('CIRCULATION_OVER');
    expect(await closing()).toBeGreaterThan(0);
    expect(await closing()).toBe(0);
    const told = (await c.see(speaker, started.id))!;
    expect(told).toMatchObject({ state: 'CLOSED', endedAt: closesAt });
    expect(answerOf(told, other)).toMatchObject({ answer: 'REMARKS', silent: false });
    expect(answerOf(told, entity)).toEqual({ answer: 'ABSTAINS', reason: null, silent: true, mandate: null });
    expect(told.acts[0]).toMatchObject({ action: 'deadline', state: 'CLOSED', mandate: null });
    expect(await c.refusal(speaker, 'answerCirculation', answering(started, entity))).toBe('CIRCULATION_OVER');
    const end = { circulationId: started.id, reason: 'x' };
    expect(await c.refusal(chair, 'cancelCirculation', end)).toBe('WRONG_STATE');
    await expect(t.sql(`UPDATE circulation_answer SET reason = 'x'`)).rejects.toThrow('never changed');
  });

  it('waits for its opening, and may be called off', async () => {
    const scene = await c.scene();
    const { neighbour, chair, other } = scene;
    const started = await c.start(scene, { opensAt: inHours(1) });
    expect(await awaits(neighbour, started.id)).toEqual([]);
    expect(await c.refusal(neighbour, 'answerCirculation', answering(started, other))).toBe('CIRCULATION_NOT_BEGUN');
    const end = { circulationId: started.id, reason: nasty('Pomyłka') };
    expect(await c.refusal(neighbour, 'cancelCirculation', end)).toBe('FORBIDDEN');
    const told = await c.do(chair, 'cancelCirculation', end);
    expect(told).toMatchObject({ state: 'CANCELLED', acts: [{ action: 'cancelCirculation', reason: end.reason }, {}] });
    const left = told.availableActions.filter(({ allowed }) => allowed).map(({ action }) => action);
    expect(left).toEqual(['revokeOutsiderLink']);
    expect(await c.refusal(neighbour, 'answerCirculation', answering(started, other))).toBe('WRONG_STATE');
  });
});
