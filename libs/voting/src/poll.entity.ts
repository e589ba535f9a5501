import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsEnum, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ConnectionOf, DateTime, PageArgs } from '#core';
import { Abstentions, Convent, extendBodies, Forum, Majority, MandateFunction, Tie } from '#convents';
import { Obligation } from '#obligations';
import { all, extend, Many, One, sql, Visible, type Listing } from '#reads';
import { findable } from '#search';
import { PollAct, PollOption, PollVoter, PollVoterConnection, voterListing } from './poll-parts.entity.ts';
import { PollResult } from './poll-result.entity.ts';
import { Electorate, PollKind, PollState, PollVisibility } from './poll.words.ts';
import { isMine, seesPoll } from './voting.policy.ts';

findable('Poll', 'A poll with its published result (głosowanie).', () => Poll);

const FROZEN = 'null in a draft that follows the rules of its convent, which are taken when it opens';

@ObjectType({
  description: 'A vote of organisations or office holders, from the draft to the published result (głosowanie).',
})
@Visible(seesPoll)
@Entity('poll')
export class Poll {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Field(() => Convent, { nullable: true, description: 'The convent whose poll it is; null for one of the forum.' })
  @One(() => Convent, 'conventId')
  convent: Convent | null;
  @Field(() => Forum, { nullable: true, description: 'The forum, if it is its poll.' })
  @One(() => Forum, 'forumId')
  forum: Forum | null;
  @Field(() => Electorate) @Column('text') electorate: Electorate;
  @Field(() => [MandateFunction], { description: 'Whose holders vote; empty where organisations do.' })
  @Column('text', { array: true })
  functions: MandateFunction[];
  @Field({ description: 'What is voted on (przedmiot głosowania).' }) @Column('text') question: string;
  @Field(() => String, { nullable: true, description: 'Reasons and what else one should know.' })
  @Column('text', { nullable: true })
  explanation: string | null;
  @Field(() => PollKind) @Column('text') kind: PollKind;
  @Field({ description: 'Whether it changes the convent’s rules or excludes: then their stricter majority is asked.' })
  @Column('boolean')
  amendsRules: boolean;
  @Field({ description: 'Whether nobody learns who voted how (głosowanie tajne).' }) @Column('boolean') secret: boolean;
  @Field(() => Int, { description: 'How many are elected.' }) @Column('int') seats: number;
  @Field(() => Int, { description: 'How many options one vote may choose.' }) @Column('int') maxChoices: number;
  @Field(() => Int, {
    nullable: true,
    description: `Share of the roll that has to vote, in per cent (kworum); ${FROZEN}.`,
  })
  @Column('int', { nullable: true })
  quorumPercent: number | null;
  @Field(() => Majority, { nullable: true, description: `What it takes to adopt (większość); ${FROZEN}.` })
  @Column('text', { nullable: true })
  majority: Majority | null;
  @Field(() => Abstentions, { nullable: true, description: `How abstentions count; ${FROZEN}.` })
  @Column('text', { nullable: true })
  abstentions: Abstentions | null;
  @Field(() => Tie, { nullable: true, description: `What equal votes mean; ${FROZEN}.` })
  @Column('text', { nullable: true })
  tie: Tie | null;
  @Field(() => Boolean, { nullable: true, description: `Whether a vote may be changed until the end; ${FROZEN}.` })
  @Column('boolean', { nullable: true })
  mayChange: boolean | null;
  @Field({
    description: 'Whether the entities behind the convents have to agree by the same majority (podwójna większość).',
  })
  @Column('boolean')
  doubleMajority: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'On what rules of its own rest; null where the convent’s apply.',
  })
  @Column('text', { nullable: true })
  rulesBasis: string | null;
  @Field(() => PollVisibility) @Column('text') visibility: PollVisibility;
  @Field(() => DateTime, { description: 'Until when votes are taken, by the server’s clock (termin).' })
  @Column('timestamptz')
  closesAt: Date;
  @Field(() => PollState) @Column('text') state: PollState;
  @Column('uuid', { nullable: true }) meetingId: string | null;
  @Column('uuid', { nullable: true }) agendaItemId: string | null;
  @Column('uuid', { nullable: true }) runOffOfId: string | null;
  @Field(() => Poll, { nullable: true, description: 'The poll whose equal votes it resolves (druga tura, powtórka).' })
  @One(() => Poll, 'runOffOfId')
  runOffOf: Poll | null;
  @Column('text', { nullable: true }) subjectType: string | null;
  @Column('uuid', { nullable: true }) subjectId: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 of the text that it decides on, where it decides on one.',
  })
  @Column('text', { nullable: true })
  subjectHash: string | null;
  @Field(() => Int, { nullable: true, description: 'How many are entitled to vote; null in a draft.' })
  @Column('int', { nullable: true })
  rollSize: number | null;
  @Column('bytea', { nullable: true }) publicKey: Buffer | null;
  @Column('text', { nullable: true }) frozen: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 of question, options, rules, deadline and roll as frozen.',
  })
  @Column('text', { nullable: true })
  frozenHash: string | null;
  @Field(() => DateTime, { nullable: true }) @Column('timestamptz', { nullable: true }) openedAt: Date | null;
  @Field(() => DateTime, { nullable: true }) @Column('timestamptz', { nullable: true }) closedAt: Date | null;
  @Field(() => DateTime, { nullable: true }) @Column('timestamptz', { nullable: true }) publishedAt: Date | null;
  @Field(() => Int, { description: 'Counts the changes; votes are none. Give it as `expectedVersion`.' })
  @Column('int')
  version: number;

  @Field(() => [PollOption], { description: 'The options of an election, in their order; a yes/no poll has none.' })
  @Many(() => PollOption, 'pollId', { sort: () => ({ by: (row) => sql`${row}.position` }) })
  options: PollOption[];
  @Field(() => PollVoterConnection, { description: 'Who may vote, one seat an organisation (lista uprawnionych).' })
  @Many(() => PollVoter, 'pollId', voterListing)
  roll: PollVoter[];
  @Field(() => [PollVoter], { description: 'The seats for which you may vote now; empty when you may not.' })
  @Many(() => PollVoter, 'pollId', { ...voterListing, args: undefined, where: (row, _, actor) => isMine(row, actor) })
  mySeats: PollVoter[];
  @Field(() => [PollAct], { description: 'What was decided about the poll, the latest first.' })
  @Many(() => PollAct, 'pollId', { sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) })
  acts: PollAct[];
  @Field(() => PollResult, { nullable: true, description: 'Null until it is published (wynik).' })
  @One(() => PollResult, 'id')
  result: PollResult | null;
}

