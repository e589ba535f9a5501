import { Db, SYSTEM } from '#core';
import { Obligations } from '#obligations';
import { SearchIndexer } from '#search';
import { useApp, type Asker } from '#test/app';
import { LAW } from '#test/drafts';
import { nasty } from '#test/given';
import { areaRow } from '#test/practice-rows';
import { Recommending, type Scene } from '#test/recommendations';
import { connect } from '#test/socket';

describe('recommendations', () => {
  const t = useApp();
  let recs: Recommending;
  let scene: Scene;
  beforeAll(async () => {
    recs = new Recommending(t);
    scene = await recs.scene();
    await recs.enrol();
  });
  const year = new Date().getFullYear();

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
});
