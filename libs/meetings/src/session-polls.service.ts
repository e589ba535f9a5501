import { Injectable } from '@nestjs/common';
import type { Tx } from '#core';
import { Poll, PollsService } from '#voting';
import { AgendaItem } from './agenda-item.entity.ts';
import { MeetingActs } from './meeting-acts.service.ts';
import { MeetingBody } from './meeting-body.entity.ts';
import { AgendaItemElsewhere, ItemPolled, PollBodyMisfits, PollStillOpen } from './meetings.errors.ts';
import type { DraftMeetingPollInput } from './session-poll.entity.ts';

type Id = { id: string };

/** Polls of a meeting: drafted here, then led as any other; what closes a meeting waits for them. */
@Injectable()
export class SessionPolls {
  constructor(
    private readonly acts: MeetingActs,
    private readonly polls: PollsService,
  ) {}

  /** A body that organises the meeting asks its own voters; the one that planned it may ask all organising convents. */
  async draft(
    tx: Tx,
    { meetingId, bodyId, agendaItemId = null, data, runOffOfId }: DraftMeetingPollInput,
  ): Promise<Id> {
    const { meeting } = await this.acts.take(tx, 'draftMeetingPoll', meetingId);
    const organisers = await tx.em.findBy(MeetingBody, { meetingId });
    const organiser = organisers.find(({ conventId, forumId }) => (conventId ?? forumId) === bodyId);
    const joint = organiser?.lead ?? false;
    if (!organiser?.agreedAt || (data.electorate === 'ORGANISING_CONVENTS' && !joint)) throw PollBodyMisfits();
    if (agendaItemId && !(await tx.em.existsBy(AgendaItem, { id: agendaItemId, meetingId })))
      throw AgendaItemElsewhere();
    const place = { meetingId, agendaItemId, joint };
    const poll = await this.polls.create(tx, { bodyId, data, runOffOfId }, { place });
    await this.acts.record(tx, meeting, 'draftMeetingPoll');
    return poll;
  }
}

/** A session does not end in the middle of a vote; call it while the meeting is held. */
export async function refuseOpenPoll(tx: Tx, meetingId: string): Promise<void> {
  const poll = await tx.em.findOne(Poll, { where: { meetingId, state: 'OPEN' }, order: { id: 'ASC' } });
  if (poll) throw PollStillOpen({ pollId: poll.id, question: poll.question });
}

/** An item at which something was put to the vote stays. */
export async function refusePolledItems(tx: Tx, itemIds: readonly string[]): Promise<void> {
  const [polled] = await tx.sql<Id>(
    `SELECT id FROM poll WHERE agenda_item_id = ANY ($1) AND opened_at IS NOT NULL LIMIT 1`,
    [itemIds],
  );
  if (polled) throw ItemPolled({ pollId: polled.id });
}
