import { heldBy, heldIn, heldInAny, OFFICIALS, type Held, type MandateFunction } from '#convents';
import { Lifecycle, type Tx } from '#core';
import { join, name, numbered, raw, sql, type Row, type Sql } from '#reads';
import { CONVENERS, CONVENES } from './meeting.lifecycle.ts';
import { invitationNames, stateNames, type InvitationState, type MeetingState } from './words.ts';

export interface InvitationFacts {
  readonly state: InvitationState;
  readonly meetingState: MeetingState;
  /** Whether the start of the meeting has passed. */
  readonly past: boolean;
  readonly bodyId: string | null;
  readonly personId: string | null;
  readonly isGuest: boolean;
  readonly actorId: string | null;
  /** The bodies that organise the meeting. */
  readonly bodies: readonly string[];
  readonly held: readonly Held[];
}

export const invitationState = (row: Row): Sql => sql`CASE WHEN ${row}.withdrawn_at IS NOT NULL THEN 'WITHDRAWN'
  WHEN ${row}.answer IS NULL THEN 'AWAITING' WHEN ${row}.answered_before_move THEN 'MOVED' ELSE 'ANSWERED' END`;

const ofMeeting = (row: Row, value: Sql): Sql => sql`(SELECT ${value} FROM meeting m WHERE m.id = ${row}.meeting_id)`;

/** The facts of the lifecycle, in the statement that shows an invitation as in the one that changes it. */
export const invitationFacts = (row: Row, actor: Sql): Record<keyof InvitationFacts, Sql> => ({
  state: invitationState(row),
  meetingState: ofMeeting(row, sql`m.state`),
  past: ofMeeting(row, sql`m.starts_at <= clock_timestamp()`),
  bodyId: sql`${row}.body_id`,
  personId: sql`${row}.person_id`,
  isGuest: sql`${row}.guest_id IS NOT NULL`,
  actorId: actor,
  bodies: ofMeeting(row, sql`to_json(m.bodies)`),
  held: heldBy(actor),
});

const columns = Object.entries(invitationFacts(raw('i'), raw('$2::uuid'))).map(
  ([key, value]) => sql`${value} AS ${name(key)}`,
);
const STATEMENT = numbered(sql`SELECT ${join(columns, ', ')} FROM meeting_invitation i WHERE i.id = ${raw('$1')}`).text;

/** The facts for the actor of a transaction; load them after the lock of the meeting. */
export async function loadInvitationFacts(tx: Tx, id: string): Promise<InvitationFacts> {
  const [row] = await tx.sql<InvitationFacts>(STATEMENT, [id, tx.actor.kind === 'person' ? tx.actor.id : null]);
  return row!;
}

const ANSWERS: readonly MandateFunction[] = [...OFFICIALS, 'REPRESENTATIVE'];
const STANDS = ['AWAITING', 'ANSWERED', 'MOVED'] as const;
const convener = ({ held, bodies }: InvitationFacts) => heldInAny(held, bodies, CONVENERS);

/** A body answers through its officers, an entity through its representative, a person for themselves. */
const answerer = ({ bodyId, personId, isGuest, actorId, held }: InvitationFacts) => {
  if (bodyId) return heldIn(held, bodyId, ANSWERS);
  return !isGuest && personId !== null && personId === actorId ? true : undefined;
};

const inState = (state: MeetingState): string => `Nie można tego zrobić w stanie spotkania „${stateNames[state]}”.`;

export type InvitationAction = 'answerMeetingInvitation' | 'withdrawMeetingInvitation' | 'renewGuestLink';

export const invitationLifecycle = new Lifecycle<InvitationState, InvitationFacts, InvitationAction>(
  {
    answerMeetingInvitation: {
      from: STANDS,
      to: 'ANSWERED',
      grounds: answerer,
      who: 'Na zaproszenie odpowiada zaproszona osoba albo prezydium lub przedstawiciel organizacji; gość odpowiada przez swój link.',
      unless: ({ meetingState, past }) => {
        if (meetingState === 'CONVENED' && past) return 'Spotkanie już się zaczęło.';
        return meetingState === 'CONVENED' ? undefined : inState(meetingState);
      },
    },
    withdrawMeetingInvitation: {
      from: STANDS,
      to: 'WITHDRAWN',
      grounds: convener,
      who: CONVENES,
      unless: ({ meetingState: state }) => (state === 'CLOSED' || state === 'CANCELLED' ? inState(state) : undefined),
    },
    renewGuestLink: {
      from: STANDS,
      to: 'AWAITING',
      grounds: convener,
      who: CONVENES,
      unless: ({ isGuest, meetingState: state }) => {
        if (!isGuest) return 'Link dostaje tylko gość bez konta.';
        return state === 'CLOSED' || state === 'CANCELLED' ? inState(state) : undefined;
      },
    },
  },
  invitationNames,
);
