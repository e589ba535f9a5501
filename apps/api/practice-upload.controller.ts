import { Controller, HttpCode, Post, Query, Req, UseFilters } from '@nestjs/common';
import { IsOptional, IsUUID, Matches } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { Recorder } from '#audit';
import { Text, type Actor } from '#core';
import { Authenticator } from '#identity';
import { isPracticeColumn, PracticeImports, type PracticeImportReport, type PracticeUpload } from '#imports';
import { bytesOf, ColumnsJson, Lines, overrideOf } from './table-upload.ts';
import { attended, Problems } from './uploads.ts';

class PracticesQuery {
  @IsOptional() @Text({ max: 200 }) name: string = 'praktyki';
  @IsOptional() @IsUUID() entityId?: string;
  @ColumnsJson('TITLE') columns?: Record<string, unknown>;
}

class CommitQuery extends PracticesQuery {
  @Matches(/^[0-9a-f]{64}$/, { message: 'Podaj sha256 z podglądu tego pliku.' }) sha256: string;
  @Lines() take: number[] = [];
  @Lines() leave: number[] = [];
}

/** A file of practices comes in twice: for its preview, and once more to be taken as the preview shows it. */
@Controller('/imports/practices')
@UseFilters(Problems)
export class PracticeUploadController {
  constructor(
    readonly authenticator: Authenticator,
    private readonly imports: PracticeImports,
    readonly recorder: Recorder,
  ) {}

  @Post()
  @HttpCode(200)
  async preview(@Req() request: FastifyRequest, @Query() query: PracticesQuery): Promise<PracticeImportReport> {
    return attended(request, this, async (actor) =>
      this.imports.preview(actor, await this.received(request, actor, query)),
    );
  }

  @Post('/commit')
  async commit(@Req() request: FastifyRequest, @Query() query: CommitQuery): Promise<PracticeImportReport> {
    return attended(request, this, async (actor) =>
      this.imports.commit(actor, await this.received(request, actor, query), query),
    );
  }

  private async received(
    request: FastifyRequest,
    actor: Actor,
    { name, entityId, columns }: PracticesQuery,
  ): Promise<PracticeUpload> {
    await this.imports.admit(actor, entityId);
    const override = columns && overrideOf<string>(columns, isPracticeColumn);
    const bytes = await bytesOf(request);
    return { bytes, name, ...(entityId && { entityId }), ...(override && { columns: override }) };
  }
}
