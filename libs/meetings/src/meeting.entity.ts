import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { extendBodies } from '#convents';
import { ConnectionOf, DateTime, PageArgs } from '#core';
import { Person } from '#identity';
import { Obligation } from '#obligations';
import { extend, Many, One, sql, Visible } from '#reads';
import { AgendaItem, SessionNote } from './agenda-item.entity.ts';
import { Attendance, AttendanceConnection } from './attendance.entity.ts';
import { MeetingAct, MeetingBody, OnlineLink } from './meeting-body.entity.ts';
import { MeetingInvitation, MeetingInvitationConnection } from './meeting-invitation.entity.ts';
import { seesMeeting } from './meetings.policy.ts';
import { Registration, RegistrationConnection } from './registration.entity.ts';
import { MeetingKind, MeetingMode, MeetingState } from './words.ts';

@ObjectType({
  description: 'A meeting (spotkanie): a plan is seen by its organisers, convened by the invited, then as published.',
})
@Visible(seesMeeting)
@Table('meeting')
export class Meeting {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Field(() => MeetingKind) @Column('text') kind: MeetingKind;
  @Field(() => MeetingMode) @Column('text') mode: MeetingMode;
  @Field(() => MeetingState) @Column('text') state: MeetingState;
  @Field({ description: 'What it is called.' }) @Column('text') title: string;
  @Field(() => String, { nullable: true, description: 'What else there is to say.' })
  @Column('text', { nullable: true })
  description: string | null;
  @Field(() => String, { nullable: true, description: 'Where, unless it is online.' })
  @Column('text', { nullable: true })
  place: string | null;
  @Field(() => String, { nullable: true, description: 'Who hosts it, if it is none of the bodies (gospodarz).' })
  @Column('text', { nullable: true })
  host: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'Of a meeting entered after it had been held: out of what; null of one that was held here (wpis po fakcie).',
  })
  @Column('text', { nullable: true })
  recordedFrom: string | null;
  @Field(() => DateTime) @Column('timestamptz') startsAt: Date;
  @Field(() => DateTime) @Column('timestamptz') endsAt: Date;
  @Field(() => DateTime, {
    nullable: true,
    description: 'From this moment on people register; since it was convened when null.',
  })
  @Column('timestamptz', { nullable: true })
  registrationOpensAt: Date | null;
  @Field(() => DateTime, {
    nullable: true,
    description: 'From this moment on nobody registers any more; from the start when null.',
  })
  @Column('timestamptz', { nullable: true })
  registrationClosesAt: Date | null;
  @Field(() => Int, { nullable: true, description: 'Seats at the place; null where they are not counted.' })
  @Column('int', { nullable: true })
  seatsOnSite: number | null;
  @Field(() => Int, { nullable: true, description: 'Seats online; null where they are not counted.' })
  @Column('int', { nullable: true })
  seatsOnline: number | null;
  @Field(() => Int, { description: 'How many seats at the place are taken.' }) @Column('int') takenOnSite: number;
  @Field(() => Int, { description: 'How many seats online are taken.' }) @Column('int') takenOnline: number;
  @Field(() => Int, { description: 'How many wait for a seat.' }) @Column('int') waiting: number;
  @Field(() => Int, { description: 'So many minutes before the start the confirmed see the online link.' })
  @Column('int')
  linkMinutes: number;
  @Column('uuid', { nullable: true }) currentItemId: string | null;
  @Field(() => AgendaItem, { nullable: true, description: 'In session: the item that it has come to.' })
  @One(() => AgendaItem, 'currentItemId')
  currentItem: AgendaItem | null;
  @Field(() => DateTime, {
    nullable: true,
    description: 'Since when those whom it concerns see it: when it was convened, or entered after it had been held.',
  })
  @Column('timestamptz', { nullable: true })
  convenedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it really began.' })
  @Column('timestamptz', { nullable: true })
  beganAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it really ended.' })
  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Since when it is public.' })
  @Column('timestamptz', { nullable: true })
  publishedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Since when all convents of the forum see it.' })
  @Column('timestamptz', { nullable: true })
  sharedAt: Date | null;
  /** Since when its minutes are public, and with them what came of it. */
  @Column('timestamptz', { nullable: true }) minutesAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was last moved after it had been convened.' })
  @Column('timestamptz', { nullable: true })
  movedAt: Date | null;
  @Field(() => Int, { description: 'Counts the changes that calendars have to be told of.' })
  @Column('int')
  sequence: number;
  @Column('uuid', { array: true }) bodies: string[];
  @Column('uuid', { array: true }) asked: string[];
  @Column('uuid', { array: true }) readers: string[];
  @Column('uuid', { array: true }) participants: string[];
  @Field(() => DateTime) @Column('timestamptz') createdAt: Date;
  @Field(() => Int, { description: 'Counts the changes; give it as `expectedVersion`.' })
  @Column('int')
  version: number;
  @Field(() => OnlineLink, {
    nullable: true,
    description: 'Where to join: for the confirmed alone, from the set time before the start until the end.',
  })
  @One(() => OnlineLink, 'id')
  onlineLink: OnlineLink | null;
  @Field(() => [MeetingBody], { description: 'Who organises it; also those asked to, before they agree.' })
  @Many(() => MeetingBody, 'meetingId', { sort: () => ({ by: (row) => sql`${row}.id` }) })
  organisers: MeetingBody[];
  @Field(() => [AgendaItem], { description: 'All items of the agenda from top to bottom (porządek).' })
  @Many(() => AgendaItem, 'meetingId', { sort: () => ({ by: (row) => sql`${row}.position` }) })
  agenda: AgendaItem[];
  @Field(() => MeetingInvitationConnection, { description: 'Invitations that you may see (zaproszenia).' })
  @Many(() => MeetingInvitation, 'meetingId', { args: PageArgs, sort: () => ({ by: (row) => sql`${row}.id` }) })
  invitations: MeetingInvitationConnection;
  @Field(() => RegistrationConnection, { description: 'Registrations that you may see, in their order (zgłoszenia).' })
  @Many(() => Registration, 'meetingId', { args: PageArgs, sort: () => ({ by: (row) => sql`${row}.queue` }) })
  registrations: RegistrationConnection;
  @Field(() => AttendanceConnection, { description: 'Who was there, by name, as far as you may see it (obecność).' })
  @Many(() => Attendance, 'meetingId', { args: PageArgs, sort: () => ({ by: (row) => sql`${row}.name` }) })
  attendances: AttendanceConnection;
  @Field(() => [SessionNote], { description: 'Notes taken in session, for the organisers (notatki).' })
  @Many(() => SessionNote, 'meetingId', { sort: () => ({ by: (row) => sql`${row}.id` }) })
  notes: SessionNote[];
  @Field(() => [MeetingAct], { description: 'What was done, the latest first (czynności).' })
  @Many(() => MeetingAct, 'meetingId', { sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) })
  acts: MeetingAct[];
}

