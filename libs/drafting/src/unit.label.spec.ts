import fc from 'fast-check';
import {
  compareLabels,
  disorder,
  formatPath,
  isLabel,
  isNextLabel,
  labelAfter,
  labelAt,
  labelBetween,
  ordinal,
  ordinalValue,
  parsePath,
  parseStatute,
  pathOf,
  unitAt,
  UnitKind,
  UnitPart,
  walk,
} from '#drafting';
import { laws } from '#test/draft.random';

const { ARTICLE, POINT, LETTER, CHAPTER, INDENT } = UnitKind;

describe('labels', () => {
  it.each([
    [POINT, ['1', '1¹', '1¹a', '1²', '1a', '1aa', '1ab', '1b', '1z', '1za', '1zb', '2', '10', '10a', '11']],
    [LETTER, ['a', 'aa', 'ab', 'b', 'z', 'za', 'zb']],
    [CHAPTER, ['I', 'II', 'IIa', 'III', 'IV', 'V', 'IX', 'X', 'XL']],
  ])('%s: their legal order', (kind, labels) => {
    expect([...labels].reverse().sort((a, b) => compareLabels(kind, a, b))).toEqual(labels);
    expect(disorder(kind, labels)).toEqual([]);
  });

  it('of a list that was longer than the alphabet go on with aa', () => {
    const labels = Array.from({ length: 60 }, (_, i) => labelAt(LETTER, i));
    expect(labels.slice(24, 30)).toEqual(['y', 'z', 'aa', 'ab', 'ac', 'ad']);
    expect(disorder(LETTER, labels)).toEqual([]);
    expect(labels.slice(1).every((label, i) => isNextLabel(LETTER, labels[i]!, label))).toBe(true);
  });

  it.each([
    [ARTICLE, '5', '6', '5a'],
    [ARTICLE, '5a', '6', '5b'],
    [ARTICLE, '5a', '5b', '5aa'],
    [ARTICLE, '5aa', '5b', '5ab'],
    [ARTICLE, '5z', '6', '5za'],
    [ARTICLE, '5', '5a', '5¹'],
    [ARTICLE, '5¹', '5²', '5¹a'],
    [ARTICLE, '5', undefined, '6'],
    [ARTICLE, undefined, undefined, '1'],
    [ARTICLE, undefined, '1', undefined],
    [ARTICLE, '5', '5¹', undefined],
    [LETTER, 'a', 'b', 'aa'],
    [LETTER, 'z', undefined, 'aa'],
    [LETTER, 'a', 'aa', undefined],
    [CHAPTER, 'II', 'III', 'IIa'],
    [CHAPTER, 'III', undefined, 'IV'],
    [INDENT, '', '', ''],
  ])('%s: between %s and %s comes %s', (kind, before, after, label) =>
    expect(labelBetween(kind, before, after)).toBe(label),
  );

  it.each([
    [ARTICLE, '5ą'],
    [ARTICLE, '0'],
    [ARTICLE, '05'],
    [ARTICLE, ''],
    [ARTICLE, '5A'],
    [LETTER, 'ż'],
    [LETTER, '1'],
    [CHAPTER, 'IIII'],
    [CHAPTER, 'i'],
    [INDENT, '1'],
  ])('%s: %s is none', (kind, label) => expect(isLabel(kind, label)).toBe(false));

  const label = (kind: UnitKind) =>
    fc
      .tuple(
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom('', '¹', '²', '¹²'),
        fc.constantFrom('', 'a', 'b', 'z', 'aa', 'ab', 'zz'),
      )
      .map(([number, power, letters]) => (kind === LETTER ? letters || 'k' : `${number}${power}${letters}`));

  it('put between two others lie between them, however often', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(ARTICLE, LETTER),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
        fc.gen(),
        (kind, turns, gen) => {
          const [a, b] = [gen(label, kind), gen(label, kind)];
          if (compareLabels(kind, a, b) === 0) return;
          let [low, high] = compareLabels(kind, a, b) < 0 ? [a, b] : [b, a];
          for (const turn of turns) {
            const between = labelBetween(kind, low, high);
            if (between === undefined) return;
            expect(isLabel(kind, between)).toBe(true);
            expect(compareLabels(kind, low, between)).toBe(-1);
            expect(compareLabels(kind, between, high)).toBe(-1);
            if (turn) low = between;
            else high = between;
          }
        },
      ),
    );
  });

  it('are in one order: of any three, none contradicts', () => {
    fc.assert(
      fc.property(label(ARTICLE), label(ARTICLE), label(ARTICLE), (a, b, c) => {
        const order = (x: string, y: string) => compareLabels(ARTICLE, x, y);
        expect(order(a, b)).toBe(-order(b, a) || 0);
        expect(order(a, b) === 0).toBe(a === b);
        if (order(a, b) < 0 && order(b, c) < 0) expect(order(a, c)).toBe(-1);
        if (isNextLabel(ARTICLE, a, b)) expect(order(a, b)).toBe(-1);
        expect(order(a, labelAfter(ARTICLE, a))).toBe(-1);
      }),
    );
  });
});

