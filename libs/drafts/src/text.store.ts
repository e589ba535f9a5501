import { newId, type Tx } from '#core';
import { UnitAct, type DraftText, type UnitEvent } from '#drafting';
import { rowChanges, treeOf, type RowChanges, type UnitRow } from './text.rows.ts';
import type { DraftForm } from './words.ts';

/** A working text with the rows that it was read from. */
export interface Stored {
  readonly text: DraftText;
  readonly rows: readonly UnitRow[];
}

/** The whole working text, in one statement. */
export async function readText(tx: Tx, draftId: string, form: DraftForm): Promise<Stored> {
  const [found] = await tx.sql<{ heading: string; rows: UnitRow[] }>(
    `SELECT heading, coalesce((SELECT json_agg(json_build_object('id', u.id, 'parentId', u.parent_id, 'place', u.place,
        'kind', u.kind, 'label', u.label, 'title', u.title, 'text', u.text, 'closing', u.closing) ORDER BY u.place)
      FROM draft_unit u WHERE u.draft_id = t.id), '[]') AS rows
     FROM working_text t WHERE t.id = $1`,
    [draftId],
  );
  const { heading, rows } = found!;
  return { rows, text: { form, heading, units: treeOf(rows) } };
}

/** Writes what is other than before: of a unit inserted into two thousand, one row. The draft is locked by then. */
export async function writeText(tx: Tx, draftId: string, before: Stored, text: DraftText): Promise<RowChanges> {
  const { written, gone } = rowChanges(before.rows, text);
  if (gone.length) await tx.sql(`DELETE FROM draft_unit WHERE draft_id = $1 AND id = ANY ($2)`, [draftId, gone]);
  if (written.length)
    await tx.sql(
      `INSERT INTO draft_unit (id, draft_id, parent_id, place, kind, label, title, text, closing)
       SELECT id, $1, "parentId", place, kind, label, title, text, closing FROM json_to_recordset($2)
         AS u (id uuid, "parentId" uuid, place int, kind text, label text, title text, text text, closing text)
       ON CONFLICT (id) DO UPDATE SET parent_id = excluded.parent_id, place = excluded.place, kind = excluded.kind,
         label = excluded.label, title = excluded.title, text = excluded.text, closing = excluded.closing
         WHERE draft_unit.draft_id = excluded.draft_id`,
      [draftId, JSON.stringify(written)],
    );
  if (text.heading !== before.text.heading)
    await tx.sql(`UPDATE working_text SET heading = $2 WHERE id = $1`, [draftId, text.heading]);
  return { written, gone };
}

/** Writes the history down, with who did it under which mandate. */
export async function writeEvents(
  tx: Tx,
  draftId: string,
  draftVersion: number,
  events: readonly UnitEvent[],
): Promise<void> {
  const person = tx.actor.kind === 'person' ? tx.actor.id : null;
  const rows = events.map((event) => ({ id: newId(), ...event }));
  if (!rows.length) return;
  await tx.sql(
    `INSERT INTO draft_unit_event (id, draft_id, unit_id, act, other_id, before, after, gone, draft_version, at, person_id, mandate_id)
     SELECT id, $1, "unitId", act, "otherId", before, after, gone, $3, $4, $5, $6 FROM json_to_recordset($2)
       AS e (id uuid, "unitId" uuid, act text, "otherId" uuid, before jsonb, after jsonb, gone jsonb)`,
    [draftId, JSON.stringify(rows), draftVersion, tx.now, person, tx.under],
  );
}

/** The kinds of what happened, each once. */
export const actsOf = (events: readonly UnitEvent[]): UnitAct[] => [...new Set(events.map(({ act }) => act))];
