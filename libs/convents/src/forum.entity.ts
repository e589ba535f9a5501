import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ConnectionOf, Day } from '#core';
import { EVERYONE, One, Visible } from '#reads';
import { Standing } from './words.ts';

@ObjectType({ description: 'The national forum of convents (forum).' })
@Visible(EVERYONE)
@Entity('forum')
export class Forum {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Field({ description: 'Its full name.' }) @Column('text') name: string;
  @Field({ description: 'Its short name.' }) @Column('text') abbreviation: string;
  @Field(() => Day, { nullable: true }) @Column('date', { nullable: true }) foundedOn: string | null;
  @Field(() => Int, { description: 'Counts the edits.' }) @Column('int') version: number;
}

@ObjectType({
  description: 'How a convent stands to the forum, and since when (członkostwo w forum albo chęć przystąpienia).',
})
@Visible(EVERYONE)
@Entity('forum_standing')
export class ForumStanding {
  @Field(() => ID, { description: 'The same as the convent’s.' }) @PrimaryColumn('uuid') id: string;
  @Column('uuid') forumId: string;
  @Field(() => Forum) @One(() => Forum, 'forumId') forum: Forum;
  @Field(() => Standing) @Column('text') kind: Standing;
  @Field(() => Day, { nullable: true, description: 'Null where the source gives no day.' })
  @Column('date', { nullable: true })
  since: string | null;
  @Field({ description: 'The document that it rests on.' }) @Column('text') basis: string;
}

@ObjectType({ description: 'A page of standings to the forum.' })
export class ForumStandingConnection extends ConnectionOf(ForumStanding) {}
