import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { Busy, MalformedRequest, whileWanted, type Config } from '#core';
import type { Authenticator } from '#identity';
import {
  BodyTooLarge,
  BodyTooSlow,
  ForeignOrigin,
  IntrospectionClosed,
  LIMITS,
  MethodNotAllowed,
  STATUS,
  UnsupportedMediaType,
} from './gate.errors.ts';
import { askedIn, type Gate } from './gate.ts';
import { parsed } from './gate.json.ts';
import { isForeign } from './gate.origin.ts';
import { shown } from './refusals.ts';

const ROUTE = '/graphql';
const JSON_TYPE = /^application\/json[ \t]*(;[ \t]*charset="?utf-?8"?[ \t]*)?$/i;
/** How long after its end a write may take to say what became of it. */
const LAST_WORD_MS = 1_000;

interface Needs {
  readonly gate: Gate;
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

const guarded = (next: RouteHandlerMethod, { gate, config, authenticator }: Needs): RouteHandlerMethod =>
  async function handle(this: FastifyInstance, request, reply) {
    try {
      const asked = askedIn(parsed(await bodyOf(request.body as Readable)));
      const { operation, introspects } = gate.admit(asked);
      if (operation.operation === 'subscription') throw MalformedRequest();
      if (introspects && !(await authenticator().actorOf(request))) throw IntrospectionClosed();
      request.body = asked;
      const answer = () => next.call(this, request, reply) as Promise<unknown>;
      if (operation.operation === 'query') return await inTime(config.REQUEST_LIMIT_MS, Busy, answer());
      return await untilGone(reply, config.REQUEST_LIMIT_MS, answer);
    } catch (error) {
      return refuse(request, reply, error);
    }
  };

/** Does a write until its limit has passed or its sender is gone: then its transaction is cancelled. */
async function untilGone<T>({ raw }: FastifyReply, ms: number, work: () => Promise<T>): Promise<T> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  const timer = setTimeout(leave, ms);
  raw.once('close', leave);
  return inTime(ms + LAST_WORD_MS, Busy, whileWanted(gone.signal, work)).finally(() => {
    clearTimeout(timer);
    raw.off('close', leave);
  });
}

/** Fails with a refusal where the work takes longer than it may. */
async function inTime<T>(ms: number, refusal: () => Error, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, fail) => (timer = setTimeout(() => fail(refusal()), ms)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Stops listening at the limit, but lets the rest run out, so that the sender can read the answer. */
async function bodyOf(stream: Readable): Promise<Uint8Array> {
  const read = async () => {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LIMITS.bodyBytes) throw BodyTooLarge();
      chunks.push(chunk);
    }
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  };
  try {
    return await inTime(LIMITS.bodyMs, BodyTooSlow, read());
  } catch (error) {
    stream.resume();
    throw error;
  }
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
