import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AreasModule } from '#areas';
import { ConventsModule } from '#convents';
import { MinutesModule } from '#minutes';
import { ObligationsModule } from '#obligations';
import { MergeAnswers } from './merge-answers.service.ts';
import { Proposal } from './proposal.entity.ts';
import { ProposalActsResolver } from './proposal-acts.resolver.ts';
import { ProposalConsent, ProposalMerge, ProposalPart } from './proposal-merge.entity.ts';
import { ProposalMerging } from './proposal-merging.service.ts';
import { ProposalAct, ProposalArea, ProposalProvision } from './proposal-parts.entity.ts';
import { ProposalMergeResolver, ProposalResolver } from './proposal.resolver.ts';
import { ProposalReviewing } from './proposal-reviewing.service.ts';
import { ProposalSteps } from './proposal-steps.service.ts';
import { ProposalWriting } from './proposal-writing.service.ts';

const tables = [
  ...[Proposal, ProposalAct, ProposalArea, ProposalProvision],
  ...[ProposalConsent, ProposalMerge, ProposalPart],
];
const shared = [MergeAnswers, ProposalMerging, ProposalReviewing, ProposalWriting];

@Module({
  imports: [AreasModule, ConventsModule, MinutesModule, ObligationsModule, TypeOrmModule.forFeature(tables)],
  providers: [ProposalActsResolver, ProposalMergeResolver, ProposalResolver, ProposalSteps, ...shared],
  exports: shared,
})
export class ProposalsModule {}
