import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsBoolean, IsEnum, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Convent, Entity, given, Mandate } from '#convents';
import { ConnectionOf, DateTime, PageArgs } from '#core';
import { DraftVersion } from '#drafts';
import { Person } from '#identity';
import { all, extend, Many, One, OneOf, sql, Visible, type Listing } from '#reads';
import { Organisation } from './circulation-party.entity.ts';
import { Circulation } from './circulation.entity.ts';
import { seesDisposition, seesRemark } from './circulation.policy.ts';
import { DispositionReply, RemarkChannel, RemarkClass, RemarkState, Verdict } from './words.ts';

@ObjectType({ description: 'What those who lead the draft say to a remark; a later one replaces it (stanowisko).' })
@Visible(seesDisposition)
@Table('disposition')
export class Disposition {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') remarkId: string;
  @Field(() => Verdict) @Column('text') verdict: Verdict;
  @Field(() => String, { nullable: true, description: 'The reason; always there unless accepted (uzasadnienie).' })
  @Column('text', { nullable: true })
  reason: string | null;
  @Column('uuid', { nullable: true }) versionId: string | null;
  @Field(() => DraftVersion, { nullable: true, description: 'The version that carries it out, if one is named.' })
  @One(() => DraftVersion, 'versionId')
  version: DraftVersion | null;
  @Field(() => ID, { nullable: true, description: 'The unit of that version that carries it out.' })
  @Column('uuid', { nullable: true })
  unitId: string | null;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was taken.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => DispositionReply, { nullable: true, description: 'What the author says to it; null so far.' })
  @Column('text', { nullable: true })
  reply: DispositionReply | null;
  @Field({ description: 'Whether it came by the remark that this one was joined to (stanowisko łączne).' })
  @Column('boolean')
  joint: boolean;
  @Field(() => String, { nullable: true, description: 'Why the author upholds the remark.' })
  @Column('text', { nullable: true })
  replyReason: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When the author said it.' })
  @Column('timestamptz', { nullable: true })
  repliedAt: Date | null;
  @Column('uuid', { nullable: true }) repliedUnderId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate of whoever said it.' })
  @One(() => Mandate, 'repliedUnderId')
  repliedUnder: Mandate | null;
}

