import { ArgsType, Field, ID, InputType, registerEnumType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsBoolean, IsEnum, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { Convent, Entity, Forum, given } from '#convents';
import { PageArgs, Text } from '#core';
import { Conclusion } from '#minutes';
import { all, extend, Many, sql, type Listing, type Row, type Sql } from '#reads';
import { Proposal, ProposalConnection } from './proposal.entity.ts';
import { ProposalState } from './words.ts';

export enum ProposalOrder {
  NEWEST = 'NEWEST',
  LAST_CHANGED = 'LAST_CHANGED',
}
registerEnumType(ProposalOrder, {
  name: 'ProposalOrder',
  description: 'In what order proposals come.',
  valuesMap: {
    NEWEST: { description: 'The last begun first (najnowsze).' },
    LAST_CHANGED: { description: 'Those whose state changed last first (ostatnio zmienione).' },
  },
});

@InputType({ description: 'Conditions; each narrows.' })
export class ProposalFilter {
  @Field(() => [ProposalState], { nullable: true })
  @IsOptional()
  @IsEnum(ProposalState, { each: true })
  states?: ProposalState[] | null;
  @Field(() => [ID], { nullable: true, description: 'Change areas, one of which it is about.' })
  @IsOptional()
  @ArrayMaxSize(20)
  @IsUUID(undefined, { each: true })
  changeAreas?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'The entity, convent or forum whose they are.' })
  @IsOptional()
  @IsUUID()
  origin?: string | null;
  @Field(() => ID, { nullable: true, description: 'The convent or forum that reviews them.' })
  @IsOptional()
  @IsUUID()
  reviewer?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether they were merged into another.' })
  @IsOptional()
  @IsBoolean()
  merged?: boolean | null;
}

@ArgsType()
export class ProposalArgs extends PageArgs {
  @Field(() => ProposalFilter, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => ProposalFilter)
  filter?: ProposalFilter | null;
  @Field(() => ProposalOrder, { defaultValue: ProposalOrder.NEWEST })
  @IsEnum(ProposalOrder)
  orderBy: ProposalOrder = ProposalOrder.NEWEST;
}

const about = (row: Row, areas: readonly string[]): Sql =>
  sql`EXISTS (SELECT FROM proposal_area k WHERE k.proposal_id = ${row}.id AND k.change_area_id = ANY ((SELECT change_area_scope(${areas}::uuid[]))::uuid[]))`;

export const proposalListing: Listing<ProposalArgs> = {
  args: ProposalArgs,
  where: (row, { filter }) =>
    all([
      given(filter?.states, (states) => sql`${row}.state = ANY (${states}::text[])`),
      given(filter?.changeAreas, (areas) => about(row, areas)),
      given(filter?.origin, (id) => sql`${row}.body_id = ${id}::uuid`),
      given(filter?.reviewer, (id) => sql`${row}.reviewer_id = ${id}::uuid`),
      given(filter?.merged, (merged) =>
        merged ? sql`${row}.merged_into_id IS NOT NULL` : sql`${row}.merged_into_id IS NULL`,
      ),
    ]),
  sort: ({ orderBy }) =>
    orderBy === ProposalOrder.LAST_CHANGED
      ? { by: (row) => sql`${row}.state_since`, descending: true }
      : { by: (row) => sql`${row}.id`, descending: true },
};

@ArgsType()
export class SimilarProposalArgs extends PageArgs {
  @Field({ description: 'Title and text of what you are about to submit, at most 10,000 characters.' })
  @Text({ max: 10_000, lines: true })
  text: string;
  @Field(() => [ID], { nullable: true, description: 'The change areas that it is about, at most 14.' })
  @IsOptional()
  @ArrayMaxSize(14)
  @IsUUID(undefined, { each: true })
  areas?: string[] | null;
}

const said = (text: string): Sql => sql`fold(left(${text}::text, 400))`;

/** Of those that the reader may see, the ten most alike in words; shared areas bring one nearer. */
export const similarListing: Listing<SimilarProposalArgs> = {
  args: SimilarProposalArgs,
  where: (row, { text, areas }) => sql`${row}.id = ANY ((SELECT array_agg(s.proposal_id)
    FROM similar_proposals(${said(text)}, ${areas ?? []}::uuid[], '{}', NULL) s)::uuid[])`,
  sort: ({ text, areas }) => ({
    by: (row) => sql`(similarity(${row}.words, ${said(text)}) + 0.1 * (SELECT count(*) FROM proposal_area k
      WHERE k.proposal_id = ${row}.id AND k.change_area_id = ANY (${areas ?? []}::uuid[])))::numeric`,
    descending: true,
  }),
};

for (const [type, column, description] of [
  [Entity, 'entityId', 'Its proposals (postulaty podmiotu).'],
  [Convent, 'conventId', 'Its own proposals and those that it merged (postulaty konwentu).'],
  [Forum, 'forumId', 'Its own proposals and those that it merged (postulaty forum).'],
  [Conclusion, 'conclusionId', 'The proposals that came of it (postulaty z wniosku).'],
] as const)
  extend(
    type,
    'proposals',
    Field(() => ProposalConnection, { description }),
    Many(() => Proposal, column, proposalListing),
  );
