import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Recorder } from '#audit';
import { SignInFirst, type Actor, type DomainError } from '#core';
import { FileTypeRefused, MEDIA_TYPES, PURPOSES } from '#files';
import { ScopeMissing, type Authenticator } from '#identity';
import { FileTypeUnsupported } from '#imports';
import { shown } from './refusals.ts';

/** What browsers and tools call a CSV or XLSX; the file's content decides what it is. */
const TABLES = [
  'text/csv',
  'application/csv',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/octet-stream',
];

interface Intake {
  readonly types: readonly string[];
  readonly refusal: (found: string) => DomainError;
}

/** The routes that take files, with the content types they take them under. */
const INTAKES: Record<string, Intake> = {
  '/imports/entities': { types: TABLES, refusal: () => FileTypeUnsupported() },
  '/imports/practices': { types: TABLES, refusal: () => FileTypeUnsupported() },
  '/imports/practices/commit': { types: TABLES, refusal: () => FileTypeUnsupported() },
  '/files': {
    types: [...Object.keys(MEDIA_TYPES), 'application/octet-stream'],
    refusal: (found) => FileTypeRefused({ found, taken: PURPOSES.ATTACHMENT.mediaTypes }),
  },
};

const STATUS: Record<string, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  SCOPE_MISSING: 403,
  TICKET_UNKNOWN: 403,
  OIDC_REFUSED: 403,
  ARRIVAL_INVALID: 403,
  NOT_FOUND: 404,
  UPLOAD_TOO_SLOW: 408,
  TICKET_SPENT: 409,
  TICKET_EXPIRED: 410,
  DATA_TICKET_INVALID: 410,
  FILE_CHANGED: 409,
  FILE_MISSING: 410,
  FILE_ALTERED: 410,
  FILE_TOO_LARGE: 413,
  FILE_TYPE_UNSUPPORTED: 415,
  FILE_TYPE_REFUSED: 415,
  TABLE_UNREADABLE: 422,
  COLUMNS_MISSING: 422,
  NOTHING_TO_IMPORT: 422,
  ROW_NOT_IMPORTABLE: 422,
  FILE_DAMAGED: 422,
  FILE_LIES: 422,
  FILE_UNSAFE: 422,
  PDF_NOT_COVERED: 422,
  INVALID_INPUT: 400,
  TOO_MANY_ATTEMPTS: 429,
  BUSY: 503,
  OIDC_UNAVAILABLE: 503,
  STORAGE_UNAVAILABLE: 503,
  INTERNAL: 500,
};

/** An error over HTTP as RFC 9457 has it, with the same code, data and words as over GraphQL. */
function problem(reply: FastifyReply, error: unknown): FastifyReply {
  const { message, extensions } = shown(error);
  const status = STATUS[String(extensions?.code)] ?? 400;
  if (status === 408) void reply.header('connection', 'close');
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ status, message, ...extensions });
}

@Catch()
export class Problems implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    // Whoever was refused before all was sent may send the rest, and then read why.
    http.getRequest<FastifyRequest>().raw.resume();
    problem(http.getResponse<FastifyReply>(), error);
  }
}

/** Lets files past the JSON parsers: streams, read by the routes above alone, after they know who sends them. */
export function acceptUploads(fastify: FastifyInstance): void {
  const types = [...new Set(Object.values(INTAKES).flatMap((intake) => intake.types))];
  fastify.addContentTypeParser(types, (_, payload, done) => done(null, payload));
  fastify.addHook('onRequest', (request, reply, done) => {
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
    const intake = request.method === 'POST' ? INTAKES[request.routeOptions.url ?? ''] : undefined;
    if (!intake || intake.types.includes(type)) return done();
    request.raw.resume();
    problem(reply, intake.refusal(type));
  });
}

/** An upload is a mutation too, and leaves its entry in the audit trail, refused or not. */
export function attended<T>(
  request: FastifyRequest,
  { authenticator, recorder }: { authenticator: Authenticator; recorder: Recorder },
  work: (actor: Actor) => Promise<T>,
): Promise<T> {
  let me: Actor | null = null;
  const operation = `${request.method} ${request.routeOptions.url}`;
  return recorder.attend({ operation, me: () => me }, async () => {
    me = await senderOf(request, authenticator);
    return work(me);
  });
}

/** By the header alone: browsers add cookies to requests that other sites make, but never this header. */
async function senderOf({ headers }: FastifyRequest, authenticator: Authenticator): Promise<Actor> {
  const actor = headers.authorization ? await authenticator.actorOf({ headers }) : null;
  if (!actor) throw SignInFirst();
  if (!actor.scopes.includes('WRITE')) throw ScopeMissing({ scope: 'WRITE' });
  return actor;
}
