import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { AvailableAction, Db, IdPipe, Me, Public, type Actor, type MutationInput, type Tx } from '#core';
import { Needs, one, sql, type Read } from '#reads';
import {
  AnswerCorrectionInput,
  Correction,
  CorrectMinutesInput,
  WithdrawCorrectionInput,
} from './correction.entity.ts';
import { Corrections } from './correction.service.ts';
import { Minutes, MinutesUnitType, MinutesVersion } from './minutes.entity.ts';
import { minutesFacts, type MinutesFacts } from './minutes.facts.ts';
import {
  ApproveMinutesInput,
  CirculateMinutesInput,
  DraftMinutesInput,
  EditMinutesInput,
  ExtendMinutesInput,
  PublishMinutesInput,
} from './minutes.inputs.ts';
import { minutesLifecycle } from './minutes.lifecycle.ts';
import { MinutesService } from './minutes.service.ts';
import type { MinutesText } from './minutes.text.ts';

type Work = (tx: Tx) => Promise<{ id: string }>;

@Resolver(() => Minutes)
export class MinutesResolver {
  constructor(
    private readonly db: Db,
    private readonly minutes: MinutesService,
    private readonly corrections: Corrections,
  ) {}

  @Public()
  @Query(() => Minutes, {
    name: 'minutes',
    nullable: true,
    description: 'The minutes of a meeting, or NOT_FOUND (protokół).',
  })
  read(@Args('id', { type: () => ID }, IdPipe) id: string): Read<Minutes> {
    return one(Minutes, { id });
  }

  @ResolveField(() => [AvailableAction], { description: 'What their lifecycle knows, and whether you may do it now.' })
  @Needs(Minutes, minutesFacts)
  availableActions(@Parent() facts: MinutesFacts): AvailableAction[] {
    return minutesLifecycle.available(facts);
  }

  @Mutation(() => Minutes, { description: 'Begins the minutes out of agenda, attendance and what came of each item.' })
  draftMinutes(@Me() me: Actor, @Args('input') input: DraftMinutesInput): Promise<Read<Minutes>> {
    return this.write(me, input, (tx) => this.minutes.draft(tx, input));
  }

  @Mutation(() => Minutes, { description: 'Words a draft anew; the wording before stays as a version.' })
  editMinutes(@Me() me: Actor, @Args('input') input: EditMinutesInput): Promise<Read<Minutes>> {
    return this.write(me, input, (tx) => this.minutes.edit(tx, input));
  }

  @Mutation(() => Minutes, {
    description: 'Opens the minutes for corrections; silence until the deadline approves them.',
  })
  circulateMinutes(@Me() me: Actor, @Args('input') input: CirculateMinutesInput): Promise<Read<Minutes>> {
    return this.write(me, input, (tx) => this.minutes.circulate(tx, input));
  }

  @Mutation(() => Minutes, { description: 'Gives more time for corrections; all whom they concern are told.' })
  extendMinutes(@Me() me: Actor, @Args('input') input: ExtendMinutesInput): Promise<Read<Minutes>> {
    return this.write(me, input, (tx) => this.minutes.extend(tx, input));
  }

  @Mutation(() => Minutes, { description: 'Approves the minutes by an act, once every correction is answered.' })
  approveMinutes(@Me() me: Actor, @Args('input') input: ApproveMinutesInput): Promise<Read<Minutes>> {
    return this.write(me, input, (tx) => this.minutes.approve(tx, input));
  }

  @Mutation(() => Minutes, { description: 'Seals approved minutes and makes them and their meeting public.' })
  publishMinutes(@Me() me: Actor, @Args('input') input: PublishMinutesInput): Promise<Read<Minutes>> {
    return this.write(me, input, (tx) => this.minutes.publish(tx, input));
  }

  @Mutation(() => Correction, {
    description: 'Says what is wrong in circulated minutes; a late one is marked (sprostowanie).',
  })
  correctMinutes(@Me() me: Actor, @Args('input') input: CorrectMinutesInput): Promise<Read<Correction>> {
    return this.correct(me, input, (tx) => this.corrections.make(tx, input));
  }

  @Mutation(() => Correction, { description: 'Takes a correction of your own back.' })
  withdrawCorrection(@Me() me: Actor, @Args('input') input: WithdrawCorrectionInput): Promise<Read<Correction>> {
    return this.correct(me, input, (tx) => this.corrections.withdraw(tx, input));
  }

  @Mutation(() => Correction, { description: 'Answers a correction; accepting it changes the text in the same act.' })
  answerCorrection(@Me() me: Actor, @Args('input') input: AnswerCorrectionInput): Promise<Read<Correction>> {
    return this.correct(me, input, (tx) => this.corrections.answer(tx, input));
  }

  private async write(me: Actor, input: MutationInput, work: Work): Promise<Read<Minutes>> {
    const { id } = await this.db.write(me, input, work);
    return one(Minutes, { id });
  }

  private async correct(me: Actor, input: MutationInput, work: Work): Promise<Read<Correction>> {
    const { id } = await this.db.write(me, input, work);
    return one(Correction, { id });
  }
}

@Resolver(() => MinutesVersion)
export class MinutesVersionResolver {
  @ResolveField(() => [MinutesUnitType], { description: 'The text itself, point by point (punkty).' })
  @Needs(MinutesVersion, (row) => ({ content: sql`${row}.content` }))
  units(@Parent() { content }: { content: string }): MinutesUnitType[] {
    return [...(JSON.parse(content) as MinutesText).units];
  }
}
