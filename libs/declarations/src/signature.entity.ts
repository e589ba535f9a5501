import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Convent, Mandate, MandateFunction } from '#convents';
import { DateTime, Day } from '#core';
import { File } from '#files';
import { Person } from '#identity';
import { One, Visible } from '#reads';
import { seesPart } from './declarations.policy.ts';
import { SignatureMethod } from './words.ts';

@ObjectType({ description: 'A convent’s signature under one version, by one person, under a mandate (podpis).' })
@Visible(seesPart)
@Table('signature')
export class Signature {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') declarationId: string;
  @Column('uuid') versionId: string;
  @Column('uuid') partyId: string;
  @Column('uuid') conventId: string;
  @Field(() => Convent) @One(() => Convent, 'conventId') convent: Convent;
  @Column('uuid', { nullable: true }) personId: string | null;
  @Field(() => Person, { nullable: true, description: 'Who signed; null to the signed-out and where nobody knows.' })
  @One(() => Person, 'personId')
  person: Person | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was signed.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => MandateFunction, { nullable: true, description: 'In what capacity; null where the source is silent.' })
  @Column('text', { nullable: true })
  function: MandateFunction | null;
  @Field(() => SignatureMethod) @Column('text') method: SignatureMethod;
  @Field({ description: 'The hash that was signed.' }) @Column('text') contentHash: string;
  @Field(() => DateTime, { description: 'When it was given here, or entered.' }) @Column('timestamptz') signedAt: Date;
  @Field(() => Day, { nullable: true, description: 'The day of signing; null where the source gives none.' })
  @Column('date', { nullable: true })
  signedOn: string | null;
  @Column('uuid', { nullable: true }) fileId: string | null;
  @Field(() => File, { nullable: true, description: 'The scan or PDF, to those who take part.' })
  @One(() => File, 'fileId')
  file: File | null;
  @Field(() => String, { nullable: true, description: 'SHA-256 of the attached scan or PDF, which nobody validated.' })
  @Column('text', { nullable: true })
  fileHash: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Where a signature of the past is known from, in place of a scan.',
  })
  @Column('text', { nullable: true })
  evidenceNote: string | null;
  @Column('uuid', { nullable: true }) recordedUnderId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate of the officer who entered it from paper or PDF.' })
  @One(() => Mandate, 'recordedUnderId')
  recordedUnder: Mandate | null;
  @Field(() => DateTime, { nullable: true, description: 'Since when it counts no more.' })
  @Column('timestamptz', { nullable: true })
  voidedAt: Date | null;
  @Field(() => String, { nullable: true, description: 'Why it counts no more.' })
  @Column('text', { nullable: true })
  voidedBecause: string | null;
}
