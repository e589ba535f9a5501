import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Convent, Mandate, MandateFunction } from '#convents';
import { DateTime } from '#core';
import { extend, Many, One, sql, Visible } from '#reads';
import { seesPart } from './declarations.policy.ts';
import { Signature } from './signature.entity.ts';

@ObjectType({ description: 'One unit of a declaration’s text (jednostka redakcyjna).' })
export class DeclarationUnit {
  @Field({ description: 'Keeps its value from version to version.' }) id: string;
  @Field(() => String, { nullable: true, description: 'The part that it stands in.' }) section: string | null;
  @Field(() => String, { nullable: true, description: 'Its number, such as § 1.' }) label: string | null;
  @Field(() => String, { nullable: true, description: 'Its title.' }) heading: string | null;
  @Field({ description: 'Its words.' }) text: string;
}

@ObjectType({ description: 'Who has to sign a version, and in what capacity (strona).' })
@Visible(seesPart)
@Table('declaration_party')
export class DeclarationParty {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') declarationId: string;
  @Column('uuid') versionId: string;
  @Column('uuid') conventId: string;
  @Field(() => Convent) @One(() => Convent, 'conventId') convent: Convent;
  @Column('int') position: number;
  @Field(() => [MandateFunction], { description: 'Whoever signs holds one of these functions there.' })
  @Column('text', { array: true })
  capacities: MandateFunction[];
}

@ObjectType({ description: 'The text of a declaration as it was once; it never changes (wersja).' })
@Visible(seesPart)
@Table('declaration_version')
export class DeclarationVersion {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') declarationId: string;
  @Field(() => Int, { description: 'Counts from 1.' }) @Column('int') number: number;
  @Field({
    description: 'All that is signed as JSON, exactly as it is hashed (RFC 8785): units, parties, entry into force.',
  })
  @Column('text')
  content: string;
  @Field({ description: 'SHA-256 of `content` in hexadecimal digits; it is what is signed (skrót).' })
  @Column('text')
  contentHash: string;
  @Field(() => DateTime) @Column('timestamptz') createdAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'Since when it may be signed.' })
  @Column('timestamptz', { nullable: true })
  frozenAt: Date | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was written.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => [DeclarationParty], { description: 'Who has to sign it, in order (strony).' })
  @Many(() => DeclarationParty, 'versionId', { sort: () => ({ by: (row) => sql`${row}.position` }) })
  parties: DeclarationParty[];
}

extend(
  DeclarationVersion,
  'signatures',
  Field(() => [Signature], { description: 'Signatures under this version; a newer one voids them.' }),
  Many(() => Signature, 'versionId', { sort: () => ({ by: (row) => sql`${row}.id` }) }),
);
