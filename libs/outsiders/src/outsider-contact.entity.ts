import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { CirculationOutsider, leadsCirculation } from '#circulation';
import { DateTime } from '#core';
import { extend, One, sql, Visible } from '#reads';

@ObjectType({ description: 'Who holds the link of an outsider; only those who lead see it (dane kontaktowe).' })
@Visible((row, actor) => leadsCirculation(sql`${row}.circulation_id`, actor))
@Table('outsider_contact')
export class OutsiderContact {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') circulationId: string;
  @Field(() => String, { nullable: true, description: 'The name of the person, if it was given.' })
  @Column('text', { nullable: true })
  name: string | null;
  @Field(() => String, { nullable: true, description: 'Where to write to them, if it was given.' })
  @Column('text', { nullable: true })
  email: string | null;
  @Column('bytea', { nullable: true }) linkHash: Buffer | null;
  @Field(() => DateTime, { description: 'When the link that counts was made.' })
  @Column('timestamptz')
  linkMadeAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'When the link was first opened; null so far.' })
  @Column('timestamptz', { nullable: true })
  openedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When name and e-mail were erased.' })
  @Column('timestamptz', { nullable: true })
  erasedAt: Date | null;
}

extend(
  CirculationOutsider,
  'contact',
  Field(() => OutsiderContact, { nullable: true, description: 'Who holds the link; null for those who do not lead.' }),
  One(() => OutsiderContact, 'id'),
);
