import fc from 'fast-check';
import {
  deleteUnit,
  insertUnit,
  joinWithNext,
  moveUnit,
  parseDraft,
  printDraft,
  relabelUnit,
  renumberRow,
  restoreUnit,
  rewordUnit,
  splitUnit,
  UnitKind,
  walk,
  type Changed,
  type DraftText,
  type Unit,
  type UnitEvent,
} from '#drafting';
import { useApp } from '#test/app';
import { Drafting, LAW, type DraftMutation, type ToldDraft } from '#test/drafts';
import type { Someone } from '#test/given';

const RUNS = Number(process.env.TEST_RUNS ?? 12);
const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
const STEPS = 8;
const WORDS = ['klub', 'żółw', 'gęślą jaźń', 'o „próbie” & <b>więcej</b>', 'źdźbło', '§', 'x'.repeat(300)];
const KINDS = [UnitKind.ARTICLE, UnitKind.SUBSECTION, UnitKind.POINT, UnitKind.LETTER, UnitKind.CHAPTER];

interface Step {
  readonly act: number;
  readonly a: number;
  readonly b: number;
  readonly word: number;
  readonly flag: boolean;
}
const step = fc.record<Step>({
  ...{ act: fc.nat(8), a: fc.nat(40), b: fc.nat(40), word: fc.nat(WORDS.length - 1), flag: fc.boolean() },
});

/** One operation, as the API takes it and as the pure half does it. */
interface Twin {
  readonly mutation: DraftMutation;
  readonly input: object;
  readonly pure: (text: DraftText) => Changed;
}

const twin = (mutation: DraftMutation, input: object, pure: Twin['pure']): Twin => ({ mutation, input, pure });

const treeOf = ({ text }: ToldDraft): DraftText => {
  const units = text!.units.map(({ parentId, ...unit }) => ({ parentId, unit: { ...unit, children: [] as Unit[] } }));
  const byId = new Map(units.map(({ unit }) => [unit.id, unit]));
  for (const { parentId, unit } of units) if (parentId) byId.get(parentId)!.children.push(unit as Unit);
  const roots = units.filter(({ parentId }) => !parentId).map(({ unit }) => unit as Unit);
  return { form: 'LAW', heading: text!.heading, units: roots };
};

function twinOf({ act, a, b, word, flag }: Step, text: DraftText, deleted: Map<string, UnitEvent>): Twin {
  const ids = [...walk(text.units)].map(({ unit }) => unit.id);
  const pick = (n: number) => ids[n % ids.length]!;
  const [unitId, other] = [pick(a), pick(b)];
  const place = [...walk(text.units)].find(({ unit }) => unit.id === other)!;
  const spot = flag ? { parentId: place.parentId, afterId: other } : { parentId: other, afterId: null };
  const kind = flag ? place.unit.kind : KINDS[a % KINDS.length]!;
  const unit = [...walk(text.units)].find((each) => each.unit.id === unitId)!.unit;
  // A point ends with its sign, or what follows would be read as its words.
  const signed = ({ text: said }: Unit) =>
    `${WORDS[word]} ${WORDS[(word + 1) % WORDS.length]}${/[;,.]$/.exec(said)?.[0] ?? '.'}`;
  const [words, added] = [signed(unit), signed(place.unit)];
  const [label, renumber] = [`${b + 1}a`, b % 2 > 0];
  const at = unit.text.indexOf(' ') > 0 ? unit.text.indexOf(' ') : 1;
  const [[eventId, event] = []] = [...deleted].reverse();
  const twins: Twin[] = [
    twin('rewordDraftUnit', { unitId, text: words }, (it) => rewordUnit(it, unitId, { text: words })),
    twin('insertDraftUnit', { ...spot, kind, text: added }, (it) => insertUnit(it, spot, { kind, text: added })),
    twin('moveDraftUnit', { unitId, ...spot, renumber }, (it) => moveUnit(it, unitId, spot, renumber)),
    twin('relabelDraftUnit', { unitId, label }, (it) => relabelUnit(it, unitId, label)),
    twin('renumberDraftRow', { unitId }, (it) => renumberRow(it, unitId)),
    twin('splitDraftUnit', { unitId, at }, (it) => splitUnit(it, unitId, at)),
    twin('joinDraftUnits', { unitId }, (it) => joinWithNext(it, unitId)),
    twin('deleteDraftUnit', { unitId }, (it) => deleteUnit(it, unitId)),
  ];
  if (eventId && event && act === 8) return twin('restoreDraftUnit', { eventId }, (it) => restoreUnit(it, event));
  return twins[act % twins.length]!;
}

