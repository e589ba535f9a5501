import { ArgsType, Field, ID, InputType, Int, registerEnumType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsEnum, IsInt, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { extendBodies, given } from '#convents';
import { PageArgs, Text } from '#core';
import { all, Many, sql, type Listing, type Row, type Sql } from '#reads';
import { Recommendation, RecommendationConnection } from './recommendation.entity.ts';
import { RecommendationState } from './words.ts';

export enum RecommendationOrder {
  NEWEST = 'NEWEST',
  LAST_CHANGED = 'LAST_CHANGED',
}
registerEnumType(RecommendationOrder, {
  name: 'RecommendationOrder',
  description: 'In what order recommendations come.',
  valuesMap: {
    NEWEST: { description: 'The last numbers first (najnowsze).' },
    LAST_CHANGED: { description: 'Those whose state changed last first (ostatnio zmienione).' },
  },
});

@InputType({ description: 'Conditions; each narrows.' })
export class RecommendationFilter {
  @Field(() => [RecommendationState], { nullable: true })
  @IsOptional()
  @IsEnum(RecommendationState, { each: true })
  states?: RecommendationState[] | null;
  @Field(() => [ID], { nullable: true, description: 'Change areas, one of which it is about.' })
  @IsOptional()
  @ArrayMaxSize(20)
  @IsUUID(undefined, { each: true })
  changeAreas?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'The lead body.' }) @IsOptional() @IsUUID() leadBody?: string | null;
  @Field(() => [Int], { nullable: true, description: 'Years of their numbers.' })
  @IsOptional()
  @ArrayMaxSize(20)
  @IsInt({ each: true })
  years?: number[] | null;
  @Field(() => String, { nullable: true, description: 'A part of its number or title, at most 200 characters.' })
  @IsOptional()
  @Text({ max: 200 })
  text?: string | null;
}

@ArgsType()
export class RecommendationArgs extends PageArgs {
  @Field(() => RecommendationFilter, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => RecommendationFilter)
  filter?: RecommendationFilter | null;
  @Field(() => RecommendationOrder, { defaultValue: RecommendationOrder.NEWEST })
  @IsEnum(RecommendationOrder)
  orderBy: RecommendationOrder = RecommendationOrder.NEWEST;
}

const about = (row: Row, areas: readonly string[]): Sql =>
  sql`EXISTS (SELECT FROM recommendation_area k WHERE k.recommendation_id = ${row}.id
    AND k.change_area_id = ANY ((SELECT change_area_scope(${areas}::uuid[]))::uuid[]))`;

export const recommendationListing: Listing<RecommendationArgs> = {
  args: RecommendationArgs,
  where: (row, { filter }) =>
    all([
      given(filter?.states, (states) => sql`${row}.state = ANY (${states}::text[])`),
      given(filter?.changeAreas, (areas) => about(row, areas)),
      given(filter?.leadBody, (id) => sql`${row}.body_id = ${id}::uuid`),
      given(filter?.years, (years) => sql`${row}.year = ANY (${years}::int[])`),
      given(filter?.text, (text) => sql`strpos(fold(${row}.number || ' ' || ${row}.title), fold(${text})) > 0`),
    ]),
  sort: ({ orderBy }) =>
    orderBy === RecommendationOrder.LAST_CHANGED
      ? { by: (row) => sql`${row}.state_since`, descending: true }
      : { by: (row) => sql`${row}.id`, descending: true },
};

extendBodies(
  'recommendations',
  Field(() => RecommendationConnection, { description: 'Recommendations that it leads (rekomendacje).' }),
  (column) => Many(() => Recommendation, column, recommendationListing),
);
