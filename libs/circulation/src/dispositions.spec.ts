import { Db, newId, SYSTEM } from '#core';
import { useApp } from '#test/app';
import { Circulating, type Scene, type ToldCirculation, type ToldRemark } from '#test/circulations';
import { unitWith } from '#test/drafts';
import { nasty } from '#test/given';
import { patience } from '#test/patience';
import { Answering } from './answering.service.ts';

describe('a disposition', () => {
  const t = useApp();
  let c: Circulating;
  beforeAll(() => void (c = new Circulating(t)));
  const dispose = (scene: Scene, { id }: { id: string }, dispositions: object[]) =>
    c.do(scene.chair, 'disposeRemarks', { circulationId: id, dispositions });
  const scene = async (): Promise<{ scene: Scene; started: ToldCirculation; remarks: ToldRemark[] }> => {
    const made = await c.scene();
    const started = await c.start(made);
    const remarks = [1, 2, 3].map((i) => c.remarked(made.staff, started, made.entity, { text: nasty(`Uwaga ${i}`) }));
    return { scene: made, started, remarks: await Promise.all(remarks) };
  };

  it('is taken in bulk by those who lead, all or nothing, with a reason unless accepted', async () => {
    const { scene: made, started, remarks } = await scene();
    const { chair, staff, neighbour, draft } = made;
    const [one, two, three] = remarks.map(({ id }) => id) as [string, string, string];
    const refusal = (dispositions: object[], who: typeof chair | null = chair) =>
      c.refusal(who, 'disposeRemarks', { circulationId: started.id, dispositions });
    const accepted = { remarkId: one, verdict: 'ACCEPTED' };
    expect(await refusal([accepted], null)).toBe('UNAUTHENTICATED');
    expect(await refusal([accepted], await t.given.person())).toBe('NOT_FOUND');
    for (const who of [staff, neighbour]) expect(await refusal([accepted], who)).toBe('FORBIDDEN');
    expect(await refusal([])).toBe('INVALID_INPUT');
    for (const verdict of ['PARTIALLY_ACCEPTED', 'REJECTED', 'CLARIFIED', 'OUT_OF_SCOPE'])
      expect(await refusal([accepted, { remarkId: two, verdict }])).toBe('DISPOSITION_WITHOUT_REASON');
    expect(await refusal([accepted, { remarkId: newId(), verdict: 'ACCEPTED' }])).toBe('NOT_FOUND');
    expect(await refusal([accepted, accepted])).toBe('REMARK_TWICE');
    const many = Array.from({ length: 201 }, () => ({ remarkId: newId(), verdict: 'ACCEPTED' }));
    expect(await refusal(many)).toBe('INVALID_INPUT');
    const unit = unitWith(draft, 'żółwiem');
    const carriedOut = { versionId: made.versionId, unitId: unit.id };
    const bare = { remarkId: two, verdict: 'REJECTED', reason: 'x' };
    expect(await refusal([accepted, { ...bare, carriedOut }])).toBe('NOTHING_CARRIES_IT');
    const elsewhere = { versionId: made.versionId, unitId: newId() };
    expect(await refusal([{ ...accepted, carriedOut: elsewhere }])).toBe('UNIT_NOT_IN_VERSION');
    const foreign = await c.drafting.freeze(chair, await c.drafting.pasted(chair, made.convent));
    const ofOther = { versionId: foreign.versions[0]!.id, unitId: foreign.text!.units[0]!.id };
    expect(await refusal([{ ...accepted, carriedOut: ofOther }])).toBe('UNIT_NOT_IN_VERSION');
    expect(await refusal([{ ...accepted, carriedOut: { ...carriedOut, versionId: newId() } }])).toBe('NOT_FOUND');
    await c.do(staff, 'withdrawRemark', { remarkId: three });
    expect(await refusal([accepted, { remarkId: three, verdict: 'ACCEPTED' }])).toBe('REMARK_WITHDRAWN');
    expect((await c.remark(staff, one))!).toMatchObject({ state: 'SUBMITTED', disposition: null, dispositions: [] });

    const reason = nasty('Bo tak stanowi ustawa');
    await dispose(made, started, [
      { ...accepted, carriedOut },
      { remarkId: two, verdict: 'CLARIFIED', reason },
    ]);
    expect((await c.remark(staff, one))!).toMatchObject({
      ...{ state: 'DISPOSED', disposition: { verdict: 'ACCEPTED', unitId: unit.id, version: { id: made.versionId } } },
    });
    const told = (await c.remark(staff, two))!;
    expect(told).toMatchObject({ disposition: { verdict: 'CLARIFIED', reason, mandate: { id: expect.any(String) } } });
    expect(await c.refusal(staff, 'withdrawRemark', { remarkId: one })).toBe('WRONG_STATE');
  });

  it('is replaced only by whoever names the one that stands; those before are kept', async () => {
    const { scene: made, started, remarks } = await scene();
    const remarkId = remarks[0]!.id;
    const say = (verdict: string, replaces?: string) => ({ remarkId, verdict, reason: nasty(verdict), replaces });
    const ten = await Promise.all(
      Array.from({ length: 10 }, () =>
        c.refusal(made.chair, 'disposeRemarks', { circulationId: started.id, dispositions: [say('REJECTED')] }),
      ),
    );
    expect(ten.filter((code) => code === undefined)).toHaveLength(1);
    expect(ten.filter((code) => code === 'DISPOSITION_REPLACED')).toHaveLength(9);
    const first = (await c.remark(made.chair, remarkId))!.disposition!;
    await dispose(made, started, [say('PARTIALLY_ACCEPTED', first.id)]);
    const told = (await c.remark(made.staff, remarkId))!;
    expect(told.disposition).toMatchObject({ verdict: 'PARTIALLY_ACCEPTED' });
    expect(told.dispositions.map(({ verdict }) => verdict)).toEqual(['PARTIALLY_ACCEPTED', 'REJECTED']);
    for (const statement of [`UPDATE disposition SET reason = 'x'`, `DELETE FROM disposition`])
      await expect(t.sql(`${statement} WHERE id = $1`, [first.id])).rejects.toThrow('never changed');
    const stale = { dispositionId: first.id, reply: 'ACKNOWLEDGED' };
    expect(await c.refusal(made.staff, 'answerDisposition', stale)).toBe('DISPOSITION_REPLACED');
  });

  it('is acknowledged or objected to by the author, once of ten times at once', async () => {
    const { scene: made, started, remarks } = await scene();
    const { staff, chair, neighbour } = made;
    await dispose(made, started, [{ remarkId: remarks[0]!.id, verdict: 'REJECTED', reason: 'Nie' }]);
    const { id: dispositionId } = (await c.remark(staff, remarks[0]!.id))!.disposition!;
    const answer = (who: typeof staff, reply: string, reason?: string) =>
      c.refusal(who, 'answerDisposition', { dispositionId, reply, reason });
    expect(await answer(neighbour, 'ACKNOWLEDGED')).toBe('NOT_FOUND');
    expect(await answer(chair, 'ACKNOWLEDGED')).toBe('FORBIDDEN');
    expect(await answer(staff, 'OBJECTED')).toBe('REPLY_WITHOUT_REASON');
    const reason = nasty('Podtrzymujemy');
    const codes = await Promise.all(Array.from({ length: 10 }, () => answer(staff, 'OBJECTED', reason)));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'WRONG_STATE')).toHaveLength(9);
    const told = (await c.remark(chair, remarks[0]!.id))!;
    expect(told).toMatchObject({ disposition: { reply: 'OBJECTED', replyReason: reason } });
    const divergent = async () =>
      (
        await t.get<{ divergenceRecord: { rows: { remarkId: string }[] } }>(
          chair,
          `query ($id: ID!) { divergenceRecord(circulationId: $id) { rows { remarkId } } }`,
          { id: started.id },
        )
      ).divergenceRecord.rows.map(({ remarkId }) => remarkId);
    const taken = [{ remarkId: remarks[1]!.id, verdict: 'REJECTED', reason: 'Nie' }];
    await dispose(made, started, taken);
    await c.remarked(staff, started, made.entity, { kind: 'EDITORIAL' });
    expect((await divergent()).sort()).toEqual([remarks[0]!.id, remarks[2]!.id].sort());
    // A later disposition waits for an answer of its own.
    const next = { remarkId: remarks[0]!.id, verdict: 'ACCEPTED', replaces: dispositionId };
    await dispose(made, started, [next]);
    const later = (await c.remark(staff, remarks[0]!.id))!;
    expect(later).toMatchObject({ disposition: { verdict: 'ACCEPTED', reply: null } });
    expect(later.dispositions[1]).toMatchObject({ reply: 'OBJECTED' });
  });

  it('waits for those who lead once the circulation is over', async () => {
    const { scene: made, started, remarks } = await scene();
    const kinds = async () =>
      (
        await t.get<{ viewer: { obligations: { nodes: { kind: string; subjectId: string }[] } } }>(
          made.chair,
          `{ viewer { obligations(first: 50) { nodes { kind subjectId } } } }`,
        )
      ).viewer.obligations.nodes.filter(({ subjectId }) => subjectId === started.id);
    expect(await kinds()).toEqual([]);
    await c.lapse(started.id);
    await t.app.get(Db).run(SYSTEM, (tx) => t.app.get(Answering, { strict: false }).closeDue(tx));
    expect(await kinds()).toEqual([{ kind: 'disposeRemarks', subjectId: started.id }]);
    const all = remarks.map(({ id }) => ({ remarkId: id, verdict: 'ACCEPTED' }));
    await dispose(made, started, all);
    expect(await kinds()).toEqual([]);
  });

  it('takes 200 at once', async () => {
    const { scene: made, started } = await scene();
    await t.sql(
      `INSERT INTO remark (id, circulation_id, place, state, kind, channel, late, submitter, text, person_id, at)
       SELECT uuidv7(), $1, 0, 'SUBMITTED', 'EDITORIAL', 'LETTER', false, 'Gmina', 'x', $2, now() FROM generate_series(1, 200)`,
      [started.id, made.chair.id],
    );
    const rows = await t.sql<{ id: string }>(`SELECT id FROM remark WHERE circulation_id = $1 AND channel = 'LETTER'`, [
      started.id,
    ]);
    const before = performance.now();
    await dispose(
      made,
      started,
      rows.map(({ id }) => ({ remarkId: id, verdict: 'REJECTED', reason: nasty('Nie') })),
    );
    expect(performance.now() - before).toBeLessThan(patience(3_000));
    const [{ count }] = (await t.sql(
      `SELECT count(*)::int AS count FROM remark WHERE circulation_id = $1 AND state = 'DISPOSED'`,
      [started.id],
    )) as never as [{ count: number }];
    expect(count).toBe(200);
  });
});
