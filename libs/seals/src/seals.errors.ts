import { defineError } from '#core';

export const SealingUnavailable = defineError<{ kid?: string }>(
  'SEALING_UNAVAILABLE',
  ({ kid }) =>
    `Ten węzeł nie może teraz pieczętować: nie ma klucza prywatnego${kid ? ` ${kid}` : ''}. Operator ma odtworzyć plik klucza z kopii zapasowej.`,
);
export const KeysUnclear = defineError<{ reason?: string }>(
  'KEYS_UNCLEAR',
  ({ reason }) =>
    `Pliki kluczy nie są łańcuchem kluczy jednego węzła${reason ? `: ${reason}` : '.'} Zostaw w folderze klucze tego węzła, a obce przenieś gdzie indziej.`,
);
