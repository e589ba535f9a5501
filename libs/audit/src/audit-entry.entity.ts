import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsDate, IsOptional, IsUUID, MaxLength, ValidateNested } from 'class-validator';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { given } from '#convents';
import { ConnectionOf, DateTime, PageArgs } from '#core';
import { all, among, Computed, sql, Visible, type Listing, type Row, type Rule, type Sql } from '#reads';
import { NODE_CHAIN } from './chain.hashing.ts';

/** Those who lead the convent or the forum that it concerns. */
const isOwn: Rule = (row, actor) => among(sql`${row}.chain`, sql`offices_of(${actor})`);
/**
 * The operator keeps the node, and sees that something was done, but not by whom and about what. Votes are not shown:
 * while a poll is open nobody is to count them, afterwards its record says what may be known.
 */
const sees: Rule = (row, actor) =>
  sql`${row}.operation <> 'castVote' AND (${isOwn(row, actor)} OR (SELECT is_operator(${actor})))`;
const ownAlone =
  (column: (row: Row) => Sql): Rule =>
  (row, actor) =>
    sql`CASE WHEN ${isOwn(row, actor)} THEN ${column(row)} END`;

@ObjectType({
  description:
    'What became of one mutation: that it was done, or with which code it was refused (wpis dziennika). Never with its content.',
})
@Visible(sees)
@Entity('audit_entry')
export class AuditEntry {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column({ type: 'bigint', insert: false, update: false }) xact: string;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Column('uuid') chain: string;
  @Field(() => ID, { nullable: true, description: 'The convent or forum that it concerns; null for the node itself.' })
  @Computed((row) => sql`nullif(${row}.chain, ${NODE_CHAIN}::uuid)`)
  bodyId: string | null;
  @Field({ description: 'The name of the mutation, or method and path of an upload.' })
  @Column('text')
  operation: string;
  @Field({ description: 'OK, REPLAYED (done before, with the same key), or the code of the refusal.' })
  @Column('text')
  outcome: string;
  @Field(() => Int, {
    description: 'How many refusals of this sort it stands for: past 20 a minute of one person they are counted.',
  })
  @Column('int')
  times: number;
  @Column('uuid', { nullable: true }) personId: string | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Column('uuid', { nullable: true }) subjectId: string | null;
  @Field(() => ID, {
    nullable: true,
    description: 'Whose session or token it was; null for the signed-out, and for whoever only keeps the node.',
  })
  @Computed(ownAlone((row) => sql`${row}.person_id`))
  actorId: string | null;
  @Field(() => ID, { nullable: true, description: 'The mandate that it was done under (mandat).' })
  @Computed(ownAlone((row) => sql`${row}.mandate_id`))
  underMandateId: string | null;
  @Field(() => ID, { nullable: true, description: 'What was changed.' })
  @Computed(ownAlone((row) => sql`${row}.subject_id`))
  aboutId: string | null;
}

@ObjectType({ description: 'A page of audit entries.' })
export class AuditEntryConnection extends ConnectionOf(AuditEntry) {}

@InputType({ description: 'Conditions; each narrows.' })
export class AuditFilter {
  @Field(() => ID, { nullable: true, description: 'A convent or the forum.' })
  @IsOptional()
  @IsUUID()
  body?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'From this instant on.' })
  @IsOptional()
  @IsDate()
  from?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Before this instant.' })
  @IsOptional()
  @IsDate()
  until?: Date | null;
  @Field(() => [String], { nullable: true, description: 'Names of mutations.' })
  @IsOptional()
  @ArrayMaxSize(50)
  @MaxLength(100, { each: true })
  operations?: string[] | null;
  @Field(() => [String], { nullable: true, description: 'OK, REPLAYED or codes of refusals.' })
  @IsOptional()
  @ArrayMaxSize(50)
  @MaxLength(100, { each: true })
  outcomes?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'What was done under this mandate.' })
  @IsOptional()
  @IsUUID()
  underMandate?: string | null;
}

@ArgsType()
export class AuditArgs extends PageArgs {
  @Field(() => AuditFilter, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => AuditFilter)
  filter?: AuditFilter | null;
}

/** The latest first. */
export const auditListing: Listing<AuditArgs> = {
  args: AuditArgs,
  where: (row, { filter }, actor) =>
    all([
      given(filter?.body, (body) => sql`${row}.chain = ${body}::uuid`),
      given(filter?.from, (from) => sql`${row}.at >= ${from}::timestamptz`),
      given(filter?.until, (until) => sql`${row}.at < ${until}::timestamptz`),
      given(filter?.operations, (names) => sql`${row}.operation = ANY (${names}::text[])`),
      given(filter?.outcomes, (codes) => sql`${row}.outcome = ANY (${codes}::text[])`),
      given(filter?.underMandate, (id) => sql`${row}.mandate_id = ${id}::uuid AND ${isOwn(row, actor)}`),
    ]),
  sort: () => ({ by: (row) => sql`${row}.id`, descending: true }),
};
