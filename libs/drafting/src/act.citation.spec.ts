import fc from 'fast-check';
import {
  formatActCitation,
  formatEli,
  formatIsapId,
  formatPublication,
  Journal,
  parseActCitation,
  parsePublication,
} from '#drafting';

const act = { journal: Journal.DU, year: 2003, nr: 122, position: 1143 };
const journal = fc.constantFrom(...Object.values(Journal));
const position = fc.integer({ min: 1, max: 9_999 });
const publication = (where: Journal) =>
  fc.oneof(
    fc.record({
      journal: fc.constant(where),
      year: fc.integer({ min: 1918, max: 2011 }),
      nr: fc.integer({ min: 1, max: 400 }),
      position,
    }),
    fc.record({
      journal: fc.constant(where),
      year: fc.integer({ min: 2012, max: 2100 }),
      nr: fc.constant(null),
      position,
    }),
  );

describe('a place of publication', () => {
  it.each([
    ['Dz.U. 2003 nr 122 poz. 1143', act],
    ['Dz. U. z 2003 r. Nr 122, poz. 1143', act],
    [' dz.u. 2003 nr 122, poz 1143 ', act],
    ['WDU20031221143', act],
    ['Dz.U.\u00a02025 poz. 83', { journal: 'DU', year: 2025, nr: null, position: 83 }],
    ['DU/2025/83', { journal: 'DU', year: 2025, nr: null, position: 83 }],
    ['https://api.example/eli/DU/2025/83/ogl', { journal: 'DU', year: 2025, nr: null, position: 83 }],
    ['M.P. 2024 poz. 12', { journal: 'MP', year: 2024, nr: null, position: 12 }],
    ['MP/2024/12', { journal: 'MP', year: 2024, nr: null, position: 12 }],
    ['DU/2003/1143', { ...act, nr: null }],
  ])('%s', (text, expected) => expect(parsePublication(text)).toEqual(expected));

  it.each([
    '',
    'Dz.U.',
    'Dz.U. 2025 nr 3 poz. 83',
    'Dz.U. 2003 poz. 1143',
    'DU/2025/0',
    'Dz.U. 1800 nr 1 poz. 1',
    'x'.repeat(5_000),
    'WDU20251221143',
  ])('refuses %s', (text) =>
    expect(() => parsePublication(text)).toThrow(
      expect.objectContaining({
        extensions: expect.objectContaining({ code: 'CITATION_UNREADABLE' }) as object,
      }) as Error,
    ),
  );

  it('is written in the three ways', () => {
    expect([formatPublication(act), formatEli(act), formatIsapId(act)]).toEqual([
      'Dz.U. 2003 nr 122 poz. 1143',
      'DU/2003/1143',
      'WDU20031221143',
    ]);
    expect(formatIsapId({ journal: Journal.DU, year: 2016, nr: null, position: 996 })).toBe('WDU20160000996');
  });

  it('written is read as the same', () => {
    fc.assert(
      fc.property(journal.chain(publication), (each) => {
        expect(parsePublication(formatPublication(each))).toEqual(each);
        expect(parsePublication(formatIsapId(each))).toEqual(each);
        if (each.nr === null) expect(parsePublication(formatEli(each))).toEqual(each);
      }),
    );
  });
});

describe('a running citation', () => {
  const since = { journal: Journal.DU, year: 2022, nr: null, position: 218 };
  it.each([
    ['(Dz. U. z 2003 r. Nr 122, poz. 1143)', { publication: act, changes: [], laterChanges: false }],
    ['(Dz. U. z 2003 r. Nr 122, poz. 1143, z późn. zm.)', { publication: act, changes: [], laterChanges: true }],
    [
      '(Dz. U. z 2003 r. Nr 122, poz. 1143 oraz z 2022 r. poz. 218 i 1812)',
      { publication: act, changes: [since, { ...since, position: 1812 }], laterChanges: false },
    ],
  ])('%s', (text, expected) => {
    expect(parseActCitation(text)).toEqual(expected);
    expect(formatActCitation(expected)).toBe(text);
  });

  it('written is read as the same', () => {
    fc.assert(
      fc.property(
        journal.chain((each) => fc.tuple(publication(each), fc.array(publication(each), { maxLength: 5 }))),
        fc.boolean(),
        ([first, changes], laterChanges) => {
          const cited = { publication: first, changes, laterChanges };
          expect(parseActCitation(formatActCitation(cited))).toEqual(cited);
        },
      ),
    );
  });

  it.each(['', '()', '(Dz. U.)', '(Dz. U. z 2003 r. poz. 1143)', '(Dz. U. z 2025 r. poz. 83 i coś)'])(
    'is not %s',
    (text) => expect(parseActCitation(text)).toBeUndefined(),
  );
});
