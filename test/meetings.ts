import { newId } from '#core';
import type { Asker, TestApp } from './app.ts';
import { inDays } from './declarations.ts';
import { nasty, type Someone } from './given.ts';

type Id = { id: string };

const ABOUT = {
  ...{
    planMeeting: 'PlanMeeting',
    editMeeting: 'EditMeeting',
    agreeToOrganise: 'Meeting',
    setOnlineLink: 'SetOnlineLink',
  },
  ...{
    inviteToMeeting: 'InviteToMeeting',
    withdrawMeetingInvitation: 'WithdrawMeetingInvitation',
    inviteGuest: 'InviteGuest',
  },
  ...{
    renewGuestLink: 'RenewGuestLink',
    conveneMeeting: 'Meeting',
    moveMeeting: 'MoveMeeting',
    cancelMeeting: 'MeetingReason',
  },
  ...{ beginMeeting: 'Meeting', closeMeeting: 'Meeting', publishMeeting: 'Meeting', addAgendaItem: 'AddAgendaItem' },
  ...{ editAgendaItem: 'EditAgendaItem', moveAgendaItem: 'MoveAgendaItem', removeAgendaItem: 'AgendaItem' },
  ...{ takeUpAgendaItem: 'TakeUpAgendaItem', noteInSession: 'NoteInSession', editSessionNote: 'EditSessionNote' },
  ...{ answerMeetingInvitation: 'AnswerMeetingInvitation', registerForMeeting: 'RegisterForMeeting' },
  ...{ cancelRegistration: 'EndRegistration', declineRegistration: 'EndRegistration', checkIn: 'CheckIn' },
  ...{ checkOut: 'CheckOut', joinMeeting: 'Meeting', leaveMeeting: 'Meeting', openGuestLink: 'OpenGuestLink' },
  ...{ showGuestPass: 'Guest', answerAsGuest: 'AnswerAsGuest', joinAsGuest: 'Guest' },
} as const;
export type MeetingAct = keyof typeof ABOUT;

const MEETING = `{ id state version title startsAt waiting takenOnSite takenOnline
  agenda { id number title parent { id } } currentItem { id } notes { id text version agendaItem { id } }
  invitations(first: 100) { nodes { id answer answeredBeforeMove person { id } guest { id } body { ... on Convent { id } ... on Entity { id } } } }
  organisers { lead agreedAt body { ... on Convent { id } ... on Forum { id } } quorum { entitled present required reached } } }`;
const REGISTRATION = `{ id state mode seat code beforeMove name representations { function body { ... on Convent { id } ... on Entity { id } } } }`;
const PASS = `{ key name title state answer registration code onlineUrl }`;
const answered = (act: MeetingAct): string => {
  if (/Guest/.test(act)) return /^(invite|renew)/.test(act) ? '{ guestId token expiresAt }' : PASS;
  if (act === 'answerMeetingInvitation') return '{ id answer note answeredBeforeMove }';
  return /Registration$|^check|^register|^join|^leave/.test(act) ? REGISTRATION : MEETING;
};
const document = (act: MeetingAct): string =>
  `mutation ($input: ${ABOUT[act]}Input!) { ${act}(input: $input) ${answered(act)} }`;

export interface Seen extends Id {
  readonly state: string;
  readonly title: string;
  readonly version: number;
  readonly waiting: number;
  readonly takenOnSite: number;
  readonly agenda: { id: string; number: string; title: string; parent: Id | null }[];
  readonly currentItem: Id | null;
  readonly notes: { id: string; text: string; version: number; agendaItem: Id | null }[];
  readonly invitations: {
    nodes: {
      id: string;
      answer: string | null;
      answeredBeforeMove: boolean;
      body: Id | null;
      person: Id | null;
      guest: Id | null;
    }[];
  };
  readonly organisers: { lead: boolean; agreedAt: string | null; body: Id; quorum: Quorum | null }[];
}
export interface Quorum {
  readonly entitled: number;
  readonly present: number;
  readonly required: number;
  readonly reached: boolean;
}
export interface Registered extends Id {
  readonly state: string;
  readonly mode: string;
  readonly seat: number | null;
  readonly code: string;
  readonly beforeMove: boolean;
  readonly representations: { function: string; body: Id }[];
}
export interface Pass {
  readonly key: string;
  readonly state: string;
  readonly answer: string | null;
  readonly registration: string | null;
  readonly code: string;
  readonly onlineUrl: string | null;
}

/** What a meeting needs: a hybrid one in two days. */
export const dataOf = (more: object = {}) => ({
  ...{ title: nasty('Spotkanie'), mode: 'HYBRID', place: nasty('Sala'), startsAt: inDays(2), endsAt: inDays(2.25) },
  ...more,
});

/** Meetings by the API alone. */
export class Meetings {
  constructor(private readonly t: TestApp) {}

  do = async <Out = Seen>(who: Asker, act: MeetingAct, input: object): Promise<Out> =>
    (await this.t.get<Record<string, Out>>(who, document(act), { input }))[act]!;

