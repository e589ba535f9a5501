import { defineError } from '#core';
import type { UnsafeReason } from './findings.ts';
import { MEDIA_TYPES, typeName, UPLOAD_LIMITS, type MediaType } from './media-types.ts';
import type { CoverageProblem } from './pdf-coverage.ts';

const MB = 1024 * 1024;
const size = (bytes: number): string =>
  bytes >= MB ? `${(bytes / MB).toFixed(1).replace(/\.0$/, '').replace('.', ',')} MB` : `${bytes} B`;
const listed = (types: readonly MediaType[]): string => types.map((type) => MEDIA_TYPES[type].name).join(', ');

export const FileTooLarge = defineError<{ maxBytes: number }>(
  'FILE_TOO_LARGE',
  ({ maxBytes }) =>
    `Plik jest większy niż dozwolono${maxBytes ? ` (${size(maxBytes)})` : ''}. Zmniejsz go albo podziel.`,
);
export const FileEmpty = defineError('FILE_EMPTY', 'Plik jest pusty.');
export const FileTypeRefused = defineError<{ found: string; taken: readonly MediaType[] }>(
  'FILE_TYPE_REFUSED',
  ({ found, taken }) =>
    `Takiego pliku nie przyjmujemy${found ? `: to ${typeName(found)}` : ''}${taken ? `. Przyjmujemy: ${listed(taken)}` : ''}.`,
);
export const FileLies = defineError<{ found: string; name: string }>(
  'FILE_LIES',
  ({ found, name }) =>
    `Nazwa pliku zapowiada co innego niż jego treść${found ? `: „${name}” to w rzeczywistości ${typeName(found)}` : ''}. Zmień rozszerzenie albo wybierz właściwy plik.`,
);
export const FileDamaged = defineError<{ reason: 'UNREADABLE' | 'INCOMPLETE' }>('FILE_DAMAGED', ({ reason }) =>
  reason === 'INCOMPLETE'
    ? 'Plik nie dotarł w całości albo nie ma zapowiedzianego rozmiaru. Wyślij go ponownie z nowym biletem.'
    : 'Plik jest uszkodzony: nie da się go odczytać zgodnie z jego formatem. Otwórz go w programie, w którym powstał, i zapisz ponownie.',
);

const UNSAFE: Record<UnsafeReason, string> = {
  BYTES_BEFORE: 'przed właściwą treścią są w nim inne dane',
  BYTES_AFTER: 'za właściwą treścią są w nim inne dane',
  SECOND_FORMAT: 'inny program mógłby go otworzyć jako plik innego rodzaju',
  ENCRYPTED: 'jest zaszyfrowany albo chroniony hasłem',
  ACTIVE_CONTENT: 'zawiera makra, skrypty, formularz XFA albo inne aktywne elementy',
  FILES_INSIDE: 'zawiera w środku inne pliki; wyślij je osobno',
  UNPACKS_TOO_LARGE: 'po rozpakowaniu jest zbyt duży',
  TOO_COMPLEX: 'jego budowy nie dało się sprawdzić w wyznaczonym czasie i pamięci',
};
export const FileUnsafe = defineError<{ reason: UnsafeReason }>(
  'FILE_UNSAFE',
  ({ reason }) =>
    `Nie możemy przyjąć tego pliku${reason ? `: ${UNSAFE[reason]}` : ''}. Zapisz go jako zwykły dokument.`,
);

const COVERAGE: Record<CoverageProblem, string> = {
  NO_SIGNATURE: 'nie ma w nim żadnego podpisu',
  NOT_SIGNED: 'miejsce na podpis jest puste',
  NOT_FROM_START: 'podpis nie obejmuje początku pliku',
  SEVERAL_GAPS: 'podpis pomija więcej niż jeden fragment pliku',
  GAP_IS_NOT_CONTENTS: 'podpis pomija coś więcej niż sam podpis',
  BYTES_APPENDED: 'po podpisaniu coś do niego dopisano',
  BYTES_MISSING: 'po podpisaniu czegoś w nim ubyło',
  MALFORMED: 'zapisu zakresu podpisu nie da się odczytać',
};
export const PdfNotCovered = defineError<{ reason: CoverageProblem }>(
  'PDF_NOT_COVERED',
  ({ reason }) => `Podpis nie obejmuje całego pliku PDF${reason ? `: ${COVERAGE[reason]}` : ''}.`,
);

export const QuotaExceeded = defineError<{ of: 'BYTES' | 'FILES'; limit: number; left: number }>(
  'QUOTA_EXCEEDED',
  ({ of, left }) =>
    `W ciągu doby można wysłać ${UPLOAD_LIMITS.filesPerDay} plików, razem ${size(UPLOAD_LIMITS.bytesPerDay)}${
      of === 'BYTES' ? `; teraz zostało ${size(left)}` : ''
    }. Spróbuj później.`,
);
export const TicketUnknown = defineError(
  'TICKET_UNKNOWN',
  'Nie ma takiego biletu na przesłanie pliku albo nie jest Twój. Utwórz nowy: createUploadTicket.',
);
export const TicketSpent = defineError(
  'TICKET_SPENT',
  'Ten bilet został już wykorzystany. Na każdy plik potrzebny jest nowy.',
);
export const TicketExpired = defineError(
  'TICKET_EXPIRED',
  `Ten bilet stracił ważność po ${UPLOAD_LIMITS.ticketMinutes} minutach. Utwórz nowy.`,
);
export const UploadTooSlow = defineError(
  'UPLOAD_TOO_SLOW',
  'Plik przychodził zbyt wolno i przerwaliśmy odbiór. Spróbuj z lepszym łączem albo mniejszym plikiem.',
);
export const FileMissing = defineError(
  'FILE_MISSING',
  'Tego pliku nie ma już w magazynie, choć jest w rejestrze. Zgłoś to operatorowi węzła.',
);
export const FileAltered = defineError(
  'FILE_ALTERED',
  'Treść tego pliku w magazynie zmieniono po przesłaniu, więc jej nie wydajemy. Zgłoś to operatorowi węzła.',
);
