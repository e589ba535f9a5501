import { newId } from '#core';
import { input, made, type Ask } from './authorization.ask.ts';
import { bodyOf, meetingOf } from './authorization.meetings.ts';
import type { Cell } from './authorization.world.ts';
import { inDays } from './declarations.ts';
import { nasty } from './given.ts';
import { dataOf } from './meetings.ts';

/** Being entered after it was held. */
const recorded = async (cell: Cell) => {
  const meeting = await meetingOf(cell);
  await cell.t.sql(
    `UPDATE meeting SET recorded_from = 'x', starts_at = now() - interval '9 days', ends_at = now() - interval '8 days' WHERE id = $1`,
    [meeting.id],
  );
  return meeting;
};

const onRecord =
  (fields: object = {}): Ask =>
  async (cell) =>
    input({ meetingId: await made(cell, () => recorded(cell)), ...fields });

/** What operations on meetings entered after they were held are asked with. */
export const MEETING_RECORDS: Record<string, Ask> = {
  'Mutation.recordMeeting': (cell) => {
    const data = dataOf({ startsAt: inDays(-9), endsAt: inDays(-8) });
    return input({ bodyId: bodyOf(cell).id, kind: 'BOARD', data, recordedFrom: nasty('Protokół') });
  },
  'Mutation.recordAttendance': onRecord({ guest: nasty('Gość') }),
  'Mutation.dropAttendance': async (cell) => {
    const attendanceId = await made(cell, async () => {
      const [meeting, id] = [await recorded(cell), newId()];
      await cell.t.sql(
        `INSERT INTO attendance (id, meeting_id, person_id, name, mode, valid, reported)
         VALUES ($1, $2, $3, 'x', 'ON_SITE', '[2024-10-07,2024-10-08)', true)`,
        [id, meeting.id, (await cell.t.given.person()).id],
      );
      return { id };
    });
    return input({ attendanceId });
  },
  'Mutation.completeMeetingRecord': onRecord(),
};
