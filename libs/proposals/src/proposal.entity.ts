import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Convent, Entity, Forum, MandateBody } from '#convents';
import { ConnectionOf, DateTime } from '#core';
import { Conclusion } from '#minutes';
import { Obligation } from '#obligations';
import { extend, Many, One, OneOf, sql, Visible } from '#reads';
import { findable } from '#search';
import { seesProposal } from './proposals.policy.ts';
import { ProposalAudience, ProposalState } from './words.ts';

findable('Proposal', 'A proposal under review, taken up or declined (postulat).', () => Proposal);

export const ReviewingBody = createUnionType({
  name: 'ReviewingBody',
  description: 'Who reviews proposals: a convent or the forum (organizacja rozpatrująca).',
  types: () => [Convent, Forum] as const,
});

@ObjectType({
  description:
    'What an entity, a convent or the forum wants changed in the law or in practice; the origin always sees what became of it (postulat).',
})
@Visible(seesProposal)
@Table('proposal')
export class Proposal {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Column('uuid', { nullable: true }) entityId: string | null;
  @Field(() => MandateBody, { description: 'Whose it is; of a merged one the body that merged (autor postulatu).' })
  @OneOf({ conventId: () => Convent, forumId: () => Forum, entityId: () => Entity })
  origin: typeof MandateBody;
  @Column('uuid', { nullable: true }) conclusionId: string | null;
  @Field(() => Conclusion, { nullable: true, description: 'The conclusion of a meeting that it comes from (źródło).' })
  @One(() => Conclusion, 'conclusionId')
  source: Conclusion | null;
  @Column('uuid', { nullable: true }) reviewerConventId: string | null;
  @Column('uuid', { nullable: true }) reviewerForumId: string | null;
  @Field(() => ReviewingBody, { nullable: true, description: 'Where it is reviewed, since it was submitted.' })
  @OneOf({ reviewerConventId: () => Convent, reviewerForumId: () => Forum })
  reviewer: typeof ReviewingBody | null;
  @Field(() => ProposalState) @Column('text') state: ProposalState;
  @Field({ description: 'What it is called (tytuł).' }) @Column('text') title: string;
  @Field({ description: 'What it asks for, as plain text (treść).' }) @Column('text') text: string;
  @Field({ description: 'Why, as plain text (uzasadnienie).' }) @Column('text') reasons: string;
  @Field(() => ProposalAudience, { nullable: true, description: 'How far its origin lets it go; null of a draft.' })
  @Column('text', { nullable: true })
  audience: ProposalAudience | null;
  @Column('uuid', { array: true }) entities: string[];
  @Column('uuid', { array: true }) bodies: string[];
  @Field(() => DateTime, { nullable: true, description: 'When it was submitted (złożenie).' })
  @Column('timestamptz', { nullable: true })
  submittedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When its review began: since then its audience reads it.' })
  @Column('timestamptz', { nullable: true })
  openedAt: Date | null;
  @Field(() => DateTime, { description: 'Since when it is in this state.' }) @Column('timestamptz') stateSince: Date;
  @Column('uuid', { nullable: true }) mergeId: string | null;
  @Column('uuid', { nullable: true }) mergedIntoId: string | null;
  @Field(() => Proposal, {
    nullable: true,
    description: 'What it was merged into, whose way it goes since (połączono w).',
  })
  @One(() => Proposal, 'mergedIntoId')
  mergedInto: Proposal | null;
  @Field(() => [Proposal], { description: 'The originals that were merged into it, with their authors (połączono z).' })
  @Many(() => Proposal, 'mergedIntoId', { sort: () => ({ by: (row) => sql`${row}.id` }) })
  mergedFrom: Proposal[];
  @Field(() => ID, { nullable: true, description: 'The recommendation that took it up (rekomendacja).' })
  @Column('uuid', { nullable: true })
  recommendationId: string | null;
  @Field({ description: 'Whether this is sample data.' }) @Column('boolean') sample: boolean;
  @Field(() => DateTime) @Column('timestamptz') createdAt: Date;
  @Field(() => Int, { description: 'Counts the changes; give it as `expectedVersion`.' })
  @Column('int')
  version: number;
}

@ObjectType({ description: 'A page of proposals.' })
export class ProposalConnection extends ConnectionOf(Proposal) {}

extend(
  Obligation,
  'proposal',
  Field(() => Proposal, { nullable: true, description: 'The proposal that it is about, if it is about one.' }),
  One(() => Proposal, 'subjectId'),
);
