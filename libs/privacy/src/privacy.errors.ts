import { defineError } from '#core';

export const DataTicketInvalid = defineError(
  'DATA_TICKET_INVALID',
  'Ten odnośnik do danych został już użyty, wygasł albo należy do innej osoby. Poproś o nowy (requestMyData).',
);
export const PersonAlreadyErased = defineError('PERSON_ERASED', 'Dane tej osoby zostały już usunięte.');
