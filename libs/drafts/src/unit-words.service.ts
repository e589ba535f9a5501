import { Injectable } from '@nestjs/common';
import { NotFound, type Tx } from '#core';
import { UnitAct, UnitUnknown, type UnitEvent } from '#drafting';
import { numbered, raw, sql } from '#reads';
import { Draft } from './draft.entity.ts';
import { loadFacts } from './draft.facts.ts';
import { draftLifecycle, refuseBound } from './draft.lifecycle.ts';
import { DraftTextChanged } from './drafts.events.ts';
import { seesWork } from './drafts.policy.ts';
import { concernsOf } from './drafts.service.ts';
import type { UnitWords } from './text.followers.ts';
import type { UnitRow } from './text.rows.ts';
import { writeEvents } from './text.store.ts';

/** Other words for a unit, and whether the history gets a line of what they were. */
export interface Rewording {
  readonly unit: UnitRow;
  readonly words: UnitWords;
  readonly isNoted: boolean;
}

/** One paragraph as people type it: what surrounds it means nothing. */
export const tidy = (text: string): string => text.normalize('NFC').trim();

const PARTAKING = numbered(
  sql`SELECT p.id FROM unnest(${raw('$2::uuid[]')}) AS p (id) CROSS JOIN (SELECT ${raw('$1::uuid')} AS draft_id) w
      WHERE ${seesWork(raw('w'), raw('p.id'))}`,
).text;

/**
 * The words of single units, which several people change at the same time: the draft is shared, not locked, and none of
 * these changes counts its version up. Whoever locks the draft waits for them and has them.
 */
@Injectable()
export class WordsTogether {
  /** The draft, kept as it is for a while; refuses whoever may not write in it now. */
  async enter(tx: Tx, draftId: string): Promise<Draft> {
    const draft = await tx.share(Draft, draftId);
    const facts = await loadFacts(tx, draftId);
    refuseBound('pushUnitUpdates', facts);
    draftLifecycle.take(tx, 'pushUnitUpdates', facts);
    return draft;
  }

  /** Units of a draft, locked in the order of their ids. */
  async lock(tx: Tx, draftId: string, unitIds: readonly string[]): Promise<Map<string, UnitRow>> {
    return this.rows(tx, draftId, unitIds, 'FOR UPDATE');
  }

  /** The same to read them; for whoever may. */
  async read(tx: Tx, draftId: string, unitIds: readonly string[]): Promise<Map<string, UnitRow>> {
    return this.rows(tx, draftId, unitIds, '');
  }

  /** Writes words of locked units; the text has been checked. */
  async write(tx: Tx, draft: Draft, changes: readonly Rewording[]): Promise<void> {
    await tx.sql(
      `UPDATE draft_unit u SET title = w.title, text = w.text, closing = w.closing
       FROM json_to_recordset($2) AS w (id uuid, title text, text text, closing text) WHERE u.draft_id = $1 AND u.id = w.id`,
      [draft.id, JSON.stringify(changes.map(({ words }) => words))],
    );
    const noted = changes.filter(({ isNoted }) => isNoted);
    if (!noted.length) return;
    const stands = await this.stands(
      tx,
      noted.map(({ unit }) => unit.id),
    );
    const events = noted.map(({ unit: { id, parentId, kind, label, title, text, closing } }): UnitEvent => {
      const stand = { parentId, index: stands.get(id)!, label };
      const gone = { id, kind, label, title, text, closing, children: [] };
      return { act: UnitAct.REWORDED, unitId: id, otherId: null, before: stand, after: stand, gone };
    });
    await writeEvents(tx, draft.id, draft.version, events);
    tx.emit(DraftTextChanged(draft.id, { acts: [UnitAct.REWORDED], units: events.length }, concernsOf(draft)));
  }

  /** Says that the words of a draft have settled, to whoever waits for that and not for each of them. */
  settled(tx: Tx, draft: Draft, units: number): void {
    tx.emit(DraftTextChanged(draft.id, { acts: [UnitAct.REWORDED], units }, concernsOf(draft)));
  }

  /** Who of these people may see the working text of a draft now. */
  async partaking(tx: Tx, draftId: string, people: readonly string[]): Promise<Set<string>> {
    const rows = await tx.sql<{ id: string }>(PARTAKING, [draftId, people]);
    return new Set(rows.map(({ id }) => id));
  }

  /** NOT_FOUND for whoever may not see the working text of a draft. */
  async see(tx: Tx, draftId: string): Promise<void> {
    const partaking = tx.actor.kind === 'person' ? await this.partaking(tx, draftId, [tx.actor.id]) : new Set();
    if (!partaking.size) throw NotFound({ type: 'WorkingText', id: draftId });
    tx.allow(true);
  }

  private async rows(tx: Tx, draftId: string, unitIds: readonly string[], lock: string): Promise<Map<string, UnitRow>> {
    const rows = await tx.sql<UnitRow>(
      `SELECT id, parent_id AS "parentId", place, kind, label, title, text, closing FROM draft_unit
       WHERE draft_id = $1 AND id = ANY ($2) ORDER BY id ${lock}`,
      [draftId, unitIds],
    );
    const found = new Map(rows.map((row) => [row.id, row]));
    if (!lock) return found;
    for (const unitId of unitIds) if (!found.has(unitId)) throw UnitUnknown({ unitId });
    return found;
  }

  private async stands(tx: Tx, unitIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await tx.sql<{ id: string; index: number }>(
      `SELECT u.id, (SELECT count(*)::int FROM draft_unit s WHERE s.draft_id = u.draft_id
         AND s.parent_id IS NOT DISTINCT FROM u.parent_id AND s.place < u.place) AS index
       FROM draft_unit u WHERE u.id = ANY ($1)`,
      [unitIds],
    );
    return new Map(rows.map(({ id, index }) => [id, index]));
  }
}
