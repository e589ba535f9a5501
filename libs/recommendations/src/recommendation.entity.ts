import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Convent, Forum } from '#convents';
import { ConnectionOf, DateTime } from '#core';
import { Draft, DraftBody, DraftVersion } from '#drafts';
import { Obligation } from '#obligations';
import { Proposal } from '#proposals';
import { extend, One, OneOf, Visible } from '#reads';
import { findable } from '#search';
import { Poll } from '#voting';
import { seesRecommendation } from './recommendations.policy.ts';
import { RecommendationState } from './words.ts';

findable('Recommendation', 'A recommendation from its vote on (rekomendacja).', () => Recommendation);

@ObjectType({
  description:
    'What a convent or the forum asks of the law or of those who apply it: written as a draft, sent round, voted on, sent and followed up (rekomendacja).',
})
@Visible(seesRecommendation)
@Table('recommendation')
export class Recommendation {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Field({ description: 'Such as R-2026/01; without gaps within a year (numer).' }) @Column('text') number: string;
  @Field(() => Int, { description: 'The year of its number (rok).' }) @Column('int') year: number;
  @Column('int') serial: number;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Field(() => DraftBody, { description: 'Whose officers lead it (prowadzący).' })
  @OneOf({ conventId: () => Convent, forumId: () => Forum })
  leadBody: typeof DraftBody;
  @Field({ description: 'What it is called (tytuł).' }) @Column('text') title: string;
  @Column('uuid') draftId: string;
  @Field(() => Draft, {
    nullable: true,
    description: 'Its text, with the drafting team; null where it is not for you (projekt).',
  })
  @One(() => Draft, 'draftId')
  draft: Draft | null;
  @Field(() => RecommendationState) @Column('text') state: RecommendationState;
  @Field(() => DateTime, { description: 'Since when it is in this state.' }) @Column('timestamptz') stateSince: Date;
  @Column('uuid', { nullable: true }) votedVersionId: string | null;
  @Field(() => DraftVersion, {
    nullable: true,
    description: 'The version that was put to the vote; its hash is the subject of the poll (wersja pod głosowaniem).',
  })
  @One(() => DraftVersion, 'votedVersionId')
  votedVersion: DraftVersion | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was first put to the vote.' })
  @Column('timestamptz', { nullable: true })
  votedAt: Date | null;
  @Column('uuid', { nullable: true }) adoptedVersionId: string | null;
  @Field(() => DraftVersion, { nullable: true, description: 'The adopted text, for everyone (przyjęty tekst).' })
  @One(() => DraftVersion, 'adoptedVersionId')
  adoptedVersion: DraftVersion | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was adopted (przyjęcie).' })
  @Column('timestamptz', { nullable: true })
  adoptedAt: Date | null;
  @Column('uuid', { array: true }) entities: string[];
  @Column('uuid', { array: true }) bodies: string[];
  @Column('uuid', { array: true }) circle: string[];
  @Field({ description: 'Whether this is sample data.' }) @Column('boolean') sample: boolean;
  @Field(() => DateTime) @Column('timestamptz') createdAt: Date;
  @Field(() => Int, { description: 'Counts the changes; give it as `expectedVersion`.' })
  @Column('int')
  version: number;
}

@ObjectType({ description: 'A page of recommendations.' })
export class RecommendationConnection extends ConnectionOf(Recommendation) {}

extend(
  Proposal,
  'recommendation',
  Field(() => Recommendation, { nullable: true, description: 'The recommendation that took it up (rekomendacja).' }),
  One(() => Recommendation, 'recommendationId'),
);
extend(
  Obligation,
  'recommendation',
  Field(() => Recommendation, {
    nullable: true,
    description: 'The recommendation that it is about, if it is about one.',
  }),
  One(() => Recommendation, 'subjectId'),
);
extend(
  Poll,
  'recommendation',
  Field(() => Recommendation, { nullable: true, description: 'The recommendation that it decides on, if it does.' }),
  One(() => Recommendation, 'subjectId'),
);
