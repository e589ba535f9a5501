import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, Header, Param, Req, UseFilters } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { IdPipe, NotFound, SignInFirst, type Actor } from '#core';
import { Records } from '#declarations';
import { DossierFreezing } from '#dossiers';
import { Authenticator } from '#identity';
import { MinutesRecords } from '#minutes';
import { PollRecords } from '#voting';
import { Problems } from './uploads.ts';

const FILE = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.json$/i;

const idIn = (file: string): string => {
  const id = FILE.exec(file)?.[1];
  if (!id) throw NotFound({ type: 'Record', id: file.slice(0, 80) });
  return id;
};

/** The program lies among the sources, also where this runs from `dist`. */
const PLACES = ['../cli/recount.mjs', '../../../apps/cli/recount.mjs'].map((path) => join(import.meta.dirname, path));

/** Sealed records as they were published, to the byte; whoever has one needs this node no more to check it. */
@Controller()
@UseFilters(Problems)
export class RecordsController {
  private program?: string;

  constructor(
    private readonly authenticator: Authenticator,
    private readonly declarations: Records,
    private readonly minutes: MinutesRecords,
    private readonly polls: PollRecords,
    private readonly dossiers: DossierFreezing,
  ) {}

  @Get('records/declarations/:file')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('content-disposition', 'attachment')
  @Header('cache-control', 'public, max-age=3600')
  declaration(@Param('file') file: string): Promise<string> {
    return this.declarations.file(idIn(file));
  }

  @Get('records/minutes/:file')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('content-disposition', 'attachment')
  @Header('cache-control', 'public, max-age=3600')
  ofMinutes(@Param('file') file: string): Promise<string> {
    return this.minutes.file(idIn(file));
  }

  @Get('records/dossiers/:file')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('content-disposition', 'attachment')
  @Header('cache-control', 'public, max-age=3600')
  dossier(@Param('file') file: string): Promise<string> {
    return this.dossiers.file(idIn(file));
  }

  /** To everyone where the result is public, otherwise to whom it is published. */
  @Get('records/polls/:id.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', 'private, no-cache')
  async poll(@Req() request: FastifyRequest, @Param('id', IdPipe) id: string): Promise<string> {
    return this.polls.of(await this.actorOf(request), id);
  }

  /** The program that counts the record of a poll again. */
  @Get('recount.mjs')
  @Header('content-type', 'text/javascript; charset=utf-8')
  recount(): string {
    return (this.program ??= readFileSync(
      PLACES.find((path) => existsSync(path))!,
      'utf8',
    ));
  }

  private async actorOf({ headers }: FastifyRequest): Promise<Actor | null> {
    if (!headers.authorization) return null;
    const actor = await this.authenticator.actorOf({ headers });
    if (!actor) throw SignInFirst();
    return actor;
  }
}
