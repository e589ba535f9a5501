import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Db, Me, type Actor, type MutationInput, type Tx } from '#core';
import { one, type Read } from '#reads';
import { Draft } from './draft.entity.ts';
import {
  DraftUnitInput,
  InsertDraftUnitInput,
  MoveDraftUnitInput,
  RelabelDraftUnitInput,
  ReplaceDraftTextInput,
  RestoreDraftUnitInput,
  RewordDraftHeadingInput,
  RewordDraftUnitInput,
  SplitDraftUnitInput,
} from './draft.inputs.ts';
import { DraftWriting } from './writing.service.ts';

type Answer = Promise<Read<Draft>>;

@Resolver()
export class DraftWritingResolver {
  constructor(
    private readonly db: Db,
    private readonly writing: DraftWriting,
  ) {}

  @Mutation(() => Draft, {
    description:
      'Puts a pasted text in place of the working text; units that it has again keep their ids (wklejenie tekstu).',
  })
  replaceDraftText(@Me() me: Actor, @Args('input') input: ReplaceDraftTextInput): Answer {
    return this.write(me, input, (tx) => this.writing.replace(tx, input));
  }

  @Mutation(() => Draft, { description: 'Words what stands above the first unit anew (nagłówek).' })
  rewordDraftHeading(@Me() me: Actor, @Args('input') input: RewordDraftHeadingInput): Answer {
    return this.write(me, input, (tx) => this.writing.rehead(tx, input));
  }

  @Mutation(() => Draft, { description: 'Adds a unit (nowa jednostka).' })
  insertDraftUnit(@Me() me: Actor, @Args('input') input: InsertDraftUnitInput): Answer {
    return this.write(me, input, (tx) => this.writing.insert(tx, input));
  }

  @Mutation(() => Draft, { description: 'Puts a unit elsewhere with all in it (przeniesienie).' })
  moveDraftUnit(@Me() me: Actor, @Args('input') input: MoveDraftUnitInput): Answer {
    return this.write(me, input, (tx) => this.writing.move(tx, input));
  }

  @Mutation(() => Draft, { description: 'Gives a unit another label (zmiana oznaczenia).' })
  relabelDraftUnit(@Me() me: Actor, @Args('input') input: RelabelDraftUnitInput): Answer {
    return this.write(me, input, (tx) => this.writing.relabel(tx, input));
  }

  @Mutation(() => Draft, {
    description: 'Numbers the row of a unit anew, without gaps and letters: articles through the whole text.',
  })
  renumberDraftRow(@Me() me: Actor, @Args('input') input: DraftUnitInput): Answer {
    return this.write(me, input, (tx) => this.writing.renumber(tx, input));
  }

  @Mutation(() => Draft, { description: 'Cuts a unit in two; the first part keeps its id (podział).' })
  splitDraftUnit(@Me() me: Actor, @Args('input') input: SplitDraftUnitInput): Answer {
    return this.write(me, input, (tx) => this.writing.split(tx, input));
  }

  @Mutation(() => Draft, { description: 'Joins the next unit to one, which keeps its id (połączenie).' })
  joinDraftUnits(@Me() me: Actor, @Args('input') input: DraftUnitInput): Answer {
    return this.write(me, input, (tx) => this.writing.join(tx, input));
  }

  @Mutation(() => Draft, { description: 'Takes a unit out with all in it; its history keeps it (usunięcie).' })
  deleteDraftUnit(@Me() me: Actor, @Args('input') input: DraftUnitInput): Answer {
    return this.write(me, input, (tx) => this.writing.delete(tx, input));
  }

  @Mutation(() => Draft, { description: 'Puts a deleted unit back where it was (przywrócenie).' })
  restoreDraftUnit(@Me() me: Actor, @Args('input') input: RestoreDraftUnitInput): Answer {
    return this.write(me, input, (tx) => this.writing.restore(tx, input));
  }

  @Mutation(() => Draft, { description: 'Gives a unit other words (zmiana brzmienia).' })
  rewordDraftUnit(@Me() me: Actor, @Args('input') input: RewordDraftUnitInput): Answer {
    return this.write(me, input, (tx) => this.writing.reword(tx, input));
  }

  private async write(me: Actor, input: MutationInput, work: (tx: Tx) => Promise<{ id: string }>): Answer {
    const { id } = await this.db.write(me, input, work);
    return one(Draft, { id });
  }
}
