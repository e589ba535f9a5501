import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Many, One, sql, Visible } from '#reads';
import { PollOption } from './poll-parts.entity.ts';
import { Outcome } from './poll.words.ts';
import { seesCount, seesResult } from './voting.policy.ts';

@ObjectType({ description: 'How many chose one option of an election (liczba głosów).' })
@Visible(seesCount)
@Entity('poll_count')
export class PollCount {
  @Field(() => ID, { description: 'The same as the option’s.' }) @PrimaryColumn('uuid') id: string;
  @Column('uuid') pollId: string;
  @Field(() => PollOption, { nullable: true }) @One(() => PollOption, 'id') option: PollOption | null;
  @Field(() => Int, { description: 'The place of the option on the list.' }) @Column('int') place: number;
  @Field(() => Int, { description: 'How many votes it has.' }) @Column('int') votes: number;
  @Field({ description: 'Whether it is elected.' }) @Column('boolean') elected: boolean;
  @Field({ description: 'Whether equal votes send it into a run-off.' }) @Column('boolean') inRunOff: boolean;
}

@ObjectType({ description: 'What a poll decided, with its counts; the record has all that a recount needs (wynik).' })
@Visible(seesResult)
@Entity('poll_result')
export class PollResult {
  @Field(() => ID, { description: 'The same as the poll’s.' }) @PrimaryColumn('uuid') id: string;
  @Field(() => Outcome) @Column('text') outcome: Outcome;
  @Field(() => Int, { description: 'How many of the roll voted.' }) @Column('int') votesCast: number;
  @Field(() => Int, { description: 'Votes for; in an election, ballots that chose somebody.' })
  @Column('int')
  inFavour: number;
  @Field(() => Int, { description: 'Votes against.' }) @Column('int') against: number;
  @Field(() => Int, { description: 'Abstentions; in an election, ballots that chose nobody.' })
  @Column('int')
  abstaining: number;
  @Field(() => Int, { description: 'Ballots that could not be read.' }) @Column('int') invalid: number;
  @Field(() => Int, { description: 'Entities behind the votes for.' }) @Column('int') weightInFavour: number;
  @Field(() => Int, { description: 'Entities behind the votes against.' }) @Column('int') weightAgainst: number;
  @Field(() => Int, { description: 'Entities behind the abstentions.' }) @Column('int') weightAbstaining: number;
  @Column('text') record: string;
  @Column('text', { nullable: true }) sealed: string | null;
  @Field({ description: 'SHA-256 of the record, which is at `/records/polls/<id>.json`.' })
  @Column('text')
  recordHash: string;
  @Field(() => [PollCount], { description: 'The options of an election with their votes, in their order.' })
  @Many(() => PollCount, 'pollId', { sort: () => ({ by: (row) => sql`${row}.place` }) })
  counts: PollCount[];
}
