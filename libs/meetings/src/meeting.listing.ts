import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsDate, IsEnum, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { given } from '#convents';
import { DateTime, PageArgs } from '#core';
import { all, sql, type Listing } from '#reads';
import { MeetingKind, MeetingState } from './words.ts';

@InputType({ description: 'Conditions; each narrows.' })
export class MeetingFilter {
  @Field(() => [MeetingKind], { nullable: true })
  @IsOptional()
  @IsEnum(MeetingKind, { each: true })
  kinds?: MeetingKind[] | null;
  @Field(() => [MeetingState], { nullable: true })
  @IsOptional()
  @IsEnum(MeetingState, { each: true })
  states?: MeetingState[] | null;
  @Field(() => ID, { nullable: true, description: 'Those that this body organises, alone or with others.' })
  @IsOptional()
  @IsUUID()
  organiser?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Those that end after this moment.' })
  @IsOptional()
  @IsDate()
  from?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Those that begin before this moment.' })
  @IsOptional()
  @IsDate()
  until?: Date | null;
}

@ArgsType()
export class MeetingArgs extends PageArgs {
  @Field(() => MeetingFilter, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => MeetingFilter)
  filter?: MeetingFilter | null;
}

/** The latest first. */
export const meetingListing: Listing<MeetingArgs> = {
  args: MeetingArgs,
  where: (row, { filter }) =>
    all([
      given(filter?.kinds, (kinds) => sql`${row}.kind = ANY (${kinds}::text[])`),
      given(filter?.states, (states) => sql`${row}.state = ANY (${states}::text[])`),
      given(filter?.organiser, (body) => sql`${row}.bodies @> ARRAY[${body}::uuid]`),
      given(filter?.from, (from) => sql`${row}.ends_at > ${from}::timestamptz`),
      given(filter?.until, (until) => sql`${row}.starts_at < ${until}::timestamptz`),
    ]),
  sort: () => ({ by: (row) => sql`${row}.starts_at`, descending: true }),
};
