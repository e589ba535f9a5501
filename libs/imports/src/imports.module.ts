import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConventsModule } from '#convents';
import { EntityImportProblem, EntityImportRow } from './entity-import-row.entity.ts';
import { EntityImport, EntityImportColumn } from './entity-import.entity.ts';
import { EntityImportResolver } from './entity-import.resolver.ts';
import { EntityImports } from './entity-imports.service.ts';
import { EntityPreviews } from './entity-previews.service.ts';

@Module({
  imports: [
    ConventsModule,
    TypeOrmModule.forFeature([EntityImport, EntityImportColumn, EntityImportRow, EntityImportProblem]),
  ],
  providers: [EntityImportResolver, EntityImports, EntityPreviews],
  exports: [EntityImports, EntityPreviews],
})
export class ImportsModule {}
