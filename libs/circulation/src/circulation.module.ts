import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConventsModule } from '#convents';
import { DraftsModule } from '#drafts';
import { ObligationsModule } from '#obligations';
import { Answering } from './answering.service.ts';
import { CirculationAnswer, CirculationParty } from './circulation-party.entity.ts';
import { CirculationOutsider } from './circulation-outsider.entity.ts';
import { Circulation, CirculationAct } from './circulation.entity.ts';
import { CirculationResolver } from './circulation.resolver.ts';
import { Circulations } from './circulations.service.ts';
import { Dispositions } from './dispositions.service.ts';
import { Disposition, Remark } from './remark.entity.ts';
import { RemarkResolver } from './remark.resolver.ts';
import { RemarkTables } from './remark-tables.service.ts';
import { Remarks } from './remarks.service.ts';

const tables = [
  Circulation,
  CirculationAct,
  CirculationAnswer,
  CirculationOutsider,
  CirculationParty,
  Disposition,
  Remark,
];

@Module({
  imports: [ConventsModule, DraftsModule, ObligationsModule, TypeOrmModule.forFeature(tables)],
  providers: [CirculationResolver, RemarkResolver, Circulations, Answering, Remarks, Dispositions, RemarkTables],
  exports: [Circulations, Answering, Remarks, Dispositions, RemarkTables],
})
export class CirculationModule {}
