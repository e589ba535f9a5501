import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Mandate } from '#convents';
import { DateTime, Day } from '#core';
import { One, Visible } from '#reads';
import { Poll } from '#voting';
import { seesPart } from './declarations.policy.ts';
import { DeclarationState } from './words.ts';

@ObjectType({ description: 'One act on a declaration: what, when, why, under whose mandate (czynność).' })
@Visible(seesPart)
@Table('declaration_act')
export class DeclarationAct {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') declarationId: string;
  @Field({ description: 'The name of the mutation, or what followed of itself.' }) @Column('text') action: string;
  @Field(() => DeclarationState, { description: 'The state that it led to.' }) @Column('text') state: DeclarationState;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Field(() => String, { nullable: true, description: 'Why.' }) @Column('text', { nullable: true }) reason:
    | string
    | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was done.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

@ObjectType({ description: 'The forum’s resolution on an accession (uchwała forum).' })
@Visible(seesPart)
@Table('forum_decision')
export class ForumDecision {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') declarationId: string;
  @Column('uuid') versionId: string;
  @Field({ description: 'Whether the forum agrees.' }) @Column('boolean') accepted: boolean;
  @Field(() => String, { nullable: true, description: 'The number of the resolution; null where a poll here decided.' })
  @Column('text', { nullable: true })
  number: string | null;
  @Field(() => Day, { description: 'The day of the resolution.' }) @Column('date') decidedOn: string;
  @Field({ description: 'How the forum decided: at which meeting, by which vote.' }) @Column('text') basis: string;
  @Column('uuid', { nullable: true }) pollId: string | null;
  @Field(() => Poll, { nullable: true, description: 'The poll of the members that decided, where one here did.' })
  @One(() => Poll, 'pollId')
  poll: Poll | null;
  @Field(() => DateTime, { description: 'When it was recorded.' }) @Column('timestamptz') at: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was recorded.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}
