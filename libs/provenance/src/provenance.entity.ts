import { ArgsType, createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, IsEnum, IsOptional, IsUUID } from 'class-validator';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Circulation, Disposition, Remark } from '#circulation';
import { ConnectionOf, Day, PageArgs } from '#core';
import { AnswerPosition, Dispatch, Dossier, DossierResponse, FollowUp } from '#dossiers';
import { DraftUnit, DraftVersion } from '#drafts';
import { Meeting } from '#meetings';
import { Conclusion } from '#minutes';
import { GoodPractice } from '#practices';
import { Proposal, ProposalMerge } from '#proposals';
import { AnyOf, Beside, EVERYONE, sql, Visible } from '#reads';
import { Recommendation } from '#recommendations';
import { Poll } from '#voting';
import { ProvenanceDirection, ProvenanceKind, ProvenanceLinkKind, ProvenanceSide } from './words.ts';

const targets = {
  MEETING: () => Meeting,
  CONCLUSION: () => Conclusion,
  PROPOSAL: () => Proposal,
  PROPOSAL_MERGE: () => ProposalMerge,
  PRACTICE: () => GoodPractice,
  RECOMMENDATION: () => Recommendation,
  UNIT: () => DraftUnit,
  VERSION: () => DraftVersion,
  CIRCULATION: () => Circulation,
  REMARK: () => Remark,
  DISPOSITION: () => Disposition,
  POLL: () => Poll,
  DOSSIER: () => Dossier,
  DISPATCH: () => Dispatch,
  RESPONSE: () => DossierResponse,
  POSITION: () => AnswerPosition,
  FOLLOW_UP: () => FollowUp,
} satisfies Record<ProvenanceKind, unknown>;

export const ProvenanceSubject = createUnionType({
  name: 'ProvenanceSubject',
  description: 'What stands in the chain, as its own type.',
  types: () => Object.values(targets).map((type) => type()) as [typeof Recommendation],
});

@ObjectType({ description: 'How one thing led to another; each is told with one of its two ends (powiązanie).' })
export class ProvenanceLink {
  @Field(() => ProvenanceLinkKind) kind: ProvenanceLinkKind;
  @Field(() => ProvenanceKind) fromKind: ProvenanceKind;
  @Field(() => ID, { description: 'What came first.' }) fromId: string;
  @Field(() => ProvenanceKind) toKind: ProvenanceKind;
  @Field(() => ID, { description: 'What came of it.' }) toId: string;
}

@ObjectType({
  description:
    'Something in the chain from a meeting to a published act; of what you may not see there is none (ogniwo).',
})
@Visible(EVERYONE) // row-level security has decided on each, and on the way to it
@Table('provenance_node', { synchronize: false })
export class ProvenanceNode {
  @Field(() => ID, { description: 'The id of what it is.' }) @PrimaryColumn('uuid') id: string;
  @Field(() => ProvenanceKind) @Column('text') kind: ProvenanceKind;
  @Field(() => ProvenanceSide) @Column('text') side: ProvenanceSide;
  @Column('int') place: number;
  @Field(() => String, { nullable: true, description: 'Its title or the beginning of its text, where it has one.' })
  @Column('text', { nullable: true })
  title: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Its state, verdict, position or stage, as its own type has it.',
  })
  @Column('text', { nullable: true })
  state: string | null;
  @Field(() => Day, { nullable: true, description: 'The day that it is of, in Poland.' })
  @Column('date', { nullable: true })
  day: string | null;
  @Field(() => ProvenanceSubject, { nullable: true, description: 'The object itself.' })
  @AnyOf({ type: 'kind', id: 'id' }, targets)
  subject: typeof ProvenanceSubject | null;
}

@ObjectType({ description: 'How many of a kind stand on one side, on all pages and whatever kinds were asked for.' })
@Visible(EVERYONE)
@Table('provenance_count', { synchronize: false })
export class ProvenanceCount {
  @PrimaryColumn('text') id: string;
  @Field(() => ProvenanceKind) @Column('text') kind: ProvenanceKind;
  @Field(() => ProvenanceSide) @Column('text') side: ProvenanceSide;
  @Column('int') place: number;
  @Field(() => Int, { description: 'How many that you may see.' }) @Column('int') count: number;
}

@ObjectType({ description: 'A page of what something comes from and what came of it, in the order of the chain.' })
export class ProvenanceNodeConnection extends ConnectionOf(ProvenanceNode) {
  @Field(() => [ProvenanceCount], { description: 'How many there are of each kind, over all pages.' })
  @Beside(() => ProvenanceCount, { sort: () => ({ by: (row) => sql`${row}.place` }) })
  counts: ProvenanceCount[];
}

@ArgsType()
export class ProvenanceArgs extends PageArgs {
  @Field(() => ID, { description: 'Anything in the chain, by its id.' }) @IsUUID() of: string;
  @Field(() => ProvenanceDirection, { defaultValue: ProvenanceDirection.BOTH })
  @IsEnum(ProvenanceDirection)
  direction: ProvenanceDirection = ProvenanceDirection.BOTH;
  @Field(() => [ProvenanceKind], { nullable: true, description: 'Only these; the way still leads through the others.' })
  @IsOptional()
  @IsEnum(ProvenanceKind, { each: true })
  @ArrayMaxSize(50)
  kinds?: ProvenanceKind[] | null;
}
