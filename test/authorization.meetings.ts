import { newId, newSecret } from '#core';
import { input, made, reason, type Ask } from './authorization.ask.ts';
import type { Cell } from './authorization.world.ts';
import { inDays } from './declarations.ts';
import { nasty, type Someone } from './given.ts';
import { dataOf, givenMeeting } from './meetings.ts';

type State = 'PLANNED' | 'CONVENED' | 'IN_SESSION' | 'CLOSED';

export const bodyOf = ({ role, side }: Cell) => (role === 'coordinator' ? side.body : side.convent);
export const meetingOf = (cell: Cell, state: State = 'PLANNED') =>
  givenMeeting(cell.t, bodyOf(cell), { state, readers: state === 'PLANNED' ? [bodyOf(cell).id] : [] });

const onMeeting =
  (state: State, fields: () => object = () => ({})): Ask =>
  async (cell) =>
    input({ meetingId: await made(cell, () => meetingOf(cell, state)), ...fields() });

const onItem =
  (fields: object = {}): Ask =>
  async (cell) =>
    input({ itemId: await made(cell, async () => ({ id: (await meetingOf(cell)).itemId })), ...fields });

/** A convened meeting of somebody else, to which the role's body is invited. */
const elsewhere = async ({ t, side: { body } }: Cell) =>
  givenMeeting(t, await t.given.convent({ voivodeship: '04' }), { state: 'CONVENED', readers: [body.id] });

async function registered(
  { t }: Cell,
  meetingId: string,
  person: { id: string },
): Promise<{ id: string; code: string }> {
  const [id, code] = [newId(), newId().slice(-12).toUpperCase()];
  await t.sql(
    `INSERT INTO registration (id, meeting_id, person_id, name, mode, state, seat, code, registered_at)
     VALUES ($1, $2, $3, $4, 'ONLINE', 'CONFIRMED', 1, $5, now())`,
    [id, meetingId, person.id, nasty('Osoba'), code],
  );
  return { id, code };
}

const ownerOf = async ({ t, target, actor }: Cell): Promise<Someone> =>
  (target === 'own' && actor) || (await t.given.person());

/** Of the actor or of a stranger, for a meeting that was moved since. */
const ownRegistration = (cell: Cell): Promise<string> =>
  made(cell, async () => {
    const { t } = cell;
    const meeting = await givenMeeting(t, await t.given.convent({ voivodeship: '04' }), { state: 'CONVENED' });
    const registration = await registered(cell, meeting.id, await ownerOf(cell));
    await t.sql(`UPDATE registration SET before_move = true WHERE id = $1`, [registration.id]);
    return registration;
  });

/** In session somewhere, with the actor or a stranger there. */
const present = async (cell: Cell, isThere: boolean) => {
  const { t } = cell;
  const meeting = await givenMeeting(t, await t.given.convent({ voivodeship: '04' }), { state: 'IN_SESSION' });
  const owner = await ownerOf(cell);
  const { id } = await registered(cell, meeting.id, owner);
  if (isThere)
    await t.sql(
      `INSERT INTO attendance (id, meeting_id, registration_id, person_id, name, mode, valid)
       VALUES ($1, $2, $3, $4, 'x', 'ONLINE', tstzrange(now(), NULL))`,
      [newId(), meeting.id, id, owner.id],
    );
  return meeting;
};

const atDoor: Ask = async (cell) => {
  const meetingId = await made(cell, () => meetingOf(cell, 'IN_SESSION'));
  if (cell.target === 'none') return input({ meetingId, code: 'X' });
  return input({
    meetingId,
    mode: 'ONLINE',
    code: (await registered(cell, meetingId, await cell.t.given.person())).code,
  });
};

