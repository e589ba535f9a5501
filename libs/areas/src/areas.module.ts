import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConventsModule } from '#convents';
import { AreasResolver } from './areas.resolver.ts';
import { Areas } from './areas.service.ts';
import {
  ChangeArea,
  ChangeAreaAct,
  ChangeAreaEvidence,
  ChangeAreaSuccession,
  ChangeAreaVersion,
} from './change-area.entity.ts';

const tables = [ChangeArea, ChangeAreaAct, ChangeAreaEvidence, ChangeAreaSuccession, ChangeAreaVersion];

@Module({
  imports: [ConventsModule, TypeOrmModule.forFeature(tables)],
  providers: [Areas, AreasResolver],
  exports: [Areas],
})
export class AreasModule {}
