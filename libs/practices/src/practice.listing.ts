import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsEnum, IsInt, IsOptional, IsUUID, Matches, ValidateNested } from 'class-validator';
import { Convent, Entity, EntityKind, given } from '#convents';
import { ConnectionOf, PageArgs, Text } from '#core';
import { actor, all, extend, Many, sql, type Listing, type Row, type Sql } from '#reads';
import { GoodPractice } from './good-practice.entity.ts';
import { seesPractice } from './practices.policy.ts';
import { CostRange, PracticeState, TargetGroup } from './words.ts';

@ObjectType({ description: 'A page of good practices.' })
export class GoodPracticeConnection extends ConnectionOf(GoodPractice) {}

export enum PracticeOrder {
  REUSE = 'REUSE',
  NEWEST = 'NEWEST',
}
registerEnumType(PracticeOrder, {
  name: 'PracticeOrder',
  description: 'In what order practices come.',
  valuesMap: {
    REUSE: { description: 'Taken over by most entities first; of those alike, the one checked last (wdrożenia).' },
    NEWEST: { description: 'The last begun first (najnowsze).' },
  },
});

@InputType({ description: 'Conditions; each narrows. Those of the card ask for what is published.' })
export class PracticeFilter {
  @Field(() => [EntityKind], { nullable: true, description: 'What the author is.' })
  @IsOptional()
  @IsEnum(EntityKind, { each: true })
  entityKinds?: EntityKind[] | null;
  @Field(() => String, { nullable: true, description: 'TERYT of the author’s voivodeship.' })
  @IsOptional()
  @Matches(/^\d\d$/)
  voivodeship?: string | null;
  @Field(() => [ID], { nullable: true, description: 'Change areas, one of which it belongs to.' })
  @IsOptional()
  @ArrayMaxSize(20)
  @IsUUID(undefined, { each: true })
  changeAreas?: string[] | null;
  @Field(() => [TargetGroup], { nullable: true })
  @IsOptional()
  @IsEnum(TargetGroup, { each: true })
  targetGroups?: TargetGroup[] | null;
  @Field(() => [CostRange], { nullable: true })
  @IsOptional()
  @IsEnum(CostRange, { each: true })
  costRanges?: CostRange[] | null;
  @Field(() => [Int], { nullable: true, description: 'The years in which they began.' })
  @IsOptional()
  @ArrayMaxSize(50)
  @IsInt({ each: true })
  years?: number[] | null;
  @Field(() => String, { nullable: true, description: 'A word by which it is found, in small letters.' })
  @IsOptional()
  @Text({ max: 40 })
  tag?: string | null;
  @Field(() => [PracticeState], { nullable: true, description: 'PUBLISHED and OUTDATED when absent.' })
  @IsOptional()
  @IsEnum(PracticeState, { each: true })
  states?: PracticeState[] | null;
}

@ArgsType()
export class PracticeArgs extends PageArgs {
  @Field(() => PracticeFilter, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => PracticeFilter)
  filter?: PracticeFilter | null;
  @Field(() => PracticeOrder, { defaultValue: PracticeOrder.REUSE })
  @IsEnum(PracticeOrder)
  orderBy: PracticeOrder = PracticeOrder.REUSE;
}

/** A condition on the published card. */
const card = (row: Row, condition: (v: Sql) => Sql): Sql =>
  sql`EXISTS (SELECT FROM practice_version v WHERE v.id = ${row}.current_version_id AND ${condition(sql`v`)})`;
const author = (row: Row, condition: (e: Sql) => Sql): Sql =>
  sql`EXISTS (SELECT FROM entity e WHERE e.id = ${row}.entity_id AND ${condition(sql`e`)})`;

const ofCard = (row: Row, filter: PracticeFilter): (Sql | undefined)[] => [
  given(filter.changeAreas, (ids) =>
    card(row, (v) => sql`${v}.change_area_ids && (SELECT change_area_scope(${ids}::uuid[]))`),
  ),
  given(filter.targetGroups, (groups) => card(row, (v) => sql`${v}.target_groups && ${groups}::text[]`)),
  given(filter.costRanges, (costs) => card(row, (v) => sql`${v}.cost_range = ANY (${costs}::text[])`)),
  given(filter.years, (years) => card(row, (v) => sql`${v}.started_in = ANY (${years}::int[])`)),
  given(filter.tag, (tag) => card(row, (v) => sql`${v}.tags @> ARRAY[${tag.toLowerCase()}::text]`)),
];
const ofAuthor = (row: Row, filter: PracticeFilter): (Sql | undefined)[] => [
  given(filter.entityKinds, (kinds) => author(row, (e) => sql`${e}.kind = ANY (${kinds}::text[])`)),
  given(filter.voivodeship, (teryt) => author(row, (e) => sql`${e}.voivodeship_id = ${teryt}`)),
];

