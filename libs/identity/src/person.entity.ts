import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { One, sql, Visible } from '#reads';
import { Account } from './account.entity.ts';

@ObjectType({ description: 'A person who works in the network (osoba). What they may do follows from their mandates.' })
@Entity('person')
@Visible((person, actor) => sql`person_seen_by(${person}.id, ${actor})`)
export class Person {
  @Field(() => ID, { description: 'Their id, in every convent the same.' }) @PrimaryColumn('uuid') id: string;

  @Field({ description: 'The name shown to the people they work with (imię i nazwisko albo funkcja).' })
  @Column('text')
  displayName: string;

  @Column('timestamptz') createdAt: Date;
  /** Since when their name and all else that told of them is gone; acts and mandates stay. */
  @Column('timestamptz', { nullable: true }) erasedAt: Date | null;

  @Field(() => Account, { nullable: true, description: 'Your own account (konto); null on everybody else.' })
  @One(() => Account, 'id')
  account: Account | null;
}
