import { CARD, CARD_KEYS, wordOf, type CardKey } from '#practices';
import { byHeader, mapHeader, type Columns, type Override } from './column-mapping.ts';

/** ENTITY says whose practice a row is; the others are the fields of the card, as `PracticeField` names them. */
export type PracticeColumn = string;
export const ENTITY = 'ENTITY';
const TITLE = wordOf('title');

/** What people write over a column, beside the words of the card's own form. */
const ALSO: Partial<Record<CardKey, string[]>> = {
  title: ['nazwa', 'nazwa praktyki', 'tytuł praktyki'],
  summary: ['streszczenie', 'opis', 'krótki opis'],
  problem: ['jaki problem', 'opis problemu'],
  targetGroups: ['grupa docelowa', 'grupy docelowe', 'odbiorcy'],
  actions: ['działania', 'opis działań', 'co robimy'],
  steps: ['kroki'],
  resources: ['potrzebne zasoby'],
  costRange: ['koszt', 'koszty', 'koszt roczny'],
  moneySources: ['finansowanie', 'źródło finansowania'],
  results: ['rezultaty', 'wyniki'],
  evidence: ['dowody', 'potwierdzenie'],
  conditions: ['warunki', 'warunki powtórzenia'],
  risks: ['ryzyka', 'trudności'],
  changeAreaIds: ['obszar', 'obszary', 'obszar zmian', 'change areas'],
  tags: ['tagi', 'hasła'],
  startedIn: ['rok', 'rok rozpoczęcia'],
  contactUnit: ['kontakt', 'komórka'],
  contactEmail: ['e-mail', 'email', 'adres e-mail'],
  contactPhone: ['telefon', 'tel'],
};

const SYNONYMS: Record<PracticeColumn, string[]> = {
  [ENTITY]: ['entity', 'podmiot', 'autor', 'nazwa podmiotu', 'nip', 'regon', 'krs'],
  ...Object.fromEntries(
    CARD_KEYS.map((key) => [wordOf(key), [wordOf(key), key, CARD[key].label, ...(ALSO[key] ?? [])]]),
  ),
};
const FIELD_OF = byHeader(SYNONYMS);

export const isPracticeColumn = (name: string): boolean => Object.hasOwn(SYNONYMS, name);

export interface PracticeMapping extends Columns<PracticeColumn> {
  /** Fields without which no row can be imported. */
  missing: PracticeColumn[];
}

/** Without a title there is no card; whose it is may be said for the whole file. */
export function mapPracticeColumns(
  header: string[],
  override: Override<PracticeColumn> | undefined,
  entityGiven: boolean,
): PracticeMapping {
  const mapped = mapHeader(header, FIELD_OF, override);
  const needed = entityGiven ? [TITLE] : [TITLE, ENTITY];
  return { ...mapped, missing: needed.filter((field) => mapped.columns[field] === undefined) };
}
