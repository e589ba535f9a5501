import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { DateTime } from '#core';
import { instant, sql, type Row, type Sql } from '#reads';
import { seesAct, seesProposal } from './proposals.policy.ts';
import { ProposalState } from './words.ts';

@ObjectType({ description: 'An act that a proposal owes its fate to (czynność).' })
export class ProposalFateAct {
  @Field(() => ID, { description: 'The proposal that it was done with: this one, or what it was merged into.' })
  proposalId: string;
  @Field({ description: 'The name of the mutation, or what followed of itself.' }) action: string;
  @Field(() => ProposalState, { description: 'The state after it.' }) state: ProposalState;
  @Field(() => DateTime) at: string;
  @Field(() => String, { nullable: true, description: 'Why.' }) reason: string | null;
}

@ObjectType({
  description:
    'What became of a proposal, through all that it was merged into; the acts are for those whom it concerns (losy postulatu).',
})
export class ProposalFate {
  @Field(() => ProposalState) state: ProposalState;
  @Field(() => DateTime, { description: 'Since when.' }) since: string;
  @Field(() => ID, { description: 'In which proposal it lives on: its own id, or that of what it was merged into.' })
  livesOnInId: string;
  @Field({ description: 'What that one is called.' }) livesOnIn: string;
  @Field(() => ID, { nullable: true, description: 'The recommendation that took it up.' })
  recommendationId: string | null;
  @Field(() => String, { nullable: true, description: 'The reason given last, where it concerns you.' })
  reason: string | null;
  @Field(() => [ProposalFateAct], { description: 'What was done with it, in order.' }) acts: ProposalFateAct[];
}

/** From a proposal up through what it was merged into, as far as the reader may see. */
export const fateOf = (row: Row, actor: Sql): Sql => sql`(
  WITH RECURSIVE way AS (
    SELECT ${row}.id AS id, ${row}.title AS title, ${row}.merged_into_id AS next, 1 AS step
    UNION ALL SELECT p.id, p.title, p.merged_into_id, way.step + 1 FROM way JOIN proposal p ON p.id = way.next
      WHERE ${seesProposal(sql`p`, actor)}),
  done AS (
    SELECT a.* FROM proposal_act a JOIN way ON way.id = a.proposal_id WHERE ${seesAct(sql`a`, actor)})
  SELECT json_build_object('state', ${row}.state, 'since', ${instant(sql`${row}.state_since`)},
    'recommendationId', ${row}.recommendation_id, 'livesOnInId', w.id, 'livesOnIn', w.title,
    'reason', (SELECT d.reason FROM done d WHERE d.reason IS NOT NULL ORDER BY d.at DESC, d.id DESC LIMIT 1),
    'acts', coalesce((SELECT json_agg(json_build_object('proposalId', d.proposal_id, 'action', d.action, 'state', d.state,
      'at', ${instant(sql`d.at`)}, 'reason', d.reason) ORDER BY d.at, d.id) FROM done d), '[]'))
  FROM way w ORDER BY w.step DESC LIMIT 1)`;

@ObjectType({ description: 'Another proposal that may ask for the same (podobny postulat).' })
export class SimilarProposal {
  @Field(() => ID) proposalId: string;
  @Field({ description: 'What it is called.' }) title: string;
  @Field(() => ProposalState) state: ProposalState;
  @Field(() => Float, { description: 'How alike the words are, from 0 to 1.' }) likeness: number;
  @Field(() => Int, { description: 'How many change areas both are about.' }) sharedAreas: number;
  @Field(() => Int, { description: 'How many provisions both are about.' }) sharedProvisions: number;
}

/** The most alike first; `similar_proposals` shows only what the reader may see, and so do the rules here. */
export const similarTo = (row: Row, actor: Sql): Sql => sql`coalesce((
  SELECT json_agg(json_build_object('proposalId', p.id, 'title', p.title, 'state', p.state,
      'likeness', s.likeness, 'sharedAreas', s.shared_areas, 'sharedProvisions', s.shared_provisions)
    ORDER BY (s.likeness + 0.1 * s.shared_areas + 0.2 * s.shared_provisions)::numeric DESC, p.id DESC)
  FROM similar_proposals(${row}.words,
      ARRAY(SELECT k.change_area_id FROM proposal_area k WHERE k.proposal_id = ${row}.id),
      ARRAY(SELECT v.place FROM proposal_provision v WHERE v.proposal_id = ${row}.id), ${row}.id) s
    JOIN proposal p ON p.id = s.proposal_id WHERE ${seesProposal(sql`p`, actor)}), '[]')`;
