import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsBoolean, IsDate, IsEnum, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { NoPesel } from '#convents';
import { DateTime, MutationInput, Text } from '#core';
import { AnswerKind, CirculationSilence } from './words.ts';

const MOST_NAMED = 200;

@InputType({ description: 'Who is asked: each part adds organisations; somebody named twice is asked once (krąg).' })
export class CircleInput {
  @Field({ defaultValue: false, description: 'All convents that are members of the forum today.' })
  @IsBoolean()
  wholeForum: boolean = false;
  @Field(() => [ID], { defaultValue: [], description: 'Convents that answer as such.' })
  @ArrayMaxSize(MOST_NAMED)
  @IsUUID(undefined, { each: true })
  conventIds: string[] = [];
  @Field(() => [ID], { defaultValue: [], description: 'Convents whose members answer, each for itself.' })
  @ArrayMaxSize(MOST_NAMED)
  @IsUUID(undefined, { each: true })
  membersOfConventIds: string[] = [];
  @Field(() => [ID], { defaultValue: [], description: 'Entities that answer as such.' })
  @ArrayMaxSize(MOST_NAMED)
  @IsUUID(undefined, { each: true })
  entityIds: string[] = [];
}

@InputType({ description: 'One version, sent round; nothing of it changes later but a later closing time.' })
export class StartCirculationInput extends MutationInput {
  @Field(() => ID) @IsUUID() versionId: string;
  @Field(() => CircleInput) @ValidateNested() @Type(() => CircleInput) circle: CircleInput;
  @Field(() => DateTime, { nullable: true, description: 'From when answers are taken; at once when absent.' })
  @IsOptional()
  @IsDate()
  opensAt?: Date | null;
  @Field(() => DateTime, { description: 'Until when; later than its opening.' }) @IsDate() closesAt: Date;
  @Field(() => CirculationSilence) @IsEnum(CirculationSilence) silence: CirculationSilence;
  @Field(() => String, { nullable: true, description: 'What is asked, at most 4,000 characters.' })
  @IsOptional()
  @Text({ max: 4_000, lines: true })
  @NoPesel()
  note?: string | null;
}

@InputType({ isAbstract: true })
class CirculationInput extends MutationInput {
  @Field(() => ID) @IsUUID() circulationId: string;
}

@InputType({ description: 'A later closing time; everyone in the circle reads the reason (przedłużenie).' })
export class ExtendCirculationInput extends CirculationInput {
  @Field(() => DateTime, { description: 'Later than the present one.' }) @IsDate() closesAt: Date;
  @Field({ description: 'At most 1,000 characters.' }) @Text({ max: 1_000, lines: true }) @NoPesel() reason: string;
}

@InputType({ description: 'Calls a circulation off; everyone in the circle reads the reason (odwołanie).' })
export class CancelCirculationInput extends CirculationInput {
  @Field({ description: 'At most 1,000 characters.' }) @Text({ max: 1_000, lines: true }) @NoPesel() reason: string;
}

@InputType({ description: 'The answer of an organisation; given again, the last one counts (odpowiedź).' })
export class AnswerCirculationInput extends CirculationInput {
  @Field(() => ID, { description: 'For which organisation of the circle.' }) @IsUUID() organisationId: string;
  @Field(() => AnswerKind) @IsEnum(AnswerKind) answer: AnswerKind;
  @Field(() => String, {
    nullable: true,
    description: 'Why, at most 4,000 characters; needed where it objects to the procedure.',
  })
  @IsOptional()
  @Text({ max: 4_000, lines: true })
  @NoPesel()
  reason?: string | null;
}
