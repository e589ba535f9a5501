import { readFile } from 'node:fs/promises';
import { EntityKind, FounderKind } from '#convents';
import { abbreviationIn, founderKindOfWords, kindOfWords, voivodeshipOfWords } from './entity-words.ts';
import { readTable } from './table-file.ts';

describe('kindOfWords', () => {
  it.each(Object.values(EntityKind))('reads %s by its own name', (kind) => expect(kindOfWords(kind)).toBe(kind));

  it.each([
    ['Centrum Integracji Społecznej', EntityKind.CIS],
    ['klub integracji spolecznej', EntityKind.KIS],
    ['SPOLDZIELNIA_SOCJALNA', EntityKind.SOCIAL_COOPERATIVE],
    ['spółdzielnia socjalna', EntityKind.SOCIAL_COOPERATIVE],
    ['Przedsiębiorstwo społeczne', EntityKind.SOCIAL_ENTERPRISE],
    ['MGOPS', EntityKind.OPS],
    ['Miejski Ośrodek Pomocy Rodzinie', EntityKind.OPS],
    ['Powiatowy Urząd Pracy', EntityKind.PUP],
    ['fundacja', EntityKind.NGO],
    ['JST', EntityKind.LOCAL_GOVERNMENT],
    ['inny', EntityKind.OTHER],
  ])('reads %p as %s', (words, kind) => expect(kindOfWords(words)).toBe(kind));
});

describe('voivodeshipOfWords', () => {
  it('knows all forms of the demo file', async () => {
    const file = new URL('../../../apps/cli/demo/voivodeships.csv', import.meta.url);
    const { header, rows } = await readTable(await readFile(file), 'voivodeships.csv');
    const columns = header
      .slice(0, 3)
      .concat(header.slice(5, 11))
      .filter((name) => name !== 'capital');
    const wrong = rows.flatMap(({ cells }) =>
      columns
        .map((column) => cells[header.indexOf(column)]!)
        .filter((word) => voivodeshipOfWords(word) !== cells[0] || voivodeshipOfWords(word.toUpperCase()) !== cells[0]),
    );
    expect(rows).toHaveLength(16);
    expect(columns).toHaveLength(9);
    expect(wrong).toEqual([]);
  });

  it.each([
    ['woj. śląskie', '24'],
    ['WARMINSKO - MAZURSKIE', '28'],
    ['PL-30', '30'],
    ['Warszawa', null],
    ['PL-31', null],
  ])('reads %p as %p', (words, teryt) => expect(voivodeshipOfWords(words)).toBe(teryt));
});

describe('founderKindOfWords', () => {
  it.each(Object.values(FounderKind))('reads %s by its own name', (kind) =>
    expect(founderKindOfWords(kind)).toBe(kind),
  );

  it.each([
    ['gmina', FounderKind.MUNICIPALITY],
    ['Powiat', FounderKind.COUNTY],
    ['samorząd województwa', FounderKind.VOIVODESHIP],
    ['stowarzyszenie', FounderKind.NGO],
    ['kościół', FounderKind.CHURCH],
    ['spółdzielnia socjalna', FounderKind.SOCIAL_COOPERATIVE],
    ['ktoś', null],
  ])('reads %p as %p', (words, kind) => expect(founderKindOfWords(words)).toBe(kind));
});

describe('abbreviationIn', () => {
  it.each([
    ['KIS MOPS Puławy', 'KIS'],
    ['Szkoła „CISTOR”', null],
  ])('finds in %p %p', (name, abbreviation) => expect(abbreviationIn(name)).toBe(abbreviation));
});
