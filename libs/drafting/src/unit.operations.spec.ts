import fc from 'fast-check';
import { choices, laws, random, RandomText } from '#test/draft.random';
import {
  checkDraft,
  deleteUnit,
  descendantsOf,
  insertUnit,
  joinWithNext,
  moveUnit,
  relabelUnit,
  renumberRow,
  restoreUnit,
  rewordUnit,
  splitUnit,
  UnitAct,
  UnitKind,
  walk,
  type Changed,
  type DraftText,
  type Place,
  type UnitEvent,
} from '#drafting';

const code = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    const { extensions } = error as { extensions?: { code: string } };
    if (extensions) return extensions.code;
    throw error;
  }
  return 'DONE';
};
const places = (draft: DraftText): Place[] => [...walk(draft.units)];
const idsOf = (draft: DraftText): string[] => places(draft).map(({ unit }) => unit.id);
const LEGAL_REFUSALS = [
  'UNIT_MISPLACED',
  'UNIT_IN_ITSELF',
  'NO_LABEL_BETWEEN',
  'LABEL_OUT_OF_ORDER',
  'UNITS_NOT_JOINABLE',
  'SPLIT_OUTSIDE_TEXT',
  'QUOTED_NUMBERING',
  'LABEL_NOT_LEGAL',
];
const art = (label: string, id: string, text = `Tekst ${id}.`) => ({
  id,
  kind: UnitKind.ARTICLE,
  label,
  title: '',
  text,
  children: [],
  closing: '',
});
const three: DraftText = { form: 'LAW', heading: '', units: [art('1', 'a'), art('2', 'b'), art('3', 'c')] };

