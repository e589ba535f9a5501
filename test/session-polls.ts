import type { Asker, TestApp } from './app.ts';
import type { Someone } from './given.ts';
import { Meetings, type Seen } from './meetings.ts';
import { CLOSE, OPEN, Polls, soon } from './polls.ts';

type Id = { id: string };
type Convent = Id & { chair: Someone };

/** Rules of its own, as convents need them that have none in common. */
export const UNANIMOUS = {
  ...{ quorumPercent: 100, majority: 'UNANIMOUS', abstentions: 'COUNTED', tie: 'REJECTED', mayChange: true },
  basis: 'Porozumienie „trzech” konwentów z 23 października 2024',
};

const DRAFT = `mutation ($input: DraftMeetingPollInput!) { draftMeetingPoll(input: $input) { id version state } }`;

/** Meetings with polls, by the API alone. */
export class SessionPolls {
  readonly meet: Meetings;
  readonly polls: Polls;

  constructor(private readonly t: TestApp) {
    this.meet = new Meetings(t);
    this.polls = new Polls(t);
  }

  input = (meetingId: string, body: Id, data: object = {}, more: object = {}): object => ({
    ...{ meetingId, bodyId: body.id, data: this.polls.data({ visibility: 'PUBLIC', ...data }) },
    ...more,
  });

  draft = async (by: Asker, input: object): Promise<string> =>
    (await this.t.get<{ draftMeetingPoll: Id }>(by, DRAFT, { input })).draftMeetingPoll.id;
  draftCode = (by: Asker, input: object): Promise<string | undefined> => this.t.refusal(by, DRAFT, { input });
  open = (by: Asker, pollId: string): Promise<object> =>
    this.t.get(by, OPEN, { input: { pollId, expectedVersion: 1 } });
  openCode = (by: Asker, pollId: string): Promise<string | undefined> =>
    this.t.refusal(by, OPEN, { input: { pollId, expectedVersion: 1 } });
  closeCode = (by: Asker, pollId: string): Promise<string | undefined> =>
    this.t.refusal(by, CLOSE, { input: { pollId, reason: 'Wszyscy zagłosowali.' } });

  /** Draft and opening in one. */
  async opened(by: Asker, meetingId: string, body: Id, data: object = {}, more: object = {}): Promise<string> {
    const pollId = await this.draft(by, this.input(meetingId, body, data, more));
    await this.open(by, pollId);
    return pollId;
  }

  /** A convened meeting of all these convents, which the first planned; each of the others has agreed. */
  async joint([lead, ...partners]: readonly [Convent, ...Convent[]]): Promise<Seen> {
    const { id: meetingId } = await this.meet.plan(lead, {}, { partnerIds: partners.map(({ id }) => id) });
    for (const { chair } of partners) await this.meet.do(chair, 'agreeToOrganise', { meetingId });
    await this.meet.do(lead.chair, 'addAgendaItem', { meetingId, kind: 'VOTE', title: 'Powołanie „forum” <b>' });
    await this.meet.do(lead.chair, 'inviteToMeeting', { meetingId, bodyIds: [lead.id] });
    return this.meet.do(lead.chair, 'conveneMeeting', { meetingId });
  }

  joinedBy = (closesAt = soon()) => ({ electorate: 'ORGANISING_CONVENTS', rules: UNANIMOUS, closesAt });
}
