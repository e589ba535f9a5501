import { heldInAny, OFFICIALS, type Held, type MandateFunction } from '#convents';
import { Lifecycle } from '#core';
import type { MeetingFacts } from './meeting.facts.ts';
import { stateNames, type MeetingState, type RegistrationState } from './words.ts';

/** Who prepares and leads meetings of a body: its officers, in the forum its coordinators too. */
export const CONVENERS: readonly MandateFunction[] = OFFICIALS;

const convener = ({ held, bodies }: MeetingFacts) => heldInAny(held, bodies, CONVENERS);
const partner = ({ held, asked }: MeetingFacts) => heldInAny(held, asked, CONVENERS);
const invited = (facts: MeetingFacts) => (facts.invited ? true : undefined);
const confirmed = ({ registered }: MeetingFacts) => (registered === 'CONFIRMED' ? true : undefined);

export const CONVENES = 'Robi to prezydium konwentu (forum), które organizuje spotkanie.';
const IS_INVITED = 'Zgłaszają się osoby zaproszone, same albo z mandatem zaproszonej organizacji.';
const IS_CONFIRMED = 'Dołączają osoby z potwierdzonym miejscem.';
const BEFORE = ['PLANNED', 'CONVENED'] as const;
const RUNS = ['CONVENED', 'IN_SESSION'] as const;
const LIVES = ['PLANNED', 'CONVENED', 'IN_SESSION'] as const;
const organised = { grounds: convener, who: CONVENES };
/** What happens live cannot be made up afterwards. */
const live = ({ recorded }: Pick<MeetingFacts, 'recorded'>) =>
  recorded ? 'To spotkanie wpisano po fakcie: nie można na nie zapraszać, zwołać go ani na nim głosować.' : undefined;
const recordedAfterwards = ({ recorded }: MeetingFacts) =>
  recorded ? undefined : 'Dotyczy to tylko spotkań wpisywanych po fakcie.';

const openToRegister = ({ registration, registered }: MeetingFacts) => {
  if (registered) return 'Jesteś już na liście.';
  if (registration === 'OPEN') return undefined;
  return registration === 'EARLY' ? 'Zapisy jeszcze się nie zaczęły.' : 'Zapisy są już zamknięte.';
};

export type MeetingAction =
  | 'editMeeting'
  | 'agreeToOrganise'
  | 'inviteToMeeting'
  | 'setOnlineLink'
  | 'addAgendaItem'
  | 'conveneMeeting'
  | 'moveMeeting'
  | 'cancelMeeting'
  | 'beginMeeting'
  | 'takeUpAgendaItem'
  | 'noteInSession'
  | 'draftMeetingPoll'
  | 'checkIn'
  | 'closeMeeting'
  | 'publishMeeting'
  | 'registerForMeeting'
  | 'joinMeeting'
  | 'recordAttendance'
  | 'completeMeetingRecord';

