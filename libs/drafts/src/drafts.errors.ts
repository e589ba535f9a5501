import { defineError } from '#core';

export const MandateNotInForce = defineError(
  'MANDATE_NOT_IN_FORCE',
  'Ten mandat nie obowiązuje: do zespołu redakcyjnego wpisuje się osobę z ważnym mandatem.',
);
export const TextLocked = defineError(
  'TEXT_LOCKED',
  'Treść jest zamknięta do zmian, bo jej wersja jest w obiegu, pod głosowaniem albo została przyjęta.',
);
export const DraftInUse = defineError<{ reason: string }>(
  'DRAFT_IN_USE',
  ({ reason }) => reason ?? 'Projekt jest treścią, nad którą trwają prace, i nie trafia do archiwum.',
);
export const AlreadyOnTeam = defineError('ALREADY_ON_TEAM', 'Ta osoba jest już w zespole redakcyjnym.');
export const TeamFull = defineError<{ max: number }>(
  'TEAM_FULL',
  ({ max }) => `Zespół redakcyjny liczy najwyżej ${max ?? 50} osób.`,
);
export const AlreadyShared = defineError(
  'ALREADY_SHARED',
  'Projekt jest już udostępniony temu kręgowi. Udostępnienia nie można cofnąć ani powtórzyć.',
);
export const TextWithoutUnits = defineError(
  'TEXT_WITHOUT_UNITS',
  'We wklejonym tekście nie znaleziono żadnej jednostki redakcyjnej. Sprawdź podgląd i postać tekstu.',
);
export const UnitAlreadyThere = defineError<{ unitId: string }>(
  'UNIT_ALREADY_THERE',
  'Ta jednostka jest w tekście: nie ma czego przywracać.',
);
export const UnitBeingWritten = defineError<{ unitId: string }>(
  'UNIT_BEING_WRITTEN',
  'W tej jednostce ktoś właśnie pisze. Podaj w `seen` brzmienie, które zmieniasz: dopisane w tym czasie słowa zostaną.',
);
export const NothingToRestore = defineError(
  'NOTHING_TO_RESTORE',
  'Przywrócić można tylko usuniętą jednostkę: wskaż wpis historii, który mówi o jej usunięciu.',
);
export const DraftEmpty = defineError(
  'DRAFT_EMPTY',
  'Projekt nie ma jeszcze ani tekstu, ani zmian przepisów: nie ma z czego utworzyć wersji.',
);
export const VersionUnchanged = defineError<{ versionId: string; number: number }>(
  'VERSION_UNCHANGED',
  'Od ostatniej wersji nic się nie zmieniło: nowa wersja byłaby taka sama.',
);
export const VersionsOfTwoDrafts = defineError(
  'VERSIONS_OF_TWO_DRAFTS',
  'Porównać można tylko dwie wersje jednego projektu.',
);
export const ActMissing = defineError(
  'ACT_MISSING',
  'Podaj zmieniany akt: projekt nie ma aktu, którego domyślnie dotyczą zmiany.',
);
export const TooManyAmendments = defineError<{ max: number }>(
  'TOO_MANY_AMENDMENTS',
  ({ max }) => `Projekt może mieć najwyżej ${max ?? 500} zmian przepisów.`,
);
export const WordsNotInForce = defineError<{ words: string }>(
  'WORDS_NOT_IN_FORCE',
  'W podanym obowiązującym brzmieniu nie ma wyrazów, których dotyczy zmiana.',
);
