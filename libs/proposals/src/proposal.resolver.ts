import { Args, ID, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { AvailableAction, IdPipe, Live, Public } from '#core';
import { follow, Needs, one, page, type Read } from '#reads';
import { Proposal, ProposalConnection } from './proposal.entity.ts';
import { mergeFacts, proposalFacts, type MergeFacts, type ProposalFacts } from './proposal.facts.ts';
import { fateOf, ProposalFate, SimilarProposal, similarTo } from './proposal.fate.ts';
import { mergeLifecycle, proposalLifecycle } from './proposal.lifecycle.ts';
import { ProposalArgs, proposalListing, SimilarProposalArgs, similarListing } from './proposal.listing.ts';
import { ProposalMerge } from './proposal-merge.entity.ts';

const ACTIONS = 'What its lifecycle knows, and whether you may do it now.';

@Resolver(() => Proposal)
export class ProposalResolver {
  constructor(private readonly live: Live) {}

  @Public()
  @Query(() => Proposal, { nullable: true, description: 'One proposal, or NOT_FOUND (postulat).' })
  proposal(@Args('id', { type: () => ID }, IdPipe) id: string): Read<Proposal> {
    return one(Proposal, { id });
  }

  @Public()
  @Query(() => ProposalConnection, {
    name: 'proposals',
    description: 'Proposals that you may see, those begun last first (postulaty).',
  })
  list(@Args() args: ProposalArgs): Read<Proposal[]> {
    return page(Proposal, proposalListing, args);
  }

  @Public()
  @Query(() => ProposalConnection, {
    description:
      'Before you submit: proposals that ask for something alike, at most ten, the most alike first (podobne postulaty).',
  })
  similarProposals(@Args() args: SimilarProposalArgs): Read<Proposal[]> {
    return page(Proposal, similarListing, args);
  }

  @ResolveField(() => [AvailableAction], { description: ACTIONS })
  @Needs(Proposal, proposalFacts)
  availableActions(@Parent() facts: ProposalFacts): AvailableAction[] {
    return proposalLifecycle.available(facts);
  }

  @ResolveField(() => ProposalFate, { description: 'What became of it, with the reasons (co się z nim stało).' })
  @Needs(Proposal, (row, actor) => ({ fate: fateOf(row, actor) }))
  fate(@Parent() { fate }: { fate: ProposalFate }): ProposalFate {
    return fate;
  }

  @ResolveField(() => [SimilarProposal], {
    description: 'Likely duplicates: by words, provisions and areas, the most alike first, at most ten (podobne).',
  })
  @Needs(Proposal, (row, actor) => ({ similar: similarTo(row, actor) }))
  similar(@Parent() { similar }: { similar: SimilarProposal[] }): SimilarProposal[] {
    return similar;
  }

  @Public()
  @Subscription(() => Proposal, {
    description: 'The proposal now, and anew after each change, while you may see it.',
  })
  proposalChanged(@Args('id', { type: () => ID }, IdPipe) id: string): AsyncIterableIterator<Read<Proposal>> {
    return follow(this.live.changes([id]), Proposal, { id });
  }
}

@Resolver(() => ProposalMerge)
export class ProposalMergeResolver {
  @Query(() => ProposalMerge, { nullable: true, description: 'One merge, or NOT_FOUND (połączenie postulatów).' })
  proposalMerge(@Args('id', { type: () => ID }, IdPipe) id: string): Read<ProposalMerge> {
    return one(ProposalMerge, { id });
  }

  @ResolveField(() => [AvailableAction], { description: ACTIONS })
  @Needs(ProposalMerge, mergeFacts)
  availableActions(@Parent() facts: MergeFacts): AvailableAction[] {
    return mergeLifecycle.available(facts);
  }
}
