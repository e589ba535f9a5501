import { Db, newId, SYSTEM } from '#core';
import { useApp } from '#test/app';
import { nasty, type Someone } from '#test/given';
import { inDays, mergeData, Proposing, type ToldMerge, type ToldProposal } from '#test/proposals';
import { MergeAnswers } from './merge-answers.service.ts';

describe('a merge of proposals', () => {
  const t = useApp();
  const proposing = new Proposing(t);

  /** Two proposals of two entities, under review in their convent. */
  async function asked(audiences: readonly ['PUBLIC' | 'FORUM', 'PUBLIC' | 'FORUM'] = ['PUBLIC', 'PUBLIC']) {
    const scene = await proposing.scene();
    const act = (path: string) => ({ provisions: [{ act: 'DU/2025/83', path }] });
    const one = await proposing.reviewed(scene, scene.author, scene.entity, {
      ...{ audience: audiences[0], ...act('art. 5') },
    });
    const two = await proposing.reviewed(scene, scene.fellow, scene.other, {
      ...{ audience: audiences[1], provisions: [...act('art. 5').provisions, ...act('art. 6').provisions] },
    });
    const merge = await proposing.propose(scene.secretary, [one, two]);
    return { ...scene, one, two, merge };
  }
  type Asked = Awaited<ReturnType<typeof asked>>;

  const agree = (who: Someone, { id }: { id: string }, body: { id: string }) =>
    proposing.do<ToldMerge>(who, 'agreeToProposalMerge', { mergeId: id, bodyId: body.id });
  const merged = async (given: Asked): Promise<ToldProposal> => {
    await agree(given.staff, given.merge, given.entity);
    const { result } = await agree(given.fellow, given.merge, given.other);
    return (await proposing.see(given.secretary, result!.id))!;
  };
  const silence = () => t.app.get(Db).run(SYSTEM, (tx) => t.app.get(MergeAnswers, { strict: false }).silence(tx));
  const overdue = (id: string) =>
    t.sql(`UPDATE proposal_merge SET answer_by = now() - interval '1 second' WHERE id = $1`, [id]);

  it('asks every organisation behind it, and makes one of all when the last agrees; the originals stay', async () => {
    const given = await asked(['PUBLIC', 'FORUM']);
    const { merge, one, two, entity, other, staff, author, fellow, convent } = given;
    expect(merge).toMatchObject({ state: 'PROPOSED', result: null });
    expect(merge.consents.map(({ body, answer }) => [body.id, answer])).toEqual(
      expect.arrayContaining([[entity.id, null], [other.id, null]]), // prettier-ignore
    );
    const waiting = `{ viewer { obligations { nodes { kind dueAt proposalMerge { id } } } } }`;
    const told = JSON.stringify(await t.get(author, waiting));
    expect(told).toContain('proposalMergeToConfirm');
    expect(told).toContain(merge.id);
    expect((await agree(staff, merge, entity)).state).toBe('PROPOSED');
    expect(await proposing.see(fellow, two.id)).toMatchObject({ mergedInto: null, merge: { id: merge.id } });
    const done = await agree(fellow, merge, other);
    expect(done.state).toBe('MERGED');
    const result = (await proposing.see(author, done.result!.id))!;
    expect(result).toMatchObject({
      ...{ state: 'UNDER_REVIEW', audience: 'FORUM', origin: { id: convent.id }, reviewer: { id: convent.id } },
      ...{ formedBy: [{ id: merge.id }], areas: [{ changeArea: { id: given.area.id } }] },
    });
    expect(result.provisions.map(({ path }) => path)).toEqual(['art. 5', 'art. 6']);
    expect(result.mergedFrom.map(({ id, origin }) => [id, origin.id]).sort()).toEqual(
      [[one.id, entity.id], [two.id, other.id]].sort(), // prettier-ignore
    );
    const original = (await proposing.see(staff, one.id))!;
    expect(original).toMatchObject({ title: one.title, text: one.text, mergedInto: { id: result.id } });
    expect(original.fate).toMatchObject({ state: 'UNDER_REVIEW', livesOnInId: result.id });
    expect(JSON.stringify(await t.get(author, waiting))).not.toContain(merge.id);
  });

  it('is seen by those who take part in it alone; what came of it by its narrower audience', async () => {
    const given = await asked(['PUBLIC', 'FORUM']);
    const stranger = await t.given.person();
    const outsider = await t.given.holder('CHAIR', await t.given.convent());
    for (const who of [stranger, outsider, given.coordinator])
      expect(await proposing.seeMerge(who, given.merge.id)).toBeUndefined();
    for (const who of [given.staff, given.fellow, given.chair])
      expect((await proposing.seeMerge(who, given.merge.id))!.parts).toHaveLength(2);
    const { id } = await merged(given);
    expect(await proposing.see(stranger, id)).toBeUndefined();
    expect(await proposing.see(given.coordinator, id)).toBeDefined();
    const input = { mergeId: given.merge.id, bodyId: given.entity.id };
    expect(await proposing.refusal(stranger, 'agreeToProposalMerge', input)).toBe('NOT_FOUND');
  });

  it('shows an original’s people what becomes of the one, though its audience is not theirs', async () => {
    const given = await asked(['FORUM', 'FORUM']);
    const result = await merged(given);
    await t.sql(`UPDATE membership SET state = 'ENDED', valid = '[2024-01-01,2024-12-31)', ended_because = 'RESIGNED'
      WHERE entity_id = $1`, [given.entity.id]); // prettier-ignore
    const reason = nasty('Nie teraz');
    await proposing.step(given.chair, 'declineProposal', result, { reason });
    const original = (await proposing.see(given.staff, given.one.id))!;
    expect(original).toMatchObject({ state: 'DECLINED', fate: { state: 'DECLINED', reason, livesOnInId: result.id } });
    expect(original.fate.acts.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['proposeProposalMerge', 'merged', 'declineProposal']),
    );
  });

  it('ends with one objection and its reason; the parts go their own ways and may be merged anew', async () => {
    const given = await asked();
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

  it('is refused with the code of what is wrong', async () => {
    const given = await asked();
    const { merge, chair, author, fellow, staff, entity, one, two, convent, area, coordinator } = given;
    const code = (who: Someone, parts: readonly { id: string }[], more: object = {}) =>
      proposing.refusal(who, 'proposeProposalMerge', {
        ...{ proposalIds: parts.map(({ id }) => id), ...mergeData(), ...more },
      });
    const three = await proposing.reviewed(given, author, entity);
    const four = await proposing.reviewed(given, author, entity);
    expect(await code(chair, [one, three])).toBe('PROPOSAL_NOT_MERGEABLE');
    expect(await code(chair, [three])).toBe('INVALID_INPUT');
    expect(await code(chair, [three, { id: three.id.toUpperCase() }])).toBe('INVALID_INPUT');
    expect(await code(chair, [three, { id: newId() }])).toBe('NOT_FOUND');
    expect(await code(author, [three, four])).toBe('FORBIDDEN');
    expect(await code(coordinator, [three, four])).toBe('FORBIDDEN');
    expect(await code(chair, [three, four], { answerBy: inDays(2) })).toBe('MERGE_DEADLINE_UNFIT');
    expect(await code(chair, [three, four], { answerBy: inDays(91) })).toBe('MERGE_DEADLINE_UNFIT');
    const waiting = await proposing.submit(author, await proposing.draft(author, entity, area), convent);
    expect(await code(chair, [three, waiting])).toBe('PROPOSAL_NOT_MERGEABLE');
    const answer = { mergeId: merge.id, bodyId: entity.id };
    expect(await proposing.refusal(chair, 'agreeToProposalMerge', answer)).toBe('FORBIDDEN');
    expect(await proposing.refusal(fellow, 'agreeToProposalMerge', answer)).toBe('FORBIDDEN');
    expect(await proposing.refusal(staff, 'agreeToProposalMerge', { ...answer, bodyId: newId() })).toBe('NOT_ASKED');
    await agree(staff, merge, entity);
    expect(await proposing.refusal(author, 'agreeToProposalMerge', answer)).toBe('MERGE_ALREADY_ANSWERED');
    const refused = { proposalId: two.id, expectedVersion: two.version + 1, reason: 'Nie' };
    expect(await proposing.refusal(chair, 'declineProposal', refused)).toBe('WRONG_STATE');
    expect(await proposing.refusal(chair, 'forwardProposal', refused)).toBe('WRONG_STATE');
    const end = { mergeId: merge.id, reason: 'Inaczej' };
    expect(await proposing.refusal(author, 'callOffProposalMerge', end)).toBe('FORBIDDEN');
    expect(await proposing.refusal(chair, 'undoProposalMerge', end)).toBe('WRONG_STATE');
  });

  it('joins only what one body reviews', async () => {
    const given = await asked();
    const both = await t.given.holder('CHAIR', given.convent).catch(() => given.chair);
    const handed = await proposing.step(
      ...([given.chair, 'forwardProposal', await proposing.reviewed(given, given.author, given.entity)] as const),
      { reason: 'Do forum' },
    );
    await t.given.mandate(given.chair, 'COORDINATOR', given.forum);
    const here = await proposing.reviewed(given, given.author, given.entity);
    const input = { proposalIds: [here.id, handed.id], ...mergeData() };
    expect(both).toBeDefined();
    expect(await proposing.refusal(given.chair, 'proposeProposalMerge', input)).toBe('PROPOSALS_APART');
  });

  it('takes silence until the deadline for agreement; afterwards nobody answers', async () => {
    const given = await asked();
    const { merge, entity, other, staff, fellow, chair } = given;
    await agree(staff, merge, entity);
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

  it('is called off by whoever proposed it, or by the withdrawal of a part', async () => {
    const given = await asked();
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
    const given = await asked();
    const { merge, chair, author, one } = given;
    const result = await merged(given);
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
    const given = await asked();
    const { chair, staff, fellow, author, entity, other, one, convent } = given;
    const first = await merged(given);
    const third = await proposing.reviewed(given, chair, convent);
    const outer = await proposing.propose(chair, [first, third]);
    expect(outer.consents.map(({ body, answer }) => [body.id, answer])).toEqual(
      expect.arrayContaining([[convent.id, 'AGREED'], [entity.id, null], [other.id, null]]), // prettier-ignore
    );
    await agree(staff, outer, entity);
    const { result } = await agree(fellow, outer, other);
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
      const given = await asked();
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
    const given = await asked();
    const result = await merged(given);
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
