import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Db, IdPipe, Me, type Actor, type MutationInput, type Tx } from '#core';
import { one, type Read } from '#reads';
import { Poll } from '#voting';
import { Agenda } from './agenda.service.ts';
import { AttendanceSheet, AttendanceSheets } from './attendance-sheet.service.ts';
import { Meeting } from './meeting.entity.ts';
import {
  AddAgendaItemInput,
  AgendaItemInput,
  EditAgendaItemInput,
  EditSessionNoteInput,
  MoveAgendaItemInput,
  NoteInSessionInput,
  TakeUpAgendaItemInput,
} from './agenda.inputs.ts';
import { DraftMeetingPollInput } from './session-poll.entity.ts';
import { SessionPolls } from './session-polls.service.ts';

type Answer = Promise<Read<Meeting>>;

/** The agenda, and what happens along it. */
@Resolver()
export class SessionResolver {
  constructor(
    private readonly db: Db,
    private readonly agenda: Agenda,
    private readonly sheets: AttendanceSheets,
    private readonly polls: SessionPolls,
  ) {}

  @Mutation(() => Meeting, { description: 'Adds an item to the agenda (porządek).' })
  addAgendaItem(@Me() me: Actor, @Args('input') input: AddAgendaItemInput): Answer {
    return this.write(me, input, (tx) => this.agenda.add(tx, input));
  }

  @Mutation(() => Meeting, { description: 'Other words, kind or duration of an item.' })
  editAgendaItem(@Me() me: Actor, @Args('input') input: EditAgendaItemInput): Answer {
    return this.write(me, input, (tx) => this.agenda.edit(tx, input));
  }

  @Mutation(() => Meeting, { description: 'Moves an item with all that stands under it; all are numbered anew.' })
  moveAgendaItem(@Me() me: Actor, @Args('input') input: MoveAgendaItemInput): Answer {
    return this.write(me, input, (tx) => this.agenda.move(tx, input));
  }

  @Mutation(() => Meeting, { description: 'Removes an item with all that stands under it, unless it was taken up.' })
  removeAgendaItem(@Me() me: Actor, @Args('input') input: AgendaItemInput): Answer {
    return this.write(me, input, (tx) => this.agenda.remove(tx, input.itemId));
  }

  @Mutation(() => Meeting, { description: 'In session: the item that it has come to; the one before ends.' })
  takeUpAgendaItem(@Me() me: Actor, @Args('input') input: TakeUpAgendaItemInput): Answer {
    return this.write(me, input, (tx) => this.agenda.takeUp(tx, input));
  }

  @Mutation(() => Meeting, {
    description: 'A note for the minutes, at the item that the session has come to (notatka).',
  })
  noteInSession(@Me() me: Actor, @Args('input') input: NoteInSessionInput): Answer {
    return this.write(me, input, (tx) => this.agenda.note(tx, input));
  }

  @Mutation(() => Meeting, { description: 'Other words of a note, while the session goes on.' })
  editSessionNote(@Me() me: Actor, @Args('input') input: EditSessionNoteInput): Answer {
    return this.write(me, input, (tx) => this.agenda.editNote(tx, input));
  }

  @Mutation(() => Poll, {
    description: 'Drafts a poll for a meeting, in advance or in session; it is opened while the session goes on.',
  })
  async draftMeetingPoll(@Me() me: Actor, @Args('input') input: DraftMeetingPollInput): Promise<Read<Poll>> {
    const { id } = await this.db.write(me, input, (tx) => this.polls.draft(tx, input));
    return one(Poll, { id });
  }

  @Query(() => AttendanceSheet, {
    description: 'The list of attendance as it is printed, for organisers (lista obecności).',
  })
  attendanceSheet(
    @Me() me: Actor,
    @Args('meetingId', { type: () => ID }, IdPipe) meetingId: string,
  ): Promise<AttendanceSheet> {
    return this.db.run(me, (tx) => this.sheets.of(tx, meetingId));
  }

  private async write(me: Actor, input: MutationInput, work: (tx: Tx) => Promise<{ id: string }>): Answer {
    const { id } = await this.db.write(me, input, work);
    return one(Meeting, { id });
  }
}
