import {
  Catch,
  Controller,
  Post,
  Query,
  Req,
  UseFilters,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsObject, IsOptional, Matches } from 'class-validator';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { InvalidInput, SignInFirst, Text, type Actor } from '#core';
import { Authenticator, ScopeMissing } from '#identity';
import {
  EntityField,
  EntityPreviews,
  FileTooLarge,
  FileTypeUnsupported,
  TABLE_LIMITS,
  type ColumnOverride,
} from '#imports';
import { shown } from './refusals.ts';

const ROUTE = '/imports/entities';

/** What browsers and tools call a CSV or XLSX; the file's content decides what it is. */
const FILE_TYPES = [
  'text/csv',
  'application/csv',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/octet-stream',
];

const STATUS: Record<string, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  SCOPE_MISSING: 403,
  NOT_FOUND: 404,
  FILE_TOO_LARGE: 413,
  FILE_TYPE_UNSUPPORTED: 415,
  TABLE_UNREADABLE: 422,
  COLUMNS_MISSING: 422,
  INVALID_INPUT: 400,
  BUSY: 503,
  INTERNAL: 500,
};

/** An error over HTTP as RFC 9457 has it, with the same code, data and words as over GraphQL. */
function problem(reply: FastifyReply, error: unknown): FastifyReply {
  const { message, extensions } = shown(error);
  const status = STATUS[String(extensions?.code)] ?? 400;
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ status, message, ...extensions });
}

@Catch()
export class Problems implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    problem(host.switchToHttp().getResponse<FastifyReply>(), error);
  }
}

const json = (text: unknown): unknown => {
  try {
    return JSON.parse(String(text)) as unknown;
  } catch {
    return text;
  }
};

class UploadQuery {
  @IsOptional() @Text({ max: 200 }) name: string = 'podmioty';
  @IsOptional() @Matches(/^\d\d$/, { message: 'Podaj kod TERYT województwa, np. 22.' }) voivodeship?: string;
  /** JSON: field to header, or null for a field that is to be read from nowhere. */
  @IsOptional()
  @Transform(({ value }) => (value === undefined ? value : json(value)))
  @IsObject({ message: 'Podaj obiekt JSON, np. {"NAME":"Nazwa"}.' })
  columns?: Record<string, unknown>;
}

/** Lets files past the JSON parsers: streams, read by the controller below alone, after it knows who sends them. */
export function acceptUploads(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(FILE_TYPES, (_, payload, done) => done(null, payload));
  fastify.addHook('onRequest', (request, reply, done) => {
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
    if (request.routeOptions.url !== ROUTE || FILE_TYPES.includes(type)) return done();
    problem(reply, FileTypeUnsupported());
  });
}

/** Files come in here, being too large for GraphQL; all else about an import is in GraphQL. */
@Controller()
@UseFilters(Problems)
export class UploadController {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly previews: EntityPreviews,
  ) {}

  /** Answers once the file is known to be readable; how its check goes on, `entityImportChanged` tells. */
  @Post(ROUTE)
  async entities(
    @Req() request: FastifyRequest,
    @Query() { name, voivodeship, columns }: UploadQuery,
  ): Promise<{ importId: string }> {
    const actor = await this.actorOf(request);
    await this.previews.admit(actor);
    const override = columns && overrideOf(columns);
    const bytes = await bytesOf(request);
    const upload = { bytes, name, ...(voivodeship && { voivodeship }), ...(override && { columns: override }) };
    const { id } = await this.previews.begin(actor, upload);
    return { importId: id };
  }

  /** By the header alone: browsers add cookies to requests that other sites make, but never this header. */
  private async actorOf({ headers }: FastifyRequest): Promise<Actor> {
    const actor = headers.authorization ? await this.authenticator.actorOf({ headers }) : null;
    if (!actor) throw SignInFirst();
    if (!actor.scopes.includes('WRITE')) throw ScopeMissing({ scope: 'WRITE' });
    return actor;
  }
}

function overrideOf(columns: Record<string, unknown>): ColumnOverride {
  const wrong = Object.entries(columns).find(
    ([field, header]) => !(field in EntityField) || !(header === null || typeof header === 'string'),
  );
  if (!wrong) return columns as ColumnOverride;
  const message = `Pole „${wrong[0]}” nie jest polem importu albo nie wskazano mu nagłówka.`;
  throw InvalidInput({ fields: [{ path: `columns.${wrong[0]}`, rule: 'isColumn', message }] });
}

/** Stops listening at the limit, but lets the rest run out, so that the sender can read the answer. */
async function bytesOf({ headers, body }: FastifyRequest): Promise<Uint8Array> {
  const stream = body as Readable | undefined;
  if (!stream) return new Uint8Array();
  const chunks: Buffer[] = [];
  let size = Number(headers['content-length'] ?? 0);
  const fits = () => size <= TABLE_LIMITS.bytes;
  if (fits()) {
    size = 0;
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (!fits()) break;
      chunks.push(chunk);
    }
  }
  if (fits()) return Buffer.concat(chunks);
  stream.resume();
  throw FileTooLarge();
}