describe('operations on units', () => {
  it('inserts with the label that law gives: 1a after 1, then 1b, and 1aa between them', () => {
    const { draft } = insertUnit(three, { parentId: null, afterId: 'a' }, { kind: UnitKind.ARTICLE, text: 'x.' }, 'x');
    const second = insertUnit(draft, { parentId: null, afterId: 'x' }, { kind: UnitKind.ARTICLE }, 'y');
    const third = insertUnit(second.draft, { parentId: null, afterId: 'x' }, { kind: UnitKind.ARTICLE }, 'z');
    expect(third.draft.units.map(({ label }) => label)).toEqual(['1', '1a', '1aa', '1b', '2', '3']);
  });

  it('numbers articles through chapters, and anew when a chapter moves', () => {
    const chapter = (id: string, label: string, children: DraftText['units']) => ({
      ...art(label, id, ''),
      kind: UnitKind.CHAPTER,
      children,
    });
    const draft: DraftText = {
      ...three,
      units: [chapter('I', '1', [art('1', 'a'), art('2', 'b')]), chapter('II', '2', [art('3', 'c')])],
    };
    expect(code(() => moveUnit(draft, 'II', { parentId: null, afterId: null }))).toBe('NO_LABEL_BETWEEN');
    const moved = moveUnit(draft, 'II', { parentId: null, afterId: null }, true);
    expect(places(moved.draft).map(({ unit }) => `${unit.id}${unit.label}`)).toEqual(['II1', 'c1', 'I2', 'a2', 'b3']);
    expect(moved.events.filter(({ act }) => act === UnitAct.RENUMBERED)).toHaveLength(5);
  });

  it.each([
    ['an unknown unit', () => moveUnit(three, 'nobody', { parentId: null, afterId: null }), 'TEXT_UNIT_UNKNOWN'],
    [
      'a place behind an unknown unit',
      () => moveUnit(three, 'a', { parentId: null, afterId: 'nobody' }),
      'TEXT_UNIT_UNKNOWN',
    ],
    ['an article in an article', () => moveUnit(three, 'a', { parentId: 'b', afterId: null }), 'UNIT_MISPLACED'],
    ['a unit in itself', () => moveUnit(three, 'a', { parentId: 'a', afterId: null }), 'UNIT_IN_ITSELF'],
    [
      'a unit before the first',
      () => insertUnit(three, { parentId: null, afterId: null }, { kind: UnitKind.ARTICLE }),
      'NO_LABEL_BETWEEN',
    ],
    ['a label that is none', () => relabelUnit(three, 'a', '1ą'), 'LABEL_NOT_LEGAL'],
    ['a label twice', () => relabelUnit(three, 'a', '2'), 'LABEL_OUT_OF_ORDER'],
    ['a label out of order', () => relabelUnit(three, 'c', '1a'), 'LABEL_OUT_OF_ORDER'],
    ['a cut in a word', () => splitUnit(three, 'a', 2), 'SPLIT_OUTSIDE_TEXT'],
    ['a cut at the end', () => splitUnit(three, 'a', 99), 'SPLIT_OUTSIDE_TEXT'],
    ['joining the last', () => joinWithNext(three, 'c'), 'UNITS_NOT_JOINABLE'],
    ['a line break in a text', () => rewordUnit(three, 'a', { text: 'a\nb' }), 'TEXT_NOT_PLAIN'],
    ['a text past its limit', () => rewordUnit(three, 'a', { text: 'ą'.repeat(20_001) }), 'DRAFT_TOO_LARGE'],
  ])('refuse %s', (_, work, expected) => expect(code(work)).toBe(expected));

  it('undo one another: insert and delete, delete and restore, split and join, there and back', () => {
    fc.assert(
      fc.property(laws, fc.nat(), fc.nat(), (law, which, where) => {
        const all = places(law);
        const { unit, parentId, index } = all[which % all.length]!;
        const gone = deleteUnit(law, unit.id);
        expect(restoreUnit(gone.draft, gone.events[0]!).draft).toEqual(law);

        const spaces = [...unit.text.matchAll(/(?<=\S) (?=\S)/g)].map((match) => match.index);
        const at = spaces[where % (spaces.length || 1)];
        if (at !== undefined && code(() => splitUnit(law, unit.id, at, 'new')) === 'DONE') {
          const split = splitUnit(law, unit.id, at, 'new');
          expect(joinWithNext(split.draft, unit.id).draft).toEqual(law);
          expect(
            deleteUnit(insertUnit(law, { parentId, afterId: unit.id }, { kind: unit.kind }, 'new').draft, 'new').draft,
          ).toEqual(law);
        }

        const siblings = all.filter((place) => place.parentId === parentId);
        const spot = { parentId, afterId: siblings[where % siblings.length]!.unit.id };
        if (code(() => moveUnit(law, unit.id, spot, true)) !== 'DONE') return;
        const there = moveUnit(law, unit.id, spot, true).draft;
        const back = moveUnit(there, unit.id, { parentId, afterId: siblings[index - 1]?.unit.id ?? null }, true).draft;
        expect(idsOf(back)).toEqual(idsOf(law));
      }),
      { numRuns: 100 },
    );
  });

  it('in any row leave a legal text, lose no unit, and tell where each went', () => {
    fc.assert(
      fc.property(
        choices,
        fc.array(fc.tuple(fc.nat(5), fc.nat(), fc.nat()), { minLength: 1, maxLength: 12 }),
        (each, steps) => {
          const start = new RandomText(random(each)).law();
          let draft = start;
          const history: UnitEvent[] = [];
          for (const [what, a, b] of steps) {
            const all = places(draft);
            if (!all.length) break;
            const [one, other] = [all[a % all.length]!, all[b % all.length]!];
            const works: (() => Changed)[] = [
              () => moveUnit(draft, one.unit.id, { parentId: other.parentId, afterId: other.unit.id }, b % 2 === 0),
              () =>
                insertUnit(
                  draft,
                  { parentId: other.parentId, afterId: other.unit.id },
                  { kind: one.unit.kind, text: 'Nowy tekst.' },
                ),
              () => deleteUnit(draft, one.unit.id),
              () => splitUnit(draft, one.unit.id, one.unit.text.indexOf(' ')),
              () => joinWithNext(draft, one.unit.id),
              () => renumberRow(draft, one.unit.id),
            ];
            const before = JSON.stringify(draft);
            const refused = code(() => {
              const done = works[what]!();
              checkDraft(done.draft);
              expect(JSON.stringify(draft)).toBe(before);
              draft = done.draft;
              history.push(...done.events);
            });
            if (refused !== 'DONE') expect(LEGAL_REFUSALS).toContain(refused);
          }
          const alive = new Set(idsOf(draft));
          expect(alive.size).toBe(idsOf(draft).length);
          const deleted = new Set(
            history
              .filter(({ act }) => act === UnitAct.DELETED)
              .flatMap(({ gone }) => [...walk([gone!])].map(({ unit }) => unit.id)),
          );
          const joinedAway = (id: string) => history.some(({ act, unitId }) => act === UnitAct.JOINED && unitId === id);
          for (const id of idsOf(start)) {
            const left = descendantsOf(history, id);
            for (const one of left) expect(alive.has(one)).toBe(true);
            if (!alive.has(id)) expect(deleted.has(id) || joinedAway(id)).toBe(true);
            if (alive.has(id)) expect(left).toContain(id);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
