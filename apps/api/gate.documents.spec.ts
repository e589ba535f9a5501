import { getIntrospectionQuery, parse, type IntrospectionQuery } from 'graphql';
import { useApp } from '#test/app';
import { JOBS, WELCOME } from '../console/src/examples.ts';

describe('a document', () => {
  const t = useApp();

  it('of the console is let in', async () => {
    const offered = [
      WELCOME,
      ...Object.values(JOBS)
        .flat()
        .map(({ query }) => query),
    ];
    const queries = offered.filter((query) =>
      parse(query).definitions.some((each) => 'operation' in each && each.operation === 'query'),
    );
    const codes = await Promise.all(queries.map((query) => t.refusal(null, query)));
    expect(codes.filter((code) => /TOO_|GRAPHQL_|CLOSED/.test(code ?? ''))).toEqual([]);
  });

  it('that asks for the schema, as tools do, is for the signed-in', async () => {
    const query = getIntrospectionQuery();
    expect(await t.refusal(null, query)).toBe('INTROSPECTION_CLOSED');
    expect(await t.refusal('no-such-token', query)).toBe('INTROSPECTION_CLOSED');
    const { __schema } = (await t.get<unknown>(await t.given.person(), query)) as IntrospectionQuery;
    expect(__schema.types.length).toBeGreaterThan(50);
  });

  it('that is wrong is told no names that were not asked for', async () => {
    for (const [query, variables] of [
      ['{ conventz { id } }', {}],
      ['{ convents(fist: 1) { nodes { id } } }', {}],
      ['query ($o: EntityOrder!) { entities(orderBy: $o) { totalCount } }', { o: 'NAM' }],
      ['{ entities(filter: { nam: "x" }) { totalCount } }', {}],
    ] as const) {
      const { errors } = await t.ask(null, query, variables);
      expect(errors.map(({ message }) => message).join()).not.toMatch(/Did you mean/);
      expect(errors).not.toEqual([]);
    }
  });

  it('with a page of -1 is counted as 1, and refused by the rule on pages', async () => {
    const query = `query ($n: Int!) { convents(first: $n) { nodes { id } } }`;
    expect(await t.refusal(null, query, { n: 100 })).toBeUndefined();
    for (const n of [-1, 0, 101, 2_147_483_647]) expect(await t.refusal(null, query, { n })).toBe('INVALID_INPUT');
    expect(await t.refusal(null, query, { n: 2_147_483_648 })).toBe('BAD_USER_INPUT');
  });
});
