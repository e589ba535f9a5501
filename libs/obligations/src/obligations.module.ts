import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConventsModule } from '#convents';
import { Obligation } from './obligation.entity.ts';
import { Obligations } from './obligations.service.ts';

@Module({
  imports: [ConventsModule, TypeOrmModule.forFeature([Obligation])],
  providers: [Obligations],
  exports: [Obligations],
})
export class ObligationsModule {}
