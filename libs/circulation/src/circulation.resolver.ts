import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { AvailableAction, Db, IdPipe, Live, Me, type Actor, type MutationInput, type Tx } from '#core';
import { follow, Needs, one, page, type Read } from '#reads';
import { Answering } from './answering.service.ts';
import { Circulation } from './circulation.entity.ts';
import { factsOf, type CirculationFacts } from './circulation.facts.ts';
import {
  AnswerCirculationInput,
  CancelCirculationInput,
  ExtendCirculationInput,
  StartCirculationInput,
} from './circulation.inputs.ts';
import { circulationLifecycle } from './circulation.lifecycle.ts';
import { CirculationArgs, CirculationConnection, circulationListing } from './circulation.listing.ts';
import { Circulations } from './circulations.service.ts';

type Answer = Promise<Read<Circulation>>;

@Resolver(() => Circulation)
export class CirculationResolver {
  constructor(
    private readonly db: Db,
    private readonly live: Live,
    private readonly circulations: Circulations,
    private readonly answering: Answering,
  ) {}

  @Query(() => Circulation, { nullable: true, description: 'One circulation, or NOT_FOUND (tryb obiegowy).' })
  circulation(@Args('id', { type: () => ID }, IdPipe) id: string): Read<Circulation> {
    return one(Circulation, { id });
  }

  @Query(() => CirculationConnection, {
    name: 'circulations',
    description: 'Circulations that you lead or in whose circle you are, the latest first (tryby obiegowe).',
  })
  list(@Args() args: CirculationArgs): Read<Circulation[]> {
    return page(Circulation, circulationListing, args);
  }

  @Subscription(() => Circulation, {
    description: 'The circulation now, and anew after each act in it, while you may see it.',
  })
  circulationChanged(@Args('id', { type: () => ID }, IdPipe) id: string): AsyncIterableIterator<Read<Circulation>> {
    return follow(this.live.changes([id]), Circulation, { id });
  }

  @ResolveField(() => [AvailableAction], { description: 'What its lifecycle knows, and whether you may do it now.' })
  @Needs(Circulation, (row, actor) => factsOf(row, actor))
  availableActions(@Parent() facts: CirculationFacts): AvailableAction[] {
    return circulationLifecycle.available(facts);
  }

  @Mutation(() => Circulation, {
    description: 'Sends a version round: whoever is in the circle reads it from now on (skierowanie w obieg).',
  })
  startCirculation(@Me() me: Actor, @Args('input') input: StartCirculationInput): Answer {
    return this.write(me, input, (tx) => this.circulations.start(tx, input));
  }

  @Mutation(() => Circulation, { description: 'Gives a later closing time, with notice (przedłużenie).' })
  extendCirculation(@Me() me: Actor, @Args('input') input: ExtendCirculationInput): Answer {
    return this.write(me, input, (tx) => this.circulations.extend(tx, input));
  }

  @Mutation(() => Circulation, { description: 'Calls it off before its end (odwołanie).' })
  cancelCirculation(@Me() me: Actor, @Args('input') input: CancelCirculationInput): Answer {
    return this.write(me, input, (tx) => this.circulations.cancel(tx, input));
  }

  @Mutation(() => Circulation, {
    description: 'Gives the answer of an organisation, or another one, until the close (odpowiedź).',
  })
  answerCirculation(@Me() me: Actor, @Args('input') input: AnswerCirculationInput): Answer {
    return this.write(me, input, (tx) => this.answering.answer(tx, input));
  }

  private async write(me: Actor, input: MutationInput, work: (tx: Tx) => Promise<{ id: string }>): Answer {
    const { id } = await this.db.write(me, input, work);
    return one(Circulation, { id });
  }
}
