import { registerEnumType } from '@nestjs/graphql';
import { KRS_HELP, NIP_HELP, PESEL_HELP, REGON_HELP } from '#convents';
import type { EntityField } from './entity-columns.ts';

export enum ProblemSeverity {
  ERROR = 'ERROR',
  WARNING = 'WARNING',
}
registerEnumType(ProblemSeverity, {
  name: 'ProblemSeverity',
  description: 'Whether a problem keeps its row out of the import (waga uwagi).',
  valuesMap: {
    ERROR: { description: 'The row is not imported (błąd).' },
    WARNING: { description: 'The row is imported; someone should look (ostrzeżenie).' },
  },
});

const { ERROR, WARNING } = ProblemSeverity;

/** How much a finding weighs and what the person reads; `…` stands for the text in question. */
export type Sentences<C extends string> = Readonly<Record<C, readonly [ProblemSeverity, string]>>;

/** What may be wrong in a row of any table. */
export const OF_ANY_ROW = {
  PESEL_FOUND: [ERROR, PESEL_HELP],
  CONTROL_CHARACTERS: [WARNING, 'Usunięto niewidoczne znaki sterujące.'],
  BROKEN_LETTERS: [WARNING, 'Tekst zawiera znak �, ślad złego kodowania pliku. Sprawdź polskie litery.'],
  TOO_FEW_CELLS: [WARNING, 'Wiersz ma mniej komórek niż nagłówek; brakujące uznano za puste.'],
  TOO_MANY_CELLS: [ERROR, 'Wiersz ma więcej komórek niż nagłówek. Tekst z przecinkiem ujmij w cudzysłów.'],
} as const;

/** Every finding about a row of entities. */
const PROBLEMS = {
  ...OF_ANY_ROW,
  MISSING_NAME: [ERROR, 'Brak nazwy podmiotu, co najmniej trzech liter.'],
  MISSING_KIND: [ERROR, 'Brak rodzaju podmiotu. Podaj np. CIS, KIS, ZAZ, WTZ albo „spółdzielnia socjalna”.'],
  UNKNOWN_KIND: [ERROR, 'Nieznany rodzaj podmiotu „…”. Podaj np. CIS, KIS, ZAZ, WTZ albo „spółdzielnia socjalna”.'],
  KIND_GUESSED: [WARNING, 'Rodzaj podmiotu odczytano z nazwy: ….'],
  MISSING_VOIVODESHIP: [ERROR, 'Brak województwa. Podaj jego nazwę albo kod TERYT.'],
  UNKNOWN_VOIVODESHIP: [ERROR, 'Nieznane województwo „…”. Podaj nazwę (np. pomorskie) albo kod TERYT (np. 22).'],
  VOIVODESHIP_CONFLICT: [ERROR, 'Województwo i kod TERYT wskazują różne województwa: ….'],
  VOIVODESHIP_GUESSED: [WARNING, 'Województwo odczytano z kodu TERYT: ….'],
  VOIVODESHIP_ASSUMED: [WARNING, 'Województwa nie podano; przyjęto: ….'],
  MISSING_TOWN: [WARNING, 'Brak miejscowości.'],
  ADDRESS_SPLIT: [WARNING, 'Kod pocztowy i miejscowość odczytano z adresu „…”.'],
  WRONG_POSTAL_CODE: [ERROR, 'Kod pocztowy „…” ma niewłaściwą postać. Poprawna to NN-NNN, np. 80-001.'],
  POSTAL_CODE_REPAIRED: [WARNING, 'Kod pocztowy odczytano jako ….'],
  UNKNOWN_FOUNDER_KIND: [WARNING, 'Nieznany rodzaj instytucji tworzącej „…”; zapisano jako nieznany.'],
  WRONG_NIP: [ERROR, NIP_HELP],
  WRONG_REGON: [ERROR, REGON_HELP],
  WRONG_KRS: [ERROR, KRS_HELP],
  TEXT_TOO_LONG: [ERROR, 'Tekst jest dłuższy niż … znaków.'],
  MIXED_QUOTES: [WARNING, 'Nazwa miesza różne cudzysłowy albo któregoś nie zamyka. Poprawne to „ ”.'],
  ABBREVIATED_NAME: [WARNING, 'Nazwa zawiera skrót …. Podaj pełną nazwę, jeśli tak brzmi urzędowa.'],
  CELLS_JOINED: [WARNING, 'Wiersz ma więcej komórek niż nagłówek; nadmiar dołączono do ostatniej: „…”.'],
} as const satisfies Sentences<string>;

type Code = keyof typeof PROBLEMS;

const codes = Object.keys(PROBLEMS) as Code[];

export const RowProblemCode = Object.fromEntries(codes.map((code) => [code, code])) as { [K in Code]: K };
export type RowProblemCode = Code;
registerEnumType(RowProblemCode, {
  name: 'RowProblemCode',
  description: 'What an import found in a row (rodzaj uwagi do wiersza).',
  valuesMap: Object.fromEntries(codes.map((code) => [code, { description: PROBLEMS[code][1] }])),
});

/** `field` is null when the whole row is meant. */
export interface Finding<F extends string, C extends string> {
  field: F | null;
  code: C;
  severity: ProblemSeverity;
  message: string;
}
export type RowProblem = Finding<EntityField, RowProblemCode>;

/** Puts the findings of one kind of table into words. */
export const findings =
  <F extends string, C extends string>(sentences: Sentences<C>) =>
  (field: F | null, code: C, detail = ''): Finding<F, C> => {
    const [severity, message] = sentences[code];
    return { field, code, severity, message: message.replace('…', () => detail) };
  };

export const problem = findings<EntityField, RowProblemCode>(PROBLEMS);

export const blocks = ({ severity }: Pick<RowProblem, 'severity'>): boolean => severity === ERROR;
