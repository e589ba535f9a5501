import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsEnum, IsOptional, IsString, IsUUID, ValidateNested } from 'class-validator';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { ConnectionOf, DateTime, Day, MutationInput, PageArgs, Text } from '#core';
import { all, Computed, extend, Many, One, sql, Visible, type Listing } from '#reads';
import { Convent } from './convent.entity.ts';
import { seesMembership, seesMembershipAct } from './convents.policy.ts';
import { Entity } from './entity.entity.ts';
import { given } from './filters.ts';
import { NoPesel } from './identifiers.ts';
import { Mandate } from './mandate.entity.ts';
import { MembershipEnd, MembershipKind, MembershipState } from './words.ts';

@ObjectType({
  description: 'One decision about a membership: when, why, on what basis, under whose mandate (czynność).',
})
@Visible(seesMembershipAct)
@Table('membership_act')
export class MembershipAct {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') membershipId: string;
  @Column('uuid') conventId: string;
  @Column('uuid') entityId: string;
  @Field(() => MembershipState, { description: 'The state that it led to.' }) @Column('text') state: MembershipState;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Field(() => Day, { nullable: true }) @Column('date', { nullable: true }) effectiveOn: string | null;
  @Field(() => String, { description: 'What is missing, or why.', nullable: true })
  @Column('text', { nullable: true })
  reason: string | null;
  @Field(() => String, { description: 'The resolution or letter that it rests on.', nullable: true })
  @Column('text', { nullable: true })
  basis: string | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was done.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

@ObjectType({ description: 'An entity’s membership in a convent, from the application to its end (członkostwo).' })
@Visible(seesMembership)
@Table('membership')
export class Membership {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') conventId: string;
  @Column('uuid') entityId: string;
  @Field(() => Convent) @One(() => Convent, 'conventId') convent: Convent;
  @Field(() => Entity) @One(() => Entity, 'entityId') entity: Entity;
  @Field(() => MembershipKind) @Column('text') kind: MembershipKind;
  @Field(() => MembershipState) @Column('text') state: MembershipState;
  @Field(() => Day) @Column('date') appliedOn: string;
  @Column('daterange', { nullable: true }) valid: string | null;
  @Field(() => Day, { nullable: true, description: 'The first day as a member.' })
  @Computed((row) => sql`lower(${row}.valid)`)
  memberFrom: string | null;
  @Field(() => Day, { nullable: true, description: 'The last day as a member.' })
  @Computed((row) => sql`upper(${row}.valid) - 1`)
  memberUntil: string | null;
  @Field(() => MembershipEnd, { nullable: true })
  @Column('text', { nullable: true })
  endedBecause: MembershipEnd | null;
  @Field({ description: 'Whether this is sample data: no claim that the entity is a member.' })
  @Column('boolean')
  sample: boolean;
  @Field(() => Int, { description: 'Counts the changes.' }) @Column('int') version: number;
  @Field(() => [MembershipAct], {
    description: 'What was decided, the latest first; seen by the convent and the entity.',
  })
  @Many(() => MembershipAct, 'membershipId', { sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) })
  acts: MembershipAct[];
}

@ObjectType({ description: 'A page of memberships.' })
export class MembershipConnection extends ConnectionOf(Membership) {}

@InputType({ description: 'Conditions; each narrows.' })
export class MembershipFilter {
  @Field(() => [MembershipState], { nullable: true }) @IsOptional() @IsEnum(MembershipState, { each: true }) states?:
    | MembershipState[]
    | null;
  @Field(() => [MembershipKind], { nullable: true }) @IsOptional() @IsEnum(MembershipKind, { each: true }) kinds?:
    | MembershipKind[]
    | null;
}

@ArgsType()
export class MembershipArgs extends PageArgs {
  @Field(() => MembershipFilter, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => MembershipFilter)
  filter?: MembershipFilter | null;
}

/** The oldest application first. */
export const membershipListing: Listing<MembershipArgs> = {
  args: MembershipArgs,
  where: (row, { filter }) =>
    all([
      given(filter?.states, (states) => sql`${row}.state = ANY (${states}::text[])`),
      given(filter?.kinds, (kinds) => sql`${row}.kind = ANY (${kinds}::text[])`),
    ]),
  sort: () => ({ by: (row) => sql`${row}.id` }),
};

for (const [type, column] of [
  [Convent, 'conventId'],
  [Entity, 'entityId'],
] as const)
  extend(
    type,
    'memberships',
    Field(() => MembershipConnection, { description: 'Memberships that you may see, the oldest first (członkostwa).' }),
    Many(() => Membership, column, membershipListing),
  );

@InputType({ description: 'An entity asks a convent to admit it (wniosek o przyjęcie).' })
export class ApplyForMembershipInput extends MutationInput {
  @Field(() => ID) @IsUUID() conventId: string;
  @Field(() => ID) @IsUUID() entityId: string;
  @Field(() => MembershipKind, { defaultValue: MembershipKind.ORDINARY }) @IsEnum(MembershipKind) kind: MembershipKind =
    MembershipKind.ORDINARY;
  @Field(() => String, {
    nullable: true,
    description: 'What the application rests on, such as a resolution or letter.',
  })
  @IsOptional()
  @Text({ max: 300 })
  @NoPesel()
  basis?: string | null;
}

@InputType({ isAbstract: true })
class MembershipInput extends MutationInput {
  @Field(() => ID) @IsUUID() membershipId: string;
}

@InputType({ description: 'A decision that needs a reason, which the other side reads.' })
export class MembershipReasonInput extends MembershipInput {
  @Field({ description: 'At most 1,000 characters; the other side reads it.' })
  @Text({ max: 1_000, lines: true })
  @NoPesel()
  reason: string;
}

@InputType({ description: 'Admission; the basis is mandatory where the board or the general meeting admits.' })
export class AdmitMembershipInput extends MembershipInput {
  @Field(() => Day, { nullable: true, description: 'The first day as a member; today when absent.' })
  @IsOptional()
  @IsString()
  from?: string | null;
  @Field(() => String, { nullable: true, description: 'The resolution that it rests on.' })
  @IsOptional()
  @Text({ max: 300 })
  @NoPesel()
  basis?: string | null;
}

@InputType({ description: 'The entity takes its application back.' })
export class WithdrawMembershipInput extends MembershipInput {}

@InputType({ description: 'The end of a membership, with its day and basis.' })
export class EndMembershipInput extends MembershipInput {
  @Field(() => MembershipEnd) @IsEnum(MembershipEnd) because: MembershipEnd;
  @Field(() => Day, {
    nullable: true,
    description: 'The last day as a member, at the latest today; today when absent.',
  })
  @IsOptional()
  @IsString()
  on?: string | null;
  @Field({ description: 'The letter or resolution that it rests on.' }) @Text({ max: 300 }) @NoPesel() basis: string;
}
