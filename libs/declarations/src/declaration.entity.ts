import { ArgsType, createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsEnum, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Convent, extendBodies, Forum, ForumStanding, given } from '#convents';
import { ConnectionOf, DateTime, Day, PageArgs } from '#core';
import { Obligation } from '#obligations';
import { all, Computed, extend, Many, One, OneOf, sql, Visible, type Listing } from '#reads';
import { findable } from '#search';
import { Poll, PollConnection, pollListing } from '#voting';
import { DeclarationAct, ForumDecision } from './declaration-act.entity.ts';
import { DeclarationVersion } from './declaration-version.entity.ts';
import { seesDeclaration } from './declarations.policy.ts';
import { Signature } from './signature.entity.ts';
import { DeclarationKind, DeclarationState, EntryRule } from './words.ts';

findable('Declaration', 'A declaration that is or was in force (deklaracja).', () => Declaration);

export const DeclarationBody = createUnionType({
  name: 'DeclarationBody',
  description: 'Who makes a declaration: a convent or the forum.',
  types: () => [Convent, Forum] as const,
});

@ObjectType({ description: 'What convents declare by their signatures (deklaracja); public once it is in force.' })
@Visible(seesDeclaration)
@Table('declaration')
export class Declaration {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Field(() => DeclarationKind) @Column('text') kind: DeclarationKind;
  @Field(() => DeclarationState) @Column('text') state: DeclarationState;
  @Field({ description: 'What it is called.' }) @Column('text') title: string;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Field(() => DeclarationBody, { description: 'Who drafted it, and may take it back before it is in force.' })
  @OneOf({ conventId: () => Convent, forumId: () => Forum })
  body: typeof DeclarationBody;
  @Field(() => String, { nullable: true, description: 'To whom a joint position speaks.' })
  @Column('text', { nullable: true })
  addressee: string | null;
  @Field(() => Day, { nullable: true, description: 'Of a withdrawal: the last day as a member.' })
  @Column('date', { nullable: true })
  effectiveOn: string | null;
  @Field(() => String, { nullable: true, description: 'Of a founding: the full name of the forum.' })
  @Column('text', { nullable: true })
  forumName: string | null;
  @Field(() => String, { nullable: true, description: 'Of a founding: the short name of the forum.' })
  @Column('text', { nullable: true })
  forumAbbreviation: string | null;
  @Field(() => EntryRule) @Column('text') entryRule: EntryRule;
  @Field(() => Int, { nullable: true, description: 'How many have to sign, where not all need to.' })
  @Column('int', { nullable: true })
  entryCount: number | null;
  @Field(() => DateTime, { nullable: true, description: 'From this moment on nobody signs any more (termin).' })
  @Column('timestamptz', { nullable: true })
  deadline: Date | null;
  @Column('uuid') currentVersionId: string;
  @Field(() => DeclarationVersion, { nullable: true, description: 'The text as it stands, signed or to be signed.' })
  @One(() => DeclarationVersion, 'currentVersionId')
  currentVersion: DeclarationVersion | null;
  @Column('uuid', { nullable: true }) supersedesId: string | null;
  @Field(() => Declaration, { nullable: true, description: 'The one whose place it takes once it is in force.' })
  @One(() => Declaration, 'supersedesId')
  supersedes: Declaration | null;
  @Column('uuid', { nullable: true }) supersededById: string | null;
  @Field(() => Declaration, { nullable: true })
  @One(() => Declaration, 'supersededById')
  supersededBy: Declaration | null;
  @Column('uuid', { array: true }) readers: string[];
  @Field({
    description: 'Whether it was entered from documents about the past: nobody signed it here (według dokumentów).',
  })
  @Column('boolean')
  reported: boolean;
  @Field(() => String, { nullable: true, description: 'The document that reports it.' })
  @Column('text', { nullable: true })
  source: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When the forum was asked to decide on the accession.' })
  @Column('timestamptz', { nullable: true })
  submittedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Since when it gathers signatures.' })
  @Column('timestamptz', { nullable: true })
  openedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When the last needed signature came, or was entered.' })
  @Column('timestamptz', { nullable: true })
  inForceAt: Date | null;
  @Column('date', { nullable: true }) inForceOn: string | null;
  @Column('boolean') dayKnown: boolean;
  @Field(() => Day, { nullable: true, description: 'Since which day; null, too, where the source gives no day.' })
  @Computed((row) => sql`CASE WHEN ${row}.day_known THEN ${row}.in_force_on END`)
  inForceSince: string | null;
  @Field(() => String, { nullable: true, description: 'Where the sealed record is that anybody can check.' })
  @Computed(
    (row) => sql`CASE WHEN ${row}.in_force_at IS NOT NULL THEN '/records/declarations/' || ${row}.id || '.json' END`,
  )
  recordPath: string | null;
  @Field(() => DateTime) @Column('timestamptz') createdAt: Date;
  @Field(() => Int, { description: 'Counts the changes; give it as `expectedVersion`.' })
  @Column('int')
  version: number;
  @Field(() => [DeclarationVersion], { description: 'All versions, the latest first (wersje).' })
  @Many(() => DeclarationVersion, 'declarationId', {
    sort: () => ({ by: (row) => sql`${row}.number`, descending: true }),
  })
  versions: DeclarationVersion[];
  @Field(() => [Signature], { description: 'All signatures in their order, voided ones too (podpisy).' })
  @Many(() => Signature, 'declarationId', { sort: () => ({ by: (row) => sql`${row}.id` }) })
  signatures: Signature[];
  @Field(() => [ForumDecision], { description: 'What the forum decided of an accession (uchwały forum).' })
  @Many(() => ForumDecision, 'declarationId', { sort: () => ({ by: (row) => sql`${row}.id` }) })
  decisions: ForumDecision[];
  @Field(() => [DeclarationAct], { description: 'What was done, the latest first (czynności).' })
  @Many(() => DeclarationAct, 'declarationId', { sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) })
  acts: DeclarationAct[];
}

