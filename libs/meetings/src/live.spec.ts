import { useApp } from '#test/app';
import type { Someone } from '#test/given';
import { Meetings, type Quorum } from '#test/meetings';
import { connect, type Listener } from '#test/socket';

const FOLLOW = `subscription ($id: ID!) { meetingChanged(id: $id) { state currentItem { id } notes { text }
  attendances(first: 50) { nodes { name mode until } } organisers { quorum { present required reached percent basis } } } }`;
interface Now {
  readonly state: string;
  readonly currentItem: { id: string } | null;
  readonly notes: { text: string }[];
  readonly attendances: { nodes: { name: string; mode: string; until: string | null }[] };
  readonly organisers: { quorum: (Quorum & { percent: number; basis: string }) | null }[];
}

describe('a session', () => {
  const t = useApp();
  let meet: Meetings;
  let body: { id: string; chair: Someone };
  beforeAll(async () => {
    meet = new Meetings(t);
    body = await meet.convent();
  });
  /** What a client has before it once this is so; nobody asks anew. */
  const until = async (listener: Listener, isSo: (now: Now) => boolean): Promise<Now> => {
    for (;;) {
      const { data, errors } = await listener.next();
      expect(errors).toEqual([]);
      const now = (data as unknown as { meetingChanged: Now }).meetingChanged;
      if (isSo(now)) return now;
    }
  };
  const there = ({ attendances }: Now) => attendances.nodes.filter((each) => each.until === null).length;

  it('is followed by several clients, each with what it may see, and by no stranger', async () => {
    const members = await Promise.all(Array.from({ length: 3 }, () => meet.member(body)));
    const [a, b] = [members[0]!.speaker, members[1]!.speaker];
    const { id: meetingId } = await meet.convened(body);
    const { agenda } = await meet.do(body.chair, 'addAgendaItem', { meetingId, kind: 'VOTE', title: 'Uchwała „Ż”' });
    const [itemId, codes] = [agenda[0]!.id, [] as string[]];
    for (const { speaker } of members) codes.push((await meet.register(speaker, meetingId)).code);
    await meet.startsIn(meetingId, 5);

    const askers = [body.chair, a, b, await t.given.person(), null];
    const sockets = askers.map((each) => connect(t, each));
    const listeners = sockets.map((socket) => socket.listen(FOLLOW, { id: meetingId }));
    const [chair, first, second, ...strangers] = listeners as [Listener, Listener, Listener, ...Listener[]];
    for (const stranger of strangers) expect((await stranger.next()).errors[0]!.extensions.code).toBe('NOT_FOUND');
    const each = (isSo: (now: Now) => boolean) => Promise.all([chair, first, second].map((one) => until(one, isSo)));

    await meet.do(body.chair, 'beginMeeting', { meetingId });
    const [began] = await each(({ state }) => state === 'IN_SESSION');
    expect(began!.organisers[0]!.quorum).toEqual({
      ...{ present: 0, required: 2, reached: false, percent: 50, basis: 'CONVENT_RULES' },
    });
    await meet.do(body.chair, 'takeUpAgendaItem', { meetingId, itemId });
    await each(({ currentItem }) => currentItem?.id === itemId);

    // Who comes is seen by the organisers and by those who are there; the quorum by all who follow.
    await meet.do(body.chair, 'checkIn', { meetingId, code: codes[0] });
    const [toChair, toFirst, toSecond] = await each(({ organisers }) => organisers[0]!.quorum!.present === 1);
    expect([toChair, toFirst, toSecond].map((now) => there(now!))).toEqual([1, 1, 0]);
    await meet.do(b, 'joinMeeting', { meetingId });
    const all = await each(({ organisers }) => organisers[0]!.quorum!.reached);
    expect(all.map(there)).toEqual([2, 2, 2]);
    expect(all[2]!.attendances.nodes.map(({ mode }) => mode).sort()).toEqual(['ONLINE', 'ON_SITE']);

    await meet.do(body.chair, 'noteInSession', { meetingId, text: 'Zgłoszono „trzy” osoby' });
    expect((await until(chair, ({ notes }) => notes.length === 1)).notes[0]!.text).toBe('Zgłoszono „trzy” osoby');
    await meet.do(b, 'leaveMeeting', { meetingId });
    const left = await each(({ organisers }) => !organisers[0]!.quorum!.reached);
    expect(left.map(({ notes }) => notes.length)).toEqual([1, 0, 0]);
    await meet.do(body.chair, 'closeMeeting', { meetingId });
    const closed = await each(({ state }) => state === 'CLOSED');
    expect(closed.map((now) => [now.currentItem, there(now)])).toEqual(Array(3).fill([null, 0]));
    for (const stranger of strangers) expect(await stranger.silent(300)).toBe(true);
    for (const one of listeners) one.stop();
    await Promise.all(sockets.map((socket) => socket.end()));
  });

  it('counts its quorum by the rules of its beginning, though they change later', async () => {
    const members = await Promise.all(Array.from({ length: 2 }, () => meet.member(body)));
    const own = await meet.convent();
    for (const { id } of members) await t.given.membership(own, { id });
    const { id: meetingId } = await meet.convened(own, {}, { bodyIds: members.map(({ id }) => id) });
    await meet.begun(own, meetingId);
    const quorum = async () =>
      (
        await t.get<{ meeting: Pick<Now, 'organisers'> }>(
          own.chair,
          `{ meeting(id: "${meetingId}") { organisers { quorum { required percent basis } } } }`,
        )
      ).meeting.organisers[0]!.quorum;
    expect(await quorum()).toEqual({ required: 1, percent: 50, basis: 'CONVENT_RULES' });
    await t.sql(`UPDATE convent_rules SET quorum_percent = 100 WHERE id = $1`, [own.id]);
    expect(await quorum()).toEqual({ required: 1, percent: 50, basis: 'CONVENT_RULES' });
    const later = await meet.convened(own, {}, { bodyIds: members.map(({ id }) => id) });
    const { organisers } = await meet.begun(own, later.id);
    expect(organisers[0]!.quorum).toMatchObject({ entitled: 2, required: 2 });
  });
});
