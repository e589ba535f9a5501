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

/** A circulation that the role's body leads with a second remark, on its own or joined to the first. */
async function grouped(cell: Cell, isJoined: boolean) {
  const rows = await circulated(cell);
  const otherId = newId();
  await cell.t.sql(
    `INSERT INTO remark (id, circulation_id, unit_id, unit_path, place, state, kind, channel, late, entity_id, text, person_id, at, joined_to_id)
     SELECT $2, circulation_id, unit_id, unit_path, place, state, kind, channel, late, entity_id, text, person_id, at,
       CASE WHEN $3 THEN id END FROM remark WHERE id = $1`,
    [rows.remarkId, otherId, isJoined],
  );
  return { rows, otherId };
}

/** A circulation of the same version that was called off, with the remark. */
async function followed(cell: Cell) {
  const rows = await circulated(cell);
  const fromId = newId();
  await cell.t.sql(
    `INSERT INTO circulation (id, convent_id, forum_id, draft_id, version_id, state, opens_at, closes_at, silence, circle,
       whole_forum, started_at, ended_at)
     SELECT $2, convent_id, forum_id, draft_id, version_id, 'CANCELLED', opens_at, closes_at, silence, circle, false,
       started_at, now() FROM circulation WHERE id = $1`,
    [rows.id, fromId],
  );
  await cell.t.sql(`UPDATE remark SET circulation_id = $2 WHERE id = $1`, [rows.remarkId, fromId]);
  return { circulationId: rows.id, fromId };
}

/** What operations on circulations are asked with. */
export const CIRCULATIONS: Record<string, Ask> = {
  'Query.circulation': async (cell) => ({ id: (await circulated(cell)).id }),
  'Query.divergenceRecord': async (cell) => ({ circulationId: (await circulated(cell)).id }),
  'Query.remarkTable': async (cell) => ({ circulationId: (await circulated(cell)).id }),
  'Query.alikeRemarks': async (cell) => ({ circulationId: (await circulated(cell)).id }),
  'Query.remarkAnchors': async (cell) => ({ circulationId: (await circulated(cell)).id }),
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
  'Mutation.joinRemarks': async (cell) => {
    const { rows, otherId } = await grouped(cell, false);
    return input({ circulationId: rows.id, leadingId: rows.remarkId, remarkIds: [otherId] });
  },
  'Mutation.separateRemarks': async (cell) => {
    const { rows, otherId } = await grouped(cell, true);
    return input({ circulationId: rows.id, remarkIds: [otherId] });
  },
  'Mutation.carryRemarks': async (cell) => input(await followed(cell)),
  'Mutation.withdrawRemark': async (cell) => input({ remarkId: (await circulated(cell)).remarkId }),
  'Mutation.answerDisposition': async (cell) =>
    input({ dispositionId: (await circulated(cell, true)).dispositionId, reply: 'ACKNOWLEDGED' }),
};