@ObjectType({
  description: 'What an organisation has to say to a unit of a circulated version, or to all of it (uwaga).',
})
@Visible(seesRemark)
@Table('remark')
export class Remark {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') circulationId: string;
  @Field(() => Circulation, { nullable: true, description: 'The circulation that it belongs to.' })
  @One(() => Circulation, 'circulationId')
  circulation: Circulation | null;
  @Field(() => ID, { nullable: true, description: 'The unit that it is about; null where it is about the whole.' })
  @Column('uuid', { nullable: true })
  unitId: string | null;
  @Field(() => String, { nullable: true, description: 'How that version cites the unit: art. 5 ust. 2.' })
  @Column('text', { nullable: true })
  unitPath: string | null;
  @Field(() => Int, { description: 'Where the unit stands in the order of reading, from 1; 0 for the whole.' })
  @Column('int')
  place: number;
  @Field(() => RemarkState) @Column('text') state: RemarkState;
  @Field(() => RemarkClass) @Column('text') kind: RemarkClass;
  @Field(() => RemarkChannel) @Column('text') channel: RemarkChannel;
  @Field({ description: 'Whether it came after the closing time (po terminie).' }) @Column('boolean') late: boolean;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) entityId: string | null;
  @Field(() => Organisation, { nullable: true, description: 'For whom it is; null where from outside the register.' })
  @OneOf({ conventId: () => Convent, entityId: () => Entity })
  organisation: typeof Organisation | null;
  @Field(() => String, { nullable: true, description: 'Who sent it, where from outside the register (podmiot).' })
  @Column('text', { nullable: true })
  submitter: string | null;
  @Field({ description: 'What it says, with its reasons if they are not apart (treść uwagi).' })
  @Column('text')
  text: string;
  @Field(() => String, { nullable: true, description: 'How it should read (proponowane brzmienie).' })
  @Column('text', { nullable: true })
  wording: string | null;
  @Field(() => String, { nullable: true, description: 'Why (uzasadnienie uwagi).' })
  @Column('text', { nullable: true })
  reasons: string | null;
  @Column('uuid') personId: string;
  @Field(() => Person, { nullable: true, description: 'Who wrote it down here.' })
  @One(() => Person, 'personId')
  person: Person | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was written down.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it was taken back.' })
  @Column('timestamptz', { nullable: true })
  withdrawnAt: Date | null;
  @Column('uuid', { nullable: true }) joinedToId: string | null;
  @Field(() => Remark, {
    nullable: true,
    description: 'The remark that it is decided on with; null where with none, or you do not see that one (łącznie z).',
  })
  @One(() => Remark, 'joinedToId')
  joinedTo: Remark | null;
  @Field(() => [Remark], { description: 'Those decided on with it, as far as you see them (uwagi połączone).' })
  @Many(() => Remark, 'joinedToId', { sort: () => ({ by: (row) => sql`${row}.id` }) })
  joined: Remark[];
  @Column('uuid', { nullable: true }) carriedFromId: string | null;
  @Field(() => Remark, {
    nullable: true,
    description: 'The remark on an earlier version that it repeats, as it was made there (uwaga przeniesiona).',
  })
  @One(() => Remark, 'carriedFromId')
  carriedFrom: Remark | null;
  @Column('uuid', { nullable: true }) dispositionId: string | null;
  @Field(() => Disposition, { nullable: true, description: 'The disposition that stands; null so far (stanowisko).' })
  @One(() => Disposition, 'dispositionId')
  disposition: Disposition | null;
  @Field(() => [Disposition], { description: 'All dispositions, the last first (zmiany stanowiska).' })
  @Many(() => Disposition, 'remarkId', { sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) })
  dispositions: Disposition[];
}

@ObjectType({ description: 'A page of remarks.' })
export class RemarkConnection extends ConnectionOf(Remark) {}

@InputType({ description: 'Conditions; each narrows.' })
export class RemarkFilter {
  @Field(() => [RemarkState], { nullable: true })
  @IsOptional()
  @IsEnum(RemarkState, { each: true })
  states?: RemarkState[] | null;
  @Field(() => [RemarkClass], { nullable: true })
  @IsOptional()
  @IsEnum(RemarkClass, { each: true })
  kinds?: RemarkClass[] | null;
  @Field(() => ID, { nullable: true, description: 'About this unit.' }) @IsOptional() @IsUUID() unit?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Only those in time, or only the late ones.' })
  @IsOptional()
  @IsBoolean()
  late?: boolean | null;
}

@ArgsType()
export class RemarkArgs extends PageArgs {
  @Field(() => RemarkFilter, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => RemarkFilter)
  filter?: RemarkFilter | null;
}

/** In the order of the text. */
export const remarkListing: Listing<RemarkArgs> = {
  args: RemarkArgs,
  where: (row, { filter }) =>
    all([
      given(filter?.states, (states) => sql`${row}.state = ANY (${states}::text[])`),
      given(filter?.kinds, (kinds) => sql`${row}.kind = ANY (${kinds}::text[])`),
      given(filter?.unit, (unit) => sql`${row}.unit_id = ${unit}::uuid`),
      given(filter?.late, (late) => sql`${row}.late = ${late}::boolean`),
    ]),
  sort: () => ({ by: (row) => sql`${row}.place` }),
};

extend(
  Circulation,
  'remarks',
  Field(() => RemarkConnection, { description: 'Its remarks as far as you see them, by unit (uwagi).' }),
  Many(() => Remark, 'circulationId', remarkListing),
);
