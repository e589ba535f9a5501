import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { ChangeArea } from '#areas';
import { Circulation } from '#circulation';
import { Mandate } from '#convents';
import { ConnectionOf, DateTime, PageArgs } from '#core';
import { DraftVersion } from '#drafts';
import { GoodPractice, PracticeVersion } from '#practices';
import { Proposal, ProposalConnection, proposalListing } from '#proposals';
import { extend, Many, One, sql, Visible, type Row } from '#reads';
import { Poll, PollConnection, pollListing } from '#voting';
import { Recommendation } from './recommendation.entity.ts';
import { seesAct, seesPart } from './recommendations.policy.ts';
import { RecommendationState } from './words.ts';

@ObjectType({ description: 'A change area that a recommendation is about (obszar zmian rekomendacji).' })
@Visible(seesPart)
@Table('recommendation_area')
export class RecommendationArea {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') recommendationId: string;
  @Field(() => Recommendation, { nullable: true, description: 'The recommendation.' })
  @One(() => Recommendation, 'recommendationId')
  recommendation: Recommendation | null;
  @Column('uuid') changeAreaId: string;
  @Field(() => ChangeArea, { description: 'The area.' })
  @One(() => ChangeArea, 'changeAreaId')
  changeArea: ChangeArea;
}

@ObjectType({ description: 'A page of recommendations by area.' })
export class RecommendationAreaConnection extends ConnectionOf(RecommendationArea) {}

@ObjectType({
  description: 'A good practice that stands as evidence under a recommendation, in the version that was cited (dowód).',
})
@Visible(seesPart)
@Table('recommendation_practice')
export class RecommendationPractice {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') recommendationId: string;
  @Field(() => Recommendation, { nullable: true, description: 'The recommendation.' })
  @One(() => Recommendation, 'recommendationId')
  recommendation: Recommendation | null;
  @Column('uuid') practiceId: string;
  @Field(() => GoodPractice, { nullable: true, description: 'The practice.' })
  @One(() => GoodPractice, 'practiceId')
  practice: GoodPractice | null;
  @Column('uuid') practiceVersionId: string;
  @Field(() => PracticeVersion, { nullable: true, description: 'The version that was cited, as it was then.' })
  @One(() => PracticeVersion, 'practiceVersionId')
  practiceVersion: PracticeVersion | null;
  @Field({ description: 'What it shows (co potwierdza).' }) @Column('text') note: string;
  @Field(() => DateTime) @Column('timestamptz') addedAt: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was cited.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

@ObjectType({ description: 'A page of recommendations by practice.' })
export class RecommendationPracticeConnection extends ConnectionOf(RecommendationPractice) {}

@ObjectType({ description: 'One time that a version of a recommendation was sent round (runda obiegu).' })
@Visible(seesPart)
@Table('recommendation_round')
export class RecommendationRound {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') recommendationId: string;
  @Field(() => Int, { description: 'Counts from 1.' }) @Column('int') number: number;
  @Column('uuid') circulationId: string;
  @Field(() => Circulation, { nullable: true, description: 'The circulation; null where it is not for you.' })
  @One(() => Circulation, 'circulationId')
  circulation: Circulation | null;
  @Column('uuid') versionId: string;
  @Field(() => DraftVersion, { nullable: true, description: 'What was sent round; null where it is not for you.' })
  @One(() => DraftVersion, 'versionId')
  version: DraftVersion | null;
}

@ObjectType({
  description:
    'One act on a recommendation: what, when, why, under whose mandate; for those who work on it (czynność).',
})
@Visible(seesAct)
@Table('recommendation_act')
export class RecommendationAct {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') recommendationId: string;
  @Field({ description: 'The name of the mutation, or what followed of itself.' }) @Column('text') action: string;
  @Field(() => RecommendationState, { description: 'The state after it.' }) @Column('text') state: RecommendationState;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Field(() => String, { nullable: true, description: 'Why; or what stood there before.' })
  @Column('text', { nullable: true })
  reason: string | null;
  @Column('uuid', { nullable: true }) practiceId: string | null;
  @Field(() => GoodPractice, { nullable: true, description: 'The practice that it was about, if it was about one.' })
  @One(() => GoodPractice, 'practiceId')
  practice: GoodPractice | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was done; null where time did it.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

const inOrder = () => ({ by: (row: Row) => sql`${row}.id` });
const latestFirst = () => ({ by: (row: Row) => sql`${row}.id`, descending: true });

extend(
  Recommendation,
  'areas',
  Field(() => [RecommendationArea], { description: 'The change areas that it is about (obszary zmian).' }),
  Many(() => RecommendationArea, 'recommendationId', { sort: inOrder }),
);
extend(
  Recommendation,
  'practices',
  Field(() => [RecommendationPractice], { description: 'Good practices that stand as evidence (dowody).' }),
  Many(() => RecommendationPractice, 'recommendationId', { sort: inOrder }),
);
extend(
  Recommendation,
  'circulations',
  Field(() => [RecommendationRound], { description: 'When its versions were sent round, in order (rundy obiegu).' }),
  Many(() => RecommendationRound, 'recommendationId', { sort: () => ({ by: (row) => sql`${row}.number` }) }),
);
extend(
  Recommendation,
  'acts',
  Field(() => [RecommendationAct], {
    description: 'What was done, the latest first; empty where you do not work on it (czynności).',
  }),
  Many(() => RecommendationAct, 'recommendationId', { sort: latestFirst }),
);
extend(
  Recommendation,
  'proposals',
  Field(() => ProposalConnection, {
    description: 'The proposals behind it, with all that was merged into them (postulaty).',
  }),
  Many(() => Proposal, 'recommendationId', proposalListing),
);
extend(
  Recommendation,
  'polls',
  Field(() => PollConnection, { description: 'The votes on it, the latest first (głosowania).' }),
  Many(() => Poll, 'subjectId', pollListing),
);
extend(
  ChangeArea,
  'recommendations',
  Field(() => RecommendationAreaConnection, { description: 'Recommendations about it (rekomendacje).' }),
  Many(() => RecommendationArea, 'changeAreaId', { args: PageArgs, sort: inOrder }),
);
extend(
  GoodPractice,
  'recommendations',
  Field(() => RecommendationPracticeConnection, {
    description: 'Recommendations under which it stands as evidence (dowód w rekomendacjach).',
  }),
  Many(() => RecommendationPractice, 'practiceId', { args: PageArgs, sort: inOrder }),
);
