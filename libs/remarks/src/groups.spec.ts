import { newId } from '#core';
import { useApp } from '#test/app';
import { Circulating, type Scene, type ToldCirculation, type ToldRemark } from '#test/circulations';
import { unitWith } from '#test/drafts';
import { nasty, type Someone } from '#test/given';

interface Line {
  readonly number: number;
  readonly remarkId: string;
  readonly verdict: string | null;
  readonly joinedTo: number | null;
}

const LONG = 'Proszę wydłużyć okres pomocy do pięciu lat, bo trzy nie wystarczą nikomu, kto zaczyna od początku.';
const SAME = 'Prosze wydluzyc okres pomocy do pięciu lat; trzy lata nie wystarczą nikomu, kto zaczyna od początku!';
const ROWS = `rows { number remarkId verdict joinedTo }`;

describe('remarks that say the same', () => {
  const t = useApp();
  let c: Circulating;
  let scene: Scene;
  beforeAll(async () => {
    c = new Circulating(t);
    scene = await c.scene();
  });
  const table = async (who: Someone, { id }: { id: string }) =>
    (
      await t.get<{ remarkTable: { rows: Line[] } }>(
        who,
        `query ($id: ID!) { remarkTable(circulationId: $id) { ${ROWS} } }`,
        { id },
      )
    ).remarkTable.rows;
  const alike = async (who: Someone, { id }: { id: string }) =>
    (
      await t.get<{ alikeRemarks: { likeness: number; rows: Line[] }[] }>(
        who,
        `query ($id: ID!) { alikeRemarks(circulationId: $id) { likeness ${ROWS} } }`,
        { id },
      )
    ).alikeRemarks;
  const join = (circulation: ToldCirculation, leading: { id: string }, ...others: { id: string }[]) => ({
    ...{ circulationId: circulation.id, leadingId: leading.id, remarkIds: others.map(({ id }) => id) },
  });
  const apart = (circulation: ToldCirculation, ...others: { id: string }[]) => ({
    ...{ circulationId: circulation.id, remarkIds: others.map(({ id }) => id) },
  });
  const see = async (who: Someone, { id }: { id: string }): Promise<ToldRemark> => (await c.remark(who, id))!;
  /** Remarks of two organisations on one unit. */
  const remarks = async (more = 1) => {
    const { staff, entity, memberStaff, member, draft } = scene;
    const started = await c.start(scene);
    const unitId = unitWith(draft, 'żółwiem').id;
    const one = await c.remarked(staff, started, entity, { unitId, text: LONG });
    const two = await c.remarked(memberStaff, started, member, { unitId, text: SAME });
    const others: ToldRemark[] = [];
    for (let i = 1; i < more; i++)
      others.push(await c.remarked(staff, started, entity, { unitId, text: `${LONG} ${i}` }));
    return { started, unitId, one, two, others };
  };

  it('are suggested to those who lead, on the same unit only, until they are joined', async () => {
    const { chair, staff, entity, draft, memberStaff } = scene;
    const { started, one, two } = await remarks();
    const elsewhere = { unitId: unitWith(draft, 'Pomoc trwa').id, text: LONG };
    await c.remarked(staff, started, entity, elsewhere);
    await c.remarked(staff, started, entity, { text: nasty('Całkiem co innego') });
    const [found, ...rest] = await alike(chair, started);
    expect(rest).toEqual([]);
    expect(found!.rows.map(({ remarkId }) => remarkId)).toEqual([one.id, two.id]);
    expect(found!.likeness).toBeGreaterThan(0.6);
    const [similar, ...others] = (await see(chair, one)).similar;
    expect([similar!.remarkId, similar!.text, others]).toEqual([two.id, SAME, []]);
    expect(similar!.likeness).toBeCloseTo(found!.likeness, 1);
    // Of the others' nothing is told before the close.
    expect((await see(staff, one)).similar).toEqual([]);
    expect(await alike(memberStaff, started)).toEqual([]);
    await c.do(chair, 'joinRemarks', join(started, one, two));
    expect(await alike(chair, started)).toEqual([]);
  });

  it('are decided on with the one that leads them, each author for themselves', async () => {
    const { chair, staff, memberStaff } = scene;
    const { started, one, two } = await remarks();
    await c.do(chair, 'joinRemarks', join(started, one, two));
    const joined = await see(chair, two);
    expect(joined).toMatchObject({ text: SAME, state: 'SUBMITTED', joinedTo: { id: one.id } });
    expect(joined.joinings).toEqual([
      { leading: { id: one.id }, mandate: { id: expect.any(String) }, endedAt: null, endedUnder: null },
    ]);
    expect((await see(chair, one)).joined).toEqual([{ id: two.id }]);
    expect((await see(memberStaff, two)).joinedTo).toBeNull();
    const dispositions = [{ remarkId: two.id, verdict: 'REJECTED', reason: 'x' }];
    const dispose = { circulationId: started.id, dispositions };
    expect(await c.refusal(chair, 'disposeRemarks', dispose)).toBe('REMARK_JOINED');
    const reason = nasty('Nie');
    const ofBoth = [{ remarkId: one.id, verdict: 'REJECTED', reason }];
    await c.do(chair, 'disposeRemarks', { ...dispose, dispositions: ofBoth });
    const [first, second] = [await see(staff, one), await see(memberStaff, two)];
    for (const each of [first, second])
      expect(each).toMatchObject({ state: 'DISPOSED', disposition: { verdict: 'REJECTED', reason } });
    expect([first.disposition!.joint, second.disposition!.joint]).toEqual([false, true]);
    expect((await table(chair, started)).map(({ number, joinedTo, verdict }) => [number, joinedTo, verdict])).toEqual([
      [1, null, 'REJECTED'],
      [2, 1, 'REJECTED'],
    ]);
    // Each author answers for themselves.
    const reply = (each: ToldRemark, how: string) => ({
      dispositionId: each.disposition!.id,
      reply: how,
      reason: 'Bo',
    });
    await c.do(memberStaff, 'answerDisposition', reply(second, 'OBJECTED'));
    await c.do(staff, 'answerDisposition', reply(first, 'ACKNOWLEDGED'));
    expect([(await see(chair, one)).disposition!.reply, (await see(chair, two)).disposition!.reply]).toEqual([
      'ACKNOWLEDGED',
      'OBJECTED',
    ]);
    // Taken out again, it keeps what was said to it, and is decided on by itself.
    await c.do(chair, 'separateRemarks', apart(started, two));
    const alone = await see(chair, two);
    expect(alone).toMatchObject({ state: 'DISPOSED', joinedTo: null, disposition: { id: second.disposition!.id } });
    expect(alone.joinings[0]).toMatchObject({ endedAt: expect.any(String), endedUnder: { id: expect.any(String) } });
    const anew = { remarkId: two.id, verdict: 'ACCEPTED', replaces: second.disposition!.id };
    await c.do(chair, 'disposeRemarks', { circulationId: started.id, dispositions: [anew] });
    expect((await see(chair, two)).dispositions.map(({ verdict, joint }) => [verdict, joint])).toEqual([
      ['ACCEPTED', false],
      ['REJECTED', true],
    ]);
    expect((await see(chair, one)).disposition!.verdict).toBe('REJECTED');
  });

  it('are joined with all that was joined to them, also late ones to one that is disposed of, or refused', async () => {
    const { chair, staff, entity, neighbour } = scene;
    const { started, unitId, one, two, others } = await remarks(3);
    const [three, four] = others as [ToldRemark, ToldRemark];
    const refusal = (who: Someone, input: object) => c.refusal(who, 'joinRemarks', input);
    const input = join(started, one, two);
    expect(await refusal(staff, input)).toBe('FORBIDDEN');
    expect(await refusal(neighbour, input)).toBe('FORBIDDEN');
    expect(await refusal(await t.given.person(), input)).toBe('NOT_FOUND');
    expect(await refusal(chair, join(started, one, one))).toBe('REMARK_JOINS_ITSELF');
    expect(await refusal(chair, join(started, one, { id: newId() }))).toBe('NOT_FOUND');
    expect(await refusal(chair, join(started, one))).toBe('INVALID_INPUT');
    const elsewhere = await c.remarked(staff, await c.start(scene), entity, { text: LONG });
    expect(await refusal(chair, join(started, one, elsewhere))).toBe('NOT_FOUND');
    expect(await c.refusal(chair, 'separateRemarks', apart(started, two))).toBe('REMARK_NOT_JOINED');
    expect(await c.refusal(staff, 'separateRemarks', apart(started, two))).toBe('FORBIDDEN');
    await c.do(chair, 'joinRemarks', join(started, two, three));
    expect(await refusal(chair, join(started, three, four))).toBe('REMARK_JOINED');
    expect(await refusal(chair, join(started, one, three))).toBe('REMARK_JOINED');
    await c.do(chair, 'joinRemarks', join(started, one, two));
    expect((await see(chair, one)).joined.map(({ id }) => id)).toEqual([two.id, three.id]);
    expect((await see(chair, three)).joinings.map(({ leading, endedAt }) => [leading!.id, endedAt !== null])).toEqual([
      [one.id, false],
      [two.id, true],
    ]);
    await c.do(chair, 'disposeRemarks', {
      circulationId: started.id,
      dispositions: [{ remarkId: one.id, verdict: 'CLARIFIED', reason: 'Już tak jest.' }],
    });
    await c.lapse(started.id);
    const late = await c.remarked(staff, started, entity, { unitId, text: LONG });
    const apartFrom = { remarkId: four.id, verdict: 'ACCEPTED' };
    await c.do(chair, 'disposeRemarks', { circulationId: started.id, dispositions: [apartFrom] });
    expect(await refusal(chair, join(started, one, four))).toBe('REMARK_DISPOSED');
    await c.do(chair, 'joinRemarks', join(started, one, late));
    expect(await see(chair, late)).toMatchObject({
      ...{ late: true, state: 'DISPOSED', disposition: { verdict: 'CLARIFIED', reason: 'Już tak jest.', joint: true } },
    });
  });

  it('lose one that is taken back, and the next of them leads when it led', async () => {
    const { chair, staff, memberStaff } = scene;
    const { started, one, two, others } = await remarks(3);
    const [three, four] = others as [ToldRemark, ToldRemark];
    await c.do(chair, 'joinRemarks', join(started, one, two, three, four));
    await c.do(memberStaff, 'withdrawRemark', { remarkId: two.id });
    expect(await see(chair, two)).toMatchObject({ state: 'WITHDRAWN', joinedTo: null });
    expect((await see(chair, two)).joinings[0]!.endedAt).not.toBeNull();
    await c.do(staff, 'withdrawRemark', { remarkId: one.id });
    expect(await see(chair, three)).toMatchObject({ joinedTo: null, joined: [{ id: four.id }] });
    expect((await see(chair, four)).joinings.map(({ leading, endedAt }) => [leading!.id, endedAt === null])).toEqual([
      [three.id, true],
      [one.id, false],
    ]);
    expect(await c.refusal(chair, 'joinRemarks', join(started, two, three))).toBe('REMARK_WITHDRAWN');
  });

  it('are joined once of ten times at once, and never in a ring', async () => {
    const { chair } = scene;
    const { started, one, two } = await remarks();
    const ways = Array.from({ length: 10 }, (_, i) => (i % 2 ? join(started, one, two) : join(started, two, one)));
    const codes = await Promise.all(ways.map((input) => c.refusal(chair, 'joinRemarks', input)));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'REMARK_JOINED')).toHaveLength(9);
    const [lead] = await t.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM remark_joining WHERE remark_id = ANY ($1) AND ended_at IS NULL`,
      [[one.id, two.id]],
    );
    expect(lead!.n).toBe(1);
    const member = (await see(chair, one)).joinedTo ? one : two;
    const parted = await Promise.all(
      Array.from({ length: 10 }, () => c.refusal(chair, 'separateRemarks', apart(started, member))),
    );
    expect(parted.filter((code) => code === undefined)).toHaveLength(1);
    expect(parted.filter((code) => code === 'REMARK_NOT_JOINED')).toHaveLength(9);
  });
});
