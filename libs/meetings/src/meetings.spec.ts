import { useApp } from '#test/app';
import { inDays } from '#test/declarations';
import type { Someone } from '#test/given';
import { dataOf, Meetings, type MeetingAct } from '#test/meetings';

type Body = { id: string; chair: Someone };
const WAITING = `{ viewer { obligations(first: 50) { nodes { kind sentence dueAt meeting { id } } } } }`;

describe('a meeting', () => {
  const t = useApp();
  let meet: Meetings;
  let own: Body, other: Body;
  let member: { id: string; speaker: Someone };
  beforeAll(async () => {
    meet = new Meetings(t);
    [own, other] = [await meet.convent(), await meet.convent()];
    member = await meet.member(own);
  });
  const code = (who: Someone | null, id: string) => t.refusal(who, `{ meeting(id: "${id}") { id } }`);
  type Waits = {
    viewer: { obligations: { nodes: { kind: string; sentence: string; meeting: { id: string } | null }[] } };
  };
  const waits = async (who: Someone, id: string) =>
    (await t.get<Waits>(who, WAITING)).viewer.obligations.nodes.filter(({ meeting }) => meeting?.id === id);

  it('is its organisers’ while planned, of those invited once convened, public when they publish it', async () => {
    const { id: meetingId } = await meet.plan(own);
    expect(await code(own.chair, meetingId)).toBeUndefined();
    for (const who of [other.chair, member.speaker, null]) expect(await code(who, meetingId)).toBe('NOT_FOUND');
    expect(await meet.refusal(own.chair, 'conveneMeeting', { meetingId })).toBe('NOBODY_INVITED');
    await meet.do(own.chair, 'inviteToMeeting', { meetingId, membersOf: [own.id] });
    expect(await meet.refusal(own.chair, 'inviteToMeeting', { meetingId, bodyIds: [member.id] })).toBe(
      'ALREADY_INVITED',
    );
    expect(await code(member.speaker, meetingId)).toBe('NOT_FOUND');
    await meet.do(own.chair, 'conveneMeeting', { meetingId });
    expect(await code(member.speaker, meetingId)).toBeUndefined();
    for (const who of [other.chair, null]) expect(await code(who, meetingId)).toBe('NOT_FOUND');
    expect(await meet.refusal(member.speaker, 'beginMeeting', { meetingId })).toBe('FORBIDDEN');
    expect(await meet.refusal(own.chair, 'beginMeeting', { meetingId })).toBe('DOORS_CLOSED');
    await meet.begun(own, meetingId);
    await meet.do(own.chair, 'closeMeeting', { meetingId });
    expect(await code(null, meetingId)).toBe('NOT_FOUND');
    await meet.do(own.chair, 'publishMeeting', { meetingId });
    const { meeting } = await t.get<{ meeting: object }>(
      null,
      `{ meeting(id: "${meetingId}") { state organisers { body { ... on Convent { id } } quorum { present } }
         invitations { totalCount } registrations { totalCount } attendances { totalCount } notes { id } } }`,
    );
    expect(meeting).toEqual({
      ...{ state: 'CLOSED', organisers: [{ body: { id: own.id }, quorum: { present: 0 } }], notes: [] },
      ...{ invitations: { totalCount: 0 }, registrations: { totalCount: 0 }, attendances: { totalCount: 0 } },
    });
    const listed = `{ convent(id: "${own.id}") { meetings { nodes { meeting { id } } } } meetings(filter: { organiser: "${own.id}" }) { nodes { id } } }`;
    expect(await t.get(null, listed)).toEqual({
      ...{
        convent: { meetings: { nodes: [{ meeting: { id: meetingId } }] } },
        meetings: { nodes: [{ id: meetingId }] },
      },
    });
    expect(await meet.refusal(own.chair, 'publishMeeting', { meetingId })).toBe('WRONG_STATE');
  });

  it('is organised jointly once the other has agreed, and then led by either', async () => {
    const { id: meetingId } = await meet.plan(own, { host: 'Centrum „Żagiel”' }, { partnerIds: [other.id] });
    await meet.do(own.chair, 'inviteToMeeting', { meetingId, membersOf: [own.id] });
    expect(await waits(other.chair, meetingId)).toMatchObject([{ kind: 'meetingPartnerAwaited' }]);
    expect(await meet.refusal(own.chair, 'conveneMeeting', { meetingId })).toBe('PARTNER_PENDING');
    expect(await meet.refusal(other.chair, 'cancelMeeting', { meetingId, reason: 'Nie' })).toBe('FORBIDDEN');
    expect(await meet.refusal(own.chair, 'agreeToOrganise', { meetingId })).toBe('FORBIDDEN');
    await meet.do(other.chair, 'agreeToOrganise', { meetingId });
    expect(await waits(other.chair, meetingId)).toEqual([]);
    const { organisers, state } = await meet.do(other.chair, 'conveneMeeting', { meetingId });
    expect(state).toBe('CONVENED');
    expect(organisers.map(({ lead, agreedAt, body }) => [lead, Boolean(agreedAt), body.id])).toEqual([
      [true, true, own.id],
      [false, true, other.id],
    ]);
  });

  it('waits for answers, and again after it was moved; registrations keep their seats', async () => {
    const { id: meetingId, invitations } = await meet.convened(own, { registrationClosesAt: inDays(1) });
    const { id: invitationId } = invitations.nodes.find(({ body }) => body?.id === member.id)!;
    expect(await waits(member.speaker, meetingId)).toMatchObject([{ kind: 'meetingAnswerAwaited' }]);
    const stranger = await t.given.holder('STAFF', member);
    const answer = { invitationId, answer: 'ACCEPTED', note: 'Będą <b>dwie</b> osoby' };
    expect(await meet.refusal(stranger, 'answerMeetingInvitation', answer)).toBe('FORBIDDEN');
    expect(await meet.refusal(own.chair, 'answerMeetingInvitation', answer)).toBe('FORBIDDEN');
    await meet.do(member.speaker, 'answerMeetingInvitation', answer);
    expect(await waits(member.speaker, meetingId)).toEqual([]);
    await meet.register(member.speaker, meetingId);

    const move = { meetingId, startsAt: inDays(5), endsAt: inDays(5.5), reason: 'Remont „sali”' };
    expect(await meet.refusal(own.chair, 'moveMeeting', { ...move, startsAt: inDays(-1) })).toBe('MEETING_TIMES_WRONG');
    const data = dataOf({ startsAt: inDays(6), endsAt: inDays(7) });
    const { version } = await meet.see(own.chair, meetingId);
    const edit = { meetingId, expectedVersion: version, data };
    expect(await meet.refusal(own.chair, 'editMeeting', edit)).toBe('MOVE_IS_AN_ACT');
    expect(await meet.refusal(own.chair, 'editMeeting', { ...edit, expectedVersion: 1 })).toBe('VERSION_CONFLICT');
    await meet.do(own.chair, 'moveMeeting', move);
    expect(await meet.refusal(own.chair, 'moveMeeting', move)).toBe('MEETING_NOT_MOVED');
    expect(await waits(member.speaker, meetingId)).toMatchObject([
      { kind: 'meetingMoved' },
      { kind: 'registrationMoved' },
    ]);
    expect(await meet.registration(member.speaker, meetingId)).toMatchObject([
      { state: 'CONFIRMED', beforeMove: true },
    ]);
    const [moved] = await t.sql<{ concerns: string[] }>(
      `SELECT concerns FROM event WHERE subject_id = $1 AND type = 'meeting.moved'`,
      [meetingId],
    );
    expect(moved!.concerns).toEqual(expect.arrayContaining([member.id, own.id, member.speaker.id]));
    const { meeting } = await t.get<{ meeting: { registrationClosesAt: string; acts: object[]; sequence: number } }>(
      member.speaker,
      `{ meeting(id: "${meetingId}") { sequence registrationClosesAt acts { action reason wasStartsAt mandate { function } } } }`,
    );
    expect(meeting).toMatchObject({
      sequence: 1,
      acts: [{ action: 'moveMeeting', reason: 'Remont „sali”' }, {}, {}, {}],
    });
    expect(Date.parse(meeting.registrationClosesAt)).toBeGreaterThan(Date.now() + 3.9 * 86_400_000);
    const again = await meet.do(member.speaker, 'answerMeetingInvitation', { invitationId, answer: 'DECLINED' });
    expect(again).toMatchObject({ answer: 'DECLINED', answeredBeforeMove: false });
    expect(await waits(member.speaker, meetingId)).toMatchObject([{ kind: 'registrationMoved' }]);
    await meet.startsIn(meetingId, -1);
    expect(await meet.refusal(member.speaker, 'answerMeetingInvitation', answer)).toBe('ANSWER_TOO_LATE');
  });

  it('ends with all registrations when it is cancelled', async () => {
    const { id: meetingId } = await meet.convened(own);
    await meet.register(member.speaker, meetingId);
    await meet.do(own.chair, 'cancelMeeting', { meetingId, reason: 'Żałoba' });
    expect(await meet.registration(member.speaker, meetingId)).toMatchObject([{ state: 'CANCELLED', seat: null }]);
    const late: [MeetingAct, object][] = [
      ['conveneMeeting', { meetingId }],
      ['beginMeeting', { meetingId }],
      ['inviteToMeeting', { meetingId, bodyIds: [other.id] }],
      ['moveMeeting', { meetingId, startsAt: inDays(3), endsAt: inDays(4), reason: 'Nie' }],
    ];
    for (const [act, input] of late) expect(await meet.refusal(own.chair, act, input)).toBe('WRONG_STATE');
  });

  it('forgets whom it no longer invites', async () => {
    const { id: meetingId, invitations } = await meet.convened(own, {}, { bodyIds: [other.id, member.id] });
    const { id: invitationId } = invitations.nodes.find(({ body }) => body?.id === other.id)!;
    expect(await code(other.chair, meetingId)).toBeUndefined();
    expect(await meet.refusal(other.chair, 'withdrawMeetingInvitation', { invitationId })).toBe('FORBIDDEN');
    await meet.do(own.chair, 'withdrawMeetingInvitation', { invitationId });
    expect(await code(other.chair, meetingId)).toBe('NOT_FOUND');
    expect(await waits(other.chair, meetingId)).toEqual([]);
    expect(await meet.refusal(own.chair, 'withdrawMeetingInvitation', { invitationId })).toBe(
      'MEETING_INVITATION_WITHDRAWN',
    );
    await meet.do(own.chair, 'inviteToMeeting', { meetingId, bodyIds: [other.id] });
    expect(await waits(other.chair, meetingId)).toMatchObject([{ kind: 'meetingAnswerAwaited' }]);
  });

  it.each([
    ['in the past', { startsAt: '2024-10-23T10:00:00Z' }, 'MEETING_TIMES_WRONG'],
    ['that ends first', { endsAt: inDays(1) }, 'MEETING_TIMES_WRONG'],
    ['registered for after its start', { registrationClosesAt: inDays(3) }, 'MEETING_TIMES_WRONG'],
    ['at no place', { place: null }, 'MEETING_PLACE_MISSING'],
    ['online with chairs', { mode: 'ONLINE', seatsOnSite: 4 }, 'SEATS_FOR_OTHER_MODE'],
  ])('is not planned %s', async (_, more, expected) => {
    const input = { bodyId: own.id, kind: 'BOARD', data: dataOf(more) };
    expect(await meet.refusal(own.chair, 'planMeeting', input)).toBe(expected);
  });
});