@ObjectType({ description: 'A page of meetings.' })
export class MeetingConnection extends ConnectionOf(Meeting) {}

@ObjectType({ description: 'A page of the meetings that a body organises.' })
export class MeetingBodyConnection extends ConnectionOf(MeetingBody) {}

const toMeeting = (description: string) => [Field(() => Meeting, { nullable: true, description })] as const;
for (const type of [MeetingBody, MeetingInvitation, Registration, Attendance])
  extend(
    type,
    'meeting',
    ...toMeeting('The meeting.'),
    One(() => Meeting, 'meetingId'),
  );
extend(
  Obligation,
  'meeting',
  ...toMeeting('The meeting that it is about, if it is about one.'),
  One(() => Meeting, 'subjectId'),
);
extendBodies(
  'meetings',
  Field(() => MeetingBodyConnection, {
    description: 'Meetings that it organises, the latest planned first (spotkania).',
  }),
  (column) =>
    Many(() => MeetingBody, column, {
      args: PageArgs,
      sort: () => ({ by: (row) => sql`${row}.id`, descending: true }),
    }),
);
extend(
  Person,
  'registrations',
  Field(() => RegistrationConnection, {
    description: 'Your registrations for meetings, the latest first (zgłoszenia).',
  }),
  Many(() => Registration, 'personId', {
    args: PageArgs,
    sort: () => ({ by: (row) => sql`${row}.id`, descending: true }),
  }),
);
extend(
  Person,
  'meetingInvitations',
  Field(() => MeetingInvitationConnection, { description: 'Invitations of you yourself, the latest first.' }),
  Many(() => MeetingInvitation, 'personId', {
    args: PageArgs,
    sort: () => ({ by: (row) => sql`${row}.id`, descending: true }),
  }),
);
