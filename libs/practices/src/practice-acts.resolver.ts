import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Db, Me, type Actor, type MutationInput, type Tx } from '#core';
import { one, type Read } from '#reads';
import { GoodPractice } from './good-practice.entity.ts';
import { PracticeAttaching } from './practice-attaching.service.ts';
import { PracticeChecks } from './practice-checks.service.ts';
import { PracticeReviewing } from './practice-reviewing.service.ts';
import { PracticeWriting } from './practice-writing.service.ts';
import {
  ArchiveGoodPracticeInput,
  AttachToPracticeInput,
  DraftGoodPracticeInput,
  PracticeActInput,
  PracticeAudienceInput,
  RemovePracticeAttachmentInput,
  ReturnGoodPracticeInput,
  SaveGoodPracticeInput,
  SubmitGoodPracticeInput,
} from './practice.inputs.ts';

type Answer = Promise<Read<GoodPractice>>;

@Resolver()
export class PracticeActsResolver {
  constructor(
    private readonly db: Db,
    private readonly writing: PracticeWriting,
    private readonly attaching: PracticeAttaching,
    private readonly reviewing: PracticeReviewing,
    private readonly checks: PracticeChecks,
  ) {}

  @Mutation(() => GoodPractice, { description: 'Somebody of an entity begins a practice (nowa karta).' })
  draftGoodPractice(@Me() me: Actor, @Args('input') input: DraftGoodPracticeInput): Answer {
    return this.write(me, input, (tx) => this.writing.draft(tx, input));
  }

  @Mutation(() => GoodPractice, {
    description:
      'Saves what was typed; VERSION_CONFLICT holds in `fields` what is stored and what you sent (autozapis karty).',
  })
  saveGoodPractice(@Me() me: Actor, @Args('input') input: SaveGoodPracticeInput): Answer {
    return this.write(me, input, (tx) => this.writing.save(tx, input));
  }

  @Mutation(() => GoodPractice, { description: 'Adds a file to the working text (załącznik).' })
  attachToPractice(@Me() me: Actor, @Args('input') input: AttachToPracticeInput): Answer {
    return this.write(me, input, (tx) => this.attaching.add(tx, input));
  }

  @Mutation(() => GoodPractice, { description: 'Takes a file away from the working text.' })
  removePracticeAttachment(@Me() me: Actor, @Args('input') input: RemovePracticeAttachmentInput): Answer {
    return this.write(me, input, (tx) => this.attaching.remove(tx, input.attachmentId));
  }

  @Mutation(() => GoodPractice, {
    description: 'Hands a complete card in to a convent; CARD_INCOMPLETE says what is missing (złożenie).',
  })
  submitGoodPractice(@Me() me: Actor, @Args('input') input: SubmitGoodPracticeInput): Answer {
    return this.write(me, input, (tx) => this.writing.submit(tx, input));
  }

  @Mutation(() => GoodPractice, { description: 'Takes a card back before anybody has taken it (wycofanie).' })
  withdrawGoodPractice(@Me() me: Actor, @Args('input') input: PracticeActInput): Answer {
    return this.write(me, input, (tx) => this.writing.withdraw(tx, input.practiceId));
  }

  @Mutation(() => GoodPractice, { description: 'A reviewer of the convent takes a card; one gets it (recenzja).' })
  takePracticeReview(@Me() me: Actor, @Args('input') input: PracticeActInput): Answer {
    return this.write(me, input, (tx) => this.reviewing.take(tx, input.practiceId));
  }

  @Mutation(() => GoodPractice, { description: 'The reviewer gives a card back with remarks on its fields (zwrot).' })
  returnGoodPractice(@Me() me: Actor, @Args('input') input: ReturnGoodPracticeInput): Answer {
    return this.write(me, input, (tx) => this.reviewing.return(tx, input));
  }

  @Mutation(() => GoodPractice, { description: 'The reviewer publishes a card as a new version (publikacja).' })
  publishGoodPractice(@Me() me: Actor, @Args('input') input: PracticeAudienceInput): Answer {
    return this.write(me, input, (tx) => this.reviewing.publish(tx, input));
  }

  @Mutation(() => GoodPractice, { description: 'A reviewer opens what is published to more readers (udostępnienie).' })
  widenPracticeAudience(@Me() me: Actor, @Args('input') input: PracticeAudienceInput): Answer {
    return this.write(me, input, (tx) => this.reviewing.widen(tx, input));
  }

  @Mutation(() => GoodPractice, { description: 'The author says that a practice still holds (sprawdzenie).' })
  confirmPracticeChecked(@Me() me: Actor, @Args('input') input: PracticeActInput): Answer {
    return this.write(me, input, (tx) => this.checks.confirm(tx, input.practiceId));
  }

  @Mutation(() => GoodPractice, { description: 'Offers a practice no longer; it stays readable (archiwum).' })
  archiveGoodPractice(@Me() me: Actor, @Args('input') input: ArchiveGoodPracticeInput): Answer {
    return this.write(me, input, (tx) => this.checks.archive(tx, input));
  }

  private async write(me: Actor, input: MutationInput, work: (tx: Tx) => Promise<{ id: string }>): Answer {
    const { id } = await this.db.write(me, input, work);
    return one(GoodPractice, { id });
  }
}
