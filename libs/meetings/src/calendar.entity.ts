import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { IsUUID } from 'class-validator';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { DateTime, MutationInput, Text } from '#core';
import { Person } from '#identity';
import { extend, Many, sql, Visible } from '#reads';
import { seesOwn } from './meetings.policy.ts';

@ObjectType({ description: 'An address under which a calendar program reads your meetings (adres kalendarza).' })
@Visible(seesOwn)
@Table('calendar_token')
export class CalendarToken {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') personId: string;
  @Column('bytea') tokenHash: Buffer;
  @Field({ description: 'What you called it.' }) @Column('text') name: string;
  @Field(() => DateTime) @Column('timestamptz') createdAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'Since when it opens nothing any more.' })
  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;
}

@ObjectType({ description: 'A new address of your calendar; it is shown this once (adres kalendarza).' })
export class NewCalendarToken {
  @Field(() => ID) id: string;
  @Field({ description: 'The path to subscribe to; whoever has it sees your meetings.' }) path: string;
}

@InputType({ description: 'A new address of your calendar.' })
export class CreateCalendarTokenInput extends MutationInput {
  @Field({ description: 'What it is for, such as your phone; at most 100 characters.' })
  @Text({ max: 100 })
  name: string;
}

@InputType({ description: 'Closes an address of your calendar.' })
export class RevokeCalendarTokenInput extends MutationInput {
  @Field(() => ID) @IsUUID() id: string;
}

extend(
  Person,
  'calendarTokens',
  Field(() => [CalendarToken], { description: 'The addresses of your calendar (adresy kalendarza).' }),
  Many(() => CalendarToken, 'personId', { sort: () => ({ by: (row) => sql`${row}.id` }) }),
);
