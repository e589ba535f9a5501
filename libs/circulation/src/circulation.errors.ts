import { defineError } from '#core';

export const CircleEmpty = defineError(
  'CIRCLE_EMPTY',
  'Wskaż, do kogo kierujesz projekt: w podanym kręgu nie ma dziś żadnej organizacji.',
);
export const CircleTooLarge = defineError<{ most: number }>(
  'CIRCLE_TOO_LARGE',
  ({ most }) => `Krąg może liczyć najwyżej ${most ?? 2000} organizacji.`,
);
export const CirculationTimesWrong = defineError(
  'CIRCULATION_TIMES_WRONG',
  'Zamknięcie ma być późniejsze niż otwarcie i niż ta chwila, a otwarcie nie może być w przeszłości.',
);
export const CirculationNotLonger = defineError<{ closesAt: string }>(
  'CIRCULATION_NOT_LONGER',
  'Termin można tylko przedłużyć: nowy ma być późniejszy niż dotychczasowy.',
);
export const CirculationNotBegun = defineError<{ opensAt: string }>(
  'CIRCULATION_NOT_BEGUN',
  'Tryb obiegowy jeszcze się nie rozpoczął. Decyduje zegar serwera.',
);
export const CirculationOver = defineError<{ closesAt: string }>(
  'CIRCULATION_OVER',
  'Termin odpowiedzi w trybie obiegowym minął. Decyduje zegar serwera.',
);
export const ObjectionWithoutReason = defineError(
  'OBJECTION_WITHOUT_REASON',
  'Sprzeciw wobec trybu wymaga uzasadnienia.',
);
export const UnitNotInVersion = defineError(
  'UNIT_NOT_IN_VERSION',
  'Tej jednostki redakcyjnej nie ma w wersji, o którą chodzi.',
);
export const ChannelMisfits = defineError(
  'CHANNEL_MISFITS',
  'Uwagę zgłoszoną w platformie wpisuje jej autor; pismo, e-mail i głos ze spotkania wpisuje prowadzący projekt.',
);
export const SubmitterMissing = defineError(
  'SUBMITTER_MISSING',
  'Podaj, kto zgłosił uwagę: organizację z rejestru albo nazwę podmiotu spoza niego, ale nie oba.',
);
export const DispositionWithoutReason = defineError<{ remarkId: string }>(
  'DISPOSITION_WITHOUT_REASON',
  'Stanowisko inne niż „uwzględniona” wymaga uzasadnienia.',
);
export const RemarkTwice = defineError<{ remarkId: string }>(
  'REMARK_TWICE',
  'Ta sama uwaga jest na liście dwa razy: uwaga ma jedno stanowisko.',
);
export const RemarkWithdrawn = defineError<{ remarkId: string }>(
  'REMARK_WITHDRAWN',
  'Uwagę wycofano: nie zajmuje się do niej stanowiska.',
);
export const RemarkJoined = defineError<{ remarkId: string; leadingId: string }>(
  'REMARK_JOINED',
  'Ta uwaga jest rozpatrywana łącznie z inną: zajmij stanowisko do uwagi wiodącej albo najpierw wyłącz tę z łącznego rozpatrzenia.',
);
export const NothingCarriesIt = defineError<{ remarkId: string }>(
  'NOTHING_CARRIES_IT',
  'Zmianę tekstu wskazuje się tylko przy uwadze uwzględnionej w całości albo w części.',
);
export const ReplyWithoutReason = defineError('REPLY_WITHOUT_REASON', 'Podtrzymanie uwagi wymaga uzasadnienia.');
export const DispositionReplaced = defineError<{ remarkId: string }>(
  'DISPOSITION_REPLACED',
  'Do tej uwagi jest już inne stanowisko: zobacz je, zanim je zmienisz albo na nie odpowiesz.',
);
