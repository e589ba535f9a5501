import { newId } from '#core';
import { useApp } from '#test/app';

const LIST = `query ($first: Int! = 100, $after: ID, $filter: EntityFilter, $orderBy: EntityOrder! = NAME) {
  entities(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    totalCount nodes { id name } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

interface Page {
  readonly entities: {
    readonly totalCount: number;
    readonly nodes: { id: string; name: string }[];
    readonly pageInfo: {
      hasNextPage: boolean;
      hasPreviousPage: boolean;
      startCursor: string | null;
      endCursor: string | null;
    };
  };
}

describe('the list of entities', () => {
  const t = useApp();
  const list = async (variables: object) => (await t.get<Page>(null, LIST, variables)).entities;
  const names = async (filter: object) => (await list({ filter })).nodes.map(({ name }) => name);

  it('finds a part of a name with Polish letters or without, small or large, composed or not; % and _ are letters', async () => {
    const name = 'Źródło Łąki „Żółć” 100%_\\ pewności';
    await t.given.entity({ name, voivodeship: '02' });
    await t.given.entity({ name: 'Zrodlo Laki bez znakow', voivodeship: '02' });
    const find = (part: string) => names({ name: part, voivodeship: '02' });
    for (const part of ['zrodlo laki', 'ŹRÓDŁO ŁĄKI', 'źródło', 'Źródło'.normalize('NFD'), '  ródło Łą '])
      expect([part, (await find(part)).length]).toEqual([part, 2]);
    for (const part of ['zolc', '100%', '%_\\', '„', '_', '%'])
      expect([part, await find(part)]).toEqual([part, [name]]);
    for (const part of ['1%0', 'z_odlo', 'źródła', "' OR true --", 'o%l'])
      expect([part, await find(part)]).toEqual([part, []]);
  });

  it('is in the order of the Polish alphabet', async () => {
    const sorted = [
      'Aga',
      'Ala',
      'Ąak',
      'Ćma',
      'Dom',
      'Eko',
      'Ęta',
      'Lis',
      'Luz',
      'Łan',
      'Nil',
      'Ńka',
      'Oko',
      'Óśm',
      'Sad',
      'Ślad',
      'Zug',
      'Źle',
      'Żal',
    ];
    for (const name of [...sorted].reverse()) await t.given.entity({ name, voivodeship: '04' });
    expect(await names({ voivodeship: '04' })).toEqual(sorted);
  });

  it('is narrowed by kind, founder, voivodeship, convent and state, all at once', async () => {
    const convent = await t.given.convent();
    const [member, suspended, former, closed, other] = [
      await t.given.entity({ name: 'a member', kind: 'CIS', voivodeship: '06' }),
      await t.given.entity({ name: 'b suspended', kind: 'KIS', voivodeship: '06' }),
      await t.given.entity({ name: 'c former', kind: 'KIS', voivodeship: '06' }),
      await t.given.entity({ name: 'd closed', kind: 'ZAZ', voivodeship: '06' }),
      await t.given.entity({ name: 'e other', kind: 'ZAZ', voivodeship: '08' }),
    ];
    await t.given.membership(convent, member!);
    await t.given.membership(convent, suspended!, { state: 'SUSPENDED' });
    await t.given.membership(convent, former!, { state: 'ENDED' });
    await t.given.membership(convent, other!, { state: 'APPLIED' });
    await t.sql(`UPDATE entity SET state = 'CLOSED', closed_on = '2025-01-01' WHERE id = $1`, [closed!.id]);
    await t.sql(`UPDATE entity SET founder_kind = 'NGO' WHERE id = ANY ($1)`, [[member!.id, other!.id]]);
    const letters = async (filter: object) => (await names(filter)).map((name) => name[0]).join('');
    expect(await letters({ voivodeship: '06' })).toBe('abc');
    expect(await letters({ voivodeship: '06', closed: true })).toBe('abcd');
    expect(await letters({ voivodeship: '06', kinds: ['KIS', 'ZAZ'], closed: true })).toBe('bcd');
    expect(await letters({ convent: convent.id })).toBe('ab');
    expect(await letters({ convent: convent.id, founderKinds: ['NGO'] })).toBe('a');
    expect(await letters({ founderKinds: ['NGO'], kinds: ['ZAZ'], name: 'OTHER', voivodeship: '08' })).toBe('e');
    expect(await letters({ convent: newId() })).toBe('');
    expect(await letters({ voivodeship: '06', kinds: [], founderKinds: null, name: null })).toBe('abc');
  });

  it.each(['NAME', 'NEWEST'])(
    'is paged by %s without a gap or a double, while others enter new ones',
    async (orderBy) => {
      const voivodeship = orderBy === 'NAME' ? '10' : '12';
      const enter = (count: number) =>
        t.sql(
          `INSERT INTO entity (id, kind, name, voivodeship_id)
         SELECT gen_random_uuid(), 'CIS', 'ŁłLl Żż'::text || (i % 40), $1 FROM generate_series(1, $2::int) i`,
          [voivodeship, count],
        );
      await enter(250);
      const filter = { voivodeship };
      const before = (
        await t.sql<{ id: string }>(`SELECT id FROM entity WHERE voivodeship_id = $1`, [voivodeship])
      ).map(({ id }) => id);
      for (const first of [1, 7, 33, 100]) {
        const seen: { id: string; name: string }[] = [];
        let after: string | null = null;
        for (let more = true, pages = 0; more && (first > 1 || pages < 60); pages++) {
          const { nodes, pageInfo, totalCount }: Page['entities'] = await list({ first, after, filter, orderBy });
          expect(nodes.length).toBeLessThanOrEqual(first);
          expect(totalCount).toBeGreaterThanOrEqual(250);
          expect([pageInfo.hasPreviousPage, pageInfo.startCursor]).toEqual([after !== null, nodes[0]?.id ?? null]);
          seen.push(...nodes);
          ({ endCursor: after, hasNextPage: more } = pageInfo);
          await enter(1);
        }
        const ids = seen.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        if (first > 1) expect(before.filter((id) => !ids.includes(id))).toEqual([]);
        const sorted = orderBy === 'NAME' ? seen.map(({ name }) => name) : [...ids].reverse();
        const again = [...sorted].sort(orderBy === 'NAME' ? new Intl.Collator('pl').compare : undefined);
        expect(sorted).toEqual(again);
      }
    },
  );

  it.each([0, 101, -1, 2_147_483_647])('refuses %s at once', async (first) => {
    const { errors } = await t.ask(null, LIST, { first });
    expect(errors[0]!.extensions).toMatchObject({ code: 'INVALID_INPUT', fields: [{ path: 'first' }] });
    const nested = `query ($first: Int!) { convents { nodes { memberships(first: $first) { totalCount } } } }`;
    expect((await t.ask(null, nested, { first })).errors[0]!.extensions.code).toBe('INVALID_INPUT');
  });

  it('refuses a number that is none, and a place that cannot be one; behind a place that nobody has comes nothing', async () => {
    expect(await t.refusal(null, LIST, { first: 2 ** 31 })).toBe('BAD_USER_INPUT');
    expect(await t.refusal(null, LIST, { first: 1.5 })).toBe('BAD_USER_INPUT');
    for (const after of ['garbage', "'; --", '%']) expect(await t.refusal(null, LIST, { after })).toBe('INVALID_INPUT');
    const { nodes, pageInfo } = await list({ after: newId() });
    expect([nodes, pageInfo.hasNextPage, pageInfo.endCursor]).toEqual([[], false, null]);
    expect(await t.refusal(null, LIST, { filter: { voivodeship: 'x', convent: 'y', name: ' ' } })).toBe(
      'INVALID_INPUT',
    );
  });
});
