import { defineError } from '#core';

export const MinutesAlready = defineError(
  'MINUTES_ALREADY',
  'Protokół tego spotkania już jest: zmienia się go, zamiast zaczynać drugi.',
);
export const MinutesTooEarly = defineError(
  'MINUTES_TOO_EARLY',
  'Protokół spisuje się, gdy spotkanie się rozpoczęło; odwołane spotkanie protokołu nie ma.',
);
export const UnitsWrong = defineError(
  'UNITS_WRONG',
  'Punkty protokołu mają mieć różne identyfikatory, a co najmniej jeden z nich treść.',
);
export const UnitUnknown = defineError('UNIT_UNKNOWN', 'Ta wersja protokołu nie ma takiego punktu.');
export const CorrectUntilWrong = defineError(
  'CORRECT_UNTIL_WRONG',
  'Termin zgłaszania sprostowań ma być późniejszy niż ta chwila i niż dotychczasowy termin.',
);
export const CorrectionsOpen = defineError<{ open: number }>(
  'CORRECTIONS_OPEN',
  ({ open }) => `Protokołu nie można zatwierdzić, dopóki sprostowania czekają na odpowiedź${open ? ` (${open})` : ''}.`,
);
export const WordingMissing = defineError(
  'WORDING_MISSING',
  'Uwzględnione sprostowanie wymaga brzmienia, które zastąpi treść punktu; nieuwzględnione brzmienia nie ma.',
);
export const OutcomesFrozen = defineError(
  'OUTCOMES_FROZEN',
  'Protokół tego spotkania jest zatwierdzony: wniosków, uchwał i zadań nie można już dopisywać ani zmieniać.',
);
export const MeetingNotBegun = defineError(
  'MEETING_NOT_BEGUN',
  'Wnioski, uchwały i zadania zapisuje się od rozpoczęcia spotkania; odwołane spotkanie ich nie ma.',
);
export const NotOrganiser = defineError(
  'NOT_ORGANISER',
  'Uchwałę podejmuje organizacja, która spotkanie organizuje, i zapisuje ją jej prezydium.',
);
export const DueTooEarly = defineError(
  'DUE_TOO_EARLY',
  'Termin zadania nie może być wcześniejszy niż dzień spotkania.',
);
export const RecordingPlaceWrong = defineError(
  'RECORDING_PLACE_WRONG',
  'Podaj albo plik nagrania, albo adres, pod którym ono leży – jedno z dwojga.',
);
export const ConsentMissing = defineError<{ missing: number }>(
  'CONSENT_MISSING',
  ({ missing }) =>
    `Nagrania nie można zachować: nie wszyscy obecni się na nie zgodzili${missing ? ` (brakuje zgód: ${missing})` : ''}.`,
);
export const RecordingTooLate = defineError(
  'RECORDING_TOO_LATE',
  'Protokół jest już zatwierdzony: nagrania się nie dołącza, bo służyło jego sporządzeniu.',
);
export const NotPresent = defineError(
  'NOT_PRESENT',
  'Zgodę na nagranie daje i wycofuje osoba, która bierze udział w spotkaniu.',
);
export const ReportMeetingsWrong = defineError(
  'REPORT_MEETINGS_WRONG',
  'Raport obejmuje różne spotkania z ogłoszonymi protokołami.',
);
export const ResultsMissing = defineError<{ pollIds: string[] }>(
  'MINUTES_RESULT_MISSING',
  'Na tym spotkaniu jest głosowanie bez ogłoszonego wyniku: zakończ je i ogłoś wynik albo je unieważnij.',
);
export const ResolutionBasisWrong = defineError(
  'RESOLUTION_BASIS_WRONG',
  'Podaj głosowanie, na którym opiera się uchwała, albo sposób jej podjęcia – jedno z dwojga.',
);
export const ResolutionPollMisfits = defineError(
  'RESOLUTION_POLL_MISFITS',
  'Uchwała może się opierać tylko na głosowaniu z tego spotkania – własnym albo konwentów zwołujących – w którym wniosek przyjęto, a wynik ogłoszono.',
);
export const PollResolved = defineError(
  'POLL_RESOLVED',
  'Na podstawie tego głosowania ta organizacja podjęła już uchwałę.',
);
