import { Args, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { AvailableAction, Db, Me, type Actor } from '#core';
import { Needs, one, type Read } from '#reads';
import { invitationFacts, invitationLifecycle, type InvitationFacts } from './invitation.lifecycle.ts';
import { Inviting } from './inviting.service.ts';
import { MeetingInvitation } from './meeting-invitation.entity.ts';
import { AnswerMeetingInvitationInput } from './registration.inputs.ts';

/** What those do who are invited. */
@Resolver(() => MeetingInvitation)
export class InvitationResolver {
  constructor(
    private readonly db: Db,
    private readonly inviting: Inviting,
  ) {}

  @ResolveField(() => [AvailableAction], { description: 'What its lifecycle knows, and whether you may do it now.' })
  @Needs(MeetingInvitation, invitationFacts)
  availableActions(@Parent() facts: InvitationFacts): AvailableAction[] {
    return invitationLifecycle.available(facts);
  }

  @Mutation(() => MeetingInvitation, {
    description: 'Answers an invitation for a body, an entity or yourself (odpowiedź).',
  })
  async answerMeetingInvitation(
    @Me() me: Actor,
    @Args('input') input: AnswerMeetingInvitationInput,
  ): Promise<Read<MeetingInvitation>> {
    const { id } = await this.db.write(me, input, (tx) => this.inviting.answer(tx, input));
    return one(MeetingInvitation, { id });
  }
}
