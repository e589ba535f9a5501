import { findings, OF_ANY_ROW, ProblemSeverity, type Finding, type Sentences } from '#imports';
import type { RemarkColumn } from './remark-columns.ts';
import { verdictsShown } from './remark-words.ts';

const { ERROR, WARNING } = ProblemSeverity;

/** Every finding about a row of a remark table. */
const PROBLEMS = {
  ...OF_ANY_ROW,
  MISSING_TEXT: [ERROR, 'Brak treści uwagi.'],
  MISSING_SUBMITTER: [ERROR, 'Nie wiadomo, czyja to uwaga. Podaj podmiot, który ją zgłasza.'],
  SUBMITTER_OUTSIDE: [WARNING, 'W rejestrze nie ma jednej organizacji „…”; zapisano jako podmiot spoza rejestru.'],
  TEXT_TOO_LONG: [ERROR, 'Tekst jest dłuższy niż … znaków.'],
  UNKNOWN_UNIT: [ERROR, '… Popraw jednostkę albo wpisz „całość”.'],
  SEVERAL_UNITS: [ERROR, '… Nie wiadomo, o którą chodzi.'],
  UNIT_READ: [WARNING, '…'],
  UNIT_NEAREST: [WARNING, '…'],
  UNKNOWN_CLASS: [WARNING, 'Nieznany rodzaj uwagi „…”; przyjęto domyślny.'],
  UNKNOWN_CHANNEL: [WARNING, 'Nieznany sposób zgłoszenia „…”; przyjęto domyślny.'],
  CHANNEL_OF_PLATFORM: [WARNING, 'Uwagi z tabeli nie zgłoszono w platformie; przyjęto domyślny sposób zgłoszenia.'],
  UNKNOWN_VERDICT: [ERROR, `Nieznane stanowisko „…”. Do wyboru: ${verdictsShown}.`],
  VERDICT_WITHOUT_REASON: [ERROR, 'Stanowisko inne niż „uwzględniona” wymaga uzasadnienia.'],
  REASON_WITHOUT_VERDICT: [ERROR, 'Jest uzasadnienie stanowiska, ale nie ma stanowiska.'],
  VERDICT_STANDS: [WARNING, 'Do tej uwagi zajęto już inne stanowisko; stanowiska z pliku nie wczytano.'],
  VERDICT_OF_GROUP: [WARNING, 'Ta uwaga jest rozpatrywana łącznie z inną; stanowiska z pliku nie wczytano.'],
  ALIKE: [WARNING, 'Na tę samą jednostkę jest już podobna uwaga: ….'],
} as const satisfies Sentences<string>;

export type RemarkProblemCode = keyof typeof PROBLEMS;
export type RemarkProblem = Finding<RemarkColumn, RemarkProblemCode>;
export const remarkProblem = findings<RemarkColumn, RemarkProblemCode>(PROBLEMS);
