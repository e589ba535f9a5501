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
import { RecommendationActsResolver } from './recommendation-acts.resolver.ts';
import { RecommendationEvidence } from './recommendation-evidence.service.ts';
import { RecommendationPolls } from './recommendation-polls.service.ts';
import { RecommendationRounds } from './recommendation-rounds.service.ts';
import { RecommendationVotes } from './recommendation-votes.service.ts';
import { ChangeAreaOverviewResolver, RecommendationResolver } from './recommendation.resolver.ts';
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

const shared = [Recommendations, RecommendationEvidence, RecommendationRounds, RecommendationVotes];

@Module({
  imports: [
    ...[AreasModule, CirculationModule, ConventsModule, DraftsModule, ObligationsModule],
    ...[PracticesModule, ProposalsModule, VotingModule, TypeOrmModule.forFeature(tables)],
  ],
  providers: [
    ...[ChangeAreaOverviewResolver, RecommendationActsResolver, RecommendationResolver],
    ...[RecommendationPolls, RecommendationSteps, ...shared],
  ],
  exports: shared,
})
export class RecommendationsModule {}
