import { words } from '#convents';

export const circulationStateNames = {
  OPEN: 'tryb obiegowy otwarty',
  CLOSED: 'tryb obiegowy zamknięty',
  CANCELLED: 'tryb obiegowy odwołany',
};
export type CirculationState = keyof typeof circulationStateNames;
export const CirculationState = words<CirculationState>(
  'CirculationState',
  'Where a circulation stands (stan trybu obiegowego).',
  {
    OPEN: 'announced; answers are taken from its opening to its closing time (otwarty)',
    CLOSED: 'over: silence has been written down (zamknięty)',
    CANCELLED: 'called off before its end (odwołany)',
  },
);

export const answerNames = {
  NO_REMARKS: 'bez uwag',
  REMARKS: 'zgłasza uwagi',
  ABSTAINS: 'nie zajmuje stanowiska',
  OBJECTS_TO_PROCEDURE: 'sprzeciwia się trybowi',
};
export type AnswerKind = keyof typeof answerNames;
export const AnswerKind = words<AnswerKind>(
  'CirculationAnswerKind',
  'What an organisation answers (odpowiedź w trybie obiegowym).',
  {
    NO_REMARKS: 'it has none (bez uwag)',
    REMARKS: 'it sends remarks (zgłasza uwagi)',
    ABSTAINS: 'it says nothing to the matter (nie zajmuje stanowiska)',
    OBJECTS_TO_PROCEDURE: 'the matter should not be settled in writing; with a reason (sprzeciw wobec trybu)',
  },
);

const silences = {
  NO_REMARKS: 'whoever is silent has no remarks (milczenie oznacza brak uwag)',
  ABSTAINS: 'whoever is silent abstains (milczenie oznacza brak stanowiska)',
};
export type CirculationSilence = keyof typeof silences;
export const CirculationSilence = words(
  'CirculationSilence',
  'What silence means at the end of a circulation (skutek milczenia).',
  silences,
);
