import { useApp } from '#test/app';
import { inDays } from '#test/declarations';
import type { Someone } from '#test/given';
import { Meetings, type MeetingAct } from '#test/meetings';

type Body = { id: string; chair: Someone };
interface Told {
  readonly id: string;
  readonly state: string;
  readonly availableActions: { action: string; allowed: boolean; reason: string | null }[];
}

const INVITATIONS = `query ($id: ID!) { meeting(id: $id) { invitations(first: 100) { nodes {
  id state body { __typename } person { id } guest { id } availableActions { action allowed reason } } } } }`;

describe('an invitation', () => {
  const t = useApp();
  let meet: Meetings;
  let own: Body, other: Body;
  beforeAll(async () => {
    meet = new Meetings(t);
    [own, other] = [await meet.convent(), await meet.convent()];
  });
  const seen = async (who: Someone, id: string): Promise<Told[]> =>
    (await t.get<{ meeting: { invitations: { nodes: Told[] } } }>(who, INVITATIONS, { id })).meeting.invitations.nodes;
  const allowed = ({ availableActions }: Told): string[] =>
    availableActions.flatMap(({ action, allowed: is }) => (is ? [action] : []));

  it('says where it stands and what may be done with it, and why not', async () => {
    const { id } = await meet.convened(own, {}, { bodyIds: [other.id] });
    await meet.do(own.chair, 'inviteGuest', { meetingId: id, name: 'Gość' });
    const [ours] = await seen(other.chair, id);
    expect(ours).toMatchObject({ state: 'AWAITING' });
    expect(allowed(ours!)).toEqual(['answerMeetingInvitation']);
    const all = await seen(own.chair, id);
    expect(all.map(allowed)).toEqual([['withdrawMeetingInvitation'], ['withdrawMeetingInvitation', 'renewGuestLink']]);
    expect(ours!.availableActions.find(({ action }) => action === 'withdrawMeetingInvitation')!.reason).toBe(
      'Robi to prezydium konwentu (forum), które organizuje spotkanie.',
    );
    await meet.do(other.chair, 'answerMeetingInvitation', { invitationId: ours!.id, answer: 'ACCEPTED' });
    expect(await seen(other.chair, id)).toMatchObject([{ state: 'ANSWERED' }]);
    await meet.do(own.chair, 'moveMeeting', { meetingId: id, startsAt: inDays(3), endsAt: inDays(4), reason: 'x' });
    expect(await seen(other.chair, id)).toMatchObject([{ state: 'MOVED' }]);
    await meet.startsIn(id, -1);
    const [late] = await seen(other.chair, id);
    expect(late!.availableActions[0]).toEqual({
      ...{ action: 'answerMeetingInvitation', allowed: false, reason: 'Spotkanie już się zaczęło.' },
    });
    await meet.do(own.chair, 'withdrawMeetingInvitation', { invitationId: ours!.id });
    expect((await seen(own.chair, id)).map(({ state }) => state)).toEqual(['WITHDRAWN', 'AWAITING']);
    const answer = { invitationId: ours!.id, answer: 'DECLINED' };
    expect(await meet.refusal(other.chair, 'answerMeetingInvitation', answer)).toBe('NOT_FOUND');
  });

  it('is no more answered once the meeting is called off, in words that say so', async () => {
    const { id } = await meet.convened(own, {}, { bodyIds: [other.id] });
    await meet.do(own.chair, 'cancelMeeting', { meetingId: id, reason: 'Choroba' });
    const [ours] = await seen(other.chair, id);
    expect(allowed(ours!)).toEqual([]);
    const answer = { invitationId: ours!.id, answer: 'ACCEPTED' };
    expect(await meet.refusal(other.chair, 'answerMeetingInvitation', answer)).toBe('WRONG_STATE');
  });

  it('of a person waits for them though they hold no mandate any more', async () => {
    const person = await t.given.person();
    const mandate = await t.given.mandate(person, 'EXPERT', own);
    const { id } = await meet.convened(own, {}, { personIds: [person.id] });
    await t.sql(
      `UPDATE mandate SET state = 'ENDED', ended_because = 'RESIGNED', valid = tstzrange(lower(valid), now()) WHERE id = $1`,
      [mandate.id],
    );
    const waits = `{ viewer { obligations(first: 9) { nodes { kind body { __typename } meeting { id } dueAt } } } }`;
    expect(await t.get(person, waits)).toMatchObject({
      viewer: { obligations: { nodes: [{ kind: 'meetingAnswerAwaited', body: null, meeting: { id } }] } },
    });
    const [ours] = await seen(person, id);
    expect(allowed(ours!)).toEqual(['answerMeetingInvitation']);
    await meet.do(person, 'answerMeetingInvitation', { invitationId: ours!.id, answer: 'DECLINED', note: 'Żałuję' });
    expect(await t.get(person, waits)).toEqual({ viewer: { obligations: { nodes: [] } } });
    const stranger = await t.given.person();
    const act: MeetingAct = 'answerMeetingInvitation';
    expect(await meet.refusal(stranger, act, { invitationId: ours!.id, answer: 'ACCEPTED' })).toBe('NOT_FOUND');
  });

  it('to a closed meeting that is shared is seen by nobody of the forum, but the meeting is; then it is public', async () => {
    await t.given.standing(own, await t.given.forum());
    await t.given.standing(other, await t.given.forum());
    const outside = await t.given.person();
    const { id } = await meet.convened(own, {}, { bodyIds: [own.id] });
    const share = { meetingId: id, audience: 'FORUM' };
    expect(await meet.refusal(own.chair, 'publishMeeting', share)).toBe('WRONG_STATE');
    await meet.begun(own, id);
    await meet.do(own.chair, 'closeMeeting', { meetingId: id });
    const code = (who: Someone | null) => t.refusal(who, `{ meeting(id: "${id}") { id } }`);
    expect(await code(other.chair)).toBe('NOT_FOUND');
    await meet.do(own.chair, 'publishMeeting', share);
    expect([await code(other.chair), await code(outside), await code(null)]).toEqual([
      ...[undefined, 'NOT_FOUND', 'NOT_FOUND'],
    ]);
    const people = `query ($id: ID!) { meeting(id: $id) { sharedAt publishedAt agenda { id } invitations { totalCount } registrations { totalCount } } }`;
    const { meeting } = await t.get<{ meeting: object }>(other.chair, people, { id });
    expect(meeting).toMatchObject({
      ...{ sharedAt: expect.any(String) as string, publishedAt: null },
      ...{ invitations: { totalCount: 0 }, registrations: { totalCount: 0 } },
    });
    expect(await meet.refusal(own.chair, 'publishMeeting', share)).toBe('MEETING_ALREADY_SHARED');
    await meet.do(own.chair, 'publishMeeting', { meetingId: id });
    expect(await code(null)).toBeUndefined();
  });
});
