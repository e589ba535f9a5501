import { useApp } from '#test/app';
import { ACT, Drafting, LAW, pieces, unitWith, type ToldDraft } from '#test/drafts';
import { nasty } from '#test/given';

const HISTORY = `query ($id: ID!) { draft(id: $id) { text { unitPage(first: 20) { nodes { id text history(first: 5) { totalCount nodes {
  act draftVersion otherId at person { id } mandate { id function } before { parentId index label } after { label } gone { text path } } } } }
  history(first: 100) { totalCount nodes { id act unitId gone { id text } } } } } }`;

interface Entry {
  act: string;
  draftVersion: number;
  person: { id: string };
  mandate: { id: string };
  before: { label: string } | null;
  gone: { text: string; path: string }[];
}
interface Told {
  draft: {
    text: {
      unitPage: { nodes: { id: string; text: string; history: { totalCount: number; nodes: Entry[] } }[] };
      history: { nodes: { id: string; act: string; unitId: string; gone: { id: string; text: string }[] }[] };
    };
  };
}

describe('a working text', () => {
  const t = useApp();
  let d: Drafting;
  beforeAll(() => void (d = new Drafting(t)));

  const labels = ({ text }: ToldDraft) => text!.units.map(({ kind, label }) => `${kind} ${label}`.trim());

  it('is proposed of what was pasted, with doubts, and nothing is stored', async () => {
    const { chair } = await d.scene();
    const preview = `query ($text: [String!]!) { previewDraftText(text: $text) { form heading
      units { id parentId kind label text isIntroduction closing path } doubts { kind line unitId message } amendments { unitId } } }`;
    const before = await t.sql<{ n: number }>(`SELECT count(*)::int AS n FROM draft_unit`);
    const { previewDraftText: told } = await t.get<{
      previewDraftText: { form: string; heading: string; units: Record<string, unknown>[]; doubts: unknown[] };
    }>(chair, preview, { text: LAW.replace('Art. 3.', 'Art. 5.') });
    expect(told.form).toBe('LAW');
    expect(told.heading).toBe('USTAWA PRÓBNA\no pomocy „sąsiedzkiej”');
    expect(told.units.map(({ path }) => path)).toEqual([
      ...['art. 1', 'art. 2', 'art. 2 ust. 1', 'art. 2 ust. 1 pkt 1', 'art. 2 ust. 1 pkt 2'],
      ...['art. 2 ust. 1 pkt 2 lit. a', 'art. 2 ust. 1 pkt 2 lit. b', 'art. 2 ust. 2', 'art. 5'],
    ]);
    expect(told.units[2]).toMatchObject({ isIntroduction: true, parentId: told.units[1]!.id });
    expect(told.doubts).toContainEqual(
      expect.objectContaining({ kind: 'GAP', unitId: told.units[8]!.id, message: expect.stringContaining('brakuje') }),
    );
    expect(await t.sql(`SELECT count(*)::int AS n FROM draft_unit`)).toEqual(before);
    expect(await t.refusal(null, preview, { text: LAW })).toBe('UNAUTHENTICATED');
    expect(await t.refusal(chair, preview, { text: pieces('Art. 1. a\n'.repeat(5_001)) })).toBe('DRAFT_TOO_LARGE');
  });

  it('says on the page what was pasted; pasted again changed, the units it has again keep their ids', async () => {
    const { chair, convent } = await d.scene();
    const draft = await d.pasted(chair, convent);
    expect(draft.text!.heading).toBe('USTAWA PRÓBNA\no pomocy „sąsiedzkiej”');
    const printed = draft.text!.printed;
    const again = await d.edit(chair, 'replaceDraftText', draft, { text: printed });
    expect(again.text).toEqual(draft.text);
    const changed = printed.replace('jest żółwiem', 'jest żółwiem błotnym').replace(/Art\. 3\./, 'Art. 4.');
    const next = await d.edit(chair, 'replaceDraftText', again, { text: changed });
    expect(next.text!.units.map(({ id }) => id)).toEqual(draft.text!.units.map(({ id }) => id));
    const { draft: told } = await t.get<Told>(chair, HISTORY, draft);
    expect(
      told.text.history.nodes
        .slice(0, 2)
        .map(({ act }) => act)
        .sort(),
    ).toEqual(['RENUMBERED', 'REWORDED']);
    expect(told.text.history.nodes).toHaveLength(draft.text!.units.length + 2);
  });

  it('changes unit by unit; every change is kept with who made it under which mandate', async () => {
    const { chair, convent, expert, mandate } = await d.scene();
    let draft = await d.pasted(chair, convent);
    await d.do(chair, 'addDraftMember', { draftId: draft.id, mandateId: mandate.id });
    draft = (await d.see(expert, draft.id))!;
    const words = nasty('Inne „brzmienie”');
    const second = unitWith(draft, 'Pomoc trwa');
    draft = await d.edit(expert, 'rewordDraftUnit', draft, { unitId: second.id, text: words });
    draft = await d.edit(chair, 'insertDraftUnit', draft, {
      ...{ parentId: null, afterId: draft.text!.units[0]!.id, kind: 'ARTICLE', text: 'Dodany.' },
    });
    expect(labels(draft)).toContain('ARTICLE 1a');
    draft = await d.edit(chair, 'renumberDraftRow', draft, { unitId: draft.text!.units[0]!.id });
    expect(labels(draft).filter((label) => label.startsWith('ARTICLE'))).toEqual(
      ['1', '2', '3', '4'].map((label) => `ARTICLE ${label}`),
    );
    draft = await d.edit(chair, 'relabelDraftUnit', draft, { unitId: draft.text!.units.at(-1)!.id, label: '9' });
    const { id } = unitWith(draft, 'wchodzi w życie');
    draft = await d.edit(chair, 'splitDraftUnit', draft, { unitId: id, at: 'Ustawa wchodzi'.length });
    expect(labels(draft).slice(-2)).toEqual(['ARTICLE 9', 'ARTICLE 10']);
    draft = await d.edit(chair, 'joinDraftUnits', draft, { unitId: id });
    expect(unitWith(draft, 'wchodzi w życie').text).toBe('Ustawa wchodzi w życie po roku.');
    draft = await d.edit(chair, 'moveDraftUnit', draft, { unitId: id, renumber: true });
    expect(draft.text!.units[0]).toMatchObject({ id, label: '1' });
    const gone = draft.text!.units.find(({ label, kind }) => kind === 'SUBSECTION' && label === '1')!;
    const whole = draft.text!.units;
    draft = await d.edit(chair, 'deleteDraftUnit', draft, { unitId: gone.id });
    expect(draft.text!.units).toHaveLength(whole.length - 5);
    let { draft: told } = await t.get<Told>(chair, HISTORY, draft);
    const [entry] = told.text.history.nodes;
    expect(entry).toMatchObject({ act: 'DELETED', unitId: gone.id });
    expect(entry!.gone.map(({ text }) => text)).toContain('cierpliwość');
    draft = await d.edit(chair, 'restoreDraftUnit', draft, { eventId: entry!.id });
    expect(draft.text!.units).toEqual(whole);
    ({ draft: told } = await t.get<Told>(chair, HISTORY, draft));
    const { history } = told.text.unitPage.nodes.find((unit) => unit.id === second.id)!;
    expect(history.nodes.map(({ act }) => act)).toEqual(['REWORDED', 'INSERTED']);
    expect(history.nodes[0]).toMatchObject({
      ...{ person: { id: expert.id }, mandate: { id: mandate.id, function: 'EXPERT' }, before: { label: '2' } },
      gone: [{ text: 'Pomoc trwa <b>trzy</b> lata & dzień.' }],
    });
    draft = await d.edit(chair, 'rewordDraftHeading', draft, { heading: 'Inny\nnagłówek' });
    expect(draft.text!.heading).toBe('Inny\nnagłówek');
  });

  it('is one more version after each change: of ten at once who saw the same, one changes it', async () => {
    const { chair, convent } = await d.scene();
    const draft = await d.pasted(chair, convent);
    const unitId = draft.text!.units[0]!.id;
    const input = (i: number) => ({ draftId: draft.id, expectedVersion: draft.version, unitId, text: `Słowa ${i}.` });
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => d.ask(chair, 'rewordDraftUnit', input(i))));
    const refused = answers.flatMap(({ errors }) => errors);
    expect(refused).toHaveLength(9);
    for (const { extensions } of refused)
      expect(extensions).toMatchObject({ code: 'VERSION_CONFLICT', currentVersion: draft.version + 1 });
    const { draft: told } = await t.get<Told>(chair, HISTORY, draft);
    expect(told.text.unitPage.nodes[0]!.history.totalCount).toBe(2);
  });

  it('belongs to a draft with a title and an act concerned, which stays unless it is taken away', async () => {
    const { chair, convent } = await d.scene();
    let draft = await d.create(chair, convent, { act: ACT });
    const act = async () =>
      (
        await t.get<{ draft: { act: object | null; acts: { reason: string | null }[] } }>(
          chair,
          `query ($id: ID!) { draft(id: $id) { act { name publication citation eli } acts { reason } } }`,
          draft,
        )
      ).draft;
    const title = nasty('Inny tytuł');
    draft = await d.edit(chair, 'editDraft', draft, { title });
    expect(draft.title).toBe(title);
    const citation = '(Dz. U. z 2031 r. poz. 77)';
    expect((await act()).act).toEqual({ name: ACT.name, publication: ACT.citation, citation, eli: 'DU/2031/77' });
    draft = await d.edit(chair, 'editDraft', draft, { title, act: null });
    expect(await act()).toMatchObject({ act: null, acts: [{ reason: `${title} (${ACT.name} ${citation})` }, {}, {}] });
    const full = '(Dz. U. z 2003 r. Nr 122, poz. 1143, z 2007 r. Nr 115, poz. 793, z późn. zm.)';
    draft = await d.edit(chair, 'editDraft', draft, { title, act: { name: ACT.name, citation: full } });
    expect((await act()).act).toMatchObject({ publication: 'Dz.U. 2003 nr 122 poz. 1143', citation: full });
  });

  it('of prose is in sections and paragraphs', async () => {
    const { chair, convent } = await d.scene();
    const text = '1. Cel\n\nPierwszy akapit „z cytatem”.\n\nDrugi akapit.\n\n1.1. Zakres\n\nTrzeci.';
    const draft = await d.pasted(chair, convent, text, { form: 'PROSE' });
    expect(labels(draft)).toEqual(['SECTION 1', 'PASSAGE', 'PASSAGE', 'SECTION 1', 'PASSAGE']);
    const same = await d.edit(chair, 'replaceDraftText', draft, { text: draft.text!.printed });
    expect(same.text).toEqual(draft.text);
    expect(await d.refused(chair, 'insertDraftUnit', same, { kind: 'ARTICLE', text: 'a' })).toBe('UNIT_MISPLACED');
  });
});
