import { useApp } from '#test/app';
import { inDays } from '#test/declarations';
import { nasty, type Someone } from '#test/given';
import { dataOf, Meetings, type Seen } from '#test/meetings';

type Id = { id: string };
type Body = Id & { chair: Someone };
interface There {
  readonly id: string;
  readonly name: string;
  readonly from: string;
  readonly until: string;
  readonly function: string | null;
  readonly reported: boolean;
  readonly isGuest: boolean;
  readonly mandate: Id | null;
  readonly recordedUnder: Id | null;
  readonly body: Id | null;
}

const TIMES = { startsAt: '2024-10-07T10:00:00.000Z', endsAt: '2024-10-07T13:00:00.000Z' };
const SOURCE = 'Lista obecności i notatki z zeszytu „konwent”';

describe('a meeting entered after it was held', () => {
  const t = useApp();
  let meet: Meetings;
  let body: Body;
  beforeAll(() => void (meet = new Meetings(t)));
  beforeEach(async () => void (body = await meet.convent()));

  const data = (more: object = {}) => dataOf({ mode: 'ON_SITE', ...TIMES, ...more });
  const entered = (more: object = {}): Promise<Seen> =>
    meet.do(body.chair, 'recordMeeting', {
      ...{ bodyId: body.id, kind: 'NETWORKING', data: data(), recordedFrom: SOURCE },
      ...more,
    });
  const there = async (who: Someone | null, id: string): Promise<There[]> =>
    (
      await t.get<{ meeting: { attendances: { nodes: There[] } } }>(
        who,
        `query ($id: ID!) { meeting(id: $id) { attendances(first: 100) { nodes { id name from until function reported isGuest
           mandate { id } recordedUnder { id } body { ... on Convent { id } ... on Entity { id } } } } } }`,
        { id },
      )
    ).meeting.attendances.nodes;
  const told = async (who: Someone | null, id: string) =>
    (
      await t.get<{ meeting: object }>(
        who,
        `query ($id: ID!) { meeting(id: $id) { state recordedFrom startsAt beganAt closedAt convenedAt organisers { quorum { present } }
           acts { action at mandate { function } } } }`,
        { id },
      )
    ).meeting as {
      convenedAt: string;
      acts: { action: string; at: string }[];
    };

  it('has its real times, and acts at the time at which they were done; the quorum is not made up', async () => {
    const began = Date.now();
    const { id: meetingId } = await entered();
    expect(
      await t.refusal(await meet.convent().then(({ chair }) => chair), `{ meeting(id: "${meetingId}") { id } }`),
    ).toBe('NOT_FOUND');
    await meet.do(body.chair, 'addAgendaItem', { meetingId, kind: 'DISCUSSION', title: nasty('Punkt') });
    await meet.do(body.chair, 'recordAttendance', { meetingId, guest: nasty('Rektor uczelni') });
    await meet.do(body.chair, 'completeMeetingRecord', { meetingId });
    const seen = await told(body.chair, meetingId);
    expect(seen).toMatchObject({
      ...{ state: 'CLOSED', recordedFrom: SOURCE, startsAt: TIMES.startsAt, organisers: [{ quorum: null }] },
      ...{ beganAt: TIMES.startsAt, closedAt: TIMES.endsAt },
    });
    const actions = ['completeMeetingRecord', 'recordAttendance', 'addAgendaItem', 'recordMeeting'];
    expect(seen.acts.map(({ action }) => action)).toEqual(actions);
    for (const at of [seen.convenedAt, ...seen.acts.map((act) => act.at)])
      expect(Date.parse(at)).toBeGreaterThanOrEqual(began - 1_000);
  });

  it('tells for whom people came as the document says, with a mandate only if it was in force then', async () => {
    const [before, after] = [await meet.member(body), await meet.member(body)];
    await t.sql(`UPDATE mandate SET valid = tstzrange('2025-01-01', NULL) WHERE person_id = $1`, [after.speaker.id]);
    const { id: meetingId } = await entered();
    const enter = (who: object, more: object = {}) =>
      meet.do(body.chair, 'recordAttendance', { meetingId, ...who, ...more });
    for (const each of [before, after])
      await enter({ personId: each.speaker.id }, { bodyId: each.id, function: 'REPRESENTATIVE' });
    const from = '2024-10-07T11:00:00.000Z';
    await enter({ guest: 'Przewodnicząca konwentu' }, { bodyId: body.id, function: 'CHAIR', from });
    expect(
      await meet.refusal(body.chair, 'recordAttendance', {
        ...{ meetingId, personId: before.speaker.id, bodyId: before.id, function: 'REPRESENTATIVE', from },
      }),
    ).toBe('ALREADY_THERE');
    const rows = await there(body.chair, meetingId);
    const of = (id: string) => rows.find((each) => each.body!.id === id)!;
    expect(of(before.id)).toMatchObject({
      function: 'REPRESENTATIVE',
      reported: true,
      mandate: { id: expect.any(String) },
    });
    expect(of(after.id)).toMatchObject({ function: 'REPRESENTATIVE', reported: true, mandate: null });
    expect(of(body.id)).toMatchObject({ function: 'CHAIR', mandate: null, isGuest: true, from, until: TIMES.endsAt });
    expect(rows.every(({ recordedUnder }) => recordedUnder)).toBe(true);
    // What was entered by mistake goes, until the record is complete.
    await meet.do(body.chair, 'dropAttendance', { attendanceId: of(body.id).id });
    expect(await t.sql(`SELECT name FROM meeting_guest WHERE meeting_id = $1`, [meetingId])).toEqual([
      { name: 'Gość' },
    ]);
    await meet.do(body.chair, 'completeMeetingRecord', { meetingId });
    expect(await meet.refusal(body.chair, 'dropAttendance', { attendanceId: of(after.id).id })).toBe('WRONG_STATE');
    expect(await meet.refusal(body.chair, 'recordAttendance', { meetingId, guest: 'Ktoś' })).toBe('WRONG_STATE');
    expect(await there(before.speaker, meetingId)).toHaveLength(2);
  });

  it('refuses whatever would make up that something happened here live', async () => {
    const { id: meetingId, version } = await entered({ data: data({ mode: 'HYBRID' }) });
    const member = await meet.member(body);
    const asked: [Parameters<Meetings['refusal']>[1], object][] = [
      ['inviteToMeeting', { personIds: [member.speaker.id] }],
      ['inviteGuest', { name: 'Ktoś' }],
      ['setOnlineLink', { url: 'https://spotkania.example' }],
      ['conveneMeeting', {}],
      ['beginMeeting', {}],
      ['checkIn', { code: 'ABCDEFGH' }],
      ['noteInSession', { text: 'Notatka' }],
      ['closeMeeting', {}],
    ];
    for (const [act, more] of asked)
      expect([act, await meet.refusal(body.chair, act, { meetingId, ...more })]).toEqual([act, 'WRONG_STATE']);
    const edit = { meetingId, expectedVersion: version };
    for (const wrong of [
      { startsAt: inDays(1), endsAt: inDays(2) },
      { seatsOnSite: 5 },
      { registrationOpensAt: inDays(-900) },
    ])
      for (const [act, input] of [
        ['editMeeting', edit],
        ['recordMeeting', { bodyId: body.id, kind: 'NETWORKING', recordedFrom: SOURCE }],
      ] as const)
        expect(await meet.refusal(body.chair, act, { ...input, data: data(wrong) })).toBe('MEETING_RECORD_WRONG');
    const planned = await meet.plan(body);
    for (const [act, more] of [
      ['recordAttendance', { guest: 'Ktoś' }],
      ['completeMeetingRecord', {}],
    ] as const)
      expect(await meet.refusal(body.chair, act, { meetingId: planned.id, ...more })).toBe('WRONG_STATE');
    expect(
      await meet.refusal(member.speaker, 'recordMeeting', {
        bodyId: body.id,
        kind: 'BOARD',
        recordedFrom: SOURCE,
        data: data(),
      }),
    ).toBe('FORBIDDEN');
  });

  it.each([
    ['nobody', {}, 'ATTENDEE_WRONG'],
    ['two at once', { guest: 'Ktoś', own: true }, 'ATTENDEE_WRONG'],
    ['a body without a function', { guest: 'Ktoś', body: true }, 'ATTENDEE_WRONG'],
    ['a function without a body', { guest: 'Ktoś', function: 'CHAIR' }, 'ATTENDEE_WRONG'],
    ['somebody before the start', { guest: 'Ktoś', from: '2024-10-07T09:59:59.000Z' }, 'ATTENDANCE_TIMES_WRONG'],
    ['somebody after the end', { guest: 'Ktoś', until: '2024-10-07T13:00:01.000Z' }, 'ATTENDANCE_TIMES_WRONG'],
    ['somebody who left before they came', { guest: 'Ktoś', from: TIMES.endsAt }, 'ATTENDANCE_TIMES_WRONG'],
    ['somebody online where nobody was', { guest: 'Ktoś', mode: 'ONLINE' }, 'MODE_NOT_OFFERED'],
    ['a stranger', { stranger: true }, 'NOT_FOUND'],
  ])('does not take %s', async (_, { own, body: withBody, stranger, ...more }: Record<string, unknown>, code) => {
    const { id: meetingId } = await entered();
    const input = {
      ...{ meetingId, ...more },
      ...(own ? { personId: body.chair.id } : {}),
      ...(withBody ? { bodyId: body.id } : {}),
      ...(stranger ? { personId: '01890000-0000-7000-8000-000000000000' } : {}),
    };
    expect(await meet.refusal(body.chair, 'recordAttendance', input)).toBe(code);
  });

  it('waits for the other organisers, and for attendance to fit its times', async () => {
    const other = await meet.convent();
    const { id: meetingId, version } = await entered({ partnerIds: [other.id] });
    const waits = `{ viewer { obligations { nodes { kind meeting { id } } } } }`;
    const { viewer } = await t.get<{ viewer: { obligations: { nodes: object[] } } }>(other.chair, waits);
    expect(viewer.obligations.nodes).toEqual([{ kind: 'meetingRecordAwaited', meeting: { id: meetingId } }]);
    expect(await meet.refusal(body.chair, 'completeMeetingRecord', { meetingId })).toBe('PARTNER_PENDING');
    await meet.do(other.chair, 'agreeToOrganise', { meetingId });
    await meet.do(body.chair, 'recordAttendance', { meetingId, personId: other.chair.id });
    const shorter = data({ endsAt: '2024-10-07T12:00:00.000Z' });
    const { version: now } = await meet.see(body.chair, meetingId);
    expect(now).toBeGreaterThanOrEqual(version);
    await meet.do(body.chair, 'editMeeting', { meetingId, expectedVersion: now, data: shorter });
    expect(await meet.refusal(body.chair, 'completeMeetingRecord', { meetingId })).toBe('ATTENDANCE_TIMES_WRONG');
    await meet.do(body.chair, 'dropAttendance', { attendanceId: (await there(body.chair, meetingId))[0]!.id });
    const done = await Promise.all(
      Array.from({ length: 10 }, () => meet.refusal(body.chair, 'completeMeetingRecord', { meetingId })),
    );
    expect(done.sort()).toEqual([...Array(9).fill('WRONG_STATE'), undefined]);
  });
});
