import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, Header, Param, Req, UseFilters } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { IdPipe, SignInFirst, type Actor } from '#core';
import { Authenticator } from '#identity';
import { PollRecords } from '#voting';
import { Problems } from './upload.controller.ts';

/** The program lies among the sources, also where this runs from `dist`. */
const PLACES = ['../cli/recount.mjs', '../../../apps/cli/recount.mjs'].map((path) => join(import.meta.dirname, path));

/** Published records for whoever wants to check them, with the program that does. */
@Controller()
@UseFilters(Problems)
export class RecordsController {
  private program?: string;

  constructor(
    private readonly authenticator: Authenticator,
    private readonly polls: PollRecords,
  ) {}

  /** To everyone where the result is public, otherwise to whom it is published. */
  @Get('records/polls/:id.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', 'private, no-cache')
  async poll(@Req() request: FastifyRequest, @Param('id', IdPipe) id: string): Promise<string> {
    return this.polls.of(await this.actorOf(request), id);
  }

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
