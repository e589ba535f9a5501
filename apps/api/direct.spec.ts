import { useApp } from '#test/app';

/** Fields that guarded tables answer, that open ones do, and that nothing is read for. */
const READS = [
  '{ viewer { displayName mandates { totalCount } } }',
  '{ convents { totalCount } }',
  '{ convents { totalCount } viewer { id } entities { totalCount } }',
  '{ convent(id: "nothing") { id } viewer { id } }',
  '{ entity(id: "00000000-0000-7000-8000-000000000000") { id } }',
];

describe('a query of somebody who was here before', () => {
  const t = useApp();
  const codes = async (token: string, query: string) =>
    (await t.ask(token, query)).errors.map(({ extensions }) => extensions.code);

  it.each(READS)('is answered alike the second and the third time: %s', async (query) => {
    const person = await t.given.person();
    const first = await t.ask(person, query);
    for (const _ of [2, 3, 4]) {
      const again = await t.ask(person, query);
      expect(again.data).toEqual(first.data);
      expect(again.errors.map(({ extensions }) => extensions.code)).toEqual(
        first.errors.map(({ extensions }) => extensions.code),
      );
    }
  });

  it.each(READS)('is refused from the moment that their session ends: %s', async (query) => {
    const person = await t.given.person();
    for (const _ of [1, 2, 3]) await t.ask(person, query);
    await t.sql('UPDATE session SET revoked_at = now() WHERE person_id = $1', [person.id]);
    const refused = await codes(person.token, query);
    expect(refused.length).toBeGreaterThan(0);
    expect(new Set(refused)).toEqual(new Set(['UNAUTHENTICATED']));
  });

  it('counts as activity once a minute, though their session is known', async () => {
    const person = await t.given.person();
    for (const _ of [1, 2]) await t.ask(person, READS[0]!);
    const seen = async () =>
      (
        await t.sql<{ ago: number }>(
          `SELECT extract(epoch FROM now() - last_seen_at)::int AS ago FROM session WHERE person_id = $1`,
          [person.id],
        )
      )[0]!.ago;
    await t.sql(`UPDATE session SET last_seen_at = now() - interval '70 seconds' WHERE person_id = $1`, [person.id]);
    await t.ask(person, READS[0]!);
    expect(await seen()).toBeLessThan(10);
  });

  it('is read as whoever the credential now belongs to, ten at once', async () => {
    const [one, other] = [
      await t.given.person({ name: 'Zażółć „Gęślą”' }),
      await t.given.person({ name: '<b>Jaźń</b>' }),
    ];
    await t.ask(one, READS[0]!);
    await t.sql('UPDATE session SET person_id = $2 WHERE person_id = $1', [one.id, other.id]);
    const ask = () => t.get<{ viewer: { displayName: string } }>(one, READS[0]!);
    const answers = await Promise.all(Array.from({ length: 10 }, ask));
    expect(new Set(answers.map(({ viewer }) => viewer.displayName))).toEqual(new Set(['<b>Jaźń</b>']));
  });
});
