import { newId } from '#core';
import { input, made, type Ask } from './authorization.ask.ts';
import type { Cell } from './authorization.world.ts';
import { nasty } from './given.ts';

/** A checked file of the convent, or of the forum where that is the body; another officer has sent it. */
async function imported({ t, role, side }: Cell): Promise<{ id: string; rowId: string }> {
  const body = role === 'coordinator' ? side.body : side.convent;
  const [[id, rowId], person] = [[newId(), newId()], await t.given.person()];
  const mandate = await t.given.mandate(person, 'SECRETARY', body);
  await t.sql(
    `INSERT INTO entity_import (id, person_id, mandate_id, body_id, file_name, state, rows_total, rows_ready, created_at)
     VALUES ($1, $2, $3, $4, 'a.csv', 'PREVIEWED', 1, 1, now())`,
    [id, person.id, mandate.id, body.id],
  );
  await t.sql(
    `INSERT INTO entity_import_row (id, import_id, line, verdict, kind, name, voivodeship_id, founder_kind)
     VALUES ($1, $2, 2, 'READY', 'CIS', $3, '22', 'UNKNOWN')`,
    [rowId, id, nasty('Podmiot')],
  );
  return { id: id!, rowId: rowId! };
}

const onImport: Ask = async (cell) => input({ importId: await made(cell, () => imported(cell)) });

const importById: Ask = async (cell) => ({ id: await made(cell, () => imported(cell)) });

/** What operations on imports are asked with. */
export const IMPORTS: Record<string, Ask> = {
  'Query.entityImport': importById,
  'Subscription.entityImportChanged': importById,
  'Mutation.commitEntityImport': onImport,
  'Mutation.discardEntityImport': onImport,
  'Mutation.decideEntityImportRow': async (cell) =>
    input({ rowId: await made(cell, async () => ({ id: (await imported(cell)).rowId })), take: false }),
};
