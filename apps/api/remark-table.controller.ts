import { Controller, Get, Param, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RemarkTables, type TableForm } from '#circulation';
import { IdPipe, SignInFirst } from '#core';
import { Authenticator } from '#identity';
import { Problems } from './uploads.ts';

/** The remark table as a file; as data it is in GraphQL. */
@Controller('/circulations')
@UseFilters(Problems)
export class RemarkTableController {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly tables: RemarkTables,
  ) {}

  @Get(':id/remarks.csv')
  csv(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id', IdPipe) id: string): Promise<void> {
    return this.send(request, reply, id, 'csv');
  }

  @Get(':id/remarks.xlsx')
  xlsx(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id', IdPipe) id: string): Promise<void> {
    return this.send(request, reply, id, 'xlsx');
  }

  private async send({ headers }: FastifyRequest, reply: FastifyReply, id: string, form: TableForm): Promise<void> {
    const actor = await this.authenticator.actorOf({ headers });
    if (!actor) throw SignInFirst();
    const { type, bytes } = await this.tables.file(actor, id, form);
    void reply
      .headers({
        ...{ 'content-type': type, 'content-length': bytes.length, 'x-content-type-options': 'nosniff' },
        ...{ 'cache-control': 'private, no-store', vary: 'Authorization, Cookie' },
        'content-disposition': `attachment; filename="tabela-uwag.${form}"`,
      })
      .send(bytes);
  }
}
