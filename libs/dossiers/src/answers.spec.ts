import readXlsxFile from 'read-excel-file/node';
import { parse } from 'csv-parse/sync';
import { Db, newId, SYSTEM } from '#core';
import { Obligations } from '#obligations';
import { useApp } from '#test/app';
import { statementsOf } from '#test/counting';
import { dispatchRow, type AdoptedRow } from '#test/dossier-rows';
import { dayIn, positionsOf, Sending, type DossierScene, type ToldDispatch, type ToldNotice } from '#test/dossiers';
import { download, uploaded } from '#test/files';
import { nasty, type Someone } from '#test/given';
import { connect } from '#test/socket';
import { monthsLater, workingDay } from './due-day.ts';
import { REGISTER_HEADERS } from './register-table.ts';

const ten = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 10 }, work));
type Waiting = {
  kind: string;
  sentence: string;
  dueAt: string | null;
  dispatch: { id: string } | null;
  answerNotice: ToldNotice | null;
};

describe('what was sent and answered', () => {
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

  const waiting = async (who: Someone): Promise<Waiting[]> => {
    const query = `{ viewer { obligations(first: 100) { nodes { kind sentence dueAt dispatch { id } answerNotice { id state } } } } }`;
    return (await t.get<{ viewer: { obligations: { nodes: Waiting[] } } }>(who, query)).viewer.obligations.nodes;
  };
  const clock = () => t.app.get(Db).run(SYSTEM, (tx) => t.app.get(Obligations, { strict: false }).refreshAll(tx));
  const respondInput = (dispatch: ToldDispatch, kinds: readonly string[], more: object = {}) => ({
    ...{ ...sending.answer(dispatch), positions: positionsOf(dispatch, kinds), ...more },
  });

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
    const of = async (id: string) => (await waiting(coordinator)).filter(({ dispatch }) => dispatch?.id === id);
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
    const own = async () => (await waiting(author)).filter(({ kind }) => kind === 'answerToRead');
    const before = (await own()).length;
    expect(before).toBeGreaterThanOrEqual(3);
    const [notice] = (await sending.answers(author, three[0]!.id)).notices;
    expect(notice).toMatchObject({ state: 'TOLD', response: { id: told.id }, outcome: null });
    expect((await sending.answers(chair, three[0]!.id)).notices).toEqual([]);
    const input = { noticeId: notice!.id };
    expect(await sending.refusal(chair, 'acknowledgeAnswer', input)).toBe('NOT_FOUND');
    const codes = await ten(() => sending.refusal(author, 'acknowledgeAnswer', input));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'ANSWER_NOTICE_READ')).toHaveLength(9);
    expect(await own()).toHaveLength(before - 1);
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
      sending.refusal(who, 'recordResponse', respondInput(dispatch, [], { positions, ...more }));
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
    expect(many).toBe(few);
  });

  it('is followed into the making of the law, with corrections that replace nothing', async () => {
    const { coordinator, chair } = scene;
    const [one, other] = await sending.adopted(scene, 2);
    const data = { stage: 'LISTED', reachedOn: dayIn(-9), listNumber: 'UD123', link: 'https://example.invalid/x?a=1' };
    const follow = (more: object = {}, id = one!.id) => ({ recommendationId: id, data: { ...data, ...more } });
    expect(await sending.refusal(coordinator, 'followUpRecommendation', follow())).toBe('FOLLOW_UP_TOO_EARLY');
    await sending.sent(scene, [one!], 9);
    const listed = await sending.do<{ id: string }>(coordinator, 'followUpRecommendation', follow());
    const refused = (more: object, who = coordinator) => sending.refusal(who, 'followUpRecommendation', follow(more));
    expect(await refused({ reachedOn: dayIn(1) })).toBe('FOLLOW_UP_DAY_WRONG');
    expect(await refused({ stage: 'PUBLISHED' })).toBe('PUBLISHED_ACT_MISSING');
    expect(await refused({ act: 'Dz.U. 2025 poz. 83' })).toBe('PUBLISHED_ACT_MISSING');
    expect(await refused({ stage: 'PUBLISHED', act: 'gdzieś' })).toBe('CITATION_UNREADABLE');
    expect(await refused({ stage: 'PUBLISHED', act: 'DU/2003/1143' })).toBe('CITATION_UNREADABLE');
    expect(await refused({ listNumber: 'ud 1' })).toBe('INVALID_INPUT');
    expect(await refused({ link: 'javascript:alert(1)' })).toBe('INVALID_INPUT');
    expect(await refused({}, chair)).toBe('FORBIDDEN');
    expect(await sending.refusal(coordinator, 'followUpRecommendation', follow({}, newId()))).toBe('NOT_FOUND');
    const input = { followUpId: listed.id, reason: 'Zły „numer”', data: { ...data, listNumber: 'UD321' } };
    const codes = await ten(() => sending.refusal(coordinator, 'correctFollowUp', input));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'FOLLOW_UP_CORRECTED')).toHaveLength(9);
    for (const [act, eli] of [
      ['(Dz. U. z 2025 r. poz. 83)', 'DU/2025/83'],
      ['Dz.U. 2003 nr 122 poz. 1143', 'DU/2003/1143'],
    ] as const) {
      const told = await sending.do<{ eli: string }>(
        coordinator,
        'followUpRecommendation',
        follow({ stage: 'PUBLISHED', act, reachedOn: dayIn(-1) }),
      );
      expect(told.eli).toBe(eli);
    }
    const { followUp } = await sending.answers(null, one!.id);
    expect(followUp.map(({ stage, current, corrects }) => [stage, current, corrects?.id ?? null])).toEqual([
      ['PUBLISHED', true, null],
      ['PUBLISHED', true, null],
      ['LISTED', true, listed.id],
      ['LISTED', false, null],
    ]);
    expect(other).toBeDefined();
  });

  it('has an outcome once it was answered, and once only', async () => {
    const { coordinator, author, chair } = scene;
    const [one] = await sending.adopted(scene, 1);
    const dispatch = await sending.sent(scene, [one!], 9);
    const conclude = (outcome: string) => ({ recommendationId: one!.id, outcome, reason: 'W życie weszła „ustawa”.' });
    const refused = (who = coordinator) => sending.refusal(who, 'concludeRecommendation', conclude('NOT_IMPLEMENTED'));
    expect(await refused()).toBe('RECOMMENDATION_NOT_ANSWERED');
    await sending.respond(coordinator, dispatch, ['PARTLY']);
    expect(await refused(chair)).toBe('FORBIDDEN');
    const actions = (await sending.answers(coordinator, one!.id)).outcomeActions;
    expect(actions.filter(({ allowed }) => allowed).map(({ action }) => action)).toEqual([
      'followUpRecommendation',
      'correctFollowUp',
      'concludeRecommendation',
    ]);
    const codes = await ten(() =>
      sending.refusal(coordinator, 'concludeRecommendation', conclude('PARTLY_IMPLEMENTED')),
    );
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'RECOMMENDATION_NOT_ANSWERED')).toHaveLength(9);
    const told = await sending.answers(author, one!.id);
    expect(told.state).toBe('PARTLY_IMPLEMENTED');
    expect(told.notices.map(({ outcome, state }) => [outcome, state])).toEqual([
      ['PARTLY_IMPLEMENTED', 'TOLD'],
      [null, 'TOLD'],
    ]);
    // Of two things to read about one recommendation, the last one waits; it takes the other with it.
    const own = (await waiting(author)).filter(({ answerNotice }) =>
      told.notices.some(({ id }) => id === answerNotice?.id),
    );
    expect(own.map(({ answerNotice }) => answerNotice!.id)).toEqual([told.notices[0]!.id]);
    await sending.do(author, 'acknowledgeAnswer', { noticeId: told.notices[0]!.id });
    expect((await sending.answers(author, one!.id)).notices.map(({ state }) => state)).toEqual(['READ', 'READ']);
    // What became of it stands in the fate of the proposal behind it.
    const fates = `query ($id: ID!) { recommendation(id: $id) { proposals { nodes { fate { acts { action reason } } } } } }`;
    type Fates = { recommendation: { proposals: { nodes: { fate: { acts: object[] } }[] } } };
    const { recommendation } = await t.get<Fates>(author, fates, { id: one!.id });
    expect(recommendation.proposals.nodes[0]!.fate.acts).toEqual([
      { action: 'dispatched', reason: dispatch.addressee },
      { action: 'answered', reason: 'częściowo uwzględniona' },
      { action: 'partlyImplemented', reason: 'W życie weszła „ustawa”.' },
    ]);
    // A later answer is still written down; the outcome stays.
    await sending.respond(coordinator, (await sending.dispatch(null, dispatch.id))!, ['ACCEPTED']);
    expect((await sending.answers(null, one!.id)).state).toBe('PARTLY_IMPLEMENTED');
  });

  it('is a public register with conditions, page by page, and the same as files', async () => {
    type Entry = {
      id: string;
      recommendation: { number: string };
      dispatch: { addressee: string };
      position: { kind: string } | null;
    };
    const query = `query ($first: Int, $after: ID, $filter: RegisterFilter) { answerRegister(first: $first, after: $after, filter: $filter) {
      totalCount pageInfo { hasNextPage endCursor } nodes { id recommendation { number } dispatch { addressee } position { kind } } } }`;
    const pageOf = async (variables: object) =>
      (
        await t.get<{
          answerRegister: { totalCount: number; nodes: Entry[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
        }>(null, query, variables)
      ).answerRegister;
    const filter = {
      positions: ['PARTLY', 'REFUSED'],
      changeAreas: [scene.area.id],
      years: [Number(dayIn(0).slice(0, 4)), Number(dayIn(-60).slice(0, 4))],
    };
    const whole = await pageOf({ first: 100, filter });
    expect(whole.totalCount).toBeGreaterThan(20);
    expect(new Set(whole.nodes.map(({ position }) => position!.kind))).toEqual(new Set(['PARTLY', 'REFUSED']));
    const pages: Entry[] = [];
    for (let after: string | null = null; ;) {
      const part = await pageOf({ first: 7, after, filter });
      pages.push(...part.nodes);
      if (!part.pageInfo.hasNextPage) break;
      after = part.pageInfo.endCursor;
    }
    expect(pages.map(({ id }) => id)).toEqual(whole.nodes.map(({ id }) => id));
    expect((await pageOf({ filter: { years: [1999] } })).totalCount).toBe(0);
    expect((await pageOf({ filter: { addressee: 'Komisja_„Pol%' } })).totalCount).toBe(0);
    expect(
      (await pageOf({ filter: { addressee: 'KOMISJA „polityki”', addresseeKinds: ['SEJM_COMMITTEE'] } })).totalCount,
    ).toBe(2);
    const dispatches = `query ($filter: RegisterFilter) { dispatches(first: 100, filter: $filter) { nodes { id overdue } } }`;
    const overdue = await t.get<{ dispatches: { nodes: { overdue: boolean }[] } }>(null, dispatches, {
      filter: { overdue: true },
    });
    expect(overdue.dispatches.nodes.length).toBeGreaterThan(0);
    expect(overdue.dispatches.nodes.every((each) => each.overdue)).toBe(true);

    const address = `${t.url}/register/answers`;
    const asked = `position=PARTLY,REFUSED&area=${scene.area.id}&year=${filter.years.join()}`;
    const csv = await (await fetch(`${address}.csv?${asked}`)).text();
    expect(csv.startsWith('\uFEFF')).toBe(true);
    const lines = parse(csv, { delimiter: ';', bom: true }) as string[][];
    expect(lines[0]).toEqual(REGISTER_HEADERS);
    expect(lines.slice(1).map(([number]) => number)).toEqual(
      whole.nodes.map(({ recommendation }) => recommendation.number),
    );
    const xlsx = Buffer.from(await (await fetch(`${address}.xlsx?${asked}`)).arrayBuffer());
    const sheet = (await readXlsxFile(xlsx))[0] as unknown as { data?: unknown[][] } | unknown[][];
    expect(JSON.stringify(sheet)).toContain('Numer rekomendacji');
    // What a spreadsheet would take for a formula is text.
    const live = await sending.sent(scene, [two[0]!], 1, { addressee: '=HYPERLINK("https://x")' });
    const all = parse(await (await fetch(`${address}.csv`)).text(), { delimiter: ';', bom: true }) as string[][];
    expect(all.find(([, , , , , , addressee]) => addressee?.includes('HYPERLINK'))![6]).toBe(`'${live.addressee}`);
    for (const [path, status] of [
      ['.csv?position=x', 400],
      ['.csv?year=12', 400],
      ['.csv?unknown=1', 400],
      ['.csv?overdue=maybe', 400],
      ['.txt', 404],
    ] as const)
      expect([path, (await fetch(`${address}${path}`)).status]).toEqual([path, status]);
  });

  it('is read in one statement, though it is long', async () => {
    await dispatchRow(t, scene.forum);
    const query = `{ answerRegister(first: 100) { nodes { recommendation { number lastPosition { kind } followUp { stage } } dispatch { addressee versions { number } } position { kind reason response { summary } } } } }`;
    expect(await statementsOf(() => t.get(null, query))).toBeLessThanOrEqual(4);
  });

  it('keeps nasty words as they are', async () => {
    const { coordinator } = scene;
    const [one] = await sending.adopted(scene, 1);
    const dispatch = await sending.sent(scene, [one!], 1);
    const summary = `${nasty('Odpowiedź')}\n${'ż'.repeat(5_000)}`;
    expect(await sending.respond(coordinator, dispatch, ['ACCEPTED'], { summary })).toMatchObject({ summary });
  });
});
