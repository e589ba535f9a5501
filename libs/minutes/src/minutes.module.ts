import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AreasModule } from '#areas';
import { ConventsModule } from '#convents';
import { FilesModule } from '#files';
import { MeetingsModule } from '#meetings';
import { ObligationsModule } from '#obligations';
import { SealsModule } from '#seals';
import { Conclusion, ConclusionArea } from './conclusion.entity.ts';
import { OutcomesResolver } from './conclusion.resolver.ts';
import { Outcomes } from './conclusion.service.ts';
import { Correction } from './correction.entity.ts';
import { Corrections } from './correction.service.ts';
import { Minutes, MinutesAct, MinutesVersion } from './minutes.entity.ts';
import { MinutesRecords } from './minutes.record.ts';
import { MinutesResolver, MinutesVersionResolver } from './minutes.resolver.ts';
import { MinutesService } from './minutes.service.ts';
import { MinutesSilence } from './minutes.silence.ts';
import { Recording, RecordingConsent } from './recording.entity.ts';
import { RecordingsResolver } from './recording.resolver.ts';
import { Recordings } from './recording.service.ts';
import { MeetingReport, MeetingReportItem } from './report.entity.ts';
import { MeetingReportResolver } from './report.resolver.ts';
import { MeetingReports } from './report.service.ts';
import { Resolution } from './resolution.entity.ts';
import { Resolutions } from './resolution.service.ts';
import { Task } from './task.entity.ts';
import { Tasks } from './task.service.ts';

const tables = [
  ...[Conclusion, ConclusionArea, Correction, MeetingReport, MeetingReportItem, Minutes, MinutesAct],
  ...[MinutesVersion, Recording, RecordingConsent, Resolution, Task],
];
const shared = [MinutesRecords, MinutesService, MinutesSilence, Outcomes, Recordings, Resolutions, Tasks];

@Module({
  imports: [
    ...[AreasModule, ConventsModule, FilesModule, MeetingsModule, ObligationsModule, SealsModule],
    TypeOrmModule.forFeature(tables),
  ],
  providers: [
    ...[MeetingReportResolver, MinutesResolver, MinutesVersionResolver, OutcomesResolver, RecordingsResolver],
    ...[Corrections, MeetingReports, ...shared],
  ],
  exports: shared,
})
export class MinutesModule {}
