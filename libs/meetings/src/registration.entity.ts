import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Convent, Entity, Forum, Mandate, MandateBody, MandateFunction } from '#convents';
import { ConnectionOf, DateTime } from '#core';
import { Person } from '#identity';
import { Many, One, OneOf, sql, Visible } from '#reads';
import { MeetingGuest } from './meeting-invitation.entity.ts';
import { seesRegistration, seesRepresentation } from './meetings.policy.ts';
import { Presence, RegistrationState } from './words.ts';

@ObjectType({ description: 'For which organisation and in what capacity somebody comes (reprezentacja).' })
@Visible(seesRepresentation)
@Table('representation')
export class Representation {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') meetingId: string;
  @Column('uuid') registrationId: string;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Column('uuid', { nullable: true }) entityId: string | null;
  @Field(() => MandateBody, { description: 'The organisation.' })
  @OneOf({ conventId: () => Convent, forumId: () => Forum, entityId: () => Entity })
  body: typeof MandateBody;
  @Column('uuid') mandateId: string;
  @Field(() => Mandate, { nullable: true, description: 'The mandate that says so.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => MandateFunction, { description: 'In what capacity.' })
  @Column('text')
  function: MandateFunction;
}

@ObjectType({ description: 'Somebody’s registration for a meeting: one seat, or a place in the queue (zgłoszenie).' })
@Visible(seesRegistration)
@Table('registration')
export class Registration {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') meetingId: string;
  @Column('uuid', { nullable: true }) personId: string | null;
  @Field(() => Person, { nullable: true, description: 'Who registered, unless it is a guest or you may not see them.' })
  @One(() => Person, 'personId')
  person: Person | null;
  @Column('uuid', { nullable: true }) guestId: string | null;
  @Field(() => MeetingGuest, { nullable: true, description: 'The guest who registered, if it is one.' })
  @One(() => MeetingGuest, 'guestId')
  guest: MeetingGuest | null;
  @Field({ description: 'Their name, as it was then.' }) @Column({ type: 'text', collation: 'polish' }) name: string;
  @Field(() => Presence) @Column('text') mode: Presence;
  @Field(() => RegistrationState) @Column('text') state: RegistrationState;
  @Column({ type: 'int', insert: false, update: false }) queue: number;
  @Field(() => Int, { nullable: true, description: 'The number of the seat, of the confirmed.' })
  @Column('int', { nullable: true })
  seat: number | null;
  @Field({ description: 'Shown at the entrance: whoever checks in there gives it (kod wejścia).' })
  @Column('text')
  code: string;
  @Field(() => DateTime) @Column('timestamptz') registeredAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'When the state was last decided.' })
  @Column('timestamptz', { nullable: true })
  decidedAt: Date | null;
  @Field(() => String, { nullable: true, description: 'Why it was declined or withdrawn.' })
  @Column('text', { nullable: true })
  reason: string | null;
  @Field({ description: 'Whether it was made before the meeting was moved to its present time.' })
  @Column('boolean')
  beforeMove: boolean;
  @Field(() => Int, { description: 'Counts the changes.' }) @Column('int') version: number;
  @Field(() => [Representation], { description: 'For whom they come; nobody, if they come for themselves.' })
  @Many(() => Representation, 'registrationId', { sort: () => ({ by: (row) => sql`${row}.id` }) })
  representations: Representation[];
}

@ObjectType({ description: 'A page of registrations.' })
export class RegistrationConnection extends ConnectionOf(Registration) {}