const leaving: Ask = async (cell) => {
  const { input: asked } = (await atDoor(cell)) as { input: { meetingId: string; code: string } };
  await cell.t.sql(
    `INSERT INTO attendance (id, meeting_id, registration_id, person_id, name, mode, valid)
     SELECT $1, meeting_id, id, person_id, name, 'ONLINE', tstzrange(now(), NULL) FROM registration WHERE code = $2`,
    [newId(), asked.code],
  );
  return input({ meetingId: asked.meetingId, code: asked.code });
};

/** Somebody without an account, with a link and the key that it was exchanged for. */
async function guest(cell: Cell, meeting: { id: string }): Promise<{ id: string; token: string; key: string }> {
  const [id, link, key] = [newId(), newSecret(), newSecret()];
  await cell.t.sql(
    `INSERT INTO meeting_guest (id, meeting_id, name, link_hash, link_expires_at, key_hash, created_at)
     VALUES ($1, $2, $3, $4, now() + interval '1 day', $5, now())`,
    [id, meeting.id, nasty('Gość'), link.hash, key.hash],
  );
  await cell.t.sql(
    `INSERT INTO meeting_invitation (id, meeting_id, guest_id, invited_at) VALUES (uuidv7(), $1, $2, now())`,
    [meeting.id, id],
  );
  return { id, token: link.secret, key: key.secret };
}

const asGuest =
  (fields: object = {}): Ask =>
  async (cell) => {
    if (cell.target === 'none') return input({ key: newSecret().secret, ...fields });
    const meeting = await elsewhere(cell);
    await cell.t.sql(`UPDATE meeting SET state = 'IN_SESSION', began_at = now() WHERE id = $1`, [meeting.id]);
    const { id, key } = await guest(cell, meeting);
    await cell.t.sql(
      `INSERT INTO registration (id, meeting_id, guest_id, name, mode, state, seat, code, registered_at)
       VALUES ($1::uuid, $2, $3, 'x', 'ONLINE', 'CONFIRMED', 1, $1::text, now())`,
      [newId(), meeting.id, id],
    );
    return input({ key, ...fields });
  };

const invitationOf = async ({ t }: Cell, { id }: { id: string }) =>
  (await t.sql<{ id: string }>(`SELECT id FROM meeting_invitation WHERE meeting_id = $1`, [id]))[0]!;

const agenda = { kind: 'VOTE', title: 'Uchwała' };

const PREPARING: Record<string, Ask> = {
  'Query.meeting': async (cell) => ({ id: await made(cell, () => meetingOf(cell)) }),
  'Subscription.meetingChanged': async (cell) => ({ id: await made(cell, () => meetingOf(cell)) }),
  'Query.attendanceSheet': async (cell) => ({ meetingId: await made(cell, () => meetingOf(cell)) }),
  'Mutation.planMeeting': (cell) => input({ bodyId: bodyOf(cell).id, kind: 'BOARD', data: dataOf() }),
  'Mutation.editMeeting': onMeeting('PLANNED', () => ({ expectedVersion: 1, data: dataOf() })),
  'Mutation.agreeToOrganise': async (cell) => {
    const meetingId = await made(cell, async () => {
      const meeting = await givenMeeting(cell.t, await cell.t.given.convent({ voivodeship: '04' }));
      await cell.t.sql(
        `INSERT INTO meeting_body (id, meeting_id, convent_id, forum_id, lead) VALUES (uuidv7(), $1,
           (SELECT id FROM convent WHERE id = $2), (SELECT id FROM forum WHERE id = $2), false)`,
        [meeting.id, bodyOf(cell).id],
      );
      return meeting;
    });
    return input({ meetingId });
  },
  'Mutation.setOnlineLink': onMeeting('PLANNED', () => ({ url: 'https://spotkania.example' })),
  'Mutation.inviteToMeeting': async (cell) => {
    const { id } = await cell.t.given.convent({ voivodeship: '04' });
    return onMeeting('PLANNED', () => ({ bodyIds: [id] }))(cell);
  },
  'Mutation.withdrawMeetingInvitation': async (cell) =>
    input({ invitationId: await made(cell, async () => invitationOf(cell, await meetingOf(cell))) }),
  'Mutation.inviteGuest': onMeeting('PLANNED', () => ({ name: nasty('Gość') })),
  'Mutation.renewGuestLink': async (cell) =>
    input({ guestId: await made(cell, async () => guest(cell, await meetingOf(cell))) }),
  'Mutation.draftMeetingPoll': (cell) => {
    const asked = { electorate: 'MANDATE_HOLDERS', functions: ['CHAIR'], question: nasty('Czy?') };
    const data = { ...asked, closesAt: '2091-01-01T00:00:00Z' };
    return onMeeting('PLANNED', () => ({ bodyId: bodyOf(cell).id, data }))(cell);
  },
  'Mutation.addAgendaItem': onMeeting('PLANNED', () => agenda),
  'Mutation.editAgendaItem': onItem(agenda),
  'Mutation.moveAgendaItem': onItem(),
  'Mutation.removeAgendaItem': onItem(),
  'Mutation.conveneMeeting': onMeeting('PLANNED'),
  'Mutation.moveMeeting': onMeeting('CONVENED', () => ({ startsAt: inDays(4), endsAt: inDays(5), reason })),
  'Mutation.cancelMeeting': onMeeting('PLANNED', () => ({ reason })),
};

