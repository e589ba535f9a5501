import { getOperationAST, parse } from 'graphql';
import pg from 'pg';
import { newId, type PageArgs } from '#core';
import { Convent } from '#convents';
import { useApp, type TestApp } from '#test/app';
import { ReadEngine, type RootField } from './engine.ts';
import { Packet } from './packet.ts';
import { page } from './read.ts';
import { sql } from './sql.ts';

/** The texts of the statements that the connections send meanwhile, but for those that only say who reads. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [asked] = args as [string | pg.QueryConfig | Packet];
    if (asked instanceof Packet) sent.push(...asked.statements.map(({ name }) => name));
    else sent.push(typeof asked === 'string' ? asked : asked.text);
    return (query as (...all: unknown[]) => unknown).apply(this, args);
  } as typeof query;
  await work().finally(() => (pg.Client.prototype.query = query));
  return sent.filter((text) => !/^(BEGIN|COMMIT|act as|SELECT set_config)/.test(text));
}

/** Two convents with members, mandates and decisions. */
async function network({ given }: TestApp) {
  const [one, other, entity] = [await given.convent(), await given.convent(), await given.entity()];
  await given.membership(one, entity);
  await given.membership(other, entity, { state: 'APPLIED' });
  return { one, other, entity, chair: await given.holder('CHAIR', one) };
}

