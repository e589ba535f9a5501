import { Controller, Get, Header, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { Recorder } from '#audit';
import { SignInFirst, type Actor } from '#core';
import { Files, TicketUnknown, Uploads, type StoredFile } from '#files';
import { Authenticator } from '#identity';
import { isKnown } from './conditional.ts';
import { attended, Problems } from './uploads.ts';

type Receipt = Pick<StoredFile, 'sha256' | 'size' | 'mediaType'> & { fileId: string };

/** RFC 6266: the name in ASCII for whoever knows no better, and as it is in the form of RFC 8187. */
function disposition(name: string): string {
  const plain = name.replace(/[^ -~]|["\\%]/gu, '_');
  const whole = encodeURIComponent(name).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}

/** Over what the server says of every answer: a page of ours may show nothing of a file, and no other site may take it. */
const headersOf = ({ sha256, size, mediaType, name }: StoredFile) => ({
  'content-type': mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType,
  'content-length': size,
  'content-disposition': disposition(name),
  'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'private, no-cache',
  'accept-ranges': 'none',
  vary: 'Authorization, Cookie',
  etag: `"${sha256}"`,
});

/** Files come in and go out here; all else about them is in GraphQL. */
@Controller('/files')
@UseFilters(Problems)
export class FileController {
  constructor(
    readonly authenticator: Authenticator,
    private readonly uploads: Uploads,
    private readonly files: Files,
    readonly recorder: Recorder,
  ) {}

  /** The ticket is no bearer: whoever sends the file has to be who asked for the ticket. */
  @Post()
  @Header('cache-control', 'no-store')
  upload(@Req() request: FastifyRequest): Promise<Receipt> {
    return attended(request, this, async (actor) => {
      const { 'upload-ticket': ticket, 'content-length': length } = request.headers;
      if (typeof ticket !== 'string') throw TicketUnknown();
      const body = (request.body as Readable | undefined) ?? Readable.from([]);
      const announced = length === undefined ? undefined : Number(length);
      const { id: fileId, sha256, size, mediaType } = await this.uploads.receive(actor, ticket, body, announced);
      return { fileId, sha256, size, mediaType };
    });
  }

  /** Asks anew at each download who may have the file; a link alone opens nothing that is not public. */
  @Get(':id')
  async download(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    const file = await this.files.seen(await this.readerOf(request), id);
    const headers = headersOf(file);
    if (isKnown(request, headers.etag)) {
      const { 'content-length': _, ...rest } = headers;
      return void reply.code(304).headers(rest).send();
    }
    const content = await this.files.content(file.sha256);
    void reply.headers(headers).send(content);
  }

  /** As everywhere, a token that no longer counts is refused and not taken for none. */
  private async readerOf({ headers }: FastifyRequest): Promise<Actor | null> {
    const actor = await this.authenticator.actorOf({ headers });
    if (!actor && headers.authorization) throw SignInFirst();
    return actor;
  }
}
