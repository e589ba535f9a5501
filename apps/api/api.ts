import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { Live, type Config } from '#core';
import { Authenticator } from '#identity';
import { ReadEngine } from '#reads';
import { ApiModule } from './api.module.ts';
import { serveConsole } from './console.ts';
import { Direct } from './direct.ts';
import { EarlyGate } from './gate.early.ts';
import { guardGraphql } from './gate.http.ts';
import { Gate } from './gate.ts';
import { refuseBadPath, refuseUnreadable, secureAnswers } from './headers.ts';
import { dropStuck } from './socket.silence.ts';
import { serveSubscriptions } from './subscriptions.ts';
import { acceptLogouts } from './oidc.controller.ts';
import { acceptUploads } from './uploads.ts';

const LARGEST_BODY = 256 * 1024;
/** A large file over a slow line; what else sends a body has a deadline of its own. */
const LONGEST_UPLOAD_MS = 300_000;
const LONGEST_HEAD_MS = 10_000;
/** For whoever neither sends nor reads; WebSockets are not bound by it. */
const LONGEST_SILENCE_MS = 12_000;

export interface RunningApi {
  readonly app: NestFastifyApplication;
  /** Where it is reached, such as http://127.0.0.1:3000. */
  readonly url: string;
  close(): Promise<void>;
}

interface Company {
  /** Modules that run in the same process, over the same connections. */
  readonly modules?: readonly Type[];
  /** What has to be done before the first request is taken. */
  readonly first?: (app: NestFastifyApplication) => Promise<void>;
}

const STARTING = { bufferLogs: true, bodyParser: false, abortOnError: false };

const adapterOf = (config: Config) =>
  new FastifyAdapter({
    trustProxy: config.TRUST_PROXY,
    clientErrorHandler: refuseUnreadable(config),
    frameworkErrors: refuseBadPath(config),
    bodyLimit: LARGEST_BODY,
    forceCloseConnections: true,
    requestTimeout: LONGEST_UPLOAD_MS,
    connectionTimeout: LONGEST_SILENCE_MS,
    http: { headersTimeout: LONGEST_HEAD_MS, connectionsCheckingInterval: 1_000, requireHostHeader: false },
  });

/** Asks when first needed, which is after the start, and never again: each request needs it. */
function once<T extends object>(ask: () => T): () => T {
  let found: T | undefined;
  return () => (found ??= ask());
}

/** Puts the gate before everything that answers GraphQL. */
function closeGraphql(app: NestFastifyApplication, config: Config, gate: Gate): EarlyGate {
  const authenticator = once(() => app.get(Authenticator));
  const schema = once(() => app.get(GraphQLSchemaHost).schema);
  const direct = new Direct({ gate, config, schema, engine: once(() => app.get(ReadEngine)), authenticator });
  const early = new EarlyGate({ gate, direct, config });
  guardGraphql(app.getHttpAdapter().getInstance() as never, { gate, early, direct, config, authenticator });
  return early;
}

/** Starts the API: GraphQL over HTTP and WebSocket at `/graphql`, the console at `/`, health, metrics, the schema's text. */
export async function startApi(
  config: Config,
  databaseUrl: string,
  { modules = [], first }: Company = {},
): Promise<RunningApi> {
  const module = ApiModule.with(config, databaseUrl, modules);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapterOf(config), STARTING);
  app.useLogger(app.get(Logger));
  try {
    const fastify = app.getHttpAdapter().getInstance() as never;
    const gate = new Gate(() => app.get(GraphQLSchemaHost).schema);
    secureAnswers(fastify, config);
    dropStuck(app.getHttpServer());
    const early = closeGraphql(app, config, gate);
    acceptUploads(fastify);
    acceptLogouts(fastify);
    await serveConsole(fastify, join(import.meta.dirname, '../../console'));
    await app.init();
    await first?.(app);
    const needs = {
      schema: app.get(GraphQLSchemaHost).schema,
      gate,
      config,
      engine: app.get(ReadEngine),
      authenticator: app.get(Authenticator),
      live: app.get(Live),
    };
    early.guard(app.getHttpServer());
    const subscriptions = serveSubscriptions(app.getHttpServer(), needs);
    await app.listen(config.PORT, config.HOST);
    const close = async () => {
      await subscriptions.close();
      await app.close();
    };
    return { app, url: (await app.getUrl()).replace('[::1]', '127.0.0.1'), close };
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
}
