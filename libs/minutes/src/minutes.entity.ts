import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Mandate } from '#convents';
import { DateTime } from '#core';
import { Computed, extend, Many, One, sql, Visible } from '#reads';
import { Correction } from './correction.entity.ts';
import { Meeting } from '#meetings';
import { seesMinutes, seesMinutesPart } from './minutes.policy.ts';
import { ApprovedBy, MinutesState } from './minutes.words.ts';

@ObjectType('MinutesUnit', { description: 'One point of the minutes (punkt protokołu).' })
export class MinutesUnitType {
  @Field({ description: 'Its name in all versions; corrections refer to it.' }) id: string;
  @Field(() => ID, { nullable: true, description: 'The item of the agenda that it is about.' }) agendaItemId:
    | string
    | null;
  @Field({ description: 'What stands above it.' }) heading: string;
  @Field({ description: 'What it says; several lines.' }) text: string;
}

@ObjectType({ description: 'One wording of the minutes; it never changes (wersja protokołu).' })
@Visible(seesMinutesPart)
@Table('minutes_version')
export class MinutesVersion {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') minutesId: string;
  @Field(() => Int, { description: 'Its number, from 1.' }) @Column('int') number: number;
  @Field({ description: 'Title and points as canonical JSON (RFC 8785); `contentHash` is of exactly this text.' })
  @Column('text')
  content: string;
  @Field({ description: 'SHA-256 of `content`, 64 hexadecimal digits (skrót).' })
  @Column('text')
  contentHash: string;
  @Field(() => DateTime) @Column('timestamptz') createdAt: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was written.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

@ObjectType({ description: 'One act on minutes: what, when, why, under whose mandate (czynność).' })
@Visible(seesMinutesPart)
@Table('minutes_act')
export class MinutesAct {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') minutesId: string;
  @Field({ description: 'The name of the mutation, or what followed of itself.' }) @Column('text') action: string;
  @Field(() => MinutesState, { description: 'The state that it led to.' }) @Column('text') state: MinutesState;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Field(() => String, { nullable: true, description: 'Why.' }) @Column('text', { nullable: true }) reason:
    | string
    | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was done.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

@ObjectType({ description: 'What is written down of a meeting, under its id (protokół); public once published.' })
@Visible(seesMinutes)
@Table('minutes')
export class Minutes {
  @Field(() => ID, { description: 'The id of the meeting.' }) @PrimaryColumn('uuid') id: string;
  @Field(() => Meeting, { nullable: true, description: 'The meeting.' })
  @One(() => Meeting, 'id')
  meeting: Meeting | null;
  @Field(() => MinutesState) @Column('text') state: MinutesState;
  @Column('uuid') currentVersionId: string;
  @Field(() => MinutesVersion, { nullable: true, description: 'The text as it stands.' })
  @One(() => MinutesVersion, 'currentVersionId')
  currentVersion: MinutesVersion | null;
  @Field(() => DateTime, { nullable: true, description: 'Since when it is open for corrections.' })
  @Column('timestamptz', { nullable: true })
  circulatedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'From this moment on a correction is late (termin).' })
  @Column('timestamptz', { nullable: true })
  correctUntil: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was approved; by silence, at the deadline itself.' })
  @Column('timestamptz', { nullable: true })
  approvedAt: Date | null;
  @Field(() => ApprovedBy, { nullable: true }) @Column('text', { nullable: true }) approvedBy: ApprovedBy | null;
  @Field(() => String, { nullable: true, description: 'What the approval by act rests on.' })
  @Column('text', { nullable: true })
  approvalBasis: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was sealed and made public.' })
  @Column('timestamptz', { nullable: true })
  publishedAt: Date | null;
  @Field(() => String, { nullable: true, description: 'Where the sealed record is that anybody can check.' })
  @Computed(
    (row) => sql`CASE WHEN ${row}.published_at IS NOT NULL THEN '/records/minutes/' || ${row}.id || '.json' END`,
  )
  recordPath: string | null;
  @Field(() => DateTime) @Column('timestamptz') createdAt: Date;
  @Field(() => Int, { description: 'Counts the changes; give it as `expectedVersion`.' })
  @Column('int')
  version: number;
  @Field(() => [MinutesVersion], { description: 'All versions, the latest first (wersje).' })
  @Many(() => MinutesVersion, 'minutesId', { sort: () => ({ by: (row) => sql`${row}.number`, descending: true }) })
  versions: MinutesVersion[];
  @Field(() => [Correction], { description: 'Corrections that you may see, in their order (sprostowania).' })
  @Many(() => Correction, 'minutesId', { sort: () => ({ by: (row) => sql`${row}.id` }) })
  corrections: Correction[];
  @Field(() => [MinutesAct], { description: 'What was done, the latest first (czynności).' })
  @Many(() => MinutesAct, 'minutesId', { sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) })
  acts: MinutesAct[];
}

extend(
  Meeting,
  'minutes',
  Field(() => Minutes, { nullable: true, description: 'Its minutes, once they are begun (protokół).' }),
  One(() => Minutes, 'id'),
);
