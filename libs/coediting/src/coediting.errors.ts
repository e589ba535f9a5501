import { defineError } from '#core';

type OfUnit = { unitId: string };

export const UpdateUnreadable = defineError<OfUnit>(
  'UPDATE_UNREADABLE',
  'Tej zmiany nie można odczytać: oczekiwano aktualizacji Yjs (v1) zapisanej w base64.',
);
export const UpdateTooLarge = defineError<OfUnit & { most: number }>(
  'UPDATE_TOO_LARGE',
  'Zmiana jest za duża: najwyżej 64 KiB i 2000 wstawek. Podziel ją na mniejsze.',
);
export const UpdateUnfit = defineError<OfUnit & { reason: string }>(
  'UPDATE_UNFIT',
  'Dokument jednostki ma trzy zwykłe teksty: title, text, closing. Innych struktur, formatowania ani osadzeń nie przyjmuje.',
);
export const UpdateNotYours = defineError<OfUnit & { client: number }>(
  'UPDATE_NOT_YOURS',
  'Ta zmiana podaje się za pisaną przez klienta innej osoby. Zacznij dokument od nowa, z własnym clientID.',
);
export const UpdateOutOfOrder = defineError<OfUnit & { documentId: string }>(
  'UPDATE_OUT_OF_ORDER',
  'Zmiana opiera się na innej, której serwer nie ma. Pobierz stan dokumentu i wyślij wszystko, czego serwer nie ma.',
);
export const UnitTextTooLong = defineError<OfUnit & { part: string; most: number }>(
  'UNIT_TEXT_TOO_LONG',
  'Po tej zmianie jednostka byłaby za długa: tytuł ma najwyżej 1000 znaków, tekst i część wspólna po 20 000.',
);
export const UnitTextNotPlain = defineError<OfUnit & { part: string }>(
  'UNIT_TEXT_NOT_PLAIN',
  'Tekst jednostki jest jednym akapitem: bez podziału na wiersze i znaków sterujących.',
);
export const DocumentFull = defineError<OfUnit & { most: number }>(
  'DOCUMENT_FULL',
  'Dokument tej jednostki ma za dużo zmian. Za kilka minut bez pisania zacznie się nowy.',
);
export const DocumentReplaced = defineError<OfUnit & { documentId: string }>(
  'DOCUMENT_REPLACED',
  'Ta jednostka ma już inny dokument: podzielono ją, połączono albo zmieniono inaczej. Pobierz go i nanieś swoje zmiany.',
);
export const StateUnreadable = defineError<OfUnit>(
  'STATE_UNREADABLE',
  'Tego wektora stanu nie można odczytać: oczekiwano wektora Yjs (v1) zapisanego w base64.',
);
export const UnitAskedTwice = defineError<OfUnit>('UNIT_ASKED_TWICE', 'Każda jednostka może wystąpić tu raz.');
export const CursorTooOften = defineError<{ ms: number }>(
  'CURSOR_TOO_OFTEN',
  'Położenie kursora można podawać najwyżej co 50 milisekund.',
);
