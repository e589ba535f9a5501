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
});
