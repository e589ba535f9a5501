import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Convent, Entity, Forum, Mandate, MandateBody } from '#convents';
import { DateTime, Day } from '#core';
import { Obligation } from '#obligations';
import { Recommendation } from '#recommendations';
import { Computed, EVERYONE, extend, Many, One, OneOf, sql, Visible } from '#reads';
import { seesNotice } from './dossiers.policy.ts';
import { DossierResponse } from './response.entity.ts';
import { AnswerNoticeState, LegislativeStage, RecommendationOutcome } from './words.ts';

@ObjectType({
  description: 'A stage that the draft of law behind a recommendation has reached; entries stay (prace legislacyjne).',
})
@Visible(EVERYONE)
@Table('follow_up')
export class FollowUp {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') recommendationId: string;
  @Field(() => Recommendation, { nullable: true, description: 'The recommendation.' })
  @One(() => Recommendation, 'recommendationId')
  recommendation: Recommendation | null;
  @Field(() => LegislativeStage) @Column('text') stage: LegislativeStage;
  @Field(() => Day, { description: 'When it was reached (dzień).' }) @Column('date') reachedOn: string;
  @Field(() => String, {
    nullable: true,
    description: 'Its number in the list of works, such as UD123 (numer w wykazie).',
  })
  @Column('text', { nullable: true })
  listNumber: string | null;
  @Field(() => String, { nullable: true, description: 'Where it can be looked up (odnośnik).' })
  @Column('text', { nullable: true })
  link: string | null;
  @Field(() => String, { nullable: true, description: 'What else there is to say, as plain text (opis).' })
  @Column('text', { nullable: true })
  note: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The published act, such as Dz.U. 2025 poz. 83 (ogłoszony akt).',
  })
  @Column('text', { nullable: true })
  act: string | null;
  @Field(() => String, { nullable: true, description: 'The same as ELI has it, such as DU/2025/83.' })
  @Column('text', { nullable: true })
  eli: string | null;
  @Column('uuid', { nullable: true }) correctsId: string | null;
  @Field(() => FollowUp, { nullable: true, description: 'The entry that this one corrects (poprawiony wpis).' })
  @One(() => FollowUp, 'correctsId')
  corrects: FollowUp | null;
  @Field(() => String, { nullable: true, description: 'Why it was corrected (powód poprawki).' })
  @Column('text', { nullable: true })
  reason: string | null;
  @Field({ description: 'Whether it counts: nobody has corrected it.' })
  @Computed((row) => sql`NOT EXISTS (SELECT FROM follow_up x WHERE x.corrects_id = ${row}.id)`)
  current: boolean;
  @Field(() => DateTime, { description: 'When it was written down.' }) @Column('timestamptz') at: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was written down.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

@ObjectType({
  description:
    'Tells an organisation behind a proposal that the recommendation was answered, or what came of it (powiadomienie).',
})
@Visible(seesNotice)
@Table('answer_notice')
export class AnswerNotice {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') recommendationId: string;
  @Field(() => Recommendation, { nullable: true, description: 'The recommendation that has their proposal in it.' })
  @One(() => Recommendation, 'recommendationId')
  recommendation: Recommendation | null;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Column('uuid', { nullable: true }) entityId: string | null;
  @Field(() => MandateBody, { description: 'Who is told (kogo powiadomiono).' })
  @OneOf({ conventId: () => Convent, forumId: () => Forum, entityId: () => Entity })
  body: typeof MandateBody;
  @Column('uuid', { nullable: true }) responseId: string | null;
  @Field(() => DossierResponse, { nullable: true, description: 'The answer; null where it is about the outcome.' })
  @One(() => DossierResponse, 'responseId')
  response: DossierResponse | null;
  @Field(() => RecommendationOutcome, { nullable: true, description: 'The outcome; null where it is about an answer.' })
  @Column('text', { nullable: true })
  outcome: RecommendationOutcome | null;
  @Field(() => String, { nullable: true, description: 'Why that is the outcome.' })
  @Column('text', { nullable: true })
  reason: string | null;
  @Field(() => AnswerNoticeState)
  @Computed((row) => sql`CASE WHEN ${row}.read_at IS NULL THEN 'TOLD' ELSE 'READ' END`)
  state: AnswerNoticeState;
  @Field(() => DateTime, { description: 'Since when they are told.' }) @Column('timestamptz') toldAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'When somebody took note of it for them.' })
  @Column('timestamptz', { nullable: true })
  readAt: Date | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which note was taken.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

extend(
  Recommendation,
  'followUp',
  Field(() => [FollowUp], {
    description: 'What became of it in the making of the law, the last written first (prace legislacyjne).',
  }),
  Many(() => FollowUp, 'recommendationId', { sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) }),
);
extend(
  Recommendation,
  'notices',
  Field(() => [AnswerNotice], {
    description: 'What your organisations were told of it, as those behind a proposal in it, the last first.',
  }),
  Many(() => AnswerNotice, 'recommendationId', { sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) }),
);
extend(
  Obligation,
  'answerNotice',
  Field(() => AnswerNotice, { nullable: true, description: 'What is to be taken note of, if it is about that.' }),
  One(() => AnswerNotice, 'subjectId'),
);
