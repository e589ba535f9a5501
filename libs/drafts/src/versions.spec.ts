import { createHash } from 'node:crypto';
import { Db, newId, type Actor, type Tx } from '#core';
import { Drafts, DraftWriting, Freezing } from '#drafts';
import { parseDraft, printDraft } from '#drafting';
import { canonicalJson } from '#seals';
import { useApp } from '#test/app';
import { ACT, Drafting, LAW, unitWith } from '#test/drafts';
import { nasty } from '#test/given';

const VERSION = `query ($id: ID!) { draftVersion(id: $id) { id number title note unitCount content contentHash printed amendingArticle
  mandate { id } units { id parentId label path text } amendments { sentence } changes { unitId changes } } }`;
const COMPARE = `query ($from: ID!, $to: ID) { compareDraftVersions(from: $from, to: $to) { from to amendmentsChanged heading { kind }
  units { unitId changes pathBefore pathAfter text { kind before after } } } }`;

interface Version {
  draftVersion: {
    content: string;
    contentHash: string;
    printed: string;
    units: { id: string; path: string; text: string }[];
    changes: { unitId: string; changes: string[] }[] | null;
  } & Record<string, unknown>;
}
interface Compared {
  compareDraftVersions: {
    from: number;
    to: number | null;
    amendmentsChanged: boolean;
    units: {
      unitId: string;
      changes: string[];
      pathBefore: string | null;
      pathAfter: string | null;
      text: { kind: string; before: string; after: string }[];
    }[];
  };
}

