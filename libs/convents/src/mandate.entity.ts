import { ArgsType, createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsBoolean, IsEmail, IsEnum, IsOptional, IsString, IsUUID, ValidateNested } from 'class-validator';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { ConnectionOf, DateTime, Day, MutationInput, PageArgs, Text } from '#core';
import { Person } from '#identity';
import { all, Computed, extend, instant, Many, One, OneOf, sql, Visible, type Listing } from '#reads';
import { Convent } from './convent.entity.ts';
import { seesMandate, seesPerson } from './convents.policy.ts';
import { Entity } from './entity.entity.ts';
import { given } from './filters.ts';
import { Forum } from './forum.entity.ts';
import { NoPesel } from './identifiers.ts';
import { MandateEnd, MandateFunction, MandateState } from './words.ts';

export const MandateBody = createUnionType({
  name: 'MandateBody',
  description: 'For whom a mandate is: a convent, the forum, or an entity.',
  types: () => [Convent, Forum, Entity] as const,
});

@ObjectType({
  description: 'What lets a person act for a body or an entity, from–until, on some basis (mandat, pełnomocnictwo).',
})
@Visible(seesMandate)
@Table('mandate')
export class Mandate {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') personId: string;
  @Field(() => Person, { nullable: true, description: 'Whose it is; null to the signed-out.' })
  @One(() => Person, 'personId')
  person: Person | null;
  @Field(() => MandateFunction) @Column('text') function: MandateFunction;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Column('uuid', { nullable: true }) entityId: string | null;
  @Field(() => MandateBody)
  @OneOf({ conventId: () => Convent, forumId: () => Forum, entityId: () => Entity })
  body: typeof MandateBody;
  @Field(() => MandateState) @Column('text') state: MandateState;
  @Column('tstzrange') valid: string;
  @Field(() => DateTime) @Computed((row) => instant(sql`lower(${row}.valid)`)) validFrom: Date;
  @Field(() => DateTime, { nullable: true, description: 'The moment at which it is over; null without a term.' })
  @Computed((row) => instant(sql`upper(${row}.valid)`))
  validUntil: Date | null;
  @Field({ description: 'Whether it counts at this moment.' })
  @Computed((row) => sql`(${row}.state = 'ACTIVE' AND ${row}.valid @> now())`)
  inForce: boolean;
  @Field({ description: 'Whether its term ends within 60 days.' })
  @Computed(
    (row) =>
      sql`coalesce(${row}.state = 'ACTIVE' AND ${row}.valid @> now() AND upper(${row}.valid) <= now() + interval '60 days', false)`,
  )
  endsSoon: boolean;
  @Field({ description: 'The resolution or letter that it rests on.' }) @Column('text') basis: string;
  @Column('uuid', { nullable: true }) substitutesId: string | null;
  @Field(() => Mandate, {
    nullable: true,
    description: 'The mandate whose holder this one stands in for (zastępstwo).',
  })
  @One(() => Mandate, 'substitutesId')
  substitutes: Mandate | null;
  @Column('uuid', { nullable: true }) proposedBy: string | null;
  /** The convents that its entity belongs to or wants to; kept by PostgreSQL. */
  @Column({ type: 'uuid', array: true, insert: false, update: false }) watchedBy: string[];
  @Field(() => MandateEnd, { nullable: true }) @Column('text', { nullable: true }) endedBecause: MandateEnd | null;
  @Field(() => String, { description: 'The letter or resolution that ended it.', nullable: true })
  @Column('text', { nullable: true })
  endedBasis: string | null;
  @Field({ description: 'Whether this is sample data.' }) @Column('boolean') sample: boolean;
  @Field(() => Int, { description: 'Counts the changes.' }) @Column('int') version: number;
}

@ObjectType({ description: 'A page of mandates.' })
export class MandateConnection extends ConnectionOf(Mandate) {}

@InputType({ description: 'Conditions; each narrows.' })
export class MandateFilter {
  @Field(() => [MandateFunction], { nullable: true })
  @IsOptional()
  @IsEnum(MandateFunction, { each: true })
  functions?: MandateFunction[] | null;
  @Field(() => [MandateState], { nullable: true }) @IsOptional() @IsEnum(MandateState, { each: true }) states?:
    | MandateState[]
    | null;
  @Field(() => Boolean, { nullable: true, description: 'Only those that count at this moment, or only the others.' })
  @IsOptional()
  @IsBoolean()
  inForce?: boolean | null;
}