@ObjectType({ description: 'A page of declarations.' })
export class DeclarationConnection extends ConnectionOf(Declaration) {}

@InputType({ description: 'Conditions; each narrows.' })
export class DeclarationFilter {
  @Field(() => [DeclarationKind], { nullable: true })
  @IsOptional()
  @IsEnum(DeclarationKind, { each: true })
  kinds?: DeclarationKind[] | null;
  @Field(() => [DeclarationState], { nullable: true })
  @IsOptional()
  @IsEnum(DeclarationState, { each: true })
  states?: DeclarationState[] | null;
  @Field(() => ID, { nullable: true, description: 'Those to which this convent is a party now.' })
  @IsOptional()
  @IsUUID()
  party?: string | null;
}

@ArgsType()
export class DeclarationArgs extends PageArgs {
  @Field(() => DeclarationFilter, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => DeclarationFilter)
  filter?: DeclarationFilter | null;
}

/** The latest first. */
export const declarationListing: Listing<DeclarationArgs> = {
  args: DeclarationArgs,
  where: (row, { filter }) =>
    all([
      given(filter?.kinds, (kinds) => sql`${row}.kind = ANY (${kinds}::text[])`),
      given(filter?.states, (states) => sql`${row}.state = ANY (${states}::text[])`),
      given(
        filter?.party,
        (party) => sql`EXISTS (SELECT FROM declaration_party p
          WHERE p.version_id = ${row}.current_version_id AND p.convent_id = ${party}::uuid)`,
      ),
    ]),
  sort: () => ({ by: (row) => sql`${row}.id`, descending: true }),
};

extend(
  Poll,
  'declaration',
  Field(() => Declaration, { nullable: true, description: 'The accession that it decides on, if it does.' }),
  One(() => Declaration, 'subjectId'),
);
extend(
  Declaration,
  'polls',
  Field(() => PollConnection, { description: 'Polls of the forum on it, the latest first (głosowania o przyjęciu).' }),
  Many(() => Poll, 'subjectId', pollListing),
);
extendBodies(
  'declarations',
  Field(() => DeclarationConnection, { description: 'Declarations that it drafted, the latest first (deklaracje).' }),
  (column) => Many(() => Declaration, column, declarationListing),
);
extend(
  ForumStanding,
  'declaration',
  Field(() => Declaration, { nullable: true, description: 'The declaration that it rests on.' }),
  One(() => Declaration, 'declarationId'),
);
extend(
  Forum,
  'founding',
  Field(() => Declaration, { nullable: true, description: 'The declaration that founded it (deklaracja powołania).' }),
  One(() => Declaration, 'declarationId'),
);
extend(
  Obligation,
  'declaration',
  Field(() => Declaration, { nullable: true, description: 'The declaration that it is about, if it is about one.' }),
  One(() => Declaration, 'subjectId'),
);
