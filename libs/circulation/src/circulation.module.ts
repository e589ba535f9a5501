import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConventsModule } from '#convents';
import { DraftsModule } from '#drafts';
import { ObligationsModule } from '#obligations';
import { Answering } from './answering.service.ts';
import { CirculationAnswer, CirculationParty } from './circulation-party.entity.ts';
import { Circulation, CirculationAct } from './circulation.entity.ts';
import { CirculationResolver } from './circulation.resolver.ts';
import { Circulations } from './circulations.service.ts';

const tables = [Circulation, CirculationAct, CirculationAnswer, CirculationParty];

@Module({
  imports: [ConventsModule, DraftsModule, ObligationsModule, TypeOrmModule.forFeature(tables)],
  providers: [CirculationResolver, Circulations, Answering],
  exports: [Circulations, Answering],
})
export class CirculationModule {}
