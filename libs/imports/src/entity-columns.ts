import { registerEnumType } from '@nestjs/graphql';
import { byHeader, mapHeader, type Columns, type Override } from './column-mapping.ts';

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

const FIELD_OF = byHeader(SYNONYMS);

export interface ColumnMapping extends Columns<EntityField> {
  /** Fields without which no row can be imported. */
  missing: EntityField[];
}
export type ColumnOverride = Override<EntityField>;

const missingIn = (columns: ColumnMapping['columns']): EntityField[] => {
  const needed = [EntityField.NAME, EntityField.KIND].filter((field) => columns[field] === undefined);
  const placed = columns.VOIVODESHIP !== undefined || columns.TERYT !== undefined;
  return placed ? needed : [...needed, EntityField.VOIVODESHIP];
};

export function mapColumns(header: string[], override?: ColumnOverride): ColumnMapping {
  const mapped = mapHeader(header, FIELD_OF, override);
  return { ...mapped, missing: missingIn(mapped.columns) };
}
