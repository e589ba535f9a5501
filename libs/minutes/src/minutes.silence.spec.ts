import { Db, SYSTEM, type Tx } from '#core';
import { useApp } from '#test/app';
import { nasty } from '#test/given';
import { inHours, Minuting } from '#test/minutes';
import { MinutesSilence } from './minutes.silence.ts';

describe('silence', () => {
  const t = useApp();
  let m: Minuting;
  beforeAll(() => void (m = new Minuting(t)));

  const silence = (at?: string) =>
    t.app
      .get(Db)
      .run(SYSTEM, (tx: Tx) => t.app.get(MinutesSilence, { strict: false }).approve(tx, at ? new Date(at) : undefined));
  const point = 'otwarcie';
  const correction = ({ id }: { id: string }, more: object = {}) => ({
    minutesId: id,
    unitId: point,
    text: nasty('Błąd'),
    ...more,
  });
  const lapse = (id: string, until: string) =>
    t.sql(`UPDATE minutes SET correct_until = $2, circulated_at = $2::timestamptz - interval '9 days' WHERE id = $1`, [
      id,
      until,
    ]);

  it('are approved exactly once, at the deadline itself, however many clocks there are', async () => {
    const held = await m.held();
    await m.circulated(held);
    expect(await silence()).toBe(0);
    await lapse(held.id, inHours(-1));
    const refused = { minutesId: held.id, until: inHours(9), reason: 'x' };
    expect(await m.refusal(held.chair, 'extendMinutes', refused)).toBe('WRONG_STATE');
    const counts = await Promise.all(Array.from({ length: 10 }, () => silence()));
    expect(counts.reduce((sum, n) => sum + n)).toBe(1);
    const now = await m.see(held.chair, held.id);
    expect(now).toMatchObject({ state: 'APPROVED', approvedBy: 'SILENCE', approvedAt: now.correctUntil });
    const events = await t.sql(`SELECT FROM event WHERE subject_id = $1 AND type = 'meeting.minutes_approved'`, [
      held.id,
    ]);
    expect(events).toHaveLength(1);
    expect(await silence()).toBe(0);
  });

  it.each([
    ['the first 2:30 of the night in which it comes twice', '2026-10-25T02:30:00+02:00', '2026-10-25T00:30:00Z'],
    ['the second', '2026-10-25T02:30:00+01:00', '2026-10-25T01:30:00Z'],
    ['the first 2:30 of that night in 2025', '2025-10-26T02:30:00+02:00', '2025-10-26T00:30:00Z'],
    ['the second of 2025', '2025-10-26T02:30:00+01:00', '2025-10-26T01:30:00Z'],
    ['the hour that is left out in March', '2026-03-29T01:59:59+01:00', '2026-03-29T00:59:59Z'],
    ['midnight before that night', '2026-10-25T00:00:00+02:00', '2026-10-24T22:00:00Z'],
  ])('count to %s by the instant, not by what the clock on the wall shows', async (_, until, instant) => {
    const held = await m.held();
    await m.circulated(held);
    await lapse(held.id, until);
    const before = new Date(Date.parse(instant) - 1).toISOString();
    const anHourBefore = new Date(Date.parse(instant) - 3_600_000).toISOString();
    expect([await silence(anHourBefore), await silence(before), await silence(instant)]).toEqual([0, 0, 1]);
    expect((await m.see(held.chair, held.id)).approvedAt).toBe(new Date(instant).toISOString());
  });

  it('wait for an act where a correction was open at the deadline, though it is answered an instant later', async () => {
    const held = await m.held();
    await m.circulated(held);
    const { id } = await m.do<{ id: string }>(held.chair, 'correctMinutes', correction(held));
    await t.sql(`UPDATE correction SET at = now() - interval '2 hours' WHERE id = $1`, [id]);
    await lapse(held.id, inHours(-1));
    expect(await silence()).toBe(0);
    await m.do(held.chair, 'answerCorrection', { correctionId: id, answer: 'REJECTED', reason: 'Nie' });
    expect(await silence()).toBe(0);
    const { version } = await m.see(held.chair, held.id);
    const approve = { minutesId: held.id, expectedVersion: version, basis: 'Uchwała' };
    expect(await m.do(held.chair, 'approveMinutes', approve)).toMatchObject({ approvedBy: 'ACT' });
  });

  it('take a late correction, mark it, and are not kept by it', async () => {
    const held = await m.held();
    await m.circulated(held);
    await lapse(held.id, inHours(-1));
    const late = await m.do<{ id: string; late: boolean }>(held.chair, 'correctMinutes', correction(held));
    expect(late.late).toBe(true);
    const accept = { correctionId: late.id, answer: 'ACCEPTED', reason: 'x', wording: 'y' };
    expect(await m.refusal(held.chair, 'answerCorrection', accept)).toBe('WRONG_STATE');
    expect(await silence()).toBe(1);
    const reject = { correctionId: late.id, answer: 'REJECTED', reason: 'Po terminie' };
    expect(await m.do(held.chair, 'answerCorrection', reject)).toMatchObject({ state: 'REJECTED' });
  });
});
