import { Field, Int, ObjectType } from '@nestjs/graphql';
import { seesRemark } from '#circulation';
import { ProposalState, seesProposal } from '#proposals';
import { sql, type Row, type Sql } from '#reads';
import { seesPart, seesRecommendation } from './recommendations.policy.ts';
import { RecommendationState } from './words.ts';

@ObjectType({ description: 'How many remarks you may see were made in all rounds, and what became of them (uwagi).' })
export class RecommendationRemarks {
  @Field(() => Int, { description: 'All but the withdrawn.' }) total: number;
  @Field(() => Int, { description: 'Made after the closing time (po terminie).' }) late: number;
  @Field(() => Int, { description: 'Without a disposition (bez stanowiska).' }) undisposed: number;
  @Field(() => Int, { description: 'Uwzględnione.' }) accepted: number;
  @Field(() => Int, { description: 'Uwzględnione częściowo.' }) partiallyAccepted: number;
  @Field(() => Int, { description: 'Nieuwzględnione.' }) rejected: number;
  @Field(() => Int, { description: 'Wyjaśnione.' }) clarified: number;
  @Field(() => Int, { description: 'Poza zakresem.' }) outOfScope: number;
}

const verdicts = (verdict: Sql): Sql => sql`count(*) FILTER (WHERE d.verdict = ${verdict})`;

export const remarksOf = (row: Row, actor: Sql): Sql => sql`(
  SELECT json_build_object('total', count(*), 'late', count(*) FILTER (WHERE k.late),
    'undisposed', count(*) FILTER (WHERE k.state = 'SUBMITTED'), 'accepted', ${verdicts(sql`'ACCEPTED'`)},
    'partiallyAccepted', ${verdicts(sql`'PARTIALLY_ACCEPTED'`)}, 'rejected', ${verdicts(sql`'REJECTED'`)},
    'clarified', ${verdicts(sql`'CLARIFIED'`)}, 'outOfScope', ${verdicts(sql`'OUT_OF_SCOPE'`)})
  FROM recommendation_round n JOIN remark k ON k.circulation_id = n.circulation_id
    LEFT JOIN disposition d ON d.id = k.disposition_id
  WHERE n.recommendation_id = ${row}.id AND k.state <> 'WITHDRAWN' AND (${seesRemark(sql`k`, actor)}))`;

@ObjectType({ description: 'How many proposals stand so (liczba postulatów).' })
export class ProposalCount {
  @Field(() => ProposalState) state: ProposalState;
  @Field(() => Int, { description: 'How many.' }) count: number;
}

@ObjectType({ description: 'How many recommendations stand so (liczba rekomendacji).' })
export class RecommendationCount {
  @Field(() => RecommendationState) state: RecommendationState;
  @Field(() => Int, { description: 'How many.' }) count: number;
}

@ObjectType({
  description: 'What goes on in a change area, and in those that went into it, of what you may see (przegląd obszaru).',
})
export class ChangeAreaOverview {
  @Field(() => [ProposalCount], { description: 'Proposals by state; those merged into another are not counted again.' })
  proposals: ProposalCount[];
  @Field(() => [RecommendationCount], { description: 'Recommendations by state.' })
  recommendations: RecommendationCount[];
  @Field(() => Int, { description: 'Good practices that stand as evidence under these (dowody).' })
  practicesAsEvidence: number;
}

const counted = (rows: Sql): Sql => sql`coalesce((SELECT json_agg(json_build_object('state', s.state, 'count', s.n)
  ORDER BY s.state COLLATE "C") FROM (${rows}) s), '[]')`;

/** An area alone, or with what went into it; `OFFSET 0` finds that once and not for each row. */
export const overviewOf = (row: Row, actor: Sql): Sql => sql`(
  SELECT json_build_object(
    'proposals', ${counted(sql`SELECT p.state, count(*) AS n FROM proposal p WHERE p.merged_into_id IS NULL
      AND p.id IN (SELECT k.proposal_id FROM proposal_area k WHERE k.change_area_id = ANY (scope.ids))
      AND (${seesProposal(sql`p`, actor)}) GROUP BY p.state`)},
    'recommendations', ${counted(sql`SELECT r.state, count(*) AS n FROM recommendation r
      WHERE r.id IN (SELECT k.recommendation_id FROM recommendation_area k WHERE k.change_area_id = ANY (scope.ids))
      AND (${seesRecommendation(sql`r`, actor)}) GROUP BY r.state`)},
    'practicesAsEvidence', (SELECT count(DISTINCT e.practice_id) FROM recommendation_practice e
      WHERE e.recommendation_id IN (SELECT k.recommendation_id FROM recommendation_area k
        WHERE k.change_area_id = ANY (scope.ids)) AND ${seesPart(sql`e`, actor)}))
  FROM (SELECT change_area_scope(ARRAY[${row}.id]) AS ids OFFSET 0) scope)`;
