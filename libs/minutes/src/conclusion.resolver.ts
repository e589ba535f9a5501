import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { AvailableAction, Db, IdPipe, Me, Public, type Actor, type MutationInput, type Tx } from '#core';
import { Needs, one, type Read } from '#reads';
import {
  Conclusion,
  EditConclusionInput,
  RecordConclusionInput,
  WithdrawConclusionInput,
} from './conclusion.entity.ts';
import { Outcomes } from './conclusion.service.ts';
import { RecordResolutionInput, Resolution } from './resolution.entity.ts';
import { Resolutions } from './resolution.service.ts';
import { AssignTaskInput, CompleteTaskInput, DropTaskInput, Task } from './task.entity.ts';
import { taskFacts, taskLifecycle, type TaskFacts } from './task.lifecycle.ts';
import { Tasks } from './task.service.ts';

type Work = (tx: Tx) => Promise<{ id: string }>;

@Resolver(() => Task)
export class OutcomesResolver {
  constructor(
    private readonly db: Db,
    private readonly outcomes: Outcomes,
    private readonly resolutions: Resolutions,
    private readonly tasks: Tasks,
  ) {}

  @Public()
  @Query(() => Resolution, { nullable: true, description: 'One resolution, or NOT_FOUND (uchwała).' })
  resolution(@Args('id', { type: () => ID }, IdPipe) id: string): Read<Resolution> {
    return one(Resolution, { id });
  }

  @Query(() => Task, { nullable: true, description: 'One task, or NOT_FOUND (zadanie).' })
  task(@Args('id', { type: () => ID }, IdPipe) id: string): Read<Task> {
    return one(Task, { id });
  }

  @ResolveField(() => [AvailableAction], { description: 'What its lifecycle knows, and whether you may do it now.' })
  @Needs(Task, taskFacts)
  availableActions(@Parent() facts: TaskFacts): AvailableAction[] {
    return taskLifecycle.available(facts);
  }

  @Mutation(() => Conclusion, { description: 'Writes down what the meeting found (wniosek).' })
  recordConclusion(@Me() me: Actor, @Args('input') input: RecordConclusionInput): Promise<Read<Conclusion>> {
    return this.concluded(me, input, (tx) => this.outcomes.conclude(tx, input));
  }

  @Mutation(() => Conclusion, { description: 'Words a conclusion anew, before the minutes are approved.' })
  editConclusion(@Me() me: Actor, @Args('input') input: EditConclusionInput): Promise<Read<Conclusion>> {
    return this.concluded(me, input, (tx) => this.outcomes.edit(tx, input));
  }

  @Mutation(() => Conclusion, { description: 'Takes a conclusion back, before the minutes are approved.' })
  withdrawConclusion(@Me() me: Actor, @Args('input') input: WithdrawConclusionInput): Promise<Read<Conclusion>> {
    return this.concluded(me, input, (tx) => this.outcomes.withdraw(tx, input));
  }

  @Mutation(() => Resolution, { description: 'Writes down what a body resolved, under its next number (uchwała).' })
  async recordResolution(@Me() me: Actor, @Args('input') input: RecordResolutionInput): Promise<Read<Resolution>> {
    const { id } = await this.db.write(me, input, (tx) => this.resolutions.record(tx, input));
    return one(Resolution, { id });
  }

  @Mutation(() => Task, { description: 'Writes down what an organisation is to do, and until when (zadanie).' })
  assignTask(@Me() me: Actor, @Args('input') input: AssignTaskInput): Promise<Read<Task>> {
    return this.step(me, input, (tx) => this.tasks.assign(tx, input));
  }

  @Mutation(() => Task, { description: 'Says that a task is done (wykonanie).' })
  completeTask(@Me() me: Actor, @Args('input') input: CompleteTaskInput): Promise<Read<Task>> {
    return this.step(me, input, (tx) => this.tasks.complete(tx, input));
  }

  @Mutation(() => Task, { description: 'Gives a task up, with the reason (zaniechanie).' })
  dropTask(@Me() me: Actor, @Args('input') input: DropTaskInput): Promise<Read<Task>> {
    return this.step(me, input, (tx) => this.tasks.drop(tx, input));
  }

  private async concluded(me: Actor, input: MutationInput, work: Work): Promise<Read<Conclusion>> {
    const { id } = await this.db.write(me, input, work);
    return one(Conclusion, { id });
  }

  private async step(me: Actor, input: MutationInput, work: Work): Promise<Read<Task>> {
    const { id } = await this.db.write(me, input, work);
    return one(Task, { id });
  }
}
