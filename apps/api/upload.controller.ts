import { Controller, Post, Query, Req, UseFilters } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsObject, IsOptional, Matches } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { InvalidInput, Text } from '#core';
import { FileTooLarge, UploadTooSlow } from '#files';
import { Authenticator } from '#identity';
import { EntityField, EntityPreviews, TABLE_LIMITS, type ColumnOverride } from '#imports';
import { Problems, senderOf } from './uploads.ts';

const LONGEST_UPLOAD_MS = 30_000;

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

/** Files come in here, being too large for GraphQL; all else about an import is in GraphQL. */
@Controller()
@UseFilters(Problems)
export class UploadController {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly previews: EntityPreviews,
  ) {}

  /** Answers once the file is known to be readable; how its check goes on, `entityImportChanged` tells. */
  @Post('/imports/entities')
  async entities(
    @Req() request: FastifyRequest,
    @Query() { name, voivodeship, columns }: UploadQuery,
  ): Promise<{ importId: string }> {
    const actor = await senderOf(request, this.authenticator);
    await this.previews.admit(actor);
    const override = columns && overrideOf(columns);
    const bytes = await bytesOf(request);
    const upload = { bytes, name, ...(voivodeship && { voivodeship }), ...(override && { columns: override }) };
    const { id } = await this.previews.begin(actor, upload);
    return { importId: id };
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

/** Stops listening at the limit; the answer lets the rest run out, so that the sender can read it. */
async function bytesOf({ headers, body }: FastifyRequest): Promise<Uint8Array> {
  const stream = body as Readable | undefined;
  const tooLarge = () => FileTooLarge({ maxBytes: TABLE_LIMITS.bytes });
  if (Number(headers['content-length'] ?? 0) > TABLE_LIMITS.bytes) throw tooLarge();
  if (!stream) return new Uint8Array();
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(UploadTooSlow()), LONGEST_UPLOAD_MS);
  });
  const read = async () => {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > TABLE_LIMITS.bytes) throw tooLarge();
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  };
  return Promise.race([read(), late]).finally(() => clearTimeout(timer));
}
