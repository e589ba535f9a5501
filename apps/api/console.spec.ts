import { join } from 'node:path';
import Fastify from 'fastify';
import { parse, validate, visit } from 'graphql';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { JOBS, WELCOME } from '../console/src/examples.ts';
import { FINISH, IDENTIFY, SIGN_IN, SIGN_OUT, WHO } from '../console/src/account.ts';
import { Config } from '#core';
import { useApp } from '#test/app';
import { serveConsole } from './console.ts';
import { secureAnswers } from './headers.ts';

const examples = Object.entries(JOBS).flatMap(([job, list]) =>
  list.map(({ title, query, variables }) => ({ job, title, query, variables })),
);

describe('the console', () => {
  const t = useApp();

  it.each([
    ...examples.map(({ title, query }) => [title, query]),
    ['welcome', WELCOME],
    ['sign in', SIGN_IN],
    ['identify', IDENTIFY],
    ['finish', FINISH],
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

  it('serves the verifier under stricter ones, with all it needs in files of its own', async () => {
    const server = Fastify();
    secureAnswers(server, Config.load({}));
    await serveConsole(server, join(import.meta.dirname, '../../dist/console'));
    const response = await server.inject('/verify');
    expect(response.statusCode).toBe(200);
    const policy = String(response.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/https?:|\*|unsafe/);
    const page = response.body;
    expect(page).not.toMatch(/<script(?![^>]*src="\.\/)|<style| style=| on\w+=/);
    const needs = [...page.matchAll(/(?:src|href)="(\.\/[^"]+)"/g)].map(([, path]) => path!.slice(1));
    expect(needs.length).toBeGreaterThan(2);
    for (const each of needs) expect((await server.inject(each)).statusCode).toBe(200);
    await server.close();
  });
});
