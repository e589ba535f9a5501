import { Db, newId, type Tx } from '#core';
import { useApp } from '#test/app';
import { LAW } from '#test/drafts';
import { nasty } from '#test/given';
import { CANCEL } from '#test/polls';
import { allowed, Recommending, ten, type Scene, type ToldRecommendation } from '#test/recommendations';
import { Recommendations } from './recommendations.service.ts';
import type { Outcome } from './words.ts';

describe('a recommendation on its way', () => {
  const t = useApp();
  let recs: Recommending;
  let scene: Scene;
  beforeAll(async () => {
    recs = new Recommending(t);
    scene = await recs.scene();
    await recs.enrol();
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
      'TEXT_LOCKED',
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

  const withVersion = (told: ToldRecommendation): ToldRecommendation => ({
    ...told,
    draft: { ...told.draft!, versions: [{ id: newId(), number: 1, contentHash: 'a'.repeat(64) }] },
  });
  const asked = ({ id, version }: ToldRecommendation, more: object) => ({
    ...{ recommendationId: id, expectedVersion: version, ...more },
  });
});
