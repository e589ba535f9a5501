import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConventsModule } from '#convents';
import { FilesModule } from '#files';
import { ObligationsModule } from '#obligations';
import { RecommendationsModule } from '#recommendations';
import { SealsModule } from '#seals';
import { Dispatch, DispatchVersion } from './dispatch.entity.ts';
import { Dispatching } from './dispatching.service.ts';
import { AnswerActsResolver, DossierActsResolver } from './dossier-acts.resolver.ts';
import { Dossier, DossierAct, DossierItem } from './dossier.entity.ts';
import {
  AnswerNoticeResolver,
  AreaAnswersResolver,
  DispatchResolver,
  DossierResolver,
  RecommendationAnswersResolver,
} from './dossier.resolver.ts';
import { DossierFreezing } from './dossier-freezing.service.ts';
import { DossierSteps } from './dossier-steps.service.ts';
import { DossierWriting } from './dossier-writing.service.ts';
import { AnswerNotice, FollowUp } from './follow-up.entity.ts';
import { Following } from './following.service.ts';
import { OriginNotices } from './origin-notices.service.ts';
import { Registers } from './registers.service.ts';
import { Responding } from './responding.service.ts';
import { AnswerPosition, DossierResponse, RegisterEntry } from './response.entity.ts';

const tables = [
  ...[Dossier, DossierAct, DossierItem, Dispatch, DispatchVersion],
  ...[RegisterEntry, DossierResponse, AnswerPosition, FollowUp, AnswerNotice],
];
const shared = [Dispatching, DossierFreezing, DossierWriting, Following, OriginNotices, Registers, Responding];

@Module({
  imports: [
    ...[ConventsModule, FilesModule, ObligationsModule, RecommendationsModule, SealsModule],
    TypeOrmModule.forFeature(tables),
  ],
  providers: [
    ...[AnswerActsResolver, AnswerNoticeResolver, AreaAnswersResolver, DispatchResolver, DossierActsResolver],
    ...[DossierResolver, RecommendationAnswersResolver, DossierSteps],
    ...shared,
  ],
  exports: shared,
})
export class DossiersModule {}
