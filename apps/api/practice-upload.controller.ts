import { Controller, HttpCode, Post, Query, Req, UseFilters } from '@nestjs/common';
import { IsOptional, IsUUID, Matches } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { Text, type Actor } from '#core';
import { Authenticator } from '#identity';
import { isPracticeColumn, PracticeImports, type PracticeImportReport, type PracticeUpload } from '#imports';
import { bytesOf, ColumnsJson, Lines, overrideOf } from './table-upload.ts';
import { Problems, senderOf } from './uploads.ts';

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
    private readonly authenticator: Authenticator,
    private readonly imports: PracticeImports,
  ) {}

  @Post()
  @HttpCode(200)
  async preview(@Req() request: FastifyRequest, @Query() query: PracticesQuery): Promise<PracticeImportReport> {
    const { actor, upload } = await this.received(request, query);
    return this.imports.preview(actor, upload);
  }

  @Post('/commit')
  async commit(@Req() request: FastifyRequest, @Query() query: CommitQuery): Promise<PracticeImportReport> {
    const { actor, upload } = await this.received(request, query);
    return this.imports.commit(actor, upload, query);
  }

  private async received(
    request: FastifyRequest,
    { name, entityId, columns }: PracticesQuery,
  ): Promise<{ actor: Actor; upload: PracticeUpload }> {
    const actor = await senderOf(request, this.authenticator);
    await this.imports.admit(actor, entityId);
    const override = columns && overrideOf<string>(columns, isPracticeColumn);
    const bytes = await bytesOf(request);
    return { actor, upload: { bytes, name, ...(entityId && { entityId }), ...(override && { columns: override }) } };
  }
}
