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
