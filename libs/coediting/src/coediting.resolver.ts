import { Args, ID, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import { Db, IdPipe, Me, NotFound, type Actor } from '#core';
import { KnownUnitsInput, PushUnitUpdatesInput, TellDraftCursorInput } from './coediting.inputs.ts';
import { DraftCoediting, PushedUnit, UnitDocumentState } from './coediting.types.ts';
import type { Told } from './draft.follower.ts';
import { DraftHubs } from './draft-hubs.service.ts';
import { Pushing } from './pushing.service.ts';

/** An answer without data ends the subscription. */
function resolve(told: Told): DraftCoediting {
  if ('refused' in told) throw NotFound({ type: 'WorkingText' });
  return told;
}

@Resolver()
export class CoeditingResolver {
  constructor(
    private readonly db: Db,
    private readonly pushing: Pushing,
    private readonly hubs: DraftHubs,
  ) {}

  @Query(() => [UnitDocumentState], {
    description:
      'The documents of units in which several people write, as far as you do not have them; units gone from the text are left out (stan dokumentów).',
  })
  unitDocuments(@Me() me: Actor, @Args('input') input: KnownUnitsInput): Promise<UnitDocumentState[]> {
    return this.db.run(me, (tx) => this.pushing.states(tx, input));
  }

  @Mutation(() => [PushedUnit], {
    description:
      'Takes what you wrote in units, all or nothing; what it has already does nothing again (wspólne pisanie).',
  })
  pushUnitUpdates(@Me() me: Actor, @Args('input') input: PushUnitUpdatesInput): Promise<PushedUnit[]> {
    return this.pushing.push(me, input);
  }

  @Mutation(() => Boolean, {
    description:
      'Tells the others where you are in a draft, at most every 50 ms; nothing is stored (położenie kursora).',
  })
  tellDraftCursor(@Me() me: Actor, @Args('input') input: TellDraftCursorInput): Promise<boolean> {
    return this.hubs.move(me, input);
  }

  @Subscription(() => DraftCoediting, {
    description:
      'What others write in a draft and who is here, while you may see its working text; you are here as long as it is open (wspólne pisanie).',
    resolve,
  })
  draftCoediting(
    @Me() me: Actor,
    @Args('draftId', { type: () => ID }, IdPipe) draftId: string,
  ): Promise<AsyncIterableIterator<Told>> {
    return this.hubs.follow(me, draftId);
  }
}
