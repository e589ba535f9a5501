import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { IdPipe, AvailableAction, Day, Db, Live, Me, Public, type Actor } from '#core';
import { follow, maybe, Needs, one, page, sql, type Read } from '#reads';
import { conventLifecycle, ConventsService, type ConventAction, type ConventFacts } from './convents.service.ts';
import { ConventRules } from './convent-rules.entity.ts';
import {
  Convent,
  ConventArgs,
  ConventConnection,
  conventListing,
  ConventStepInput,
  CreateConventInput,
  EditConventInput,
  EditConventRulesInput,
} from './convent.entity.ts';
import { heldBy } from './convents.policy.ts';
import { Forum } from './forum.entity.ts';

@Resolver(() => Convent)
export class ConventResolver {
  constructor(
    private readonly db: Db,
    private readonly live: Live,
    private readonly convents: ConventsService,
  ) {}

  @Public()
  @Query(() => Forum, {
    nullable: true,
    description: 'The national forum; null before it is founded, and on a day before that (forum).',
  })
  forum(
    @Args('on', { type: () => Day, nullable: true, description: 'A day in the past; give it to `standings` too.' })
    on?: string | null,
  ): Read<Forum | null> {
    return maybe(Forum, (row) => (on ? sql`${row}.founded_on <= ${on}::date` : sql`true`));
  }

  @Public()
  @Query(() => ConventConnection, {
    name: 'convents',
    description: 'Convents by name, in the order of the Polish alphabet (konwenty).',
  })
  list(@Args() args: ConventArgs): Read<Convent[]> {
    return page(Convent, conventListing, args);
  }

  @Public()
  @Query(() => Convent, { nullable: true, description: 'One convent, or NOT_FOUND (konwent).' })
  convent(@Args('id', { type: () => ID }, IdPipe) id: string): Read<Convent> {
    return one(Convent, { id });
  }

  @ResolveField(() => [AvailableAction], { description: 'What its lifecycle knows, and whether you may do it now.' })
  @Needs(Convent, (row, actor) => ({ state: sql`${row}.state`, id: sql`${row}.id`, held: heldBy(actor) }))
  availableActions(@Parent() facts: ConventFacts): AvailableAction[] {
    return conventLifecycle.available(facts);
  }

  @Mutation(() => Convent, { description: 'The operator of the node adds a convent in formation.' })
  async createConvent(@Me() me: Actor, @Args('input') input: CreateConventInput): Promise<Read<Convent>> {
    const { id } = await this.db.write(me, input, (tx) => this.convents.create(tx, input));
    return one(Convent, { id });
  }

  @Mutation(() => Convent, { description: 'An officer changes the names of a convent.' })
  async editConvent(@Me() me: Actor, @Args('input') input: EditConventInput): Promise<Read<Convent>> {
    const { id } = await this.db.write(me, input, (tx) => this.convents.edit(tx, input));
    return one(Convent, { id });
  }

  @Mutation(() => ConventRules, { description: 'An officer enters the rules that the convent adopted.' })
  async editConventRules(@Me() me: Actor, @Args('input') input: EditConventRulesInput): Promise<Read<ConventRules>> {
    const { id } = await this.db.write(me, input, (tx) => this.convents.editRules(tx, input));
    return one(ConventRules, { id });
  }

  @Mutation(() => Convent, { description: 'A convent in formation begins its work (rozpoczęcie działalności).' })
  activateConvent(@Me() me: Actor, @Args('input') input: ConventStepInput): Promise<Read<Convent>> {
    return this.step(me, 'activateConvent', input);
  }

  @Mutation(() => Convent, { description: 'A convent suspends its work (zawieszenie działalności).' })
  suspendConvent(@Me() me: Actor, @Args('input') input: ConventStepInput): Promise<Read<Convent>> {
    return this.step(me, 'suspendConvent', input);
  }

  @Mutation(() => Convent, { description: 'A suspended convent goes on (wznowienie działalności).' })
  reinstateConvent(@Me() me: Actor, @Args('input') input: ConventStepInput): Promise<Read<Convent>> {
    return this.step(me, 'reinstateConvent', input);
  }

  @Mutation(() => Convent, { description: 'A convent ends for good (rozwiązanie).' })
  dissolveConvent(@Me() me: Actor, @Args('input') input: ConventStepInput): Promise<Read<Convent>> {
    return this.step(me, 'dissolveConvent', input);
  }

  @Public()
  @Subscription(() => Convent, {
    description: 'The convent now, and anew after each change in it, its memberships and mandates.',
  })
  conventChanged(@Args('id', { type: () => ID }, IdPipe) id: string): AsyncIterableIterator<Read<Convent>> {
    return follow(this.live.changes([id]), Convent, { id });
  }

  private async step(me: Actor, action: ConventAction, input: ConventStepInput): Promise<Read<Convent>> {
    const { id } = await this.db.write(me, input, (tx) => this.convents.step(tx, action, input));
    return one(Convent, { id });
  }
}
