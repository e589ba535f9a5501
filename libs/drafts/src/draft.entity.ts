import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Convent, Forum, Mandate } from '#convents';
import { DateTime } from '#core';
import type { ActRef, ProposedAmendment } from '#drafting';
import { Person } from '#identity';
import { Many, One, OneOf, sql, Visible } from '#reads';
import { DraftVersion } from './draft-version.entity.ts';
import { seesDraft, seesWork } from './drafts.policy.ts';
import { DraftForm, DraftState } from './words.ts';
import { WorkingText } from './working-text.entity.ts';

export const DraftBody = createUnionType({
  name: 'DraftBody',
  description: 'Who leads a draft, or with whom it is shared: a convent or the forum.',
  types: () => [Convent, Forum] as const,
});

@ObjectType({ description: 'Somebody on the drafting team, under a mandate of theirs (członek zespołu redakcyjnego).' })
@Visible(seesWork)
@Table('draft_member')
export class DraftMember {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') draftId: string;
  @Column('uuid') personId: string;
  @Field(() => Person, { nullable: true, description: 'Who it is.' })
  @One(() => Person, 'personId')
  person: Person | null;
  @Column('uuid') mandateId: string;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which they write; while it counts.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => DateTime) @Column('timestamptz') addedAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'Since when no longer.' })
  @Column('timestamptz', { nullable: true })
  removedAt: Date | null;
}

@ObjectType({ description: 'One act on a draft: what, when, under whose mandate (czynność).' })
@Visible(seesWork)
@Table('draft_act')
export class DraftAct {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') draftId: string;
  @Field({ description: 'The name of the mutation, or what something that rests on the text did.' })
  @Column('text')
  action: string;
  @Field(() => DraftState, { description: 'The state that it led to.' }) @Column('text') state: DraftState;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Field(() => String, { nullable: true, description: 'Why; or what stood there before: title, heading.' })
  @Column('text', { nullable: true })
  reason: string | null;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Field(() => DraftBody, { nullable: true, description: 'With whom it was shared, if it was.' })
  @OneOf({ conventId: () => Convent, forumId: () => Forum })
  sharedWith: typeof DraftBody | null;
  @Column('uuid', { nullable: true }) memberId: string | null;
  @Field(() => DraftMember, { nullable: true, description: 'Who joined or left the team, if it was about that.' })
  @One(() => DraftMember, 'memberId')
  member: DraftMember | null;
  @Field(() => ID, { nullable: true, description: 'The amendment that it was about.' })
  @Column('uuid', { nullable: true })
  amendmentId: string | null;
  @Column('jsonb', { nullable: true }) amendmentBefore: ProposedAmendment | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was done.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

@ObjectType({
  description:
    'A text that a body prepares: in units that keep their identity, with changes of law as data, in versions (projekt).',
})
@Visible(seesDraft)
@Table('draft')
export class Draft {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Field(() => DraftBody, { description: 'The lead body: its officers name the team (prowadzący).' })
  @OneOf({ conventId: () => Convent, forumId: () => Forum })
  body: typeof DraftBody;
  @Field({ description: 'What it is called (tytuł).' }) @Column('text') title: string;
  @Field(() => DraftForm) @Column('text') form: DraftForm;
  @Column('jsonb', { nullable: true }) act: ActRef | null;
  @Field(() => DraftState) @Column('text') state: DraftState;
  @Column('uuid', { array: true }) sharedWith: string[];
  @Field({ description: 'Whether it is shared with the whole forum.' }) @Column('boolean') forForum: boolean;
  @Field({ description: 'Whether everyone may read its versions.' }) @Column('boolean') isPublic: boolean;
  @Column('uuid', { nullable: true }) currentVersionId: string | null;
  @Field(() => DraftVersion, { nullable: true, description: 'The last version; null before the first.' })
  @One(() => DraftVersion, 'currentVersionId')
  currentVersion: DraftVersion | null;
  @Field(() => WorkingText, { nullable: true, description: 'The working text; null where it is not for you.' })
  @One(() => WorkingText, 'id')
  text: WorkingText | null;
  @Field({ description: 'Whether this is sample data.' }) @Column('boolean') sample: boolean;
  @Field(() => DateTime) @Column('timestamptz') createdAt: Date;
  @Field(() => DateTime, { description: 'When anything about it last changed.' })
  @Column('timestamptz')
  changedAt: Date;
  @Field(() => Int, { description: 'Counts all changes, those of the text too; give it as `expectedVersion`.' })
  @Column('int')
  version: number;
  @Field(() => [DraftVersion], { description: 'All versions, the latest first (wersje).' })
  @Many(() => DraftVersion, 'draftId', { sort: () => ({ by: (row) => sql`${row}.number`, descending: true }) })
  versions: DraftVersion[];
  @Field(() => [DraftMember], { description: 'The drafting team, those who left it too (zespół redakcyjny).' })
  @Many(() => DraftMember, 'draftId', { sort: () => ({ by: (row) => sql`${row}.id` }) })
  team: DraftMember[];
  @Field(() => [DraftAct], { description: 'What was done, the latest first (czynności).' })
  @Many(() => DraftAct, 'draftId', { sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) })
  acts: DraftAct[];
}
