import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsBoolean,
  IsEnum,
  IsOptional,
  IsString,
  IsUrl,
  IsUUID,
  Matches,
  ValidateNested,
} from 'class-validator';
import { NoPesel } from '#convents';
import { Day, EditInput, MutationInput, Text } from '#core';
import { LegislativeStage, PositionKind, RecommendationOutcome } from './words.ts';

@InputType({ description: 'What an answer says to one recommendation.' })
export class AnswerPositionInput {
  @Field(() => ID) @IsUUID() recommendationId: string;
  @Field(() => PositionKind) @IsEnum(PositionKind) kind: PositionKind;
  @Field(() => String, {
    nullable: true,
    description: 'Their reason, at most 5,000 characters; of PARTLY and REFUSED always.',
  })
  @IsOptional()
  @Text({ max: 5_000, lines: true })
  @NoPesel()
  reason?: string | null;
}

@InputType({ description: 'Enters an answer to a dispatch, with a position on each of its recommendations.' })
export class RecordResponseInput extends EditInput {
  @Field(() => ID, { description: 'The dispatch that it answers; `expectedVersion` is its.' })
  @IsUUID()
  dispatchId: string;
  @Field({ description: 'Whose it is: the office, and the function in it. At most 300 characters.' })
  @Text({ max: 300 })
  @NoPesel()
  sender: string;
  @Field(() => Day, { description: 'When it came in.' }) @IsString() receivedOn: string;
  @Field(() => String, { nullable: true, description: 'Their reference number, at most 100 characters.' })
  @IsOptional()
  @Text({ max: 100 })
  @NoPesel()
  reference?: string | null;
  @Field({ description: 'What it says, in short, at most 10,000 characters; everybody reads it.' })
  @Text({ max: 10_000, lines: true })
  @NoPesel()
  summary: string;
  @Field(() => ID, { nullable: true, description: 'The letter, a file that you have uploaded.' })
  @IsOptional()
  @IsUUID()
  documentId?: string | null;
  @Field({
    defaultValue: false,
    description:
      'Whether everybody may read the letter; otherwise the people of the body and of those behind the proposals.',
  })
  @IsBoolean()
  documentIsPublic: boolean = false;
  @Field(() => [AnswerPositionInput], { description: 'Each recommendation of the dossier exactly once.' })
  @ArrayNotEmpty()
  @ArrayMaxSize(60)
  @ValidateNested({ each: true })
  @Type(() => AnswerPositionInput)
  positions: AnswerPositionInput[];
}

@InputType({ description: 'What is known of a stage of the making of the law (etap prac).' })
export class FollowUpDataInput {
  @Field(() => LegislativeStage) @IsEnum(LegislativeStage) stage: LegislativeStage;
  @Field(() => Day, { description: 'When it was reached; not in the future.' }) @IsString() reachedOn: string;
  @Field(() => String, { nullable: true, description: 'The number in the list of works, such as UD123.' })
  @IsOptional()
  @Text({ max: 9 })
  @Matches(/^[A-Z]{1,4}\d{1,5}$/, { message: 'Numer w wykazie to litery i cyfry bez odstępu, np. UD123.' })
  listNumber?: string | null;
  @Field(() => String, { nullable: true, description: 'Where it can be looked up, with https:// in front.' })
  @IsOptional()
  @Text({ max: 500 })
  @IsUrl({ protocols: ['https', 'http'], require_protocol: true }, { message: 'Odnośnik ma zaczynać się od https://.' })
  link?: string | null;
  @Field(() => String, { nullable: true, description: 'At most 2,000 characters.' })
  @IsOptional()
  @Text({ max: 2_000, lines: true })
  @NoPesel()
  note?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'From PUBLISHED on: where the act was published, such as Dz.U. 2025 poz. 83 or DU/2025/83.',
  })
  @IsOptional()
  @Text({ max: 200 })
  act?: string | null;
}

@InputType({ description: 'Writes down a stage that the draft of law behind a recommendation has reached.' })
export class FollowUpRecommendationInput extends MutationInput {
  @Field(() => ID) @IsUUID() recommendationId: string;
  @Field(() => FollowUpDataInput) @ValidateNested() @Type(() => FollowUpDataInput) data: FollowUpDataInput;
}

@InputType({ description: 'Writes down in other words what another entry says wrongly; that one stays.' })
export class CorrectFollowUpInput extends MutationInput {
  @Field(() => ID) @IsUUID() followUpId: string;
  @Field(() => FollowUpDataInput) @ValidateNested() @Type(() => FollowUpDataInput) data: FollowUpDataInput;
  @Field({ description: 'Why, at most 2,000 characters; everybody reads it.' })
  @Text({ max: 2_000, lines: true })
  @NoPesel()
  reason: string;
}

@InputType({ description: 'Says what became of a recommendation in the end, and why.' })
export class ConcludeRecommendationInput extends MutationInput {
  @Field(() => ID) @IsUUID() recommendationId: string;
  @Field(() => RecommendationOutcome) @IsEnum(RecommendationOutcome) outcome: RecommendationOutcome;
  @Field({ description: 'At most 2,000 characters; those behind its proposals read it.' })
  @Text({ max: 2_000, lines: true })
  @NoPesel()
  reason: string;
}

@InputType({ description: 'Names what an organisation takes note of.' })
export class AcknowledgeAnswerInput extends MutationInput {
  @Field(() => ID) @IsUUID() noticeId: string;
}
