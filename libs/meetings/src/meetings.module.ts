import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConventsModule } from '#convents';
import { FilesModule } from '#files';
import { IdentityModule } from '#identity';
import { ObligationsModule } from '#obligations';
import { SealsModule } from '#seals';
import { AgendaItem, SessionNote } from './agenda-item.entity.ts';
import { Attendance } from './attendance.entity.ts';
import { MeetingAct, MeetingBody, MeetingQuorum, OnlineLink } from './meeting-body.entity.ts';
import { MeetingGuest, MeetingInvitation } from './meeting-invitation.entity.ts';
import { Meeting } from './meeting.entity.ts';
import { MeetingResolver } from './meeting.resolver.ts';
import { minutesProviders, minutesShared, minutesTables } from './minutes.parts.ts';
import { Registration, Representation } from './registration.entity.ts';

const tables = [
  ...[AgendaItem, Attendance, Meeting, MeetingAct, MeetingBody, MeetingGuest, MeetingInvitation, MeetingQuorum],
  ...[OnlineLink, Registration, Representation, SessionNote],
  ...minutesTables,
];

@Module({
  imports: [
    ConventsModule,
    FilesModule,
    IdentityModule,
    ObligationsModule,
    SealsModule,
    TypeOrmModule.forFeature(tables),
  ],
  providers: [MeetingResolver, ...minutesProviders],
  exports: [...minutesShared],
})
export class MeetingsModule {}
