import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { EVERYONE, Visible } from '#reads';
import { EntityKind } from './kinds.ts';
import { Abstentions, AdmissionBy, Majority, Silence, Tie } from './words.ts';

@ObjectType({ description: 'By which rules a convent admits, votes and elects (regulamin konwentu).' })
@Visible(EVERYONE)
@Entity('convent_rules')
export class ConventRules {
  @Field(() => ID, { description: 'The same as the convent’s.' }) @PrimaryColumn('uuid') id: string;
  @Field(() => AdmissionBy) @Column('text') admissionBy: AdmissionBy;
  @Field(() => [EntityKind], { description: 'Which kinds of entity may be ordinary members.' })
  @Column('text', { array: true })
  ordinaryKinds: EntityKind[];
  @Field(() => Int, { description: 'Share of the ordinary members that makes a quorum, in per cent (kworum).' })
  @Column('int')
  quorumPercent: number;
  @Field(() => Majority, { description: 'For positions and ordinary resolutions.' }) @Column('text') majority: Majority;
  @Field(() => Majority, { description: 'For elections.' }) @Column('text') electionMajority: Majority;
  @Field(() => Majority, { description: 'For these rules themselves and for exclusion.' })
  @Column('text')
  amendmentMajority: Majority;
  @Field(() => Abstentions) @Column('text') abstentions: Abstentions;
  @Field(() => Tie) @Column('text') tie: Tie;
  @Field({ description: 'Whether a vote may be changed until the poll closes; otherwise the first one counts.' })
  @Column('boolean')
  voteChange: boolean;
  @Field(() => Int, { description: 'Length of a term of office (kadencja), in months.' })
  @Column('int')
  termMonths: number;
  @Field(() => Silence) @Column('text') silence: Silence;
  @Field(() => Int, { description: 'Counts the edits; give it as `expectedVersion`.' }) @Column('int') version: number;
}
