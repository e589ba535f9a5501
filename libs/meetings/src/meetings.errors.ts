import { defineError } from '#core';

export const TimesWrong = defineError(
  'MEETING_TIMES_WRONG',
  'Spotkanie ma się zacząć w przyszłości i skończyć po rozpoczęciu, a zapisy mają się otworzyć przed ich zamknięciem i zamknąć nie później niż o rozpoczęciu.',
);
export const RecordWrong = defineError(
  'MEETING_RECORD_WRONG',
  'Wpisane po fakcie spotkanie ma się kończyć po rozpoczęciu i przed chwilą wpisu, bez zapisów i limitu miejsc.',
);
export const AttendeeWrong = defineError(
  'ATTENDEE_WRONG',
  'Wskaż osobę z sieci albo nazwij gościa, a organizację podaj razem z funkcją.',
);
export const AttendanceTimesWrong = defineError(
  'ATTENDANCE_TIMES_WRONG',
  'Obecność ma się mieścić w czasie spotkania i kończyć po rozpoczęciu.',
);
export const PlaceMissing = defineError('MEETING_PLACE_MISSING', 'Podaj miejsce: to spotkanie nie jest tylko zdalne.');
export const SeatsForMode = defineError(
  'SEATS_FOR_OTHER_MODE',
  'Miejsca podaje się tylko dla formy, w której spotkanie się odbywa.',
);
export const PartnerPending = defineError(
  'PARTNER_PENDING',
  'Współorganizator nie wyraził jeszcze zgody: spotkania nie można zwołać.',
);
export const NobodyInvited = defineError(
  'NOBODY_INVITED',
  'Najpierw zaproś uczestników: nikt jeszcze nie jest zaproszony.',
);
export const MoveIsAnAct = defineError(
  'MOVE_IS_AN_ACT',
  'Termin, miejsce i formę zwołanego spotkania zmienia się przeniesieniem, z podaniem powodu.',
);
export const NotMoved = defineError(
  'MEETING_NOT_MOVED',
  'To ten sam termin, to samo miejsce, ta sama forma i tyle samo miejsc: podaj, co się zmienia.',
);
export const AlreadyShared = defineError(
  'MEETING_ALREADY_SHARED',
  'Konwenty forum już widzą to spotkanie. Możesz je jeszcze opublikować dla wszystkich.',
);
export const SeatsTaken = defineError<{ taken: number }>(
  'SEATS_TAKEN',
  ({ taken }) => `Tylu miejsc nie można odebrać: ${taken ?? 'część'} z nich jest już potwierdzonych.`,
);
export const LinkWrong = defineError(
  'ONLINE_LINK_WRONG',
  'Link ma być adresem https, a spotkanie ma odbywać się także zdalnie.',
);
export const AgendaWrong = defineError(
  'AGENDA_WRONG',
  'Punkt może stać pod innym punktem tego porządku, ale nie pod sobą, a zagnieżdżenie ma najwyżej cztery poziomy i 200 punktów.',
);
export const ItemTakenUp = defineError(
  'AGENDA_ITEM_TAKEN_UP',
  'Tego punktu nie można usunąć: on albo punkt pod nim był już rozpatrywany.',
);
export const LimitReached = defineError<{ most: number }>(
  'MEETING_LIMIT_REACHED',
  ({ most }) => `Jedno spotkanie nie pomieści więcej wpisów tego rodzaju niż ${most ?? 'teraz'}.`,
);
export const RegistersTooOften = defineError(
  'REGISTERS_TOO_OFTEN',
  'Na to spotkanie masz już dwadzieścia wycofanych zgłoszeń: kolejny raz nie można.',
);
export const AlreadyInvited = defineError('ALREADY_INVITED', 'Wszyscy wskazani są już zaproszeni.');
export const InvitationWithdrawn = defineError('MEETING_INVITATION_WITHDRAWN', 'To zaproszenie zostało cofnięte.');
export const AnswerTooLate = defineError(
  'ANSWER_TOO_LATE',
  'Spotkanie już się zaczęło: na zaproszenie nie można odpowiedzieć.',
);
export const RegistrationNotOpen = defineError<{ opensAt: string }>(
  'REGISTRATION_NOT_OPEN',
  'Zapisy jeszcze się nie zaczęły.',
);
export const RegistrationOver = defineError('REGISTRATION_OVER', 'Zapisy są już zamknięte.');
export const AlreadyRegistered = defineError(
  'ALREADY_REGISTERED',
  'Jesteś już na liście: jedna osoba zgłasza się raz.',
);
export const ModeNotOffered = defineError<{ mode: string }>(
  'MODE_NOT_OFFERED',
  'To spotkanie nie odbywa się w tej formie.',
);
export const NotYourMandate = defineError(
  'NOT_YOUR_MANDATE',
  'Reprezentować można tylko na podstawie własnego mandatu, który teraz obowiązuje.',
);
export const OrganisationNotInvited = defineError(
  'ORGANISATION_NOT_INVITED',
  'Ta organizacja nie jest zaproszona: nie można jej na tym spotkaniu reprezentować.',
);
export const RegistrationEnded = defineError<{ state: string }>(
  'REGISTRATION_ENDED',
  'To zgłoszenie zostało już wycofane albo odrzucone.',
);
export const WasThere = defineError(
  'WAS_THERE',
  'Ta osoba już uczestniczyła w spotkaniu: zgłoszenia nie można cofnąć.',
);
export const CodeUnknown = defineError('CODE_UNKNOWN', 'Na to spotkanie nie ma zgłoszenia z takim kodem.');
export const NotConfirmed = defineError<{ state: string }>(
  'NOT_CONFIRMED',
  'Wejść mogą osoby z potwierdzonym miejscem; to zgłoszenie go nie ma.',
);
export const DoorsClosed = defineError('DOORS_CLOSED', 'Wejście zaczyna się trzy godziny przed rozpoczęciem.');
export const AlreadyThere = defineError('ALREADY_THERE', 'Ta osoba już jest na spotkaniu w tej formie.');
export const NotThere = defineError('NOT_THERE', 'Tej osoby nie ma teraz na spotkaniu.');
export const GuestLinkInvalid = defineError(
  'GUEST_LINK_INVALID',
  'Ten link jest nieważny: został już użyty, zastąpiony nowym albo jego czas minął.',
);
export const CalendarTokenTooMany = defineError(
  'CALENDAR_TOKENS_TOO_MANY',
  'Masz już dziesięć czynnych adresów kalendarza. Unieważnij któryś z nich.',
);
export const AgendaItemElsewhere = defineError(
  'AGENDA_ITEM_ELSEWHERE',
  'Ten punkt porządku obrad należy do innego spotkania.',
);
export const ItemPolled = defineError<{ pollId: string }>(
  'AGENDA_ITEM_POLLED',
  'Tego punktu nie można usunąć: w nim albo w punkcie pod nim odbywało się głosowanie.',
);
export const PollBodyMisfits = defineError(
  'POLL_BODY_MISFITS',
  'Głosowanie na spotkaniu prowadzi ten, kto je organizuje, a głosowanie konwentów zwołujących ten z nich, który spotkanie zaplanował.',
);
export const PollStillOpen = defineError<{ pollId: string; question: string }>(
  'MEETING_POLL_OPEN',
  ({ question }) =>
    `Trwa głosowanie${question ? ` „${question}”` : ''}: zakończ je albo unieważnij, zanim zamkniesz spotkanie.`,
);
