import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Db, Me, type Actor, type MutationInput, type Tx } from '#core';
import { one, type Read } from '#reads';
import { Convening } from './convening.service.ts';
import { Inviting } from './inviting.service.ts';
import { Meeting } from './meeting.entity.ts';
import {
  EditMeetingInput,
  InviteToMeetingInput,
  MeetingInput,
  MeetingReasonInput,
  MoveMeetingInput,
  PlanMeetingInput,
  PublishMeetingInput,
  SetOnlineLinkInput,
} from './meeting.inputs.ts';
import { Moving } from './moving.service.ts';
import { Planning } from './planning.service.ts';
import {
  GuestLink,
  InviteGuestInput,
  RenewGuestLinkInput,
  WithdrawMeetingInvitationInput,
} from './registration.inputs.ts';

type Answer = Promise<Read<Meeting>>;

/** What those who organise a meeting do with it. */
@Resolver()
export class MeetingActsResolver {
  constructor(
    private readonly db: Db,
    private readonly planning: Planning,
    private readonly convening: Convening,
    private readonly moving: Moving,
    private readonly inviting: Inviting,
  ) {}

  @Mutation(() => Meeting, { description: 'An officer plans a meeting of their convent or the forum (planowanie).' })
  planMeeting(@Me() me: Actor, @Args('input') input: PlanMeetingInput): Answer {
    return this.write(me, input, (tx) => this.planning.plan(tx, input));
  }

  @Mutation(() => Meeting, { description: 'Changes the plan; once convened, only what needs no notice.' })
  editMeeting(@Me() me: Actor, @Args('input') input: EditMeetingInput): Answer {
    return this.write(me, input, (tx) => this.planning.edit(tx, input));
  }

  @Mutation(() => Meeting, {
    description: 'A body that was asked agrees to organise the meeting too (współorganizacja).',
  })
  agreeToOrganise(@Me() me: Actor, @Args('input') input: MeetingInput): Answer {
    return this.write(me, input, (tx) => this.planning.agree(tx, input.meetingId));
  }

  @Mutation(() => Meeting, { description: 'Sets where to join online, or takes it away.' })
  setOnlineLink(@Me() me: Actor, @Args('input') input: SetOnlineLinkInput): Answer {
    return this.write(me, input, (tx) => this.planning.setLink(tx, input));
  }

  @Mutation(() => Meeting, { description: 'Invites bodies, entities and persons (zaproszenie).' })
  inviteToMeeting(@Me() me: Actor, @Args('input') input: InviteToMeetingInput): Answer {
    return this.write(me, input, (tx) => this.inviting.invite(tx, input));
  }

  @Mutation(() => Meeting, { description: 'Takes an invitation back; registrations made under it stand.' })
  withdrawMeetingInvitation(@Me() me: Actor, @Args('input') input: WithdrawMeetingInvitationInput): Answer {
    return this.write(me, input, (tx) => this.inviting.withdraw(tx, input.invitationId));
  }

  @Mutation(() => GuestLink, { description: 'Invites somebody without an account; answers their one-time link, once.' })
  inviteGuest(@Me() me: Actor, @Args('input') input: InviteGuestInput): Promise<GuestLink> {
    return this.db.write(me, input, (tx) => this.inviting.inviteGuest(tx, input));
  }

  @Mutation(() => GuestLink, { description: 'Another one-time link for a guest; the one before counts no more.' })
  renewGuestLink(@Me() me: Actor, @Args('input') input: RenewGuestLinkInput): Promise<GuestLink> {
    return this.db.write(me, input, (tx) => this.inviting.renewLink(tx, input.guestId));
  }

  @Mutation(() => Meeting, { description: 'Convenes the meeting: those invited see it and register (zwołanie).' })
  conveneMeeting(@Me() me: Actor, @Args('input') input: MeetingInput): Answer {
    return this.write(me, input, (tx) => this.convening.convene(tx, input.meetingId));
  }

  @Mutation(() => Meeting, {
    description: 'Another time, place or form of a convened meeting, with notice (przeniesienie).',
  })
  moveMeeting(@Me() me: Actor, @Args('input') input: MoveMeetingInput): Answer {
    return this.write(me, input, (tx) => this.moving.move(tx, input));
  }

  @Mutation(() => Meeting, { description: 'It will not be held; all registrations end (odwołanie).' })
  cancelMeeting(@Me() me: Actor, @Args('input') input: MeetingReasonInput): Answer {
    return this.write(me, input, (tx) => this.convening.cancel(tx, input));
  }

  @Mutation(() => Meeting, { description: 'Opens the session (otwarcie).' })
  beginMeeting(@Me() me: Actor, @Args('input') input: MeetingInput): Answer {
    return this.write(me, input, (tx) => this.convening.begin(tx, input.meetingId));
  }

  @Mutation(() => Meeting, { description: 'Closes the session: whoever is there leaves at this moment (zamknięcie).' })
  closeMeeting(@Me() me: Actor, @Args('input') input: MeetingInput): Answer {
    return this.write(me, input, (tx) => this.convening.close(tx, input.meetingId));
  }

  @Mutation(() => Meeting, {
    description: 'Shows a closed meeting, its agenda and quorum to the forum or to everyone; people are not shown.',
  })
  publishMeeting(@Me() me: Actor, @Args('input') input: PublishMeetingInput): Answer {
    return this.write(me, input, (tx) => this.convening.publish(tx, input));
  }

  private async write(me: Actor, input: MutationInput, work: (tx: Tx) => Promise<{ id: string }>): Answer {
    const { id } = await this.db.write(me, input, work);
    return one(Meeting, { id });
  }
}
