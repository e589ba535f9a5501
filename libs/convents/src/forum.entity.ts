import { ArgsType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { IsEnum, IsOptional, IsString } from 'class-validator';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ConnectionOf, Day, PageArgs } from '#core';
import { all, Computed, EVERYONE, One, sql, Visible, type Listing, type Row, type Sql } from '#reads';
import { given } from './filters.ts';
import { Standing } from './words.ts';

@ObjectType({ description: 'The national forum of convents (forum); its founding declaration brings it about.' })
@Visible(EVERYONE)
@Entity('forum')
export class Forum {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Field({ description: 'Its full name.' }) @Column('text') name: string;
  @Field({ description: 'Its short name.' }) @Column('text') abbreviation: string;
  @Field(() => Day, { nullable: true }) @Column('date', { nullable: true }) foundedOn: string | null;
  @Field(() => Int, { description: 'Counts the edits.' }) @Column('int') version: number;
  /** Null for a forum that was entered before declarations were kept. */
  @Column('uuid', { nullable: true }) declarationId: string | null;
}

@ObjectType({
  description:
    'How a convent stood to the forum, from–until, by which declaration (członkostwo w forum albo chęć przystąpienia).',
})
@Visible(EVERYONE)
@Entity('forum_standing')
export class ForumStanding {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') conventId: string;
  @Column('uuid') forumId: string;
  @Field(() => Forum) @One(() => Forum, 'forumId') forum: Forum;
  @Field(() => Standing) @Column('text') kind: Standing;
  @Column('daterange') valid: string;
  @Column('boolean') dayKnown: boolean;
  @Field(() => Day, { nullable: true, description: 'Null where the source gives no day.' })
  @Computed((row) => sql`CASE WHEN ${row}.day_known THEN lower(${row}.valid) END`)
  since: string | null;
  @Field(() => Day, { nullable: true, description: 'The last day, once there is one.' })
  @Computed((row) => sql`upper(${row}.valid) - 1`)
  until: string | null;
  @Field({ description: 'The document that it rests on.' }) @Column('text') basis: string;
  /** Null for a standing that was entered before declarations were kept. */
  @Column('uuid', { nullable: true }) declarationId: string | null;
}

@ObjectType({ description: 'A page of standings to the forum.' })
export class ForumStandingConnection extends ConnectionOf(ForumStanding) {}

@ObjectType({ description: 'How a convent stands to the forum today (członek forum albo chęć przystąpienia).' })
@Visible(EVERYONE)
@Entity('convent_standing', { synchronize: false })
export class ConventStanding {
  @Field(() => ID, { description: 'The same as the convent’s.' }) @PrimaryColumn('uuid') id: string;
  @Column('uuid') standingId: string;
  @Column('uuid') forumId: string;
  @Field(() => Forum) @One(() => Forum, 'forumId') forum: Forum;
  @Field(() => Standing) @Column('text') kind: Standing;
  @Field(() => Day, { nullable: true, description: 'Null where the source gives no day.' })
  @Column('date', { nullable: true })
  since: string | null;
  @Field(() => ForumStanding, { nullable: true, description: 'The entry in the forum’s register.' })
  @One(() => ForumStanding, 'standingId')
  entry: ForumStanding | null;
}

@ArgsType()
export class ForumStandingArgs extends PageArgs {
  @Field(() => Day, { nullable: true, description: 'The register as it was on this day; today when absent.' })
  @IsOptional()
  @IsString()
  on?: string | null;
  @Field(() => [Standing], { nullable: true, description: 'Members alone, or those alone that want to join.' })
  @IsOptional()
  @IsEnum(Standing, { each: true })
  kinds?: Standing[] | null;
}

const onDay = (row: Row, day: string | null | undefined): Sql =>
  day ? sql`${row}.valid @> ${day}::date` : sql`${row}.valid @> warsaw_day(now())`;

/** Who stands in the register on a day, in the order of entry. */
export const forumStandingListing: Listing<ForumStandingArgs> = {
  args: ForumStandingArgs,
  where: (row, { on, kinds }) =>
    all([onDay(row, on), given(kinds, (words) => sql`${row}.kind = ANY (${words}::text[])`)]),
  sort: () => ({ by: (row) => sql`${row}.id` }),
};

/** All that a convent ever was to the forum, the latest first. */
export const standingHistory: Listing = {
  args: PageArgs,
  sort: () => ({ by: (row) => sql`${row}.id`, descending: true }),
};
