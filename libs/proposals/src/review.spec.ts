import { Db, newId, type Actor, type Tx } from '#core';
import { Obligations } from '#obligations';
import { useApp } from '#test/app';
import { nasty, type Someone } from '#test/given';
import { Proposing } from '#test/proposals';
import { recommendationRow } from '#test/recommendation-rows';
import { ProposalReviewing } from './proposal-reviewing.service.ts';

const asActor = ({ id }: Someone): Actor => ({ kind: 'person', id, scopes: ['READ', 'WRITE'] });

describe('the review of a proposal', () => {
  const t = useApp();
  const proposing = new Proposing(t);

  /** As a recommendation does it, which comes in another lib. */
  const takeUp = async (who: Someone, ids: readonly string[]): Promise<string> => {
    const { id: recommendationId } = await recommendationRow(t, await t.given.convent());
    const [db, reviewing] = [t.app.get(Db), t.app.get(ProposalReviewing, { strict: false })];
    return db
      .run(asActor(who), async (tx: Tx) => {
        tx.allow(true);
        await reviewing.takeUp(tx, ids, recommendationId);
        return recommendationId;
      })
      .catch((error: { extensions: { code: string } }) => error.extensions.code);
  };
  const waiting = async (who: Someone, kind: string): Promise<string[]> => {
    const query = `{ viewer { obligations(first: 100) { nodes { kind proposal { id } sentence } } } }`;
    const { viewer } = await t.get<{
      viewer: { obligations: { nodes: { kind: string; proposal: { id: string } | null }[] } };
    }>(who, query);
    return viewer.obligations.nodes.filter((each) => each.kind === kind).map(({ proposal }) => proposal!.id);
  };

  it('waits for the officers of the body, until one of them begins it', async () => {
    const { convent, entity, area, author, chair, secretary, fellow, coordinator } = await proposing.scene();
    const submitted = await proposing.submit(author, await proposing.draft(author, entity, area), convent);
    for (const who of [chair, secretary]) expect(await waiting(who, 'proposalReviewAwaited')).toEqual([submitted.id]);
    expect(await waiting(coordinator, 'proposalReviewAwaited')).not.toContain(submitted.id);
    const step = { proposalId: submitted.id, expectedVersion: submitted.version };
    expect(await proposing.refusal(author, 'takeProposalUnderReview', step)).toBe('FORBIDDEN');
    expect(await proposing.refusal(fellow, 'takeProposalUnderReview', step)).toBe('NOT_FOUND');
    expect(await proposing.refusal(chair, 'declineProposal', { ...step, reason: 'Nie' })).toBe('WRONG_STATE');
    const opened = await proposing.step(secretary, 'takeProposalUnderReview', submitted);
    expect(opened).toMatchObject({ state: 'UNDER_REVIEW' });
    expect(await waiting(chair, 'proposalReviewAwaited')).toEqual([]);
    expect(await proposing.refusal(chair, 'takeProposalUnderReview', step)).toBe('VERSION_CONFLICT');
    const now = { ...step, expectedVersion: opened.version };
    expect(await proposing.refusal(chair, 'takeProposalUnderReview', now)).toBe('WRONG_STATE');
    expect(await proposing.refusal(fellow, 'declineProposal', { ...now, reason: 'Nie' })).toBe('FORBIDDEN');
  });

  it('is ended with the reason, which its origin reads', async () => {
    const scene = await proposing.scene();
    const opened = await proposing.reviewed(scene, scene.staff, scene.entity);
    const reason = nasty('To zmienia już ustawa');
    const step = { proposalId: opened.id, expectedVersion: opened.version };
    expect(await proposing.refusal(scene.chair, 'declineProposal', { ...step, reason: ' ' })).toBe('INVALID_INPUT');
    await proposing.step(scene.chair, 'declineProposal', opened, { reason });
    const seen = await proposing.see(scene.staff, opened.id);
    expect(seen).toMatchObject({ state: 'DECLINED', fate: { state: 'DECLINED', reason } });
    expect(seen!.acts[0]).toMatchObject({ action: 'declineProposal', reason });
    expect((await proposing.see(null, opened.id))!.fate).toMatchObject({ state: 'DECLINED', reason: null, acts: [] });
    const late = { proposalId: opened.id, expectedVersion: seen!.version };
    expect(await proposing.refusal(scene.staff, 'withdrawProposal', late)).toBe('WRONG_STATE');
  });

  it('is handed on to the forum once, in whatever state; the convent goes on seeing it', async () => {
    const scene = await proposing.scene();
    const { forum, convent, entity, area, author, chair, coordinator } = scene;
    const submitted = await proposing.submit(author, await proposing.draft(author, entity, area), convent, 'FORUM');
    const reason = nasty('Sprawa ogólnopolska');
    const sent = await proposing.step(chair, 'forwardProposal', submitted, { reason });
    expect(sent).toMatchObject({ state: 'SUBMITTED', reviewer: { id: forum.id } });
    expect((await proposing.see(author, sent.id))!.fate.reason).toBe(reason);
    expect(await waiting(coordinator, 'proposalReviewAwaited')).toContain(sent.id);
    const step = { proposalId: sent.id, expectedVersion: sent.version, reason };
    expect(await proposing.refusal(chair, 'forwardProposal', step)).toBe('FORBIDDEN');
    expect(await proposing.refusal(coordinator, 'forwardProposal', step)).toBe('WRONG_STATE');
    const opened = await proposing.reviewed(scene, author, entity);
    const handed = await proposing.step(chair, 'forwardProposal', opened, { reason });
    expect(handed.state).toBe('UNDER_REVIEW');
    const declined = await proposing.step(coordinator, 'declineProposal', handed, { reason });
    expect((await proposing.see(chair, declined.id))!.acts[0]!.reason).toBe(reason);
  });

  it('ends with a recommendation, which takes up what its makers review', async () => {
    const scene = await proposing.scene();
    const { chair, author, fellow, entity, other, convent, area } = scene;
    const [one, two] = [
      await proposing.reviewed(scene, author, entity),
      await proposing.reviewed(scene, fellow, other),
    ];
    expect(await takeUp(author, [one.id])).toBe('FORBIDDEN');
    expect(await takeUp(fellow, [one.id])).toBe('FORBIDDEN');
    expect(await takeUp(chair, [newId()])).toBe('NOT_FOUND');
    const submitted = await proposing.submit(author, await proposing.draft(author, entity, area), convent);
    expect(await takeUp(chair, [one.id, submitted.id])).toBe('WRONG_STATE');
    expect((await proposing.see(author, one.id))!.state).toBe('UNDER_REVIEW');
    const recommendationId = await takeUp(chair, [one.id, two.id.toUpperCase()]);
    for (const { id } of [one, two])
      expect(await proposing.see(author, id)).toMatchObject({ state: 'TAKEN_UP', recommendationId });
    const step = { proposalId: one.id, expectedVersion: one.version + 1 };
    expect(await proposing.refusal(author, 'withdrawProposal', step)).toBe('WRONG_STATE');
    expect(await takeUp(chair, [one.id])).toBe('WRONG_STATE');
    const [event] = await t.sql<{ concerns: string[] }>(
      `SELECT concerns FROM event WHERE type = 'proposal.taken_up' AND subject_id = $1`,
      [one.id],
    );
    expect(event!.concerns).toEqual(expect.arrayContaining([entity.id, convent.id]));
  });

  it('is decided once, though a recommendation and a refusal come ten at once', async () => {
    const scene = await proposing.scene();
    const opened = await proposing.reviewed(scene, scene.author, scene.entity);
    const step = { proposalId: opened.id, expectedVersion: opened.version, reason: 'Nie' };
    const done = await Promise.all(
      Array.from({ length: 10 }, async (_, i) =>
        i % 2 ? proposing.refusal(scene.chair, 'declineProposal', step) : takeUp(scene.secretary, [opened.id]),
      ),
    );
    const taken = done.filter((each) => each === undefined || each.includes('-'));
    expect(taken).toHaveLength(1);
    const { state } = (await proposing.see(scene.author, opened.id))!;
    expect(state).toBe(taken[0] === undefined ? 'DECLINED' : 'TAKEN_UP');
  });

  it('leaves the obligations as their view says, whatever was done', async () => {
    const refreshed = await t.app
      .get(Db)
      .run({ kind: 'system', id: 'system', scopes: ['READ', 'WRITE'] } as Actor, (tx) =>
        t.app.get(Obligations, { strict: false }).refreshAll(tx),
      );
    expect(refreshed).toBe(0);
  });
});
