import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { ChangeArea } from '#areas';
import { Mandate } from '#convents';
import { DateTime } from '#core';
import { Many, One, sql, Visible } from '#reads';
import type { Card } from './card.ts';
import { CardColumns } from './card.columns.ts';
import { seesDraft, seesVersion } from './practices.policy.ts';
import { PracticeAudience, PracticeStage } from './words.ts';

@ObjectType({ description: 'A change area that a published version belongs to (obszar zmian praktyki).' })
@Visible(seesVersion)
@Table('practice_area')
export class PracticeArea {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') practiceId: string;
  @Column('uuid') versionId: string;
  @Column('uuid') changeAreaId: string;
  @Field(() => ChangeArea) @One(() => ChangeArea, 'changeAreaId') changeArea: ChangeArea;
}

@ObjectType({ description: 'A practice as it was published once; it never changes (wersja).' })
@Visible(seesVersion)
@Table('practice_version')
@CardColumns({ published: true })
export class PracticeVersion {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') practiceId: string;
  @Field(() => Int, { description: 'Counts from 1.' }) @Column('int') number: number;
  @Field({ description: 'All of the card with its attachments as JSON, exactly as it is hashed (RFC 8785).' })
  @Column('text')
  content: string;
  @Field({
    description: 'SHA-256 of `content` in hexadecimal digits; with the id it is how the version is cited (skrót).',
  })
  @Column('text')
  contentHash: string;
  @Field(() => DateTime) @Column('timestamptz') publishedAt: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was published.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => [PracticeArea], { description: 'The change areas of this version (obszary zmian).' })
  @Many(() => PracticeArea, 'versionId', { sort: () => ({ by: (row) => sql`${row}.id` }) })
  areas: PracticeArea[];
}
export interface PracticeVersion extends Card {}

@ObjectType({
  description:
    'The working text of a practice; seen by its entity and by the reviewers of the convent (tekst roboczy).',
})
@Visible(seesDraft)
@Table('practice_draft')
@CardColumns({ published: false })
export class PracticeDraft {
  @Field(() => ID, { description: 'The same as the practice’s.' }) @PrimaryColumn('uuid') id: string;
  @Field(() => PracticeStage) @Column('text') stage: PracticeStage;
  @Field(() => PracticeAudience, {
    nullable: true,
    description: 'How far the author lets it go (zgoda na udostępnienie).',
  })
  @Column('text', { nullable: true })
  agreedAudience: PracticeAudience | null;
  @Column('uuid', { nullable: true }) reviewerId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate of whoever took it for review (recenzent).' })
  @One(() => Mandate, 'reviewerId')
  reviewer: Mandate | null;
  @Field(() => Int, { description: 'How often it has been handed in.' }) @Column('int') round: number;
  @Field(() => DateTime, { description: 'Since when it is in this stage.' }) @Column('timestamptz') stageSince: Date;
  @Field(() => DateTime, { description: 'When it was last saved.' }) @Column('timestamptz') editedAt: Date;
  @Field(() => Int, { description: 'Counts the saves; give it as `expectedVersion`.' }) @Column('int') version: number;
}
export interface PracticeDraft extends Card {}
