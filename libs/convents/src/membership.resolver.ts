import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { IdPipe, AvailableAction, Db, Me, Public, type Actor, type Tx } from '#core';
import type { MutationInput } from '#core';
import { Needs, one, sql, type Read } from '#reads';
import { heldBy } from './convents.policy.ts';
import { membershipLifecycle, type MembershipFacts } from './membership.lifecycle.ts';
import {
  AdmitMembershipInput,
  ApplyForMembershipInput,
  EndMembershipInput,
  Membership,
  MembershipReasonInput,
  WithdrawMembershipInput,
} from './membership.entity.ts';
import { MembershipsService } from './memberships.service.ts';

@Resolver(() => Membership)
export class MembershipResolver {
  constructor(
    private readonly db: Db,
    private readonly memberships: MembershipsService,
  ) {}

  @Public()
  @Query(() => Membership, { nullable: true, description: 'One membership, or NOT_FOUND (członkostwo).' })
  membership(@Args('id', { type: () => ID }, IdPipe) id: string): Read<Membership> {
    return one(Membership, { id });
  }

  @ResolveField(() => [AvailableAction], { description: 'What its lifecycle knows, and whether you may do it now.' })
  @Needs(Membership, (row, actor) => ({
    state: sql`${row}.state`,
    conventId: sql`${row}.convent_id`,
    entityId: sql`${row}.entity_id`,
    admissionBy: sql`(SELECT r.admission_by FROM convent_rules r WHERE r.id = ${row}.convent_id)`,
    conventState: sql`(SELECT c.state FROM convent c WHERE c.id = ${row}.convent_id)`,
    held: heldBy(actor),
  }))
  availableActions(@Parent() facts: MembershipFacts): AvailableAction[] {
    return membershipLifecycle.available(facts);
  }

  @Mutation(() => Membership, {
    description: 'Applies for a membership, as the entity’s representative or, from paper, an officer.',
  })
  applyForMembership(@Me() me: Actor, @Args('input') input: ApplyForMembershipInput): Promise<Read<Membership>> {
    return this.write(me, input, (tx) => this.memberships.apply(tx, input));
  }

  @Mutation(() => Membership, { description: 'Puts an application on hold and says what is missing (wstrzymanie).' })
  holdMembership(@Me() me: Actor, @Args('input') input: MembershipReasonInput): Promise<Read<Membership>> {
    const { membershipId, reason } = input;
    return this.write(me, input, (tx) => this.memberships.step(tx, 'holdMembership', membershipId, { reason }));
  }

  @Mutation(() => Membership, { description: 'Admits an entity (przyjęcie); who may is a rule of the convent.' })
  admitMembership(@Me() me: Actor, @Args('input') input: AdmitMembershipInput): Promise<Read<Membership>> {
    return this.write(me, input, (tx) => this.memberships.admit(tx, input));
  }

  @Mutation(() => Membership, { description: 'Refuses an application, with the reason (odmowa).' })
  rejectMembership(@Me() me: Actor, @Args('input') input: MembershipReasonInput): Promise<Read<Membership>> {
    const { membershipId, reason } = input;
    return this.write(me, input, (tx) => this.memberships.step(tx, 'rejectMembership', membershipId, { reason }));
  }

  @Mutation(() => Membership, { description: 'The entity takes its application back (wycofanie).' })
  withdrawMembership(@Me() me: Actor, @Args('input') input: WithdrawMembershipInput): Promise<Read<Membership>> {
    return this.write(me, input, (tx) => this.memberships.step(tx, 'withdrawMembership', input.membershipId));
  }

  @Mutation(() => Membership, { description: 'Suspends a membership, with the reason (zawieszenie).' })
  suspendMembership(@Me() me: Actor, @Args('input') input: MembershipReasonInput): Promise<Read<Membership>> {
    const { membershipId, reason } = input;
    return this.write(me, input, (tx) => this.memberships.step(tx, 'suspendMembership', membershipId, { reason }));
  }

  @Mutation(() => Membership, { description: 'A suspended member is a full member again (wznowienie).' })
  reinstateMembership(@Me() me: Actor, @Args('input') input: MembershipReasonInput): Promise<Read<Membership>> {
    const { membershipId, reason } = input;
    return this.write(me, input, (tx) => this.memberships.step(tx, 'reinstateMembership', membershipId, { reason }));
  }

  @Mutation(() => Membership, { description: 'Ends a membership, with day and basis (ustanie członkostwa).' })
  endMembership(@Me() me: Actor, @Args('input') input: EndMembershipInput): Promise<Read<Membership>> {
    return this.write(me, input, (tx) => this.memberships.end(tx, input));
  }

  private async write(
    me: Actor,
    input: MutationInput,
    work: (tx: Tx) => Promise<{ id: string }>,
  ): Promise<Read<Membership>> {
    const { id } = await this.db.write(me, input, work);
    return one(Membership, { id });
  }
}