/** The life of a meeting; where an act changes no state, `to` is the first state in which it may be done. */
export const meetingLifecycle = new Lifecycle<MeetingState, MeetingFacts, MeetingAction>(
  {
    editMeeting: { from: BEFORE, to: 'PLANNED', ...organised },
    agreeToOrganise: {
      from: ['PLANNED'],
      to: 'PLANNED',
      grounds: partner,
      who: 'Zgodę wyraża prezydium konwentu (forum) proszonego o współorganizację.',
    },
    inviteToMeeting: { from: LIVES, to: 'PLANNED', ...organised, unless: live },
    setOnlineLink: { from: LIVES, to: 'PLANNED', ...organised, unless: live },
    addAgendaItem: { from: LIVES, to: 'PLANNED', ...organised },
    conveneMeeting: {
      from: ['PLANNED'],
      to: 'CONVENED',
      ...organised,
      unless: ({ asked, past, recorded }) => {
        if (recorded) return live({ recorded });
        if (asked.length) return 'Współorganizator nie wyraził jeszcze zgody.';
        return past ? 'Planowany początek już minął.' : undefined;
      },
    },
    moveMeeting: { from: ['CONVENED'], to: 'CONVENED', ...organised },
    cancelMeeting: { from: BEFORE, to: 'CANCELLED', ...organised },
    beginMeeting: {
      from: ['CONVENED'],
      to: 'IN_SESSION',
      ...organised,
      unless: ({ doorsOpen }) => (doorsOpen ? undefined : 'Do rozpoczęcia są jeszcze ponad trzy godziny.'),
    },
    takeUpAgendaItem: { from: ['IN_SESSION'], to: 'IN_SESSION', ...organised },
    noteInSession: { from: ['IN_SESSION'], to: 'IN_SESSION', ...organised },
    draftMeetingPoll: { from: LIVES, to: 'PLANNED', ...organised, unless: live },
    checkIn: {
      from: RUNS,
      to: 'IN_SESSION',
      ...organised,
      unless: ({ doorsOpen }) => (doorsOpen ? undefined : 'Wejście zaczyna się trzy godziny przed rozpoczęciem.'),
    },
    closeMeeting: {
      from: ['IN_SESSION'],
      to: 'CLOSED',
      ...organised,
      unless: ({ polling }) => (polling ? 'Trwa głosowanie.' : undefined),
    },
    publishMeeting: {
      from: ['CLOSED'],
      to: 'CLOSED',
      ...organised,
      unless: ({ published }) => (published ? 'To spotkanie jest już opublikowane.' : undefined),
    },
    registerForMeeting: { from: RUNS, to: 'CONVENED', grounds: invited, who: IS_INVITED, unless: openToRegister },
    joinMeeting: { from: ['IN_SESSION'], to: 'IN_SESSION', grounds: confirmed, who: IS_CONFIRMED },
    recordAttendance: { from: ['PLANNED'], to: 'PLANNED', ...organised, unless: recordedAfterwards },
    completeMeetingRecord: {
      from: ['PLANNED'],
      to: 'CLOSED',
      ...organised,
      unless: (facts) =>
        recordedAfterwards(facts) ??
        (facts.asked.length ? 'Współorganizator nie potwierdził jeszcze wpisu.' : undefined),
    },
  },
  stateNames,
);

export interface RegistrationFacts {
  readonly state: RegistrationState;
  readonly personId: string | null;
  readonly actorId: string | null;
  readonly meetingState: MeetingState;
  readonly bodies: readonly string[];
  readonly wasThere: boolean;
  readonly beforeMove: boolean;
  readonly held: readonly Held[];
}

const COUNTS = ['CONFIRMED', 'WAITLISTED'] as const;
const stays = ({ meetingState, wasThere }: RegistrationFacts) => {
  if (meetingState !== 'CONVENED' && meetingState !== 'IN_SESSION')
    return 'Spotkanie się skończyło albo jest odwołane.';
  return wasThere ? 'Ta osoba już uczestniczyła w spotkaniu.' : undefined;
};

export type RegistrationEnd = 'cancelRegistration' | 'declineRegistration';
export type RegistrationAction = RegistrationEnd | 'confirmRegistration';

const own = ({ personId, actorId }: RegistrationFacts) =>
  personId !== null && personId === actorId ? true : undefined;

/** The life of a registration; that one who waits gets a seat follows of itself. */
export const registrationLifecycle = new Lifecycle<RegistrationState, RegistrationFacts, RegistrationAction>(
  {
    confirmRegistration: {
      from: COUNTS,
      to: 'CONFIRMED',
      grounds: own,
      who: 'Zgłoszenie potwierdza osoba, która się zgłosiła.',
      unless: (facts) =>
        stays(facts) ??
        (facts.beforeMove ? undefined : 'Zgłoszenie jest aktualne: spotkania od tego czasu nie przeniesiono.'),
    },
    cancelRegistration: {
      from: COUNTS,
      to: 'CANCELLED',
      grounds: own,
      who: 'Zgłoszenie wycofuje osoba, która się zgłosiła.',
      unless: stays,
    },
    declineRegistration: {
      from: COUNTS,
      to: 'DECLINED',
      grounds: ({ held, bodies }) => heldInAny(held, bodies, CONVENERS),
      who: CONVENES,
      unless: stays,
    },
  },
  { CONFIRMED: 'potwierdzone', WAITLISTED: 'na liście rezerwowej', DECLINED: 'odrzucone', CANCELLED: 'wycofane' },
);
