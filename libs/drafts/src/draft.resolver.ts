import { Args, ID, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { AvailableAction, IdPipe, Live, Public } from '#core';
import type { ActRef } from '#drafting';
import { follow, Needs, one, page, sql, type Read } from '#reads';
import { Draft } from './draft.entity.ts';
import { factsOf, type DraftFacts } from './draft.facts.ts';
import { draftLifecycle } from './draft.lifecycle.ts';
import { DraftArgs, DraftConnection, draftListing } from './draft.listing.ts';
import { DraftVersion } from './draft-version.entity.ts';
import { citedAct, CitedAct } from './text.types.ts';
import { DraftUnit } from './working-text.entity.ts';

@Resolver(() => Draft)
export class DraftResolver {
  constructor(private readonly live: Live) {}

  @Public()
  @Query(() => Draft, { nullable: true, description: 'One draft, or NOT_FOUND (projekt).' })
  draft(@Args('id', { type: () => ID }, IdPipe) id: string): Read<Draft> {
    return one(Draft, { id });
  }

  @Public()
  @Query(() => DraftConnection, { description: 'Drafts that you may see, the latest first (projekty).' })
  drafts(@Args() args: DraftArgs): Read<Draft[]> {
    return page(Draft, draftListing, args);
  }

  @Public()
  @Query(() => DraftVersion, {
    nullable: true,
    description: 'One version by its id, as it is cited, or NOT_FOUND (wersja projektu).',
  })
  draftVersion(@Args('id', { type: () => ID }, IdPipe) id: string): Read<DraftVersion> {
    return one(DraftVersion, { id });
  }

  @Query(() => DraftUnit, {
    nullable: true,
    description: 'One unit of a working text with its history, or NOT_FOUND (jednostka redakcyjna).',
  })
  draftUnit(@Args('id', { type: () => ID }, IdPipe) id: string): Read<DraftUnit> {
    return one(DraftUnit, { id });
  }

  @Public()
  @Subscription(() => Draft, { description: 'The draft now, and anew after each change, while you may see it.' })
  draftChanged(@Args('id', { type: () => ID }, IdPipe) id: string): AsyncIterableIterator<Read<Draft>> {
    return follow(this.live.changes([id]), Draft, { id });
  }

  @ResolveField(() => CitedAct, { nullable: true, description: 'The act that it is about, if it is about one.' })
  @Needs(Draft, (row) => ({ act: sql`${row}.act` }))
  act(@Parent() { act }: { act: ActRef | null }): CitedAct | null {
    return act && citedAct(act);
  }

  @ResolveField(() => [AvailableAction], { description: 'What its lifecycle knows, and whether you may do it now.' })
  @Needs(Draft, factsOf)
  availableActions(@Parent() facts: DraftFacts): AvailableAction[] {
    return draftLifecycle.available(facts);
  }
}
