import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsBoolean, IsEnum, IsOptional, IsUUID, Matches, ValidateNested } from 'class-validator';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { ConnectionOf, Day, PageArgs, Text } from '#core';
import { all, Computed, EVERYONE, Many, One, sql, Visible, type Listing } from '#reads';
import { EntityKind, FounderKind } from './kinds.ts';
import { seesContact } from './convents.policy.ts';
import { given } from './filters.ts';
import { StatusGrant, statusGrantListing } from './status-grant.entity.ts';
import { Voivodeship } from './voivodeship.entity.ts';
import { EntityState } from './words.ts';

@ObjectType({
  description: 'How to reach an entity; seen by its own people and by the convents it belongs to (kontakt).',
})
@Visible(seesContact)
@Table('entity_contact')
export class EntityContact {
  @Field(() => ID, { description: 'The same as the entity’s.' }) @PrimaryColumn('uuid') id: string;
  @Field(() => String, { description: 'Address of the office (adres e-mail).', nullable: true })
  @Column('text', { nullable: true })
  email: string | null;
  @Field(() => String, { description: 'Phone of the office (telefon).', nullable: true })
  @Column('text', { nullable: true })
  phone: string | null;
  @Field(() => String, { description: 'Address of its website.', nullable: true })
  @Column('text', { nullable: true })
  website: string | null;
  @Column('int') version: number;
}

@ObjectType({ description: 'A social-employment entity (podmiot zatrudnienia socjalnego).' })
@Visible(EVERYONE)
@Table('entity')
export class Entity {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Field(() => EntityKind) @Column('text') kind: EntityKind;
  @Field({ description: 'The name as its documents have it.' })
  @Column({ type: 'text', collation: 'polish' })
  name: string;
  @Field(() => String, { description: 'The town or village where it works.', nullable: true })
  @Column({ type: 'text', nullable: true, collation: 'polish' })
  town: string | null;
  @Field(() => String, { nullable: true, description: 'As NN-NNN.' }) @Column('text', { nullable: true }) postalCode:
    | string
    | null;
  @Field(() => String, { description: 'Street and number.', nullable: true })
  @Column('text', { nullable: true })
  street: string | null;
  @Column('text') voivodeshipId: string;
  @Field(() => Voivodeship) @One(() => Voivodeship, 'voivodeshipId') voivodeship: Voivodeship;
  @Field(() => String, { nullable: true, description: 'Who founded it (instytucja tworząca).' })
  @Column('text', { nullable: true })
  founderName: string | null;
  @Field(() => FounderKind) @Column('text') founderKind: FounderKind;
  @Field(() => String, {
    nullable: true,
    description: 'Who runs it, where that is not the founder (podmiot prowadzący).',
  })
  @Column('text', { nullable: true })
  operatorName: string | null;
  @Field(() => String, { nullable: true, description: 'Tax number, 10 digits; often the founder’s.' })
  @Column('text', { nullable: true })
  nip: string | null;
  @Field(() => String, { nullable: true, description: 'Statistical number, 9 or 14 digits.' })
  @Column('text', { nullable: true })
  regon: string | null;
  @Field(() => String, { nullable: true, description: 'Court register number, 10 digits; often the founder’s.' })
  @Column('text', { nullable: true })
  krs: string | null;
  @Field(() => String, { nullable: true, description: 'Where the record comes from.' })
  @Column('text', { nullable: true })
  source: string | null;
  @Field({ description: 'Whether this is sample data: the organisation is real, what is said of it here is no claim.' })
  @Column('boolean')
  sample: boolean;
  @Field(() => EntityState) @Column('text') state: EntityState;
  @Field(() => Day, { nullable: true }) @Column('date', { nullable: true }) closedOn: string | null;
  @Field(() => Int, { description: 'Counts the edits; give it as `expectedVersion`.' }) @Column('int') version: number;

