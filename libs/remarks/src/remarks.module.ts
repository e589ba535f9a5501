import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CirculationModule } from '#circulation';
import { DraftsModule } from '#drafts';
import { Carrying } from './carrying.service.ts';
import { Joining } from './joining.service.ts';
import { Recording } from './recording.service.ts';
import { RemarkGroupsResolver } from './remark-groups.resolver.ts';
import { RemarkImports } from './remark-imports.service.ts';
import { RemarkJoining } from './remark-joining.entity.ts';

@Module({
  imports: [CirculationModule, DraftsModule, TypeOrmModule.forFeature([RemarkJoining])],
  providers: [RemarkGroupsResolver, Joining, Carrying, Recording, RemarkImports],
  exports: [Joining, Carrying, Recording, RemarkImports],
})
export class RemarksModule {}
