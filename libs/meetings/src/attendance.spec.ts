import { useApp } from '#test/app';
import { nasty, type Someone } from '#test/given';
import { Meetings, type Quorum } from '#test/meetings';

type Body = { id: string; chair: Someone };
interface There {
  readonly name: string;
  readonly mode: string;
  readonly from: string;
  readonly until: string | null;
  readonly function: string | null;
  readonly body: { id: string } | null;
}

describe('attendance', () => {
  const t = useApp();
  let meet: Meetings;
  let body: Body;
  beforeAll(() => void (meet = new Meetings(t)));
  beforeEach(async () => void (body = await meet.convent()));
  const there = async (who: Someone, id: string): Promise<There[]> =>
    (
      await t.get<{ meeting: { attendances: { nodes: There[] } } }>(
        who,
        `{ meeting(id: "${id}") { attendances(first: 100) { nodes { name mode from until function body { ... on Entity { id } } } } } }`,
      )
    ).meeting.attendances.nodes;
  const quorum = async (id: string): Promise<Quorum> => (await meet.see(body.chair, id)).organisers[0]!.quorum!;
  /** In session, with these registered. */
  const session = async (people: Someone[]) => {
    const { id } = await meet.convened(body);
    const codes: string[] = [];
    for (const each of people) codes.push((await meet.register(each, id)).code);
    await meet.begun(body, id);
    return { id, codes };
  };
  const members = (n: number) => Promise.all(Array.from({ length: n }, () => meet.member(body)));

  it('is taken by code, each code once, of the confirmed; the quorum is counted live, of organisations', async () => {
    const [a, b, c] = (await members(3)) as [never, never, never] as { id: string; speaker: Someone }[];
    const { id: meetingId, codes } = await session([a!.speaker, b!.speaker, c!.speaker]);
    expect(await quorum(meetingId)).toEqual({ entitled: 3, present: 0, required: 2, reached: false });
    const checkIn = (code: string) => ({ meetingId, code });
    await meet.do(body.chair, 'checkIn', checkIn(codes[0]!.toLowerCase()));
    const second = await Promise.all(
      Array.from({ length: 10 }, () => meet.refusal(body.chair, 'checkIn', checkIn(codes[1]!))),
    );
    expect(second.sort()).toEqual([...Array(9).fill('ALREADY_THERE'), undefined]);
    expect(await meet.refusal(body.chair, 'checkIn', checkIn('NIEZNANY'))).toBe('CODE_UNKNOWN');
    expect(await meet.refusal(a!.speaker, 'checkIn', checkIn(codes[2]!))).toBe('FORBIDDEN');
    expect(await quorum(meetingId)).toEqual({ entitled: 3, present: 2, required: 2, reached: true });
    await meet.do(body.chair, 'checkOut', checkIn(codes[1]!));
    expect(await quorum(meetingId)).toMatchObject({ present: 1, reached: false });
    expect(await meet.refusal(body.chair, 'checkOut', checkIn(codes[1]!))).toBe('NOT_THERE');
    expect(await meet.refusal(c!.speaker, 'leaveMeeting', { meetingId })).toBe('NOT_THERE');
    const [registration] = await meet.registration(a!.speaker, meetingId);
    expect(await meet.refusal(a!.speaker, 'cancelRegistration', { registrationId: registration!.id })).toBe(
      'WAS_THERE',
    );
    // Whoever was there sees who was; whoever only registered does not.
    expect(await there(a!.speaker, meetingId)).toHaveLength(2);
    expect(await there(c!.speaker, meetingId)).toEqual([]);
    await meet.do(body.chair, 'closeMeeting', { meetingId });
    expect(await quorum(meetingId)).toMatchObject({ present: 1, reached: false });
    expect((await there(body.chair, meetingId)).every(({ until }) => until !== null)).toBe(true);
  });

  it('goes on online after on site without being in both at once, and without counting twice', async () => {
    const [member] = await members(1);
    const { id: meetingId, codes } = await session([member!.speaker]);
    expect(await meet.refusal(body.chair, 'joinMeeting', { meetingId })).toBe('FORBIDDEN');
    await meet.do(body.chair, 'checkIn', { meetingId, code: codes[0] });
    await meet.do(member!.speaker, 'joinMeeting', { meetingId });
    expect(await meet.refusal(member!.speaker, 'joinMeeting', { meetingId })).toBe('ALREADY_THERE');
    const rows = (await there(body.chair, meetingId)).sort((x, y) => (x.from < y.from ? -1 : 1));
    expect(rows.map(({ mode }) => mode)).toEqual(['ON_SITE', 'ONLINE']);
    const [row] = await t.sql<{ overlap: boolean }>(
      `SELECT bool_or(a.valid && b.valid) AS overlap FROM attendance a JOIN attendance b ON a.meeting_id = b.meeting_id AND a.id < b.id
       WHERE a.meeting_id = $1`,
      [meetingId],
    );
    expect(row!.overlap).toBe(false);
    expect(await quorum(meetingId)).toMatchObject({ entitled: 1, present: 1 });
    const printed = `query ($id: ID!) { attendanceSheet(meetingId: $id) { people expected lines { form signature until } } }`;
    expect(await t.get(body.chair, printed, { id: meetingId })).toMatchObject({
      attendanceSheet: {
        ...{ people: 1, expected: 0 },
        lines: [
          { form: 'stacjonarnie', signature: '' },
          { form: 'zdalnie', signature: 'udział zdalny', until: null },
        ],
      },
    });
    await meet.do(member!.speaker, 'leaveMeeting', { meetingId });
    expect(await quorum(meetingId)).toMatchObject({ present: 0 });
    const both = t.sql(
      `INSERT INTO attendance (id, meeting_id, person_id, name, mode, valid, entity_id, mandate_id, function)
       SELECT uuidv7(), meeting_id, person_id, name, 'ONLINE', valid, entity_id, mandate_id, function FROM attendance WHERE meeting_id = $1 LIMIT 1`,
      [meetingId],
    );
    await expect(both).rejects.toMatchObject({ code: '23P01' });
  });

  it('is for two organisations, of which one person speaks for both', async () => {
    const [first, second, third] = (await members(3)) as { id: string; speaker: Someone }[];
    await t.given.mandate(first!.speaker, 'REPRESENTATIVE', second!);
    const outside = await t.given.entity();
    const wrong = await t.given.mandate(first!.speaker, 'STAFF', outside);
    const { id: meetingId } = await meet.convened(body);
    const uninvited = { meetingId, mode: 'ON_SITE', mandateIds: [wrong.id] };
    expect(await meet.refusal(first!.speaker, 'registerForMeeting', uninvited)).toBe('ORGANISATION_NOT_INVITED');
    const { code, representations } = await meet.register(first!.speaker, meetingId);
    expect(representations.map((each) => each.body.id).sort()).toEqual([first!.id, second!.id].sort());
    // Printed before anybody comes: who is expected, with room for a name by hand.
    const printed = `query ($id: ID!) { attendanceSheet(meetingId: $id) { people expected
      lines { organisation capacity form clock from until signature } } }`;
    const expected = {
      form: 'stacjonarnie',
      capacity: 'przedstawiciel',
      clock: '',
      from: null,
      until: null,
      signature: '',
    };
    expect(await t.get(body.chair, printed, { id: meetingId })).toMatchObject({
      attendanceSheet: { people: 0, expected: 1, lines: [expected, expected] },
    });
    await meet.begun(body, meetingId);
    await meet.do(body.chair, 'checkIn', { meetingId, code });
    expect((await there(body.chair, meetingId)).map((each) => [each.function, each.body!.id]).sort()).toEqual(
      [first!.id, second!.id].sort().map((id) => ['REPRESENTATIVE', id]),
    );
    expect(await quorum(meetingId)).toEqual({ entitled: 3, present: 2, required: 2, reached: true });
    expect(third!.id).toBeTruthy();
    const { attendanceSheet } = await t.get<{ attendanceSheet: object }>(
      body.chair,
      `query ($id: ID!) { attendanceSheet(meetingId: $id) { people organisations organisers lines { number mode function clock } } }`,
      { id: meetingId },
    );
    expect(attendanceSheet).toMatchObject({
      ...{ people: 1, organisations: 2 },
      lines: [1, 2].map((number) => ({ number, mode: 'ON_SITE', function: 'REPRESENTATIVE' })),
    });
  });

  it('counts no longer once the mandate has ended during the session, though it stands', async () => {
    const [member, other] = (await members(2)) as { id: string; speaker: Someone }[];
    const { id: meetingId, codes } = await session([member!.speaker, other!.speaker]);
    for (const code of codes) await meet.do(body.chair, 'checkIn', { meetingId, code });
    expect(await quorum(meetingId)).toMatchObject({ entitled: 2, present: 2 });
    const [mandate] = await t.sql<{ id: string }>(`SELECT id FROM mandate WHERE person_id = $1`, [member!.speaker.id]);
    const end = `mutation ($input: EndMandateInput!) { endMandate(input: $input) { state } }`;
    const input = { mandateId: mandate!.id, because: 'RESIGNED', basis: nasty('Pismo') };
    await t.get(member!.speaker, end, { input });
    expect(await quorum(meetingId)).toMatchObject({ entitled: 2, present: 1 });
    const [then] = await t.sql<Quorum>(
      `SELECT q.* FROM meeting_body b, meeting_quorum_at(b.id, (SELECT min(upper(valid)) - interval '1 millisecond' FROM mandate
         WHERE person_id = $2)) q WHERE b.meeting_id = $1`,
      [meetingId, member!.speaker.id],
    );
    expect(then).toMatchObject({ present: 2 });
    expect(await there(body.chair, meetingId)).toHaveLength(2);
    // They see what they took part in, and come back for themselves alone.
    await meet.do(member!.speaker, 'joinMeeting', { meetingId });
    const [latest] = await t.sql(
      `SELECT mode, mandate_id FROM attendance WHERE meeting_id = $1 AND person_id = $2 ORDER BY lower(valid) DESC LIMIT 1`,
      [meetingId, member!.speaker.id],
    );
    expect(latest).toEqual({ mode: 'ONLINE', mandate_id: null });
    expect(await quorum(meetingId)).toMatchObject({ present: 1 });
  });

  it('shows the online link to the confirmed alone, and only from the set time', async () => {
    const [member, waiting] = (await members(2)) as { id: string; speaker: Someone }[];
    const { id: meetingId } = await meet.convened(body, { seatsOnline: 1, linkMinutes: 30 });
    const url = 'https://spotkania.example/żółw?a="b"';
    expect(await meet.refusal(body.chair, 'setOnlineLink', { meetingId, url: 'javascript:alert(1)' })).toBe(
      'ONLINE_LINK_WRONG',
    );
    await meet.do(body.chair, 'setOnlineLink', { meetingId, url });
    expect(await meet.register(member!.speaker, meetingId, 'ONLINE')).toMatchObject({ state: 'CONFIRMED' });
    expect(await meet.register(waiting!.speaker, meetingId, 'ONLINE')).toMatchObject({ state: 'WAITLISTED' });
    const link = async (who: Someone) =>
      (
        await t.get<{ meeting: { onlineLink: object | null } }>(
          who,
          `{ meeting(id: "${meetingId}") { onlineLink { url } } }`,
        )
      ).meeting.onlineLink;
    await meet.startsIn(meetingId, 31);
    for (const who of [member!.speaker, waiting!.speaker, body.chair]) expect(await link(who)).toBeNull();
    await meet.startsIn(meetingId, 30);
    expect(await link(member!.speaker)).toEqual({ url });
    for (const who of [waiting!.speaker, body.chair]) expect(await link(who)).toBeNull();
    expect(await meet.refusal(waiting!.speaker, 'joinMeeting', { meetingId })).toBe('NOT_CONFIRMED');
    await meet.do(body.chair, 'beginMeeting', { meetingId });
    await meet.do(body.chair, 'closeMeeting', { meetingId });
    expect(await link(member!.speaker)).toBeNull();
  });
});
