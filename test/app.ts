import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApolloServer } from '@apollo/server';
import { GraphQLModule, GraphQLSchemaHost } from '@nestjs/graphql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getOperationAST, parse, validate } from 'graphql';
import pg from 'pg';
import { startApi } from '../apps/api/api.ts';
import { shown } from '../apps/api/refusals.ts';
import { Config, type RequestContext } from '#core';
import { compiled, ReadEngine } from '#reads';
import { freshDatabase } from './database.ts';
import { Given } from './given.ts';

export interface Answer {
  data: Record<string, never> | null;
  errors: { message: string; path?: (string | number)[]; extensions: { code: string } & Record<string, unknown> }[];
}

const MOST_TRIES = 20;
const codeOf = ({ errors }: Answer): string | undefined => errors[0]?.extensions.code;

/** Who asks: somebody with a token, a bare token, or the public. */
export type Asker = { readonly token: string } | string | null;

export async function startApp(overrides: Record<string, string> = {}, make = freshDatabase) {
  const database = await make();
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 3 });
  owner.on('error', () => undefined);
  const dataDir = await mkdtemp(join(tmpdir(), 'konwent-data-'));
  const config = Config.load({
    ...{ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: process.env.TEST_LOG ?? 'silent' },
    ...overrides,
  });
  const { app, url, close } = await startApi(config, database.url).catch(async (error: unknown) => {
    await owner.end();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  });
  const sql = async <Row = Record<string, never>>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await owner.query(text, values)).rows as Row[];

  /** What a real client would get, over HTTP. */
  const askOnce = async (asker: Asker, query: string, variables?: object): Promise<Answer> => {
    const token = typeof asker === 'string' ? asker : asker?.token;
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    const { data = null, errors = [] } = (await response.json()) as Partial<Answer>;
    return { data, errors };
  };
  /** The same from a client that asks again when told so: BUSY says that nothing was done, and busy machines mean it. */
  const ask = async (asker: Asker, query: string, variables?: object): Promise<Answer> => {
    let answer = await askOnce(asker, query, variables);
    for (let i = 0; i < MOST_TRIES && codeOf(answer) === 'BUSY'; i++) answer = await askOnce(asker, query, variables);
    return answer;
  };
  /** The same for a call that has to succeed. */
  const get = async <Data = Record<string, never>>(asker: Asker, query: string, variables?: object): Promise<Data> => {
    const { data, errors } = await ask(asker, query, variables);
    if (errors.length)
      throw new Error(`${errors[0]!.extensions.code}: ${errors[0]!.message}\n${JSON.stringify(errors)}`);
    return data as Data;
  };
  /** The code of a refusal; undefined where there was none. */
  const refusal = async (asker: Asker, query: string, variables?: object): Promise<string | undefined> =>
    codeOf(await ask(asker, query, variables));
  /** The same at the first try, where that is to be BUSY. */
  const refusalOnce = async (asker: Asker, query: string, variables?: object): Promise<string | undefined> =>
    codeOf(await askOnce(asker, query, variables));
  const { instance: apollo } = app.get(GraphQLModule).graphQlAdapter as unknown as {
    instance: ApolloServer<RequestContext>;
  };
  const { schema } = app.get(GraphQLSchemaHost);
  /** The answer to a person of any id, without HTTP, sign-in and the limits on documents; the text of its data as it is sent. */
  const answer = async (personId: string | null, query: string, variables?: Record<string, unknown>) => {
    const actor = personId ? ({ kind: 'person', id: personId, scopes: ['READ'] } as const) : null;
    const contextValue = { presented: false, address: '127.0.0.1', actor: async () => actor };
    const document = parse(query);
    const operation = getOperationAST(document)!;
    const direct = validate(schema, document).length
      ? undefined
      : await compiled(app.get(ReadEngine), schema, { document, operation }, variables ?? {}, contextValue);
    if (direct) {
      const errors = direct.errors.map((error) => shown(error)) as unknown as Answer['errors'];
      return { data: direct.data, errors, way: 'text' } as const;
    }
    const { body } = await apollo.executeOperation({ query, variables }, { contextValue });
    if (body.kind !== 'single') throw new Error('an answer in one piece was expected');
    const { data = null, errors = [] } = body.singleResult as { data?: unknown; errors?: Answer['errors'] };
    return { data: JSON.stringify(data), errors, way: 'rows' } as const;
  };
  const stop = async () => {
    await close();
    await owner.end();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return {
    app: app as NestFastifyApplication,
    url,
    database,
    dataDir,
    sql,
    ask,
    askOnce,
    get,
    refusal,
    refusalOnce,
    answer,
    stop,
    given: new Given(app, sql),
  };
}

/** Waits until consumers may read every event: any open transaction of the server holds them back, even another test's. */
export async function settled(t: Pick<TestApp, 'sql'>): Promise<void> {
  const held = `SELECT FROM event WHERE xact >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint LIMIT 1`;
  for (let i = 0; (await t.sql(held)).length; i++) {
    if (i === 4_000) throw new Error('a transaction of this server has been open for over a hundred seconds');
    await new Promise((done) => setTimeout(done, 25));
  }
}

export type TestApp = Awaited<ReturnType<typeof startApp>>;

/** The app for one spec file: started before its tests, stopped after them. */
export function useApp(overrides?: Record<string, string>, make = freshDatabase): TestApp {
  const t = {} as TestApp;
  beforeAll(async () => void Object.assign(t, await startApp(overrides, make)));
  afterAll(() => t.stop?.());
  return t;
}
