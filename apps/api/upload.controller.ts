import { Controller, Post, Query, Req, UseFilters } from '@nestjs/common';
import { IsOptional, Matches } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { Recorder } from '#audit';
import { Text } from '#core';
import { Authenticator } from '#identity';
import { EntityField, EntityPreviews } from '#imports';
import { bytesOf, ColumnsJson, overrideOf } from './table-upload.ts';
import { attended, Problems } from './uploads.ts';

class UploadQuery {
  @IsOptional() @Text({ max: 200 }) name: string = 'podmioty';
  @IsOptional() @Matches(/^\d\d$/, { message: 'Podaj kod TERYT województwa, np. 22.' }) voivodeship?: string;
  @ColumnsJson('NAME') columns?: Record<string, unknown>;
}

/** Files come in here, being too large for GraphQL; all else about an import is in GraphQL. */
@Controller()
@UseFilters(Problems)
export class UploadController {
  constructor(
    readonly authenticator: Authenticator,
    private readonly previews: EntityPreviews,
    readonly recorder: Recorder,
  ) {}

  /** Answers once the file is known to be readable; how its check goes on, `entityImportChanged` tells. */
  @Post('/imports/entities')
  async entities(
    @Req() request: FastifyRequest,
    @Query() { name, voivodeship, columns }: UploadQuery,
  ): Promise<{ importId: string }> {
    return attended(request, this, async (actor) => {
      await this.previews.admit(actor);
      const override = columns && overrideOf<EntityField>(columns, (name) => Object.hasOwn(EntityField, name));
      const bytes = await bytesOf(request);
      const upload = { bytes, name, ...(voivodeship && { voivodeship }), ...(override && { columns: override }) };
      const { id } = await this.previews.begin(actor, upload);
      return { importId: id };
    });
  }
}
