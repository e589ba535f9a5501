import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { ChangeArea } from '#areas';
import { Convent, Entity } from '#convents';
import { ConnectionOf, DateTime, Day, PageArgs } from '#core';
import { Obligation } from '#obligations';
import { Computed, extend, Many, One, sql, Visible } from '#reads';
import { findable } from '#search';
import { PracticeAct, PracticeAttachment, PracticeQuestion, PracticeRemark } from './practice-parts.entity.ts';
import { PracticeArea, PracticeDraft, PracticeVersion } from './practice-version.entity.ts';
import { seesPractice } from './practices.policy.ts';
import { PracticeAudience, PracticeState } from './words.ts';

/** After so long without a check a practice is no longer offered as one that can be relied on. */
export const CHECK_MONTHS = 12;

findable('GoodPractice', 'A good practice with its published version (dobra praktyka).', () => GoodPractice);

@ObjectType({ description: 'A page of questions about a practice.' })
export class PracticeQuestionConnection extends ConnectionOf(PracticeQuestion) {}

@ObjectType({
  description:
    'Something that an entity does and that others could do as well: the card, its versions, who took it over (dobra praktyka).',
})
@Visible(seesPractice)
@Table('good_practice')
export class GoodPractice {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') entityId: string;
  @Field(() => Entity, { description: 'Whose practice it is (autor).' }) @One(() => Entity, 'entityId') entity: Entity;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Field(() => Convent, { nullable: true, description: 'The convent that reviews it, since it was handed in.' })
  @One(() => Convent, 'conventId')
  convent: Convent | null;
  @Field(() => PracticeState) @Column('text') state: PracticeState;
  @Field(() => PracticeAudience, { nullable: true, description: 'Who may read it; null before it is published.' })
  @Column('text', { nullable: true })
  audience: PracticeAudience | null;
  @Column('uuid', { nullable: true }) currentVersionId: string | null;
  @Field(() => PracticeVersion, { nullable: true, description: 'The card as it is published (karta).' })
  @One(() => PracticeVersion, 'currentVersionId')
  currentVersion: PracticeVersion | null;
  @Field(() => PracticeDraft, { nullable: true, description: 'The working text; null where it is not for you.' })
  @One(() => PracticeDraft, 'id')
  draft: PracticeDraft | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was first published.' })
  @Column('timestamptz', { nullable: true })
  publishedAt: Date | null;
  @Field(() => Day, { nullable: true, description: 'The day on which its author last said that it holds.' })
  @Column('date', { nullable: true })
  lastCheckedOn: string | null;
  @Field(() => Day, { nullable: true, description: 'A year later: from then on it is OUTDATED until checked again.' })
  @Computed((row) => sql`(${row}.last_checked_on + interval '12 months')::date`)
  checkDueOn: string | null;
  @Field(() => Int, { description: 'How many entities have taken it over, confirmed (liczba wdrożeń).' })
  @Column({ type: 'int', insert: false, update: false })
  replicationCount: number;
  @Field(() => Int, { description: 'How many entities say that it is useful to them.' })
  @Column({ type: 'int', insert: false, update: false })
  usefulCount: number;
  @Field({ description: 'Whether this is sample data.' }) @Column('boolean') sample: boolean;
  @Field(() => DateTime) @Column('timestamptz') createdAt: Date;
  @Field(() => Int, { description: 'Counts the changes of what is not the text.' }) @Column('int') version: number;

  @Field(() => [PracticeVersion], { description: 'All that was ever published, the latest first (wersje).' })
  @Many(() => PracticeVersion, 'practiceId', {
    sort: () => ({ by: (row) => sql`${row}.number`, descending: true }),
  })
  versions: PracticeVersion[];
  @Field(() => [PracticeAttachment], { description: 'Its files in their order (załączniki).' })
  @Many(() => PracticeAttachment, 'practiceId', { sort: () => ({ by: (row) => sql`${row}.id` }) })
  attachments: PracticeAttachment[];
  @Field(() => [PracticeRemark], { description: 'What reviewers said, the latest first (uwagi).' })
  @Many(() => PracticeRemark, 'practiceId', { sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) })
  remarks: PracticeRemark[];
  @Field(() => [PracticeAct], { description: 'What was done, the latest first (czynności).' })
  @Many(() => PracticeAct, 'practiceId', { sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) })
  acts: PracticeAct[];
  @Field(() => PracticeQuestionConnection, { description: 'Questions and answers, the latest first (pytania).' })
  @Many(() => PracticeQuestion, 'practiceId', {
    args: PageArgs,
    sort: () => ({ by: (row) => sql`${row}.id`, descending: true }),
  })
  questions: PracticeQuestion[];
}

extend(
  Obligation,
  'practice',
  Field(() => GoodPractice, { nullable: true, description: 'The practice that it is about, if it is about one.' }),
  One(() => GoodPractice, 'subjectId'),
);
extend(
  PracticeArea,
  'practice',
  Field(() => GoodPractice, { nullable: true, description: 'The practice.' }),
  One(() => GoodPractice, 'practiceId'),
);

@ObjectType({ description: 'A page of practices that belong to a change area.' })
export class PracticeAreaConnection extends ConnectionOf(PracticeArea) {}

extend(
  ChangeArea,
  'practices',
  Field(() => PracticeAreaConnection, {
    description: 'Practices whose published card names it, as evidence that the change can be made (dobre praktyki).',
  }),
  Many(() => PracticeArea, 'changeAreaId', {
    args: PageArgs,
    where: (row) => sql`EXISTS (SELECT FROM good_practice p WHERE p.id = ${row}.practice_id
      AND p.current_version_id = ${row}.version_id AND p.state IN ('PUBLISHED', 'OUTDATED'))`,
    sort: () => ({ by: (row) => sql`${row}.id` }),
  }),
);