  /** The code of a refusal; undefined where there was none. */
  refusal = (who: Asker, act: MeetingAct, input: object): Promise<string | undefined> =>
    this.t.refusal(who, document(act), { input });

  see = async (who: Asker, id: string): Promise<Seen> =>
    (await this.t.get<{ meeting: Seen }>(who, `query ($id: ID!) { meeting(id: $id) ${MEETING} }`, { id })).meeting;

  async convent(): Promise<Id & { chair: Someone }> {
    const { id } = await this.t.given.convent();
    return { id, chair: await this.t.given.holder('CHAIR', { id }) };
  }

  /** A member of a convent with somebody who speaks for it. */
  async member(convent: Id): Promise<Id & { speaker: Someone }> {
    const { id } = await this.t.given.entity();
    await this.t.given.membership(convent, { id });
    return { id, speaker: await this.t.given.holder('REPRESENTATIVE', { id }) };
  }

  plan = (body: Id & { chair: Someone }, more: object = {}, input: object = {}): Promise<Seen> =>
    this.do(body.chair, 'planMeeting', { bodyId: body.id, kind: 'NETWORKING', data: dataOf(more), ...input });

  /** A convened meeting of a convent, whose members are invited. */
  async convened(
    body: Id & { chair: Someone },
    more: object = {},
    invite: object = { membersOf: [body.id] },
  ): Promise<Seen> {
    const { id: meetingId } = await this.plan(body, more);
    await this.do(body.chair, 'inviteToMeeting', { meetingId, ...invite });
    return this.do(body.chair, 'conveneMeeting', { meetingId });
  }

  register = (who: Asker, meetingId: string, mode = 'ON_SITE', more: object = {}): Promise<Registered> =>
    this.do<Registered>(who, 'registerForMeeting', { meetingId, mode, ...more });

  registration = async (who: Asker, meetingId: string): Promise<Registered[]> =>
    (
      await this.t.get<{ meeting: { registrations: { nodes: Registered[] } } }>(
        who,
        `query ($id: ID!) { meeting(id: $id) { registrations(first: 100) { nodes ${REGISTRATION} } } }`,
        { id: meetingId },
      )
    ).meeting.registrations.nodes;

  /** The data moves, not the clock: so many minutes until the start. */
  startsIn = (meetingId: string, minutes: number): Promise<object[]> =>
    this.t.sql(
      `UPDATE meeting SET starts_at = now() + make_interval(mins => $2), ends_at = now() + make_interval(mins => $2 + 360) WHERE id = $1`,
      [meetingId, minutes],
    );

  async begun(body: Id & { chair: Someone }, meetingId: string): Promise<Seen> {
    await this.startsIn(meetingId, 5);
    return this.do(body.chair, 'beginMeeting', { meetingId });
  }
}

/** A meeting put into the tables, past the rules. */
export async function givenMeeting(
  t: TestApp,
  body: Id,
  { state = 'PLANNED', title = nasty('Spotkanie'), readers = [] as string[], mode = 'HYBRID', minutes = 60 } = {},
): Promise<Id & { itemId: string }> {
  const [id, itemId] = [newId(), newId()];
  const [convened, began] = [state !== 'PLANNED', state === 'IN_SESSION' || state === 'CLOSED'];
  await t.sql(
    `INSERT INTO meeting (id, kind, mode, state, title, place, starts_at, ends_at, convened_at, began_at, closed_at, bodies, created_at)
     VALUES ($1, 'NETWORKING', $2, $3, $4, 'Sala', now() + make_interval(mins => $9), now() + make_interval(mins => $9 + 60),
       CASE WHEN $5 THEN now() END, CASE WHEN $6 THEN now() END, CASE WHEN $7 THEN now() END, ARRAY[$8]::uuid[], now())`,
    [id, mode, state, title, convened, began, state === 'CLOSED', body.id, minutes],
  );
  await t.sql(
    `INSERT INTO meeting_body (id, meeting_id, convent_id, forum_id, lead, agreed_at)
     VALUES ($1, $2, (SELECT id FROM convent WHERE id = $3), (SELECT id FROM forum WHERE id = $3), true, now())`,
    [newId(), id, body.id],
  );
  await t.sql(
    `INSERT INTO agenda_item (id, meeting_id, position, number, kind, title) VALUES ($1, $2, 1, '1.', 'VOTE', $3)`,
    [itemId, id, nasty('Punkt')],
  );
  for (const reader of readers)
    await t.sql(
      `INSERT INTO meeting_invitation (id, meeting_id, convent_id, forum_id, entity_id, person_id, invited_at)
       VALUES ($1, $2, (SELECT id FROM convent WHERE id = $3), (SELECT id FROM forum WHERE id = $3), (SELECT id FROM entity WHERE id = $3),
         (SELECT id FROM person WHERE id = $3), now())`,
      [newId(), id, reader],
    );
  return { id, itemId };
}
