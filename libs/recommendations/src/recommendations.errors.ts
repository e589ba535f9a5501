import { defineError } from '#core';

export const RecommendationFrozen = defineError<{ state: string }>(
  'RECOMMENDATION_FROZEN',
  'Treść tej rekomendacji jest zamrożona: zmienia się ją w czasie redakcji i rozpatrywania uwag.',
);
export const VoteBeforeClose = defineError<{ closesAt: string }>(
  'VOTE_BEFORE_CIRCULATION_CLOSED',
  'Tryb obiegowy nad tą rekomendacją jeszcze trwa: głosuje się po jego zakończeniu.',
);
export const NotCirculated = defineError(
  'RECOMMENDATION_NOT_CIRCULATED',
  'Żaden tryb obiegowy nad tą rekomendacją nie zakończył się upływem terminu: najpierw skieruj ją w obieg.',
);
export const RemarksUndisposed = defineError<{ count: number }>(
  'REMARKS_WITHOUT_DISPOSITION',
  ({ count }) =>
    `Najpierw trzeba zająć stanowisko do wszystkich uwag zgłoszonych w terminie; bez stanowiska: ${count}.`,
);
export const NotLastVersion = defineError<{ contentHash: string | null }>(
  'RECOMMENDATION_VERSION_NOT_LAST',
  'Głosuje się nad ostatnią wersją projektu, a podany skrót jest innej.',
);
export const TextNotFrozen = defineError(
  'TEXT_NOT_FROZEN',
  'Od ostatniej wersji projekt zmieniono: najpierw utwórz nową wersję, nad którą będzie się głosować.',
);
export const PracticeNotPublic = defineError<{ practiceId: string }>(
  'PRACTICE_NOT_PUBLIC',
  'Przyjęta rekomendacja jest jawna: dowodem może być tylko dobra praktyka opublikowana dla wszystkich.',
);
export const PracticeAlreadyEvidence = defineError(
  'PRACTICE_ALREADY_EVIDENCE',
  'Ta dobra praktyka jest już dowodem tej rekomendacji.',
);
