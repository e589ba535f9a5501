import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConventsModule } from '#convents';
import { IdentityModule } from '#identity';
import { ObligationsModule } from '#obligations';
import { VotingModule } from '#voting';
import { Agenda } from './agenda.service.ts';
import { AgendaItem, SessionNote } from './agenda-item.entity.ts';
import { AttendanceSheets } from './attendance-sheet.service.ts';
import { Attendance } from './attendance.entity.ts';
import { AttendanceService } from './attendance.service.ts';
import { CalendarToken } from './calendar.entity.ts';
import { CalendarResolver } from './calendar.resolver.ts';
import { Calendars } from './calendar.service.ts';
import { Convening } from './convening.service.ts';
import { GuestErasure } from './guest.erasure.ts';
import { GuestResolver } from './guest.resolver.ts';
import { Guests } from './guests.service.ts';
import { InvitationResolver } from './invitation.resolver.ts';
import { Inviting } from './inviting.service.ts';
import { MeetingActsResolver } from './meeting-acts.resolver.ts';
import { MeetingActs } from './meeting-acts.service.ts';
import { MeetingAct, MeetingBody, MeetingQuorum, OnlineLink } from './meeting-body.entity.ts';
import { MeetingGuest, MeetingInvitation } from './meeting-invitation.entity.ts';
import { Meeting } from './meeting.entity.ts';
import { MeetingResolver } from './meeting.resolver.ts';
import { Moving } from './moving.service.ts';
import { PastMeetingResolver } from './past-meeting.resolver.ts';
import { PastMeetings } from './past-meetings.service.ts';
import { Planning } from './planning.service.ts';
import { Registration, Representation } from './registration.entity.ts';
import { RegistrationResolver } from './registration.resolver.ts';
import { Seats } from './seats.service.ts';
import { SessionPolls } from './session-polls.service.ts';
import { SessionResolver } from './session.resolver.ts';

const tables = [
  ...[
    AgendaItem,
    Attendance,
    CalendarToken,
    Meeting,
    MeetingAct,
    MeetingBody,
    MeetingGuest,
    MeetingInvitation,
    MeetingQuorum,
  ],
  ...[OnlineLink, Registration, Representation, SessionNote],
];

@Module({
  imports: [...[ConventsModule, IdentityModule, ObligationsModule, VotingModule], TypeOrmModule.forFeature(tables)],
  providers: [
    ...[
      CalendarResolver,
      GuestResolver,
      InvitationResolver,
      MeetingActsResolver,
      MeetingResolver,
      PastMeetingResolver,
      RegistrationResolver,
      SessionResolver,
    ],
    ...[
      Agenda,
      AttendanceService,
      AttendanceSheets,
      Calendars,
      Convening,
      GuestErasure,
      Guests,
      Inviting,
      MeetingActs,
      Moving,
      PastMeetings,
      Planning,
      Seats,
      SessionPolls,
    ],
  ],
  exports: [Calendars, GuestErasure, MeetingActs, Seats],
})
export class MeetingsModule {}
