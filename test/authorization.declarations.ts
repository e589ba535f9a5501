import { today } from '#convents';
import { newId } from '#core';
import type { DeclarationState } from '#declarations';
import { basis, input, made, reason, type Ask } from './authorization.ask.ts';
import type { Cell } from './authorization.world.ts';
import { inDays, textOf } from './declarations.ts';
import { nasty } from './given.ts';

/** A declaration of the role's body; in the forum's where that is its body, with the convent as a party. */
const declared = ({ t, role, side }: Cell, state: DeclarationState = 'DRAFT') => {
  const body = role === 'coordinator' ? side.body : side.convent;
  return t.given.declaration(body, { state, parties: [side.convent] });
};
const declarationText = async ({ t, side }: Cell, more: object = {}) =>
  textOf('JOINT_POSITION', [side.convent, await t.given.convent({ voivodeship: '04' })], more);

const onDeclaration =
  (state: DeclarationState, fields: (cell: Cell) => Promise<object> | object = () => ({})): Ask =>
  async (cell) =>
    input({ declarationId: await made(cell, () => declared(cell, state)), ...(await fields(cell)) });

/** Open, of the convent itself: whoever signs is of its people. */
const signing = async (cell: Cell) => {
  const { t, side, target } = cell;
  const other = await t.given.convent({ voivodeship: '04' });
  const how = { state: 'OPEN_FOR_SIGNATURE' as const, parties: [side.convent, other] };
  const { id, contentHash } =
    target === 'none' ? { id: newId(), contentHash: '0'.repeat(64) } : await t.given.declaration(side.convent, how);
  return { declarationId: id, conventId: side.convent.id, contentHash };
};

const accession = async ({ t, side, target }: Cell, submitted: boolean) => {
  const forum = await t.given.forum();
  if (target === 'none') return { id: newId(), contentHash: '0'.repeat(64) };
  const readers = submitted ? [forum.id] : [];
  return t.given.declaration(side.convent, { kind: 'ACCESSION', parties: [side.convent], readers, submitted });
};

const signedOnPaper: Ask = async (cell) => {
  const { t, actor, target, side } = cell;
  const [fileId, person] = [newId(), await t.given.person()];
  await t.sql(
    `INSERT INTO file (id, name, media_type, size, sha256, purpose, uploaded_by, uploaded_at)
     VALUES ($1, 'a.png', 'image/png', 1, repeat('0', 64), 'SCAN', $2, now())`,
    [fileId, actor?.id ?? person.id],
  );
  const mandate = target === 'none' ? { id: newId() } : await t.given.mandate(person, 'VICE_CHAIR', side.convent);
  const evidence = { mandateId: mandate.id, method: 'PAPER', signedOn: today(new Date()), fileId };
  return input({ ...(await signing(cell)), ...evidence });
};

/** What operations on declarations are asked with. */
export const DECLARATIONS: Record<string, Ask> = {
  'Query.declaration': async (cell) => ({ id: await made(cell, () => declared(cell)) }),
  'Subscription.declarationChanged': async (cell) => ({ id: await made(cell, () => declared(cell)) }),
  'Query.declarationTemplate': ({ side }) => ({ kind: 'INTENT', conventIds: [side.convent.id] }),
  'Mutation.draftDeclaration': async (cell) => {
    const body = cell.role === 'coordinator' ? cell.side.body : cell.side.convent;
    return input({ bodyId: body.id, kind: 'JOINT_POSITION', text: await declarationText(cell) });
  },
  'Mutation.editDeclaration': onDeclaration('DRAFT', async (cell) => ({
    ...{ expectedVersion: 1, text: await declarationText(cell) },
  })),
  'Mutation.shareDeclaration': onDeclaration('DRAFT', async ({ t }) => ({
    bodyIds: [(await t.given.convent({ voivodeship: '04' })).id],
  })),
  'Mutation.submitAccession': async (cell) => input({ declarationId: (await accession(cell, false)).id }),
  'Mutation.recordForumDecision': async (cell) => {
    const { id, contentHash } = await accession(cell, true);
    const decision = { accepted: true, number: '1/2025', decidedOn: '2025-01-01', basis };
    return input({ declarationId: id, contentHash, ...decision });
  },
  'Mutation.draftAccessionPoll': async (cell) => {
    const { id, contentHash } = await accession(cell, true);
    return input({ declarationId: id, contentHash, closesAt: inDays(7) });
  },
  'Mutation.openDeclaration': onDeclaration('DRAFT', () => ({ expectedVersion: 1, deadline: inDays(3) })),
  'Mutation.reviseDeclaration': onDeclaration('OPEN_FOR_SIGNATURE', async (cell) => ({
    ...{ expectedVersion: 1, reason, text: await declarationText(cell) },
  })),
  'Mutation.extendDeadline': onDeclaration('OPEN_FOR_SIGNATURE', () => ({ deadline: inDays(30), reason })),
  'Mutation.signDeclaration': async (cell) => input(await signing(cell)),
  'Mutation.recordSignature': signedOnPaper,
  'Mutation.withdrawDeclaration': onDeclaration('OPEN_FOR_SIGNATURE', () => ({ reason })),
  'Mutation.reportDeclaration': async ({ t, side }) => {
    await t.given.forum();
    const report = {
      kind: 'INTENT',
      title: nasty('Deklaracja'),
      units: [],
      source: 'Raport',
      evidenceNote: 'Bez skanu',
    };
    return input({ ...report, signedOn: '2024-10-23', parties: [{ conventId: side.convent.id }] });
  },
};
