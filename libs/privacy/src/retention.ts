import { fateWords } from './words.ts';

/** How long what is kept, and what becomes of it then. The jobs of the clock hold to it; columns refer to its keys. */
export interface RetentionLine {
  readonly key: string;
  readonly what: string;
  readonly period: string;
  readonly then: string;
}

/** How long somebody has to think again. */
export const WAITING_DAYS = { PERSON: 14, OPERATOR: 3, CLOCK: 0 } as const;
export const TICKET_MINUTES = 15;
export const UNINVITED_DAYS = 33;
export const CONTACT_MONTHS = 12;
export const SUBMITTER_MONTHS = 24;

const BY_ERASURE = 'usuwane na wniosek (requestErasure)';

export const RETENTION: readonly RetentionLine[] = [
  {
    key: 'PERSON',
    what: 'konto, adres e-mail, nazwa osoby, nazwy na listach spotkań',
    period: 'dopóki osoba jest w sieci',
    then: `${BY_ERASURE}, po ${WAITING_DAYS.PERSON} dniach na odwołanie; czynności organizacji zostają bez nazwiska`,
  },
  {
    key: 'SESSIONS',
    what: 'sesje, tokeny API, odnośniki do logowania',
    period: '30 dni po zakończeniu',
    then: 'usuwane',
  },
  {
    key: 'INVITATIONS',
    what: 'zaproszenia, także nieprzyjęte',
    period: '30 dni po upływie ważności',
    then: 'usuwane; osoba, która żadnego nie przyjęła, traci też nazwę i zgłoszone mandaty',
  },
  {
    key: 'ATTEMPTS',
    what: 'liczniki nieudanych prób logowania z adresem sieciowym',
    period: '15 minut',
    then: 'usuwane co godzinę',
  },
  { key: 'IDEMPOTENCY', what: 'skróty powtórzonych żądań', period: '7 dni', then: 'usuwane' },
  {
    key: 'GUESTS',
    what: 'nazwa, adres i organizacja gościa spotkania',
    period: '30 dni po spotkaniu',
    then: 'zastępowane słowem „Gość”',
  },
  {
    key: 'RECORDINGS',
    what: 'nagrania spotkań',
    period: 'do zatwierdzenia protokołu, najdłużej rok od spotkania',
    then: 'plik usuwany, o usunięcie spod adresu zewnętrznego prosi sprawa do załatwienia',
  },
  { key: 'UPLOADS', what: 'zapowiedzi plików i pliki nieużyte', period: '2 dni, pliki 24 godziny', then: 'usuwane' },
  {
    key: 'SUBMITTERS',
    what: 'kto spoza rejestru przysłał uwagę',
    period: `${SUBMITTER_MONTHS} miesiące od końca trybu obiegowego`,
    then: fateWords('neutral'),
  },
  {
    key: 'CONTACTS',
    what: 'dane kontaktowe zlikwidowanego podmiotu',
    period: `${CONTACT_MONTHS} miesięcy od likwidacji`,
    then: 'usuwane',
  },
  {
    key: 'DATA_TICKETS',
    what: 'bilety na własne dane',
    period: `${TICKET_MINUTES} minut`,
    then: 'usuwane w ciągu godziny',
  },
  {
    key: 'BACKUPS',
    what: 'kopie zapasowe',
    period: 'według ustawień operatora, zalecane najwyżej 30 dni',
    then: 'wygasają; po odtworzeniu starszej kopii usunięcia danych wykonywane są ponownie',
  },
];
