import { Args, Field, ID, Int, ObjectType, Query, Resolver, Subscription } from '@nestjs/graphql';
import { IdPipe, Live, Public } from '#core';
import { follow, one, page, type Read } from '#reads';
import { CARD, CARD_KEYS, CardFormat, PracticeField, wordOf } from './card.ts';
import { GoodPractice } from './good-practice.entity.ts';
import {
  GoodPracticeConnection,
  PracticeArgs,
  practiceListing,
  RelatedPracticeArgs,
  relatedListing,
} from './practice.listing.ts';

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

  @Public()
  @Subscription(() => GoodPractice, {
    description: 'The practice now, and anew after each change, while you may see it.',
  })
  practiceChanged(@Args('id', { type: () => ID }, IdPipe) id: string): AsyncIterableIterator<Read<GoodPractice>> {
    return follow(this.live.changes([id]), GoodPractice, { id });
  }
}
