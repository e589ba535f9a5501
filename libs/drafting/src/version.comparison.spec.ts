import fc from 'fast-check';
import { choices, laws, random, RandomText } from '#test/draft.random';
import {
  carryIdentity,
  compareVersions,
  deleteUnit,
  insertUnit,
  moveUnit,
  parseStatute,
  printStatute,
  rewordUnit,
  textDiff,
  UnitChange,
  walk,
  type DraftText,
  type Unit,
} from '#drafting';

/** A second answer, by trying: which units of one row must have moved is a smallest set without which the rest is in its old order. */
function fewestMoved(before: readonly string[], after: readonly string[]): number {
  const common = after.filter((id) => before.includes(id));
  const lengths = common.map(() => 1);
  for (let i = 0; i < common.length; i++)
    for (let j = 0; j < i; j++)
      if (before.indexOf(common[j]!) < before.indexOf(common[i]!)) lengths[i] = Math.max(lengths[i]!, lengths[j]! + 1);
  return common.length - Math.max(0, ...lengths);
}

const flat = (draft: DraftText): Map<string, { unit: Unit; parentId: string | null; row: string[] }> => {
  const found = new Map<string, { unit: Unit; parentId: string | null; row: string[] }>();
  const visit = (units: readonly Unit[], parentId: string | null) => {
    for (const unit of units) {
      found.set(unit.id, { unit, parentId, row: units.map(({ id }) => id) });
      visit(unit.children, unit.id);
    }
  };
  visit(draft.units, null);
  return found;
};

function edited(start: DraftText, steps: readonly [number, number, number][]): DraftText {
  let draft = start;
  for (const [what, a, b] of steps) {
    const all = [...walk(draft.units)];
    if (!all.length) return draft;
    const [one, other] = [all[a % all.length]!, all[b % all.length]!];
    const works = [
      () => moveUnit(draft, one.unit.id, { parentId: other.parentId, afterId: other.unit.id }, true),
      () =>
        insertUnit(
          draft,
          { parentId: one.parentId, afterId: one.unit.id },
          { kind: one.unit.kind, text: 'Nowy tekst.' },
          `n${a}-${b}`,
        ),
      () => (all.length > 2 ? deleteUnit(draft, one.unit.id) : { draft }),
      () => rewordUnit(draft, one.unit.id, { text: `${one.unit.text} i więcej` }),
    ];
    try {
      draft = works[what]!().draft;
    } catch (error) {
      if (!(error as { extensions?: object }).extensions) throw error;
    }
  }
  return draft;
}

const steps = fc.array(fc.tuple(fc.nat(3), fc.nat(), fc.nat()), { minLength: 1, maxLength: 8 });

