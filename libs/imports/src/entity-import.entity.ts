import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsBoolean, IsUUID } from 'class-validator';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { ConnectionOf, DateTime, MutationInput } from '#core';
import { Mandate, Voivodeship } from '#convents';
import { Person } from '#identity';
import { Many, One, sql, Visible, type Listing } from '#reads';
import { EntityField } from './entity-columns.ts';
import { EntityImportRow, EntityImportRowConnection, entityImportRowListing } from './entity-import-row.entity.ts';
import { seesImport, seesPart } from './imports.policy.ts';

export enum EntityImportState {
  CHECKING = 'CHECKING',
  PREVIEWED = 'PREVIEWED',
  COMMITTED = 'COMMITTED',
  DISCARDED = 'DISCARDED',
  FAILED = 'FAILED',
}
registerEnumType(EntityImportState, {
  name: 'EntityImportState',
  description: 'Where an import stands (stan importu).',
  valuesMap: {
    CHECKING: { description: 'The file is being checked and compared with the register (sprawdzanie).' },
    PREVIEWED: { description: 'Each row has its verdict; nothing is in the register yet (podgląd).' },
    COMMITTED: { description: 'The ready rows are in the register (wczytany).' },
    DISCARDED: { description: 'Given up; nothing came of it (porzucony).' },
    FAILED: { description: 'The check broke off; upload the file again (przerwany).' },
  },
});

@ObjectType({ description: 'A column of an imported file, and what was read from it (kolumna).' })
@Visible(seesPart)
@Table('entity_import_column')
export class EntityImportColumn {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') importId: string;
  @Column('int') position: number;
  @Field({ description: 'The header in the file.' }) @Column('text') header: string;
  @Field(() => EntityField, { nullable: true, description: 'Null for a column that was left out.' })
  @Column('text', { nullable: true })
  field: EntityField | null;
}

@ObjectType({ description: 'A file of entities on its way into the register (import podmiotów).' })
@Visible(seesImport)
@Table('entity_import')
export class EntityImport {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid', { nullable: true }) personId: string | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  /** The convent or the forum. */
  @Column('uuid', { nullable: true }) bodyId: string | null;
  @Field({ description: 'The name of the file as it was sent.' }) @Column('text') fileName: string;
  @Field(() => String, { nullable: true, description: 'As it was recognised; null for XLSX (kodowanie).' })
  @Column('text', { nullable: true })
  encoding: string | null;
  @Field(() => String, { nullable: true, description: 'As it was recognised; null for XLSX (separator).' })
  @Column('text', { nullable: true })
  separator: string | null;
  @Column('text', { nullable: true }) voivodeshipId: string | null;
  @Field(() => Voivodeship, { nullable: true, description: 'Given at the upload for rows that name none.' })
  @One(() => Voivodeship, 'voivodeshipId')
  voivodeship: Voivodeship | null;
  @Column('boolean') sample: boolean;
  @Field(() => EntityImportState) @Column('text') state: EntityImportState;
  @Field(() => Int, { description: 'How far the check has come.' }) @Column('int') percentDone: number;
  @Field(() => Int, { description: 'All rows of the file but its header.' }) @Column('int') rowsTotal: number;
  @Field(() => Int, { description: 'Rows that a commit would take.' }) @Column('int') rowsReady: number;
  @Field(() => Int, { description: 'Rows left out as likely duplicates, unless you take them.' })
  @Column('int')
  rowsDuplicate: number;
  @Field(() => Int, { description: 'Rows with errors.' }) @Column('int') rowsBad: number;
  @Field(() => Int, { description: 'Rows that somebody left out.' }) @Column('int') rowsSkipped: number;
  @Field(() => Int, { description: 'Rows that became entities.' }) @Column('int') rowsImported: number;
  @Field(() => DateTime) @Column('timestamptz') createdAt: Date;
  @Field(() => DateTime, { nullable: true }) @Column('timestamptz', { nullable: true }) committedAt: Date | null;
  @Field(() => Int, { description: 'Counts the changes.' }) @Column('int') version: number;

  @Field(() => Person, { nullable: true, description: 'Who uploaded the file.' })
  @One(() => Person, 'personId')
  uploadedBy: Person | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was uploaded.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => [EntityImportColumn], { description: 'The columns of the file in their order.' })
  @Many(() => EntityImportColumn, 'importId', { sort: () => ({ by: (row) => sql`${row}.position` }) })
  columns: EntityImportColumn[];
  @Field(() => EntityImportRowConnection, { description: 'The rows in their order, each with its verdict.' })
  @Many(() => EntityImportRow, 'importId', entityImportRowListing)
  rows: EntityImportRow[];
}

@ObjectType({ description: 'A page of imports.' })
export class EntityImportConnection extends ConnectionOf(EntityImport) {}

/** The newest first. */
export const entityImportListing: Listing = { sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) };

@InputType({ description: 'An import whose ready rows go into the register, all of them or none.' })
export class CommitEntityImportInput extends MutationInput {
  @Field(() => ID) @IsUUID() importId: string;
}

@InputType({ description: 'An import to give up.' })
export class DiscardEntityImportInput extends MutationInput {
  @Field(() => ID) @IsUUID() importId: string;
}

@InputType({ description: 'Your word on one row, over the verdict of the check.' })
export class DecideEntityImportRowInput extends MutationInput {
  @Field(() => ID) @IsUUID() rowId: string;
  @Field({ description: 'Whether it goes in; a row with errors never does.' }) @IsBoolean() take: boolean;
}
