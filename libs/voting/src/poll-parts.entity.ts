import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { ConnectionOf, DateTime, PageArgs } from '#core';
import { Convent, Entity, Mandate } from '#convents';
import { Person } from '#identity';
import { One, sql, Visible, type Listing } from '#reads';
import { Choice } from './poll.words.ts';
import { seesPart, seesVote, seesVoter } from './voting.policy.ts';

@ObjectType({ description: 'One of those between whom an election chooses (kandydatura, możliwość).' })
@Visible(seesPart)
@Table('poll_option')
export class PollOption {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') pollId: string;
  @Field(() => Int, { description: 'Its place on the list, from 1.' }) @Column('int') position: number;
  @Field({ description: 'As it is read out.' }) @Column('text') label: string;
}

@ObjectType({
  description: 'The vote of one seat: seen by whoever may vote for it, in an open poll by all once published (głos).',
})
@Visible(seesVote)
@Table('poll_vote')
export class PollVote {
  @Field(() => ID, { description: 'The same as the seat’s.' }) @PrimaryColumn('uuid') id: string;
  @Column('uuid') pollId: string;
  @Field(() => Choice, { nullable: true, description: 'Null in elections and in secret polls.' })
  @Column('text', { nullable: true })
  choice: Choice | null;
  @Field(() => [ID], { nullable: true, description: 'The options chosen in an open election; none is an abstention.' })
  @Column('uuid', { array: true, nullable: true })
  optionIds: string[] | null;
  @Column('bytea', { nullable: true }) sealed: Buffer | null;
  @Field(() => String, {
    nullable: true,
    description: 'Of a sealed ballot: find it among the receipts of the published record (pokwitowanie).',
  })
  @Column('text', { nullable: true })
  receipt: string | null;
  @Column('uuid') mandateId: string;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was given last.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => DateTime, { description: 'When it was given last.' }) @Column('timestamptz') at: Date;
}

@ObjectType({ description: 'A seat on the roll: an organisation, or a person in office, with one vote (uprawniony).' })
@Visible(seesVoter)
@Table('poll_voter')
export class PollVoter {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') pollId: string;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) entityId: string | null;
  @Column('uuid', { nullable: true }) personId: string | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Convent, { nullable: true }) @One(() => Convent, 'conventId') convent: Convent | null;
  @Field(() => Entity, { nullable: true }) @One(() => Entity, 'entityId') entity: Entity | null;
  @Field(() => Person, { nullable: true, description: 'Where people in office vote.' })
  @One(() => Person, 'personId')
  person: Person | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate for which a person is on the roll.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => String, { nullable: true, description: 'The organisation’s name when the poll opened.' })
  @Column('text', { nullable: true })
  name: string | null;
  @Field(() => Int, {
    description: 'How many ordinary members a convent had at the opening, for a double majority; else 1.',
  })
  @Column('int')
  weight: number;
  @Field(() => PollVote, { nullable: true, description: 'Its vote, as far as you may see it.' })
  @One(() => PollVote, 'id')
  vote: PollVote | null;
}

@ObjectType({ description: 'A page of the roll.' })
export class PollVoterConnection extends ConnectionOf(PollVoter) {}

export const voterListing: Listing = { args: PageArgs, sort: () => ({ by: (row) => sql`${row}.id` }) };

@ObjectType({ description: 'One act in the life of a poll: when, why, under whose mandate (czynność).' })
@Visible(seesPart)
@Table('poll_act')
export class PollAct {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') pollId: string;
  @Field({ description: 'The mutation that did it, or `deadline` where time did.' }) @Column('text') action: string;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Field(() => String, { nullable: true, description: 'Why, for whoever sees the poll (uzasadnienie).' })
  @Column('text', { nullable: true })
  reason: string | null;
  @Field(() => DateTime, { nullable: true, description: 'The deadline that it set.' })
  @Column('timestamptz', { nullable: true })
  closesAt: Date | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was done; null where time did it.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}
