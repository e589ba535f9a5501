import { newId } from '#core';
import { basis, input, made, type Ask } from './authorization.ask.ts';
import type { Cell } from './authorization.world.ts';
import { nasty } from './given.ts';
import { areaRow } from './practice-rows.ts';

const wording = () => ({ slug: newId(), namePl: nasty('Zmiana'), nameEn: 'Change' });

const area = (cell: Cell) => made(cell, () => areaRow(cell.t));
const onArea =
  (fields: () => object): Ask =>
  async (cell) =>
    input({ changeAreaId: await area(cell), ...fields() });

/** What operations on the catalogue of change areas are asked with. */
export const AREAS: Record<string, Ask> = {
  'Mutation.addChangeArea': () => input({ area: wording(), basis }),
  'Mutation.editChangeArea': onArea(() => ({ expectedVersion: 1, namePl: nasty('Zmiana'), nameEn: 'Change' })),
  'Mutation.addChangeAreaEvidence': onArea(() => ({ source: nasty('Raport'), quote: nasty('Słowa') })),
  'Mutation.withdrawChangeAreaEvidence': async (cell) => {
    const changeAreaId = await area(cell);
    const evidenceId = newId();
    if (cell.target !== 'none')
      await cell.t.sql(`INSERT INTO change_area_evidence (id, change_area_id, source) VALUES ($1, $2, 'Raport')`, [
        evidenceId,
        changeAreaId,
      ]);
    return input({ evidenceId });
  },
  'Mutation.splitChangeArea': onArea(() => ({ expectedVersion: 1, into: [wording(), wording()], basis })),
  'Mutation.joinChangeAreas': async (cell) => {
    const seen = async () => ({ changeAreaId: await area(cell), expectedVersion: 1 });
    return input({ areas: [await seen(), await seen()], into: wording(), basis });
  },
};
