import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConventsModule } from '#convents';
import { PracticesModule } from '#practices';
import { EntityImportProblem, EntityImportRow } from './entity-import-row.entity.ts';
import { EntityImport, EntityImportColumn } from './entity-import.entity.ts';
import { EntityImportResolver } from './entity-import.resolver.ts';
import { EntityImports } from './entity-imports.service.ts';
import { EntityPreviews } from './entity-previews.service.ts';
import { PracticeImports } from './practice-imports.service.ts';

@Module({
  imports: [
    ConventsModule,
    PracticesModule,
    TypeOrmModule.forFeature([EntityImport, EntityImportColumn, EntityImportRow, EntityImportProblem]),
  ],
  providers: [EntityImportResolver, EntityImports, EntityPreviews, PracticeImports],
  exports: [EntityImports, EntityPreviews, PracticeImports],
})
export class ImportsModule {}
