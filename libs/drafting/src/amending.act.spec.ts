import fc from 'fast-check';
import { choices, random, RandomText, words, type Random } from '#test/draft.random';
import {
  amendingArticle,
  amendmentsIn,
  checkAmendment,
  Journal,
  labelAfter,
  Operation,
  parseStatute,
  printedWording,
  printStatute,
  printUnits,
  UnitKind,
  UnitPart,
  type ActRef,
  type Amendment,
  type Step,
} from '#drafting';

const none = { added: null, wording: null, words: null, newWords: null };
const art = (label: string): Step => ({ kind: UnitKind.ARTICLE, label });
const at = (within: Step[], kind: UnitKind, ...labels: string[]) => ({ within, kind, labels, part: UnitPart.WHOLE });
const amend = (fields: Pick<Amendment, 'operation' | 'target'> & Partial<Amendment>): Amendment => ({
  ...none,
  ...fields,
});
const ust = (label: string): Step => ({ kind: UnitKind.SUBSECTION, label });
const { ARTICLE, SUBSECTION, POINT, LETTER, INDENT } = UnitKind;

const LEVELS = [ARTICLE, SUBSECTION, POINT, LETTER, INDENT];
const start = (kind: UnitKind, r: Random): string =>
  kind === LETTER
    ? r.pick(['a', 'b', 'z', 'ab'])
    : kind === INDENT
      ? r.pick(['1', '2', '22'])
      : r.pick(['1', '5', '12a', '5¹', '7aa']);
const next = (kind: UnitKind, label: string): string =>
  kind === INDENT ? String(Number(label) + 1) : labelAfter(kind, label);

function randomAmendment(r: Random): Amendment {
  const depth = r.int(LEVELS.length);
  const kind = LEVELS[depth]!;
  const within = LEVELS.slice(0, depth).map((each) => ({ kind: each, label: start(each, r) }));
  const label = start(kind, r);
  const several = r.int(3) === 0 ? [label, next(kind, label), next(kind, next(kind, label))] : [label];
  const inner = LEVELS[depth + 1];
  const wording = (unit: UnitKind) => {
    const first = unit === INDENT ? '' : start(unit, r);
    return printedWording(printUnits(new RandomText(r).row(unit, 1 + r.int(2), first, '.', 5)).join('\n'));
  };
  const added = (unit: UnitKind) => ({ added: { kind: unit, labels: [start(unit, r)] }, wording: wording(unit) });
  const operation = r.pick(Object.values(Operation));
  switch (operation) {
    case Operation.NEW_WORDING:
      return amend({ operation, target: at(within, kind, ...several), wording: wording(kind) });
    case Operation.INSERT_AFTER:
      return amend({ operation, target: at(within, kind, label), ...added(kind) });
    case Operation.APPEND:
      if (!inner) return amend({ operation: Operation.REPEAL, target: at(within, kind, label) });
      return amend({ operation, target: at(within, kind, label), ...added(inner) });
    case Operation.RENUMBER:
      if (kind === INDENT) return amend({ operation: Operation.REPEAL, target: at(within, kind, label) });
      return amend({ operation, target: at(within, kind, label), added: { kind, labels: [next(kind, label)] } });
    case Operation.NUMBER_CONTENT:
      return amend({ operation, target: at([], ARTICLE, start(ARTICLE, r)), ...(r.int(2) ? added(SUBSECTION) : {}) });
    case Operation.REPLACE_WORDS:
    case Operation.INSERT_WORDS:
      return amend({
        operation,
        target: at(within, kind, ...several),
        words: words(r, 3),
        newWords: `${words(r, 3)} inaczej`,
      });
    case Operation.DELETE_WORDS:
      return amend({
        operation,
        target: {
          ...at(within, kind, label),
          part: r.pick(Object.values(UnitPart).filter((part) => part !== UnitPart.TITLE)),
        },
        words: words(r, 3),
      });
    default:
      return amend({ operation, target: at(within, kind, ...several) });
  }
}

