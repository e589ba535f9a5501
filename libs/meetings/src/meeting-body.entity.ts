import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Convent, FIRST_RULES, Forum, Mandate } from '#convents';
import { DateTime } from '#core';
import { Computed, One, OneOf, sql, Visible } from '#reads';
import { seesOnlineLink, seesPart } from './meetings.policy.ts';
import { MeetingMode, MeetingState, QuorumBasis } from './words.ts';

export const OrganisingBody = createUnionType({
  name: 'OrganisingBody',
  description: 'Who organises a meeting: a convent or the forum.',
  types: () => [Convent, Forum] as const,
});

@ObjectType({
  description: 'Who counts and who is there: organisations under mandates in force, of a board its people (kworum).',
})
@Visible(seesPart)
@Table('meeting_quorum', { synchronize: false })
export class MeetingQuorum {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') meetingId: string;
  @Field(() => Int, { description: 'How many could be there: ordinary members, or convents in the forum.' })
  @Column('int')
  entitled: number;
  @Field(() => Int, { description: 'How many of them are represented at this moment, or were at the end.' })
  @Column('int')
  present: number;
  @Field(() => Int, { description: 'How many it takes.' }) @Column('int') required: number;
  @Field({ description: 'Whether there is a quorum.' }) @Column('boolean') reached: boolean;
  @Field(() => Int, { description: 'What share of them it takes, in per cent; frozen when the session begins.' })
  @Computed(
    (row) => sql`(SELECT coalesce(b.quorum_percent, r.quorum_percent, ${FIRST_RULES.quorumPercent}::int)
      FROM meeting_body b LEFT JOIN convent_rules r ON r.id = b.convent_id WHERE b.id = ${row}.id)`,
  )
  percent: number;
  @Field(() => QuorumBasis, { description: 'Where that share comes from: the forum has no rules of its own.' })
  @Computed(
    (row) => sql`(SELECT CASE WHEN r.id IS NULL THEN 'NETWORK_DEFAULT' ELSE 'CONVENT_RULES' END
      FROM meeting_body b LEFT JOIN convent_rules r ON r.id = b.convent_id WHERE b.id = ${row}.id)`,
  )
  basis: QuorumBasis;
}

@ObjectType({ description: 'A body that organises a meeting, alone or with others (organizator).' })
@Visible(seesPart)
@Table('meeting_body')
export class MeetingBody {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') meetingId: string;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Field(() => OrganisingBody, { description: 'The body itself.' })
  @OneOf({ conventId: () => Convent, forumId: () => Forum })
  body: typeof OrganisingBody;
  @Field({ description: 'Whether it planned the meeting and asked the others.' }) @Column('boolean') lead: boolean;
  @Field(() => DateTime, { nullable: true, description: 'When it agreed to organise; null while it has not.' })
  @Column('timestamptz', { nullable: true })
  agreedAt: Date | null;
  /** Frozen when the session begins. */
  @Column('int', { nullable: true }) quorumPercent: number | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it agreed.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => MeetingQuorum, {
    nullable: true,
    description: 'Its quorum: in session live, of a closed meeting as it was at its end (kworum).',
  })
  @One(() => MeetingQuorum, 'id')
  quorum: MeetingQuorum | null;
}

@ObjectType({ description: 'One act on a meeting: what, when, why, under whose mandate (czynność).' })
@Visible(seesPart)
@Table('meeting_act')
export class MeetingAct {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') meetingId: string;
  @Field({ description: 'The name of the mutation.' }) @Column('text') action: string;
  @Field(() => MeetingState, { description: 'The state that it led to.' }) @Column('text') state: MeetingState;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Field(() => String, { nullable: true, description: 'Why.' })
  @Column('text', { nullable: true })
  reason: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Of a move: when it was to begin before.' })
  @Column('timestamptz', { nullable: true })
  wasStartsAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Of a move: when it was to end before.' })
  @Column('timestamptz', { nullable: true })
  wasEndsAt: Date | null;
  @Field(() => String, { nullable: true, description: 'Of a move: where it was to be before.' })
  @Column('text', { nullable: true })
  wasPlace: string | null;
  @Field(() => MeetingMode, { nullable: true, description: 'Of a move: how it was to be held before.' })
  @Column('text', { nullable: true })
  wasMode: MeetingMode | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was done.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

@ObjectType({
  description:
    'Where to join: for the confirmed alone, and only from the set time before the start (link do spotkania).',
})
@Visible(seesOnlineLink)
@Table('online_link')
export class OnlineLink {
  @Field(() => ID, { description: 'The same as the meeting’s.' }) @PrimaryColumn('uuid') id: string;
  @Field({ description: 'The address.' }) @Column('text') url: string;
}
