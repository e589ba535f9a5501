import { Args, ID, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { ChangeArea } from '#areas';
import { AvailableAction, IdPipe, Live, Public } from '#core';
import { follow, Needs, one, page, type Read } from '#reads';
import { ChangeAreaOverview, overviewOf, RecommendationRemarks, remarksOf } from './recommendation.counts.ts';
import { Recommendation, RecommendationConnection } from './recommendation.entity.ts';
import { factsOf, type RecommendationFacts } from './recommendation.facts.ts';
import { recommendationLifecycle } from './recommendation.lifecycle.ts';
import { RecommendationArgs, recommendationListing } from './recommendation.listing.ts';

@Resolver(() => Recommendation)
export class RecommendationResolver {
  constructor(private readonly live: Live) {}

  @Public()
  @Query(() => Recommendation, { nullable: true, description: 'One recommendation, or NOT_FOUND (rekomendacja).' })
  recommendation(@Args('id', { type: () => ID }, IdPipe) id: string): Read<Recommendation> {
    return one(Recommendation, { id });
  }

  @Public()
  @Query(() => RecommendationConnection, {
    name: 'recommendations',
    description: 'Recommendations that you may see, the last numbers first (rekomendacje).',
  })
  list(@Args() args: RecommendationArgs): Read<Recommendation[]> {
    return page(Recommendation, recommendationListing, args);
  }

  @ResolveField(() => [AvailableAction], { description: 'What its lifecycle knows, and whether you may do it now.' })
  @Needs(Recommendation, factsOf)
  availableActions(@Parent() facts: RecommendationFacts): AvailableAction[] {
    return recommendationLifecycle.available(facts);
  }

  @ResolveField(() => RecommendationRemarks, { description: 'Remarks in all rounds, counted (liczba uwag).' })
  @Needs(Recommendation, (row, actor) => ({ remarks: remarksOf(row, actor) }))
  remarks(@Parent() { remarks }: { remarks: RecommendationRemarks }): RecommendationRemarks {
    return remarks;
  }

  @Public()
  @Subscription(() => Recommendation, {
    description: 'The recommendation now, and anew after each act on it, while you may see it.',
  })
  recommendationChanged(
    @Args('id', { type: () => ID }, IdPipe) id: string,
  ): AsyncIterableIterator<Read<Recommendation>> {
    return follow(this.live.changes([id]), Recommendation, { id });
  }
}

@Resolver(() => ChangeArea)
export class ChangeAreaOverviewResolver {
  @ResolveField(() => ChangeAreaOverview, {
    description: 'Proposals and recommendations by state, and the evidence under them (przegląd obszaru).',
  })
  @Needs(ChangeArea, (row, actor) => ({ overview: overviewOf(row, actor) }))
  overview(@Parent() { overview }: { overview: ChangeAreaOverview }): ChangeAreaOverview {
    return overview;
  }
}
