import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Entity, Mandate } from '#convents';
import { ConnectionOf, DateTime, Day, PageArgs } from '#core';
import { extend, Many, One, sql, Visible, type Listing } from '#reads';
import { GoodPractice } from './good-practice.entity.ts';
import { PracticeVersion } from './practice-version.entity.ts';
import { seesReplication } from './practices.policy.ts';
import { ReplicationState } from './words.ts';

@ObjectType({
  description:
    'That another entity has taken a practice over: where, what it changed, what came of it. It counts once the representative of that entity has confirmed it (wdrożenie).',
})
@Visible(seesReplication)
@Table('replication')
export class Replication {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') practiceId: string;
  @Field(() => GoodPractice, { nullable: true, description: 'What was taken over.' })
  @One(() => GoodPractice, 'practiceId')
  practice: GoodPractice | null;
  @Column('uuid') versionId: string;
  @Field(() => PracticeVersion, { nullable: true, description: 'The version that was taken over.' })
  @One(() => PracticeVersion, 'versionId')
  practiceVersion: PracticeVersion | null;
  @Column('uuid') entityId: string;
  @Field(() => Entity, { description: 'Who took it over.' }) @One(() => Entity, 'entityId') entity: Entity;
  @Field(() => ReplicationState) @Column('text') state: ReplicationState;
  @Field({ description: 'Where: a town, a unit, a workshop (gdzie).' }) @Column('text') place: string;
  @Field({ description: 'What was changed to make it fit (co zmieniono).' }) @Column('text') changes: string;
  @Field({ description: 'What came of it (efekt).' }) @Column('text') result: string;
  @Field({ description: 'Whether it still runs (czy nadal działa).' }) @Column('boolean') stillRunning: boolean;
  @Field(() => Day, { nullable: true, description: 'Since when.' }) @Column('date', { nullable: true }) startedOn:
    | string
    | null;
  @Field(() => DateTime) @Column('timestamptz') reportedAt: Date;
  @Column('uuid', { nullable: true }) reportedUnderId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was reported.' })
  @One(() => Mandate, 'reportedUnderId')
  reportedUnder: Mandate | null;
  @Field(() => DateTime, { nullable: true }) @Column('timestamptz', { nullable: true }) confirmedAt: Date | null;
  @Column('uuid', { nullable: true }) confirmedUnderId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate of the representative who confirmed it.' })
  @One(() => Mandate, 'confirmedUnderId')
  confirmedUnder: Mandate | null;
  @Field({ description: 'Whether this is sample data.' }) @Column('boolean') sample: boolean;
  @Field(() => Int, { description: 'Counts the changes; give it as `expectedVersion`.' })
  @Column('int')
  version: number;
}

@ObjectType({ description: 'A page of replications.' })
export class ReplicationConnection extends ConnectionOf(Replication) {}

/** The latest first. */
export const replicationListing: Listing = {
  args: PageArgs,
  sort: () => ({ by: (row) => sql`${row}.id`, descending: true }),
};

extend(
  GoodPractice,
  'replications',
  Field(() => ReplicationConnection, { description: 'Who has taken it over, the latest first (wdrożenia).' }),
  Many(() => Replication, 'practiceId', replicationListing),
);
extend(
  Entity,
  'replications',
  Field(() => ReplicationConnection, {
    description: 'What it has taken over from others, the latest first (wdrożenia).',
  }),
  Many(() => Replication, 'entityId', replicationListing),
);
