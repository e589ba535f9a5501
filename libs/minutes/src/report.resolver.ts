import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Db, IdPipe, Me, Public, type Actor } from '#core';
import { Needs, one, type Read } from '#reads';
import {
  CompileMeetingReportInput,
  MeetingReport,
  participantsOf,
  ReportParticipants,
  ReportResolution,
  ReportTheme,
  resolutionsOf,
  themesOf,
} from './report.entity.ts';
import { MeetingReports } from './report.service.ts';

@Resolver(() => MeetingReport)
export class MeetingReportResolver {
  constructor(
    private readonly db: Db,
    private readonly reports: MeetingReports,
  ) {}

  @Public()
  @Query(() => MeetingReport, { nullable: true, description: 'One report on meetings, or NOT_FOUND (raport).' })
  meetingReport(@Args('id', { type: () => ID }, IdPipe) id: string): Read<MeetingReport> {
    return one(MeetingReport, { id });
  }

  @Mutation(() => MeetingReport, { description: 'Compiles a report out of published minutes (raport ze spotkań).' })
  async compileMeetingReport(
    @Me() me: Actor,
    @Args('input') input: CompileMeetingReportInput,
  ): Promise<Read<MeetingReport>> {
    const { id } = await this.db.write(me, input, (tx) => this.reports.compile(tx, input));
    return one(MeetingReport, { id });
  }

  @ResolveField(() => [ReportParticipants], { description: 'Who took part, by function (uczestnicy).' })
  @Needs(MeetingReport, (row) => ({ participants: participantsOf(row) }))
  participants(@Parent() { participants }: { participants: ReportParticipants[] }): ReportParticipants[] {
    return participants;
  }

  @ResolveField(() => [ReportTheme], { description: 'What was found, by change area (tematy).' })
  @Needs(MeetingReport, (row) => ({ themes: themesOf(row) }))
  themes(@Parent() { themes }: { themes: ReportTheme[] }): ReportTheme[] {
    return themes;
  }

  @ResolveField(() => [ReportResolution], { description: 'What was resolved (uchwały).' })
  @Needs(MeetingReport, (row) => ({ resolutions: resolutionsOf(row) }))
  resolutions(@Parent() { resolutions }: { resolutions: ReportResolution[] }): ReportResolution[] {
    return resolutions;
  }
}
