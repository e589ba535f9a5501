import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Public } from '#core';
import { Needs, page, type Read } from '#reads';
import { ProvenanceArgs, ProvenanceLink, ProvenanceNode, ProvenanceNodeConnection } from './provenance.entity.ts';
import { linksOf, provenanceListing } from './provenance.listing.ts';

@Resolver(() => ProvenanceNode)
export class ProvenanceResolver {
  @Public()
  @Query(() => ProvenanceNodeConnection, {
    description:
      'What something in the chain from a meeting to a published act comes from, and what came of it; empty where there is nothing of that id that you may see (pochodzenie i dalsze losy).',
  })
  provenance(@Args() args: ProvenanceArgs): Read<ProvenanceNode[]> {
    return page(ProvenanceNode, provenanceListing, args);
  }

  @ResolveField(() => [ProvenanceLink], {
    description: 'The links that are told with it, of those between what was found: on all pages together, each once.',
  })
  @Needs(ProvenanceNode, (row) => ({ links: linksOf(row) }))
  links(@Parent() { links }: { links: ProvenanceLink[] }): ProvenanceLink[] {
    return links;
  }
}
