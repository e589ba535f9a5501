import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Mandate } from '#convents';
import { DateTime } from '#core';
import { One, Visible } from '#reads';
import { seesPart } from './circulation.policy.ts';

@ObjectType({
  description: 'An organisation outside the register that answers by a personal link (podmiot spoza rejestru).',
})
@Visible(seesPart)
@Table('circulation_outsider')
export class CirculationOutsider {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') circulationId: string;
  @Field({ description: 'What it calls itself (nazwa podmiotu).' }) @Column('text') organisation: string;
  @Field(() => DateTime) @Column('timestamptz') invitedAt: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was invited.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When its link was taken back; without an answer it then counts as not asked.',
  })
  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;
}
