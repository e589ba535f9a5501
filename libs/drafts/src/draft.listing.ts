import { ArgsType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsEnum, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { extendBodies, given } from '#convents';
import { ConnectionOf, PageArgs } from '#core';
import { all, Many, sql, type Listing } from '#reads';
import { Draft } from './draft.entity.ts';
import { DraftForm, DraftState } from './words.ts';

@ObjectType({ description: 'A page of drafts.' })
export class DraftConnection extends ConnectionOf(Draft) {}

@InputType({ description: 'Conditions; each narrows.' })
export class DraftFilter {
  @Field(() => ID, { nullable: true, description: 'The lead body.' }) @IsOptional() @IsUUID() body?: string | null;
  @Field(() => [DraftState], { nullable: true })
  @IsOptional()
  @IsEnum(DraftState, { each: true })
  states?: DraftState[] | null;
  @Field(() => [DraftForm], { nullable: true })
  @IsOptional()
  @IsEnum(DraftForm, { each: true })
  forms?: DraftForm[] | null;
}

@ArgsType()
export class DraftArgs extends PageArgs {
  @Field(() => DraftFilter, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => DraftFilter)
  filter?: DraftFilter | null;
}

/** The latest first. */
export const draftListing: Listing<DraftArgs> = {
  args: DraftArgs,
  where: (row, { filter }) =>
    all([
      given(filter?.body, (body) => sql`${row}.body_id = ${body}::uuid`),
      given(filter?.states, (states) => sql`${row}.state = ANY (${states}::text[])`),
      given(filter?.forms, (forms) => sql`${row}.form = ANY (${forms}::text[])`),
    ]),
  sort: () => ({ by: (row) => sql`${row}.id`, descending: true }),
};

extendBodies(
  'drafts',
  Field(() => DraftConnection, { description: 'Drafts that it leads, the latest first (projekty).' }),
  (column) => Many(() => Draft, column, draftListing),
);
