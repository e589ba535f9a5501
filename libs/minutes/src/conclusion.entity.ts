import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, IsUUID } from 'class-validator';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { ChangeArea } from '#areas';
import { Mandate } from '#convents';
import { ConnectionOf, DateTime, EditInput, MutationInput, PageArgs, Text } from '#core';
import { extend, Many, One, sql, Visible } from '#reads';
import { findable } from '#search';
import { AgendaItem } from '#meetings';
import { Meeting } from '#meetings';
import { seesConclusionArea, seesOutcome } from './minutes.policy.ts';

findable(
  'Conclusion',
  'A conclusion of a meeting; before its minutes are published for those whom it concerned (wniosek ze spotkania).',
  () => Conclusion,
);

@ObjectType({ description: 'A change area that a conclusion is about.' })
@Visible(seesConclusionArea)
@Table('conclusion_area')
export class ConclusionArea {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') conclusionId: string;
  @Field(() => Conclusion, { nullable: true, description: 'The conclusion.' })
  @One(() => Conclusion, 'conclusionId')
  conclusion: unknown;
  @Column('uuid') changeAreaId: string;
  @Field(() => ChangeArea, { nullable: true, description: 'The area.' })
  @One(() => ChangeArea, 'changeAreaId')
  changeArea: ChangeArea | null;
}

@ObjectType({ description: 'What a meeting found: the beginning of proposals (wniosek ze spotkania).' })
@Visible(seesOutcome)
@Table('conclusion')
export class Conclusion {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') meetingId: string;
  @Field(() => Meeting, { nullable: true, description: 'The meeting that it comes from.' })
  @One(() => Meeting, 'meetingId')
  meeting: Meeting | null;
  @Column('uuid', { nullable: true }) agendaItemId: string | null;
  @Field(() => AgendaItem, { nullable: true, description: 'The item at which it was found.' })
  @One(() => AgendaItem, 'agendaItemId')
  agendaItem: AgendaItem | null;
  @Field({ description: 'What it says.' }) @Column('text') text: string;
  @Field(() => DateTime, { nullable: true, description: 'When it was taken back; it stays to be read.' })
  @Column('timestamptz', { nullable: true })
  withdrawnAt: Date | null;
  @Field(() => DateTime) @Column('timestamptz') createdAt: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was recorded.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => Int, { description: 'Counts the edits; give it as `expectedVersion`.' }) @Column('int') version: number;
  @Field(() => [ConclusionArea], { description: 'The change areas that it is about (obszary zmian).' })
  @Many(() => ConclusionArea, 'conclusionId', { sort: () => ({ by: (row) => sql`${row}.id` }) })
  areas: ConclusionArea[];
}

@ObjectType({ description: 'A page of conclusions by area.' })
export class ConclusionAreaConnection extends ConnectionOf(ConclusionArea) {}

@InputType({ description: 'What the meeting found (wniosek).' })
export class RecordConclusionInput extends MutationInput {
  @Field(() => ID) @IsUUID() meetingId: string;
  @Field(() => ID, { nullable: true }) @IsOptional() @IsUUID() agendaItemId?: string | null;
  @Field({ description: 'At most 4000 characters.' }) @Text({ max: 4000, lines: true }) text: string;
  @Field(() => [ID], { description: 'Change areas, at most 14.' })
  @ArrayMaxSize(14)
  @IsUUID(undefined, { each: true })
  changeAreaIds: string[];
}

@InputType({ description: 'Another wording of a conclusion, before the minutes are approved.' })
export class EditConclusionInput extends EditInput {
  @Field(() => ID) @IsUUID() conclusionId: string;
  @Field({ description: 'At most 4000 characters.' }) @Text({ max: 4000, lines: true }) text: string;
  @Field(() => [ID], { description: 'Change areas, at most 14.' })
  @ArrayMaxSize(14)
  @IsUUID(undefined, { each: true })
  changeAreaIds: string[];
}

@InputType({ description: 'Takes a conclusion back, before the minutes are approved.' })
export class WithdrawConclusionInput extends EditInput {
  @Field(() => ID) @IsUUID() conclusionId: string;
}

extend(
  Meeting,
  'conclusions',
  Field(() => [Conclusion], { description: 'What it found, in order (wnioski).' }),
  Many(() => Conclusion, 'meetingId', { sort: () => ({ by: (row) => sql`${row}.id` }) }),
);
extend(
  ChangeArea,
  'conclusions',
  Field(() => ConclusionAreaConnection, { description: 'Conclusions of meetings about it (wnioski ze spotkań).' }),
  Many(() => ConclusionArea, 'changeAreaId', { args: PageArgs, sort: () => ({ by: (row) => sql`${row}.id` }) }),
);
