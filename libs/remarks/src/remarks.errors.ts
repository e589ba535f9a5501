import { defineError } from '#core';

export const RemarkDisposed = defineError<{ remarkId: string }>(
  'REMARK_DISPOSED',
  'Do tej uwagi zajęto już osobne stanowisko: nie dołącza się jej do innej.',
);
export const RemarkJoinsItself = defineError<{ remarkId: string }>(
  'REMARK_JOINS_ITSELF',
  'Uwaga wiodąca nie może być zarazem dołączana: wskaż inne uwagi.',
);
export const RemarkNotJoined = defineError<{ remarkId: string }>(
  'REMARK_NOT_JOINED',
  'Ta uwaga nie jest dołączona do innej: nie ma czego rozłączać.',
);
export const CirculationNotOver = defineError(
  'CIRCULATION_NOT_OVER',
  'Uwagi przenosi się z trybu obiegowego, który się zakończył albo został odwołany.',
);
export const CirculationsOfTwoDrafts = defineError(
  'CIRCULATIONS_OF_TWO_DRAFTS',
  'Uwagi przenosi się tylko między trybami obiegowymi tego samego projektu.',
);
export const RemarkResolved = defineError<{ remarkId: string }>(
  'REMARK_RESOLVED',
  'Tę uwagę rozpatrzono i autor jej nie podtrzymał: nie przenosi się jej dalej.',
);
