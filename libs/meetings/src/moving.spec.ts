import { useApp } from '#test/app';
import { inDays } from '#test/declarations';
import type { Someone } from '#test/given';
import { Meetings, type Pass, type Registered } from '#test/meetings';

const WAITING = `{ viewer { obligations(first: 50) { nodes { kind sentence body { __typename } meeting { id } } } } }`;
interface Waits {
  viewer: {
    obligations: { nodes: { kind: string; sentence: string; body: object | null; meeting: { id: string } }[] };
  };
}

describe('a move of a meeting', () => {
  const t = useApp();
  let meet: Meetings;
  let body: { id: string; chair: Someone };
  beforeAll(async () => {
    meet = new Meetings(t);
    body = await meet.convent();
  });
  /** Persons are invited by who sees them: with a mandate in the convent. */
  const people = async (n: number) => {
    const all = await Promise.all(Array.from({ length: n }, () => t.given.person()));
    for (const each of all) await t.given.mandate(each, 'EXPERT', body);
    return all;
  };
  const convened = async (guests: Someone[], more: object = {}) =>
    (await meet.convened(body, more, { personIds: guests.map(({ id }) => id) })).id;
  const move = (meetingId: string, more: object = {}) =>
    meet.do(body.chair, 'moveMeeting', {
      ...{ meetingId, startsAt: inDays(5), endsAt: inDays(5.5), reason: 'Remont „sali”', ...more },
    });
  const list = async (id: string) => {
    const all = await meet.registration(body.chair, id);
    return all.map(({ mode, state, seat }) => [mode, state, seat]);
  };
  const waits = async (who: Someone, id: string) =>
    (await t.get<Waits>(who, WAITING)).viewer.obligations.nodes.filter(({ meeting }) => meeting?.id === id);
  const told = (id: string) =>
    t.sql<{ state: string; concerns: string[] }>(
      `SELECT data->>'state' AS state, concerns FROM event WHERE subject_id = $1 AND type = 'meeting.registration_changed'
         AND id > (SELECT min(id) FROM event WHERE subject_id = $1 AND type = 'meeting.convened') ORDER BY id`,
      [id],
    );

  it('asks everybody again: those invited for an answer, those on the list whether they still come', async () => {
    const [invited, listed, stranger] = (await people(3)) as [Someone, Someone, Someone];
    const id = await convened([invited, listed], { seatsOnSite: 1 });
    expect(await waits(invited, id)).toMatchObject([{ kind: 'meetingAnswerAwaited', body: null }]);
    expect(await waits(stranger, id)).toEqual([]);
    const { id: registrationId } = await meet.register(listed, id);
    // Whoever registers has answered.
    expect(await waits(listed, id)).toEqual([]);
    expect(await meet.refusal(listed, 'confirmRegistration', { registrationId })).toBe('WRONG_STATE');
    const { invitations } = await meet.see(body.chair, id);
    const invitationId = invitations.nodes.find(({ person }) => person?.id === invited.id)!.id;
    await meet.do(invited, 'answerMeetingInvitation', { invitationId, answer: 'TENTATIVE' });
    expect(await waits(invited, id)).toEqual([]);

    await move(id);
    expect(await waits(invited, id)).toMatchObject([{ kind: 'meetingMoved' }]);
    const [awaited] = await waits(listed, id);
    expect(awaited).toMatchObject({ kind: 'registrationMoved', body: null });
    expect(awaited!.sentence).toContain('Potwierdź swoje zgłoszenie albo je wycofaj.');
    expect(await meet.registration(listed, id)).toMatchObject([{ state: 'CONFIRMED', seat: 1, beforeMove: true }]);
    expect(await meet.refusal(invited, 'confirmRegistration', { registrationId })).toBe('NOT_FOUND');
    expect(await meet.refusal(body.chair, 'confirmRegistration', { registrationId })).toBe('FORBIDDEN');
    const kept = await meet.do<Registered>(listed, 'confirmRegistration', { registrationId });
    expect(kept).toMatchObject({ state: 'CONFIRMED', seat: 1, beforeMove: false });
    expect(await waits(listed, id)).toEqual([]);
    await meet.do(listed, 'cancelRegistration', { registrationId });
    expect(await waits(listed, id)).toMatchObject([{ kind: 'meetingAnswerAwaited' }]);
    expect(await meet.refusal(listed, 'confirmRegistration', { registrationId })).toBe('WRONG_STATE');
  });

  it('to fewer seats keeps those who came first, with seats that there are; the last of them wait again', async () => {
    const guests = await people(5);
    const id = await convened(guests, { seatsOnSite: 4 });
    const had: Registered[] = [];
    for (const each of guests) had.push(await meet.register(each, id));
    // The first withdraws, so that the fifth has seat 1 and the order of seats is not that of people.
    await meet.do(guests[0]!, 'cancelRegistration', { registrationId: had[0]!.id });
    expect((await list(id)).map(([, , seat]) => seat)).toEqual([null, 2, 3, 4, 1]);
    await move(id, { seatsOnSite: 2 });
    expect(await list(id)).toEqual([
      ['ON_SITE', 'CANCELLED', null],
      ['ON_SITE', 'CONFIRMED', 2],
      ['ON_SITE', 'CONFIRMED', 1],
      ['ON_SITE', 'WAITLISTED', null],
      ['ON_SITE', 'WAITLISTED', null],
    ]);
    const lost = (await told(id)).slice(-2);
    expect(lost.map(({ state, concerns }) => [state, concerns[0]])).toEqual(
      [guests[3], guests[4]].map((each) => ['WAITLISTED', each!.id]),
    );
    expect(await meet.see(body.chair, id)).toMatchObject({ takenOnSite: 2, waiting: 2 });
    // Back in a larger room each has a seat again.
    await move(id, { startsAt: inDays(6), endsAt: inDays(6.5), seatsOnSite: 9 });
    expect((await list(id)).slice(1).every(([, state]) => state === 'CONFIRMED')).toBe(true);
  });

  it('into another form takes everybody along; who had a seat there keeps it, the others queue as they came', async () => {
    const guests = (await people(4)) as [Someone, Someone, Someone, Someone];
    const id = await convened(guests, { seatsOnline: 2 });
    await meet.do(body.chair, 'setOnlineLink', { meetingId: id, url: 'https://spotkania.example/1' });
    for (const [i, each] of guests.entries()) await meet.register(each, id, i === 3 ? 'ONLINE' : 'ON_SITE');
    const refused = {
      meetingId: id,
      startsAt: inDays(5),
      endsAt: inDays(6),
      reason: 'x',
      mode: 'ONLINE',
      seatsOnSite: 3,
    };
    expect(await meet.refusal(body.chair, 'moveMeeting', refused)).toBe('SEATS_FOR_OTHER_MODE');
    await move(id, { mode: 'ONLINE' });
    expect(await list(id)).toEqual([
      ['ONLINE', 'CONFIRMED', 2],
      ['ONLINE', 'WAITLISTED', null],
      ['ONLINE', 'WAITLISTED', null],
      ['ONLINE', 'CONFIRMED', 1],
    ]);
    const seen = await t.get<{ meeting: { mode: string; place: string | null; acts: object[] } }>(
      guests[1],
      `query ($id: ID!) { meeting(id: $id) { mode place sequence seatsOnSite acts { action wasMode wasPlace } } }`,
      { id },
    );
    expect(seen.meeting).toMatchObject({ mode: 'ONLINE', place: null, sequence: 1, seatsOnSite: null });
    expect(seen.meeting.acts[0]).toMatchObject({ action: 'moveMeeting', wasMode: 'HYBRID' });

    // From online to a place: the place has to be said, and the link is gone.
    const onSite = { startsAt: inDays(7), endsAt: inDays(7.5), mode: 'ON_SITE' };
    const bare = { meetingId: id, reason: 'x', ...onSite };
    expect(await meet.refusal(body.chair, 'moveMeeting', bare)).toBe('MEETING_PLACE_MISSING');
    await move(id, { ...onSite, place: 'Łódź' });
    expect((await list(id)).every(([mode, state]) => mode === 'ON_SITE' && state === 'CONFIRMED')).toBe(true);
    expect(await t.sql(`SELECT FROM online_link WHERE id = $1`, [id])).toEqual([]);
  });

  it('keeps no guest out: their link opens until the new end', async () => {
    const [guest] = (await people(1)) as [Someone];
    const id = await convened([guest]);
    const link = await meet.do<{ token: string }>(body.chair, 'inviteGuest', { meetingId: id, name: 'Gość „Ż”' });
    await move(id, { startsAt: inDays(40), endsAt: inDays(40.5) });
    // Past the end of before: the data moves, not the clock.
    await t.sql(
      `UPDATE meeting_guest SET link_expires_at = link_expires_at - interval '20 days' WHERE meeting_id = $1`,
      [id],
    );
    expect(await meet.do<Pass>(null, 'openGuestLink', { token: link.token })).toMatchObject({ state: 'CONVENED' });
  });

  it('while ten register and withdraw gives no seat twice and forgets nobody', async () => {
    const guests = await people(10);
    const id = await convened(guests, { seatsOnSite: 6, seatsOnline: 2 });
    const had: Registered[] = [];
    for (const each of guests.slice(0, 5)) had.push(await meet.register(each, id));
    await Promise.all([
      move(id, { seatsOnSite: 3 }),
      ...guests.slice(0, 2).map((each, i) => meet.do(each, 'cancelRegistration', { registrationId: had[i]!.id })),
      ...guests.slice(5).map((each, i) => meet.register(each, id, i % 2 ? 'ONLINE' : 'ON_SITE')),
    ]);
    const all = (await list(id)).filter(([, state]) => state !== 'CANCELLED');
    const seats = (mode: string) => all.flatMap(([of, , seat]) => (of === mode && seat !== null ? [seat] : [])).sort();
    expect(all).toHaveLength(8);
    expect([seats('ON_SITE'), seats('ONLINE')]).toEqual([
      [1, 2, 3],
      [1, 2],
    ]);
    const [order] = await t.sql<{ fair: boolean }>(
      `SELECT coalesce(max(queue) FILTER (WHERE state = 'CONFIRMED') < min(queue) FILTER (WHERE state = 'WAITLISTED'), true) AS fair
       FROM registration WHERE meeting_id = $1 AND mode = 'ON_SITE'`,
      [id],
    );
    expect(order!.fair).toBe(true);
  });
});
