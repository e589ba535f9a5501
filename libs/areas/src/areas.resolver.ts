import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { heldBy } from '#convents';
import { AvailableAction, Db, Me, Public, type Actor, type MutationInput, type Tx } from '#core';
import { list, Needs, one, sql, type Listing, type Read } from '#reads';
import {
  AddChangeAreaEvidenceInput,
  AddChangeAreaInput,
  ChangeAreasArgs,
  EditChangeAreaInput,
  JoinChangeAreasInput,
  SplitChangeAreaInput,
  WithdrawChangeAreaEvidenceInput,
} from './areas.inputs.ts';
import { Areas } from './areas.service.ts';
import { ChangeArea } from './change-area.entity.ts';
import { changeAreaLifecycle, type ChangeAreaFacts } from './change-area.lifecycle.ts';

type Answer = Promise<Read<ChangeArea>>;

const catalogue = ({ state }: ChangeAreasArgs): Listing => ({
  where: (row) => (state ? sql`${row}.state = ${state}` : sql`true`),
  sort: () => ({ by: (row) => sql`${row}.number` }),
});

@Resolver(() => ChangeArea)
export class AreasResolver {
  constructor(
    private readonly db: Db,
    private readonly areas: Areas,
  ) {}

  @Public()
  @Query(() => [ChangeArea], {
    description: 'The areas in which the law and the practice must change, in order (obszary zmian).',
  })
  changeAreas(@Args() args: ChangeAreasArgs): Read<ChangeArea[]> {
    return list(ChangeArea, catalogue(args));
  }

  @ResolveField(() => [AvailableAction], { description: 'What its lifecycle knows, and whether you may do it now.' })
  @Needs(ChangeArea, (row, actor) => ({ state: sql`${row}.state`, held: heldBy(actor) }))
  availableActions(@Parent() facts: ChangeAreaFacts): AvailableAction[] {
    return changeAreaLifecycle.available(facts);
  }

  @Mutation(() => ChangeArea, { description: 'A coordinator of the forum puts an area into the catalogue.' })
  addChangeArea(@Me() me: Actor, @Args('input') input: AddChangeAreaInput): Answer {
    return this.write(me, input, (tx) => this.areas.add(tx, input));
  }

  @Mutation(() => ChangeArea, { description: 'A coordinator of the forum words an area anew.' })
  editChangeArea(@Me() me: Actor, @Args('input') input: EditChangeAreaInput): Answer {
    return this.write(me, input, (tx) => this.areas.edit(tx, input));
  }

  @Mutation(() => ChangeArea, { description: 'Adds a source that an area rests on.' })
  addChangeAreaEvidence(@Me() me: Actor, @Args('input') input: AddChangeAreaEvidenceInput): Answer {
    return this.write(me, input, (tx) => this.areas.addEvidence(tx, input));
  }

  @Mutation(() => ChangeArea, { description: 'A source is no longer relied on; it stays readable.' })
  withdrawChangeAreaEvidence(@Me() me: Actor, @Args('input') input: WithdrawChangeAreaEvidenceInput): Answer {
    return this.write(me, input, (tx) => this.areas.withdrawEvidence(tx, input.evidenceId));
  }

  @Mutation(() => ChangeArea, { description: 'Takes an area apart; answers the one that was split (podział obszaru).' })
  splitChangeArea(@Me() me: Actor, @Args('input') input: SplitChangeAreaInput): Answer {
    return this.write(me, input, (tx) => this.areas.split(tx, input));
  }

  @Mutation(() => ChangeArea, { description: 'Makes one area of several; answers the new one (połączenie obszarów).' })
  joinChangeAreas(@Me() me: Actor, @Args('input') input: JoinChangeAreasInput): Answer {
    return this.write(me, input, (tx) => this.areas.join(tx, input));
  }

  private async write(me: Actor, input: MutationInput, work: (tx: Tx) => Promise<{ id: string }>): Answer {
    const { id } = await this.db.write(me, input, work);
    return one(ChangeArea, { id });
  }
}
