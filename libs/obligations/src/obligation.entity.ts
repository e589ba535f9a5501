import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { ConnectionOf, DateTime, PageArgs } from '#core';
import { Convent, Entity, Forum, MandateBody } from '#convents';
import { Person } from '#identity';
import { extend, Many, OneOf, sql, Visible } from '#reads';

@ObjectType({
  description:
    'What somebody waits for, and who could do it: you, under a mandate of yours or for yourself (na co ktoś czeka).',
})
@Visible(
  (row, actor) => sql`${row}.person_id = ${actor}
    AND (${row}.body_id = ${row}.person_id OR ${row}.body_id = ANY ((SELECT bodies_of(${actor}))::uuid[]))`,
)
@Table('obligation')
export class Obligation {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') personId: string;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Column('uuid', { nullable: true }) entityId: string | null;
  @Field(() => MandateBody, {
    nullable: true,
    description: 'For whom you would do it; null where it waits for you as such.',
  })
  @OneOf({ conventId: () => Convent, forumId: () => Forum, entityId: () => Entity })
  body: typeof MandateBody | null;
  @Field({ description: 'What is awaited, such as `signatureAwaited`; new kinds come with new work.' })
  @Column('text')
  kind: string;
  @Field({ description: 'The GraphQL type of what it is about.' }) @Column('text') subjectType: string;
  @Field(() => ID, { description: 'The id of what it is about.' }) @Column('uuid') subjectId: string;
  @Field({ description: 'The whole of it in one Polish sentence.' }) @Column('text') sentence: string;
  @Field(() => DateTime, { nullable: true, description: 'The moment at which it is too late.' })
  @Column('timestamptz', { nullable: true })
  dueAt: Date | null;
  @Field(() => DateTime, { description: 'Since when it waits.' }) @Column('timestamptz') since: Date;
}

@ObjectType({ description: 'A page of what waits for somebody.' })
export class ObligationConnection extends ConnectionOf(Obligation) {}

extend(
  Person,
  'obligations',
  Field(() => ObligationConnection, { description: 'What waits for you, the most urgent first (na co inni czekają).' }),
  Many(() => Obligation, 'personId', {
    args: PageArgs,
    sort: () => ({ by: (row) => sql`coalesce(${row}.due_at, 'infinity')` }),
  }),
);
