import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { ChangeArea } from '#areas';
import { Mandate } from '#convents';
import { ConnectionOf, DateTime, PageArgs } from '#core';
import { extend, Many, One, sql, Visible } from '#reads';
import { Proposal } from './proposal.entity.ts';
import { seesAct, seesPart } from './proposals.policy.ts';
import { ProposalState } from './words.ts';

@ObjectType({ description: 'A change area that a proposal is about (obszar zmian postulatu).' })
@Visible(seesPart)
@Table('proposal_area')
export class ProposalArea {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') proposalId: string;
  @Field(() => Proposal, { nullable: true, description: 'The proposal.' })
  @One(() => Proposal, 'proposalId')
  proposal: Proposal | null;
  @Column('uuid') changeAreaId: string;
  @Field(() => ChangeArea, { description: 'The area.' })
  @One(() => ChangeArea, 'changeAreaId')
  changeArea: ChangeArea;
}

@ObjectType({ description: 'A page of proposals by area.' })
export class ProposalAreaConnection extends ConnectionOf(ProposalArea) {}

@ObjectType({ description: 'A provision of the law that a proposal is about (przepis).' })
@Visible(seesPart)
@Table('proposal_provision')
export class ProposalProvision {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') proposalId: string;
  @Field(() => Int, { description: 'Its place in the list, from 1.' }) @Column('int') position: number;
  @Field({ description: 'Where the act was published, such as Dz.U. 2003 nr 122 poz. 1143 (miejsce ogłoszenia).' })
  @Column('text')
  act: string;
  @Field({ description: 'The same as ELI has it, such as DU/2003/1143.' }) @Column('text') eli: string;
  @Field(() => String, {
    nullable: true,
    description: 'The unit, such as art. 5 ust. 2 pkt 3; null where the whole act is meant (jednostka redakcyjna).',
  })
  @Column('text', { nullable: true })
  path: string | null;
}

@ObjectType({
  description: 'One act on a proposal: what, when, why, under whose mandate; for those whom it concerns (czynność).',
})
@Visible(seesAct)
@Table('proposal_act')
export class ProposalAct {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') proposalId: string;
  @Field({ description: 'The name of the mutation, or what followed of itself.' }) @Column('text') action: string;
  @Field(() => ProposalState, { description: 'The state after it.' }) @Column('text') state: ProposalState;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Field(() => String, { nullable: true, description: 'Why.' }) @Column('text', { nullable: true }) reason:
    | string
    | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was done.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

const inOrder = () => ({ by: (row: ReturnType<typeof sql>) => sql`${row}.id` });
extend(
  Proposal,
  'areas',
  Field(() => [ProposalArea], { description: 'The change areas that it is about (obszary zmian).' }),
  Many(() => ProposalArea, 'proposalId', { sort: inOrder }),
);
extend(
  Proposal,
  'provisions',
  Field(() => [ProposalProvision], { description: 'The provisions that it is about, in order (przepisy).' }),
  Many(() => ProposalProvision, 'proposalId', { sort: () => ({ by: (row) => sql`${row}.position` }) }),
);
extend(
  Proposal,
  'acts',
  Field(() => [ProposalAct], {
    description: 'What was done, the latest first; empty where it does not concern you (czynności).',
  }),
  Many(() => ProposalAct, 'proposalId', { sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) }),
);
extend(
  ChangeArea,
  'proposals',
  Field(() => ProposalAreaConnection, { description: 'Proposals about it (postulaty).' }),
  Many(() => ProposalArea, 'changeAreaId', { args: PageArgs, sort: inOrder }),
);
