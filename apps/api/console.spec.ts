import { parse, validate, visit } from 'graphql';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { JOBS, WELCOME } from '../console/src/examples.ts';
import { SIGN_IN, SIGN_OUT, WHO } from '../console/src/account.ts';
import { useApp } from '#test/app';

const examples = Object.entries(JOBS).flatMap(([job, list]) =>
  list.map(({ title, query, variables }) => ({ job, title, query, variables })),
);

describe('the console', () => {
  const t = useApp();

  it.each([
    ...examples.map(({ title, query }) => [title, query]),
    ['welcome', WELCOME],
    ['sign in', SIGN_IN],
    ['sign out', SIGN_OUT],
    ['who', WHO],
  ])('offers a document that fits the schema: %s', (_, query) => {
    const { schema } = t.app.get(GraphQLSchemaHost);
    expect(validate(schema, parse(query!)).map(({ message }) => message)).toEqual([]);
  });

  it('opens with a query that works for the signed-out, on an empty network too', async () => {
    expect((await t.ask(null, WELCOME)).errors).toEqual([]);
    await t.given.forum();
    expect((await t.get<{ forum: { name: string } }>(null, WELCOME)).forum.name).toContain('Forum');
  });

  it('gives every variable that an example names', () => {
    for (const { query, variables = {} } of examples) {
      const named: string[] = [];
      visit(parse(query), {
        VariableDefinition: ({ variable, type }) =>
          void (type.kind === 'NonNullType' && named.push(variable.name.value)),
      });
      expect(Object.keys(variables)).toEqual(expect.arrayContaining(named));
    }
  });

  it('is served under headers that let it reach this server alone, or says how to build it', async () => {
    const response = await fetch(`${t.url}/`);
    const policy = response.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
  });
});
