import { useApp } from '#test/app';
import { nasty, type Someone } from '#test/given';
import { Meetings, type Pass } from '#test/meetings';

interface Link {
  readonly guestId: string;
  readonly token: string;
}

describe('a guest without an account', () => {
  const t = useApp();
  let meet: Meetings;
  let body: { id: string; chair: Someone };
  beforeAll(async () => {
    meet = new Meetings(t);
    body = await meet.convent();
  });
  const invite = (meetingId: string, name = nasty('Gość')): Promise<Link> =>
    meet.do<Link>(body.chair, 'inviteGuest', {
      meetingId,
      name,
      email: 'gosc@example.com',
      organisation: 'Fundacja „Ż”',
    });
  const open = ({ token }: Link): Promise<Pass> => meet.do<Pass>(null, 'openGuestLink', { token });
  const convened = async (more: object = {}) => {
    const { id } = await meet.plan(body, more);
    await meet.do(body.chair, 'inviteToMeeting', { meetingId: id, bodyIds: [body.id] });
    return (await meet.do(body.chair, 'conveneMeeting', { meetingId: id })).id;
  };

  it('opens their link once, though ten try at once; only hashes are kept', async () => {
    const meetingId = await convened();
    const { token } = await invite(meetingId);
    const tried = await Promise.all(Array.from({ length: 10 }, () => meet.refusal(null, 'openGuestLink', { token })));
    expect(tried.sort()).toEqual([...Array(9).fill('GUEST_LINK_INVALID'), undefined]);
    const stored = JSON.stringify(await t.sql(`SELECT * FROM meeting_guest WHERE meeting_id = $1`, [meetingId]));
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
  });

  it('answers, gets a seat or waits like everybody, joins and is in the list; another link ends the one before', async () => {
    const meetingId = await convened({ seatsOnSite: 1, seatsOnline: 1, linkMinutes: 60 });
    await meet.do(body.chair, 'setOnlineLink', { meetingId, url: 'https://spotkania.example/1' });
    const [first, second] = [await invite(meetingId), await invite(meetingId)];
    const [one, two] = [await open(first), await open(second)];
    const accept = (key: string, mode: string | null = 'ONLINE') => ({ key, answer: 'ACCEPTED', mode });
    expect(await meet.refusal(null, 'answerAsGuest', accept(one.key, null))).toBe('MODE_NOT_OFFERED');
    const answers = await Promise.all([one, two].map(({ key }) => meet.do<Pass>(null, 'answerAsGuest', accept(key))));
    expect(answers.map(({ registration }) => registration).sort()).toEqual(['CONFIRMED', 'WAITLISTED']);
    const [seated, waits] = answers[0]!.registration === 'CONFIRMED' ? [one, two] : [two, one];
    expect(await meet.refusal(null, 'joinAsGuest', { key: seated.key })).toBe('WRONG_STATE');
    expect((await meet.do<Pass>(null, 'showGuestPass', { key: seated.key })).onlineUrl).toBeNull();
    await meet.do(null, 'answerAsGuest', { key: seated.key, answer: 'DECLINED' });
    await meet.begun(body, meetingId);
    const pass = await meet.do<Pass>(null, 'showGuestPass', { key: waits.key });
    expect(pass).toMatchObject({ registration: 'CONFIRMED', onlineUrl: 'https://spotkania.example/1', key: null });
    await meet.do(null, 'joinAsGuest', { key: waits.key });
    await meet.do(body.chair, 'checkOut', { meetingId, code: pass.code });
    const sheet = `query ($id: ID!) { attendanceSheet(meetingId: $id) { people organisations lines { organisation mode } } }`;
    expect(await t.get(body.chair, sheet, { id: meetingId })).toEqual({
      attendanceSheet: { people: 1, organisations: 0, lines: [{ organisation: 'Fundacja „Ż”', mode: 'ONLINE' }] },
    });
    const link = waits === one ? first : second;
    const renewed = await meet.do<Link>(body.chair, 'renewGuestLink', { guestId: link.guestId });
    expect(await meet.refusal(null, 'showGuestPass', { key: waits.key })).toBe('GUEST_LINK_INVALID');
    expect((await open(renewed)).registration).toBe('CONFIRMED');
  });

  it('is let in no more once the meeting is over, the link too old or the invitation taken back', async () => {
    const meetingId = await convened();
    const [late, gone, kept] = [await invite(meetingId), await invite(meetingId), await invite(meetingId)];
    await t.sql(`UPDATE meeting_guest SET link_expires_at = now() WHERE id = $1`, [late.guestId]);
    expect(await meet.refusal(null, 'openGuestLink', { token: late.token })).toBe('GUEST_LINK_INVALID');
    const { key } = await open(gone);
    const { invitations } = await meet.see(body.chair, meetingId);
    const invitationId = invitations.nodes.find(({ guest }) => guest?.id === gone.guestId)!.id;
    await meet.do(body.chair, 'withdrawMeetingInvitation', { invitationId });
    expect(await meet.refusal(null, 'showGuestPass', { key })).toBe('GUEST_LINK_INVALID');
    expect(await meet.refusal(body.chair, 'renewGuestLink', { guestId: gone.guestId })).toBe(
      'MEETING_INVITATION_WITHDRAWN',
    );
    const pass = await open(kept);
    await meet.do(body.chair, 'cancelMeeting', { meetingId, reason: 'Brak sali' });
    expect(await meet.refusal(null, 'answerAsGuest', { key: pass.key, answer: 'ACCEPTED', mode: 'ONLINE' })).toBe(
      'GUEST_LINK_INVALID',
    );
  });

  it('cannot be guessed: after a hundred failures an address waits', async () => {
    const guess = (i: number) => meet.refusal(null, 'openGuestLink', { token: `x${i}` });
    const codes = new Set<string | undefined>();
    for (let i = 0; i < 110 && !codes.has('TOO_MANY_ATTEMPTS'); i++) codes.add(await guess(i));
    expect(codes).toEqual(new Set(['GUEST_LINK_INVALID', 'TOO_MANY_ATTEMPTS']));
  });
});
