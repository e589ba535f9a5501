import * as Y from 'yjs';
import { newId } from '#core';
import { beginningOf } from '../libs/coediting/src/unit.document.ts';
import { input, reason, type Ask } from './authorization.ask.ts';
import type { Cell } from './authorization.world.ts';
import { draftRow, type DraftRows } from './draft-rows.ts';
import { nasty } from './given.ts';

const NOTHING = (): DraftRows => ({
  ...{ id: newId(), unitId: newId(), otherId: newId(), eventId: newId() },
  ...{ versionId: newId(), amendmentId: newId(), memberId: newId() },
});

/** A draft of the role's body; in the forum's where that is its body. */
async function drafted({ t, role, side, target }: Cell, wanted: { isPublic?: boolean } = {}): Promise<DraftRows> {
  if (target === 'none') return NOTHING();
  const member = await t.given.mandate(await t.given.person(), 'EXPERT', side.convent);
  return draftRow(t, role === 'coordinator' ? side.body : side.convent, { member, ...wanted });
}

type Fields = (rows: DraftRows, cell: Cell) => object | Promise<object>;

const onDraft =
  (fields: Fields = () => ({}), wanted = {}): Ask =>
  async (cell) => {
    const rows = await drafted(cell, wanted);
    return input({ draftId: rows.id, ...(await fields(rows, cell)) });
  };

/** An edit of the draft as it was made. */
const edits = (fields: Fields = () => ({})): Ask =>
  onDraft(async (rows, cell) => ({ expectedVersion: 1, ...(await fields(rows, cell)) }));

/** A word more in the second article. */
function written(unitId: string): object {
  const { id: documentId, update } = beginningOf(unitId, 0, { title: '', text: 'Dwa słowa.', closing: '' });
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  doc.getText('text').insert(0, 'Nowe ');
  return { unitId, documentId, update: [Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64')] };
}

const change = {
  ...{ operation: 'REPEAL', provision: 'art. 6' },
  act: { name: 'ustawie z dnia 1 lutego 2031 r. o klubach próbnych', citation: 'Dz.U. 2031 poz. 77' },
};

/** What operations on drafts are asked with. */
export const DRAFTS: Record<string, Ask> = {
  'Query.draft': async (cell) => ({ id: (await drafted(cell)).id }),
  'Subscription.draftChanged': async (cell) => ({ id: (await drafted(cell)).id }),
  'Query.draftVersion': async (cell) => ({ id: (await drafted(cell)).versionId }),
  'Query.draftUnit': async (cell) => ({ id: (await drafted(cell)).unitId }),
  'Query.compareDraftVersions': async (cell) => ({ from: (await drafted(cell)).versionId }),
  'Query.previewDraftText': () => ({ text: 'Art. 1. Słowa.' }),
  'Query.readAmendingSentence': () => ({ text: 'uchyla się art. 5' }),
  'Mutation.createDraft': ({ role, side }) => {
    const body = role === 'coordinator' ? side.body : side.convent;
    return input({ bodyId: body.id, title: nasty('Projekt'), form: 'LAW' });
  },
  'Mutation.editDraft': edits(() => ({ title: nasty('Tytuł') })),
  'Mutation.addDraftMember': onDraft(async (_, { t, side, target }) => {
    const person = await t.given.person();
    return { mandateId: target === 'none' ? newId() : (await t.given.mandate(person, 'EXPERT', side.convent)).id };
  }),
  'Mutation.removeDraftMember': async (cell) => input({ memberId: (await drafted(cell)).memberId }),
  'Mutation.replaceDraftText': edits(() => ({ text: 'Art. 1. Inne słowa.' })),
  'Mutation.rewordDraftHeading': edits(() => ({ heading: nasty('Nagłówek') })),
  'Mutation.insertDraftUnit': edits(({ unitId }) => ({ afterId: unitId, kind: 'ARTICLE', text: 'Nowy.' })),
  'Mutation.moveDraftUnit': edits(({ unitId, otherId }) => ({ unitId, afterId: otherId, renumber: true })),
  'Mutation.relabelDraftUnit': edits(({ otherId }) => ({ unitId: otherId, label: '2a' })),
  'Mutation.renumberDraftRow': edits(({ unitId }) => ({ unitId })),
  'Mutation.splitDraftUnit': edits(({ otherId }) => ({ unitId: otherId, at: 3 })),
  'Mutation.joinDraftUnits': edits(({ unitId }) => ({ unitId })),
  'Mutation.deleteDraftUnit': edits(({ unitId }) => ({ unitId })),
  'Mutation.restoreDraftUnit': edits(({ eventId }) => ({ eventId })),
  'Mutation.rewordDraftUnit': edits(({ unitId }) => ({ unitId, text: nasty('Brzmienie') })),
  'Mutation.addDraftAmendment': edits(() => ({ change })),
  'Mutation.editDraftAmendment': edits(({ amendmentId }) => ({ amendmentId, change })),
  'Mutation.moveDraftAmendment': edits(({ amendmentId }) => ({ amendmentId, position: 1 })),
  'Mutation.removeDraftAmendment': edits(({ amendmentId }) => ({ amendmentId })),
  'Mutation.freezeDraftVersion': edits(),
  'Mutation.shareDraft': onDraft(async (_, { t }) => ({
    bodyIds: [(await t.given.convent({ voivodeship: '04' })).id],
  })),
  'Mutation.publishDraft': onDraft(),
  'Query.unitDocuments': onDraft(({ unitId }) => ({ units: [{ unitId }] })),
  'Mutation.pushUnitUpdates': onDraft(({ otherId }) => ({ updates: [written(otherId)] })),
  'Mutation.tellDraftCursor': onDraft(() => ({ sessionId: newId() })),
  'Subscription.draftCoediting': async (cell) => ({ draftId: (await drafted(cell)).id }),
  'Mutation.archiveDraft': onDraft(() => ({ reason }), { isPublic: true }),
};

/** Drafts of a convent: its own, those of the actor's team, and as far as they are shared. */
export async function fillDrafts({ t, actor, side: { convent } }: Cell): Promise<void> {
  const [elsewhere] = [await t.given.convent({ voivodeship: '04' })];
  const [held] = await t.sql<{ id: string }>(
    `SELECT id FROM mandate WHERE person_id = $1 AND state = 'ACTIVE' AND valid @> now() LIMIT 1`,
    [actor?.id ?? null],
  );
  await draftRow(t, convent);
  await draftRow(t, elsewhere, { member: held ?? null });
  await draftRow(t, elsewhere, { sharedWith: [convent] });
  await draftRow(t, elsewhere, { forForum: true });
  await draftRow(t, elsewhere, { isPublic: true, state: 'ARCHIVED' });
}
