import { defineError } from '#core';

export const ChangeAreaSlugTaken = defineError<{ slug: string }>(
  'CHANGE_AREA_SLUG_TAKEN',
  ({ slug }) => `Skrót „${slug}” ma już inny obszar zmian, także zastąpiony. Wybierz inny.`,
);
export const ChangeAreaRetired = defineError<{ changeAreaId: string; successors: string[] }>(
  'CHANGE_AREA_RETIRED',
  ({ successors = [] }) =>
    `Tego obszaru zmian nie ma już w katalogu. Wybierz to, co go zastąpiło: „${successors.join('”, „')}”.`,
);
