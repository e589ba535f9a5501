import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { IsOptional, IsString, IsUUID } from 'class-validator';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Convent, Entity, Forum, Mandate, MandateBody } from '#convents';
import { DateTime, Day, EditInput, MutationInput, Text } from '#core';
import { Obligation } from '#obligations';
import { extend, Many, One, OneOf, sql, Visible } from '#reads';
import { AgendaItem } from '#meetings';
import { Meeting } from '#meetings';
import { seesTask } from './minutes.policy.ts';
import { TaskState } from './minutes.words.ts';

@ObjectType({ description: 'What somebody took on at a meeting (zadanie).' })
@Visible(seesTask)
@Table('task')
export class Task {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') meetingId: string;
  @Field(() => Meeting, { nullable: true, description: 'The meeting that it comes from.' })
  @One(() => Meeting, 'meetingId')
  meeting: Meeting | null;
  @Column('uuid', { nullable: true }) agendaItemId: string | null;
  @Field(() => AgendaItem, { nullable: true, description: 'The item at which it was given.' })
  @One(() => AgendaItem, 'agendaItemId')
  agendaItem: AgendaItem | null;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Column('uuid', { nullable: true }) entityId: string | null;
  @Field(() => MandateBody, { description: 'Who is to do it (odpowiedzialny).' })
  @OneOf({ conventId: () => Convent, forumId: () => Forum, entityId: () => Entity })
  owner: typeof MandateBody;
  @Field(() => TaskState) @Column('text') state: TaskState;
  @Field({ description: 'What is to be done.' }) @Column('text') text: string;
  @Field(() => Day, { nullable: true, description: 'The last day for it (termin).' })
  @Column('date', { nullable: true })
  dueOn: string | null;
  @Field(() => String, { nullable: true, description: 'What came of it, or why it was given up.' })
  @Column('text', { nullable: true })
  report: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was done or given up.' })
  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;
  @Column('uuid', { nullable: true }) closedUnderId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was done or given up.' })
  @One(() => Mandate, 'closedUnderId')
  closedUnder: Mandate | null;
  @Field(() => DateTime) @Column('timestamptz') createdAt: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was assigned.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => Int, { description: 'Counts the changes; give it as `expectedVersion`.' })
  @Column('int')
  version: number;
}

@InputType({ description: 'What an organisation is to do (zadanie).' })
export class AssignTaskInput extends MutationInput {
  @Field(() => ID) @IsUUID() meetingId: string;
  @Field(() => ID, { nullable: true }) @IsOptional() @IsUUID() agendaItemId?: string | null;
  @Field(() => ID, { description: 'The convent, forum or entity that is to do it.' }) @IsUUID() ownerId: string;
  @Field({ description: 'At most 2000 characters.' }) @Text({ max: 2000, lines: true }) text: string;
  @Field(() => Day, { nullable: true, description: 'The last day for it.' }) @IsOptional() @IsString() dueOn?:
    | string
    | null;
}

@InputType({ description: 'Says that a task is done.' })
export class CompleteTaskInput extends EditInput {
  @Field(() => ID) @IsUUID() taskId: string;
  @Field(() => String, { nullable: true, description: 'What came of it, at most 4000 characters.' })
  @IsOptional()
  @Text({ max: 4000, lines: true })
  report?: string | null;
}

@InputType({ description: 'Gives a task up.' })
export class DropTaskInput extends EditInput {
  @Field(() => ID) @IsUUID() taskId: string;
  @Field({ description: 'Why, at most 4000 characters.' }) @Text({ max: 4000, lines: true }) reason: string;
}

extend(
  Meeting,
  'tasks',
  Field(() => [Task], { description: 'What somebody took on at it, in order (zadania).' }),
  Many(() => Task, 'meetingId', { sort: () => ({ by: (row) => sql`${row}.id` }) }),
);
extend(
  Obligation,
  'task',
  Field(() => Task, { nullable: true, description: 'The task that it is about, if it is about one.' }),
  One(() => Task, 'subjectId'),
);
