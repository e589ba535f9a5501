import { defineError } from '#core';
import { stateNames } from './words.ts';

export const TextFrozen = defineError(
  'TEXT_FROZEN',
  'Tekst jest zamrożony, bo zbiera podpisy. Zmiana wymaga nowej wersji, która unieważnia złożone podpisy.',
);
export const NotOpen = defineError<{ state: keyof typeof stateNames }>(
  'NOT_OPEN',
  ({ state }) => `Tej deklaracji nie można teraz podpisać: jej stan to „${stateNames[state] ?? state}”.`,
);
export const DeadlinePassed = defineError<{ deadline: string }>(
  'DEADLINE_PASSED',
  'Termin składania podpisów minął: deklaracja wygasła.',
);
export const WrongParty = defineError(
  'WRONG_PARTY',
  'Podpis składa strona deklaracji, przez osobę, która ma w tym konwencie mandat.',
);
export const MandateOver = defineError('MANDATE_OVER', 'Mandat w tym konwencie nie obowiązuje w chwili podpisu.');
export const WrongCapacity = defineError<{ capacities: readonly string[] }>(
  'WRONG_CAPACITY',
  'Za ten konwent podpisuje osoba w innej funkcji, wskazanej w deklaracji.',
);
export const OtherVersion = defineError<{ contentHash: string }>(
  'OTHER_VERSION',
  'Skrót nie jest skrótem tej wersji tekstu. Wczytaj deklarację ponownie i przeczytaj, co podpisujesz.',
);
export const AlreadySigned = defineError('ALREADY_SIGNED', 'Ten konwent już podpisał tę wersję: strona podpisuje raz.');
export const DecisionMissing = defineError(
  'DECISION_MISSING',
  'Przystąpienie wymaga uchwały forum o przyjęciu, podjętej o tej wersji tekstu.',
);
export const PollNotPublished = defineError(
  'POLL_NOT_PUBLISHED',
  'Konwenty forum głosują o przyjęciu, ale wyniku jeszcze nie ogłoszono. Otworzyć do podpisu można po ogłoszeniu.',
);
export const PollNotAdopted = defineError<{ outcome: string }>(
  'POLL_NOT_ADOPTED',
  'Głosowanie konwentów forum o tej wersji tekstu nie zakończyło się przyjęciem.',
);
export const PollAboutOther = defineError(
  'POLL_ABOUT_OTHER_VERSION',
  'Konwenty forum głosowały o innej wersji tekstu. O tej trzeba zagłosować osobno.',
);
export const PartiesWrong = defineError<{ kind: string }>(
  'PARTIES_WRONG',
  'Strony nie pasują do rodzaju deklaracji: powołanie i wspólne stanowisko mają co najmniej dwie, pozostałe jedną – konwent, który deklarację składa – a liczba wymaganych podpisów nie przekracza liczby stron.',
);
export const DeadlineWrong = defineError('DEADLINE_WRONG', 'Termin ma być późniejszy niż obecny i niż ta chwila.');
export const KindWrong = defineError<{ field: string }>(
  'FIELD_NOT_FOR_KIND',
  ({ field }) => `Pole${field ? ` ${field}` : ''} nie pasuje do rodzaju deklaracji albo go brakuje.`,
);
export const SupersedesWrong = defineError(
  'SUPERSEDES_WRONG',
  'Zastąpić można tylko obowiązujące wspólne stanowisko tej samej organizacji.',
);
export const ReportTooLate = defineError(
  'REPORT_TOO_LATE',
  'Zapis przenosi się z dokumentów tylko, zanim pierwsza deklaracja wejdzie w życie w platformie; późniejsze podpisuje się tutaj.',
);
export const EmptyText = defineError('TEXT_EMPTY', 'Deklaracja bez tekstu nie może zostać otwarta do podpisu.');