const RUNNING: Record<string, Ask> = {
  'Mutation.beginMeeting': onMeeting('CONVENED'),
  'Mutation.closeMeeting': onMeeting('IN_SESSION'),
  'Mutation.publishMeeting': onMeeting('CLOSED'),
  'Mutation.takeUpAgendaItem': onMeeting('IN_SESSION'),
  'Mutation.noteInSession': onMeeting('IN_SESSION', () => ({ text: nasty('Notatka') })),
  'Mutation.editSessionNote': async (cell) => {
    const noteId = await made(cell, async () => {
      const [meeting, id] = [await meetingOf(cell, 'IN_SESSION'), newId()];
      await cell.t.sql(`INSERT INTO session_note (id, meeting_id, text, at) VALUES ($1, $2, 'x', now())`, [
        id,
        meeting.id,
      ]);
      return { id };
    });
    return input({ noteId, expectedVersion: 1, text: nasty('Notatka') });
  },
  'Mutation.checkIn': atDoor,
  'Mutation.checkOut': leaving,
  'Mutation.declineRegistration': async (cell) =>
    input({
      registrationId: await made(cell, async () =>
        registered(cell, (await meetingOf(cell, 'CONVENED')).id, await cell.t.given.person()),
      ),
    }),
};

const COMING: Record<string, Ask> = {
  'Mutation.answerMeetingInvitation': async (cell) =>
    input({
      invitationId: await made(cell, async () => invitationOf(cell, await elsewhere(cell))),
      answer: 'ACCEPTED',
    }),
  'Mutation.registerForMeeting': async (cell) =>
    input({ meetingId: await made(cell, () => elsewhere(cell)), mode: 'ON_SITE' }),
  'Mutation.confirmRegistration': async (cell) => input({ registrationId: await ownRegistration(cell) }),
  'Mutation.cancelRegistration': async (cell) => input({ registrationId: await ownRegistration(cell) }),
  'Mutation.joinMeeting': async (cell) => input({ meetingId: await made(cell, () => present(cell, false)) }),
  'Mutation.leaveMeeting': async (cell) => input({ meetingId: await made(cell, () => present(cell, true)) }),
  'Mutation.openGuestLink': async (cell) => {
    if (cell.target === 'none') return input({ token: newSecret().secret });
    return input({ token: (await guest(cell, await elsewhere(cell))).token });
  },
  'Mutation.showGuestPass': asGuest(),
  'Mutation.answerAsGuest': asGuest({ answer: 'TENTATIVE' }),
  'Mutation.joinAsGuest': asGuest(),
};

/** What operations on meetings are asked with. */
export const MEETINGS: Record<string, Ask> = { ...PREPARING, ...RUNNING, ...COMING };
