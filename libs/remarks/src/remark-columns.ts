import { byHeader, mapHeader, type Columns, type Override } from '#imports';

/** The columns of a remark table, ours and those of the ministries. */
export type RemarkColumn =
  | 'NUMBER'
  | 'SUBMITTER'
  | 'UNIT'
  | 'TEXT'
  | 'REASONS'
  | 'WORDING'
  | 'VERDICT'
  | 'VERDICT_REASON'
  | 'KIND'
  | 'CHANNEL'
  | 'LATE'
  | 'JOINED';

/** What tables that go round between ministries, offices and organisations write over their columns. */
const SYNONYMS: Record<RemarkColumn, string[]> = {
  NUMBER: ['lp', 'l p', 'nr', 'numer', 'poz', 'pozycja', 'nr uwagi'],
  SUBMITTER: [
    ...['podmiot wnoszący uwagę', 'podmiot wnoszący propozycję', 'podmiot wnoszący', 'podmiot zgłaszający uwagę'],
    ...['podmiot zgłaszający', 'zgłaszający', 'zgłaszający uwagę', 'podmiot', 'organizacja', 'nazwa podmiotu'],
    ...['nazwa organu', 'organ wnoszący uwagi', 'autor uwagi', 'wnoszący uwagę', 'instytucja'],
  ],
  UNIT: [
    ...['jednostka redakcyjna', 'jednostka', 'jednostka redakcyjna której uwaga dotyczy', 'przepis', 'dotyczy'],
    ...['jednostka redakcyjna której dotyczy uwaga', 'jedn red', 'część dokumentu do której odnosi się uwaga'],
    ...['artykuł', 'fragment', 'miejsce', 'jednostka redakcyjna projektu', 'numer artykułu'],
  ],
  TEXT: [
    ...['treść uwagi i uzasadnienie', 'treść uwagi', 'uwaga', 'uwagi', 'treść', 'treść uwagi wraz z uzasadnieniem'],
    ...['treść zgłoszonej uwagi', 'treść uwagi propozycji', 'opis uwagi'],
  ],
  REASONS: ['uzasadnienie uwagi', 'uzasadnienie', 'uzasadnienie zgłaszającego', 'uzasadnienie propozycji'],
  WORDING: [
    ...['propozycja zmiany', 'propozycja', 'proponowane brzmienie', 'propozycja brzmienia', 'propozycja zapisu'],
    ...['propozycja zmiany zapisu', 'proponowana zmiana', 'proponowany zapis', 'propozycja brzmienia przepisu'],
  ],
  VERDICT: [
    ...['stanowisko', 'stanowisko do uwagi', 'odniesienie się', 'odniesienie się do uwagi', 'odniesienie do uwagi'],
    ...['stanowisko projektodawcy', 'stanowisko organu', 'sposób rozpatrzenia', 'rozstrzygnięcie', 'rozpatrzenie'],
    ...['stanowisko odniesienie się', 'odpowiedź', 'uwzględnienie uwagi', 'sposób uwzględnienia uwagi'],
  ],
  VERDICT_REASON: ['uzasadnienie stanowiska', 'uzasadnienie rozstrzygnięcia', 'uzasadnienie nieuwzględnienia'],
  KIND: ['rodzaj uwagi', 'rodzaj', 'charakter uwagi', 'typ uwagi'],
  CHANNEL: ['sposób zgłoszenia', 'kanał', 'forma zgłoszenia'],
  LATE: ['po terminie'],
  JOINED: ['łącznie z poz', 'rozpatrzona łącznie z'],
};
const FIELD_OF = byHeader(SYNONYMS);

export const isRemarkColumn = (name: string): boolean => Object.hasOwn(SYNONYMS, name);

export interface RemarkMapping extends Columns<RemarkColumn> {
  /** Fields without which no row can be imported. */
  missing: RemarkColumn[];
}

/** A table without remarks is none; who made them may be said for the whole file. */
export function mapRemarkColumns(
  header: string[],
  override: Override<RemarkColumn> | undefined,
  submitterGiven: boolean,
): RemarkMapping {
  const mapped = mapHeader(header, FIELD_OF, override);
  const needed: RemarkColumn[] = submitterGiven ? ['TEXT'] : ['SUBMITTER', 'TEXT'];
  return { ...mapped, missing: needed.filter((field) => mapped.columns[field] === undefined) };
}
