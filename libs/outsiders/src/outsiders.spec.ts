import { newId } from '#core';
import { useApp } from '#test/app';
import { inHours } from '#test/circulations';
import { unitWith } from '#test/drafts';
import { nasty } from '#test/given';
import { Outside, said, ten } from '#test/outsiders';

describe('an organisation outside the register', () => {
  const t = useApp();
  let o: Outside;
  beforeAll(async () => void (o = await new Outside(t).begin()));

  it('answers for its organisation, the last one counts; silence is written down; who was called back is not asked', async () => {
    const { id, token, outsiderId } = await o.asked();
    const answer = (fields: object) => o.refusal(null, 'answerByLink', { token, ...fields });
    expect(await answer({ answer: 'OBJECTS_TO_PROCEDURE' })).toBe('OBJECTION_WITHOUT_REASON');
    expect(await answer({ answer: 'NONE' })).toBeDefined();
    const codes = await ten((i) => answer({ answer: i % 2 ? 'REMARKS' : 'ABSTAINS', reason: nasty('Bo') }));
    expect(codes).toEqual(Array(10).fill(undefined));
    const told = await o.run(null, 'answerByLink', { token, answer: 'NO_REMARKS' });
    expect(told).toMatchObject({ answer: 'NO_REMARKS', silent: false });
    const given = { answer: { answer: 'NO_REMARKS', silent: false, byLink: true, mandate: null } };
    expect(await o.party(o.scene.chair, id, outsiderId)).toMatchObject(given);
    expect((await o.party(o.scene.neighbour, id, outsiderId)).answer).toBeNull();
    const [silent, gone] = [await o.invite({ id }), await o.invite({ id })];
    await o.run(o.scene.chair, 'revokeOutsiderLink', { outsiderId: gone.outsiderId });
    await o.close(id);
    expect(await o.party(o.scene.neighbour, id, outsiderId)).toMatchObject(given);
    expect(await o.open(silent.token)).toMatchObject({ answer: 'NO_REMARKS', silent: true, state: 'CLOSED' });
    expect((await o.party(o.scene.chair, id, gone.outsiderId)).answer).toBeNull();
    expect(await answer({ answer: 'REMARKS' })).toBe('CIRCULATION_OVER');
  });

  it('makes remarks that stand in the table under its name, late ones marked, and hears what became of them', async () => {
    const { id, token } = await o.asked();
    const point = unitWith(o.scene.draft, 'żółwiem');
    const text = nasty('=HYPERLINK("x")');
    const one = await o.remark(token, { text, unitId: point.id, wording: 'w', reasons: nasty('Bo') });
    expect(one.remarks).toMatchObject([
      { text, unit: 'art. 2 ust. 1 pkt 1', state: 'SUBMITTED', late: false, reply: null },
    ]);
    const remarkId = one.remarks[0]!.id;
    const seen = await o.c.remark(o.scene.chair, remarkId);
    expect(seen).toMatchObject({ channel: 'LINK', submitter: one.organisation, person: null, mandate: null, text });
    expect(await o.c.remark(o.scene.neighbour, remarkId)).toBeUndefined();
    const disposing = (verdict: string, replaces?: string) =>
      o.c.do(o.scene.chair, 'disposeRemarks', {
        circulationId: id,
        dispositions: [{ remarkId, verdict, reason: 'Bo nie', ...(replaces && { replaces }) }],
      });
    await disposing('REJECTED');
    const first = (await o.c.remark(o.scene.chair, remarkId))!.disposition!.id;
    expect((await o.open(token)).remarks).toMatchObject([{ state: 'SUBMITTED', verdict: null, dispositionId: null }]);
    const reply = (fields: object = {}) => ({
      token,
      dispositionId: first,
      reply: 'OBJECTED',
      reason: nasty('Nie'),
      ...fields,
    });
    const refused = (fields: object = {}) => o.refusal(null, 'answerDispositionByLink', reply(fields));
    expect(await refused()).toBe('WRONG_STATE');
    expect(await o.c.refusal(o.scene.chair, 'withdrawRemark', { remarkId })).toBe('FORBIDDEN');
    await o.close(id);
    const standIn = { dispositionId: first, reply: 'ACKNOWLEDGED' };
    expect(await o.c.refusal(o.scene.chair, 'answerDisposition', standIn)).toBe('FORBIDDEN');
    expect((await o.remark(token)).remarks.map(({ late }) => late)).toEqual([false, true]);
    expect((await o.open(token)).remarks[0]).toMatchObject({
      state: 'DISPOSED',
      verdict: 'REJECTED',
      dispositionId: first,
    });
    const { rows } = (
      await t.get<{ remarkTable: { rows: { submitter: string; channel: string; late: boolean }[] } }>(
        o.scene.neighbour,
        `query ($id: ID!) { remarkTable(circulationId: $id) { rows { submitter channel late } } }`,
        { id },
      )
    ).remarkTable;
    const line = { submitter: one.organisation, channel: 'LINK' };
    expect(rows).toEqual([
      { ...line, late: true },
      { ...line, late: false },
    ]);
    await disposing('CLARIFIED', first);
    expect(await refused()).toBe('DISPOSITION_REPLACED');
    const { dispositionId } = (await o.open(token)).remarks[0]!;
    expect(await refused({ dispositionId, reason: null })).toBe('REPLY_WITHOUT_REASON');
    expect(await refused({ dispositionId: newId() })).toBe('NOT_FOUND');
    const other = await o.asked();
    expect(await refused({ token: other.token, dispositionId })).toBe('NOT_FOUND');
    const replied = await ten(() => refused({ dispositionId }));
    expect(replied.sort()).toEqual([...Array(9).fill('WRONG_STATE'), undefined]);
    expect((await o.c.remark(o.scene.chair, remarkId))!.disposition).toMatchObject({
      reply: 'OBJECTED',
      repliedUnder: null,
    });
    // Put on the table of the next circulation it is still theirs, though it is no longer in their hands.
    const next = await o.c.start(o.scene);
    await o.c.do(o.scene.chair, 'carryRemarks', { circulationId: next.id, fromId: id, remarkIds: [remarkId] });
    const carried = await t.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM remark WHERE circulation_id = $1 AND channel = 'LINK' AND submitter = $2`,
      [next.id, one.organisation],
    );
    expect(carried).toEqual([{ n: 1 }]);
  });

  it('says no more than the limits allow, and nothing before the opening or after a calling off', async () => {
    const { id, token, outsiderId } = await o.asked({ opensAt: inHours(1) });
    const submit = (fields: object = {}) => o.refusal(null, 'submitRemarkByLink', { token, ...said(fields) });
    expect(await submit()).toBe('CIRCULATION_NOT_BEGUN');
    expect(await o.refusal(null, 'answerByLink', { token, answer: 'REMARKS' })).toBe('CIRCULATION_NOT_BEGUN');
    await t.sql(`UPDATE circulation SET opens_at = now() - interval '1 hour' WHERE id = $1`, [id]);
    for (const wrong of [
      { text: 'x'.repeat(5_001) },
      { text: '\u0007' },
      { wording: 'x'.repeat(5_001) },
      { unitId: 'x' },
    ])
      expect(await submit(wrong)).toBe('INVALID_INPUT');
    expect(await submit({ text: 'PESEL 44051401359' })).toBe('INVALID_INPUT');
    expect(await submit({ unitId: newId() })).toBe('UNIT_NOT_IN_VERSION');
    const codes = await ten(() => submit());
    expect(codes).toEqual(Array(10).fill(undefined));
    const copies = `INSERT INTO remark (id, circulation_id, place, state, kind, channel, late, submitter, outsider_id, text, at)
      SELECT uuidv7(), $1, 0, 'SUBMITTED', 'EDITORIAL', 'LINK', false, 'x', $2, 'x', now() - $4 * interval '1 hour'
      FROM generate_series(1, $3)`;
    await t.sql(copies, [id, outsiderId, 9, 0]);
    const last = await ten(() => submit());
    expect(last.sort()).toEqual([...Array(9).fill('LINK_TOO_FAST'), undefined]);
    await t.sql(`UPDATE remark SET at = at - interval '1 hour' WHERE outsider_id = $1`, [outsiderId]);
    expect(await submit()).toBeUndefined();
    await t.sql(copies, [id, outsiderId, 79, 1]);
    expect(await submit()).toBe('LINK_SAID_ENOUGH');
    expect(await o.refusal(null, 'answerByLink', { token, answer: 'REMARKS' })).toBe('LINK_SAID_ENOUGH');
    const called = await o.asked();
    await o.c.do(o.scene.chair, 'cancelCirculation', { circulationId: called.id, reason: 'x' });
    const off = { token: called.token };
    expect((await o.open(called.token)).state).toBe('CANCELLED');
    expect(await o.refusal(null, 'answerByLink', { ...off, answer: 'REMARKS' })).toBe('WRONG_STATE');
    expect(await o.refusal(null, 'submitRemarkByLink', { ...off, ...said() })).toBe('WRONG_STATE');
    expect(await o.refusal(o.scene.chair, 'renewOutsiderLink', { outsiderId: called.outsiderId })).toBe('WRONG_STATE');
    const letter = { circulationId: id, channel: 'LINK', submitter: 'X', kind: 'EDITORIAL', text: 'x' };
    expect(await o.c.refusal(o.scene.chair, 'recordRemark', letter)).toBe('CHANNEL_MISFITS');
  });

  it('leaves one answer that counts of the close that comes between', async () => {
    const { id, token, outsiderId } = await o.asked();
    await t.sql(
      `UPDATE circulation SET opens_at = now() - interval '1 hour', closes_at = clock_timestamp() + interval '60 milliseconds' WHERE id = $1`,
      [id],
    );
    const after = (ms: number) => new Promise((done) => setTimeout(done, ms));
    const [, ...codes] = await Promise.all([
      after(70).then(o.closing),
      ...Array.from({ length: 10 }, (_, i) =>
        after(i * 12).then(() => o.refusal(null, 'answerByLink', { token, answer: 'ABSTAINS' })),
      ),
    ]);
    const given = codes.filter((code) => code === undefined).length;
    expect(codes.filter((code) => code !== undefined && code !== 'CIRCULATION_OVER')).toEqual([]);
    const [row] = await t.sql(
      `SELECT count(*)::int AS stored, count(*) FILTER (WHERE a.silent)::int AS silent FROM circulation_answer a WHERE a.body_id = $1`,
      [outsiderId],
    );
    expect(row).toEqual({ stored: given || 1, silent: given ? 0 : 1 });
  });
});
