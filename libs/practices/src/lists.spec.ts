import { useApp } from '#test/app';
import { practiceRow } from '#test/practice-rows';
import { Practising, replicationData } from '#test/practices';

describe('a practice among others', () => {
  const t = useApp();
  let p: Practising;
  beforeAll(() => void (p = new Practising(t)));

  it('stands in lists by how often it was taken over, then by the day of its check; lists are narrowed and paged', async () => {
    const { entity, other, convent, area, taker } = await p.scene();
    const of = { convent, state: 'PUBLISHED' as const, area };
    const a = await practiceRow(t, entity, { ...of, checkedOn: '2026-01-01' });
    const b = await practiceRow(t, entity, { ...of, checkedOn: '2026-06-01' });
    const c = await practiceRow(t, entity, { ...of, checkedOn: '2025-12-01' });
    await practiceRow(t, entity, { convent, state: 'ARCHIVED', area });
    await p.do(taker, 'reportReplication', {
      practiceId: c.id,
      entityId: other.id,
      data: replicationData(),
    });
    const list = `query ($filter: PracticeFilter, $first: Int!, $after: ID) {
      practices(filter: $filter, first: $first, after: $after) { totalCount nodes { id } pageInfo { endCursor } } }`;
    const page = async (filter: object, first = 20, after: string | null = null) =>
      (
        await t.get<{ practices: { totalCount: number; nodes: { id: string }[]; pageInfo: { endCursor: string } } }>(
          null,
          list,
          { filter, first, after },
        )
      ).practices;
    const idsOf = ({ nodes }: { nodes: { id: string }[] }) => nodes.map(({ id }) => id);
    const changeAreas = [area.id];
    expect(idsOf(await page({ changeAreas }))).toEqual([c.id, b.id, a.id]);
    const first = await page({ changeAreas }, 2);
    expect(first.totalCount).toBe(3);
    expect(idsOf(await page({ changeAreas }, 2, first.pageInfo.endCursor))).toEqual([a.id]);
    for (const [filter, n] of [
      [{ tag: 'Piekarnia', entityKinds: ['CIS'], voivodeship: '22', targetGroups: ['YOUNG'] }, 3],
      [{ costRanges: ['UP_TO_20'], years: [2019, 1999] }, 3],
      [{ states: ['ARCHIVED'] }, 1],
      [{ tag: 'piekarni' }, 0],
      [{ entityKinds: ['KIS'] }, 0],
      [{ voivodeship: '24' }, 0],
      [{ years: [2018] }, 0],
      [{ costRanges: ['NONE'] }, 0],
      [{ targetGroups: ['REFUGEES'] }, 0],
    ] as const)
      expect([filter, (await page({ changeAreas, ...filter })).totalCount]).toEqual([filter, n]);
  });

  it('is near to those that share its areas and words, the most alike first', async () => {
    const { entity, convent, area } = await p.scene();
    const of = { convent, state: 'PUBLISHED' as const };
    const [one, like] = [await practiceRow(t, entity, { ...of, area }), await practiceRow(t, entity, { ...of, area })];
    const hidden = await practiceRow(t, entity, { ...of, area, audience: 'CONVENT' });
    const related = `query ($id: ID!) { relatedPractices(practiceId: $id, first: 3) { nodes { id } totalCount } }`;
    const near = async (id: string) =>
      (await t.get<{ relatedPractices: { nodes: { id: string }[]; totalCount: number } }>(null, related, { id }))
        .relatedPractices;
    expect((await near(one.id)).nodes[0]).toEqual({ id: like.id });
    expect((await near(one.id)).nodes).not.toContainEqual({ id: hidden.id });
    // Nothing is told of what one may not see.
    expect((await near(hidden.id)).totalCount).toBe(0);
  });
});
