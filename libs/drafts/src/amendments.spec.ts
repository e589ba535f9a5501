import { newId } from '#core';
import { useApp } from '#test/app';
import { ACT, CHANGE, Drafting, pieces, type ToldDraft } from '#test/drafts';
import { nasty } from '#test/given';

interface Told {
  sentence: string;
  wordDiff: { kind: string; before: string; after: string }[];
  [field: string]: unknown;
}

const READ = `query ($text: String!) { readAmendingSentence(text: $text) {
  operation provision moreLabels part addedKind addedLabels words newWords sentence } }`;

describe('an amendment', () => {
  const t = useApp();
  let d: Drafting;
  beforeAll(() => void (d = new Drafting(t)));

  const changes = ({ text }: ToldDraft) => text!.amendments.map(({ change }) => change as Told);
  const begun = async () => {
    const scene = await d.scene();
    return { ...scene, draft: await d.create(scene.chair, scene.convent, { act: ACT }) };
  };

  it('is said in a sentence, which reads back as the same data; its words are compared with those in force', async () => {
    const { chair, draft: empty } = await begun();
    const justification = nasty('Bo „tak”');
    const cases: [object, string, string[]][] = [
      [
        {
          ...{ operation: 'NEW_WORDING', provision: 'art. 5 ust. 2', wordingInForce: '2. Klub działa trzy lata.' },
          ...{ proposedWording: '2. Klub działa pięć lat.', justification },
        },
        'w art. 5 ust. 2 otrzymuje brzmienie:',
        ['KEPT 2. Klub działa ', 'REPLACED trzy lata>pięć lat', 'KEPT .'],
      ],
      [
        {
          ...{ operation: 'INSERT_AFTER', provision: 'art. 5', added: { kind: 'ARTICLE', labels: ['5a'] } },
          proposedWording: 'Art. 5a. 1. Żółw jest klubem.\n2. Klub nie jest żółwiem.',
        },
        'po art. 5 dodaje się art. 5a w brzmieniu:',
        ['ADDED >Art. 5a. 1. Żółw jest klubem.\n2. Klub nie jest żółwiem.'],
      ],
      [
        { operation: 'REPEAL', provision: 'art. 6 ust. 1 pkt 3', moreLabels: ['4', '5'] },
        'w art. 6 w ust. 1 uchyla się pkt 3–5',
        [],
      ],
      [
        {
          ...{ operation: 'REPLACE_WORDS', provision: 'art. 7', words: 'do dnia', newWords: 'od dnia' },
          wordingInForce: 'Wniosek składa się do dnia 1 maja.',
        },
        'w art. 7 wyrazy „do dnia” zastępuje się wyrazami „od dnia”',
        ['KEPT Wniosek składa się ', 'REPLACED do>od', 'KEPT  dnia 1 maja.'],
      ],
      [
        { operation: 'DELETE_WORDS', provision: 'art. 8', words: 'bez zwłoki', wordingInForce: 'Działa bez zwłoki.' },
        'w art. 8 skreśla się wyrazy „bez zwłoki”',
        ['KEPT Działa', 'REMOVED  bez zwłoki>', 'KEPT .'],
      ],
      [
        {
          ...{ operation: 'INSERT_WORDS', provision: 'art. 8', words: 'klub', newWords: 'albo centrum' },
          wordingInForce: 'Robi to klub.',
        },
        'w art. 8 po wyrazie „klub” dodaje się wyrazy „albo centrum”',
        ['KEPT Robi to klub', 'ADDED > albo centrum', 'KEPT .'],
      ],
      [
        { operation: 'RENUMBER', provision: 'art. 9 pkt 1', added: { kind: 'POINT', labels: ['2'] } },
        'w art. 9 dotychczasowy pkt 1 oznacza się jako pkt 2',
        [],
      ],
    ];
    let draft = empty;
    for (const [change, sentence, words] of cases) {
      draft = await d.edit(chair, 'addDraftAmendment', draft, { change });
      const told = changes(draft).at(-1)!;
      const { act, wordDiff, ...rest } = told;
      expect(act).toMatchObject({ ...ACT, citation: '(Dz. U. z 2031 r. poz. 77)', eli: 'DU/2031/77' });
      expect(told.sentence).toBe(sentence);
      const piece = ({ kind, before, after }: Told['wordDiff'][0]) =>
        kind === 'KEPT' ? `KEPT ${before}` : `${kind} ${before}>${after}`;
      expect([sentence, wordDiff.map(piece)]).toEqual([sentence, words]);
      const { readAmendingSentence: read } = await t.get<{ readAmendingSentence: object }>(chair, READ, {
        text: sentence,
      });
      expect(rest).toMatchObject(read);
    }
    expect(changes(draft)[0]).toMatchObject({ justification, wordingInForce: '2. Klub działa trzy lata.' });
    expect(draft.text!.amendments.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    // The whole provision, pasted as a law, gives the same changes again.
    const preview = `query ($text: [String!]!) { previewDraftText(text: $text) { amendments { unitId change { ${CHANGE} } } doubts { kind } } }`;
    const { previewDraftText: found } = await t.get<{
      previewDraftText: { amendments: { change: Told }[]; doubts: object[] };
    }>(chair, preview, { text: pieces(draft.text!.amendingArticle!) });
    const bare = (each: Told) => ({ ...each, wordDiff: null, wordingInForce: null, justification: null });
    expect(found.amendments.map(({ change }) => bare(change))).toEqual(changes(draft).map(bare));
    expect(found.doubts).toEqual([]);
  });

  it('stands in an order, keeps its id when it is worded anew, and what it said before', async () => {
    const { chair, draft: empty } = await begun();
    let draft = empty;
    for (const n of [5, 6, 7])
      draft = await d.edit(chair, 'addDraftAmendment', draft, {
        change: { operation: 'REPEAL', provision: `art. ${n}` },
      });
    const [five, six, seven] = draft.text!.amendments.map(({ id }) => id);
    draft = await d.edit(chair, 'moveDraftAmendment', draft, { amendmentId: seven, position: 1 });
    expect(draft.text!.amendments.map(({ id, position }) => [id, position])).toEqual([
      ...[
        [seven, 1],
        [five, 2],
        [six, 3],
      ],
    ]);
    draft = await d.edit(chair, 'moveDraftAmendment', draft, { amendmentId: seven, position: 99 });
    const change = { operation: 'REPEAL', provision: 'art. 6 ust. 1' };
    draft = await d.edit(chair, 'editDraftAmendment', draft, { amendmentId: six, change });
    draft = await d.edit(chair, 'removeDraftAmendment', draft, { amendmentId: five });
    expect(draft.text!.amendments.map(({ id, position }) => [id, position])).toEqual([
      [six, 1],
      [seven, 2],
    ]);
    expect(draft.text!.amendingArticle!.split('\n').map((line) => line.trim())).toEqual([
      'Art. 1. W ustawie z dnia 1 lutego 2031 r. o klubach próbnych (Dz. U. z 2031 r. poz. 77) wprowadza się następujące zmiany:',
      '1) w art. 6 uchyla się ust. 1;',
      '2) uchyla się art. 7.',
    ]);
    const { draft: told } = await t.get<{
      draft: { acts: { action: string; amendmentId: string; amendmentBefore: { sentence: string } | null }[] };
    }>(
      chair,
      `query ($id: ID!) { draft(id: $id) { acts { action amendmentId amendmentBefore { sentence } } } }`,
      draft,
    );
    expect(told.acts.slice(0, 2)).toEqual([
      { action: 'removeDraftAmendment', amendmentId: five, amendmentBefore: { sentence: 'uchyla się art. 5' } },
      { action: 'editDraftAmendment', amendmentId: six, amendmentBefore: { sentence: 'uchyla się art. 6' } },
    ]);
  });

  it('of several acts makes an article each', async () => {
    const { chair, draft: empty } = await begun();
    const act = {
      name: 'ustawie z dnia 2 marca 2032 r. o żółwiach',
      citation: '(Dz. U. z 2032 r. poz. 5, z późn. zm.)',
    };
    let draft = empty;
    for (const change of [
      { operation: 'REPEAL', provision: 'art. 1' },
      { operation: 'REPEAL', provision: '§ 2', act },
    ])
      draft = await d.edit(chair, 'addDraftAmendment', draft, { change });
    expect(draft.text!.amendingArticle).toContain('\n\nArt. 2. W ustawie z dnia 2 marca 2032 r. o żółwiach');
  });

  it('that cannot be said is refused, each with its code', async () => {
    const { chair, draft, convent } = await begun();
    const without = await d.create(chair, convent);
    const repeal = { operation: 'REPEAL', provision: 'art. 5' };
    const cases: [object, string][] = [
      [{ ...repeal, provision: 'gdzieś tam' }, 'PATH_UNREADABLE'],
      [{ ...repeal, provision: 'ust. 2 art. 5' }, 'PATH_UNREADABLE'],
      [{ ...repeal, moreLabels: ['4'] }, 'AMENDMENT_UNFIT'],
      [{ ...repeal, words: 'x' }, 'AMENDMENT_UNFIT'],
      [{ ...repeal, operation: 'NEW_WORDING' }, 'AMENDMENT_UNFIT'],
      [{ ...repeal, operation: 'NEW_WORDING', proposedWording: 'bez „pary' }, 'AMENDMENT_UNFIT'],
      [{ ...repeal, operation: 'REPLACE_WORDS', words: 'a', newWords: 'a' }, 'AMENDMENT_UNFIT'],
      [{ ...repeal, operation: 'DELETE_WORDS', words: 'żółw', wordingInForce: 'Bez niego.' }, 'WORDS_NOT_IN_FORCE'],
      [{ ...repeal, act: { name: 'ustawie o żółwiach', citation: 'DU' } }, 'CITATION_UNREADABLE'],
      [{ ...repeal, justification: 'ą'.repeat(10_001) }, 'BAD_USER_INPUT'],
      [{ ...repeal, justification: 'PESEL 44051401359' }, 'INVALID_INPUT'],
      [{ ...repeal, provision: ' ' }, 'INVALID_INPUT'],
    ];
    for (const [change, code] of cases)
      expect([change, await d.refused(chair, 'addDraftAmendment', draft, { change })]).toEqual([change, code]);
    expect(await d.refused(chair, 'addDraftAmendment', without, { change: repeal })).toBe('ACT_MISSING');
    for (const act of ['editDraftAmendment', 'moveDraftAmendment', 'removeDraftAmendment'] as const) {
      const input = {
        amendmentId: newId(),
        ...{ editDraftAmendment: { change: repeal }, moveDraftAmendment: { position: 1 }, removeDraftAmendment: {} }[
          act
        ],
      };
      expect(await d.refused(chair, act, draft, input)).toBe('NOT_FOUND');
    }
    expect(await t.get(chair, READ, { text: 'To nie jest polecenie <b>zmiany</b>.' })).toEqual({
      readAmendingSentence: null,
    });
    expect(await t.get(chair, READ, { text: 'w art. 5 w ust. 2:' })).toMatchObject({
      readAmendingSentence: { operation: null, provision: 'art. 5 ust. 2' },
    });
    expect(await d.see(chair, draft.id)).toEqual(draft);
  });
});
