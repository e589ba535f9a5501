import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsBoolean, IsEnum, IsInt, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { extendBodies, given } from '#convents';
import { PageArgs, Text } from '#core';
import { all, Many, sql, type Listing, type Row, type Sql } from '#reads';
import { Dossier, DossierConnection } from './dossier.entity.ts';
import { AddresseeKind, DossierState, PositionKind } from './words.ts';

@InputType({ description: 'Conditions; each narrows.' })
export class DossierFilter {
  @Field(() => ID, { nullable: true, description: 'The convent or forum that sends them.' })
  @IsOptional()
  @IsUUID()
  body?: string | null;
  @Field(() => [DossierState], { nullable: true })
  @IsOptional()
  @IsEnum(DossierState, { each: true })
  states?: DossierState[] | null;
}

@ArgsType()
export class DossierArgs extends PageArgs {
  @Field(() => DossierFilter, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => DossierFilter)
  filter?: DossierFilter | null;
}

/** The last begun first. */
export const dossierListing: Listing<DossierArgs> = {
  args: DossierArgs,
  where: (row, { filter }) =>
    all([
      given(filter?.body, (id) => sql`${row}.body_id = ${id}::uuid`),
      given(filter?.states, (states) => sql`${row}.state = ANY (${states}::text[])`),
    ]),
  sort: () => ({ by: (row) => sql`${row}.id`, descending: true }),
};

@InputType({ description: 'Conditions on the register of dispatches and answers; each narrows.' })
export class RegisterFilter {
  @Field(() => [AddresseeKind], { nullable: true })
  @IsOptional()
  @IsEnum(AddresseeKind, { each: true })
  addresseeKinds?: AddresseeKind[] | null;
  @Field(() => String, { nullable: true, description: 'What the name of the addressee has in it, in any case.' })
  @IsOptional()
  @Text({ max: 100 })
  addressee?: string | null;
  @Field(() => ID, { nullable: true, description: 'The convent or forum that sent them.' })
  @IsOptional()
  @IsUUID()
  body?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether the day has passed without any answer.' })
  @IsOptional()
  @IsBoolean()
  overdue?: boolean | null;
  @Field(() => [PositionKind], { nullable: true, description: 'Positions that count, one of which was answered.' })
  @IsOptional()
  @IsEnum(PositionKind, { each: true })
  positions?: PositionKind[] | null;
  @Field(() => [ID], { nullable: true, description: 'Change areas, one of which a recommendation is about.' })
  @IsOptional()
  @ArrayMaxSize(20)
  @IsUUID(undefined, { each: true })
  changeAreas?: string[] | null;
  @Field(() => [Int], { nullable: true, description: 'The years in one of which it was sent.' })
  @IsOptional()
  @ArrayMaxSize(20)
  @IsInt({ each: true })
  years?: number[] | null;
}

@ArgsType()
export class RegisterArgs extends PageArgs {
  @Field(() => RegisterFilter, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => RegisterFilter)
  filter?: RegisterFilter | null;
}

type Filter = RegisterFilter | null | undefined;

const OVERDUE = (x: Row): Sql => sql`(${x}.response_id IS NULL AND coalesce(${x}.due_on < warsaw_day(now()), false))`;
/** What is asked of the dispatch itself. */
const ofDispatch = (x: Row, filter: Filter): Sql =>
  all([
    given(filter?.addresseeKinds, (kinds) => sql`${x}.addressee_kind = ANY (${kinds}::text[])`),
    given(filter?.addressee, (text) => sql`strpos(fold(${x}.addressee), fold(${text})) > 0`),
    given(
      filter?.body,
      (id) => sql`EXISTS (SELECT FROM dossier s WHERE s.id = ${x}.dossier_id AND s.body_id = ${id}::uuid)`,
    ),
    given(filter?.overdue, (overdue) => (overdue ? OVERDUE(x) : sql`NOT ${OVERDUE(x)}`)),
    given(filter?.years, (years) => sql`extract(year FROM ${x}.sent_on)::int = ANY (${years}::int[])`),
  ]);

/** What is asked of a recommendation before an addressee. */
const ofEntry = (e: Row, filter: Filter): Sql =>
  all([
    given(
      filter?.positions,
      (kinds) =>
        sql`EXISTS (SELECT FROM answer_position p WHERE p.id = ${e}.position_id AND p.kind = ANY (${kinds}::text[]))`,
    ),
    given(
      filter?.changeAreas,
      (areas) => sql`EXISTS (SELECT FROM recommendation_area k WHERE k.recommendation_id = ${e}.recommendation_id
        AND k.change_area_id = ANY ((SELECT change_area_scope(${areas}::uuid[]))::uuid[]))`,
    ),
  ]);

const asksOfEntries = (filter: Filter): boolean => Boolean(filter?.positions?.length || filter?.changeAreas?.length);
const latest = () => ({ by: (row: Row) => sql`${row}.id`, descending: true });

/** A dispatch passes where one of its recommendations fulfils all that is asked of one. The last entered first. */
export const dispatchListing: Listing<RegisterArgs> = {
  args: RegisterArgs,
  where: (row, { filter }) =>
    all([
      ofDispatch(row, filter),
      asksOfEntries(filter)
        ? sql`EXISTS (SELECT FROM register_entry e WHERE e.dispatch_id = ${row}.id AND (${ofEntry(sql`e`, filter)}))`
        : undefined,
    ]),
  sort: latest,
};

export const registerCondition = (row: Row, filter: Filter): Sql =>
  all([
    ofEntry(row, filter),
    sql`EXISTS (SELECT FROM dispatch x WHERE x.id = ${row}.dispatch_id AND (${ofDispatch(sql`x`, filter)}))`,
  ]);

export const registerListing: Listing<RegisterArgs> = {
  args: RegisterArgs,
  where: (row, { filter }) => registerCondition(row, filter),
  sort: latest,
};

extendBodies(
  'dossiers',
  Field(() => DossierConnection, { description: 'Its dossiers, the last begun first (pakiety).' }),
  (column) => Many(() => Dossier, column, dossierListing),
);
