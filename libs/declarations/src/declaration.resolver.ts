import { Args, ID, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { AvailableAction, IdPipe, Live, Public } from '#core';
import { follow, Needs, one, page, type Read } from '#reads';
import { Declaration, DeclarationArgs, DeclarationConnection, declarationListing } from './declaration.entity.ts';
import { factsOf, type DeclarationFacts } from './declaration.facts.ts';
import { declarationLifecycle } from './declaration.lifecycle.ts';

@Resolver(() => Declaration)
export class DeclarationResolver {
  constructor(private readonly live: Live) {}

  @Public()
  @Query(() => Declaration, { nullable: true, description: 'One declaration, or NOT_FOUND (deklaracja).' })
  declaration(@Args('id', { type: () => ID }, IdPipe) id: string): Read<Declaration> {
    return one(Declaration, { id });
  }

  @Public()
  @Query(() => DeclarationConnection, {
    name: 'declarations',
    description: 'Declarations that you may see, the latest first (deklaracje).',
  })
  list(@Args() args: DeclarationArgs): Read<Declaration[]> {
    return page(Declaration, declarationListing, args);
  }

  @ResolveField(() => [AvailableAction], { description: 'What its lifecycle knows, and whether you may do it now.' })
  @Needs(Declaration, factsOf)
  availableActions(@Parent() facts: DeclarationFacts): AvailableAction[] {
    return declarationLifecycle.available(facts);
  }

  @Public()
  @Subscription(() => Declaration, {
    description: 'The declaration now, and anew after each act on it, while you may see it.',
  })
  declarationChanged(@Args('id', { type: () => ID }, IdPipe) id: string): AsyncIterableIterator<Read<Declaration>> {
    return follow(this.live.changes([id]), Declaration, { id });
  }
}
