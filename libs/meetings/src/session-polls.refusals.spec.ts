import { useApp } from '#test/app';
import { nasty, type Someone } from '#test/given';
import { waiting } from '#test/polls';
import { SessionPolls } from '#test/session-polls';
import { connect } from '#test/socket';

type Body = { id: string; chair: Someone };

describe('a poll at a meeting', () => {
  const t = useApp();
  let s: SessionPolls;
  let own: Body, other: Body;
  let members: Awaited<ReturnType<SessionPolls['meet']['member']>>[];
  beforeAll(async () => {
    s = new SessionPolls(t);
    [own, other] = [await s.meet.convent(), await s.meet.convent()];
    members = [await s.meet.member(own), await s.meet.member(own), await s.meet.member(own)];
  });

  /** A meeting of both, in session, with one item. */
  const session = async () => {
    const meeting = await s.joint([own, other]);
    await s.meet.begun(own, meeting.id);
    return meeting;
  };
  const actions = async (type: 'meeting' | 'poll', id: string): Promise<Record<string, boolean>> => {
    const query = `query ($id: ID!) { ${type}(id: $id) { availableActions { action allowed } } }`;
    type Asked = Record<string, { availableActions: { action: string; allowed: boolean }[] }>;
    const { availableActions } = (await t.get<Asked>(own.chair, query, { id }))[type]!;
    return Object.fromEntries(availableActions.map(({ action, allowed }) => [action, allowed]));
  };
  const CLOSE_MEETING = `mutation ($input: MeetingInput!) { closeMeeting(input: $input) { state } }`;

  it('is drafted in advance, opened while the session goes on, and keeps that from closing', async () => {
    const { id: meetingId } = await s.joint([own, other]);
    const [pollId, left] = [
      await s.draft(own.chair, s.input(meetingId, own)),
      await s.draft(own.chair, s.input(meetingId, own)),
    ];
    expect((await actions('poll', pollId)).openPoll).toBe(false);
    expect(await s.openCode(own.chair, pollId)).toBe('SESSION_NOT_ON');
    await s.meet.begun(own, meetingId);
    expect((await actions('poll', pollId)).openPoll).toBe(true);
    expect((await actions('meeting', meetingId)).closeMeeting).toBe(true);
    await s.open(own.chair, pollId);
    expect((await actions('meeting', meetingId)).closeMeeting).toBe(false);
    const { errors } = await t.ask(other.chair, CLOSE_MEETING, { input: { meetingId } });
    expect(errors[0]!.extensions).toMatchObject({ code: 'MEETING_POLL_OPEN', pollId });
    expect(errors[0]!.message).toContain('Czy przyjąć wniosek?');
    await s.polls.close(own.chair, pollId);
    await s.meet.do(other.chair, 'closeMeeting', { meetingId });
    expect(await s.openCode(own.chair, left)).toBe('SESSION_NOT_ON');
    expect(await s.draftCode(own.chair, s.input(meetingId, own))).toBe('WRONG_STATE');
  });

  it('is of a body that organises the meeting, at an item of it, and drafted by officers alone', async () => {
    const { id: meetingId } = await session();
    const elsewhere = await session();
    const stranger = await s.meet.convent();
    const input = s.input(meetingId, own);
    expect(await s.draftCode(null, input)).toBe('UNAUTHENTICATED');
    expect(await s.draftCode(stranger.chair, input)).toBe('NOT_FOUND');
    await s.meet.do(own.chair, 'inviteToMeeting', { meetingId, bodyIds: [members[0]!.id] });
    expect(await s.draftCode(members[0]!.speaker, input)).toBe('FORBIDDEN');
    expect(await s.draftCode(own.chair, s.input(meetingId, stranger))).toBe('POLL_BODY_MISFITS');
    expect(await s.draftCode(own.chair, s.input(meetingId, other))).toBe('FORBIDDEN');
    const agendaItemId = elsewhere.agenda[0]!.id;
    expect(await s.draftCode(own.chair, s.input(meetingId, own, {}, { agendaItemId }))).toBe('AGENDA_ITEM_ELSEWHERE');
    expect(await s.draftCode(own.chair, s.input(meetingId, own, { functions: ['CHAIR'] }))).toBe('ELECTORATE_MISFITS');
  });

  it('stays with the meeting when its item is removed as long as it is a draft; once opened it keeps the item', async () => {
    const { id: meetingId } = await session();
    const { agenda } = await s.meet.do(own.chair, 'addAgendaItem', { meetingId, kind: 'VOTE', title: nasty('Punkt') });
    const [first, second] = agenda.map(({ id }) => id);
    const pollId = await s.draft(own.chair, s.input(meetingId, own, {}, { agendaItemId: first }));
    await s.meet.do(own.chair, 'removeAgendaItem', { itemId: first });
    const SEEN = `{ poll(id: "${pollId}") { meeting { id } agendaItem { id } } }`;
    expect(await t.get(own.chair, SEEN)).toEqual({ poll: { meeting: { id: meetingId }, agendaItem: null } });
    const opened = await s.opened(own.chair, meetingId, own, {}, { agendaItemId: second });
    expect(await s.meet.refusal(other.chair, 'removeAgendaItem', { itemId: second })).toBe('AGENDA_ITEM_POLLED');
    const LISTED = `{ meeting(id: "${meetingId}") { polls { id } agenda { polls { id } } } }`;
    expect(await t.get(own.chair, LISTED)).toEqual({
      meeting: { polls: [{ id: pollId }, { id: opened }], agenda: [{ polls: [{ id: opened }] }] },
    });
    await s.polls.close(own.chair, opened);
  });

  it('is seen by all organisers from its opening on, and by nobody else for the sake of the meeting', async () => {
    const { id: meetingId } = await session();
    const guest = await s.meet.convent();
    await s.meet.do(own.chair, 'inviteToMeeting', { meetingId, bodyIds: [guest.id] });
    const pollId = await s.draft(own.chair, s.input(meetingId, own, { visibility: 'BODY' }));
    const SEEN = `{ poll(id: "${pollId}") { state result { outcome } mySeats { id } } }`;
    expect(await t.refusal(other.chair, SEEN)).toBe('NOT_FOUND');
    await s.open(own.chair, pollId);
    expect(await t.get(other.chair, SEEN)).toEqual({ poll: { state: 'OPEN', result: null, mySeats: [] } });
    for (const who of [guest.chair, null]) expect(await t.refusal(who, SEEN)).toBe('NOT_FOUND');
    expect(await s.closeCode(other.chair, pollId)).toBe('FORBIDDEN');
    expect(await s.polls.code(other.chair, pollId, 'FOR')).toBe('NOT_ON_ROLL');
    await s.polls.close(own.chair, pollId);
  });

  it('waits for votes under the name of the meeting, which those who are invited see', async () => {
    const { id: meetingId } = await session();
    const [invited, uninvited] = members;
    await s.meet.do(own.chair, 'inviteToMeeting', { meetingId, bodyIds: [invited!.id] });
    const pollId = await s.opened(own.chair, meetingId, own);
    const title = (await s.meet.see(own.chair, meetingId)).title;
    for (const { speaker } of [invited!, uninvited!]) {
      const waits = (await waiting(t, speaker)).find(({ poll }) => poll!.id === pollId);
      expect(waits!.sentence).toContain(` na spotkaniu „${title}”.`);
    }
    const SEEN = `{ poll(id: "${pollId}") { meeting { id } } }`;
    expect(await t.get(invited!.speaker, SEEN)).toEqual({ poll: { meeting: { id: meetingId } } });
    expect(await t.get(uninvited!.speaker, SEEN)).toEqual({ poll: { meeting: null } });
    await s.polls.close(own.chair, pollId);
  });

  it('wakes whoever follows the meeting with each act, and with no vote', async () => {
    const { id: meetingId } = await session();
    const socket = connect(t, other.chair);
    const told = socket.listen(`subscription { meetingChanged(id: "${meetingId}") { polls { id state } } }`);
    const states = async () => {
      const { data } = (await told.next()) as unknown as { data: { meetingChanged: { polls: { state: string }[] } } };
      return data.meetingChanged.polls.map(({ state }) => state);
    };
    expect(await states()).toEqual([]);
    const pollId = await s.draft(own.chair, s.input(meetingId, own));
    expect(await states()).toEqual([]);
    await s.open(own.chair, pollId);
    expect(await states()).toEqual(['OPEN']);
    for (const { speaker } of members) await s.polls.cast(speaker, pollId, 'FOR');
    expect(await told.silent()).toBe(true);
    await s.polls.close(own.chair, pollId);
    expect(await states()).toEqual(['CLOSED']);
    await s.polls.publish(own.chair, pollId);
    expect(await states()).toEqual(['PUBLISHED']);
    await socket.end();
  });

  it('asks for as many votes as the meeting asks for members, where both follow the convent’s rules', async () => {
    const { id: meetingId } = await session();
    const { organisers } = await s.meet.see(own.chair, meetingId);
    const { entitled, required } = organisers.find(({ body }) => body.id === own.id)!.quorum!;
    expect([entitled, required]).toEqual([3, 2]);
    for (const votes of [required - 1, required]) {
      const pollId = await s.opened(own.chair, meetingId, own);
      for (const { speaker } of members.slice(0, votes)) await s.polls.cast(speaker, pollId, 'FOR');
      const { outcome } = await s.polls.result(own.chair, pollId);
      expect(outcome).toBe(votes < required ? 'NO_QUORUM' : 'ADOPTED');
    }
  });

  it('opens once, by ten at the same moment', async () => {
    const { id: meetingId } = await session();
    const pollId = await s.draft(own.chair, s.input(meetingId, own));
    const ten = await Promise.all(Array.from({ length: 10 }, () => s.openCode(own.chair, pollId)));
    expect(ten.filter((code) => code === undefined)).toHaveLength(1);
    expect(ten.filter((code) => code && !['VERSION_CONFLICT', 'WRONG_STATE'].includes(code))).toEqual([]);
    await s.polls.close(own.chair, pollId);
  });

  it('is never open at a closed meeting, though five open polls while five close it', async () => {
    for (let round = 0; round < 4; round++) {
      const { id: meetingId } = await session();
      const drafts = await Promise.all(Array.from({ length: 5 }, () => s.draft(own.chair, s.input(meetingId, own))));
      const closing = () => s.meet.refusal(other.chair, 'closeMeeting', { meetingId });
      const openings = drafts.map((pollId) => () => s.openCode(own.chair, pollId));
      const mixed = openings.flatMap((open) => (round % 2 ? [open, closing] : [closing, open]));
      const codes = await Promise.all(mixed.map((act) => act()));
      const { state } = await s.meet.see(own.chair, meetingId);
      const open = await t.sql(`SELECT FROM poll WHERE meeting_id = $1 AND state = 'OPEN'`, [meetingId]);
      expect(open.length > 0).toBe(state === 'IN_SESSION');
      const known = [undefined, 'SESSION_NOT_ON', 'MEETING_POLL_OPEN', 'WRONG_STATE'];
      expect(codes.filter((code) => !known.includes(code))).toEqual([]);
    }
  });
});
