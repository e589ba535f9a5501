import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Mandate } from '#convents';
import { DateTime } from '#core';
import { EVERYONE, Many, One, Visible, sql, type Listing } from '#reads';
import { ChangeAreaNature, ChangeAreaState } from './words.ts';

const inOrder: Listing = { sort: () => ({ by: (row) => sql`${row}.id` }) };

@ObjectType({ description: 'What the catalogue of change areas rests on (źródło).' })
@Visible(EVERYONE)
@Entity('change_area_evidence')
export class ChangeAreaEvidence {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') changeAreaId: string;
  @Field({ description: 'The document or report.' }) @Column('text') source: string;
  @Field(() => String, { nullable: true, description: 'The words of the source, in Polish.' })
  @Column('text', { nullable: true })
  quote: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Since when it is no longer relied on; it stays readable.' })
  @Column('timestamptz', { nullable: true })
  withdrawnAt: Date | null;
  @Column('int') version: number;
}

@ObjectType({ description: 'An area as it was worded once; it never changes (wersja obszaru).' })
@Visible(EVERYONE)
@Entity('change_area_version')
export class ChangeAreaVersion {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') changeAreaId: string;
  @Field(() => Int, { description: 'The `version` of the area that was worded so.' }) @Column('int') number: number;
  @Field({ description: 'Its name in Polish.' }) @Column('text') namePl: string;
  @Field({ description: 'Its name in English.' }) @Column('text') nameEn: string;
  @Field(() => ChangeAreaNature) @Column('text') nature: ChangeAreaNature;
  @Field({ description: 'How it came into the catalogue.' }) @Column('text') provenance: string;
  @Field(() => DateTime, { description: 'Since when.' }) @Column('timestamptz') at: Date;
}

@ObjectType({ description: 'What the forum decided about an area: what, when, on what basis (decyzja o obszarze).' })
@Visible(EVERYONE)
@Entity('change_area_act')
export class ChangeAreaAct {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') changeAreaId: string;
  @Field({ description: 'The name of the mutation that recorded it.' }) @Column('text') action: string;
  @Field(() => DateTime, { description: 'When it was recorded.' }) @Column('timestamptz') at: Date;
  @Field(() => String, { nullable: true, description: 'The resolution or letter that it rests on.' })
  @Column('text', { nullable: true })
  basis: string | null;
  @Column('uuid') mandateId: string;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was recorded.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

@ObjectType({ description: 'One of the areas in which the law and the practice must change (obszar zmian).' })
@Visible(EVERYONE)
@Entity('change_area')
export class ChangeArea {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Field(() => Int, { description: 'Its place in the catalogue; the numbering is not the forum’s own.' })
  @Column('int')
  number: number;
  @Field({ description: 'A short name for addresses and filters.' }) @Column('text') slug: string;
  @Field({ description: 'Its name in Polish.' }) @Column('text') namePl: string;
  @Field({ description: 'Its name in English.' }) @Column('text') nameEn: string;
  @Field(() => ChangeAreaNature) @Column('text') nature: ChangeAreaNature;
  @Field(() => ChangeAreaState) @Column('text') state: ChangeAreaState;
  @Field({
    description:
      'How the area came into the catalogue: named_in_report, implied_in_report, from_prior_sector_report, added_by_forum.',
  })
  @Column('text')
  provenance: string;
  @Field(() => Int, { description: 'Counts the edits; give it as `expectedVersion`.' }) @Column('int') version: number;

  @Field(() => [ChangeAreaEvidence], { description: 'What it rests on, with what was withdrawn since (źródła).' })
  @Many(() => ChangeAreaEvidence, 'changeAreaId', inOrder)
  evidence: ChangeAreaEvidence[];
  @Field(() => [ChangeAreaVersion], { description: 'How it was worded, the latest first (wersje).' })
  @Many(() => ChangeAreaVersion, 'changeAreaId', {
    sort: () => ({ by: (row) => sql`${row}.number`, descending: true }),
  })
  versions: ChangeAreaVersion[];
  @Field(() => [ChangeAreaAct], { description: 'What the forum decided about it, the latest first (decyzje).' })
  @Many(() => ChangeAreaAct, 'changeAreaId', { sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) })
  acts: ChangeAreaAct[];
  @Field(() => [ChangeAreaSuccession], { description: 'What it went into, once it was split or joined (następcy).' })
  @Many(() => ChangeAreaSuccession, 'fromId', inOrder)
  successors: ChangeAreaSuccession[];
  @Field(() => [ChangeAreaSuccession], {
    description: 'What went into it: whoever filters by it finds what points to these too (poprzednicy).',
  })
  @Many(() => ChangeAreaSuccession, 'toId', inOrder)
  predecessors: ChangeAreaSuccession[];
}

@ObjectType({ description: 'One area went into another (następstwo obszarów).' })
@Visible(EVERYONE)
@Entity('change_area_succession')
export class ChangeAreaSuccession {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') fromId: string;
  @Field(() => ChangeArea, { description: 'The area that was split or joined.' })
  @One(() => ChangeArea, 'fromId')
  from: ChangeArea;
  @Column('uuid') toId: string;
  @Field(() => ChangeArea, { description: 'The area that it went into.' })
  @One(() => ChangeArea, 'toId')
  to: ChangeArea;
}
