import { Controller, HttpCode, Post, Query, Req, UseFilters } from '@nestjs/common';
import { IsIn, IsISO8601, IsOptional, IsUUID, Matches } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { Recorder } from '#audit';
import { NoPesel } from '#convents';
import { InvalidInput, Text, type Actor } from '#core';
import { Authenticator } from '#identity';
import { isRemarkColumn, RemarkImports, type RemarkColumn, type RemarkImportReport, type RemarkUpload } from '#remarks';
import { bytesOf, ColumnsJson, Lines, overrideOf } from './table-upload.ts';
import { attended, Problems } from './uploads.ts';

const KINDS = ['SUBSTANTIVE', 'LEGISLATIVE', 'EDITORIAL'] as const;
const CHANNELS = ['LETTER', 'EMAIL', 'MEETING'] as const;

class RemarksQuery {
  @IsUUID() circulationId: string;
  @IsOptional() @Text({ max: 200 }) name: string = 'tabela-uwag';
  @ColumnsJson('TEXT') columns?: Record<string, unknown>;
  @IsOptional() @Text({ max: 300 }) @NoPesel() submitter?: string;
  @IsOptional() @IsIn(KINDS) kind?: (typeof KINDS)[number];
  @IsOptional() @IsIn(CHANNELS) channel?: (typeof CHANNELS)[number];
  @IsOptional() @IsISO8601({ strict: true }) receivedAt?: string;
}

class CommitQuery extends RemarksQuery {
  @Matches(/^[0-9a-f]{64}$/, { message: 'Podaj sha256 z podglądu tego pliku.' }) sha256: string;
  @Lines() take: number[] = [];
  @Lines() leave: number[] = [];
}

/** A remark table comes in twice: for its preview, and once more to be taken as the preview shows it. */
@Controller('/imports/remarks')
@UseFilters(Problems)
export class RemarkUploadController {
  constructor(
    readonly authenticator: Authenticator,
    private readonly imports: RemarkImports,
    readonly recorder: Recorder,
  ) {}

  @Post()
  @HttpCode(200)
  async preview(@Req() request: FastifyRequest, @Query() query: RemarksQuery): Promise<RemarkImportReport> {
    return attended(request, this, async (actor) =>
      this.imports.preview(actor, await this.received(request, actor, query)),
    );
  }

  @Post('/commit')
  async commit(@Req() request: FastifyRequest, @Query() query: CommitQuery): Promise<RemarkImportReport> {
    return attended(request, this, async (actor) =>
      this.imports.commit(actor, await this.received(request, actor, query), query),
    );
  }

  private async received(
    request: FastifyRequest,
    actor: Actor,
    { circulationId, name, columns, submitter, kind, channel, receivedAt }: RemarksQuery,
  ): Promise<RemarkUpload> {
    await this.imports.admit(actor, circulationId);
    const override = columns && overrideOf<RemarkColumn>(columns, isRemarkColumn);
    const said = { ...(submitter && { submitter }), ...(kind && { kind }), ...(channel && { channel }) };
    const at = receivedAt ? { receivedAt: pastIn(receivedAt) } : {};
    const bytes = await bytesOf(request);
    return { bytes, name, circulationId, ...(override && { columns: override }), ...said, ...at };
  }
}

function pastIn(receivedAt: string): Date {
  const at = new Date(receivedAt);
  if (at.getTime() <= Date.now()) return at;
  const message = 'Tabela nie mogła wpłynąć później niż teraz.';
  throw InvalidInput({ fields: [{ path: 'receivedAt', rule: 'isPast', message }] });
}