describe('two versions', () => {
  it('are told apart as by a second, slower look', () => {
    fc.assert(
      fc.property(choices, steps, (each, todo) => {
        const before = new RandomText(random(each)).law();
        const after = edited(before, todo);
        const compared = new Map(compareVersions(before, after).map((one) => [one.unitId, one]));
        const [old, fresh] = [flat(before), flat(after)];
        expect(new Set(compared.keys())).toEqual(new Set([...old.keys(), ...fresh.keys()]));
        const rows = new Map<string, { before: string[]; after: string[]; moved: number }>();
        const touched = (units: readonly Unit[] = []): boolean =>
          units.some(({ id, children }) => compared.get(id)!.changes.length > 0 || touched(children));
        for (const [id, { changes, changedBelow, text, pathBefore, pathAfter }] of compared) {
          const [was, is] = [old.get(id), fresh.get(id)];
          expect(changedBelow).toBe(touched(was?.unit.children) || touched(is?.unit.children));
          expect(changes.includes(UnitChange.ADDED)).toBe(!was);
          expect(changes.includes(UnitChange.REMOVED)).toBe(!is);
          expect([pathBefore === null, pathAfter === null]).toEqual([!was, !is]);
          expect(text.map((each) => each.before).join('')).toBe(was?.unit.text ?? '');
          expect(text.map((each) => each.after).join('')).toBe(is?.unit.text ?? '');
          if (!was || !is) continue;
          const own = ({ unit: { text: words, title, closing } }: { unit: Unit }) =>
            JSON.stringify([words, title, closing]);
          expect(changes.includes(UnitChange.CHANGED)).toBe(own(was) !== own(is));
          expect(changes.includes(UnitChange.RENUMBERED)).toBe(was.unit.label !== is.unit.label);
          if (was.parentId !== is.parentId) expect(changes).toContain(UnitChange.MOVED);
          else {
            const stay = is.row.filter((each) => old.get(each)?.parentId === is.parentId);
            const row = rows.get(String(is.parentId)) ?? { before: was.row, after: stay, moved: 0 };
            rows.set(String(is.parentId), { ...row, moved: row.moved + Number(changes.includes(UnitChange.MOVED)) });
          }
        }
        for (const row of rows.values()) expect(row.moved).toBe(fewestMoved(row.before, row.after));
      }),
      { numRuns: 150 },
    );
  });

  it('of one text are the same, unit by unit', () => {
    fc.assert(
      fc.property(laws, (law) => expect(compareVersions(law, law).flatMap(({ changes }) => changes)).toEqual([])),
      { numRuns: 30 },
    );
  });

  it('pasted again keep the identity of what did not change', () => {
    fc.assert(
      fc.property(laws, (law) => {
        const again = carryIdentity(law, parseStatute(printStatute(law)).draft);
        expect(compareVersions(law, again).flatMap(({ changes }) => changes)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('show what was taken out behind what it followed', () => {
    const text = 'Art. 1. Pierwszy.\nArt. 2. Drugi.\nArt. 3. Trzeci.';
    const before = parseStatute(text).draft;
    const compared = compareVersions(before, deleteUnit(before, before.units[1]!.id).draft);
    expect(compared.map(({ pathBefore, changes }) => [pathBefore, ...changes])).toEqual([
      ['art. 1'],
      ['art. 2', 'REMOVED'],
      ['art. 3'],
    ]);
  });
});

describe('a difference in words', () => {
  const said = (before: string, after: string) =>
    textDiff(before, after).map(({ kind, ...each }) => (kind === 'KEPT' ? each.after : [each.before, each.after]));

  it.each([
    ['okres 3 lat.', 'okres 5 lat.', ['okres ', ['3', '5'], ' lat.']],
    ['nie dłużej niż 3 lata.', 'nie dłużej niż pięć miesięcy.', ['nie dłużej niż ', ['3 lata', 'pięć miesięcy'], '.']],
    ['stawka 3,5 %', 'stawka 3,7 %', ['stawka ', ['3,5', '3,7'], ' %']],
    ['źdźbło', 'źdźbła', [['źdźbło', 'źdźbła']]],
    ['centrum i klub', 'klub', [['centrum i ', ''], 'klub']],
    ['', 'klub', [['', 'klub']]],
    ['klub, centrum', 'klub; centrum', ['klub', [',', ';'], ' centrum']],
  ])('%s → %s', (before, after, expected) => expect(said(before, after)).toEqual(expected));

  it('cuts no word, lets no two changes touch, and gives both texts back', () => {
    const word = fc.constantFrom(
      'klub',
      'klubu',
      'łąka',
      '3,5',
      '14',
      'społeczno-zawodowy',
      '„a”',
      ',',
      ';',
      ' ',
      '  ',
      '\u00a0',
      'e\u0301',
      '👩‍🦽',
      'art.',
      'żyć',
    );
    const text = fc.array(word, { maxLength: 14 }).map((words) => words.join(''));
    const segmenter = new Intl.Segmenter('pl', { granularity: 'word' });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const changes = textDiff(before, after);
        expect(changes.map((each) => each.before).join('')).toBe(before);
        expect(changes.map((each) => each.after).join('')).toBe(after);
        const starts = (each: string) =>
          new Set([each.length, ...[...segmenter.segment(each)].map(({ index }) => index)]);
        const [old, fresh] = [starts(before), starts(after)];
        let [at, to] = [0, 0];
        for (const [i, change] of changes.entries()) {
          expect([old.has(at), fresh.has(to)]).toEqual([true, true]);
          if (i) expect((change.kind === 'KEPT') !== (changes[i - 1]!.kind === 'KEPT')).toBe(true);
          if (change.kind === 'KEPT' && i && i < changes.length - 1) expect(change.after).toMatch(/\S/);
          at += change.before.length;
          to += change.after.length;
        }
      }),
      { numRuns: 500 },
    );
  });
});