describe('the read engine', () => {
  const t = useApp();
  let world: Awaited<ReturnType<typeof network>>;
  beforeAll(async () => (world = await network(t)));

  it.each([
    [
      'a page with pages in it',
      1,
      `{ convents { totalCount pageInfo { hasNextPage } nodes { size memberships { totalCount edges { node { entity { name mandates { nodes { basis } } } acts { reason } } } } } } }`,
    ],
    [
      'a list with derived fields',
      1,
      `{ convents { nodes { availableActions { action } mandates { nodes { availableActions { allowed } body { __typename ... on Convent { state } } } } } } }`,
    ],
    [
      'three root fields',
      3,
      `{ convents { totalCount } viewer { displayName account { email } } entities { nodes { contact { email } } } }`,
    ],
    [
      'a list and a derived field beside it',
      2,
      `{ convents { nodes { id } } forum { name } __typename other: __typename }`,
    ],
  ])('asks PostgreSQL once a root field: %s', async (_, count, query) => {
    const statements = await statementsOf(async () =>
      expect((await t.answer(world.chair.id, query)).errors).toEqual([]),
    );
    expect(statements).toHaveLength(count);
  });

  function rootOf(query: string, variables = {}): RootField {
    const document = parse(query);
    return t.app.get(ReadEngine).roots(getOperationAST(document)!, {}, variables)![0]!;
  }
  const listing = { sort: () => ({ by: () => sql`t0.official_name` }) };
  const read = (root: RootField, args: PageArgs, state = 'ACTIVE') =>
    t.app.get(ReadEngine).text(root, page(Convent, listing, args, { state } as never), {}, null);

  it('prepares one statement for all values of its arguments, and another for another shape', async () => {
    const root = rootOf('{ convents { nodes { id } } }');
    const { plans } = root.target!;
    for (const state of ['ACTIVE', 'DISSOLVED', 'FORMING', "'"]) await read(root, { first: 5 }, state);
    expect([...plans.values()].map(({ uses, name }) => [uses, typeof name])).toEqual([[4, 'string']]);
    await read(root, { first: 5, after: newId() });
    await read(root, { first: 5, after: world.one.id });
    expect([...plans.values()].map(({ uses }) => uses)).toEqual([4, 2]);
    expect(await read(root, { first: 1 })).toMatch(/^\{"nodes":\[\{"id":"[^"]+"\}\]\}$/);
    expect(await read(root, { first: 2 })).toContain('},');
  });

  it('keeps a bounded number of plans for a field', async () => {
    const root = rootOf('{ convents { totalCount } }');
    for (let first = 1; first <= 100; first++) await read(root, { first });
    expect(root.target!.plans.size).toBeLessThanOrEqual(64);
  });

  it('keeps a bounded number of variants of an operation', () => {
    const names = Array.from({ length: 8 }, (_, i) => `v${i}`);
    const document = parse(
      `query (${names.map((name) => `$${name}: Boolean!`).join()}) { convents { ${names.map((name) => `${name}: totalCount @skip(if: $${name})`).join(' ')} } }`,
    );
    const roots = (mask: number) =>
      t.app
        .get(ReadEngine)
        .roots(
          getOperationAST(document)!,
          {},
          Object.fromEntries(names.map((name, i) => [name, Boolean(mask & (1 << i))])),
        )![0]!;
    const keysOf = (root: RootField) => {
      const { shape } = root.target!;
      return 'slot' in shape ? shape.fields!.map(({ key }) => key).join() : '';
    };
    for (let mask = 0; mask < 256; mask++) roots(mask);
    expect(keysOf(roots(0b1010_1010))).toBe('v0,v2,v4,v6');
    expect(roots(3).target).toBe(roots(3).target);
  });

  const LONG = 'ten_klucz_jest_o_wiele_za_dlugi_jak_na_nazwe_kolumny_w_PostgreSQL__';

  it.each(['y', 'v', 't0', 't1', 'a0', 'q', 'p', 'g', 'nodes', 'row', 'constructor', LONG])(
    'answers under the key %s as under any other',
    async (key) => {
      for (const derived of ['', 'availableActions { action }']) {
        const query = (one: string) => `{ convents { ${one}: nodes { id ${one}2: state ${derived}
          ${one}: memberships { totalCount ${one}: edges { ${one}: cursor node { ${one}: entity { ${one}: name } } } pageInfo { ${one}: endCursor } } } } }`;
        const { data, errors } = await t.answer(world.chair.id, query(key));
        expect(errors).toEqual([]);
        expect(data.replace(new RegExp(`"${key}(2?)":`, 'g'), '"plain$1":').replace(/\s/g, '')).toBe(
          (await t.answer(world.chair.id, query('plain'))).data.replace(/\s/g, ''),
        );
      }
    },
  );

  it('tells keys apart that begin with the same 63 bytes', async () => {
    const { data, way } = await t.answer(null, `{ convent(id: "${world.one.id}") { ${LONG}1: id ${LONG}2: state } }`);
    expect(JSON.parse(data)).toEqual({ convent: { [`${LONG}1`]: world.one.id, [`${LONG}2`]: 'ACTIVE' } });
    expect(way).toBe('rows');
    const root = await t.answer(null, `{ ${LONG}1: forum { id } ${LONG}2: __typename }`);
    expect(root.data).toContain(`${LONG}2`);
  });

  it('answers null to a resolver that wants nothing read', async () => {
    expect(await t.answer(null, '{ viewer { id } }')).toMatchObject({
      data: '{"viewer":null}',
      errors: [],
      way: 'text',
    });
    expect(await t.answer(null, '{ viewer { id mandates { nodes { availableActions { action } } } } }')).toMatchObject({
      data: '{"viewer":null}',
      errors: [],
    });
  });

  it('says at its own place what is wrong with the arguments of a list inside', async () => {
    const query = `query ($n: Int!) { convent(id: "${world.one.id}") { id memberships(first: $n) { totalCount } } viewer { id } }`;
    for (const n of [0, 101]) {
      const { data, errors } = await t.answer(world.chair.id, query, { n });
      expect(JSON.parse(data)).toEqual({ convent: null, viewer: { id: world.chair.id } });
      expect(errors).toMatchObject([
        { path: ['convent', 'memberships'], extensions: { code: 'INVALID_INPUT', fields: [{ path: 'first' }] } },
      ]);
    }
    expect((await t.answer(null, query, { n: 1 })).way).toBe('text');
    expect(await t.answer(null, query.replace('$n: Int!', '$n: Int'), { n: null })).toMatchObject({
      data: '{"convent":null,"viewer":null}',
      errors: [{ path: ['convent', 'memberships'], extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  it('refuses a condition that is null in GraphQL’s own words', async () => {
    const query = `query ($v: Boolean = true) { convents { totalCount @include(if: $v) } }`;
    const { data, errors } = await t.answer(null, query, { v: null });
    expect(data).toBe('null');
    expect(errors).toMatchObject([{ path: ['convents'], extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
