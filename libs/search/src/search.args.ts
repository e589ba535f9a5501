import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsEnum, IsInt, IsOptional, IsUUID, Matches, Max, Min, ValidateNested } from 'class-validator';
import { EntityKind } from '#convents';
import { PageArgs, Text } from '#core';
import { SearchOrder } from './search.words.ts';
import { SearchType } from './subjects.ts';

const MOST_VALUES = 50;

@InputType({ description: 'Conditions; each narrows, the values of one are alternatives.' })
export class SearchFilter {
  @Field(() => [SearchType], { nullable: true, description: 'Only these types.' })
  @IsOptional()
  @IsEnum(SearchType, { each: true })
  @ArrayMaxSize(MOST_VALUES)
  types?: string[] | null;
  @Field(() => [EntityKind], { nullable: true, description: 'Of entities of these kinds.' })
  @IsOptional()
  @IsEnum(EntityKind, { each: true })
  @ArrayMaxSize(MOST_VALUES)
  entityKinds?: EntityKind[] | null;
  @Field(() => [String], { nullable: true, description: 'TERYT of voivodeships.' })
  @IsOptional()
  @Matches(/^\d\d$/, { each: true })
  @ArrayMaxSize(MOST_VALUES)
  voivodeships?: string[] | null;
  @Field(() => [ID], { nullable: true, description: 'Change areas.' })
  @IsOptional()
  @IsUUID(undefined, { each: true })
  @ArrayMaxSize(MOST_VALUES)
  areas?: string[] | null;
  @Field(() => [String], { nullable: true, description: 'For whom it was.' })
  @IsOptional()
  @Text({ max: 200, each: true })
  @ArrayMaxSize(MOST_VALUES)
  targetGroups?: string[] | null;
  @Field(() => [String], { nullable: true, description: 'What it cost.' })
  @IsOptional()
  @Text({ max: 200, each: true })
  @ArrayMaxSize(MOST_VALUES)
  costRanges?: string[] | null;
  @Field(() => [Int], { nullable: true, description: 'From these years.' })
  @IsOptional()
  @IsInt({ each: true })
  @Min(1900, { each: true })
  @Max(2200, { each: true })
  @ArrayMaxSize(MOST_VALUES)
  years?: number[] | null;
}

@ArgsType()
export class SearchArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description: 'Words, "phrases", -exclusions, OR (lub); all that there is when absent.',
  })
  @IsOptional()
  @Text({ min: 0, max: 300, lines: true })
  query?: string | null;
  @Field(() => SearchFilter, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => SearchFilter)
  filter?: SearchFilter | null;
  @Field(() => SearchOrder, { defaultValue: SearchOrder.RELEVANCE })
  @IsEnum(SearchOrder)
  orderBy: SearchOrder = SearchOrder.RELEVANCE;
}

@ArgsType()
export class RelatedArgs extends PageArgs {
  @Field(() => ID, { description: 'The id of something that may be found.' }) @IsUUID() id: string;
}

@ArgsType()
export class SimilarArgs extends PageArgs {
  @Field({ description: 'What you are after, in your own words.' }) @Text({ max: 10_000, lines: true }) text: string;
}
