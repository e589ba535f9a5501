import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DateTime } from '#core';
import { EVERYONE, extend, Many, One, sql, Visible } from '#reads';
import { Convent } from './convent.entity.ts';
import { Mandate } from './mandate.entity.ts';

@ObjectType({
  description:
    'A decision of a convent about itself: what, when, on what basis, under whose mandate (uchwała konwentu).',
})
@Visible(EVERYONE)
@Entity('convent_act')
export class ConventAct {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') conventId: string;
  @Field({ description: 'The name of the mutation that recorded it.' }) @Column('text') action: string;
  @Field(() => DateTime, { description: 'When it was recorded.' }) @Column('timestamptz') at: Date;
  @Field({ description: 'The resolution or letter that it rests on.' }) @Column('text') basis: string;
  /** The rules as they were adopted then; no earlier ones are lost. */
  @Column('jsonb', { nullable: true }) rules: object | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was recorded.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

extend(
  Convent,
  'acts',
  Field(() => [ConventAct], { description: 'What it decided about itself, the latest first (uchwały).' }),
  Many(() => ConventAct, 'conventId', { sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) }),
);
