import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { IdPipe, AvailableAction, Db, Live, Me, Public, type Actor } from '#core';
import { FreshProof, Person } from '#identity';
import { follow, Needs, one, sql, type Read } from '#reads';
import { conventsOf, founds, heldBy } from './convents.policy.ts';
import { mandateLifecycle, type MandateFacts } from './mandate.lifecycle.ts';
import {
  ConfirmMandateInput,
  DeclineMandateInput,
  EndMandateInput,
  Mandate,
  ProposedMandate,
  ProposeMandateInput,
} from './mandate.entity.ts';
import { MandatesService } from './mandates.service.ts';

@Resolver(() => Mandate)
export class MandateResolver {
  constructor(
    private readonly db: Db,
    private readonly live: Live,
    private readonly mandates: MandatesService,
  ) {}

  @Public()
  @Query(() => Mandate, { nullable: true, description: 'One mandate, or NOT_FOUND (mandat).' })
  mandate(@Args('id', { type: () => ID }, IdPipe) id: string): Read<Mandate> {
    return one(Mandate, { id });
  }

  @ResolveField(() => [AvailableAction], { description: 'What its lifecycle knows, and whether you may do it now.' })
  @Needs(Mandate, (row, actor) => ({
    state: sql`${row}.state`,
    personId: sql`${row}.person_id`,
    proposedBy: sql`${row}.proposed_by`,
    actorId: actor,
    conventId: sql`${row}.convent_id`,
    forumId: sql`${row}.forum_id`,
    entityId: sql`${row}.entity_id`,
    conventIds: sql`(${conventsOf(sql`${row}.entity_id`)})`,
    founding: sql`(${founds(row, actor)})`,
    joined: sql`has_account(${row}.person_id)`,
    closed: sql`EXISTS (SELECT FROM convent c WHERE c.id = ${row}.convent_id AND c.state = 'DISSOLVED')`,
    held: heldBy(actor),
  }))
  availableActions(@Parent() facts: MandateFacts): AvailableAction[] {
    return mandateLifecycle.available(facts);
  }

  @Mutation(() => ProposedMandate, { description: 'Proposes a mandate; it gives nothing until it is confirmed.' })
  proposeMandate(@Me() me: Actor, @Args('input') input: ProposeMandateInput): Promise<ProposedMandate> {
    return this.db.write(me, input, (tx) => this.mandates.propose(tx, input));
  }

  @FreshProof()
  @Mutation(() => Mandate, { description: 'Confirms a proposed mandate: from now on the person may act.' })
  async confirmMandate(@Me() me: Actor, @Args('input') input: ConfirmMandateInput): Promise<Read<Mandate>> {
    const { id } = await this.db.write(me, input, (tx) => this.mandates.confirm(tx, input.mandateId));
    return one(Mandate, { id });
  }

  @Mutation(() => Mandate, { description: 'Declines a proposed mandate.' })
  async declineMandate(@Me() me: Actor, @Args('input') input: DeclineMandateInput): Promise<Read<Mandate>> {
    const { id } = await this.db.write(me, input, (tx) => this.mandates.decline(tx, input.mandateId));
    return one(Mandate, { id });
  }

  @Mutation(() => Mandate, { description: 'Ends a mandate at once; what was done under it stands.' })
  async endMandate(@Me() me: Actor, @Args('input') input: EndMandateInput): Promise<Read<Mandate>> {
    const { id } = await this.db.write(me, input, (tx) => this.mandates.end(tx, input));
    return one(Mandate, { id });
  }

  @Subscription(() => Person, { description: 'You now, and anew after each change in your mandates and sign-ins.' })
  viewerChanged(@Me() me: Actor): AsyncIterableIterator<Read<Person>> {
    return follow(this.live.changes([me.id]), Person, { id: me.id });
  }
}
