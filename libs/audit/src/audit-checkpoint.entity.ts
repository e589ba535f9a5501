import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DateTime } from '#core';
import { EVERYONE, Visible } from '#reads';

@ObjectType({
  description:
    'Where the audit chains stood, sealed by the node: how many rows, and what they hash to (punkt kontrolny). Keep it elsewhere, and the past cannot be rewritten.',
})
@Visible(EVERYONE)
@Entity('audit_checkpoint')
export class AuditCheckpoint {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Field(() => Int, { description: 'Counts the checkpoints.' }) @Column('int') sequence: number;
  @Field(() => Int, { description: 'How many events and entries are chained up to it.' }) @Column('int') size: number;
  @Field({ description: 'The hash over the ends of all chains: SHA-256 in hexadecimal.' }) @Column('text') root: string;
  @Field(() => DateTime) @Column('timestamptz') sealedAt: Date;
  @Column('text') file: string;
}
