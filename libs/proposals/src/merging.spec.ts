import { newId } from '#core';
import { useApp } from '#test/app';
import { nasty, type Someone } from '#test/given';
import { Merging } from '#test/merging';
import { inDays, mergeData } from '#test/proposals';

describe('a merge of proposals', () => {
  const t = useApp();
  const proposing = new Merging(t);

  it('asks every organisation behind it, and makes one of all when the last agrees; the originals stay', async () => {
    const given = await proposing.asked(['PUBLIC', 'FORUM']);
    const { merge, one, two, entity, other, staff, author, fellow, convent } = given;
    expect(merge).toMatchObject({ state: 'PROPOSED', result: null });
    expect(merge.consents.map(({ body, answer }) => [body.id, answer])).toEqual(
      expect.arrayContaining([
        [entity.id, null],
        [other.id, null],
      ]),
    );
    const waiting = `{ viewer { obligations { nodes { kind dueAt proposalMerge { id } } } } }`;
    const told = JSON.stringify(await t.get(author, waiting));
    expect(told).toContain('proposalMergeToConfirm');
    expect(told).toContain(merge.id);
    expect((await proposing.agree(staff, merge, entity)).state).toBe('PROPOSED');
    expect(await proposing.see(fellow, two.id)).toMatchObject({ mergedInto: null, merge: { id: merge.id } });
    const done = await proposing.agree(fellow, merge, other);
    expect(done.state).toBe('MERGED');
    const result = (await proposing.see(author, done.result!.id))!;
    expect(result).toMatchObject({
      ...{ state: 'UNDER_REVIEW', audience: 'FORUM', origin: { id: convent.id }, reviewer: { id: convent.id } },
      ...{ formedBy: [{ id: merge.id }], areas: [{ changeArea: { id: given.area.id } }] },
    });
    expect(result.provisions.map(({ path }) => path)).toEqual(['art. 5', 'art. 6']);
    expect(result.mergedFrom.map(({ id, origin }) => [id, origin.id]).sort()).toEqual(
      [
        [one.id, entity.id],
        [two.id, other.id],
      ].sort(),
    );
    const original = (await proposing.see(staff, one.id))!;
    expect(original).toMatchObject({ title: one.title, text: one.text, mergedInto: { id: result.id } });
    expect(original.fate).toMatchObject({ state: 'UNDER_REVIEW', livesOnInId: result.id });
    expect(JSON.stringify(await t.get(author, waiting))).not.toContain(merge.id);
  });

  it('is seen by those who take part in it alone; what came of it by its narrower audience', async () => {
    const given = await proposing.asked(['PUBLIC', 'FORUM']);
    const stranger = await t.given.person();
    const outsider = await t.given.holder('CHAIR', await t.given.convent());
    for (const who of [stranger, outsider, given.coordinator])
      expect(await proposing.seeMerge(who, given.merge.id)).toBeUndefined();
    for (const who of [given.staff, given.fellow, given.chair])
      expect((await proposing.seeMerge(who, given.merge.id))!.parts).toHaveLength(2);
    const { id } = await proposing.merged(given);
    expect(await proposing.see(stranger, id)).toBeUndefined();
    expect(await proposing.see(given.coordinator, id)).toBeDefined();
    const input = { mergeId: given.merge.id, bodyId: given.entity.id };
    expect(await proposing.refusal(stranger, 'agreeToProposalMerge', input)).toBe('NOT_FOUND');
  });

  it('shows an original’s people what becomes of the one, though its audience is not theirs', async () => {
    const given = await proposing.asked(['FORUM', 'FORUM']);
    const result = await proposing.merged(given);
    await t.sql(
      `UPDATE membership SET state = 'ENDED', valid = '[2024-01-01,2024-12-31)', ended_because = 'RESIGNED'
      WHERE entity_id = $1`,
      [given.entity.id],
    );
    const reason = nasty('Nie teraz');
    await proposing.step(given.chair, 'declineProposal', result, { reason });
    const original = (await proposing.see(given.staff, given.one.id))!;
    expect(original).toMatchObject({ state: 'DECLINED', fate: { state: 'DECLINED', reason, livesOnInId: result.id } });
    expect(original.fate.acts.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['proposeProposalMerge', 'merged', 'declineProposal']),
    );
  });

  it('is refused with the code of what is wrong', async () => {
    const given = await proposing.asked();
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
    await proposing.agree(staff, merge, entity);
    expect(await proposing.refusal(author, 'agreeToProposalMerge', answer)).toBe('MERGE_ALREADY_ANSWERED');
    const refused = { proposalId: two.id, expectedVersion: two.version + 1, reason: 'Nie' };
    expect(await proposing.refusal(chair, 'declineProposal', refused)).toBe('WRONG_STATE');
    expect(await proposing.refusal(chair, 'forwardProposal', refused)).toBe('WRONG_STATE');
    const end = { mergeId: merge.id, reason: 'Inaczej' };
    expect(await proposing.refusal(author, 'callOffProposalMerge', end)).toBe('FORBIDDEN');
    expect(await proposing.refusal(chair, 'undoProposalMerge', end)).toBe('WRONG_STATE');
  });

  it('joins only what one body reviews', async () => {
    const given = await proposing.asked();
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
});
