import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Db, Me, type Actor, type MutationInput, type Tx } from '#core';
import { one, type Read } from '#reads';
import { GoodPractice } from './good-practice.entity.ts';
import { PracticeReuse } from './practice-reuse.service.ts';
import { PracticeTalk } from './practice-talk.service.ts';
import {
  AnswerPracticeQuestionInput,
  AskPracticeQuestionInput,
  EditReplicationInput,
  MarkPracticeUsefulInput,
  ReplicationInput,
  ReportReplicationInput,
} from './practice.inputs.ts';
import { Replication } from './replication.entity.ts';

@Resolver()
export class PracticeReuseResolver {
  constructor(
    private readonly db: Db,
    private readonly reuse: PracticeReuse,
    private readonly talk: PracticeTalk,
  ) {}

  @Mutation(() => Replication, {
    description:
      'Another entity reports that it took a practice over; confirmed at once where its representative does (zgłoszenie wdrożenia).',
  })
  reportReplication(@Me() me: Actor, @Args('input') input: ReportReplicationInput): Promise<Read<Replication>> {
    return this.replicate(me, input, (tx) => this.reuse.report(tx, input));
  }

  @Mutation(() => Replication, { description: 'The representative confirms what staff reported (potwierdzenie).' })
  confirmReplication(@Me() me: Actor, @Args('input') input: ReplicationInput): Promise<Read<Replication>> {
    return this.replicate(me, input, (tx) => this.reuse.confirm(tx, input.replicationId));
  }

  @Mutation(() => Replication, { description: 'Tells anew what came of it, and whether it still runs.' })
  editReplication(@Me() me: Actor, @Args('input') input: EditReplicationInput): Promise<Read<Replication>> {
    return this.replicate(me, input, (tx) => this.reuse.edit(tx, input));
  }

  @Mutation(() => Replication, { description: 'The representative takes a report back; it counts no more.' })
  withdrawReplication(@Me() me: Actor, @Args('input') input: ReplicationInput): Promise<Read<Replication>> {
    return this.replicate(me, input, (tx) => this.reuse.withdraw(tx, input.replicationId));
  }

  @Mutation(() => GoodPractice, { description: 'An entity asks the author of a practice (pytanie).' })
  askPracticeQuestion(@Me() me: Actor, @Args('input') input: AskPracticeQuestionInput): Promise<Read<GoodPractice>> {
    return this.speak(me, input, (tx) => this.talk.ask(tx, input));
  }

  @Mutation(() => GoodPractice, { description: 'The author’s people answer a question, once (odpowiedź).' })
  answerPracticeQuestion(
    @Me() me: Actor,
    @Args('input') input: AnswerPracticeQuestionInput,
  ): Promise<Read<GoodPractice>> {
    return this.speak(me, input, (tx) => this.talk.answer(tx, input));
  }

  @Mutation(() => GoodPractice, {
    description: 'An entity says that a practice is useful to it; it counts once for the entity (przydatne dla nas).',
  })
  markPracticeUseful(@Me() me: Actor, @Args('input') input: MarkPracticeUsefulInput): Promise<Read<GoodPractice>> {
    return this.speak(me, input, (tx) => this.talk.mark(tx, input));
  }

  private async replicate(me: Actor, input: MutationInput, work: (tx: Tx) => Promise<{ id: string }>) {
    const { id } = await this.db.write(me, input, work);
    return one(Replication, { id });
  }

  private async speak(me: Actor, input: MutationInput, work: (tx: Tx) => Promise<{ id: string }>) {
    const { id } = await this.db.write(me, input, work);
    return one(GoodPractice, { id });
  }
}
