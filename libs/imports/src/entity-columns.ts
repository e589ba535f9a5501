import { registerEnumType } from '@nestjs/graphql';
import { fold } from './name-key.ts';

/** The columns that an import understands; PHONE and EMAIL are recognised only to be left out, being contact data. */
export enum EntityField {
  NAME = 'NAME',
  KIND = 'KIND',
  TOWN = 'TOWN',
  POSTAL_CODE = 'POSTAL_CODE',
  STREET = 'STREET',
  VOIVODESHIP = 'VOIVODESHIP',
  TERYT = 'TERYT',
  FOUNDER_NAME = 'FOUNDER_NAME',
  FOUNDER_KIND = 'FOUNDER_KIND',
  NIP = 'NIP',
  REGON = 'REGON',
  KRS = 'KRS',
  SOURCE = 'SOURCE',
  PHONE = 'PHONE',
  EMAIL = 'EMAIL',
}
registerEnumType(EntityField, {
  name: 'EntityField',
  description: 'A column that an import of entities understands (kolumna importu).',
  valuesMap: {
    NAME: { description: 'Name of the entity (nazwa).' },
    KIND: { description: 'Kind of the entity (rodzaj).' },
    TOWN: { description: 'Town or village (miejscowość).' },
    POSTAL_CODE: { description: 'Postal code NN-NNN (kod pocztowy).' },
    STREET: { description: 'Street and number, or a whole address (ulica, adres).' },
    VOIVODESHIP: { description: 'Voivodeship in words (województwo).' },
    TERYT: { description: 'TERYT code, of which the first two digits count (kod TERYT).' },
    FOUNDER_NAME: { description: 'Founder or operator (instytucja tworząca, podmiot prowadzący).' },
    FOUNDER_KIND: { description: 'Kind of the founder (rodzaj instytucji tworzącej).' },
    NIP: { description: 'Tax number (NIP).' },
    REGON: { description: 'Statistical number of 9 or 14 digits (REGON).' },
    KRS: { description: 'Number in the court register (KRS).' },
    SOURCE: { description: 'Where the row comes from (źródło).' },
    PHONE: { description: 'Telephone; recognised and left out (telefon).' },
    EMAIL: { description: 'E-mail; recognised and left out (adres e-mail).' },
  },
});

/** Headers as people write them, folded by the same rule as those that come in. */
const SYNONYMS: Record<EntityField, string[]> = {
  NAME: ['name', 'nazwa', 'nazwa podmiotu', 'nazwa jednostki', 'nazwa pełna', 'pełna nazwa', 'podmiot', 'entity'],
  KIND: ['kind', 'type', 'typ', 'rodzaj', 'typ podmiotu', 'rodzaj podmiotu', 'forma', 'entity type'],
  TOWN: ['town', 'city', 'miejscowość', 'miasto', 'siedziba'],
  POSTAL_CODE: ['postal_code', 'postcode', 'zip', 'kod pocztowy'],
  STREET: ['street', 'address', 'ulica', 'adres', 'ulica i numer', 'adres siedziby', 'ul'],
  VOIVODESHIP: ['voivodeship', 'województwo', 'woj', 'region'],
  TERYT: ['teryt', 'kod teryt', 'teryt code', 'nr teryt'],
  FOUNDER_NAME: [
    'founder',
    'founder_name',
    'operator',
    'założyciel',
    'instytucja tworząca',
    'podmiot prowadzący',
    'podmiot tworzący',
    'organ prowadzący',
    'prowadzący',
  ],
  FOUNDER_KIND: [
    'founder_type',
    'founder_kind',
    'rodzaj założyciela',
    'typ założyciela',
    'rodzaj instytucji tworzącej',
    'rodzaj podmiotu prowadzącego',
  ],
  NIP: ['nip', 'numer nip', 'nr nip', 'tax id'],
  REGON: ['regon', 'numer regon', 'nr regon'],
  KRS: ['krs', 'numer krs', 'nr krs'],
  SOURCE: ['source', 'źródło', 'źródło danych', 'uwagi o źródle'],
  PHONE: ['phone', 'telephone', 'telefon', 'tel', 'nr telefonu', 'numer telefonu', 'telefon kontaktowy'],
  EMAIL: ['e-mail', 'email', 'mail', 'adres e-mail', 'adres email', 'poczta elektroniczna'],
};

const FIELD_OF = new Map(
  Object.entries(SYNONYMS).flatMap(([field, words]) =>
    words.map((word): [string, EntityField] => [fold(word), field as EntityField]),
  ),
);

export interface ColumnMapping {
  columns: Partial<Record<EntityField, number>>;
  width: number;
  /** Headers that no field took, and headers that an override named but the file lacks. */
  unknown: string[];
  notFound: string[];
  /** Fields without which no row can be imported. */
  missing: EntityField[];
}

/** The header to read a field from, against what its name suggests; null reads the field from nowhere. */
export type ColumnOverride = Partial<Record<EntityField, string | null>>;

const missingIn = (columns: ColumnMapping['columns']): EntityField[] => {
  const needed = [EntityField.NAME, EntityField.KIND].filter((field) => columns[field] === undefined);
  const placed = columns.VOIVODESHIP !== undefined || columns.TERYT !== undefined;
  return placed ? needed : [...needed, EntityField.VOIVODESHIP];
};

/** Which column feeds which field: what the override says, then the header's name; of two alike the first counts. */
export function mapColumns(header: string[], override: ColumnOverride = {}): ColumnMapping {
  const folded = header.map(fold);
  const columns: ColumnMapping['columns'] = {};
  const notFound: string[] = [];
  for (const [field, column] of Object.entries(override) as [EntityField, string | null][]) {
    if (column === null) continue;
    const at = header.includes(column) ? header.indexOf(column) : folded.indexOf(fold(column));
    if (at < 0) notFound.push(column);
    else columns[field] = at;
  }
  const taken = new Set(Object.values(columns));
  folded.forEach((name, at) => {
    const field = FIELD_OF.get(name);
    if (!field || taken.has(at) || columns[field] !== undefined || override[field] !== undefined) return;
    columns[field] = at;
    taken.add(at);
  });
  const unknown = header.filter((name, at) => !taken.has(at) && name.trim() !== '');
  return { columns, width: header.length, unknown, notFound, missing: missingIn(columns) };
}
