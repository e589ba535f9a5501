import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Convent, Forum, Mandate } from '#convents';
import { DateTime } from '#core';
import { Draft, DraftBody, DraftVersion } from '#drafts';
import { Many, One, OneOf, sql, Visible } from '#reads';
import { CirculationParty, CirculationPartyConnection, partyListing } from './circulation-party.entity.ts';
import { seesCirculation, seesPart } from './circulation.policy.ts';
import { CirculationSilence, CirculationState } from './words.ts';

@ObjectType({ description: 'One act in a circulation: what, when, why, under whose mandate (czynność).' })
@Visible(seesPart)
@Table('circulation_act')
export class CirculationAct {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') circulationId: string;
  @Field({ description: 'The mutation that did it, or `deadline` where time did.' }) @Column('text') action: string;
  @Field(() => CirculationState, { description: 'The state that it led to.' })
  @Column('text')
  state: CirculationState;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Field(() => String, { nullable: true, description: 'Why (uzasadnienie).' })
  @Column('text', { nullable: true })
  reason: string | null;
  @Field(() => DateTime, { nullable: true, description: 'The closing time that it set.' })
  @Column('timestamptz', { nullable: true })
  closesAt: Date | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was done; null where time did it.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

@ObjectType({
  description: 'One version of a draft sent round a circle of organisations for answers until a time (tryb obiegowy).',
})
@Visible(seesCirculation)
@Table('circulation')
export class Circulation {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Field(() => DraftBody, { description: 'The body that leads the draft and this circulation (prowadzący).' })
  @OneOf({ conventId: () => Convent, forumId: () => Forum })
  body: typeof DraftBody;
  @Column('uuid') draftId: string;
  @Field(() => Draft, { nullable: true, description: 'The draft; null where only this version is for you.' })
  @One(() => Draft, 'draftId')
  draft: Draft | null;
  @Column('uuid') versionId: string;
  @Field(() => DraftVersion, { nullable: true, description: 'What is circulated; whoever is in the circle reads it.' })
  @One(() => DraftVersion, 'versionId')
  version: DraftVersion | null;
  @Field(() => CirculationState) @Column('text') state: CirculationState;
  @Field(() => String, { nullable: true, description: 'What is asked, in a few words (pismo przewodnie).' })
  @Column('text', { nullable: true })
  note: string | null;
  @Field(() => DateTime, { description: 'From when answers are taken.' }) @Column('timestamptz') opensAt: Date;
  @Field(() => DateTime, { description: 'The first moment at which none is taken any more.' })
  @Column('timestamptz')
  closesAt: Date;
  @Field(() => CirculationSilence) @Column('text') silence: CirculationSilence;
  @Column('uuid', { array: true }) circle: string[];
  @Field({ description: 'Whether it was sent to all member convents of the forum.' })
  @Column('boolean')
  wholeForum: boolean;
  @Field({ description: 'Whether this is sample data.' }) @Column('boolean') sample: boolean;
  @Field(() => DateTime, { description: 'When it was announced.' }) @Column('timestamptz') startedAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it ended, by time or by being called off.' })
  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;
  @Field(() => CirculationPartyConnection, { description: 'The circle, with its answers (krąg adresatów).' })
  @Many(() => CirculationParty, 'circulationId', partyListing)
  parties: CirculationParty[];
  @Field(() => [CirculationAct], { description: 'What was done, the latest first (czynności).' })
  @Many(() => CirculationAct, 'circulationId', { sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) })
  acts: CirculationAct[];
}
