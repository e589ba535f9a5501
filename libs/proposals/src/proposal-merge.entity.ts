import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Convent, Entity, Forum, Mandate, MandateBody } from '#convents';
import { DateTime } from '#core';
import { Obligation } from '#obligations';
import { extend, Many, One, OneOf, sql, Visible, type Row } from '#reads';
import { Proposal, ReviewingBody } from './proposal.entity.ts';
import { inMerge, takesPart } from './proposals.policy.ts';
import { MergeAnswer, MergeState } from './words.ts';

@ObjectType({ description: 'A proposal that is to be, or was, merged with others (część połączenia).' })
@Visible(inMerge)
@Table('proposal_part')
export class ProposalPart {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') mergeId: string;
  @Column('uuid') proposalId: string;
  @Field(() => Proposal, { nullable: true, description: 'The original, as its author wrote it.' })
  @One(() => Proposal, 'proposalId')
  proposal: Proposal | null;
}

@ObjectType({ description: 'What an organisation behind the proposals says of a merge; it answers once (zgoda).' })
@Visible(inMerge)
@Table('proposal_consent')
export class ProposalConsent {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') mergeId: string;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Column('uuid', { nullable: true }) entityId: string | null;
  @Field(() => MandateBody, { description: 'Who is asked.' })
  @OneOf({ conventId: () => Convent, forumId: () => Forum, entityId: () => Entity })
  body: typeof MandateBody;
  @Field(() => MergeAnswer, { nullable: true, description: 'Null as long as they have not answered.' })
  @Column('text', { nullable: true })
  answer: MergeAnswer | null;
  @Field(() => String, { nullable: true, description: 'Why they object.' })
  @Column('text', { nullable: true })
  reason: string | null;
  @Field(() => DateTime, { nullable: true }) @Column('timestamptz', { nullable: true }) answeredAt: Date | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was answered.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Column('int') version: number;
}

@ObjectType({
  description:
    'That several proposals become one: the body that reviews them proposes its text, the organisations behind them agree or object; the areas and provisions are those of its parts (połączenie postulatów).',
})
@Visible(takesPart)
@Table('proposal_merge')
export class ProposalMerge {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Field(() => ReviewingBody, { description: 'Who proposes it.' })
  @OneOf({ conventId: () => Convent, forumId: () => Forum })
  body: typeof ReviewingBody;
  @Field(() => MergeState) @Column('text') state: MergeState;
  @Field({ description: 'The title of the one.' }) @Column('text') title: string;
  @Field({ description: 'What the one asks for.' }) @Column('text') text: string;
  @Field({ description: 'Why.' }) @Column('text') reasons: string;
  @Field(() => DateTime, {
    description: 'Until when it may be answered; from this moment on silence is agreement (termin odpowiedzi).',
  })
  @Column('timestamptz')
  answerBy: Date;
  @Column('uuid', { nullable: true }) resultId: string | null;
  @Field(() => Proposal, { nullable: true, description: 'The one that came of it (postulat połączony).' })
  @One(() => Proposal, 'resultId')
  result: Proposal | null;
  @Field(() => String, { nullable: true, description: 'Why it was refused, called off or undone.' })
  @Column('text', { nullable: true })
  reason: string | null;
  @Column('uuid', { array: true }) entities: string[];
  @Column('uuid', { array: true }) bodies: string[];
  @Field(() => DateTime) @Column('timestamptz') proposedAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it ended, one way or the other.' })
  @Column('timestamptz', { nullable: true })
  settledAt: Date | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was proposed.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field({ description: 'Whether this is sample data.' }) @Column('boolean') sample: boolean;
  @Field(() => Int, { description: 'Counts the changes.' }) @Column('int') version: number;
  @Field(() => [ProposalPart], { description: 'What is merged (części).' })
  @Many(() => ProposalPart, 'mergeId', { sort: () => byId })
  parts: ProposalPart[];
  @Field(() => [ProposalConsent], { description: 'Who is asked, and what they said (odpowiedzi).' })
  @Many(() => ProposalConsent, 'mergeId', { sort: () => byId })
  consents: ProposalConsent[];
}

const byId = { by: (row: Row) => sql`${row}.id` };

extend(
  Proposal,
  'merge',
  Field(() => ProposalMerge, { nullable: true, description: 'The merge, proposed or done, that it is a part of now.' }),
  One(() => ProposalMerge, 'mergeId'),
);
extend(
  Proposal,
  'formedBy',
  Field(() => [ProposalMerge], { description: 'Of a merged one: the merge that made it; else empty.' }),
  Many(() => ProposalMerge, 'resultId', { sort: () => byId }),
);
extend(
  Obligation,
  'proposalMerge',
  Field(() => ProposalMerge, { nullable: true, description: 'The merge that it is about, if it is about one.' }),
  One(() => ProposalMerge, 'subjectId'),
);
