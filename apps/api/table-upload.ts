import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsInt, IsObject, IsOptional } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { InvalidInput } from '#core';
import { FileTooLarge, UploadTooSlow } from '#files';
import { TABLE_LIMITS, type Override } from '#imports';

const LONGEST_UPLOAD_MS = 30_000;
const MOST_LINES = 500;

const json = (text: unknown): unknown => {
  try {
    return JSON.parse(String(text)) as unknown;
  } catch {
    return text;
  }
};

/** JSON: field to header, or null for a field that is to be read from nowhere. */
export const ColumnsJson = (example: string): PropertyDecorator =>
  applyDecorators(
    IsOptional(),
    Transform(({ value }) => (value === undefined ? value : json(value))),
    IsObject({ message: `Podaj obiekt JSON, np. {"${example}":"Nazwa"}.` }),
  );

/** Numbers of lines with commas between them. */
export const Lines = (): PropertyDecorator => (target, key) => {
  IsOptional()(target, key);
  Transform(({ value }) =>
    typeof value === 'string' ? value.split(',').filter(Boolean).map(Number) : (value as unknown),
  )(target, key as string);
  IsInt({ each: true })(target, key as string);
  ArrayMaxSize(MOST_LINES)(target, key as string);
};

/** Which header to read a field from, where each named field is one that this import knows. */
export function overrideOf<F extends string>(
  columns: Record<string, unknown>,
  isField: (name: string) => boolean,
): Override<F> {
  const wrong = Object.entries(columns).find(
    ([field, header]) => !isField(field) || !(header === null || typeof header === 'string'),
  );
  if (!wrong) return columns as Override<F>;
  const message = `Pole „${wrong[0]}” nie jest polem importu albo nie wskazano mu nagłówka.`;
  throw InvalidInput({ fields: [{ path: `columns.${wrong[0]}`, rule: 'isColumn', message }] });
}

/** Stops listening at the limit; the answer lets the rest run out, so that the sender can read it. */
export async function bytesOf({ headers, body }: FastifyRequest): Promise<Uint8Array> {
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
