import { useApp } from '#test/app';
import type { Someone } from '#test/given';
import { Meetings, type Seen } from '#test/meetings';
import { connect } from '#test/socket';

describe('an agenda', () => {
  const t = useApp();
  let meet: Meetings;
  let own: { id: string; chair: Someone };
  let member: { id: string; speaker: Someone };
  beforeAll(async () => {
    meet = new Meetings(t);
    own = await meet.convent();
    member = await meet.member(own);
  });

  it('is ordered as a tree, and followed in session by all who have it open', async () => {
    const { id: meetingId } = await meet.convened(own);
    const add = async (title: string, more: object = {}): Promise<string> => {
      const { agenda } = await meet.do(own.chair, 'addAgendaItem', { meetingId, kind: 'DISCUSSION', title, ...more });
      return agenda.find((each) => each.title === title)!.id;
    };
    const [first, second] = [await add('Otwarcie'), await add('Wybory „rady”', { kind: 'ELECTION', minutes: 30 })];
    const under = await add('Zgłaszanie kandydatów', { parentId: second });
    const told = ({ agenda }: Seen) => agenda.map(({ number, title }) => `${number} ${title}`);
    expect(told(await meet.do(own.chair, 'moveAgendaItem', { itemId: second, beforeId: first }))).toEqual([
      ...['1. Wybory „rady”', '1.1. Zgłaszanie kandydatów', '2. Otwarcie'],
    ]);
    expect(await meet.refusal(own.chair, 'moveAgendaItem', { itemId: second, parentId: under })).toBe('AGENDA_WRONG');
    expect(await meet.refusal(member.speaker, 'removeAgendaItem', { itemId: first })).toBe('FORBIDDEN');
    const socket = connect(t, member.speaker);
    const listener = socket.listen(
      `subscription ($id: ID!) { meetingChanged(id: $id) { state currentItem { id } notes { id } } }`,
      { id: meetingId },
    );
    await listener.next();
    await meet.begun(own, meetingId);
    expect((await listener.next()).data).toMatchObject({ meetingChanged: { state: 'IN_SESSION', currentItem: null } });
    await meet.do(own.chair, 'takeUpAgendaItem', { meetingId, itemId: under });
    expect((await listener.next()).data).toMatchObject({ meetingChanged: { currentItem: { id: under } } });
    const { notes } = await meet.do(own.chair, 'noteInSession', { meetingId, text: 'Zgłoszono <i>trzy</i> osoby' });
    expect(notes).toMatchObject([{ text: 'Zgłoszono <i>trzy</i> osoby', agendaItem: { id: under } }]);
    expect((await listener.next()).data).toMatchObject({ meetingChanged: { notes: [] } });
    listener.stop();
    await socket.end();
    const edit = { noteId: notes[0]!.id, expectedVersion: 1, text: 'Cztery' };
    await meet.do(own.chair, 'editSessionNote', edit);
    expect(await meet.refusal(own.chair, 'editSessionNote', edit)).toBe('VERSION_CONFLICT');
    expect(await meet.refusal(member.speaker, 'editSessionNote', edit)).toBe('NOT_FOUND');
    expect(await meet.refusal(own.chair, 'removeAgendaItem', { itemId: second })).toBe('AGENDA_ITEM_TAKEN_UP');
    expect(told(await meet.do(own.chair, 'removeAgendaItem', { itemId: first }))).toEqual([
      ...['1. Wybory „rady”', '1.1. Zgłaszanie kandydatów'],
    ]);
    const { currentItem, state } = await meet.do(own.chair, 'closeMeeting', { meetingId });
    expect([currentItem, state]).toEqual([null, 'CLOSED']);
  });

  it('stays whole, though ten add to it at once', async () => {
    const { id: meetingId } = await meet.plan(own);
    const add = (i: number) => meet.do(own.chair, 'addAgendaItem', { meetingId, kind: 'VOTE', title: `Punkt ${i}` });
    await Promise.all(Array.from({ length: 10 }, (_, i) => add(i)));
    const { agenda } = await meet.see(own.chair, meetingId);
    expect(agenda.map(({ number }) => number)).toEqual(Array.from({ length: 10 }, (_, i) => `${i + 1}.`));
  });

  it('and its notes have an end, as guests and goings in and out have', async () => {
    const { id: meetingId } = await meet.convened(own);
    await t.sql(
      `INSERT INTO meeting_guest (id, meeting_id, name, created_at) SELECT uuidv7(), $1, 'x', now() FROM generate_series(1, 499)`,
      [meetingId],
    );
    const guest = { meetingId, name: 'Gość' };
    const guests = await Promise.all(Array.from({ length: 3 }, () => meet.refusal(own.chair, 'inviteGuest', guest)));
    expect(guests.sort()).toEqual(['MEETING_LIMIT_REACHED', 'MEETING_LIMIT_REACHED', undefined]);
    await t.sql(
      `INSERT INTO registration (id, meeting_id, person_id, name, mode, state, code, registered_at)
       SELECT uuidv7(), $1, $2, 'x', 'ONLINE', 'CANCELLED', 'K' || n, now() FROM generate_series(1, 19) n`,
      [meetingId, member.speaker.id],
    );
    const { id: registrationId } = await meet.register(member.speaker, meetingId);
    await meet.do(member.speaker, 'cancelRegistration', { registrationId });
    const again = { meetingId, mode: 'ONLINE' };
    expect(await meet.refusal(member.speaker, 'registerForMeeting', again)).toBe('REGISTERS_TOO_OFTEN');
    await meet.begun(own, meetingId);
    await t.sql(
      `INSERT INTO session_note (id, meeting_id, text, at) SELECT uuidv7(), $1, 'x', now() FROM generate_series(1, 1000)`,
      [meetingId],
    );
    expect(await meet.refusal(own.chair, 'noteInSession', { meetingId, text: 'x' })).toBe('MEETING_LIMIT_REACHED');
    const long = { meetingId, text: 'ż'.repeat(10_001) };
    expect(await meet.refusal(own.chair, 'noteInSession', long)).toBe('BAD_USER_INPUT');
    const crowd = Array.from({ length: 201 }, () => crypto.randomUUID());
    expect(await meet.refusal(own.chair, 'inviteToMeeting', { meetingId, personIds: crowd })).toBe('INVALID_INPUT');
  });
});
