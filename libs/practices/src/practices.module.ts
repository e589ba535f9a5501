import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AreasModule } from '#areas';
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
import { PracticeActsResolver } from './practice-acts.resolver.ts';
import { PracticeAttaching } from './practice-attaching.service.ts';
import { PracticeChangesResolver, PracticeDraftResolver } from './practice-changes.resolver.ts';
import { PracticeChecks } from './practice-checks.service.ts';
import { PracticePublicity } from './practice-publicity.service.ts';
import { PracticeResolver } from './practice.resolver.ts';
import { PracticeReuseResolver } from './practice-reuse.resolver.ts';
import { PracticeReuse } from './practice-reuse.service.ts';
import { PracticeReviewing } from './practice-reviewing.service.ts';
import { PracticeTalk } from './practice-talk.service.ts';
import { PracticeArea, PracticeDraft, PracticeVersion } from './practice-version.entity.ts';
import { PracticeWriting } from './practice-writing.service.ts';
import { Replication } from './replication.entity.ts';

const tables = [
  ...[GoodPractice, PracticeDraft, PracticeVersion, PracticeArea, PracticeAttachment],
  ...[PracticeRemark, PracticeAct, PracticeQuestion, PracticeMark, Replication],
];

@Module({
  imports: [AreasModule, ConventsModule, FilesModule, ObligationsModule, SealsModule, TypeOrmModule.forFeature(tables)],
  providers: [
    ...[PracticeActsResolver, PracticeChangesResolver, PracticeDraftResolver, PracticeResolver, PracticeReuseResolver],
    ...[PracticeAttaching, PracticeChecks, PracticePublicity, PracticeReuse, PracticeReviewing, PracticeTalk],
    PracticeWriting,
  ],
  exports: [PracticeChecks, PracticePublicity, PracticeWriting],
})
export class PracticesModule {}