@ObjectType({ description: 'A page of polls.' })
export class PollConnection extends ConnectionOf(Poll) {}

@InputType({ description: 'Conditions; each narrows.' })
export class PollFilter {
  @Field(() => [PollState], { nullable: true }) @IsOptional() @IsEnum(PollState, { each: true }) states?:
    | PollState[]
    | null;
  @Field(() => ID, { nullable: true, description: 'The convent or forum whose polls they are.' })
  @IsOptional()
  @IsUUID()
  body?: string | null;
}

@ArgsType()
export class PollArgs extends PageArgs {
  @Field(() => PollFilter, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => PollFilter)
  filter?: PollFilter | null;
}

/** The latest first. */
export const pollListing: Listing<PollArgs> = {
  args: PollArgs,
  where: (row, { filter }) =>
    all([
      filter?.states?.length ? sql`${row}.state = ANY (${filter.states}::text[])` : undefined,
      filter?.body ? sql`${row}.body_id = ${filter.body}` : undefined,
    ]),
  sort: () => ({ by: (row) => sql`${row}.id`, descending: true }),
};

extend(
  Obligation,
  'poll',
  Field(() => Poll, { nullable: true, description: 'The poll that awaits a vote, if one does (głosowanie).' }),
  One(() => Poll, 'subjectId'),
);
extendBodies(
  'polls',
  Field(() => PollConnection, { description: 'Polls that you may see, the latest first (głosowania).' }),
  (column) => Many(() => Poll, column, pollListing),
);
