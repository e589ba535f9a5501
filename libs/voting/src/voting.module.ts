import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConventsModule } from '#convents';
import { ObligationsModule } from '#obligations';
import { SealsModule } from '#seals';
import { CastingService } from './casting.service.ts';
import { ClosingService } from './closing.service.ts';
import { OpeningService } from './opening.service.ts';
import { PollKeyFiles } from './poll-keys.service.ts';
import { PollAct, PollOption, PollVote, PollVoter } from './poll-parts.entity.ts';
import { PollRecords } from './poll-records.service.ts';
import { PollCount, PollResult } from './poll-result.entity.ts';
import { Poll } from './poll.entity.ts';
import { PollResolver, VotingResolver } from './poll.resolver.ts';
import { PollSubjects } from './poll-subjects.ts';
import { PollsService } from './polls.service.ts';

@Module({
  imports: [
    ConventsModule,
    ObligationsModule,
    SealsModule,
    TypeOrmModule.forFeature([Poll, PollAct, PollCount, PollOption, PollResult, PollVote, PollVoter]),
  ],
  providers: [
    ...[PollResolver, VotingResolver],
    ...[PollsService, OpeningService, CastingService, ClosingService, PollKeyFiles, PollRecords, PollSubjects],
  ],
  exports: [ClosingService, OpeningService, PollRecords, PollsService, PollSubjects],
})
export class VotingModule {}
