import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AreasModule } from '#areas';
import { CirculationModule } from '#circulation';
import { ConventsModule } from '#convents';
import { DraftsModule } from '#drafts';
import { ObligationsModule } from '#obligations';
import { PracticesModule } from '#practices';
import { ProposalsModule } from '#proposals';
import { VotingModule } from '#voting';
import { Recommendation } from './recommendation.entity.ts';
import {
  RecommendationAct,
  RecommendationArea,
  RecommendationPractice,
  RecommendationRound,
} from './recommendation-parts.entity.ts';
import { RecommendationSteps } from './recommendation-steps.service.ts';
import { Recommendations } from './recommendations.service.ts';

const tables = [
  ...[Recommendation, RecommendationAct, RecommendationArea],
  ...[RecommendationPractice, RecommendationRound],
];

@Module({
  imports: [
    ...[AreasModule, CirculationModule, ConventsModule, DraftsModule, ObligationsModule],
    ...[PracticesModule, ProposalsModule, VotingModule, TypeOrmModule.forFeature(tables)],
  ],
  providers: [Recommendations, RecommendationSteps],
  exports: [Recommendations],
})
export class RecommendationsModule {}
