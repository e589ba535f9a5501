import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Mandate } from '#convents';
import { DateTime } from '#core';
import { Many, One, sql, Visible } from '#reads';
import { organises, seesPart } from './meetings.policy.ts';
import { AgendaKind } from './words.ts';

@ObjectType({ description: 'One item of the agenda (punkt porządku); items stand under items.' })
@Visible(seesPart)
@Table('agenda_item')
export class AgendaItem {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') meetingId: string;
  @Column('uuid', { nullable: true }) parentId: string | null;
  @Field(() => AgendaItem, { nullable: true, description: 'The item that it stands under.' })
  @One(() => AgendaItem, 'parentId')
  parent: AgendaItem | null;
  @Field(() => Int, { description: 'Its place in the whole agenda, from top to bottom.' })
  @Column('int')
  position: number;
  @Field({ description: 'What is printed before it, such as 2.1.' }) @Column('text') number: string;
  @Field(() => AgendaKind) @Column('text') kind: AgendaKind;
  @Field({ description: 'What it is about.' }) @Column('text') title: string;
  @Field(() => String, { nullable: true, description: 'What else there is to say.' })
  @Column('text', { nullable: true })
  description: string | null;
  @Field(() => Int, { nullable: true, description: 'How long it is meant to take, in minutes.' })
  @Column('int', { nullable: true })
  minutes: number | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was first taken up.' })
  @Column('timestamptz', { nullable: true })
  beganAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was last left.' })
  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;
  @Field(() => [AgendaItem], { description: 'The items under it, in their order.' })
  @Many(() => AgendaItem, 'parentId', { sort: () => ({ by: (row) => sql`${row}.position` }) })
  items: AgendaItem[];
}

@ObjectType({ description: 'A note taken in session, for the minutes; the organisers alone see it (notatka).' })
@Visible(organises)
@Table('session_note')
export class SessionNote {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') meetingId: string;
  @Column('uuid', { nullable: true }) agendaItemId: string | null;
  @Field(() => AgendaItem, { nullable: true, description: 'The item at which it was taken.' })
  @One(() => AgendaItem, 'agendaItemId')
  agendaItem: AgendaItem | null;
  @Field({ description: 'Its words.' }) @Column('text') text: string;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was taken.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => Int, { description: 'Counts the edits.' }) @Column('int') version: number;
}
