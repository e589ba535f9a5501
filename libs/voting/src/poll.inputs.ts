import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsBoolean,
  IsDate,
  IsEnum,
  IsInt,
  IsOptional,
  IsUUID,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { DateTime, EditInput, MutationInput, Text } from '#core';
import { Abstentions, Majority, MandateFunction, NoPesel, Tie } from '#convents';
import { Choice, Electorate, PollKind, PollVisibility } from './poll.words.ts';

@InputType({ description: 'Rules of a poll’s own, in place of those of its convent.' })
export class PollRulesInput {
  @Field(() => Int, { description: '0 to 100; share of the roll.' }) @IsInt() @Min(0) @Max(100) quorumPercent: number;
  @Field(() => Majority) @IsEnum(Majority) majority: Majority;
  @Field(() => Abstentions) @IsEnum(Abstentions) abstentions: Abstentions;
  @Field(() => Tie) @IsEnum(Tie) tie: Tie;
  @Field({ description: 'Whether a vote may be changed until the end.' }) @IsBoolean() mayChange: boolean;
  @Field({ description: 'The statute or resolution that they rest on.' }) @Text({ max: 300 }) @NoPesel() basis: string;
}

@InputType({ description: 'All that a poll freezes when it opens.' })
export class PollDataInput {
  @Field(() => Electorate) @IsEnum(Electorate) electorate: Electorate;
  @Field(() => [MandateFunction], { defaultValue: [], description: 'Only with MANDATE_HOLDERS: whose holders vote.' })
  @ArrayMaxSize(12)
  @ArrayUnique()
  @IsEnum(MandateFunction, { each: true })
  functions: MandateFunction[] = [];
  @Field({ description: '3 to 500 characters.' }) @Text({ min: 3, max: 500 }) @NoPesel() question: string;
  @Field(() => String, { nullable: true, description: 'At most 5,000 characters.' })
  @IsOptional()
  @Text({ max: 5_000, lines: true })
  @NoPesel()
  explanation?: string | null;
  @Field(() => PollKind, { defaultValue: PollKind.DECISION }) @IsEnum(PollKind) kind: PollKind = PollKind.DECISION;
  @Field({ defaultValue: false, description: 'Whether it changes rules or excludes.' })
  @IsBoolean()
  amendsRules: boolean = false;
  @Field({ defaultValue: false, description: 'Whether nobody is to learn who voted how.' })
  @IsBoolean()
  secret: boolean = false;
  @Field(() => [String], { defaultValue: [], description: 'The options of an election, 1 to 50, in their order.' })
  @ArrayMaxSize(50)
  @Text({ max: 300, each: true })
  @NoPesel({ each: true })
  options: string[] = [];
  @Field(() => Int, { defaultValue: 1, description: 'How many are elected.' }) @IsInt() @Min(1) @Max(50) seats: number =
    1;
  @Field(() => Int, {
    nullable: true,
    description: 'How many options one vote may choose; as many as seats when absent.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(50)
  maxChoices?: number | null;
  @Field(() => PollRulesInput, { nullable: true, description: 'When absent, the rules of the convent apply.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => PollRulesInput)
  rules?: PollRulesInput | null;
  @Field({ defaultValue: false, description: 'Whether the entities behind the convents have to agree too.' })
  @IsBoolean()
  doubleMajority: boolean = false;
  @Field(() => PollVisibility, { defaultValue: PollVisibility.BODY })
  @IsEnum(PollVisibility)
  visibility: PollVisibility = PollVisibility.BODY;
  @Field(() => DateTime, { description: 'Until when votes are taken.' }) @IsDate() closesAt: Date;
}

@InputType({ description: 'A draft of a poll.' })
export class CreatePollInput extends MutationInput {
  @Field(() => ID, { description: 'The convent or the forum.' }) @IsUUID() bodyId: string;
  @Field(() => PollDataInput) @ValidateNested() @Type(() => PollDataInput) data: PollDataInput;
  @Field(() => ID, { nullable: true, description: 'The published poll whose equal votes this one resolves.' })
  @IsOptional()
  @IsUUID()
  runOffOfId?: string | null;
}

@InputType({ description: 'All of a draft anew.' })
export class EditPollInput extends EditInput {
  @Field(() => ID) @IsUUID() pollId: string;
  @Field(() => PollDataInput) @ValidateNested() @Type(() => PollDataInput) data: PollDataInput;
}

@InputType({ isAbstract: true })
class PollInput extends MutationInput {
  @Field(() => ID) @IsUUID() pollId: string;
}

@InputType({ description: 'Opens a draft as you saw it.' })
export class OpenPollInput extends EditInput {
  @Field(() => ID) @IsUUID() pollId: string;
}

@InputType({ description: 'A poll whose result is to be published.' })
export class PublishPollInput extends PollInput {}

@InputType({ description: 'An early end; everyone who sees the poll reads the reason.' })
export class EndPollInput extends PollInput {
  @Field({ description: 'At most 1,000 characters.' }) @Text({ max: 1_000, lines: true }) @NoPesel() reason: string;
}

@InputType({ description: 'A later deadline; everyone who sees the poll reads the reason.' })
export class ExtendPollInput extends PollInput {
  @Field(() => DateTime, { description: 'Later than the present one.' }) @IsDate() closesAt: Date;
  @Field({ description: 'At most 1,000 characters.' }) @Text({ max: 1_000, lines: true }) @NoPesel() reason: string;
}

@InputType({ description: 'A vote: `choice` in a yes/no poll, `optionIds` in an election.' })
export class CastVoteInput extends PollInput {
  @Field(() => ID, { nullable: true, description: 'For which seat, where you may vote for more than one.' })
  @IsOptional()
  @IsUUID()
  seatId?: string | null;
  @Field(() => Choice, { nullable: true }) @IsOptional() @IsEnum(Choice) choice?: Choice | null;
  @Field(() => [ID], { nullable: true, description: 'In an election; an empty list abstains.' })
  @IsOptional()
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  optionIds?: string[] | null;
}
