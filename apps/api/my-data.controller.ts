import { Controller, Get, Header, Query, Req, UseFilters } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { SignInFirst } from '#core';
import { Authenticator } from '#identity';
import { DataTicketInvalid, MyDataExports, type ExportForm } from '#privacy';
import { Problems } from './uploads.ts';

/** All that is kept about a person, as a file: for who asked for it, with the ticket that they got. */
@Controller()
@UseFilters(Problems)
export class MyDataController {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly exports: MyDataExports,
  ) {}

  @Get('my-data.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="moje-dane.json"')
  @Header('cache-control', 'private, no-store')
  json(@Req() request: FastifyRequest, @Query('ticket') ticket: unknown): Promise<string> {
    return this.file(request, ticket, 'json');
  }

  @Get('my-data.txt')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="moje-dane.txt"')
  @Header('cache-control', 'private, no-store')
  text(@Req() request: FastifyRequest, @Query('ticket') ticket: unknown): Promise<string> {
    return this.file(request, ticket, 'txt');
  }

  private async file({ headers }: FastifyRequest, ticket: unknown, form: ExportForm): Promise<string> {
    const actor = await this.authenticator.actorOf({ headers });
    if (!actor) throw SignInFirst();
    if (typeof ticket !== 'string') throw DataTicketInvalid();
    return this.exports.file(actor, ticket, form);
  }
}
