import { Db, newId, SYSTEM, type Tx } from '#core';
import { Obligations } from '#obligations';
import { SearchIndexer } from '#search';
import { useApp, type Asker } from '#test/app';
import { LAW } from '#test/drafts';
import { nasty } from '#test/given';
import { areaRow, practiceRow } from '#test/practice-rows';
import { CANCEL } from '#test/polls';
import { Recommending, type Scene, type ToldRecommendation } from '#test/recommendations';
import { connect } from '#test/socket';
import { Recommendations } from './recommendations.service.ts';
import { after, outcomes } from './recommendation.lifecycle.ts';
import { RecommendationState, type Outcome } from './words.ts';

const ten = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 10 }, work));
const allowed = ({ availableActions }: ToldRecommendation): string[] =>
  availableActions.filter((each) => each.allowed).map(({ action }) => action);

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

  it('goes all the way: round, remarks, second version, vote, adopted for everyone', async () => {
    const { coordinator, author, members, stranger } = scene;
    const proposal = await recs.proposed(scene);
    const begun = await recs.begun(scene, { proposalIds: [proposal.id] });
    expect(await recs.see(members[1]!.chair, begun.id)).toBeUndefined();
    expect(
      await recs.refused(coordinator, 'putRecommendationToVote', begun, { ...recs.vote(withVersion(begun)) }),
    ).toBe('WRONG_STATE');
    const codes = await ten(() => recs.refused(coordinator, 'circulateRecommendation', begun, recs.round()));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    const sent = (await recs.see(coordinator, begun.id))!;
    expect(sent).toMatchObject({ state: 'IN_CIRCULATION', draft: { state: 'LOCKED' }, circulations: [{ number: 1 }] });
    expect(await recs.see(members[1]!.chair, begun.id)).toMatchObject({
      state: 'IN_CIRCULATION',
      draft: null,
      acts: [],
    });
    expect(await recs.see(null, begun.id)).toBeUndefined();
    expect(await recs.refused(coordinator, 'putRecommendationToVote', sent, recs.vote(sent))).toBe(
      'VOTE_BEFORE_CIRCULATION_CLOSED',
    );
    expect(
      await recs.refused(coordinator, 'editRecommendation', sent, { title: 'x', changeAreaIds: [scene.area.id] }),
    ).toBe('RECOMMENDATION_FROZEN');
    const draft = (await recs.drafting.see(coordinator, sent.draft!.id))!;
    expect(await recs.drafting.refused(coordinator, 'replaceDraftText', draft, { text: ['Art. 1. Inny.'] })).toBe(
      'WRONG_STATE',
    );

    const circulation = sent.circulations[0]!.circulation!;
    const remark = await recs.circulating.remarked(members[1]!.chair, circulation, members[1]!.convent);
    await recs.over(sent);
    const after = (await recs.see(coordinator, begun.id))!;
    expect(after).toMatchObject({
      state: 'CONSOLIDATING',
      draft: { state: 'OPEN' },
      remarks: { total: 1, undisposed: 1 },
    });
    expect(after.acts[0]).toMatchObject({ action: 'circulationEnded', mandate: null });
    const remarksLeft = await recs.ask(coordinator, 'putRecommendationToVote', asked(after, recs.vote(after)));
    expect(remarksLeft.errors?.[0]?.extensions).toMatchObject({ code: 'REMARKS_WITHOUT_DISPOSITION', count: 1 });
    await recs.circulating.do(coordinator, 'disposeRemarks', {
      circulationId: circulation.id,
      dispositions: [{ remarkId: remark.id, verdict: 'ACCEPTED' }],
    });
    await recs.reworded(coordinator, after.draft!.id, LAW.replace('po roku', 'po dwóch latach'));
    expect(await recs.refused(coordinator, 'putRecommendationToVote', after, recs.vote(after))).toBe('TEXT_NOT_FROZEN');
    await recs.drafting.freeze(coordinator, (await recs.drafting.see(coordinator, after.draft!.id))!);
    expect(await recs.refused(coordinator, 'putRecommendationToVote', after, recs.vote(after))).toBe(
      'RECOMMENDATION_VERSION_NOT_LAST',
    );
    const second = (await recs.see(coordinator, begun.id))!;
    expect(second).toMatchObject({ remarks: { total: 1, undisposed: 0, accepted: 1 } });
    expect(allowed(second)).toContain('putRecommendationToVote');
    const opened = await ten(() => recs.refused(coordinator, 'putRecommendationToVote', second, recs.vote(second)));
    expect(opened.filter((code) => code === undefined)).toHaveLength(1);
    for (const code of opened) expect([undefined, 'VERSION_CONFLICT', 'WRONG_STATE']).toContain(code);
    const voting = (await recs.see(coordinator, begun.id))!;
    const { contentHash, id: versionId } = second.draft!.versions[0]!;
    expect(voting).toMatchObject({ state: 'IN_VOTE', draft: { state: 'LOCKED' }, votedVersion: { contentHash } });
    expect(voting.polls.nodes).toMatchObject([{ state: 'OPEN', subjectHash: contentHash }]);
    expect(await recs.refused(coordinator, 'putRecommendationToVote', voting, recs.vote(voting))).toBe('WRONG_STATE');
    expect(await recs.see(author, begun.id)).toMatchObject({ state: 'IN_VOTE', votedVersion: { id: versionId } });
    expect(await recs.see(stranger, begun.id)).toBeUndefined();

    const adopted = await recs.decided(scene, voting, 'FOR');
    expect(adopted).toMatchObject({
      state: 'ADOPTED',
      draft: { state: 'LOCKED' },
      adoptedVersion: { id: versionId, contentHash },
    });
    const seen = (await recs.see(null, begun.id))!;
    expect(seen).toMatchObject({ state: 'ADOPTED', draft: null, acts: [], remarks: { total: 0 } });
    expect(seen.adoptedVersion!.content).toContain('po dwóch latach');
    expect(seen.circulations).toMatchObject([{ circulation: null, version: null }]);
    expect(await recs.refused(coordinator, 'takeUpProposals', adopted, { proposalIds: [proposal.id] })).toBe(
      'RECOMMENDATION_FROZEN',
    );
    const FATE = `query ($id: ID!) { proposal(id: $id) { fate { acts { action state } } } }`;
    const { proposal: told } = await t.get<{ proposal: { fate: { acts: { action: string }[] } } }>(
      author,
      FATE,
      proposal,
    );
    expect(told.fate.acts.map(({ action }) => action).slice(-4)).toEqual([
      ...['takeUp', 'circulateRecommendation', 'putRecommendationToVote', 'voteAdopted'],
    ]);
    await follow(adopted.id);
  });

  /** What whoever sends it and follows it up writes down. */
  async function follow(id: string): Promise<void> {
    const db = t.app.get(Db);
    const services = t.app.get(Recommendations, { strict: false });
    const step = (action: Outcome) =>
      db.run({ kind: 'person', id: scene.members[2]!.chair.id, scopes: ['READ', 'WRITE'] }, (tx: Tx) => {
        tx.allow(true);
        return services.stepFor(tx, [id.toUpperCase(), id], action, { reason: nasty(action) });
      });
    await expect(step('implemented')).rejects.toMatchObject({ extensions: { code: 'WRONG_STATE' } });
    await step('dispatched');
    await step('dispatched');
    await step('answered');
    await step('partlyImplemented');
    await expect(step('dispatched')).rejects.toMatchObject({ extensions: { code: 'WRONG_STATE' } });
    const { acts, state } = (await recs.see(scene.coordinator, id))!;
    expect(state).toBe('PARTLY_IMPLEMENTED');
    expect(acts.slice(0, 4).map((each) => each.action)).toEqual([
      'partlyImplemented',
      'answered',
      'dispatched',
      'dispatched',
    ]);
    const { proposals } = (await recs.see(scene.author, id))!;
    const fate = await t.get<{ proposal: { fate: { reason: string } } }>(
      scene.author,
      `query ($id: ID!) { proposal(id: $id) { fate { reason } } }`,
      { id: proposals.nodes[0]!.id },
    );
    expect(fate.proposal.fate.reason).toMatch(/^partlyImplemented <b>/u);
  }

  it('is rejected by a vote, which its proposals’ origins learn; a repeated vote may follow one without result', async () => {
    const { coordinator, author, members } = scene;
    const proposal = await recs.proposed(scene);
    const voting = await recs.inVote(scene, { proposalIds: [proposal.id] });
    await t.get(coordinator, CANCEL, { input: { pollId: voting.polls.nodes[0]!.id, reason: nasty('Zły termin') } });
    const cancelled = (await recs.see(coordinator, voting.id))!;
    expect(allowed(cancelled)).toEqual(['putRecommendationToVote']);
    const rules = {
      quorumPercent: 100,
      majority: 'ABSOLUTE',
      abstentions: 'COUNTED',
      tie: 'REJECTED',
      mayChange: true,
      basis: 'Regulamin',
    };
    const again = await recs.step(
      coordinator,
      'putRecommendationToVote',
      cancelled,
      recs.vote(cancelled, { rules, doubleMajority: true }),
    );
    const pollId = again.polls.nodes[0]!.id;
    await recs.polls.cast(members[0]!.chair, pollId, 'FOR');
    expect((await recs.polls.result(coordinator, pollId)).outcome).toBe('NO_QUORUM');
    const undecided = (await recs.see(coordinator, voting.id))!;
    expect(undecided).toMatchObject({ state: 'IN_VOTE', acts: [{ action: 'voteUndecided' }, {}, {}, {}, {}, {}] });
    const third = await recs.step(coordinator, 'putRecommendationToVote', undecided, recs.vote(undecided));
    const rejected = await recs.decided(scene, third, 'AGAINST');
    expect(rejected).toMatchObject({ state: 'REJECTED', adoptedVersion: null });
    expect(allowed(rejected)).toEqual([]);
    expect(await recs.see(null, voting.id)).toBeUndefined();
    expect(await recs.see(author, voting.id)).toMatchObject({ state: 'REJECTED' });
    const FATE = `query ($id: ID!) { proposal(id: $id) { state fate { reason } recommendation { state } } }`;
    const told = await t.get<{ proposal: { fate: { reason: string } } }>(author, FATE, proposal);
    expect(told.proposal).toMatchObject({ state: 'TAKEN_UP', recommendation: { state: 'REJECTED' } });
    expect(told.proposal.fate.reason).toContain('nie uzyskała');
  });

  it('goes back to drafting for another round; a round that was called off allows no vote', async () => {
    const { coordinator } = scene;
    const begun = await recs.begun(scene);
    const sent = await recs.step(coordinator, 'circulateRecommendation', begun, recs.round());
    const circulationId = sent.circulations[0]!.circulation!.id;
    await recs.circulating.do(coordinator, 'cancelCirculation', { circulationId, reason: nasty('Pomyłka') });
    await recs.work();
    const back = (await recs.see(coordinator, begun.id))!;
    expect(back.state).toBe('CONSOLIDATING');
    expect(await recs.refused(coordinator, 'putRecommendationToVote', back, recs.vote(back))).toBe(
      'RECOMMENDATION_NOT_CIRCULATED',
    );
    const reason = nasty('Od nowa');
    const revised = await recs.step(coordinator, 'reviseRecommendation', back, { reason });
    expect(revised).toMatchObject({
      state: 'DRAFTING',
      acts: [{ action: 'reviseRecommendation', reason }, {}, {}, {}],
    });
    const WAITING = `{ viewer { obligations(first: 100) { nodes { kind sentence recommendation { id } } } } }`;
    const { viewer } = await t.get<{
      viewer: { obligations: { nodes: { kind: string; recommendation: { id: string } | null }[] } };
    }>(coordinator, WAITING);
    expect(viewer.obligations.nodes.filter(({ recommendation }) => recommendation?.id === begun.id)).toMatchObject([
      { kind: 'recommendationToRevise' },
    ]);
    const second = await recs.step(coordinator, 'circulateRecommendation', revised, recs.round());
    expect(second.circulations).toMatchObject([{ number: 1 }, { number: 2 }]);
    expect(second.draft!.versions).toHaveLength(1);
  });

  it('is listed by what is asked, counted with its area, found, and followed', async () => {
    const { coordinator, forum, author, members } = scene;
    const area = await areaRow(t);
    const own = { ...scene, area };
    const title = `Żółwie ścieżki ${nasty('x')}`;
    const [adopted, begun] = [await recs.adopted(own, { title }), await recs.begun(own)];
    const LIST = `query ($filter: RecommendationFilter) { recommendations(first: 100, filter: $filter) { totalCount nodes { id } } }`;
    const listed = async (who: Asker, filter: object) =>
      (await t.get<{ recommendations: { nodes: { id: string }[] } }>(who, LIST, { filter })).recommendations.nodes.map(
        ({ id }) => id,
      );
    const both = [begun.id, adopted.id];
    expect(await listed(coordinator, { changeAreas: [area.id] })).toEqual(both);
    expect(await listed(null, { changeAreas: [area.id] })).toEqual([adopted.id]);
    expect(await listed(coordinator, { changeAreas: [area.id], states: ['DRAFTING'] })).toEqual([begun.id]);
    expect(await listed(coordinator, { changeAreas: [area.id], years: [year - 1] })).toEqual([]);
    expect(await listed(coordinator, { changeAreas: [area.id], years: [year], leadBody: forum.id })).toEqual(both);
    expect(await listed(coordinator, { leadBody: members[0]!.convent.id })).toEqual([]);
    expect(await listed(coordinator, { text: 'zolwie SCIEZKI' })).toEqual([adopted.id]);
    expect(await listed(coordinator, { text: adopted.number.toLowerCase() })).toContain(adopted.id);
    const OVERVIEW = `{ changeAreas { id overview { practicesAsEvidence proposals { state count } recommendations { state count } } } }`;
    const overview = async (who: Asker) =>
      (await t.get<{ changeAreas: { id: string; overview: object }[] }>(who, OVERVIEW)).changeAreas.find(
        ({ id }) => id === area.id,
      )!.overview;
    const proposal = await recs.proposed(own);
    expect(proposal.state).toBe('UNDER_REVIEW');
    const proposals = [{ state: 'UNDER_REVIEW', count: 1 }];
    const one = { count: 1, state: 'ADOPTED' };
    expect(await overview(null)).toEqual({ practicesAsEvidence: 0, proposals, recommendations: [one] });
    expect(await overview(coordinator)).toEqual({
      ...{ practicesAsEvidence: 0, proposals, recommendations: [one, { count: 1, state: 'DRAFTING' }] },
    });
    await t.app.get(SearchIndexer, { strict: false }).catchUp(t.app.get(Db));
    const SEARCH = `query ($q: String!) { search(query: $q, first: 20) { nodes { subject { __typename ... on Recommendation { id } } } } }`;
    const found = await t.get<{ search: { nodes: { subject: object }[] } }>(null, SEARCH, { q: 'żółwich ścieżek' });
    expect(found.search.nodes.map(({ subject }) => subject)).toContainEqual({
      __typename: 'Recommendation',
      id: adopted.id,
    });
    const socket = connect(t, coordinator.token);
    const CHANGED = `subscription ($id: ID!) { recommendationChanged(id: $id) { state version } }`;
    const listener = socket.listen(CHANGED, { id: begun.id });
    expect((await listener.next()).data).toMatchObject({ recommendationChanged: { state: 'DRAFTING' } });
    await recs.step(coordinator, 'circulateRecommendation', begun, recs.round());
    expect((await listener.next()).data).toMatchObject({ recommendationChanged: { state: 'IN_CIRCULATION' } });
    listener.stop();
    await socket.end();
    expect(await recs.see(author, adopted.id)).toMatchObject({ state: 'ADOPTED' });
  });

  it('of a convent is voted on by its members; its result waits to be published, and nothing else waits', async () => {
    const { convent, chair, members } = await recs.polls.convent(2);
    const { area } = scene;
    const made = await recs.do(chair, 'createRecommendation', recs.data({ area }, convent));
    await recs.reworded(chair, made.draft!.id, LAW);
    const circle = { circle: { membersOfConventIds: [convent.id] } };
    const sent = await recs.step(chair, 'circulateRecommendation', made, recs.round(circle));
    expect(await recs.see(members[0]!.speaker, made.id)).toMatchObject({ state: 'IN_CIRCULATION' });
    await recs.over(sent);
    const ready = (await recs.see(chair, made.id))!;
    const double = recs.vote(ready, { doubleMajority: true });
    expect(await recs.refused(chair, 'putRecommendationToVote', ready, double)).toBe('DOUBLE_MAJORITY_MISFITS');
    expect((await recs.see(chair, made.id))!.state).toBe('CONSOLIDATING');
    const voting = await recs.step(chair, 'putRecommendationToVote', ready, recs.vote(ready));
    const pollId = voting.polls.nodes[0]!.id;
    for (const { speaker } of members) await recs.polls.cast(speaker, pollId, 'FOR');
    await recs.polls.close(chair, pollId);
    await recs.work();
    const KINDS = `{ viewer { obligations(first: 50) { nodes { kind recommendation { id } } } } }`;
    const { viewer } = await t.get<{ viewer: { obligations: { nodes: { kind: string }[] } } }>(chair, KINDS);
    expect(viewer.obligations.nodes).toContainEqual({
      ...{ kind: 'recommendationResultToPublish', recommendation: { id: made.id } },
    });
    await recs.polls.publish(chair, pollId);
    expect(await recs.see(null, made.id)).toMatchObject({ state: 'ADOPTED' });
    const refreshed = await t.app.get(Db).run(SYSTEM, (tx) => t.app.get(Obligations, { strict: false }).refreshAll(tx));
    expect(refreshed).toBe(0);
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

  const withVersion = (told: ToldRecommendation): ToldRecommendation => ({
    ...told,
    draft: { ...told.draft!, versions: [{ id: newId(), number: 1, contentHash: 'a'.repeat(64) }] },
  });
  const asked = ({ id, version }: ToldRecommendation, more: object) => ({
    ...{ recommendationId: id, expectedVersion: version, ...more },
  });
});