  @Field(() => EntityContact, { nullable: true, description: 'Null also where you may not see it.' })
  @One(() => EntityContact, 'id')
  contact: EntityContact | null;
  @Field(() => [StatusGrant], { description: 'Decisions and register entries, newest first.' })
  @Many(() => StatusGrant, 'entityId', statusGrantListing)
  statusGrants: StatusGrant[];
  @Field({ description: 'Whether a status ends within 90 days and no later one follows.' })
  @Computed(
    (row) => sql`EXISTS (SELECT FROM status_grant g WHERE g.entity_id = ${row}.id
    AND g.valid @> (now() AT TIME ZONE 'Europe/Warsaw')::date
    AND upper(g.valid) <= (now() AT TIME ZONE 'Europe/Warsaw')::date + 90
    AND NOT EXISTS (SELECT FROM status_grant h WHERE h.entity_id = g.entity_id AND h.kind = g.kind AND lower(h.valid) >= upper(g.valid)))`,
  )
  statusEndsSoon: boolean;
}

@ObjectType({ description: 'A page of entities.' })
export class EntityConnection extends ConnectionOf(Entity) {}

export enum EntityOrder {
  NAME = 'NAME',
  NEWEST = 'NEWEST',
}
registerEnumType(EntityOrder, {
  name: 'EntityOrder',
  description: 'In what order entities come.',
  valuesMap: {
    NAME: { description: 'By name, in the order of the Polish alphabet.' },
    NEWEST: { description: 'The last entered first.' },
  },
});

@InputType({ description: 'Conditions; each narrows.' })
export class EntityFilter {
  @Field(() => String, { nullable: true, description: 'A part of the name, with Polish letters or without.' })
  @IsOptional()
  @Text({ max: 200 })
  name?: string | null;
  @Field(() => [EntityKind], { nullable: true }) @IsOptional() @IsEnum(EntityKind, { each: true }) kinds?:
    | EntityKind[]
    | null;
  @Field(() => String, { nullable: true, description: 'TERYT of a voivodeship.' })
  @IsOptional()
  @Matches(/^\d\d$/)
  voivodeship?: string | null;
  @Field(() => [FounderKind], { nullable: true }) @IsOptional() @IsEnum(FounderKind, { each: true }) founderKinds?:
    | FounderKind[]
    | null;
  @Field(() => ID, { nullable: true, description: 'Members of this convent now.' }) @IsOptional() @IsUUID() convent?:
    | string
    | null;
  @Field(() => Boolean, { nullable: true, description: 'Closed ones too; false when absent.' })
  @IsOptional()
  @IsBoolean()
  closed?: boolean | null;
}

@ArgsType()
export class EntityArgs extends PageArgs {
  @Field(() => EntityFilter, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => EntityFilter)
  filter?: EntityFilter | null;
  @Field(() => EntityOrder, { defaultValue: EntityOrder.NAME }) @IsEnum(EntityOrder) orderBy: EntityOrder =
    EntityOrder.NAME;
}

/** What stands for itself in a LIKE pattern. */
const literally = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

export const entityListing: Listing<EntityArgs> = {
  args: EntityArgs,
  where: (row, { filter }) =>
    all([
      given(filter?.name, (part) => sql`${row}.name_folded LIKE '%' || fold(${literally(part)}) || '%'`),
      given(filter?.kinds, (kinds) => sql`${row}.kind = ANY (${kinds}::text[])`),
      given(filter?.voivodeship, (teryt) => sql`${row}.voivodeship_id = ${teryt}`),
      given(filter?.founderKinds, (kinds) => sql`${row}.founder_kind = ANY (${kinds}::text[])`),
      given(
        filter?.convent,
        (id) =>
          sql`EXISTS (SELECT FROM membership s WHERE s.entity_id = ${row}.id AND s.convent_id = ${id} AND s.state IN ('ACTIVE', 'SUSPENDED'))`,
      ),
      filter?.closed ? undefined : sql`${row}.state = 'ACTIVE'`,
    ]),
  sort: ({ orderBy }) =>
    orderBy === EntityOrder.NEWEST
      ? { by: (row) => sql`${row}.id`, descending: true }
      : { by: (row) => sql`${row}.name` },
};
