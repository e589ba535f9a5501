import { findings, OF_ANY_ROW, ProblemSeverity, type Finding, type Sentences } from './row-problems.ts';
import type { PracticeColumn } from './practice-columns.ts';

const { ERROR, WARNING } = ProblemSeverity;

/** Every finding about a row of practices. */
const PROBLEMS = {
  ...OF_ANY_ROW,
  MISSING_TITLE: [ERROR, 'Brak tytułu praktyki.'],
  MISSING_ENTITY: [ERROR, 'Nie wiadomo, czyja to praktyka. Podaj nazwę, NIP, REGON albo KRS podmiotu.'],
  UNKNOWN_ENTITY: [ERROR, 'Wśród podmiotów, dla których możesz zakładać karty, nie ma „…”.'],
  SEVERAL_ENTITIES: [ERROR, 'Kilka z twoich podmiotów pasuje do „…”. Podaj pełną nazwę.'],
  UNKNOWN_WORD: [ERROR, 'Nie ma na liście: …'],
  WRONG_YEAR: [ERROR, '„…” to nie rok. Wpisz cztery cyfry, np. 2019.'],
  UNKNOWN_AREA: [ERROR, 'W katalogu forum nie ma obszaru zmian „…”.'],
  WRONG_VALUE: [ERROR, '…'],
  INCOMPLETE: [WARNING, 'Przed złożeniem karty: …'],
} as const satisfies Sentences<string>;

export type PracticeProblemCode = keyof typeof PROBLEMS;
export type PracticeProblem = Finding<PracticeColumn, PracticeProblemCode>;
export const practiceProblem = findings<PracticeColumn, PracticeProblemCode>(PROBLEMS);
