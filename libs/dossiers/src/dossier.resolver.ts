import { Args, ID, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { ChangeArea } from '#areas';
import { AvailableAction, IdPipe, Live, Public } from '#core';
import { follow, Needs, one, page, type Read } from '#reads';
import { Recommendation } from '#recommendations';
import { Dispatch, DispatchConnection } from './dispatch.entity.ts';
import { Dossier, DossierConnection } from './dossier.entity.ts';
import {
  dispatchFacts,
  dossierFacts,
  noticeFacts,
  outcomeFacts,
  type DossierFacts,
  type NoticeFacts,
  type OutcomeFacts,
} from './dossier.facts.ts';
import { dispatchLifecycle, dossierLifecycle, noticeLifecycle, outcomeLifecycle } from './dossier.lifecycle.ts';
import { DossierArgs, dossierListing, dispatchListing, RegisterArgs, registerListing } from './dossier.listing.ts';
import { AnswerNotice } from './follow-up.entity.ts';
import { LastAnswer, lastOfArea, lastOfRecommendation } from './last-answer.ts';
import { RegisterEntry, RegisterEntryConnection } from './response.entity.ts';

const ACTIONS = 'What its lifecycle knows, and whether you may do it now.';
const LAST = 'What was answered last, by whichever addressee; null before any answer (ostatnia odpowiedź).';
type Last = { last: LastAnswer | null };

@Resolver(() => Dossier)
export class DossierResolver {
  constructor(private readonly live: Live) {}

  @Public()
  @Query(() => Dossier, { nullable: true, description: 'One dossier, or NOT_FOUND (pakiet).' })
  dossier(@Args('id', { type: () => ID }, IdPipe) id: string): Read<Dossier> {
    return one(Dossier, { id });
  }

  @Public()
  @Query(() => DossierConnection, {
    name: 'dossiers',
    description: 'Dossiers that you may see, the last begun first (pakiety).',
  })
  list(@Args() args: DossierArgs): Read<Dossier[]> {
    return page(Dossier, dossierListing, args);
  }

  @ResolveField(() => [AvailableAction], { description: ACTIONS })
  @Needs(Dossier, dossierFacts)
  availableActions(@Parent() facts: DossierFacts): AvailableAction[] {
    return dossierLifecycle.available(facts);
  }

  @Public()
  @Subscription(() => Dossier, {
    description: 'The dossier now, and anew after each change, dispatch and answer, while you may see it.',
  })
  dossierChanged(@Args('id', { type: () => ID }, IdPipe) id: string): AsyncIterableIterator<Read<Dossier>> {
    return follow(this.live.changes([id]), Dossier, { id });
  }
}

@Resolver(() => Dispatch)
export class DispatchResolver {
  @Public()
  @Query(() => Dispatch, { nullable: true, description: 'One dispatch, or NOT_FOUND (wysłanie).' })
  dispatch(@Args('id', { type: () => ID }, IdPipe) id: string): Read<Dispatch> {
    return one(Dispatch, { id });
  }

  @Public()
  @Query(() => DispatchConnection, {
    name: 'dispatches',
    description: 'The register of dispatches, the last entered first (rejestr wysłań).',
  })
  list(@Args() args: RegisterArgs): Read<Dispatch[]> {
    return page(Dispatch, dispatchListing, args);
  }

  @Public()
  @Query(() => RegisterEntryConnection, {
    description:
      'The register of what was answered, a line for each recommendation and addressee (rejestr odpowiedzi).',
  })
  answerRegister(@Args() args: RegisterArgs): Read<RegisterEntry[]> {
    return page(RegisterEntry, registerListing, args);
  }

  @ResolveField(() => [AvailableAction], { description: ACTIONS })
  @Needs(Dispatch, dispatchFacts)
  availableActions(@Parent() facts: DossierFacts): AvailableAction[] {
    return dispatchLifecycle.available(facts);
  }
}

@Resolver(() => Recommendation)
export class RecommendationAnswersResolver {
  @ResolveField(() => LastAnswer, { nullable: true, description: LAST })
  @Needs(Recommendation, (row, actor) => ({ last: lastOfRecommendation(row, actor) }))
  lastPosition(@Parent() { last }: Last): LastAnswer | null {
    return last;
  }

  @ResolveField(() => [AvailableAction], {
    description: 'What may be done with it once it is sent, beside its own lifecycle, and whether you may do it now.',
  })
  @Needs(Recommendation, outcomeFacts)
  outcomeActions(@Parent() facts: OutcomeFacts): AvailableAction[] {
    return outcomeLifecycle.available(facts);
  }
}

@Resolver(() => ChangeArea)
export class AreaAnswersResolver {
  @ResolveField(() => LastAnswer, { nullable: true, description: LAST })
  @Needs(ChangeArea, (row, actor) => ({ last: lastOfArea(row, actor) }))
  lastAnswer(@Parent() { last }: Last): LastAnswer | null {
    return last;
  }
}

@Resolver(() => AnswerNotice)
export class AnswerNoticeResolver {
  @Query(() => AnswerNotice, { nullable: true, description: 'One notice, or NOT_FOUND (powiadomienie).' })
  answerNotice(@Args('id', { type: () => ID }, IdPipe) id: string): Read<AnswerNotice> {
    return one(AnswerNotice, { id });
  }

  @ResolveField(() => [AvailableAction], { description: ACTIONS })
  @Needs(AnswerNotice, noticeFacts)
  availableActions(@Parent() facts: NoticeFacts): AvailableAction[] {
    return noticeLifecycle.available(facts);
  }
}
