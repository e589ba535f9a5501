import { newId } from '#core';
import { input, made, reason, type Ask } from './authorization.ask.ts';
import type { Cell } from './authorization.world.ts';
import { adoptedRow, dispatchRow, dossierRow, followUpRow, letterOf, noticeRow, responseRow } from './dossier-rows.ts';
import { dayIn } from './dossiers.ts';
import { nasty } from './given.ts';

const leadOf = ({ role, side }: Cell) => (role === 'coordinator' ? side.body : side.convent);
const data = () => ({ title: nasty('Pakiet'), letter: letterOf(nasty('Pismo')), items: [] });
const letter = (dueBasis = 'MONTH') => ({
  ...{ addresseeKind: 'MINISTRY', addressee: nasty('Ministerstwo'), sentOn: dayIn(-2), channel: 'POST', dueBasis },
});
const stage = { stage: 'SEJM', reachedOn: '2025-01-02' };

const onDossier =
  (state: 'DRAFT' | 'FROZEN', fields: object = {}): Ask =>
  async (cell) =>
    input({
      dossierId: await made(cell, () => dossierRow(cell.t, leadOf(cell), { state })),
      ...{ expectedVersion: 1, ...fields },
    });

const sent = (cell: Cell) => dispatchRow(cell.t, leadOf(cell));
const recommended = (cell: Cell, state: 'ANSWERED' | 'DISPATCHED') => adoptedRow(cell.t, leadOf(cell), { state });
/** Of an entity's people their entity is told, of all others the convent. */
const told = async (cell: Cell) => {
  const { t, role, side } = cell;
  const body = role === 'staff' || role === 'representative' ? side.entity : leadOf(cell);
  return noticeRow(t, body, await adoptedRow(t, leadOf(cell), { state: 'IMPLEMENTED' }));
};
const seen: Ask = async (cell) => ({ id: await made(cell, () => dossierRow(cell.t, leadOf(cell))) });

/** What operations on dossiers are asked with. */
export const DOSSIERS: Record<string, Ask> = {
  'Query.dossier': seen,
  'Subscription.dossierChanged': seen,
  'Query.dispatch': async (cell) => ({ id: await made(cell, () => sent(cell)) }),
  'Query.answerNotice': async (cell) => ({ id: await made(cell, () => told(cell)) }),
  'Mutation.draftDossier': (cell) => input({ bodyId: leadOf(cell).id, data: data() }),
  'Mutation.editDossier': onDossier('DRAFT', { data: data() }),
  'Mutation.freezeDossier': onDossier('DRAFT'),
  'Mutation.registerDispatch': onDossier('FROZEN', { data: letter() }),
  'Mutation.correctDispatch': async (cell) =>
    input({ dispatchId: await made(cell, () => sent(cell)), expectedVersion: 1, data: letter('DAYS_14'), reason }),
  'Mutation.recordResponse': async (cell) => {
    const dispatch = cell.target === 'none' ? null : await sent(cell);
    const all = dispatch?.recommendations ?? [{ id: newId() }];
    return input({
      ...{ dispatchId: dispatch?.id ?? newId(), expectedVersion: 1, sender: 'Departament', receivedOn: dayIn(0) },
      ...{ summary: nasty('Tak'), positions: all.map(({ id }) => ({ recommendationId: id, kind: 'ACCEPTED' })) },
    });
  },
  'Mutation.followUpRecommendation': async (cell) =>
    input({ recommendationId: await made(cell, () => recommended(cell, 'DISPATCHED')), data: stage }),
  'Mutation.correctFollowUp': async (cell) =>
    input({
      followUpId: await made(cell, async () => followUpRow(cell.t, await recommended(cell, 'ANSWERED'))),
      ...{ data: stage, reason },
    }),
  'Mutation.concludeRecommendation': async (cell) =>
    input({
      recommendationId: await made(cell, () => recommended(cell, 'ANSWERED')),
      ...{ outcome: 'IMPLEMENTED', reason },
    }),
  'Mutation.acknowledgeAnswer': async (cell) => input({ noticeId: await made(cell, () => told(cell)) }),
};

/** One of everything about dossiers. */
export async function fillDossiers({ t, side: { convent, entity } }: Cell): Promise<void> {
  await dossierRow(t, convent);
  const dispatch = await dispatchRow(t, convent, { dueOn: '2025-01-02' });
  await responseRow(t, await dispatchRow(t, convent));
  const [recommendation] = dispatch.recommendations;
  await followUpRow(t, recommendation!);
  await noticeRow(t, entity, recommendation!);
}