/** By reuse, unless it is asked otherwise; what was never published or is in the archive only where it is asked for. */
export const practiceListing: Listing<PracticeArgs> = {
  args: PracticeArgs,
  where: (row, { filter }) => {
    const states = filter?.states?.length ? filter.states : ['PUBLISHED', 'OUTDATED'];
    const isIn = sql`${row}.state = ANY (${states}::text[])`;
    return all(filter ? [isIn, ...ofAuthor(row, filter), ...ofCard(row, filter)] : [isIn]);
  },
  sort: ({ orderBy }) =>
    orderBy === PracticeOrder.NEWEST
      ? { by: (row) => sql`${row}.id`, descending: true }
      : { by: (row) => sql`${row}.rank`, descending: true },
};

@ArgsType()
export class NewPracticeArgs extends PageArgs {
  @Field(() => ID, { description: 'The change area.' }) @IsUUID() changeAreaId: string;
  @Field(() => String, { nullable: true, description: 'TERYT of the author’s voivodeship.' })
  @IsOptional()
  @Matches(/^\d\d$/)
  voivodeship?: string | null;
}

/** What is offered in an area, the last published first. */
export const newListing: Listing<NewPracticeArgs> = {
  args: NewPracticeArgs,
  where: (row, { changeAreaId, voivodeship }) =>
    all([
      sql`${row}.state = 'PUBLISHED'`,
      ...ofCard(row, { changeAreas: [changeAreaId] }),
      ...ofAuthor(row, { voivodeship }),
    ]),
  sort: () => ({ by: (row) => sql`${row}.published_at`, descending: true }),
};

@ArgsType()
export class RelatedPracticeArgs extends PageArgs {
  @Field(() => ID, { description: 'The practice to which others are related.' }) @IsUUID() practiceId: string;
}

/** The published card to which others are compared, where the reader may see it. */
const compared = (
  practiceId: string,
): Sql => sql`(SELECT o FROM practice_version o JOIN good_practice p ON p.current_version_id = o.id
  WHERE p.id = ${practiceId}::uuid AND (${seesPractice(sql`p`, actor)}))`;

/** What two cards have in common: an area counts twice, a word or a group once. */
const likeness = (row: Row, practiceId: string): Sql => sql`coalesce((SELECT
    2 * cardinality(ARRAY(SELECT unnest(v.change_area_ids) INTERSECT SELECT unnest((o.o).change_area_ids)))
    + cardinality(ARRAY(SELECT unnest(v.tags) INTERSECT SELECT unnest((o.o).tags)))
    + cardinality(ARRAY(SELECT unnest(v.target_groups) INTERSECT SELECT unnest((o.o).target_groups)))
  FROM practice_version v, (SELECT ${compared(practiceId)} AS o) o WHERE v.id = ${row}.current_version_id), 0)`;

/** Published practices that share an area or a word with one, the most alike first. */
export const relatedListing: Listing<RelatedPracticeArgs> = {
  args: RelatedPracticeArgs,
  where: (row, { practiceId }) =>
    all([
      sql`${row}.state IN ('PUBLISHED', 'OUTDATED')`,
      sql`${row}.id <> ${practiceId}::uuid`,
      sql`EXISTS (SELECT FROM practice_version v, (SELECT ${compared(practiceId)} AS o) o WHERE v.id = ${row}.current_version_id
        AND (v.change_area_ids && (o.o).change_area_ids OR v.tags && (o.o).tags))`,
    ]),
  sort: ({ practiceId }) => ({ by: (row) => likeness(row, practiceId), descending: true }),
};

for (const [type, column] of [
  [Entity, 'entityId'],
  [Convent, 'conventId'],
] as const)
  extend(
    type,
    'practices',
    Field(() => GoodPracticeConnection, { description: 'Its good practices (dobre praktyki).' }),
    Many(() => GoodPractice, column, practiceListing),
  );
