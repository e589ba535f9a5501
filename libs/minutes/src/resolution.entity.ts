import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { IsOptional, IsUUID } from 'class-validator';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Convent, extendBodies, Forum, Mandate } from '#convents';
import { ConnectionOf, DateTime, Day, MutationInput, PageArgs, Text } from '#core';
import { Computed, extend, Many, One, OneOf, sql, Visible } from '#reads';
import { findable } from '#search';
import { AgendaItem } from '#meetings';
import { Meeting } from '#meetings';
import { Poll } from '#voting';
import { seesOutcome } from './minutes.policy.ts';

export const ResolvingBody = createUnionType({
  name: 'ResolvingBody',
  description: 'Who passes resolutions: a convent or the forum.',
  types: () => [Convent, Forum] as const,
});

findable(
  'Resolution',
  'A resolution; before the minutes are published for those whom the meeting concerned (uchwała).',
  () => Resolution,
);

@ObjectType({ description: 'What a body resolved at a meeting; it never changes (uchwała).' })
@Visible(seesOutcome)
@Table('resolution')
export class Resolution {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') meetingId: string;
  @Field(() => Meeting, { nullable: true, description: 'The meeting at which it was passed.' })
  @One(() => Meeting, 'meetingId')
  meeting: Meeting | null;
  @Column('uuid', { nullable: true }) agendaItemId: string | null;
  @Field(() => AgendaItem, { nullable: true, description: 'The item at which it was passed.' })
  @One(() => AgendaItem, 'agendaItemId')
  agendaItem: AgendaItem | null;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Field(() => ResolvingBody, { description: 'Who passed it.' })
  @OneOf({ conventId: () => Convent, forumId: () => Forum })
  body: typeof ResolvingBody;
  @Field(() => Int, { description: 'The year in whose row it is numbered.' }) @Column('int') year: number;
  @Field(() => Int, { description: 'Its place in the year, from 1 without gaps.' }) @Column('int') ordinal: number;
  @Field({ description: 'Its number, such as 3/2026 (numer).' })
  @Computed((row) => sql`(${row}.ordinal || '/' || ${row}.year)`)
  number: string;
  @Field({ description: 'What it is about.' }) @Column('text') title: string;
  @Field({ description: 'What it says.' }) @Column('text') text: string;
  @Field({ description: 'How it was passed; of a poll its counts.' }) @Column('text') basis: string;
  @Column('uuid', { nullable: true }) pollId: string | null;
  @Field(() => Poll, { nullable: true, description: 'The poll of the meeting that adopted it, if one did.' })
  @One(() => Poll, 'pollId')
  poll: Poll | null;
  @Field(() => Day, { description: 'The day on which the meeting began.' }) @Column('date') adoptedOn: string;
  @Field(() => DateTime) @Column('timestamptz') createdAt: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was recorded.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

@ObjectType({ description: 'A page of resolutions.' })
export class ResolutionConnection extends ConnectionOf(Resolution) {}

@InputType({ description: 'What a body resolved; it gets the next number of its year (uchwała).' })
export class RecordResolutionInput extends MutationInput {
  @Field(() => ID) @IsUUID() meetingId: string;
  @Field(() => ID, { description: 'One of the bodies that organise the meeting.' }) @IsUUID() bodyId: string;
  @Field(() => ID, { nullable: true }) @IsOptional() @IsUUID() agendaItemId?: string | null;
  @Field({ description: 'At most 500 characters.' }) @Text({ max: 500 }) title: string;
  @Field({ description: 'At most 10000 characters.' }) @Text({ max: 10_000, lines: true }) text: string;
  @Field(() => String, {
    nullable: true,
    description: 'How it was passed, at most 1000 characters; unless `pollId` says it.',
  })
  @IsOptional()
  @Text({ max: 1000 })
  basis?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: 'The published poll of the meeting that adopted it; its counts are the basis then.',
  })
  @IsOptional()
  @IsUUID()
  pollId?: string | null;
}

extend(
  Meeting,
  'resolutions',
  Field(() => [Resolution], { description: 'What was resolved at it, in order (uchwały).' }),
  Many(() => Resolution, 'meetingId', { sort: () => ({ by: (row) => sql`${row}.id` }) }),
);
extendBodies(
  'resolutions',
  Field(() => ResolutionConnection, { description: 'Its resolutions, the latest first (uchwały).' }),
  (column) =>
    Many(() => Resolution, column, { args: PageArgs, sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) }),
);
