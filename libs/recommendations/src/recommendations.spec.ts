import { newId } from '#core';
import { useApp } from '#test/app';
import { nasty } from '#test/given';
import { practiceRow } from '#test/practice-rows';
import { allowed, Recommending, ten, type Scene, type ToldRecommendation } from '#test/recommendations';
import { after, outcomes } from './recommendation.lifecycle.ts';
import { RecommendationState, type Outcome } from './words.ts';

describe('a recommendation', () => {
  const t = useApp();
  let recs: Recommending;
  let scene: Scene;
  beforeAll(async () => {
    recs = new Recommending(t);
    scene = await recs.scene();
    await recs.enrol();
  });
  const year = new Date().getFullYear();
  const serialsOf = async (): Promise<number[]> =>
    (await t.sql<{ serial: number }>(`SELECT serial FROM recommendation ORDER BY serial`)).map(({ serial }) => serial);

  it('gets ten numbers in a row for ten at once; one that fails leaves no gap', async () => {
    const before = Math.max(0, ...(await serialsOf()));
    const { coordinator, forum } = scene;
    const made = await ten(() => recs.do(coordinator, 'createRecommendation', recs.data(scene, forum)));
    const failing = { changeAreaIds: [newId()] };
    expect(await recs.refusal(coordinator, 'createRecommendation', recs.data(scene, forum, failing))).toBe('NOT_FOUND');
    const proposalIds = [newId()];
    const odd = recs.data(scene, forum, { proposalIds });
    expect(await recs.refusal(coordinator, 'createRecommendation', odd)).toBe('NOT_FOUND');
    await recs.do(coordinator, 'createRecommendation', recs.data(scene, forum));
    const serials = await serialsOf();
    expect(serials).toEqual(serials.map((_, i) => i + 1));
    expect(serials).toHaveLength(before + 11);
    const numbers = made.map(({ number }) => number).sort();
    expect(numbers[0]).toBe(`R-${year}/${String(before + 1).padStart(2, '0')}`);
    expect(new Set(numbers).size).toBe(10);
    await t.sql(`UPDATE recommendation SET serial = 99, number = $1 WHERE serial = $2`, [`R-${year}/99`, before + 11]);
    const hundredth = await recs.do(coordinator, 'createRecommendation', recs.data(scene, forum));
    expect(hundredth.number).toBe(`R-${year}/100`);
  });

  it('is begun, led and changed by whoever may, and by nobody else', async () => {
    const { coordinator, forum, author, members, stranger } = scene;
    const data = recs.data(scene, forum);
    for (const who of [author, members[0]!.chair, stranger])
      expect(await recs.refusal(who, 'createRecommendation', data)).toBe('FORBIDDEN');
    expect(await recs.refusal(coordinator, 'createRecommendation', { ...data, bodyId: scene.entity.id })).toBe(
      'NOT_FOUND',
    );
    const told = await recs.begun(scene);
    expect(allowed(told)).toEqual([
      ...['editRecommendation', 'takeUpProposals', 'addRecommendationPractice', 'removeRecommendationPractice'],
      'circulateRecommendation',
    ]);
    expect(told).toMatchObject({ state: 'DRAFTING', leadBody: { id: forum.id }, areas: [{ changeArea: scene.area }] });

    const expert = await t.given.holder('EXPERT', members[1]!.convent);
    const [{ id: mandateId }] = (await t.sql<{ id: string }>(`SELECT id FROM mandate WHERE person_id = $1`, [
      expert.id,
    ])) as [{ id: string }];
    expect(await recs.see(expert, told.id)).toBeUndefined();
    await recs.drafting.do(coordinator, 'addDraftMember', { draftId: told.draft!.id, mandateId });
    const title = nasty('Inny tytuł');
    const edited = await recs.step(expert, 'editRecommendation', told, {
      title,
      changeAreaIds: [scene.area.id.toUpperCase()],
    });
    expect(edited).toMatchObject({ title, version: told.version + 1, areas: [{ changeArea: scene.area }] });
    expect(edited.acts[0]).toMatchObject({
      action: 'editRecommendation',
      reason: told.title,
      mandate: { id: mandateId },
    });
    expect(allowed(edited)).toEqual([
      'editRecommendation',
      'addRecommendationPractice',
      'removeRecommendationPractice',
    ]);
    expect(await recs.refused(expert, 'circulateRecommendation', edited, recs.round())).toBe('FORBIDDEN');
    expect(await recs.refused(coordinator, 'editRecommendation', told, { title, changeAreaIds: [scene.area.id] })).toBe(
      'VERSION_CONFLICT',
    );
    expect(
      await recs.refused(members[0]!.chair, 'editRecommendation', edited, { title, changeAreaIds: [scene.area.id] }),
    ).toBe('NOT_FOUND');
  });

  it('takes proposals up once, though ten do at once; their origin sees it from then on', async () => {
    const { coordinator, author } = scene;
    const proposal = await recs.proposed(scene);
    const [one, other] = [await recs.begun(scene), await recs.begun(scene)];
    expect(await recs.see(author, one.id)).toBeUndefined();
    const codes = await ten(() =>
      recs.refused(coordinator, 'takeUpProposals', Math.random() < 0.5 ? one : other, { proposalIds: [proposal.id] }),
    );
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    for (const code of codes) expect([undefined, 'WRONG_STATE', 'VERSION_CONFLICT']).toContain(code);
    const [{ recommendationId }] = (await t.sql<{ recommendationId: string }>(
      `SELECT recommendation_id AS "recommendationId" FROM proposal WHERE id = $1`,
      [proposal.id],
    )) as [{ recommendationId: string }];
    const seen = await recs.see(author, recommendationId);
    expect(seen).toMatchObject({
      state: 'DRAFTING',
      draft: null,
      acts: [],
      proposals: { nodes: [{ id: proposal.id }] },
    });
    expect(seen!.availableActions.every((each) => !each.allowed)).toBe(true);
    const { proposal: told } = await t.get<{ proposal: object }>(
      author,
      `query ($id: ID!) { proposal(id: $id) { state recommendation { id number } } }`,
      { id: proposal.id },
    );
    expect(told).toEqual({ state: 'TAKEN_UP', recommendation: { id: recommendationId, number: seen!.number } });
    const unseen = recommendationId === one.id ? other : one;
    expect(await recs.see(author, unseen.id)).toBeUndefined();
  });

  it('cites practices that everyone may read, each once, and lets go of them with their note kept', async () => {
    const { coordinator, entity } = scene;
    const convent = scene.members[0]!.convent;
    const open = await practiceRow(t, entity, { convent, state: 'PUBLISHED', audience: 'PUBLIC' });
    const narrow = await practiceRow(t, entity, { convent, state: 'PUBLISHED', audience: 'FORUM' });
    const told = await recs.begun(scene);
    const note = nasty('Potwierdza');
    const add = (practiceId: string) =>
      recs.refused(coordinator, 'addRecommendationPractice', told, { practiceId, note });
    expect(await add(narrow.id)).toBe('PRACTICE_NOT_PUBLIC');
    expect(await add(newId())).toBe('NOT_FOUND');
    const codes = await ten(() => add(open.id));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    const cited = (await recs.see(coordinator, told.id))!;
    expect(cited.practices).toMatchObject([{ note, practice: { id: open.id } }]);
    expect(await recs.refused(coordinator, 'addRecommendationPractice', cited, { practiceId: open.id, note })).toBe(
      'PRACTICE_ALREADY_EVIDENCE',
    );
    const BACK = `query ($id: ID!) { practice(id: $id) { recommendations { totalCount nodes { note recommendation { id } } } } }`;
    const back = async (who: typeof coordinator | null) =>
      (await t.get<{ practice: { recommendations: { totalCount: number } } }>(who, BACK, { id: open.id })).practice
        .recommendations;
    expect(await back(coordinator)).toMatchObject({
      totalCount: 1,
      nodes: [{ note, recommendation: { id: told.id } }],
    });
    expect(await back(null)).toMatchObject({ totalCount: 0 });
    const gone = await recs.step(coordinator, 'removeRecommendationPractice', cited, {
      practiceId: open.id.toUpperCase(),
    });
    expect(gone.practices).toEqual([]);
    expect(gone.acts[0]).toMatchObject({
      action: 'removeRecommendationPractice',
      reason: note,
      practice: { id: open.id },
    });
    expect(await recs.refused(coordinator, 'removeRecommendationPractice', gone, { practiceId: open.id })).toBe(
      'NOT_FOUND',
    );
  });

  it('keeps its text out of the archive, whatever state it is in; the draft says so beforehand', async () => {
    const { coordinator, stranger } = scene;
    const ARCHIVING = `query ($id: ID!) { draft(id: $id) { state availableActions { action allowed reason } } }`;
    const archive = async ({ number, draft }: ToldRecommendation) => {
      const { draft: seen } = await t.get<{ draft: Pick<ToldRecommendation, 'availableActions'> & { state: string } }>(
        ...[coordinator, ARCHIVING, { id: draft!.id }],
      );
      const { allowed: may, reason } = seen.availableActions.find(({ action }) => action === 'archiveDraft')!;
      const input = { draftId: draft!.id, reason: nasty('Niepotrzebne') };
      const codes = await ten(() => recs.drafting.refusal(coordinator, 'archiveDraft', input));
      expect(new Set(codes).size).toBe(1);
      expect(['NOT_FOUND', 'FORBIDDEN']).toContain(await recs.drafting.refusal(stranger, 'archiveDraft', input));
      return [seen.state, may, reason!.replace(number, 'R'), codes[0]];
    };
    const inUse = 'Projekt jest treścią rekomendacji R: dopóki trwają nad nią prace, nie trafia do archiwum.';
    const told = await recs.begun(scene);
    expect(await archive(told)).toEqual(['OPEN', false, inUse, 'DRAFT_IN_USE']);
    const sent = await recs.step(coordinator, 'circulateRecommendation', told, recs.round());
    expect(await archive(sent)).toEqual([
      'LOCKED',
      false,
      expect.stringContaining('zamknięty do zmian'),
      'WRONG_STATE',
    ]);
    await recs.over(sent);
    const back = (await recs.see(coordinator, told.id))!;
    expect(back.state).toBe('CONSOLIDATING');
    expect(await archive(back)).toEqual(['OPEN', false, inUse, 'DRAFT_IN_USE']);
    expect((await recs.see(coordinator, told.id))!).toEqual(back);
  });

  it('knows after every outcome where it stands, and refuses the rest', () => {
    for (const outcome of Object.keys(outcomes) as Outcome[])
      for (const state of Object.keys(RecommendationState) as (keyof typeof RecommendationState)[]) {
        const to = after(outcome, state);
        if (to !== undefined && to !== state) expect(outcomes[outcome].from).toContain(state);
      }
    expect(after('dispatched', 'DRAFTING')).toBeUndefined();
    expect(after('answered', 'ADOPTED')).toBeUndefined();
  });
});
