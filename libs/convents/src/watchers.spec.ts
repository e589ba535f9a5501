import { useApp } from '#test/app';

const APPLY = `mutation ($input: ApplyForMembershipInput!) { applyForMembership(input: $input) { id } }`;
const ADMIT = `mutation ($input: AdmitMembershipInput!) { admitMembership(input: $input) { id } }`;
const CLOSE = `mutation ($input: CloseEntityInput!) { closeEntity(input: $input) { id } }`;
/** Mandates that do not know who watches them, by the memberships that there are. */
const WRONG = `
  SELECT m.id FROM mandate m WHERE m.watched_by <> coalesce((SELECT array_agg(DISTINCT s.convent_id ORDER BY s.convent_id)
    FROM membership s WHERE s.entity_id = m.entity_id AND s.state IN ('APPLIED', 'ON_HOLD', 'ACTIVE', 'SUSPENDED')), '{}')`;

describe('a mandate', () => {
  const t = useApp();

  it('knows which convents watch it, whatever happens at the same moment', async () => {
    const { given } = t;
    const convents = [await given.convent(), await given.convent({ voivodeship: '24' })] as const;
    const chairs = await Promise.all(convents.map((each) => given.holder('CHAIR', each)));
    const entities = await Promise.all(Array.from({ length: 5 }, () => given.entity()));
    const people = await Promise.all(Array.from({ length: 10 }, () => given.person()));
    const work = entities.flatMap((entity, i) => [
      ...convents.map((convent, c) => async () => {
        const input = { conventId: convent.id, entityId: entity.id };
        const { applyForMembership } = await t.get<{ applyForMembership: { id: string } }>(chairs[c]!, APPLY, {
          input,
        });
        if (i % 2) await t.get(chairs[c]!, ADMIT, { input: { membershipId: applyForMembership.id } });
      }),
      () => given.mandate(people[2 * i]!, 'REPRESENTATIVE', entity),
      () => given.mandate(people[2 * i + 1]!, 'STAFF', entity),
    ]);
    await Promise.all(work.map((each) => each()));
    expect(await t.sql(WRONG)).toEqual([]);
    const [{ count }] = (await t.sql(
      `SELECT count(*)::int FROM mandate WHERE cardinality(watched_by) = 2`,
    )) as unknown as [{ count: number }];
    expect(count).toBe(10);

    await t.get(chairs[0]!, CLOSE, { input: { entityId: entities[1]!.id, on: '2026-01-31' } });
    await t.sql(`DELETE FROM membership WHERE entity_id = $1 AND state = 'APPLIED'`, [entities[0]!.id]).catch(() => []);
    expect(await t.sql(WRONG)).toEqual([]);
  });
});
