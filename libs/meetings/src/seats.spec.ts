import { useApp } from '#test/app';
import { inDays } from '#test/declarations';
import type { Someone } from '#test/given';
import { dataOf, Meetings, type Registered } from '#test/meetings';

describe('seats', () => {
  const t = useApp();
  let meet: Meetings;
  let body: { id: string; chair: Someone };
  beforeAll(async () => {
    meet = new Meetings(t);
    body = await meet.convent();
  });
  const people = (n: number) => Promise.all(Array.from({ length: n }, () => t.given.person()));
  const convened = async (guests: Someone[], more: object = {}) =>
    meet.convened(body, more, { personIds: await known(guests) });
  /** Persons are invited by who sees them: with a mandate in the convent. */
  const known = async (guests: Someone[]) => {
    for (const each of guests) await t.given.mandate(each, 'EXPERT', body);
    return guests.map(({ id }) => id);
  };
  const states = async (id: string) => (await meet.registration(body.chair, id)).map(({ state }) => state);

  it('are had by one of two who want the last one, and by one of ten at once; the others wait in their order', async () => {
    const guests = await people(10);
    const { id } = await convened(guests, { seatsOnSite: 1 });
    const answers = await Promise.all(guests.map((each) => meet.register(each, id)));
    expect(answers.filter(({ state }) => state === 'CONFIRMED')).toMatchObject([{ seat: 1 }]);
    expect(await meet.see(body.chair, id)).toMatchObject({ takenOnSite: 1, waiting: 9 });
    expect((await states(id)).slice(1)).toEqual(Array(9).fill('WAITLISTED'));

    // Whoever has it withdraws while the list is full: the first who waits has it at once, and nobody else.
    const [first] = await meet.registration(body.chair, id);
    const holder = guests[answers.findIndex((each) => each.id === first!.id)]!;
    await meet.do(holder, 'cancelRegistration', { registrationId: first!.id, reason: 'Choroba' });
    expect((await states(id)).slice(0, 3)).toEqual(['CANCELLED', 'CONFIRMED', 'WAITLISTED']);
    expect(await meet.see(body.chair, id)).toMatchObject({ takenOnSite: 1, waiting: 8 });
    expect(await meet.refusal(holder, 'cancelRegistration', { registrationId: first!.id })).toBe('REGISTRATION_ENDED');
    const events = await t.sql(
      `SELECT data->>'state' AS state FROM event WHERE subject_id = $1 AND type = 'meeting.registration_changed' ORDER BY id DESC LIMIT 2`,
      [id],
    );
    expect(events).toEqual([{ state: 'CONFIRMED' }, { state: 'CANCELLED' }]);
  });

  it('go on one by one, though five withdraw and five come at the same moment', async () => {
    const guests = await people(14);
    const { id } = await convened(guests, { seatsOnSite: 5 });
    const had: Registered[] = [];
    for (const each of guests.slice(0, 9)) had.push(await meet.register(each, id));
    await Promise.all([
      ...guests.slice(0, 5).map((each, i) => meet.do(each, 'cancelRegistration', { registrationId: had[i]!.id })),
      ...guests.slice(9).map((each) => meet.register(each, id)),
    ]);
    const all = await meet.registration(body.chair, id);
    const seated = all.filter(({ state }) => state === 'CONFIRMED');
    expect(seated.map(({ seat }) => seat).sort()).toEqual([1, 2, 3, 4, 5]);
    expect(seated.map((each) => each.id)).toEqual(expect.arrayContaining(had.slice(5).map((each) => each.id)));
    expect(all.map(({ state }) => state).filter((state) => state === 'WAITLISTED')).toHaveLength(4);
  });

  it('are counted by mode; more seats move the list up, fewer than are taken are refused', async () => {
    const [a, b, c, d] = (await people(4)) as [Someone, Someone, Someone, Someone];
    const data = dataOf({ seatsOnSite: 1, seatsOnline: 1 });
    const { id } = await convened([a, b, c, d], data);
    expect(await meet.register(a, id)).toMatchObject({ state: 'CONFIRMED', mode: 'ON_SITE' });
    expect(await meet.register(b, id)).toMatchObject({ state: 'WAITLISTED', seat: null });
    expect(await meet.register(c, id, 'ONLINE')).toMatchObject({ state: 'CONFIRMED', mode: 'ONLINE', seat: 1 });
    const [own] = await meet.registration(d, id);
    expect(own).toBeUndefined();
    const edit = async (more: object) => ({
      ...{ meetingId: id, expectedVersion: (await meet.see(body.chair, id)).version, data: { ...data, ...more } },
    });
    expect(await meet.refusal(body.chair, 'editMeeting', await edit({ seatsOnSite: 0 }))).toBe('SEATS_TAKEN');
    await meet.do(body.chair, 'editMeeting', await edit({ seatsOnSite: 2 }));
    expect(await meet.registration(b, id)).toMatchObject([{ state: 'CONFIRMED', seat: 2 }]);
    const registrationId = (await meet.registration(a, id))[0]!.id;
    expect(await meet.refusal(b, 'cancelRegistration', { registrationId })).toBe('NOT_FOUND');
    expect(await meet.refusal(body.chair, 'cancelRegistration', { registrationId })).toBe('FORBIDDEN');
    await meet.do(body.chair, 'declineRegistration', { registrationId, reason: 'Zjazd „członków”' });
    expect(await meet.register(a, id)).toMatchObject({ state: 'CONFIRMED', seat: 1 });
  });

  it.each([
    ['before it opens', { registrationOpensAt: inDays(1) }, 'REGISTRATION_NOT_OPEN'],
    ['in a mode that there is none of', { mode: 'ONLINE', place: null }, 'MODE_NOT_OFFERED'],
  ])('are not had %s', async (_, more, code) => {
    const [guest] = (await people(1)) as [Someone];
    const { id } = await convened([guest], more);
    expect(await meet.refusal(guest, 'registerForMeeting', { meetingId: id, mode: 'ON_SITE' })).toBe(code);
  });

  it('are had until the second in which registration closes, once, by those invited', async () => {
    const [guest, late, stranger] = (await people(3)) as [Someone, Someone, Someone];
    const { id: meetingId } = await convened([guest, late], { registrationClosesAt: inDays(1) });
    const input = { meetingId, mode: 'ONLINE' };
    await meet.register(guest, meetingId);
    expect(await meet.refusal(guest, 'registerForMeeting', input)).toBe('ALREADY_REGISTERED');
    expect(await meet.refusal(stranger, 'registerForMeeting', input)).toBe('NOT_FOUND');
    expect(await meet.refusal(late, 'registerForMeeting', { ...input, mandateIds: [guest.id] })).toBe(
      'NOT_YOUR_MANDATE',
    );
    await t.sql(`UPDATE meeting SET registration_closes_at = now() WHERE id = $1`, [meetingId]);
    expect(await meet.refusal(late, 'registerForMeeting', input)).toBe('REGISTRATION_OVER');
    await t.sql(
      `UPDATE meeting SET registration_closes_at = NULL, starts_at = now() - interval '1 second' WHERE id = $1`,
      [meetingId],
    );
    expect(await meet.refusal(late, 'registerForMeeting', input)).toBe('REGISTRATION_OVER');
    const actions = `query ($id: ID!) { meeting(id: $id) { availableActions { action allowed reason }
      registrations { nodes { availableActions { action allowed } } } } }`;
    const { meeting } = await t.get<{
      meeting: Record<string, { action: string; allowed: boolean; reason: string }[]>;
    }>(late, actions, { id: meetingId });
    expect(meeting.availableActions!.find(({ action }) => action === 'registerForMeeting')).toEqual({
      ...{ action: 'registerForMeeting', allowed: false, reason: 'Zapisy są już zamknięte.' },
    });
  });

  it('are held by their keys: no seat twice, and none above what SQL has given', async () => {
    const [guest, other] = (await people(2)) as [Someone, Someone];
    const { id } = await convened([guest, other]);
    const registered = await meet.register(guest, id);
    await meet.register(other, id);
    const twice = t.sql(`UPDATE registration SET seat = 1 WHERE meeting_id = $1 AND id <> $2`, [id, registered.id]);
    await expect(twice).rejects.toMatchObject({ constraint: 'registration_one_seat' });
  });
});
