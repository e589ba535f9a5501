import { newId } from '#core';
import { useApp } from '#test/app';
import { statementsOf } from '#test/counting';
import { dispatchRow, type AdoptedRow } from '#test/dossier-rows';
import { dayIn, positionsOf, Sending, type DossierScene, type ToldDispatch } from '#test/dossiers';
import { download, uploaded } from '#test/files';
import { nasty } from '#test/given';
import { connect } from '#test/socket';

const ten = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 10 }, work));

describe('an answer', () => {
  const t = useApp();
  let sending: Sending;
  let scene: DossierScene;
  let two: AdoptedRow[];
  beforeAll(async () => {
    sending = new Sending(t);
    scene = await sending.scene();
    two = await sending.adopted(scene);
  });

  const respondInput = (dispatch: ToldDispatch, more: object) => ({ ...sending.answer(dispatch), ...more });

  it('is answered with a position on each recommendation, and those behind them are told', async () => {
    const { coordinator, author, chair } = scene;
    const three = await sending.adopted(scene, 3);
    const dispatch = await sending.sent(scene, three, 9);
    const socket = connect(t, author);
    const listener = socket.listen(`subscription ($id: ID!) { recommendationChanged(id: $id) { state } }`, {
      id: three[0]!.id,
    });
    await listener.next();
    const letter = await uploaded(t, coordinator);
    const told = await sending.respond(coordinator, dispatch, ['ACCEPTED', 'PENDING', 'REFUSED'], {
      documentId: letter.fileId,
    });
    expect((await listener.next()).data).toEqual({ recommendationChanged: { state: 'ANSWERED' } });
    listener.stop();
    await socket.end();
    expect(told).toMatchObject({ current: true, document: { id: letter.fileId }, mandate: { id: expect.any(String) } });
    expect(told.positions.map(({ kind, current }) => [kind, current])).toEqual([
      ['ACCEPTED', true],
      ['PENDING', true],
      ['REFUSED', true],
    ]);
    const states = async () => Promise.all(three.map(async ({ id }) => (await sending.answers(null, id)).state));
    expect(await states()).toEqual(['ANSWERED', 'DISPATCHED', 'ANSWERED']);
    // The letter is open to those behind the proposals, and to nobody else; the summary to all.
    expect(
      [await download(t, letter.fileId, author), await download(t, letter.fileId, chair)].map(({ status }) => status),
    ).toEqual([200, 404]);
    const own = async () => (await sending.waiting(author)).filter(({ kind }) => kind === 'answerToRead');
    expect(await own()).toHaveLength(3);
    const [notice] = (await sending.answers(author, three[0]!.id)).notices;
    expect(notice).toMatchObject({ state: 'TOLD', response: { id: told.id }, outcome: null });
    expect((await sending.answers(chair, three[0]!.id)).notices).toEqual([]);
    const input = { noticeId: notice!.id };
    expect(await sending.refusal(chair, 'acknowledgeAnswer', input)).toBe('NOT_FOUND');
    const codes = await ten(() => sending.refusal(author, 'acknowledgeAnswer', input));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'ANSWER_NOTICE_READ')).toHaveLength(9);
    expect(await own()).toHaveLength(2);
    expect((await sending.answers(author, three[0]!.id)).notices[0]).toMatchObject({
      state: 'READ',
      mandate: { id: expect.any(String) },
    });
  });

  it('is superseded by what comes in later, also where that is entered first; nothing is lost', async () => {
    const { coordinator } = scene;
    const [one] = await sending.adopted(scene, 1);
    const dispatch = await sending.sent(scene, [one!], 20);
    const again = async () => (await sending.dispatch(null, dispatch.id))!;
    const last = async () => (await sending.answers(null, one!.id)).lastPosition;
    expect(await last()).toBeNull();
    await sending.respond(coordinator, dispatch, ['PENDING'], { receivedOn: dayIn(-15) });
    expect(await last()).toMatchObject({ kind: 'PENDING', receivedOn: dayIn(-15), recommendationNumber: one!.number });
    expect((await sending.answers(null, one!.id)).state).toBe('DISPATCHED');
    const third = await sending.respond(coordinator, await again(), ['PARTLY'], { receivedOn: dayIn(-1) });
    const between = await sending.respond(coordinator, await again(), ['REFUSED'], { receivedOn: dayIn(-7) });
    expect(between).toMatchObject({ current: false, positions: [{ kind: 'REFUSED', current: false }] });
    expect((await again()).response).toEqual({ id: third.id });
    expect((await again()).responses).toHaveLength(3);
    const told = await sending.answers(null, one!.id);
    expect(told.positions.map(({ kind, current }) => [kind, current])).toEqual([
      ['REFUSED', false],
      ['PARTLY', true],
      ['PENDING', false],
    ]);
    expect(told.lastPosition).toMatchObject({ kind: 'PARTLY' });
    const area = await t.get<{ changeAreas: { id: string; lastAnswer: { positionId: string } | null }[] }>(
      null,
      `{ changeAreas { id lastAnswer { positionId } } }`,
    );
    expect(area.changeAreas.find(({ id }) => id === scene.area.id)!.lastAnswer).not.toBeNull();
    for (const statement of [
      `DELETE FROM answer_position WHERE recommendation_id = $1`,
      `UPDATE answer_position SET kind = 'ACCEPTED' WHERE recommendation_id = $1`,
    ])
      await expect(t.sql(statement, [one!.id])).rejects.toThrow(/never changed/);
  });

  it('takes no half answers', async () => {
    const { coordinator, chair } = scene;
    const all = await sending.adopted(scene, 2);
    const dispatch = await sending.sent(scene, all, 3);
    const [first, second] = positionsOf(dispatch, ['ACCEPTED']) as {
      recommendationId: string;
      kind: string;
      reason: string;
    }[];
    const refused = (positions: object[], more: object = {}, who = coordinator) =>
      sending.refusal(who, 'recordResponse', respondInput(dispatch, { positions, ...more }));
    expect(await refused([first!])).toBe('POSITIONS_INCOMPLETE');
    expect(await refused([first!, first!, second!])).toBe('POSITION_TWICE');
    expect(await refused([first!, second!, { ...first!, recommendationId: two[0]!.id }])).toBe(
      'RECOMMENDATION_NOT_IN_DOSSIER',
    );
    expect(await refused([first!, { ...second!, kind: 'REFUSED', reason: null }])).toBe('POSITION_WITHOUT_REASON');
    expect(await refused([first!, { ...second!, kind: 'PARTLY', reason: null }])).toBe('POSITION_WITHOUT_REASON');
    expect(await refused([])).toBe('INVALID_INPUT');
    expect(await refused([first!, second!], { receivedOn: dayIn(-4) })).toBe('RESPONSE_DAY_WRONG');
    expect(await refused([first!, second!], { receivedOn: dayIn(1) })).toBe('RESPONSE_DAY_WRONG');
    expect(await refused([first!, second!], { documentId: newId() })).toBe('NOT_FOUND');
    expect(await refused([first!, second!], {}, chair)).toBe('FORBIDDEN');
    expect(await sending.dispatch(null, dispatch.id)).toMatchObject({ version: 1, responses: [] });
    expect((await sending.answers(null, all[0]!.id)).state).toBe('DISPATCHED');
    const codes = await ten(() => refused([first!, second!]));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'VERSION_CONFLICT')).toHaveLength(9);
    expect(
      await t.sql(
        `SELECT FROM answer_notice n JOIN dossier_response r ON r.id = n.response_id WHERE r.dispatch_id = $1`,
        [dispatch.id],
      ),
    ).toHaveLength(2);
  });

  it('takes as many statements with fifty recommendations as with two', async () => {
    const { coordinator } = scene;
    const fifty = await sending.adopted(scene, 50);
    const count = async (all: readonly AdoptedRow[]) => {
      const dispatch = await sending.sent(scene, all, 1);
      return statementsOf(() => sending.respond(coordinator, dispatch, ['ACCEPTED', 'REFUSED']));
    };
    const [few, many] = [await count(await sending.adopted(scene, 2)), await count(fifty)];
    expect(few).toBeGreaterThan(10);
    expect(many).toBe(few);
  });

  it('keeps nasty words as they are', async () => {
    const { coordinator } = scene;
    const [one] = await sending.adopted(scene, 1);
    const dispatch = await sending.sent(scene, [one!], 1);
    const summary = `${nasty('Odpowiedź')}\n${'ż'.repeat(5_000)}`;
    expect(await sending.respond(coordinator, dispatch, ['ACCEPTED'], { summary })).toMatchObject({ summary });
  });

  it('is read in one statement, though it is long', async () => {
    await dispatchRow(t, scene.forum);
    const query = `{ answerRegister(first: 100) { nodes { recommendation { number lastPosition { kind } followUp { stage } } dispatch { addressee versions { number } } position { kind reason response { summary } } } } }`;
    expect(await statementsOf(() => t.get(null, query))).toBeLessThanOrEqual(4);
  });

  it('is of a dossier that is closed in as many statements with fifty recommendations as with two', async () => {
    const { coordinator, forum } = scene;
    const fifty = await sending.adopted(scene, 50);
    const count = async (all: readonly AdoptedRow[]) => {
      const draft = await sending.draft(coordinator, forum, all);
      return statementsOf(() => sending.freeze(coordinator, draft));
    };
    const few = await count(two);
    expect(few).toBeGreaterThan(8);
    expect(await count(fifty)).toBeLessThanOrEqual(few + 2);
  });
});
