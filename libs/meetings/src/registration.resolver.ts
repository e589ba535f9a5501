import { Args, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { heldBy } from '#convents';
import { AvailableAction, Db, Me, type Actor, type MutationInput, type Tx } from '#core';
import { Needs, one, sql, type Read } from '#reads';
import { AttendanceService } from './attendance.service.ts';
import { MeetingInput } from './meeting.inputs.ts';
import { registrationLifecycle, type RegistrationFacts } from './meeting.lifecycle.ts';
import { Registration } from './registration.entity.ts';
import {
  CheckInInput,
  CheckOutInput,
  EndRegistrationInput,
  RegisterForMeetingInput,
  RegistrationInput,
} from './registration.inputs.ts';
import { Seats } from './seats.service.ts';

type Answer = Promise<Read<Registration>>;

/** What those do who come. */
@Resolver(() => Registration)
export class RegistrationResolver {
  constructor(
    private readonly db: Db,
    private readonly seats: Seats,
    private readonly attendance: AttendanceService,
  ) {}

  @ResolveField(() => [AvailableAction], { description: 'What its lifecycle knows, and whether you may do it now.' })
  @Needs(Registration, (row, actor) => ({
    ...{ state: sql`${row}.state`, personId: sql`${row}.person_id`, actorId: actor },
    meetingState: sql`(SELECT m.state FROM meeting m WHERE m.id = ${row}.meeting_id)`,
    // A registration is its person’s to read, even where its meeting is not.
    bodies: sql`coalesce((SELECT to_json(m.bodies) FROM meeting m WHERE m.id = ${row}.meeting_id), '[]')`,
    wasThere: sql`EXISTS (SELECT FROM attendance a WHERE a.registration_id = ${row}.id)`,
    beforeMove: sql`${row}.before_move`,
    held: heldBy(actor),
  }))
  availableActions(@Parent() facts: RegistrationFacts): AvailableAction[] {
    return registrationLifecycle.available(facts);
  }

  @Mutation(() => Registration, {
    description: 'Registers you: CONFIRMED where a seat is free, WAITLISTED otherwise (zgłoszenie).',
  })
  registerForMeeting(@Me() me: Actor, @Args('input') input: RegisterForMeetingInput): Answer {
    return this.write(me, input, (tx) => this.seats.register(tx, input));
  }

  @Mutation(() => Registration, {
    description: 'You come although the meeting was moved; the seat was kept anyway (potwierdzenie).',
  })
  confirmRegistration(@Me() me: Actor, @Args('input') input: RegistrationInput): Answer {
    return this.write(me, input, (tx) => this.seats.confirm(tx, input.registrationId));
  }

  @Mutation(() => Registration, { description: 'Withdraws your registration; the first who waits gets the seat.' })
  cancelRegistration(@Me() me: Actor, @Args('input') input: EndRegistrationInput): Answer {
    return this.write(me, input, (tx) => this.seats.end(tx, 'cancelRegistration', input));
  }

  @Mutation(() => Registration, { description: 'The organisers say no to a registration (odmowa).' })
  declineRegistration(@Me() me: Actor, @Args('input') input: EndRegistrationInput): Answer {
    return this.write(me, input, (tx) => this.seats.end(tx, 'declineRegistration', input));
  }

  @Mutation(() => Registration, {
    description: 'The organisers let somebody in by their code, or change the mode (wejście).',
  })
  checkIn(@Me() me: Actor, @Args('input') input: CheckInInput): Answer {
    return this.write(me, input, (tx) => this.attendance.checkIn(tx, input));
  }

  @Mutation(() => Registration, { description: 'The organisers note that somebody leaves (wyjście).' })
  checkOut(@Me() me: Actor, @Args('input') input: CheckOutInput): Answer {
    return this.write(me, input, (tx) => this.attendance.checkOut(tx, input));
  }

  @Mutation(() => Registration, { description: 'You join online; if you were on site, that ends now (dołączenie).' })
  joinMeeting(@Me() me: Actor, @Args('input') input: MeetingInput): Answer {
    return this.write(me, input, (tx) => this.attendance.join(tx, input.meetingId));
  }

  @Mutation(() => Registration, { description: 'You leave (wyjście).' })
  leaveMeeting(@Me() me: Actor, @Args('input') input: MeetingInput): Answer {
    return this.write(me, input, (tx) => this.attendance.leave(tx, input.meetingId));
  }

  private async write(me: Actor, input: MutationInput, work: (tx: Tx) => Promise<{ id: string }>): Answer {
    const { id } = await this.db.write(me, input, work);
    return one(Registration, { id });
  }
}
