import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Db, Me, type Actor, type MutationInput, type Tx } from '#core';
import { one, type Read } from '#reads';
import { Meeting } from './meeting.entity.ts';
import { MeetingInput } from './meeting.inputs.ts';
import { DropAttendanceInput, RecordAttendanceInput, RecordMeetingInput } from './past-meeting.inputs.ts';
import { PastMeetings } from './past-meetings.service.ts';

type Answer = Promise<Read<Meeting>>;

/** Meetings that were held before they were entered. */
@Resolver()
export class PastMeetingResolver {
  constructor(
    private readonly db: Db,
    private readonly past: PastMeetings,
  ) {}

  @Mutation(() => Meeting, {
    description: 'An officer enters a meeting that was already held; it says so on its face (wpis odbytego spotkania).',
  })
  recordMeeting(@Me() me: Actor, @Args('input') input: RecordMeetingInput): Answer {
    return this.write(me, input, (tx) => this.past.record(tx, input));
  }

  @Mutation(() => Meeting, { description: 'Enters afterwards who was there, for whom (wpis obecności po fakcie).' })
  recordAttendance(@Me() me: Actor, @Args('input') input: RecordAttendanceInput): Answer {
    return this.write(me, input, (tx) => this.past.recordAttendance(tx, input));
  }

  @Mutation(() => Meeting, { description: 'Takes out an attendance entered by mistake (wykreślenie obecności).' })
  dropAttendance(@Me() me: Actor, @Args('input') input: DropAttendanceInput): Answer {
    return this.write(me, input, (tx) => this.past.dropAttendance(tx, input.attendanceId));
  }

  @Mutation(() => Meeting, {
    description: 'Closes the record: those whom it concerns see it, and its minutes can be written (zamknięcie wpisu).',
  })
  completeMeetingRecord(@Me() me: Actor, @Args('input') input: MeetingInput): Answer {
    return this.write(me, input, (tx) => this.past.complete(tx, input.meetingId));
  }

  private async write(me: Actor, input: MutationInput, work: (tx: Tx) => Promise<{ id: string }>): Answer {
    const { id } = await this.db.write(me, input, work);
    return one(Meeting, { id });
  }
}