/** Whether whoever writes laws would do that: then the text, printed and read, is the same text. */
function isUsual({ act, a, b, flag }: Step, text: DraftText): boolean {
  const places = [...walk(text.units)];
  const [one, other] = [places[a % places.length]!, places[b % places.length]!];
  const siblings = (place: typeof one) => place.ancestors.at(-1)?.children ?? text.units;
  const isLeaf = ({ children, closing }: Unit) => !children.length && !closing;
  const isArticle = ({ unit }: typeof one) => unit.kind === UnitKind.ARTICLE;
  const next = siblings(one)[one.index + 1];
  const rules: (() => boolean)[] = [
    () => isLeaf(one.unit),
    () => flag && isLeaf(other.unit),
    () => flag && isArticle(one) && isArticle(other),
    () => true,
    () => true,
    () => isLeaf(one.unit) && isArticle(one),
    () => isLeaf(one.unit) && next !== undefined && isLeaf(next),
    () => siblings(one).length > 1,
    () => isLeaf(one.unit), // where nothing was deleted it is another wording
  ];
  return rules[act]!();
}

/** Everything but the ids that either side has just made. */
const shapeOf = (text: DraftText, known: ReadonlySet<string>): unknown =>
  [...walk(text.units)].map(({ unit, parentId }) => ({
    ...{
      id: known.has(unit.id) ? unit.id : 'new',
      parent: parentId === null || known.has(parentId) ? parentId : 'new',
    },
    ...{ kind: unit.kind, label: unit.label, title: unit.title, text: unit.text, closing: unit.closing },
  }));

describe(`a draft changed at random (TEST_SEED=${SEED})`, () => {
  const t = useApp();
  let d: Drafting;
  beforeAll(() => void (d = new Drafting(t)));

  const lastDeleted = async (draftId: string): Promise<[string, UnitEvent][]> =>
    (
      await t.sql<UnitEvent & { id: string }>(
        `SELECT id, act, unit_id AS "unitId", before, after, gone FROM draft_unit_event
         WHERE draft_id = $1 AND act = 'DELETED' ORDER BY id`,
        [draftId],
      )
    ).map((event) => [event.id, event]);

  async function run(
    chair: Someone,
    begun: ToldDraft,
    steps: readonly Step[],
    keepsConventions: boolean,
  ): Promise<[number, number]> {
    let [draft, done, refused] = [begun, 0, 0];
    for (const each of steps) {
      const text = treeOf(draft);
      if (!text.units.length) break;
      if (keepsConventions && !isUsual(each, text)) continue;
      const present = new Set([...walk(text.units)].map(({ unit }) => unit.id));
      const gone = (await lastDeleted(draft.id)).filter(([, { unitId }]) => !present.has(unitId));
      const { mutation, input, pure } = twinOf(each, text, new Map(gone));
      let expected: Changed | undefined;
      let code: unknown;
      try {
        expected = pure(text);
      } catch (error) {
        code = (error as { extensions: { code: string } }).extensions.code;
      }
      const sent = { draftId: draft.id, expectedVersion: draft.version, ...input };
      if (!expected) {
        expect([mutation, input, await d.refusal(chair, mutation, sent)]).toEqual([mutation, input, code]);
        refused++;
        continue;
      }
      const next = await d.do(chair, mutation, sent);
      const where = { mutation, input };
      expect({ where, text: shapeOf(treeOf(next), present) }).toEqual({
        where,
        text: shapeOf(expected.draft, present),
      });
      expect(next.text!.printed).toBe(printDraft(treeOf(next)));
      [draft, done] = [next, done + 1];
    }
    await frozen(chair, draft, keepsConventions);
    return [done, refused];
  }

  /** What was frozen says what the working text said; printed and read, it prints the same where it keeps the conventions. */
  async function frozen(chair: Someone, draft: ToldDraft, keepsConventions: boolean): Promise<void> {
    if (!draft.text!.units.length) return;
    const { versions, text } = await d.freeze(chair, draft);
    const { draftVersion } = await t.get<{ draftVersion: { printed: string; content: string } }>(
      chair,
      `query ($id: ID!) { draftVersion(id: $id) { printed content } }`,
      versions[0],
    );
    const content = JSON.parse(draftVersion.content) as DraftText;
    expect(content.units).toEqual(treeOf({ ...draft, text }).units);
    expect(draftVersion.printed).toBe(text!.printed);
    if (!keepsConventions) return;
    const { draft: read } = parseDraft(draftVersion.printed);
    expect(printDraft(read)).toBe(draftVersion.printed);
    expect(shapeOf(read, new Set())).toEqual(shapeOf(content, new Set()));
  }

  it.each([false, true])(
    `is what the pure half makes of it, refusals too; by the conventions: %s (${RUNS} runs)`,
    async (keepsConventions) => {
      const { chair, convent } = await d.scene();
      const sum = [0, 0];
      const steps = fc.array(step, { minLength: STEPS, maxLength: STEPS });
      const property = fc.asyncProperty(steps, async (each) => {
        const [done, refused] = await run(chair, await d.pasted(chair, convent, LAW), each, keepsConventions);
        sum[0]! += done;
        sum[1]! += refused;
      });
      const limits = { interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true };
      await fc.assert(property, { numRuns: RUNS, seed: SEED, ...limits });
      expect(sum[0]).toBeGreaterThan(RUNS);
      expect(keepsConventions || sum[1]! > 0).toBe(true);
    },
    120_000,
  );
});
