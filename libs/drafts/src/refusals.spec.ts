import { Db, newId, SYSTEM, type Tx } from '#core';
import { Drafts } from '#drafts';
import { useApp } from '#test/app';
import { ACT, Drafting, type DraftMutation } from '#test/drafts';
import { nasty } from '#test/given';

describe('a working text that is to be changed', () => {
  const t = useApp();
  let d: Drafting;
  beforeAll(() => void (d = new Drafting(t)));

  it('refuses what is no text, each with its code, and stays as it was', async () => {
    const { chair, convent, other } = await d.scene();
    const draft = await d.pasted(chair, convent);
    const [one, two, sub, point] = draft.text!.units.map(({ id }) => id);
    const far = await d.pasted(chair, convent);
    const cases: [DraftMutation, object, string][] = [
      ['rewordDraftUnit', { unitId: newId(), text: 'a' }, 'TEXT_UNIT_UNKNOWN'],
      ['rewordDraftUnit', { unitId: far.text!.units[0]!.id, text: 'a' }, 'TEXT_UNIT_UNKNOWN'],
      ['rewordDraftUnit', { unitId: one, text: 'dwa\nwiersze' }, 'TEXT_NOT_PLAIN'],
      ['rewordDraftUnit', { unitId: one, text: 'dzwonek\u0007x' }, 'TEXT_NOT_PLAIN'],
      ['rewordDraftUnit', { unitId: one, text: 'ą'.repeat(10_001) }, 'BAD_USER_INPUT'],
      ['rewordDraftUnit', { unitId: one, title: 'ą'.repeat(1_001) }, 'DRAFT_TOO_LARGE'],
      ['rewordDraftUnit', { unitId: 'x', text: 'a' }, 'INVALID_INPUT'],
      ['insertDraftUnit', { parentId: one, kind: 'ARTICLE', text: 'a' }, 'UNIT_MISPLACED'],
      ['insertDraftUnit', { kind: 'PASSAGE', text: 'a' }, 'UNIT_MISPLACED'],
      ['insertDraftUnit', { parentId: newId(), kind: 'POINT', text: 'a' }, 'TEXT_UNIT_UNKNOWN'],
      ['insertDraftUnit', { afterId: one, kind: 'ARTICLE', label: '1', text: 'a' }, 'LABEL_OUT_OF_ORDER'],
      ['insertDraftUnit', { afterId: one, kind: 'ARTICLE', label: 'żółw', text: 'a' }, 'LABEL_NOT_LEGAL'],
      ['insertDraftUnit', { afterId: point, kind: 'ARTICLE', text: 'a' }, 'UNIT_MISPLACED'],
      ['moveDraftUnit', { unitId: two, parentId: sub }, 'UNIT_IN_ITSELF'],
      ['relabelDraftUnit', { unitId: one, label: '7' }, 'LABEL_OUT_OF_ORDER'],
      ['relabelDraftUnit', { unitId: one, label: '<b>' }, 'LABEL_NOT_LEGAL'],
      ['splitDraftUnit', { unitId: one, at: 3 }, 'SPLIT_OUTSIDE_TEXT'],
      ['splitDraftUnit', { unitId: one, at: 0 }, 'INVALID_INPUT'],
      ['joinDraftUnits', { unitId: draft.text!.units.at(-1)!.id }, 'UNITS_NOT_JOINABLE'],
      ['restoreDraftUnit', { eventId: newId() }, 'NOT_FOUND'],
      ['replaceDraftText', { text: 'Zwykłe słowa.' }, 'TEXT_WITHOUT_UNITS'],
      ['replaceDraftText', { text: '' }, 'TEXT_WITHOUT_UNITS'],
      ['replaceDraftText', { text: 'Art. 5. a\nArt. 4. b' }, 'LABEL_OUT_OF_ORDER'],
      ['rewordDraftHeading', { heading: 'ą'.repeat(2_001) }, 'INVALID_INPUT'],
      ['editDraft', { title: ' ' }, 'INVALID_INPUT'],
      ['editDraft', { title: 'x', act: { name: 'Ustawie', citation: 'Dz.U. 2031 poz. 7' } }, 'AMENDMENT_UNFIT'],
      ['editDraft', { title: 'x', act: { name: 'ustawie o żółwiach', citation: 'gdzieś' } }, 'CITATION_UNREADABLE'],
      ['editDraft', { title: 'x', act: { name: 'ustawie o żółwiach', citation: 'DU/2003/1143' } }, 'AMENDMENT_UNFIT'],
    ];
    for (const [act, input, code] of cases)
      expect([act, input, await d.refused(chair, act, draft, input)]).toEqual([act, input, code]);
    const stale = { ...draft, version: draft.version - 1 };
    expect(await d.refused(chair, 'deleteDraftUnit', stale, { unitId: one })).toBe('VERSION_CONFLICT');
    const [inserted] = await t.sql<{ id: string }>(`SELECT id FROM draft_unit_event WHERE draft_id = $1 LIMIT 1`, [
      draft.id,
    ]);
    expect(await d.refused(chair, 'restoreDraftUnit', draft, { eventId: inserted!.id })).toBe('NOTHING_TO_RESTORE');
    expect(await d.see(chair, draft.id)).toEqual(draft);
    expect(await d.refusal(chair, 'createDraft', { bodyId: other.id, title: 'x', form: 'LAW' })).toBe('FORBIDDEN');
    expect(await d.refusal(chair, 'createDraft', { bodyId: newId(), title: 'x', form: 'LAW' })).toBe('NOT_FOUND');
  });

  it('restores a unit once, and not where its place is gone', async () => {
    const { chair, convent } = await d.scene();
    let draft = await d.pasted(chair, convent);
    const [, article, sub] = draft.text!.units;
    const deleted = async (unitId: string) => {
      const [row] = await t.sql<{ id: string }>(
        `SELECT id FROM draft_unit_event WHERE unit_id = $1 AND act = 'DELETED' ORDER BY id DESC LIMIT 1`,
        [unitId],
      );
      return { eventId: row!.id };
    };
    draft = await d.edit(chair, 'deleteDraftUnit', draft, { unitId: sub!.id });
    const first = await deleted(sub!.id);
    draft = await d.edit(chair, 'restoreDraftUnit', draft, first);
    expect(await d.refused(chair, 'restoreDraftUnit', draft, first)).toBe('UNIT_ALREADY_THERE');
    draft = await d.edit(chair, 'deleteDraftUnit', draft, { unitId: sub!.id });
    draft = await d.edit(chair, 'deleteDraftUnit', draft, { unitId: article!.id });
    expect(await d.refused(chair, 'restoreDraftUnit', draft, await deleted(sub!.id))).toBe('TEXT_UNIT_UNKNOWN');
    draft = await d.edit(chair, 'restoreDraftUnit', draft, await deleted(article!.id));
    draft = await d.edit(chair, 'restoreDraftUnit', draft, await deleted(sub!.id));
    expect(draft.text!.printed.trim()).toBe((await d.pasted(chair, convent)).text!.printed.trim());
  });

  it('is not touched while something rests on it, nor in the archive', async () => {
    const { chair, convent } = await d.scene();
    const draft = await d.freeze(chair, await d.pasted(chair, convent));
    const drafts = t.app.get(Drafts, { strict: false });
    const asSystem = (work: (tx: Tx) => Promise<void>) =>
      t.app.get(Db).run(SYSTEM, async (tx: Tx) => {
        tx.allow(true);
        await work(tx);
      });
    await asSystem((tx) => drafts.lock(tx, draft.id, 'Tryb obiegowy'));
    const locked = (await d.see(chair, draft.id))!;
    expect(locked.state).toBe('LOCKED');
    const unitId = draft.text!.units[0]!.id;
    for (const act of ['deleteDraftUnit', 'joinDraftUnits'] as const)
      expect(await d.refused(chair, act, locked, { unitId })).toBe('TEXT_LOCKED');
    expect(await d.refused(chair, 'freezeDraftVersion', locked)).toBe('TEXT_LOCKED');
    expect(await d.refusal(chair, 'archiveDraft', { draftId: draft.id, reason: 'x' })).toBe('WRONG_STATE');
    await expect(asSystem((tx) => drafts.lock(tx, draft.id, 'x'))).rejects.toThrow('zamknięty do zmian');
    await asSystem((tx) => drafts.unlock(tx, draft.id, 'Koniec'));
    const open = (await d.see(chair, draft.id))!;
    expect((await d.edit(chair, 'deleteDraftUnit', open, { unitId })).state).toBe('OPEN');
    const archived = await d.do(chair, 'archiveDraft', { draftId: draft.id, reason: nasty('Zamknięte') });
    expect(archived.state).toBe('ARCHIVED');
    expect(await d.refused(chair, 'deleteDraftUnit', archived, { unitId })).toBe('WRONG_STATE');
    expect(archived.text).not.toBeNull();
    const { draft: told } = await t.get<{ draft: { availableActions: { allowed: boolean; reason: string }[] } }>(
      chair,
      `query ($id: ID!) { draft(id: $id) { availableActions { action allowed reason } } }`,
      { id: draft.id },
    );
    expect(told.availableActions.filter(({ allowed }) => allowed)).toEqual([]);
    expect(told.availableActions[0]!.reason).toContain('w archiwum');
  });

  it('gets an amendment once of ten at once', async () => {
    const { chair, convent } = await d.scene();
    const draft = await d.create(chair, convent, { act: ACT });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        d.ask(chair, 'addDraftAmendment', {
          ...{ draftId: draft.id, expectedVersion: draft.version },
          change: { operation: 'REPEAL', provision: `art. ${i + 1}` },
        }),
      ),
    );
    expect(answers.filter(({ errors }) => errors[0]?.extensions.code === 'VERSION_CONFLICT')).toHaveLength(9);
    expect((await d.see(chair, draft.id))!.text!.amendments).toHaveLength(1);
  });
});