const ACT: ActRef = {
  name: 'ustawie z dnia 1 lutego 2003 r. o próbnych klubach',
  publication: { journal: Journal.DU, year: 2003, nr: 122, position: 9143 },
  changes: [
    { journal: Journal.DU, year: 2007, nr: 115, position: 9793 },
    { journal: Journal.DU, year: 2022, nr: null, position: 9218 },
    { journal: Journal.DU, year: 2022, nr: null, position: 9812 },
  ],
  laterChanges: false,
};

describe('an amending act', () => {
  it('says changes so that the same changes are read from it', () => {
    fc.assert(
      fc.property(choices, fc.boolean(), (each, laterChanges) => {
        const r = random(each);
        const amendments = Array.from({ length: 1 + r.int(6) }, () => randomAmendment(r));
        const act = { ...ACT, laterChanges };
        const article = amendingArticle(act, amendments);
        const printed = printStatute({ form: 'LAW', heading: 'USTAWA', units: [article] });
        const { draft } = parseStatute(printed);
        const found = amendmentsIn(draft);
        expect(found.doubts).toEqual([]);
        expect(found.amendments.map(({ amendment }) => amendment)).toEqual(amendments);
        for (const one of found.amendments) expect(one.act).toEqual(act);
        expect(printStatute(draft)).toBe(printed);
      }),
      { numRuns: 150 },
    );
  });
});

describe('an act that cannot be said', () => {
  const fine = amend({ operation: Operation.REPEAL, target: at([art('5')], SUBSECTION, '2') });
  const bad: [string, Partial<Amendment>][] = [
    ['a wording where none is', { wording: 'x' }],
    ['no unit', { target: at([art('5')], SUBSECTION) }],
    ['labels out of order', { target: at([art('5')], SUBSECTION, '3', '2') }],
    ['small before large', { target: at([ust('2')], ARTICLE, '5') }],
    ['a label that is none', { target: at([], ARTICLE, '5ą') }],
    ['a new wording without one', { operation: Operation.NEW_WORDING }],
    ['words with a quotation mark too many', { operation: Operation.DELETE_WORDS, words: 'a”' }],
    ['words over lines', { operation: Operation.DELETE_WORDS, words: 'a\nb' }],
    ['the same words', { operation: Operation.REPLACE_WORDS, words: 'a', newWords: 'a' }],
    [
      'a title of an ustęp',
      { operation: Operation.NEW_WORDING, wording: 'x', target: { ...fine.target, part: UnitPart.TITLE } },
    ],
    [
      'another kind after a unit',
      { operation: Operation.INSERT_AFTER, wording: 'x', added: { kind: POINT, labels: ['1'] } },
    ],
    [
      'a larger unit in a smaller',
      { operation: Operation.APPEND, wording: 'x', added: { kind: ARTICLE, labels: ['6'] } },
    ],
    [
      'fewer new labels than units',
      {
        operation: Operation.RENUMBER,
        target: at([art('5')], SUBSECTION, '2', '3'),
        added: { kind: SUBSECTION, labels: ['4'] },
      },
    ],
    ['units of prose', { target: at([], UnitKind.SECTION, '1') }],
  ];

  it.each(bad)('refuses %s', (_, fields) => {
    const refused = expect.objectContaining({
      extensions: expect.objectContaining({ code: 'AMENDMENT_UNFIT' }) as object,
    });
    checkAmendment(fine);
    expect(() => amendingArticle(ACT, [{ ...fine, ...fields }])).toThrow(refused as Error);
  });

  it.each<[string, Partial<ActRef>]>([
    ['an issue after 2011', { publication: { journal: Journal.DU, year: 2025, nr: 3, position: 83 } }],
    ['none before 2012', { publication: { journal: Journal.DU, year: 2003, nr: null, position: 83 } }],
    ['changes in another journal', { changes: [{ journal: Journal.MP, year: 2025, nr: null, position: 83 }] }],
    ['a name in capitals', { name: 'USTAWA o klubach' }],
    ['a name with brackets', { name: 'ustawie o klubach (próbnych)' }],
  ])('refuses %s', (_, fields) =>
    expect(() => amendingArticle({ ...ACT, ...fields }, [fine])).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'AMENDMENT_UNFIT' }) as object }) as Error,
    ),
  );
});
