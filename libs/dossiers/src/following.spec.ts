import { parse } from 'csv-parse/sync';
import readXlsxFile from 'read-excel-file/node';
import { newId } from '#core';
import { useApp } from '#test/app';
import type { AdoptedRow } from '#test/dossier-rows';
import { dayIn, Sending, type DossierScene } from '#test/dossiers';
import { REGISTER_HEADERS } from './register-table.ts';

const ten = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 10 }, work));

describe('what comes of a recommendation', () => {
  const t = useApp();
  let sending: Sending;
  let scene: DossierScene;
  let two: AdoptedRow[];
  beforeAll(async () => {
    sending = new Sending(t);
    scene = await sending.scene();
    two = await sending.adopted(scene);
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
    const own = (await sending.waiting(author)).filter(({ answerNotice }) =>
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
    const thirty = await sending.adopted(scene, 30);
    await sending.respond(scene.coordinator, await sending.sent(scene, thirty, 9), ['PARTLY', 'ACCEPTED', 'REFUSED']);
    await sending.sent(scene, two, 40, { addresseeKind: 'SEJM_COMMITTEE', addressee: 'Komisja „Polityki”; =1+1' });
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
    expect(whole.totalCount).toBeGreaterThanOrEqual(20);
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
    const csv = Buffer.from(await (await fetch(`${address}.csv?${asked}`)).arrayBuffer());
    expect([...csv.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
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
});
