import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsBoolean,
  IsEnum,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ConnectionOf, Day, EditInput, MutationInput, PageArgs, Text } from '#core';
import { all, Computed, EVERYONE, extend, Many, One, Visible, sql, type Listing } from '#reads';
import { ConventRules } from './convent-rules.entity.ts';
import { given } from './filters.ts';
import {
  ConventStanding,
  Forum,
  ForumStanding,
  ForumStandingConnection,
  forumStandingListing,
  standingHistory,
} from './forum.entity.ts';
import { NoPesel } from './identifiers.ts';
import { EntityKind } from './kinds.ts';
import { Voivodeship } from './voivodeship.entity.ts';
import { Abstentions, AdmissionBy, ConventState, Majority, Silence, Tie } from './words.ts';

@ObjectType({ description: 'A regional platform of social-employment entities (konwent).' })
@Visible(EVERYONE)
@Entity('convent')
export class Convent {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Field({ description: 'The official name; the order CIS–KIS or KIS–CIS is part of it.' })
  @Column({ type: 'text', collation: 'polish' })
  officialName: string;
  @Field(() => [String], { description: 'Other names under which it is met in documents.' })
  @Column('text', { array: true })
  aliases: string[];
  @Column('text') voivodeshipId: string;
  @Field(() => Voivodeship) @One(() => Voivodeship, 'voivodeshipId') voivodeship: Voivodeship;
  @Field(() => ConventState) @Column('text') state: ConventState;
  @Field(() => Day, { nullable: true }) @Column('date', { nullable: true }) foundedOn: string | null;
  @Field({ description: 'Whether this is sample data: the organisation is real, what is said of it here is no claim.' })
  @Column('boolean')
  sample: boolean;
  @Field(() => Int, { description: 'Counts the edits; give it as `expectedVersion`.' }) @Column('int') version: number;

  @Field(() => ConventRules, { nullable: true }) @One(() => ConventRules, 'id') rules: ConventRules | null;
  @Field(() => ConventStanding, {
    nullable: true,
    description: 'How it stands to the forum today; null while it has declared nothing to it.',
  })
  @One(() => ConventStanding, 'id')
  forumStanding: ConventStanding | null;
  @Field(() => ForumStandingConnection, {
    description: 'All that it ever was to the forum, the latest first (historia).',
  })
  @Many(() => ForumStanding, 'conventId', standingHistory)
  forumStandings: ForumStandingConnection;
  @Field(() => Int, { description: 'How many entities are members now, suspended ones included.' })
  @Computed(
    (row) =>
      sql`(SELECT count(*)::int FROM membership s WHERE s.convent_id = ${row}.id AND s.state IN ('ACTIVE', 'SUSPENDED'))`,
  )
  size: number;
}

@ObjectType({ description: 'A page of convents.' })
export class ConventConnection extends ConnectionOf(Convent) {}

@InputType({ description: 'Conditions; each narrows.' })
export class ConventFilter {
  @Field(() => [ConventState], { nullable: true })
  @IsOptional()
  @IsEnum(ConventState, { each: true })
  states?: ConventState[];
  @Field(() => String, { nullable: true, description: 'TERYT of a voivodeship.' })
  @IsOptional()
  @Matches(/^\d\d$/)
  voivodeship?: string;
}

@ArgsType()
export class ConventArgs extends PageArgs {
  @Field(() => ConventFilter, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => ConventFilter)
  filter?: ConventFilter | null;
}

export const conventListing: Listing<ConventArgs> = {
  args: ConventArgs,
  where: (row, { filter }) =>
    all([
      given(filter?.states, (states) => sql`${row}.state = ANY (${states}::text[])`),
      given(filter?.voivodeship, (teryt) => sql`${row}.voivodeship_id = ${teryt}`),
    ]),
  sort: () => ({ by: (row) => sql`${row}.official_name` }),
};

extend(
  ForumStanding,
  'convent',
  Field(() => Convent),
  One(() => Convent, 'conventId'),
);
extend(
  Forum,
  'standings',
  Field(() => ForumStandingConnection, {
    description: 'Member convents and those that want to join, on any day; `forum(on:)` does not hand its day down.',
  }),
  Many(() => ForumStanding, 'forumId', forumStandingListing),
);

@InputType({ isAbstract: true })
class ConventNames extends MutationInput {
  @Field({ description: '5 to 300 characters; NAME_TAKEN if another convent has it.' })
  @Text({ min: 5, max: 300 })
  @NoPesel()
  officialName: string;
  @Field(() => [String], { defaultValue: [], description: 'At most 20 other names.' })
  @ArrayMaxSize(20)
  @Text({ max: 300, each: true })
  @NoPesel({ each: true })
  aliases: string[] = [];
}

@InputType({ description: 'The operator of the node adds a convent; it begins in formation.' })
export class CreateConventInput extends ConventNames {
  @Field({ description: 'TERYT of its voivodeship.' }) @Matches(/^\d\d$/) voivodeship: string;
  @Field(() => Day, { nullable: true }) @IsOptional() @IsString() foundedOn?: string | null;
}

@InputType({ description: 'Other names for a convent.' })
export class EditConventInput extends EditInput {
  @Field(() => ID) @IsUUID() conventId: string;
  @Field({ description: '5 to 300 characters; NAME_TAKEN if another convent has it.' })
  @Text({ min: 5, max: 300 })
  @NoPesel()
  officialName: string;
  @Field(() => [String], { description: 'At most 20 other names.' })
  @ArrayMaxSize(20)
  @Text({ max: 300, each: true })
  @NoPesel({ each: true })
  aliases: string[];
}

@InputType({ description: 'All rules anew, as the convent adopted them.' })
export class EditConventRulesInput extends EditInput {
  @Field(() => ID) @IsUUID() conventId: string;
  @Field(() => AdmissionBy) @IsEnum(AdmissionBy) admissionBy: AdmissionBy;
  @Field(() => [EntityKind])
  @ArrayNotEmpty()
  @ArrayMaxSize(15)
  @IsEnum(EntityKind, { each: true })
  ordinaryKinds: EntityKind[];
  @Field(() => Int, { description: '0 to 100; share of the ordinary members.' })
  @IsInt()
  @Min(0)
  @Max(100)
  quorumPercent: number;
  @Field(() => Majority) @IsEnum(Majority) majority: Majority;
  @Field(() => Majority) @IsEnum(Majority) electionMajority: Majority;
  @Field(() => Majority) @IsEnum(Majority) amendmentMajority: Majority;
  @Field(() => Abstentions, { defaultValue: Abstentions.COUNTED }) @IsEnum(Abstentions) abstentions: Abstentions =
    Abstentions.COUNTED;
  @Field(() => Tie, { defaultValue: Tie.REJECTED }) @IsEnum(Tie) tie: Tie = Tie.REJECTED;
  @Field({ defaultValue: true, description: 'Whether a vote may be changed until the poll closes.' })
  @IsBoolean()
  voteChange: boolean = true;
  @Field(() => Int, { description: '1 to 120.' }) @IsInt() @Min(1) @Max(120) termMonths: number;
  @Field(() => Silence) @IsEnum(Silence) silence: Silence;
  @Field({ description: 'The resolution that adopted them.' }) @Text({ max: 300 }) @NoPesel() basis: string;
}

@InputType({ description: 'Takes a convent to another state.' })
export class ConventStepInput extends MutationInput {
  @Field(() => ID) @IsUUID() conventId: string;
  @Field({ description: 'The resolution or letter that it rests on.' }) @Text({ max: 300 }) @NoPesel() basis: string;
}
