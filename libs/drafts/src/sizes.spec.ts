import { useApp } from '#test/app';
import { Drafting, pieces } from '#test/drafts';
import { patience } from '#test/patience';
import { placesOf, type UnitRow } from './text.rows.ts';

const LETTERS = 'abcdefgh';
/** A law of 2,001 units: an article has three points of eight letters each, and a line of its own. */
const article = (n: number): string =>
  [
    `Art. ${n}. Żółwie z gminy nr ${n} robią to, co następuje:`,
    ...[1, 2, 3].flatMap((point) => [
      `  ${point}) rzecz ${n}.${point} i jeszcze kilka słów:`,
      ...[...LETTERS].map(
        (letter, i) =>
          `    ${letter}) drobna rzecz ${n}.${point}.${letter}${i === 7 ? (point === 3 ? '.' : ';') : ','}`,
      ),
    ]),
  ].join('\n');
const COUNT = 72;
const law = (edit: (n: number) => string = article): string =>
  Array.from({ length: COUNT }, (_, i) => edit(i + 1)).join('\n');

describe('a text of two thousand units', () => {
  const t = useApp();
  let d: Drafting;
  beforeAll(() => void (d = new Drafting(t)));
  const rows = async (id: string) =>
    (await t.sql<{ n: number }>(`SELECT count(*)::int AS n FROM draft_unit WHERE draft_id = $1`, [id]))[0]!.n;

  it('is previewed, pasted, pasted again, changed, frozen and compared in time', async () => {
    const { chair, convent } = await d.scene();
    const text = law();
    const times: Record<string, number> = {};
    const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      const began = performance.now();
      const result = await work();
      times[name] = Math.round(performance.now() - began);
      return result;
    };
    const preview = `query ($text: [String!]!) { previewDraftText(text: $text) { units { id path text } doubts { kind } } }`;
    const { previewDraftText: told } = await timed('preview', () =>
      t.get<{ previewDraftText: { units: object[]; doubts: object[] } }>(chair, preview, { text: pieces(text) }),
    );
    expect(told.units).toHaveLength(COUNT * 28);
    expect(told.doubts).toEqual([]);
    const short = `mutation ($input: ReplaceDraftTextInput!) { replaceDraftText(input: $input) { version } }`;
    const created = await d.create(chair, convent);
    const replace = (version: number, said: string) =>
      t.get(chair, short, { input: { draftId: created.id, expectedVersion: version, text: pieces(said) } });
    await timed('paste', () => replace(1, text));
    expect(await rows(created.id)).toBe(COUNT * 28);
    let draft = (await timed('read', () => d.see(chair, created.id)))!;
    const before = draft.text!.units;
    draft = await d.freeze(chair, draft);
    const changed = law((n) => article(n).replace('drobna', n % 3 ? 'drobna' : 'całkiem nowa'));
    await timed('paste again', () => replace(draft.version, changed));
    draft = (await d.see(chair, created.id))!;
    expect(draft.text!.units.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    const reword = `mutation ($input: RewordDraftUnitInput!) { rewordDraftUnit(input: $input) { version } }`;
    await timed('reword one', () =>
      t.get(chair, reword, {
        input: { draftId: draft.id, expectedVersion: draft.version, unitId: before[1_000]!.id, text: 'Inne słowa:' },
      }),
    );
    const compare = `query ($from: ID!) { compareDraftVersions(from: $from) { units { unitId changes text { kind } } } }`;
    const { compareDraftVersions: compared } = await timed('compare', () =>
      t.get<{ compareDraftVersions: { units: { changes: string[] }[] } }>(chair, compare, {
        from: draft.versions[0]!.id,
      }),
    );
    expect(compared.units.filter(({ changes }) => changes.length)).toHaveLength(COUNT / 3 + 1);
    const freeze = `mutation ($input: FreezeDraftVersionInput!) { freezeDraftVersion(input: $input) { version } }`;
    await timed('freeze', () =>
      t.get(chair, freeze, { input: { draftId: draft.id, expectedVersion: draft.version + 1 } }),
    );
    console.info(JSON.stringify({ units: COUNT * 28, characters: text.length, ...times }));
    for (const ms of Object.values(times)) expect(ms).toBeLessThan(patience(6_000));
  });

  it('writes one row for a unit inserted, and makes room when there is none', () => {
    const row = (id: string, place: number) => ({ id, place }) as UnitRow;
    const old = [row('a', 65_536), row('b', 131_072)];
    expect(placesOf(old, ['a', 'x', 'b'])).toEqual([65_536, 98_304, 131_072]);
    expect(placesOf(old, ['a', 'b', 'x'])).toEqual([65_536, 131_072, 196_608]);
    expect(placesOf(old, ['x', 'a', 'b'])).toEqual([32_768, 65_536, 131_072]);
    expect(placesOf(old, ['b', 'a'])).toEqual([65_536, 131_072]);
    expect(placesOf(old, ['b'])).toEqual([131_072]);
    expect(placesOf(old, [])).toEqual([]);
    expect(placesOf([row('a', 5), row('b', 6)], ['a', 'x', 'b'])).toEqual([65_536, 131_072, 196_608]);
    expect(placesOf([row('a', 2 ** 31 - 2)], ['a', 'x'])).toEqual([65_536, 131_072]);
  });
});