describe('a version of a draft', () => {
  const t = useApp();
  let d: Drafting;
  beforeAll(() => void (d = new Drafting(t)));

  it('says all of the text and the amendments, canonically, under a hash that anyone can count', async () => {
    const { chair, convent } = await d.scene();
    let draft = await d.pasted(chair, convent, LAW, { act: ACT });
    const change = { operation: 'REPEAL', provision: 'art. 5' };
    draft = await d.edit(chair, 'addDraftAmendment', draft, { change });
    const note = nasty('Pierwsza');
    draft = await d.freeze(chair, draft, note);
    const { draftVersion: version } = await t.get<Version>(chair, VERSION, draft.versions[0]);
    expect(version).toMatchObject({ number: 1, note, unitCount: draft.text!.units.length, title: draft.title });
    expect(createHash('sha256').update(version.content, 'utf8').digest('hex')).toBe(version.contentHash);
    expect(canonicalJson(JSON.parse(version.content))).toBe(version.content);
    expect(version.printed).toBe(draft.text!.printed);
    expect(version.amendingArticle).toBe(
      'Art. 1. W ustawie z dnia 1 lutego 2031 r. o klubach próbnych (Dz. U. z 2031 r. poz. 77) uchyla się art. 5.',
    );
    expect(version.units.map(({ id, text }) => ({ id, text }))).toEqual(
      draft.text!.units.map(({ id, text }) => ({ id, text })),
    );
    expect(version.changes).toBeNull();
    const { draft: read } = parseDraft(version.printed);
    expect(printDraft(read)).toBe(version.printed);
  });

  it('is never another one, and not made twice of the same', async () => {
    const { chair, convent } = await d.scene();
    const empty = await d.create(chair, convent);
    expect(await d.refused(chair, 'freezeDraftVersion', empty)).toBe('DRAFT_EMPTY');
    const draft = await d.freeze(chair, await d.pasted(chair, convent));
    const { errors } = await d.ask(chair, 'freezeDraftVersion', { draftId: draft.id, expectedVersion: draft.version });
    expect(errors[0]!.extensions).toMatchObject({
      code: 'VERSION_UNCHANGED',
      number: 1,
      versionId: draft.versions[0]!.id,
    });
    for (const statement of [`UPDATE draft_version SET note = 'x'`, `DELETE FROM draft_version`])
      await expect(t.sql(`${statement} WHERE id = $1`, [draft.versions[0]!.id])).rejects.toThrow('is not changed');
  });

  it('has a number without gaps: of ten at once who saw the same, one makes it', async () => {
    const { chair, convent } = await d.scene();
    let draft = await d.pasted(chair, convent);
    for (const number of [1, 2]) {
      const input = { draftId: draft.id, expectedVersion: draft.version };
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, i) => d.ask(chair, 'freezeDraftVersion', { ...input, note: `${i}` })),
      );
      expect(answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code))).toEqual(
        Array.from({ length: 9 }, () => 'VERSION_CONFLICT'),
      );
      draft = (await d.see(chair, draft.id))!;
      expect(draft.versions[0]).toMatchObject({ number });
      draft = await d.edit(chair, 'rewordDraftUnit', draft, {
        ...{ unitId: draft.text!.units[0]!.id, text: `Zmiana ${number}.` },
      });
    }
    expect(draft.versions.map(({ number }) => number)).toEqual([2, 1]);
  });

  it('is compared with another one, or with the working text, by unit', async () => {
    const { chair, convent, neighbour } = await d.scene();
    let draft = await d.freeze(chair, await d.pasted(chair, convent));
    const [one, two] = draft.text!.units;
    const last = unitWith(draft, 'wchodzi');
    const point = unitWith(draft, 'żółwiem');
    draft = await d.edit(chair, 'rewordDraftUnit', draft, {
      unitId: last.id,
      text: 'Ustawa wchodzi w życie po 2 latach.',
    });
    draft = await d.edit(chair, 'deleteDraftUnit', draft, { unitId: point.id });
    draft = await d.edit(chair, 'moveDraftUnit', draft, { unitId: two!.id, renumber: true });
    draft = await d.edit(chair, 'insertDraftUnit', draft, { afterId: last.id, kind: 'ARTICLE', text: 'Nowy.' });
    const fresh = draft.text!.units.at(-1)!;
    const [first] = draft.versions;
    const working = (await t.get<Compared>(chair, COMPARE, { from: first!.id })).compareDraftVersions;
    const of = (id: string) => working.units.find(({ unitId }) => unitId === id)!;
    expect(working).toMatchObject({ from: 1, to: null, amendmentsChanged: false });
    expect(of(point.id)).toMatchObject({ changes: ['REMOVED'], pathBefore: 'art. 2 ust. 1 pkt 1', pathAfter: null });
    expect(of(fresh.id)).toMatchObject({ changes: ['ADDED'], pathBefore: null });
    expect([...of(one!.id).changes, ...of(two!.id).changes]).toEqual(expect.arrayContaining(['MOVED', 'RENUMBERED']));
    expect(of(last.id).text).toEqual([
      { kind: 'KEPT', before: 'Ustawa wchodzi w życie po ', after: 'Ustawa wchodzi w życie po ' },
      { kind: 'REPLACED', before: 'roku', after: '2 latach' },
      { kind: 'KEPT', before: '.', after: '.' },
    ]);
    draft = await d.freeze(chair, draft);
    const [second] = draft.versions;
    const both = (await t.get<Compared>(chair, COMPARE, { from: first!.id, to: second!.id })).compareDraftVersions;
    expect(both).toEqual({ ...working, to: 2 });
    const { draftVersion } = await t.get<Version>(chair, VERSION, second);
    expect(draftVersion.changes).toEqual(working.units.map(({ unitId, changes }) => ({ unitId, changes })));

    const other = await d.freeze(chair, await d.pasted(chair, convent));
    const refusal = (who: typeof chair | null, from: string, to?: string) => t.refusal(who, COMPARE, { from, to });
    expect(await refusal(chair, first!.id, other.versions[0]!.id)).toBe('VERSIONS_OF_TWO_DRAFTS');
    expect(await refusal(chair, newId())).toBe('NOT_FOUND');
    expect(await refusal(neighbour, first!.id, second!.id)).toBe('NOT_FOUND');
    expect(await refusal(null, first!.id)).toBe('UNAUTHENTICATED');
    // Who reads the versions does not read the working text.
    await d.do(chair, 'publishDraft', { draftId: draft.id });
    expect(await refusal(neighbour, first!.id, second!.id)).toBeUndefined();
    expect(await refusal(neighbour, first!.id)).toBe('NOT_FOUND');
  });

  it('is made and looked up within acts of others', async () => {
    const { chair, convent, neighbour } = await d.scene();
    const service = <T>(type: new (...args: never[]) => T): T => t.app.get(type, { strict: false });
    const [drafts, writing, freezing] = [service(Drafts), service(DraftWriting), service(Freezing)];
    const actor = ({ id }: { id: string }): Actor => ({ kind: 'person', id, scopes: ['READ', 'WRITE'] });
    const [mandate] = await t.sql<{ id: string }>(`SELECT id FROM mandate WHERE person_id = $1`, [chair.id]);
    const frozen = await t.app.get(Db).run(actor(chair), async (tx: Tx) => {
      tx.allow(mandate);
      const { id } = await drafts.createFor(tx, { bodyId: convent.id, title: nasty('Rekomendacja'), form: 'LAW' });
      await writing.replaceFor(tx, id, LAW);
      const version = await freezing.freezeFor(tx, id, 'Do obiegu');
      await drafts.lock(tx, id, 'Obieg');
      return version;
    });
    const found = (who: { id: string }) =>
      t.app.get(Db).run(actor(who), async (tx: Tx) => {
        tx.allow(true);
        return freezing.version(tx, frozen.id);
      });
    expect(await found(chair)).toEqual(frozen);
    expect(frozen).toMatchObject({ number: 1, content: { units: expect.any(Array) } });
    await expect(found(neighbour)).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
    const draft = (await d.see(chair, frozen.draftId))!;
    expect(draft).toMatchObject({ state: 'LOCKED', versions: [{ number: 1, contentHash: frozen.contentHash }] });
  });
});
