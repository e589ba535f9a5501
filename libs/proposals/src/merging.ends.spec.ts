import { Db, SYSTEM } from '#core';
import { useApp } from '#test/app';
import { nasty } from '#test/given';
import { Merging } from '#test/merging';
import { type ToldMerge } from '#test/proposals';
import { MergeAnswers } from './merge-answers.service.ts';

describe('how a merge of proposals ends', () => {
  const t = useApp();
  const proposing = new Merging(t);

  const silence = () => t.app.get(Db).run(SYSTEM, (tx) => t.app.get(MergeAnswers, { strict: false }).silence(tx));
  const overdue = (id: string) =>
    t.sql(`UPDATE proposal_merge SET answer_by = now() - interval '1 second' WHERE id = $1`, [id]);

  it('ends with one objection and its reason; the parts go their own ways and may be merged anew', async () => {
    const given = await proposing.asked();
    const { merge, entity, staff, author, fellow, one, two, chair } = given;
    const reason = nasty('Nasz postulat mówi o czym innym');
    const input = { mergeId: merge.id, bodyId: entity.id, reason };
    expect(await proposing.refusal(staff, 'objectToProposalMerge', { ...input, reason: '' })).toBe('INVALID_INPUT');
    const ended = await proposing.do<ToldMerge>(staff, 'objectToProposalMerge', input);
    expect(ended).toMatchObject({ state: 'REFUSED', reason, result: null });
    expect(ended.consents.find(({ body }) => body.id === entity.id)).toMatchObject({ answer: 'OBJECTED', reason });
    for (const { id } of [one, two])
      expect(await proposing.see(author, id)).toMatchObject({ merge: null, state: 'UNDER_REVIEW' });
    expect(await proposing.refusal(fellow, 'agreeToProposalMerge', { mergeId: merge.id, bodyId: given.other.id })).toBe(
      'WRONG_STATE',
    );
    expect((await proposing.propose(chair, [one, two])).state).toBe('PROPOSED');
  });

  it('takes silence until the deadline for agreement; afterwards nobody answers', async () => {
    const given = await proposing.asked();
    const { merge, entity, other, staff, fellow, chair } = given;
    await proposing.agree(staff, merge, entity);
    await overdue(merge.id);
    const late = { mergeId: merge.id, bodyId: other.id };
    expect(await proposing.refusal(fellow, 'agreeToProposalMerge', late)).toBe('MERGE_ANSWER_LATE');
    expect(await proposing.refusal(fellow, 'objectToProposalMerge', { ...late, reason: 'Nie' })).toBe(
      'MERGE_ANSWER_LATE',
    );
    expect(await proposing.refusal(chair, 'callOffProposalMerge', { mergeId: merge.id, reason: 'x' })).toBe(
      'WRONG_STATE',
    );
    const [first, ...rest] = (await Promise.all([silence(), silence(), silence()])).sort((a, b) => b - a);
    expect([first, ...rest]).toEqual([1, 0, 0]);
    const done = (await proposing.seeMerge(fellow, merge.id))!;
    expect(done.state).toBe('MERGED');
    expect(done.consents.map(({ answer }) => answer).sort()).toEqual(['AGREED', 'SILENT']);
  });

  it('is agreed at its deadline, even if a part is withdrawn before the clock has written that down', async () => {
    const given = await proposing.asked();
    const part = (await proposing.see(given.author, given.one.id))!;
    await overdue(given.merge.id);
    await proposing.step(given.author, 'withdrawProposal', part);
    const done = (await proposing.seeMerge(given.author, given.merge.id))!;
    expect(done.state).toBe('MERGED');
    expect(await proposing.see(given.author, part.id)).toMatchObject({
      ...{ state: 'WITHDRAWN', mergedInto: done.result, fate: { state: 'WITHDRAWN', livesOnInId: done.result!.id } },
    });
    await proposing.do(given.chair, 'undoProposalMerge', { mergeId: given.merge.id, reason: 'Bez niego' });
    expect((await proposing.see(given.author, part.id))!.state).toBe('WITHDRAWN');
    expect(await silence()).toBe(0);
  });

  it('is done at once where nobody else is behind its parts', async () => {
    const scene = await proposing.scene();
    const own = () => proposing.reviewed(scene, scene.chair, scene.convent);
    const merge = await proposing.propose(scene.secretary, [await own(), await own()]);
    expect(merge).toMatchObject({ state: 'MERGED', consents: [{ answer: 'AGREED' }] });
    expect((await proposing.see(scene.chair, merge.result!.id))!.mergedFrom).toHaveLength(2);
  });

  it('is called off by whoever proposed it, or by the withdrawal of a part', async () => {
    const given = await proposing.asked();
    const reason = nasty('Najpierw spotkanie');
    const ended = await proposing.do<ToldMerge>(given.chair, 'callOffProposalMerge', {
      mergeId: given.merge.id,
      reason,
    });
    expect(ended).toMatchObject({ state: 'CALLED_OFF', reason });
    const again = await proposing.propose(given.chair, [given.one, given.two]);
    const part = (await proposing.see(given.author, given.one.id))!;
    await proposing.step(given.author, 'withdrawProposal', part);
    expect((await proposing.seeMerge(given.chair, again.id))!.state).toBe('CALLED_OFF');
    expect(await proposing.see(given.fellow, given.two.id)).toMatchObject({ state: 'UNDER_REVIEW', merge: null });
  });

  it('is undone with the reason, as long as the one is under review; the originals are as before', async () => {
    const given = await proposing.asked();
    const { merge, chair, author, one } = given;
    const result = await proposing.merged(given);
    const withdrawal = { proposalId: result.id, expectedVersion: result.version };
    expect(await proposing.refusal(chair, 'withdrawProposal', withdrawal)).toBe('WRONG_STATE');
    const reason = nasty('Połączono za dużo');
    expect(await proposing.refusal(author, 'undoProposalMerge', { mergeId: merge.id, reason })).toBe('FORBIDDEN');
    const undone = await proposing.do<ToldMerge>(chair, 'undoProposalMerge', { mergeId: merge.id, reason });
    expect(undone).toMatchObject({ state: 'UNDONE', reason, result: { id: result.id } });
    expect(await proposing.see(author, one.id)).toMatchObject({
      ...{ state: 'UNDER_REVIEW', mergedInto: null, merge: null, text: one.text, fate: { livesOnInId: one.id } },
    });
    expect(await proposing.see(chair, result.id)).toMatchObject({ state: 'WITHDRAWN', mergedFrom: [] });
    expect(await proposing.refusal(chair, 'undoProposalMerge', { mergeId: merge.id, reason })).toBe('WRONG_STATE');
    expect((await proposing.propose(chair, [one, given.two])).state).toBe('PROPOSED');
  });

  it('may be merged again, asks all behind it again, and comes apart from the outside in', async () => {
    const given = await proposing.asked();
    const { chair, staff, fellow, author, entity, other, one, convent } = given;
    const first = await proposing.merged(given);
    const third = await proposing.reviewed(given, chair, convent);
    const outer = await proposing.propose(chair, [first, third]);
    expect(outer.consents.map(({ body, answer }) => [body.id, answer])).toEqual(
      expect.arrayContaining([
        [convent.id, 'AGREED'],
        [entity.id, null],
        [other.id, null],
      ]),
    );
    await proposing.agree(staff, outer, entity);
    const { result } = await proposing.agree(fellow, outer, other);
    expect((await proposing.see(author, one.id))!.fate.livesOnInId).toBe(result!.id);
    const inner = { mergeId: given.merge.id, reason: 'Rozdzielmy' };
    expect(await proposing.refusal(chair, 'undoProposalMerge', inner)).toBe('WRONG_STATE');
    await expect(
      t.sql(`UPDATE proposal SET merged_into_id = $2, merge_id = $3 WHERE id = $1`, [result!.id, one.id, outer.id]),
    ).rejects.toThrow('merged into itself');
    const top = (await proposing.see(chair, result!.id))!;
    await proposing.step(chair, 'forwardProposal', top, { reason: 'Do forum' });
    expect(await proposing.see(author, one.id)).toMatchObject({ reviewer: { id: given.forum.id } });
    const undo = { mergeId: outer.id, reason: 'Osobno' };
    expect(await proposing.refusal(chair, 'undoProposalMerge', undo)).toBe('FORBIDDEN');
    await proposing.do<ToldMerge>(given.coordinator, 'undoProposalMerge', undo);
    await proposing.do<ToldMerge>(given.coordinator, 'undoProposalMerge', inner);
    expect(await proposing.see(author, one.id)).toMatchObject({ state: 'UNDER_REVIEW', mergedInto: null });
  });

  it('is settled once, though the last agrees, one objects, all is called off or withdrawn, ten at once', async () => {
    for (let round = 0; round < 3; round++) {
      const given = await proposing.asked();
      const { merge, staff, author, fellow, chair, entity, other, one } = given;
      const part = (await proposing.see(author, one.id))!;
      const reason = 'Wyścig';
      const asks = [
        () => proposing.refusal(staff, 'agreeToProposalMerge', { mergeId: merge.id, bodyId: entity.id }),
        () => proposing.refusal(fellow, 'agreeToProposalMerge', { mergeId: merge.id, bodyId: other.id }),
        () => proposing.refusal(chair, 'callOffProposalMerge', { mergeId: merge.id, reason }),
        () => proposing.refusal(fellow, 'objectToProposalMerge', { mergeId: merge.id, bodyId: other.id, reason }),
        () => proposing.refusal(author, 'withdrawProposal', { proposalId: one.id, expectedVersion: part.version }),
      ];
      const codes = await Promise.all(Array.from({ length: 10 }, (_, i) => asks[(i + round) % asks.length]!()));
      const known = [undefined, 'WRONG_STATE', 'MERGE_ALREADY_ANSWERED', 'VERSION_CONFLICT'];
      expect(codes.filter((code) => !known.includes(code))).toEqual([]);
      const after = (await proposing.seeMerge(chair, merge.id))!;
      const results = await t.sql(`SELECT FROM proposal WHERE merged_into_id IS NOT NULL AND merge_id = $1`, [
        merge.id,
      ]);
      expect(after.state).not.toBe('PROPOSED');
      expect(results).toHaveLength(after.state === 'MERGED' ? 2 : 0);
    }
  });

  it('is undone or taken apart once, and not after a decision, though ten ask at once', async () => {
    const given = await proposing.asked();
    const result = await proposing.merged(given);
    const reason = 'Wyścig';
    const codes = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        i % 2
          ? proposing.refusal(given.chair, 'undoProposalMerge', { mergeId: given.merge.id, reason })
          : proposing.refusal(given.secretary, 'declineProposal', {
              ...{ proposalId: result.id, expectedVersion: result.version, reason },
            }),
      ),
    );
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    const { state } = (await proposing.see(given.author, given.one.id))!;
    const { state: ofMerge } = (await proposing.seeMerge(given.chair, given.merge.id))!;
    expect([state, ofMerge]).toEqual(ofMerge === 'UNDONE' ? ['UNDER_REVIEW', 'UNDONE'] : ['DECLINED', 'MERGED']);
  });
});
