import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { IsUUID } from 'class-validator';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { EditInput, PageArgs, Text } from '#core';
import { EVERYONE, Many, Visible, sql, type Listing } from '#reads';

const inOrder: Listing = { args: PageArgs, sort: () => ({ by: (row) => sql`${row}.id` }) };

@ObjectType({ description: 'What the catalogue of change areas rests on (źródło).' })
@Visible(EVERYONE)
@Entity('change_area_evidence')
export class ChangeAreaEvidence {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') changeAreaId: string;
  @Field({ description: 'The document or report.' }) @Column('text') source: string;
  @Field(() => String, { nullable: true, description: 'The words of the source, in Polish.' })
  @Column('text', { nullable: true })
  quote: string | null;
}

@ObjectType({ description: 'One of the areas in which the law and the practice must change (obszar zmian).' })
@Visible(EVERYONE)
@Entity('change_area')
export class ChangeArea {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Field(() => Int, { description: 'Its place in the catalogue; the numbering is not the forum’s own.' })
  @Column('int')
  number: number;
  @Field({ description: 'A short name for addresses and filters.' }) @Column('text') slug: string;
  @Field({ description: 'Its name in Polish.' }) @Column('text') namePl: string;
  @Field({ description: 'Its name in English.' }) @Column('text') nameEn: string;
  @Field({
    description: 'How the area came into the catalogue: named_in_report, implied_in_report, from_prior_sector_report.',
  })
  @Column('text')
  provenance: string;
  @Field(() => Int, { description: 'Counts the edits; give it as `expectedVersion`.' }) @Column('int') version: number;

  @Field(() => [ChangeAreaEvidence])
  @Many(() => ChangeAreaEvidence, 'changeAreaId', { sort: inOrder.sort })
  evidence: ChangeAreaEvidence[];
}

export const changeAreaListing: Listing = { sort: () => ({ by: (row) => sql`${row}.number` }) };

@InputType({ description: 'The forum edits its catalogue; the numbers and slugs stay.' })
export class EditChangeAreaInput extends EditInput {
  @Field(() => ID) @IsUUID() changeAreaId: string;
  @Field({ description: 'Its name in Polish, at most 300 characters.' }) @Text({ max: 300 }) namePl: string;
  @Field({ description: 'Its name in English, at most 300 characters.' }) @Text({ max: 300 }) nameEn: string;
}
