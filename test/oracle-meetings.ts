import type { Row, Tables } from './world.ts';

type Reader = string | null;
type One = (type: string, id: unknown, reader: Reader) => unknown;
interface Circles {
  isInForum(reader: Reader): boolean;
  bodies(reader: Reader): unknown[];
  offices(reader: Reader): unknown[];
}

const instant = (value: unknown): string | null => (value ? new Date(String(value)).toISOString() : null);
const isIn = (ids: unknown, among: readonly unknown[]): boolean => (ids as unknown[]).some((id) => among.includes(id));
const moment = (value: unknown): number => Date.parse(String(value));

/** Where an invitation stands. */
const invitationState = (row: Row): string => {
  if (row.withdrawn_at !== null) return 'WITHDRAWN';
  if (row.answer === null) return 'AWAITING';
  return row.answered_before_move ? 'MOVED' : 'ANSWERED';
};

/** What says how large a quorum has to be. */
function quorumOf(tables: Tables, row: Row): { percent: unknown; basis: string } {
  const body = tables.meeting_body!.find(({ id }) => id === row.id)!;
  const rules = tables.convent_rules!.find(({ id }) => id === body.convent_id);
  return {
    percent: body.quorum_percent ?? rules?.quorum_percent ?? 50,
    basis: rules ? 'CONVENT_RULES' : 'NETWORK_DEFAULT',
  };
}

/** Fields of meetings that are not columns of the same name. */
export const meetingFields = (tables: Tables, one: One): Record<string, (row: Row, reader: Reader) => unknown> => ({
  'Attendance.isGuest': (row) => row.guest_id !== null,
  'Attendance.from': (row) => instant(row.from),
  'Attendance.until': (row) => instant(row.until),
  'Attendance.recordedUnder': (row, reader) => one('Mandate', row.recorded_under_id, reader),
  'MeetingQuorum.percent': (row) => quorumOf(tables, row).percent,
  'MeetingQuorum.basis': (row) => quorumOf(tables, row).basis,
  'MeetingInvitation.state': (row) => invitationState(row),
  'MeetingInvitation.guest': (row, reader) => one('MeetingGuest', row.guest_id, reader),
  'Registration.guest': (row, reader) => one('MeetingGuest', row.guest_id, reader),
  'Meeting.currentItem': (row, reader) => one('AgendaItem', row.current_item_id, reader),
  'Obligation.meeting': (row, reader) => one('Meeting', row.subject_id, reader),
});

/** Who sees what of a meeting, said a second time. */
export class MeetingRules {
  constructor(
    private readonly tables: Tables,
    private readonly circles: Circles,
  ) {}

  readonly rules: Record<string, (row: Row, reader: Reader) => boolean> = {
    Meeting: (row, reader) => this.sees(row, reader),
    ...Object.fromEntries(
      ['MeetingBody', 'MeetingQuorum', 'MeetingAct', 'AgendaItem'].map((type) => [
        type,
        (row: Row, reader: Reader) => this.sees(this.of(row), reader),
      ]),
    ),
    MeetingGuest: (row, reader) => this.organises(row, reader),
    SessionNote: (row, reader) => this.organises(row, reader),
    MeetingInvitation: (row, reader) => {
      const mine = (reader !== null && row.person_id === reader) || this.circles.bodies(reader).includes(row.body_id);
      return this.organises(row, reader) || (mine && row.withdrawn_at === null && this.of(row).convened_at !== null);
    },
    Registration: (row, reader) => (reader !== null && row.person_id === reader) || this.organises(row, reader),
    Representation: (row, reader) => {
      const registration = this.tables.registration!.find(({ id }) => id === row.registration_id)!;
      const isMine = reader !== null && registration.person_id === reader;
      return isMine || this.circles.offices(reader).includes(row.body_id) || this.organises(row, reader);
    },
    Attendance: (row, reader) => {
      if (reader !== null && row.person_id === reader) return true;
      if (this.circles.offices(reader).includes(row.body_id) || this.organises(row, reader)) return true;
      return isIn(this.of(row).participants, [reader]);
    },
    OnlineLink: (row, reader) => {
      const meeting = this.tables.meeting!.find(({ id }) => id === row.id)!;
      const isOpen = ['CONVENED', 'IN_SESSION'].includes(String(meeting.state));
      const isTime = moment(meeting.starts_at) - Number(meeting.link_minutes) * 60_000 <= Date.now();
      return isOpen && isTime && reader !== null && this.registered(meeting, reader) === 'CONFIRMED';
    },
  };

  /** Whether a meeting passes its own filters; other rows are not asked for these. */
  passes(row: Row, { organiser, from, until }: Record<'organiser' | 'from' | 'until', unknown>): boolean {
    if (organiser && !(row.bodies as unknown[]).includes(organiser)) return false;
    if (from && moment(row.ends_at) <= moment(from)) return false;
    return !until || moment(row.starts_at) < moment(until);
  }

  /** What the lifecycles of a meeting and of a registration ask for. */
  facts(type: string, row: Row, reader: Reader): object {
    if (type === 'Registration') {
      const { state: meetingState, bodies } = this.of(row);
      const wasThere = this.tables.attendance!.some(({ registration_id }) => registration_id === row.id);
      return { personId: row.person_id, actorId: reader, meetingState, bodies, wasThere, beforeMove: row.before_move };
    }
    if (type === 'MeetingInvitation') {
      const { state: meetingState, bodies, starts_at } = this.of(row);
      const who = { bodyId: row.body_id, personId: row.person_id, isGuest: row.guest_id !== null, actorId: reader };
      return { ...who, state: invitationState(row), meetingState, bodies, past: moment(starts_at) <= Date.now() };
    }
    const now = Date.now();
    const [starts, opens] = [moment(row.starts_at), row.registration_opens_at];
    const closes = row.registration_closes_at === null ? starts : moment(row.registration_closes_at);
    const early = opens !== null && moment(opens) > now;
    return {
      ...{
        bodies: row.bodies,
        asked: row.asked,
        published: row.published_at !== null,
        recorded: row.recorded_from !== null,
        shared: row.shared_at !== null,
        past: starts <= now,
      },
      ...{ doorsOpen: starts - 3 * 3_600_000 <= now, registration: early ? 'EARLY' : closes <= now ? 'OVER' : 'OPEN' },
      invited: isIn(row.readers, [...this.circles.bodies(reader), ...(reader ? [reader] : [])]),
      registered: reader && this.registered(row, reader),
      polling: this.tables.poll!.some((poll) => poll.meeting_id === row.id && poll.state === 'OPEN'),
    };
  }

  private registered({ id }: Row, reader: string): unknown {
    const counts = ({ state }: Row): boolean => state === 'CONFIRMED' || state === 'WAITLISTED';
    const mine = (each: Row): boolean => each.meeting_id === id && each.person_id === reader && counts(each);
    return this.tables.registration!.find(mine)?.state ?? null;
  }

  private of({ meeting_id }: Row): Row {
    return this.tables.meeting!.find(({ id }) => id === meeting_id)!;
  }

  private organises = (row: Row, reader: Reader): boolean => isIn(this.of(row).bodies, this.circles.offices(reader));

  private sees(row: Row, reader: Reader): boolean {
    const offices = this.circles.offices(reader);
    if (row.published_at !== null || isIn(row.bodies, offices) || isIn(row.asked, offices)) return true;
    if (row.shared_at !== null && this.circles.isInForum(reader)) return true;
    return row.convened_at !== null && isIn(row.readers, [...this.circles.bodies(reader), ...(reader ? [reader] : [])]);
  }
}
