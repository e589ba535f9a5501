import { newId } from '#core';
import { input, reason, type Ask } from './authorization.ask.ts';
import type { Cell } from './authorization.world.ts';
import { circulationRow, type CirculationRows } from './circulation-rows.ts';
import { inHours } from './circulations.ts';
import { draftRow } from './draft-rows.ts';
import { nasty } from './given.ts';

const NOTHING = (): Pick<CirculationRows, 'id' | 'remarkId' | 'dispositionId'> => ({
  ...{ id: newId(), remarkId: newId(), dispositionId: newId() },
});

const leadOf = ({ role, side }: Cell) => (role === 'coordinator' ? side.body : side.convent);

/** A circulation that the role's body leads, in the forum the forum; its entity is asked and somebody of it has a remark. */
async function circulated(cell: Cell, isDisposed = false) {
  const { t, side, target } = cell;
  if (target === 'none') return NOTHING();
  return circulationRow(t, leadOf(cell), side.entity, { author: await t.given.person(), isDisposed });
}

const onCirculation =
  (fields: (rows: Pick<CirculationRows, 'remarkId'>, cell: Cell) => object = () => ({})): Ask =>
  async (cell) => {
    const rows = await circulated(cell);
    return input({ circulationId: rows.id, ...fields(rows, cell) });
  };

/** What operations on circulations are asked with. */
export const CIRCULATIONS: Record<string, Ask> = {
  'Query.circulation': async (cell) => ({ id: (await circulated(cell)).id }),
  'Query.divergenceRecord': async (cell) => ({ circulationId: (await circulated(cell)).id }),
  'Query.remarkTable': async (cell) => ({ circulationId: (await circulated(cell)).id }),
  'Query.remark': async (cell) => ({ id: (await circulated(cell)).remarkId }),
  'Subscription.circulationChanged': async (cell) => ({ id: (await circulated(cell)).id }),
  'Subscription.remarkChanged': async (cell) => ({ id: (await circulated(cell)).remarkId }),
  'Mutation.startCirculation': async (cell) => {
    const version = cell.target === 'none' ? newId() : (await draftRow(cell.t, leadOf(cell))).versionId;
    return input({
      ...{ versionId: version, circle: { entityIds: [cell.side.entity.id] } },
      ...{ closesAt: inHours(9), silence: 'ABSTAINS' },
    });
  },
  'Mutation.extendCirculation': onCirculation(() => ({ closesAt: inHours(90), reason })),
  'Mutation.cancelCirculation': onCirculation(() => ({ reason })),
  'Mutation.answerCirculation': onCirculation((_, { side }) => ({
    organisationId: side.entity.id,
    answer: 'NO_REMARKS',
  })),
  'Mutation.submitRemark': onCirculation((_, { side }) => ({
    ...{ organisationId: side.entity.id, kind: 'EDITORIAL', text: nasty('Uwaga') },
  })),
  'Mutation.recordRemark': onCirculation(() => ({
    ...{ channel: 'LETTER', submitter: 'Gmina', kind: 'EDITORIAL', text: nasty('Uwaga') },
  })),
  'Mutation.disposeRemarks': onCirculation(({ remarkId }) => ({ dispositions: [{ remarkId, verdict: 'ACCEPTED' }] })),
  'Mutation.withdrawRemark': async (cell) => input({ remarkId: (await circulated(cell)).remarkId }),
  'Mutation.answerDisposition': async (cell) =>
    input({ dispositionId: (await circulated(cell, true)).dispositionId, reply: 'ACKNOWLEDGED' }),
};
