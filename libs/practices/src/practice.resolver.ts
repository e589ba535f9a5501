import { Args, Field, ID, Int, ObjectType, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { AvailableAction, IdPipe, Live, Public } from '#core';
import { follow, Needs, one, page, type Read } from '#reads';
import { CARD, CARD_KEYS, CardFormat, PracticeField, wordOf } from './card.ts';
import { GoodPractice } from './good-practice.entity.ts';
import { factsOf, type PracticeFacts } from './practice.facts.ts';
import { practiceActions } from './practice.lifecycle.ts';
import {
  GoodPracticeConnection,
  NewPracticeArgs,
  newListing,
  PracticeArgs,
  practiceListing,
  RelatedPracticeArgs,
  relatedListing,
} from './practice.listing.ts';
import { PracticeQuestion } from './practice-parts.entity.ts';
import { PracticeVersion } from './practice-version.entity.ts';
import { Replication } from './replication.entity.ts';

@ObjectType({ description: 'What a field of the card asks: show it beside the field (pomoc do pola).' })
export class PracticeFieldHelp {
  @Field(() => PracticeField) field: PracticeField;
  @Field({ description: 'Its name in the types and inputs of the card.' }) name: string;
  @Field({ description: 'What it is called in Polish.' }) label: string;
  @Field({ description: 'What to write, in Polish.' }) help: string;
  @Field(() => CardFormat) format: CardFormat;
  @Field({ description: 'Whether a card is handed in only with it.' }) required: boolean;
  @Field(() => Int, { nullable: true, description: 'The least number of characters.' }) min: number | null;
  @Field(() => Int, { description: 'The most characters, or the most values where it holds several.' }) max: number;
}

/** A list anew at each wake-up, as `follow` does it with a row. */
function renewed<T>(wakes: AsyncIterableIterator<void>, read: () => Read<T>): AsyncIterableIterator<Read<T>> {
  const answer = async (result: Promise<IteratorResult<void>>): Promise<IteratorResult<Read<T>>> =>
    (await result).done ? { done: true, value: undefined } : { done: false, value: read() };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => answer(wakes.next()),
    return: () => answer(wakes.return!()),
    throw: (error) => answer(wakes.throw!(error)),
  };
}

@Resolver(() => GoodPractice)
export class PracticeResolver {
  constructor(private readonly live: Live) {}

  @Public()
  @Query(() => GoodPractice, { nullable: true, description: 'One practice, or NOT_FOUND (dobra praktyka).' })
  practice(@Args('id', { type: () => ID }, IdPipe) id: string): Read<GoodPractice> {
    return one(GoodPractice, { id });
  }

  @Public()
  @Query(() => GoodPracticeConnection, {
    name: 'practices',
    description: 'Practices that you may see, those taken over most often first (dobre praktyki).',
  })
  list(@Args() args: PracticeArgs): Read<GoodPractice[]> {
    return page(GoodPractice, practiceListing, args);
  }

  @Public()
  @Query(() => GoodPracticeConnection, {
    description: 'Published practices that share areas or words with one, the most alike first (podobne praktyki).',
  })
  relatedPractices(@Args() args: RelatedPracticeArgs): Read<GoodPractice[]> {
    return page(GoodPractice, relatedListing, args);
  }

  @Public()
  @Query(() => [PracticeFieldHelp], {
    description: 'The card, field by field: what to write, how much, and what may not be missing (pola karty).',
  })
  practiceFields(): PracticeFieldHelp[] {
    return CARD_KEYS.map((name) => {
      const { label, help, format, required = false, min = null, max } = CARD[name];
      return { field: wordOf(name), name, label, help, format, required, min, max };
    });
  }

  @ResolveField(() => [AvailableAction], { description: 'What its lifecycle knows, and whether you may do it now.' })
  @Needs(GoodPractice, factsOf)
  availableActions(@Parent() facts: PracticeFacts): AvailableAction[] {
    return practiceActions.available(facts);
  }

  @Public()
  @Query(() => Replication, { nullable: true, description: 'One replication, or NOT_FOUND (wdrożenie).' })
  replication(@Args('id', { type: () => ID }, IdPipe) id: string): Read<Replication> {
    return one(Replication, { id });
  }

  @Public()
  @Query(() => PracticeVersion, {
    nullable: true,
    description: 'One published version by its id, as it is cited as evidence, or NOT_FOUND (wersja).',
  })
  practiceVersion(@Args('id', { type: () => ID }, IdPipe) id: string): Read<PracticeVersion> {
    return one(PracticeVersion, { id });
  }

  @Public()
  @Subscription(() => GoodPractice, {
    description: 'The practice now, and anew after each change, while you may see it.',
  })
  practiceChanged(@Args('id', { type: () => ID }, IdPipe) id: string): AsyncIterableIterator<Read<GoodPractice>> {
    return follow(this.live.changes([id]), GoodPractice, { id });
  }

  @Public()
  @Subscription(() => GoodPracticeConnection, {
    description:
      'What is published in a change area, the last first: now, and anew when one comes (nowe praktyki w obszarze).',
  })
  newPractices(@Args() args: NewPracticeArgs): AsyncIterableIterator<Read<GoodPractice[]>> {
    return renewed(this.live.changes([args.changeAreaId]), () => page(GoodPractice, newListing, args));
  }

  @Subscription(() => PracticeQuestion, {
    description: 'A question now, and anew when it is answered, while you may see it (odpowiedź na pytanie).',
  })
  practiceQuestionChanged(
    @Args('id', { type: () => ID }, IdPipe) id: string,
  ): AsyncIterableIterator<Read<PracticeQuestion>> {
    return follow(this.live.changes([id]), PracticeQuestion, { id });
  }
}
