import { ArgsType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsEnum, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { given } from '#convents';
import { ConnectionOf, PageArgs } from '#core';
import { Obligation } from '#obligations';
import { all, extend, One, sql, type Listing } from '#reads';
import { Circulation } from './circulation.entity.ts';
import { CirculationState } from './words.ts';

@ObjectType({ description: 'A page of circulations.' })
export class CirculationConnection extends ConnectionOf(Circulation) {}

@InputType({ description: 'Conditions; each narrows.' })
export class CirculationFilter {
  @Field(() => ID, { nullable: true, description: 'The lead body.' }) @IsOptional() @IsUUID() body?: string | null;
  @Field(() => ID, { nullable: true, description: 'The draft.' }) @IsOptional() @IsUUID() draft?: string | null;
  @Field(() => [CirculationState], { nullable: true })
  @IsOptional()
  @IsEnum(CirculationState, { each: true })
  states?: CirculationState[] | null;
}

@ArgsType()
export class CirculationArgs extends PageArgs {
  @Field(() => CirculationFilter, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => CirculationFilter)
  filter?: CirculationFilter | null;
}

/** The latest first. */
export const circulationListing: Listing<CirculationArgs> = {
  args: CirculationArgs,
  where: (row, { filter }) =>
    all([
      given(filter?.body, (body) => sql`${row}.body_id = ${body}::uuid`),
      given(filter?.draft, (draft) => sql`${row}.draft_id = ${draft}::uuid`),
      given(filter?.states, (states) => sql`${row}.state = ANY (${states}::text[])`),
    ]),
  sort: () => ({ by: (row) => sql`${row}.id`, descending: true }),
};

extend(
  Obligation,
  'circulation',
  Field(() => Circulation, { nullable: true, description: 'The circulation that waits, if one does (tryb obiegowy).' }),
  One(() => Circulation, 'subjectId'),
);
