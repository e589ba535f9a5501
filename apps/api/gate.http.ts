import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { Busy, MalformedRequest, type Config } from '#core';
import type { Authenticator } from '#identity';
import { inTime, untilGone } from './deadline.ts';
import { bodyOf } from './gate.body.ts';
import type { EarlyGate } from './gate.early.ts';
import {
  BodyTooLarge,
  ForeignOrigin,
  IntrospectionClosed,
  LIMITS,
  MethodNotAllowed,
  STATUS,
  UnsupportedMediaType,
} from './gate.errors.ts';
import type { Direct } from './direct.ts';
import type { Measured } from './gate.document.ts';
import { askedIn, type Asked, type Gate } from './gate.ts';
import { parsed } from './gate.json.ts';
import { isForeign } from './gate.origin.ts';
import { shown } from './refusals.ts';

const ROUTE = '/graphql';
const JSON_TYPE = /^application\/json[ \t]*(;[ \t]*charset="?utf-?8"?[ \t]*)?$/i;
type Admitted = { readonly asked: Asked; readonly measured: Measured };

interface Needs {
  readonly gate: Gate;
  readonly early: EarlyGate;
  readonly direct: Direct;
  readonly config: Config;
  readonly authenticator: () => Authenticator;
}

/** Puts the gate before Apollo's route: call it before Nest makes its routes, and let Nest parse no body. */
export function guardGraphql(fastify: FastifyInstance, needs: Needs): void {
  fastify.removeContentTypeParser(['application/json', 'text/plain']);
  fastify.addContentTypeParser('application/json', (_, payload, done) => done(null, payload));
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!isOurs(request)) return done();
    try {
      checkHead(request, needs.config);
    } catch (error) {
      request.raw.resume();
      return void refuse(request, reply, error);
    }
    done();
  });
  fastify.addHook('onRoute', (route) => {
    if (route.url === ROUTE) route.handler = guarded(route.handler, needs);
  });
}

const isOurs = ({ routeOptions, url }: FastifyRequest): boolean =>
  routeOptions.url === ROUTE || url.split('?')[0] === ROUTE;

function checkHead({ method, headers, host }: FastifyRequest, config: Config): void {
  if (method !== 'POST') throw MethodNotAllowed();
  const encoding = headers['content-encoding'] ?? 'identity';
  if (!JSON_TYPE.test(headers['content-type'] ?? '') || encoding !== 'identity') throw UnsupportedMediaType();
  if (isForeign(headers, host, config)) throw ForeignOrigin();
  if (Number(headers['content-length'] ?? 0) > LIMITS.bodyBytes) throw BodyTooLarge();
}

const guarded = (next: RouteHandlerMethod, { gate, early, direct, config, authenticator }: Needs): RouteHandlerMethod =>
  async function handle(this: FastifyInstance, request, reply) {
    const work = async ({ asked, measured }: Admitted) => {
      const type = direct.typeFor(request.headers.accept);
      const text = type && (await direct.answer(asked, measured, request, reply));
      if (text === undefined) return next.call(this, request, reply) as Promise<unknown>;
      void reply.type(type!);
      return text;
    };
    try {
      const admitted = early.of(request.raw) ?? admittedBy(gate, await bodyOf(request.body as Readable));
      if ('error' in admitted) throw admitted.error;
      const { asked, measured } = admitted;
      if (measured.operation.operation === 'subscription') throw MalformedRequest();
      if (measured.introspects && !(await authenticator().actorOf(request))) throw IntrospectionClosed();
      request.body = asked;
      const answer = () => work(admitted);
      if (measured.operation.operation === 'query') return await inTime(config.REQUEST_LIMIT_MS, Busy, answer());
      return await untilGone(reply.raw, config.REQUEST_LIMIT_MS, answer);
    } catch (error) {
      return refuse(request, reply, error);
    }
  };

function admittedBy(gate: Gate, body: Uint8Array): Admitted {
  const asked = askedIn(parsed(body));
  return { asked, measured: gate.admit(asked) };
}

/** Answers a refusal in GraphQL's shape, under the type that the client accepts. */
function refuse({ headers }: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const { locations, message, extensions } = shown(error);
  const code = String(extensions?.code);
  const ownType = headers.accept?.includes('application/graphql-response+json') ?? false;
  if (code === 'METHOD_NOT_ALLOWED') void reply.header('allow', 'POST');
  if (code === 'BODY_TOO_SLOW') void reply.header('connection', 'close');
  return reply
    .code(code === 'INTERNAL' ? 500 : (STATUS[code] ?? 400))
    .type(`application/${ownType ? 'graphql-response+json' : 'json'}; charset=utf-8`)
    .send(JSON.stringify({ errors: [{ message, ...(locations && { locations }), extensions }] }));
}
