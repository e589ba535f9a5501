import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { AvailableAction, IdPipe, Db, Live, Me, Public, type Actor } from '#core';
import { follow, Needs, one, page, sql, type Read } from '#reads';
import { conventsAround, conventsOf, heldBy } from './convents.policy.ts';
import { entityLifecycle, type EntityFacts } from './entity.lifecycle.ts';
import { EntitiesService } from './entities.service.ts';
import { Entity, EntityArgs, EntityConnection, entityListing } from './entity.entity.ts';
import { CloseEntityInput, CreateEntityInput, EditEntityInput, SetEntityContactInput } from './entity.inputs.ts';
import { RecordStatusGrantInput } from './status-grant.entity.ts';

@Resolver(() => Entity)
export class EntityResolver {
  constructor(
    private readonly db: Db,
    private readonly live: Live,
    private readonly entities: EntitiesService,
  ) {}

  @Public()
  @Query(() => EntityConnection, { name: 'entities', description: 'Social-employment entities (podmioty).' })
  list(@Args() args: EntityArgs): Read<Entity[]> {
    return page(Entity, entityListing, args);
  }

  @Public()
  @Query(() => Entity, { nullable: true, description: 'One entity, or NOT_FOUND (podmiot).' })
  entity(@Args('id', { type: () => ID }, IdPipe) id: string): Read<Entity> {
    return one(Entity, { id });
  }

  @ResolveField(() => [AvailableAction], { description: 'What may be done with it, and whether you may do it now.' })
  @Needs(Entity, (row, actor) => ({
    state: sql`${row}.state`,
    entityId: sql`${row}.id`,
    conventIds: sql`(${conventsAround(sql`${row}.id`)})`,
    ownConventIds: sql`(${conventsOf(sql`${row}.id`)})`,
    held: heldBy(actor),
  }))
  availableActions(@Parent() facts: EntityFacts): AvailableAction[] {
    return entityLifecycle.available(facts);
  }

  @Mutation(() => Entity, {
    description: 'Enters an entity in the register, as an officer of a convent or a coordinator.',
  })
  async createEntity(@Me() me: Actor, @Args('input') input: CreateEntityInput): Promise<Read<Entity>> {
    const { id } = await this.db.write(me, input, (tx) => this.entities.create(tx, input));
    return one(Entity, { id });
  }

  @Mutation(() => Entity, {
    description: 'Changes the data of an entity, as one of its people or an officer of its convent.',
  })
  async editEntity(@Me() me: Actor, @Args('input') input: EditEntityInput): Promise<Read<Entity>> {
    const { id } = await this.db.write(me, input, (tx) => this.entities.edit(tx, input));
    return one(Entity, { id });
  }

  @Mutation(() => Entity, { description: 'Says how to reach an entity.' })
  async setEntityContact(@Me() me: Actor, @Args('input') input: SetEntityContactInput): Promise<Read<Entity>> {
    const { id } = await this.db.write(me, input, (tx) => this.entities.setContact(tx, input));
    return one(Entity, { id });
  }

  @Mutation(() => Entity, { description: 'Records that an entity no longer works; its memberships and mandates end.' })
  async closeEntity(@Me() me: Actor, @Args('input') input: CloseEntityInput): Promise<Read<Entity>> {
    const { id } = await this.db.write(me, input, (tx) => this.entities.close(tx, input));
    return one(Entity, { id });
  }

  @Mutation(() => Entity, { description: 'Records a voivode’s decision or register entry (decyzja wojewody).' })
  async recordStatusGrant(@Me() me: Actor, @Args('input') input: RecordStatusGrantInput): Promise<Read<Entity>> {
    const { id } = await this.db.write(me, input, (tx) => this.entities.recordStatus(tx, input));
    return one(Entity, { id });
  }

  @Public()
  @Subscription(() => Entity, {
    description: 'The entity now, and anew after each change in it, its memberships and mandates.',
  })
  entityChanged(@Args('id', { type: () => ID }, IdPipe) id: string): AsyncIterableIterator<Read<Entity>> {
    return follow(this.live.changes([id]), Entity, { id });
  }
}
