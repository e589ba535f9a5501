import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Convent, Entity, Forum, Mandate, MandateBody } from '#convents';
import { ConnectionOf, DateTime } from '#core';
import { Person } from '#identity';
import { Computed, One, OneOf, Visible } from '#reads';
import { invitationState } from './invitation.lifecycle.ts';
import { organises, seesInvitation } from './meetings.policy.ts';
import { InvitationAnswer, InvitationState } from './words.ts';

@ObjectType({ description: 'Somebody without an account; the organisers alone see their data (gość).' })
@Visible(organises)
@Table('meeting_guest')
export class MeetingGuest {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') meetingId: string;
  @Field({ description: 'Their name.' }) @Column('text') name: string;
  @Field(() => String, { nullable: true, description: 'Where to write to them.' })
  @Column('text', { nullable: true })
  email: string | null;
  @Field(() => String, { nullable: true, description: 'Whom they come from.' })
  @Column('text', { nullable: true })
  organisation: string | null;
  @Column('bytea', { nullable: true }) linkHash: Buffer | null;
  @Field(() => DateTime, { nullable: true, description: 'Until when their link can be opened.' })
  @Column('timestamptz', { nullable: true })
  linkExpiresAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was opened.' })
  @Column('timestamptz', { nullable: true })
  linkUsedAt: Date | null;
  @Column('bytea', { nullable: true }) keyHash: Buffer | null;
  @Field(() => DateTime, { nullable: true, description: 'When their data was erased.' })
  @Column('timestamptz', { nullable: true })
  erasedAt: Date | null;
  @Field(() => DateTime) @Column('timestamptz') createdAt: Date;
  @Field(() => Int, { description: 'Counts the changes.' }) @Column('int') version: number;
}

@ObjectType({ description: 'An invitation to a meeting: of a body, an entity, a person or a guest (zaproszenie).' })
@Visible(seesInvitation)
@Table('meeting_invitation')
export class MeetingInvitation {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') meetingId: string;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Column('uuid', { nullable: true }) entityId: string | null;
  @Field(() => MandateBody, { nullable: true, description: 'The body or entity that is invited, if one is.' })
  @OneOf({ conventId: () => Convent, forumId: () => Forum, entityId: () => Entity })
  body: typeof MandateBody | null;
  @Column('uuid', { nullable: true }) personId: string | null;
  @Field(() => Person, { nullable: true, description: 'The person who is invited, if one is.' })
  @One(() => Person, 'personId')
  person: Person | null;
  @Column('uuid', { nullable: true }) guestId: string | null;
  @Field(() => MeetingGuest, { nullable: true, description: 'The guest who is invited, if one is.' })
  @One(() => MeetingGuest, 'guestId')
  guest: MeetingGuest | null;
  @Field(() => InvitationState) @Computed(invitationState) state: InvitationState;
  @Field(() => DateTime) @Column('timestamptz') invitedAt: Date;
  @Column('uuid', { nullable: true }) invitedUnderId: string | null;
  @Field(() => InvitationAnswer, { nullable: true })
  @Column('text', { nullable: true })
  answer: InvitationAnswer | null;
  @Field(() => DateTime, { nullable: true }) @Column('timestamptz', { nullable: true }) answeredAt: Date | null;
  @Field(() => String, { nullable: true, description: 'What was said with the answer.' })
  @Column('text', { nullable: true })
  note: string | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was answered.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field({ description: 'Whether it was answered before the meeting was moved: then it waits for an answer again.' })
  @Column('boolean')
  answeredBeforeMove: boolean;
  @Field(() => DateTime, { nullable: true, description: 'When the organisers took it back.' })
  @Column('timestamptz', { nullable: true })
  withdrawnAt: Date | null;
  @Field(() => Int, { description: 'Counts the changes.' }) @Column('int') version: number;
}

@ObjectType({ description: 'A page of invitations to meetings.' })
export class MeetingInvitationConnection extends ConnectionOf(MeetingInvitation) {}
