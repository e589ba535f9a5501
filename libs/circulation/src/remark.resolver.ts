import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { AvailableAction, Db, IdPipe, Live, Me, type Actor, type MutationInput, type Tx } from '#core';
import { follow, Needs, one, type Read } from '#reads';
import { Circulation } from './circulation.entity.ts';
import { Dispositions } from './dispositions.service.ts';
import { Remark } from './remark.entity.ts';
import {
  AnswerDispositionInput,
  DisposeRemarksInput,
  RecordRemarkInput,
  SubmitRemarkInput,
  WithdrawRemarkInput,
} from './remark.inputs.ts';
import { remarkFactsOf, remarkLifecycle, type RemarkFacts } from './remark.lifecycle.ts';
import { RemarkTable } from './remark-table.ts';
import { RemarkTables } from './remark-tables.service.ts';
import { Remarks } from './remarks.service.ts';

type Answer = Promise<Read<Remark>>;

@Resolver(() => Remark)
export class RemarkResolver {
  constructor(
    private readonly db: Db,
    private readonly live: Live,
    private readonly remarks: Remarks,
    private readonly dispositions: Dispositions,
    private readonly tables: RemarkTables,
  ) {}

  @Query(() => Remark, { nullable: true, description: 'One remark, or NOT_FOUND (uwaga).' })
  remark(@Args('id', { type: () => ID }, IdPipe) id: string): Read<Remark> {
    return one(Remark, { id });
  }

  @Query(() => RemarkTable, {
    description: 'All remarks of a circulation that you may see, in the ministries’ order (tabela uwag).',
  })
  remarkTable(
    @Me() me: Actor,
    @Args('circulationId', { type: () => ID }, IdPipe) circulationId: string,
  ): Promise<RemarkTable> {
    return this.tables.of(me, circulationId);
  }

  @Query(() => RemarkTable, {
    description:
      'The remarks of substance without a disposition, or upheld against it, as far as you see them (protokół rozbieżności).',
  })
  divergenceRecord(
    @Me() me: Actor,
    @Args('circulationId', { type: () => ID }, IdPipe) circulationId: string,
  ): Promise<RemarkTable> {
    return this.tables.divergences(me, circulationId);
  }

  @Subscription(() => Remark, { description: 'The remark now, and anew after each act on it, while you may see it.' })
  remarkChanged(@Args('id', { type: () => ID }, IdPipe) id: string): AsyncIterableIterator<Read<Remark>> {
    return follow(this.live.changes([id]), Remark, { id });
  }

  @ResolveField(() => [AvailableAction], { description: 'What its lifecycle knows, and whether you may do it now.' })
  @Needs(Remark, remarkFactsOf)
  availableActions(@Parent() facts: RemarkFacts): AvailableAction[] {
    return remarkLifecycle.available(facts);
  }

  @Mutation(() => Remark, {
    description: 'Makes a remark for an organisation; after the close it is taken and marked late (zgłoszenie uwagi).',
  })
  submitRemark(@Me() me: Actor, @Args('input') input: SubmitRemarkInput): Answer {
    return this.write(me, input, (tx) => this.remarks.submit(tx, input));
  }

  @Mutation(() => Remark, { description: 'Writes down a remark that came another way (wpisanie uwagi).' })
  recordRemark(@Me() me: Actor, @Args('input') input: RecordRemarkInput): Answer {
    return this.write(me, input, (tx) => this.remarks.record(tx, input));
  }

  @Mutation(() => Remark, { description: 'Takes a remark back before there is a disposition (wycofanie uwagi).' })
  withdrawRemark(@Me() me: Actor, @Args('input') input: WithdrawRemarkInput): Answer {
    return this.write(me, input, (tx) => this.remarks.withdraw(tx, input));
  }

  @Mutation(() => Circulation, {
    description: 'Says what becomes of up to 200 remarks at once, or replaces that: all, or none (stanowiska).',
  })
  async disposeRemarks(@Me() me: Actor, @Args('input') input: DisposeRemarksInput): Promise<Read<Circulation>> {
    const { id } = await this.db.write(me, input, (tx) => this.dispositions.dispose(tx, input));
    return one(Circulation, { id });
  }

  @Mutation(() => Remark, { description: 'The author takes note of a disposition or upholds the remark.' })
  answerDisposition(@Me() me: Actor, @Args('input') input: AnswerDispositionInput): Answer {
    return this.write(me, input, (tx) => this.dispositions.reply(tx, input));
  }

  private async write(me: Actor, input: MutationInput, work: (tx: Tx) => Promise<{ id: string }>): Answer {
    const { id } = await this.db.write(me, input, work);
    return one(Remark, { id });
  }
}
