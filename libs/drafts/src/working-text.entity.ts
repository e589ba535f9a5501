import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Mandate } from '#convents';
import { ConnectionOf, DateTime, PageArgs } from '#core';
import { UnitAct, UnitKind, type Stand, type Unit } from '#drafting';
import { Person } from '#identity';
import { Many, One, sql, Visible, type Listing } from '#reads';
import { DraftAmendment } from './draft-version.entity.ts';
import { seesText, seesWork } from './drafts.policy.ts';

@ObjectType({ description: 'One thing done to a unit of a working text, in its order (wpis historii jednostki).' })
@Visible(seesWork)
@Table('draft_unit_event')
export class DraftUnitEvent {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') draftId: string;
  @Field(() => ID, { description: 'The unit, in the text or gone from it.' }) @Column('uuid') unitId: string;
  @Field(() => UnitAct) @Column('text') act: UnitAct;
  @Field(() => ID, { nullable: true, description: 'What it was split off, or joined to.' })
  @Column('uuid', { nullable: true })
  otherId: string | null;
  @Column('jsonb', { nullable: true }) before: Stand | null;
  @Column('jsonb', { nullable: true }) after: Stand | null;
  @Column('jsonb', { nullable: true }) gone: Unit | null;
  @Field(() => Int, { description: 'The version of the draft that it led to.' }) @Column('int') draftVersion: number;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Column('uuid', { nullable: true }) personId: string | null;
  @Field(() => Person, { nullable: true, description: 'Who did it.' })
  @One(() => Person, 'personId')
  person: Person | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was done.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

@ObjectType({ description: 'A page of the history of units.' })
export class DraftUnitEventConnection extends ConnectionOf(DraftUnitEvent) {}

const latestFirst: Listing = { args: PageArgs, sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) };

@ObjectType({ description: 'A unit of a working text; its id stays whatever becomes of it (jednostka redakcyjna).' })
@Visible(seesWork)
@Table('draft_unit')
export class DraftUnit {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') draftId: string;
  @Field(() => ID, { nullable: true, description: 'The unit that it lies in; null at the top.' })
  @Column('uuid', { nullable: true })
  parentId: string | null;
  /** Rises in the order of reading, with room between two. */
  @Column('int') place: number;
  @Field(() => UnitKind) @Column('text') kind: UnitKind;
  @Field({ description: 'As printed: 5a, IV, aa; empty where only the place tells (oznaczenie).' })
  @Column('text')
  label: string;
  @Field({ description: 'The heading of a chapter or section; empty for others (tytuł).' })
  @Column('text')
  title: string;
  @Field({ description: 'Its own words; where units lie in it, the introduction to them.' })
  @Column('text')
  text: string;
  @Field({ description: 'The common part after its list; after a quotation its signs (część wspólna).' })
  @Column('text')
  closing: string;
  @Field(() => DraftUnitEventConnection, { description: 'What was done to it, the latest first (historia).' })
  @Many(() => DraftUnitEvent, 'unitId', latestFirst)
  history: DraftUnitEvent[];
}

@ObjectType({ description: 'A page of units of a working text.' })
export class DraftUnitConnection extends ConnectionOf(DraftUnit) {}

@ObjectType({
  description:
    'The text on which the drafting team works; only it and the officers of the lead body see it (tekst roboczy).',
})
@Visible(seesText)
@Table('working_text')
export class WorkingText {
  @Field(() => ID, { description: 'The same as the draft’s.' }) @PrimaryColumn('uuid') id: string;
  @Field({ description: 'What stands above the first unit: the name of the act, its day, its title (nagłówek).' })
  @Column('text')
  heading: string;
  @Field(() => DraftUnitConnection, {
    description: 'Its units in the order of reading, a page at a time, each with its history.',
  })
  @Many(() => DraftUnit, 'draftId', { args: PageArgs, sort: () => ({ by: (row) => sql`${row}.place` }) })
  unitPage: DraftUnit[];
  @Field(() => DraftUnitEventConnection, { description: 'What was done to all units, the latest first (historia).' })
  @Many(() => DraftUnitEvent, 'draftId', latestFirst)
  history: DraftUnitEvent[];
  @Field(() => [DraftAmendment], { description: 'The changes that it proposes, in their order (zmiany przepisów).' })
  @Many(() => DraftAmendment, 'draftId', { sort: () => ({ by: (row) => sql`${row}.position` }) })
  amendments: DraftAmendment[];
}
