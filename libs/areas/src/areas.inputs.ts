import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsEnum,
  IsInt,
  IsOptional,
  IsUUID,
  Matches,
  Min,
  ValidateNested,
} from 'class-validator';
import { EditInput, MutationInput, Text } from '#core';
import { ChangeAreaNature, ChangeAreaState } from './words.ts';

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Of how many an area is made or into how many it is taken apart, at once. */
const MOST_PARTS = 8;

@ArgsType()
export class ChangeAreasArgs {
  @Field(() => ChangeAreaState, { nullable: true, description: 'Only those in this state; all when absent.' })
  @IsOptional()
  @IsEnum(ChangeAreaState)
  state?: ChangeAreaState | null;
}

@InputType({ description: 'How an area is worded.' })
export class ChangeAreaInput {
  @Field({ description: 'A short name for addresses and filters: small letters, digits, hyphens; at most 60.' })
  @Text({ max: 60 })
  @Matches(SLUG)
  slug: string;
  @Field({ description: 'Its name in Polish, at most 300 characters.' }) @Text({ max: 300 }) namePl: string;
  @Field({ description: 'Its name in English, at most 300 characters.' }) @Text({ max: 300 }) nameEn: string;
  @Field(() => ChangeAreaNature, { defaultValue: 'WANTED_CHANGE' })
  @IsEnum(ChangeAreaNature)
  nature: ChangeAreaNature;
}

@InputType({ description: 'The forum puts a new area at the end of its catalogue.' })
export class AddChangeAreaInput extends MutationInput {
  @Field(() => ChangeAreaInput) @ValidateNested() @Type(() => ChangeAreaInput) area: ChangeAreaInput;
  @Field({ description: 'The resolution or letter that it rests on, at most 500 characters.' })
  @Text({ max: 500 })
  basis: string;
}

@InputType({ description: 'The forum edits its catalogue; the numbers and slugs stay, every wording is kept.' })
export class EditChangeAreaInput extends EditInput {
  @Field(() => ID) @IsUUID() changeAreaId: string;
  @Field({ description: 'Its name in Polish, at most 300 characters.' }) @Text({ max: 300 }) namePl: string;
  @Field({ description: 'Its name in English, at most 300 characters.' }) @Text({ max: 300 }) nameEn: string;
  @Field(() => ChangeAreaNature, { nullable: true, description: 'As it was when absent.' })
  @IsOptional()
  @IsEnum(ChangeAreaNature)
  nature?: ChangeAreaNature | null;
}

@InputType({ description: 'One more source that an area rests on.' })
export class AddChangeAreaEvidenceInput extends MutationInput {
  @Field(() => ID) @IsUUID() changeAreaId: string;
  @Field({ description: 'The document or report, at most 500 characters.' }) @Text({ max: 500 }) source: string;
  @Field(() => String, { nullable: true, description: 'Its words, at most 2,000 characters.' })
  @IsOptional()
  @Text({ max: 2_000, lines: true })
  quote?: string | null;
}

@InputType({ description: 'A source that is no longer relied on; it stays readable.' })
export class WithdrawChangeAreaEvidenceInput extends MutationInput {
  @Field(() => ID) @IsUUID() evidenceId: string;
}

@InputType({ description: 'One area becomes several; what points to it is found through each of them.' })
export class SplitChangeAreaInput extends EditInput {
  @Field(() => ID) @IsUUID() changeAreaId: string;
  @Field(() => [ChangeAreaInput], { description: 'Two to eight new areas.' })
  @ArrayMinSize(2)
  @ArrayMaxSize(MOST_PARTS)
  @ValidateNested({ each: true })
  @Type(() => ChangeAreaInput)
  into: ChangeAreaInput[];
  @Field({ description: 'The resolution or letter that it rests on, at most 500 characters.' })
  @Text({ max: 500 })
  basis: string;
}

@InputType({ description: 'An area, and the version of it that you saw.' })
export class ChangeAreaSeenInput {
  @Field(() => ID) @IsUUID() changeAreaId: string;
  @Field(() => Int, { description: 'VERSION_CONFLICT when it is no longer the current one.' })
  @IsInt()
  @Min(1)
  expectedVersion: number;
}

@InputType({ description: 'Several areas become one; what points to any of them is found through it.' })
export class JoinChangeAreasInput extends MutationInput {
  @Field(() => [ChangeAreaSeenInput], { description: 'Two to eight areas of the catalogue.' })
  @ArrayMinSize(2)
  @ArrayMaxSize(MOST_PARTS)
  @ArrayUnique((each: ChangeAreaSeenInput) => each.changeAreaId.toLowerCase())
  @ValidateNested({ each: true })
  @Type(() => ChangeAreaSeenInput)
  areas: ChangeAreaSeenInput[];
  @Field(() => ChangeAreaInput, { description: 'What they become.' })
  @ValidateNested()
  @Type(() => ChangeAreaInput)
  into: ChangeAreaInput;
  @Field({ description: 'The resolution or letter that it rests on, at most 500 characters.' })
  @Text({ max: 500 })
  basis: string;
}