@ArgsType()
export class MandateArgs extends PageArgs {
  @Field(() => MandateFilter, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => MandateFilter)
  filter?: MandateFilter | null;
}

/** The latest first. */
export const mandateListing: Listing<MandateArgs> = {
  args: MandateArgs,
  where: (row, { filter }) =>
    all([
      given(filter?.functions, (functions) => sql`${row}.function = ANY (${functions}::text[])`),
      given(filter?.states, (states) => sql`${row}.state = ANY (${states}::text[])`),
      given(filter?.inForce, (isIt) => sql`(${row}.state = 'ACTIVE' AND ${row}.valid @> now()) = ${isIt}::boolean`),
    ]),
  sort: () => ({ by: (row) => sql`${row}.id`, descending: true }),
};

for (const [type, column] of [
  [Convent, 'conventId'],
  [Forum, 'forumId'],
  [Entity, 'entityId'],
  [Person, 'personId'],
] as const)
  extend(
    type,
    'mandates',
    Field(() => MandateConnection, { description: 'Mandates that you may see, the latest first (mandaty).' }),
    Many(() => Mandate, column, mandateListing),
  );

// The rule of identity knows no mandates; SQL has the same in the policy of `person`.
Visible(seesPerson)(Person);

@InputType({ description: 'Somebody who is not yet in the network: the answer holds the secret of their invitation.' })
export class InviteeInput {
  @Field({ description: 'Where they sign in with later.' })
  @IsEmail({}, { message: 'To nie jest adres e-mail.' })
  email: string;
  @Field({ description: 'First and last name, 3 to 200 characters.' })
  @Text({ min: 3, max: 200 })
  @NoPesel()
  displayName: string;
}

@InputType({ description: 'A mandate for a person: give `personId`, or `invitee` for somebody new.' })
export class ProposeMandateInput extends MutationInput {
  @Field(() => ID, { description: 'The id of a convent, the forum or an entity.' }) @IsUUID() bodyId: string;
  @Field(() => MandateFunction) @IsEnum(MandateFunction) function: MandateFunction;
  @Field(() => ID, { nullable: true }) @IsOptional() @IsUUID() personId?: string | null;
  @Field(() => InviteeInput, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => InviteeInput)
  invitee?: InviteeInput | null;
  @Field(() => Day, { nullable: true, description: 'The first day; from the confirmation when absent or past.' })
  @IsOptional()
  @IsString()
  from?: string | null;
  @Field(() => Day, {
    nullable: true,
    description: 'The last day; when absent, the convent’s term of office, none for an entity.',
  })
  @IsOptional()
  @IsString()
  until?: string | null;
  @Field({ description: 'The resolution or letter that it rests on.' }) @Text({ max: 300 }) @NoPesel() basis: string;
  @Field(() => ID, { nullable: true, description: 'The mandate whose holder this person stands in for.' })
  @IsOptional()
  @IsUUID()
  substitutesId?: string | null;
}

@ObjectType({
  description: 'A proposed mandate; for somebody new with the secret of their invitation, shown this once.',
})
export class ProposedMandate {
  @Field(() => ID) mandateId: string;
  @Field(() => String, { nullable: true, description: 'For `acceptInvitation`; hand it over yourself.' })
  invitationToken: string | null;
  @Field(() => DateTime, { nullable: true }) invitationExpiresAt: string | null;
}

@InputType({ isAbstract: true })
class MandateInput extends MutationInput {
  @Field(() => ID) @IsUUID() mandateId: string;
}

@InputType({ description: 'From now on the person may act; needs a fresh proof of identity.' })
export class ConfirmMandateInput extends MandateInput {}

@InputType({ description: 'The mandate does not come about.' })
export class DeclineMandateInput extends MandateInput {}

@InputType({ description: 'The end of a mandate, at once.' })
export class EndMandateInput extends MandateInput {
  @Field(() => MandateEnd) @IsEnum(MandateEnd) because: MandateEnd;
  @Field({ description: 'The letter or resolution that it rests on.' }) @Text({ max: 300 }) @NoPesel() basis: string;
}
