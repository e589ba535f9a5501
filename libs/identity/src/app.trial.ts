import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module, ValidationPipe } from '@nestjs/common';
import { GraphQLModule, GraphQLSchemaHost } from '@nestjs/graphql';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { Config, CoreModule, Db, InvalidInput, newId, present, SYSTEM, type Tx } from '#core';
import { compiledReads, invalid, ReadEngine, Reads, ReadsModule, stringify } from '#reads';
import { Authenticator, CredentialsService, IdentityModule, PeopleService } from './index.ts';
import { freshDatabase, type TestDatabase } from '#test/database';

export interface Ask {
  data: any;
  errors?: any[];
}
export function useApp() {
  let app: NestFastifyApplication;
  let db: TestDatabase;
  let owner: pg.Pool;
  const logs: unknown[] = [];
  beforeAll(async () => {
    db = await freshDatabase();
    owner = new pg.Pool({ connectionString: db.ownerUrl, max: 2 });
    owner.on('error', () => undefined);
    const config = Config.load({});
    const shown = (e: unknown, c: any) =>
      present(e, c?.requestId ?? '-', (x) => {
        logs.push(x);
        console.error(x);
      });
    let engine: ReadEngine;
    @Module({
      imports: [
        CoreModule.with(config, db.url),
        ReadsModule,
        IdentityModule,
        GraphQLModule.forRootAsync<ApolloDriverConfig>({
          driver: ApolloDriver,
          imports: [IdentityModule],
          inject: [Authenticator, ReadEngine],
          useFactory: (auth: Authenticator, e: ReadEngine) => {
            engine = e;
            return {
              autoSchemaFile: true,
              sortSchema: true,
              graphiql: false,
              stringifyResult: stringify as never,
              formatError: (_f: any, e: any) => shown(e, null) as never,
              plugins: [compiledReads(() => engine, shown as never) as never],
              context: (request: any, reply: any) => ({
                actor: () => auth.actorOf(request),
                address: request.ip,
                requestId: newId(),
                client: request.headers['user-agent'],
                setSessionCookie: (t: string | null) =>
                  reply.header('set-cookie', `konwent=${t ?? ''}; HttpOnly; Path=/`),
              }),
            };
          },
        }),
      ],
    })
    class App {}
    app = await NestFactory.create<NestFastifyApplication>(App, new FastifyAdapter(), { logger: ['error', 'warn'] });
    app.useGlobalPipes(
      new ValidationPipe({
        whitelist: true,
        forbidNonWhitelisted: true,
        transform: true,
        exceptionFactory: (e) => InvalidInput({ fields: invalid(e) }),
      }),
    );
    await app.init();
    await app.get(Reads).serve(app.get(GraphQLSchemaHost).schema);
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(async () => {
    await app?.close();
    await owner?.end();
    await db?.drop();
  });
  const t = {
    get app() {
      return app;
    },
    async ask(who: { token: string } | null, query: string, variables?: object): Promise<Ask> {
      const r = await app.inject({
        method: 'POST',
        url: '/graphql',
        payload: { query, variables },
        headers: { 'content-type': 'application/json', ...(who ? { authorization: `Bearer ${who.token}` } : {}) },
      });
      return JSON.parse(r.body);
    },
    async sql(text: string, values: unknown[] = []): Promise<any[]> {
      return (await owner.query(text, values)).rows;
    },
    given: {
      async person(of: { displayName?: string; email?: string } = {}) {
        return app.get(Db).run(SYSTEM, async (tx: Tx) => {
          tx.allow(true);
          const id = await app.get(PeopleService).create(tx, {
            displayName: of.displayName ?? '<b>Osoba</b> "x"',
            email: of.email ?? `${newId()}@demo.invalid`,
          });
          const { token } = await app.get(CredentialsService).open(tx, id, 'test');
          return { id, token };
        });
      },
    },
  };
  return t;
}
