import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { AvailableAction, Db, IdPipe, Live, Me, PageArgs, type Actor } from '#core';
import { heldBy } from '#convents';
import { follow, Needs, one, page, sql, type Read } from '#reads';
import { EntityImportRow } from './entity-import-row.entity.ts';
import {
  CommitEntityImportInput,
  DecideEntityImportRowInput,
  DiscardEntityImportInput,
  EntityImport,
  EntityImportConnection,
  entityImportListing,
} from './entity-import.entity.ts';
import { entityImportLifecycle, type EntityImportFacts } from './entity-import.lifecycle.ts';
import { EntityImports } from './entity-imports.service.ts';

@Resolver(() => EntityImport)
export class EntityImportResolver {
  constructor(
    private readonly db: Db,
    private readonly live: Live,
    private readonly imports: EntityImports,
  ) {}

  @Query(() => EntityImportConnection, {
    name: 'entityImports',
    description: 'Imports of yours and of the bodies in which you hold an office, the newest first (importy).',
  })
  list(@Args() args: PageArgs): Read<EntityImport[]> {
    return page(EntityImport, entityImportListing, args);
  }

  @Query(() => EntityImport, {
    nullable: true,
    description: 'One import, or NOT_FOUND; begun by `POST /imports/entities` with the file as the body (import).',
  })
  entityImport(@Args('id', { type: () => ID }, IdPipe) id: string): Read<EntityImport> {
    return one(EntityImport, { id });
  }

  @ResolveField(() => [AvailableAction], { description: 'What its lifecycle knows, and whether you may do it now.' })
  @Needs(EntityImport, (row, actor) => ({
    state: sql`${row}.state`,
    bodyId: sql`${row}.body_id`,
    rowsReady: sql`${row}.rows_ready`,
    bySystem: sql`false`,
    held: heldBy(actor),
  }))
  availableActions(@Parent() facts: EntityImportFacts): AvailableAction[] {
    return entityImportLifecycle.available(facts);
  }

  @Mutation(() => EntityImport, { description: 'Puts all ready rows into the register, or none (wczytanie).' })
  async commitEntityImport(
    @Me() me: Actor,
    @Args('input') input: CommitEntityImportInput,
  ): Promise<Read<EntityImport>> {
    const { id } = await this.db.write(me, input, (tx) => this.imports.commit(tx, input.importId));
    return one(EntityImport, { id });
  }

  @Mutation(() => EntityImport, { description: 'Gives an import up (porzucenie).' })
  async discardEntityImport(
    @Me() me: Actor,
    @Args('input') input: DiscardEntityImportInput,
  ): Promise<Read<EntityImport>> {
    const { id } = await this.db.write(me, input, (tx) => this.imports.discard(tx, input.importId));
    return one(EntityImport, { id });
  }

  @Mutation(() => EntityImportRow, { description: 'Takes a likely duplicate after all, or leaves a row out.' })
  async decideEntityImportRow(
    @Me() me: Actor,
    @Args('input') input: DecideEntityImportRowInput,
  ): Promise<Read<EntityImportRow>> {
    const { id } = await this.db.write(me, input, (tx) => this.imports.decide(tx, input));
    return one(EntityImportRow, { id });
  }

  @Subscription(() => EntityImport, {
    description: 'The import now, and anew as its check goes on and at each change.',
  })
  entityImportChanged(@Args('id', { type: () => ID }, IdPipe) id: string): AsyncIterableIterator<Read<EntityImport>> {
    return follow(this.live.changes([id]), EntityImport, { id });
  }
}
