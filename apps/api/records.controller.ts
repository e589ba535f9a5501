import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, Header, Param, Req, UseFilters } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { IdPipe, SignInFirst, type Actor } from '#core';
import { Authenticator } from '#identity';
import { PollRecords } from '#voting';
import { Problems } from './upload.controller.ts';

/** From the sources and from `dist` alike. */
const RECOUNT = [
  join(import.meta.dirname, '../cli/recount.mjs'),
  join(import.meta.dirname, '../../../apps/cli/recount.mjs'),
];

/** Published records for whoever wants to check them, with the program that does. */
@Controller()
@UseFilters(Problems)
export class RecordsController {
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
    const found = RECOUNT.flatMap((path) => {
      try {
        return [readFileSync(path, 'utf8')];
      } catch {
        return [];
      }
    });
    return found[0]!;
  }

  private async actorOf({ headers }: FastifyRequest): Promise<Actor | null> {
    if (!headers.authorization) return null;
    const actor = await this.authenticator.actorOf({ headers });
    if (!actor) throw SignInFirst();
    return actor;
  }
}
