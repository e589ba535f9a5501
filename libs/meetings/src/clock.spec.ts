import { useApp } from '#test/app';
import { Meetings } from '#test/meetings';

describe('the time of a meeting', () => {
  const t = useApp();

  it('is told by the clock of the law, also in the hour that happens twice in October', async () => {
    const meet = new Meetings(t);
    const body = await meet.convent();
    const member = await meet.member(body);
    const { id: meetingId } = await meet.convened(body);
    const { code } = await meet.register(member.speaker, meetingId);
    await meet.begun(body, meetingId);
    await meet.do(body.chair, 'checkIn', { meetingId, code });
    await meet.do(member.speaker, 'joinMeeting', { meetingId });
    await meet.do(body.chair, 'closeMeeting', { meetingId });
    // 2026-10-25: at 3:00 it is 2:00 again. On site from 2:30 to 2:30 an hour later, then online until 2:45.
    const at = (mode: string, from: string, until: string) =>
      t.sql(`UPDATE attendance SET valid = tstzrange($3, $4) WHERE meeting_id = $1 AND mode = $2`, [
        meetingId,
        mode,
        from,
        until,
      ]);
    await t.sql(
      `UPDATE attendance SET valid = tstzrange('2020-01-01', '2020-01-02') WHERE meeting_id = $1 AND mode = 'ONLINE'`,
      [meetingId],
    );
    await at('ON_SITE', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z');
    await at('ONLINE', '2026-10-25T01:30:00Z', '2026-10-25T02:15:00Z');
    const { attendanceSheet } = await t.get<{ attendanceSheet: { lines: { clock: string }[] } }>(
      body.chair,
      `query ($id: ID!) { attendanceSheet(meetingId: $id) { lines { mode clock } } }`,
      { id: meetingId },
    );
    expect(attendanceSheet.lines).toEqual([
      { mode: 'ON_SITE', clock: '25.10.2026, 02:30 czasu letniego – 25.10.2026, 02:30 czasu zimowego' },
      { mode: 'ONLINE', clock: '25.10.2026, 02:30 czasu zimowego – 25.10.2026, 03:15' },
    ]);
    // A deadline in that hour is one instant: both halves of the hour are told apart, and the later one is later.
    const { id } = await meet.convened(body, {
      ...{ startsAt: '2090-10-29T06:00:00+01:00', endsAt: '2090-10-29T09:00:00+01:00' },
      ...{ registrationOpensAt: '2090-10-29T02:30:00+02:00', registrationClosesAt: '2090-10-29T02:30:00+01:00' },
    });
    const [span] = await t.sql(
      `SELECT warsaw_clock(registration_opens_at) AS opens, warsaw_clock(registration_closes_at) AS closes,
         registration_closes_at - registration_opens_at = interval '1 hour' AS hour FROM meeting WHERE id = $1`,
      [id],
    );
    expect(span).toEqual({
      ...{ opens: '29.10.2090, 02:30 czasu letniego', closes: '29.10.2090, 02:30 czasu zimowego', hour: true },
    });
  });

  it('is told as a second clock tells it, to the minute, around each change of the clock from 2024 to 2035', async () => {
    const instants: string[] = [];
    for (let year = 2024; year <= 2035; year++)
      for (const month of [2, 9]) {
        const last = new Date(Date.UTC(year, month + 1, 0));
        const change = Date.UTC(year, month, last.getUTCDate() - last.getUTCDay(), 1);
        for (const minutes of [-121, -120, -61, -60, -31, -1, 0, 1, 29, 59, 60, 61, 120])
          instants.push(new Date(change + minutes * 60_000).toISOString());
      }
    const told = await t.sql<{ at: string; clock: string }>(
      `SELECT x AS at, warsaw_clock(x::timestamptz) AS clock FROM unnest($1::text[]) WITH ORDINALITY u (x, i) ORDER BY i`,
      [instants],
    );
    expect(told.map(({ clock }) => clock)).toEqual(instants.map((at) => clockOf(new Date(at))));
    expect(told.filter(({ at }) => /^2025-10-26T0[01]:29/.test(at)).map(({ clock }) => clock)).toEqual([
      '26.10.2025, 02:29 czasu letniego',
      '26.10.2025, 02:29 czasu zimowego',
    ]);
  });

  it('ends what it ends to the instant: registration until the second half past two is open in the first', async () => {
    const meet = new Meetings(t);
    const body = await meet.convent();
    const [early, late] = [await meet.member(body), await meet.member(body)];
    const { id: meetingId } = await meet.convened(body);
    // The data moves, not the clock: the deadline lies as far off as the second half past two lay off the first.
    const closesAfter = (hours: number) =>
      t.sql(
        `UPDATE meeting SET registration_closes_at = now() + ('2025-10-26 02:30:00+01'::timestamptz
           - '2025-10-26 02:30:00+02'::timestamptz) - make_interval(hours => $2) WHERE id = $1`,
        [meetingId, hours],
      );
    await closesAfter(0);
    expect(await meet.register(early.speaker, meetingId)).toMatchObject({ state: 'CONFIRMED' });
    await closesAfter(1);
    const input = { meetingId, mode: 'ONLINE' };
    expect(await meet.refusal(late.speaker, 'registerForMeeting', input)).toBe('REGISTRATION_OVER');
  });
});

/** The same by the clock of JavaScript. */
function clockOf(at: Date): string {
  const wall = (time: number): string =>
    new Intl.DateTimeFormat('pl-PL', {
      ...{ timeZone: 'Europe/Warsaw', day: '2-digit', month: '2-digit', year: 'numeric' },
      ...{ hour: '2-digit', minute: '2-digit' },
    }).format(time);
  const [hour, now] = [3_600_000, wall(+at)];
  if (wall(+at + hour) === now) return `${now} czasu letniego`;
  return wall(+at - hour) === now ? `${now} czasu zimowego` : now;
}
