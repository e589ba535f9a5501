import { ArgsType, Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsBoolean, IsEnum, IsOptional, ValidateNested } from 'class-validator';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { ConnectionOf, PageArgs } from '#core';
import { Entity, EntityKind, FounderKind, Voivodeship } from '#convents';
import { all, Many, One, raw, sql, Visible, type Listing } from '#reads';
import { EntityField } from './entity-columns.ts';
import { seesPart } from './imports.policy.ts';
import { MatchReason } from './name-matching.ts';
import { ProblemSeverity, RowProblemCode } from './row-problems.ts';

export enum RowVerdict {
  READY = 'READY',
  DUPLICATE = 'DUPLICATE',
  BAD = 'BAD',
  SKIPPED = 'SKIPPED',
  IMPORTED = 'IMPORTED',
}
registerEnumType(RowVerdict, {
  name: 'EntityImportRowVerdict',
  description: 'What becomes of a row at the commit (wynik sprawdzenia wiersza).',
  valuesMap: {
    READY: { description: 'It becomes an entity (gotowy).' },
    DUPLICATE: { description: 'Likely a known entity: left out unless somebody takes it (powtórzenie).' },
    BAD: { description: 'Its errors keep it out (błędny).' },
    SKIPPED: { description: 'Somebody left it out (pominięty).' },
    IMPORTED: { description: 'It became an entity (wczytany).' },
  },
});

@ObjectType({ description: 'What the check found in a row (uwaga do wiersza).' })
@Visible(seesPart)
@Table('entity_import_problem')
export class EntityImportProblem {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') importId: string;
  @Column('uuid') rowId: string;
  @Field(() => EntityField, { nullable: true, description: 'Null where the whole row is meant.' })
  @Column('text', { nullable: true })
  field: EntityField | null;
  @Field(() => RowProblemCode) @Column('text') code: RowProblemCode;
  @Field(() => ProblemSeverity) @Column('text') severity: ProblemSeverity;
  @Field({ description: 'In Polish, for the person with the file.' }) @Column('text') message: string;
}

@ObjectType({ description: 'A row of an imported file as it was read; what it said beyond that is not kept (wiersz).' })
@Visible(seesPart)
@Table('entity_import_row')
export class EntityImportRow {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') importId: string;
  @Field(() => Int, { description: 'Its line in the file, counted from 1 with the header.' })
  @Column('int')
  line: number;
  @Field(() => RowVerdict) @Column('text') verdict: RowVerdict;
  @Field({ description: 'Whether the verdict is somebody’s word.' }) @Column('boolean') decided: boolean;
  @Field(() => EntityKind, { nullable: true }) @Column('text', { nullable: true }) kind: EntityKind | null;
  @Field({ description: 'As it will be entered.' }) @Column('text') name: string;
  @Field(() => String, { description: 'As it will be entered.', nullable: true })
  @Column('text', { nullable: true })
  town: string | null;
  @Field(() => String, { description: 'As it will be entered: NN-NNN.', nullable: true })
  @Column('text', { nullable: true })
  postalCode: string | null;
  @Field(() => String, { description: 'As it will be entered.', nullable: true })
  @Column('text', { nullable: true })
  street: string | null;
  @Column('text', { nullable: true }) voivodeshipId: string | null;
  @Field(() => Voivodeship, { nullable: true })
  @One(() => Voivodeship, 'voivodeshipId')
  voivodeship: Voivodeship | null;
  @Field(() => String, { description: 'As it will be entered.', nullable: true })
  @Column('text', { nullable: true })
  founderName: string | null;
  @Field(() => FounderKind) @Column('text') founderKind: FounderKind;
  @Field(() => String, { description: 'As it will be entered: 10 digits.', nullable: true })
  @Column('text', { nullable: true })
  nip: string | null;
  @Field(() => String, { description: 'As it will be entered: 9 or 14 digits.', nullable: true })
  @Column('text', { nullable: true })
  regon: string | null;
  @Field(() => String, { description: 'As it will be entered: 10 digits.', nullable: true })
  @Column('text', { nullable: true })
  krs: string | null;
  @Field(() => String, { description: 'As it will be entered.', nullable: true })
  @Column('text', { nullable: true })
  source: string | null;

  @Column('uuid', { nullable: true }) duplicateOfId: string | null;
  @Field(() => Entity, { nullable: true, description: 'The entity in the register that it most resembles.' })
  @One(() => Entity, 'duplicateOfId')
  duplicateOf: Entity | null;
  @Field(() => Int, { nullable: true, description: 'The line of the same file that it most resembles.' })
  @Column('int', { nullable: true })
  duplicateOfLine: number | null;
  @Field(() => Float, { nullable: true, description: 'Up to 1; a low one beside READY is a hint and no more.' })
  @Column('real', { nullable: true })
  duplicateScore: number | null;
  @Field(() => MatchReason, { nullable: true })
  @Column('text', { nullable: true })
  duplicateReason: MatchReason | null;

  @Column('uuid', { nullable: true }) entityId: string | null;
  @Field(() => Entity, { nullable: true, description: 'What it became.' })
  @One(() => Entity, 'entityId')
  entity: Entity | null;
  @Field(() => [EntityImportProblem], { description: 'What the check found in it.' })
  @Many(() => EntityImportProblem, 'rowId', { sort: () => ({ by: (row) => sql`${row}.id` }) })
  problems: EntityImportProblem[];
}

@ObjectType({ description: 'A page of rows of an imported file.' })
export class EntityImportRowConnection extends ConnectionOf(EntityImportRow) {}

@InputType({ description: 'Conditions; each narrows.' })
export class EntityImportRowFilter {
  @Field(() => [RowVerdict], { nullable: true })
  @IsOptional()
  @IsEnum(RowVerdict, { each: true })
  verdicts?: RowVerdict[] | null;
  @Field(() => Boolean, { nullable: true, description: 'Only rows in which something was found, or only those clean.' })
  @IsOptional()
  @IsBoolean()
  hasProblems?: boolean | null;
}

@ArgsType()
export class EntityImportRowArgs extends PageArgs {
  @Field(() => EntityImportRowFilter, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => EntityImportRowFilter)
  filter?: EntityImportRowFilter | null;
}

/** As they stand in the file. */
export const entityImportRowListing: Listing<EntityImportRowArgs> = {
  args: EntityImportRowArgs,
  where: (row, { filter }) =>
    all([
      filter?.verdicts?.length ? sql`${row}.verdict = ANY (${filter.verdicts}::text[])` : undefined,
      typeof filter?.hasProblems === 'boolean'
        ? sql`${raw(filter.hasProblems ? '' : 'NOT ')}EXISTS (SELECT FROM entity_import_problem p WHERE p.row_id = ${row}.id)`
        : undefined,
    ]),
  sort: () => ({ by: (row) => sql`${row}.line` }),
};
