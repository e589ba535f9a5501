import { useApp } from '#test/app';
import { dataOf, Meetings } from '#test/meetings';
import { Minuting } from '#test/minutes';

const SOURCE = 'Lista obecności i notatki z zeszytu „konwent”';
const TIMES = { startsAt: '2024-10-07T10:00:00.000Z', endsAt: '2024-10-07T13:00:00.000Z' };

describe('minutes of a meeting entered after it was held', () => {
  const t = useApp();

  it('say so, sealed and public, with resolutions of its own year', async () => {
    const [meet, minuting] = [new Meetings(t), new Minuting(t)];
    const { id: bodyId, chair } = await meet.convent();
    const data = dataOf({ mode: 'ON_SITE', ...TIMES });
    const entered = { bodyId, kind: 'NETWORKING', data, recordedFrom: SOURCE };
    const { id: meetingId } = await meet.do(chair, 'recordMeeting', entered);
    await meet.do(chair, 'recordAttendance', { meetingId, guest: 'Dyrektor departamentu' });
    expect(await minuting.refusal(chair, 'draftMinutes', { meetingId })).toBe('MINUTES_TOO_EARLY');
    await meet.do(chair, 'completeMeetingRecord', { meetingId });
    const resolution = { meetingId, bodyId, title: 'Uchwała', text: 'Treść', basis: 'jednogłośnie' };
    expect(await minuting.do(chair, 'recordResolution', resolution)).toMatchObject({
      ...{ number: '1/2024', adoptedOn: '2024-10-07' },
    });
    const minutes = await minuting.published({ id: meetingId, items: [], convent: { id: bodyId }, chair });
    expect(minutes.currentVersion.units[0]!.text).toContain(`Spotkanie wpisano po fakcie, na podstawie: ${SOURCE}.`);
    const record = (await (await fetch(`${t.url}${minutes.recordPath}`)).json()) as { record: { meeting: object } };
    expect(record.record.meeting).toMatchObject({ recordedFrom: SOURCE, beganAt: TIMES.startsAt });
    const { meeting } = await t.get<{ meeting: object }>(
      null,
      `{ meeting(id: "${meetingId}") { state recordedFrom attendances { nodes { name } } } }`,
    );
    expect(meeting).toEqual({ state: 'CLOSED', recordedFrom: SOURCE, attendances: { nodes: [] } });
  });
});
