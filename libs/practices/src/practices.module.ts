import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConventsModule } from '#convents';
import { FilesModule } from '#files';
import { ObligationsModule } from '#obligations';
import { SealsModule } from '#seals';
import { GoodPractice } from './good-practice.entity.ts';
import {
  PracticeAct,
  PracticeAttachment,
  PracticeMark,
  PracticeQuestion,
  PracticeRemark,
} from './practice-parts.entity.ts';
import { PracticeResolver } from './practice.resolver.ts';
import { PracticeArea, PracticeDraft, PracticeVersion } from './practice-version.entity.ts';
import { Replication } from './replication.entity.ts';

const tables = [
  ...[GoodPractice, PracticeDraft, PracticeVersion, PracticeArea, PracticeAttachment],
  ...[PracticeRemark, PracticeAct, PracticeQuestion, PracticeMark, Replication],
];

@Module({
  imports: [ConventsModule, FilesModule, ObligationsModule, SealsModule, TypeOrmModule.forFeature(tables)],
  providers: [PracticeResolver],
})
export class PracticesModule {}
