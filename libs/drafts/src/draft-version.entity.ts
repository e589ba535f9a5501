import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Mandate } from '#convents';
import { DateTime } from '#core';
import type { ProposedAmendment } from '#drafting';
import { One, Visible } from '#reads';
import { seesVersion, seesWork } from './drafts.policy.ts';

@ObjectType({ description: 'A draft as it was frozen once; it never changes (wersja projektu).' })
@Visible(seesVersion)
@Table('draft_version')
export class DraftVersion {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') draftId: string;
  @Field(() => Int, { description: 'Counts from 1 without gaps.' }) @Column('int') number: number;
  @Field({ description: 'Its title then.' }) @Column('text') title: string;
  @Field(() => String, { nullable: true, description: 'What is new in it, in a word (opis wersji).' })
  @Column('text', { nullable: true })
  note: string | null;
  @Field(() => Int, { description: 'How many units it has.' }) @Column('int') unitCount: number;
  @Field({ description: 'Text and amendments as JSON, exactly as it is hashed (RFC 8785).' })
  @Column('text')
  content: string;
  @Field({ description: 'SHA-256 of `content` in hexadecimal digits; with the id it is how it is cited (skrót).' })
  @Column('text')
  contentHash: string;
  @Field(() => DateTime) @Column('timestamptz') frozenAt: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was frozen.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

@ObjectType({
  description: 'A change of a provision that a draft proposes, in its place among them (zmiana przepisu).',
})
@Visible(seesWork)
@Table('draft_amendment')
export class DraftAmendment {
  @Field(() => ID, { description: 'The same in every version that has it.' }) @PrimaryColumn('uuid') id: string;
  @Column('uuid') draftId: string;
  @Field(() => Int, { description: 'Its place, counted from 1.' }) @Column('int') position: number;
  @Column('jsonb') proposed: ProposedAmendment;
  @Field(() => DateTime, { description: 'When it was last worded.' }) @Column('timestamptz') at: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was last worded.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}
