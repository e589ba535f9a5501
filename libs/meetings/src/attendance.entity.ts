import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Convent, Entity, Forum, Mandate, MandateBody, MandateFunction } from '#convents';
import { ConnectionOf, DateTime } from '#core';
import { Person } from '#identity';
import { Computed, instant, One, OneOf, sql, Visible } from '#reads';
import { seesAttendance } from './meetings.policy.ts';
import { Presence } from './words.ts';

@ObjectType({
  description: 'Somebody was there, from–until, on site or online, for an organisation or themselves (obecność).',
})
@Visible(seesAttendance)
@Table('attendance')
export class Attendance {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') meetingId: string;
  @Column('uuid', { nullable: true }) registrationId: string | null;
  @Column('uuid', { nullable: true }) personId: string | null;
  @Field(() => Person, { nullable: true, description: 'Who, unless it is a guest or you may not see them.' })
  @One(() => Person, 'personId')
  person: Person | null;
  @Column('uuid', { nullable: true }) guestId: string | null;
  @Field({ description: 'Whether they came as a guest, without an account.' })
  @Computed((row) => sql`${row}.guest_id IS NOT NULL`)
  isGuest: boolean;
  @Field({ description: 'Their name, as it was then.' }) @Column({ type: 'text', collation: 'polish' }) name: string;
  @Field(() => Presence) @Column('text') mode: Presence;
  @Column('tstzrange') valid: string;
  @Field(() => DateTime, { description: 'When they came.' })
  @Computed((row) => instant(sql`lower(${row}.valid)`))
  from: Date;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When they left, or changed the mode; null while they are there.',
  })
  @Computed((row) => instant(sql`upper(${row}.valid)`))
  until: Date | null;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Column('uuid', { nullable: true }) entityId: string | null;
  @Field(() => MandateBody, { nullable: true, description: 'The organisation; null where they came for themselves.' })
  @OneOf({ conventId: () => Convent, forumId: () => Forum, entityId: () => Entity })
  body: typeof MandateBody | null;
  @Field(() => MandateFunction, { nullable: true, description: 'In what capacity.' })
  @Column('text', { nullable: true })
  function: MandateFunction | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, {
    nullable: true,
    description: 'The mandate that says so; entered afterwards, if one is known here.',
  })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field({
    description: 'Whether it was entered afterwards: for whom they came is what a document says (wpis po fakcie).',
  })
  @Column('boolean')
  reported: boolean;
  @Column('uuid', { nullable: true }) recordedUnderId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate of whoever let them in; null where they joined.' })
  @One(() => Mandate, 'recordedUnderId')
  recordedUnder: Mandate | null;
}

@ObjectType({ description: 'A page of attendance.' })
export class AttendanceConnection extends ConnectionOf(Attendance) {}