describe('ordinals', () => {
  it.each([
    [1, 'pierwsze', 'pierwszego', 'pierwszym'],
    [2, 'drugie', 'drugiego', 'drugim'],
    [3, 'trzecie', 'trzeciego', 'trzecim'],
    [12, 'dwunaste', 'dwunastego', 'dwunastym'],
    [23, 'dwudzieste trzecie', 'dwudziestego trzeciego', 'dwudziestym trzecim'],
  ])('%s', (value, ...cases) =>
    expect([ordinal(value), ordinal(value, 'genitive'), ordinal(value, 'locative')]).toEqual(cases),
  );

  it('are read back', () => {
    for (let value = 1; value < 100; value++) expect(ordinalValue(ordinal(value, 'locative'))).toBe(value);
    expect(ordinalValue('dodaje')).toBeUndefined();
  });
});

describe('citations of units', () => {
  it.each([
    ['art. 5 ust. 2 pkt 3 lit. a tiret drugie podwójne tiret pierwsze', undefined],
    ['art. 5 ust. 2 wprowadzenie do wyliczenia', undefined],
    ['dział II rozdział 3 tytuł', undefined],
    ['art 5 ust 2', 'art. 5 ust. 2'],
    ['  Art. 5,\u00a0ust. 2 ', 'art. 5 ust. 2'],
    ['sekcja 2.1 akapit 3', undefined],
    ['§ 5 ust. 1a', undefined],
  ])('%s', (text, tidy) => expect(formatPath(parsePath(text))).toBe(tidy ?? text));

  it.each([
    '',
    'art.',
    'ust. 2 art. 5',
    'art. 5 ust. ą',
    'art. 5 5',
    'tiret któreś',
    'art. 5 ust. 2ust. 3',
    'x'.repeat(9_999),
    'część wspólna',
  ])('refuse %s', (text) =>
    expect(() => parsePath(text)).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'PATH_UNREADABLE' }) as object }) as Error,
    ),
  );

  it('lead to the unit that they are of', () => {
    fc.assert(
      fc.property(laws, (law) => {
        for (const place of walk(law.units)) {
          const path = pathOf(law, place);
          if (place.unit.kind === UnitKind.QUOTE) continue;
          expect(parsePath(formatPath(path))).toEqual(path);
          if (!place.ancestors.some(({ kind }) => kind === UnitKind.QUOTE)) expect(unitAt(law, path)).toBe(place.unit);
        }
      }),
      { numRuns: 40 },
    );
    expect(
      unitAt(parseStatute('Art. 1. A.').draft, { steps: [{ kind: ARTICLE, label: '2' }], part: UnitPart.WHOLE }),
    ).toBeUndefined();
  });
});
