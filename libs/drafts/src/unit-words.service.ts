import { Injectable } from '@nestjs/common';
import { NotFound, type Opening, type Tx } from '#core';
import { UnitAct, UnitUnknown, type UnitEvent } from '#drafting';
import { numbered, raw, sql } from '#reads';
import { Draft } from './draft.entity.ts';
import { loadFacts, loadFactsOf, type DraftFacts } from './draft.facts.ts';
import { draftLifecycle, refuseBound } from './draft.lifecycle.ts';
import { DraftTextChanged } from './drafts.events.ts';
import { seesWork } from './drafts.policy.ts';
import { concernsOf } from './drafts.service.ts';
import type { UnitWords } from './text.followers.ts';
import type { UnitRow } from './text.rows.ts';
import { writeEvents } from './text.store.ts';

/** One paragraph as people type it: what surrounds it means nothing. */
export const tidy = (text: string): string => text.normalize('NFC').trim();

const PARTAKING = numbered(
  sql`SELECT p.id FROM unnest(${raw('$2::uuid[]')}) AS p (id) CROSS JOIN (SELECT ${raw('$1::uuid')} AS draft_id) w
      WHERE ${seesWork(raw('w'), raw('p.id'))}`,
).text;

/** What of a draft matters to those who write in it. */
export type Entered = Pick<Draft, 'id' | 'version' | 'conventId' | 'forumId' | 'sharedWith'>;

const SHARE = `SELECT id, version, convent_id AS "conventId", forum_id AS "forumId", shared_with AS "sharedWith"
  FROM draft WHERE id = $1 FOR SHARE`;

/** How a transaction begins that changes the words of one draft and nothing else of anybody's. */
export const openingIn = (draftId: string): Opening => ({
  text: 'SELECT act_in_draft($1, $2) AS now',
  values: [draftId],
});

/**
 * The words of single units, which several people change at the same time: the draft is shared, not locked, and none of
 * these changes counts its version up. Whoever locks the draft waits for them and has them.
 */
@Injectable()
export class WordsTogether {
  /**
   * The draft, kept as it is for a while, and units of it, locked in the order of their ids as far as they are there;
   * refuses whoever may not write in it now. All statements are sent at once, so what the caller sends before it waits
   * comes after these.
   */
  async enter(
    tx: Tx,
    draftId: string,
    unitIds: readonly string[],
  ): Promise<{ draft: Entered; rows: Map<string, UnitRow> }> {
    const [[draft], facts, rows] = await Promise.all([
      tx.sql<Entered>(SHARE, [draftId]),
      loadFacts(tx, draftId),
      this.rows(tx, draftId, unitIds, 'FOR UPDATE'),
    ]);
    if (!draft) await tx.share(Draft, draftId); // which refuses, and says why
    refuseBound('pushUnitUpdates', facts);
    draftLifecycle.take(tx, 'pushUnitUpdates', facts);
    return { draft: draft!, rows };
  }

  /**
   * The same for several people who push together, and who of them may; nobody is refused. Units are locked last, since
   * others wait for them.
   */
  async enterTogether(
    system: Tx,
    each: readonly Tx[],
    draftId: string,
    unitIds: readonly string[],
  ): Promise<{ draft: Entered | undefined; rows: Map<string, UnitRow>; may: readonly boolean[] }> {
    const people = each.flatMap(({ actor }) => (actor.kind === 'person' ? [actor.id] : []));
    const [[draft], facts, rows] = await Promise.all([
      system.sql<Entered>(SHARE, [draftId]),
      loadFactsOf(system, draftId, [...new Set(people)]),
      this.rows(system, draftId, unitIds, 'FOR UPDATE'),
    ]);
    return { draft, rows, may: each.map((tx) => mayWrite(tx, facts.get(tx.actor.id))) };
  }

  /** Units of a draft, locked in the order of their ids. */
  async lock(tx: Tx, draftId: string, unitIds: readonly string[]): Promise<Map<string, UnitRow>> {
    const rows = await this.rows(tx, draftId, unitIds, 'FOR UPDATE');
    for (const unitId of unitIds) if (!rows.has(unitId)) throw UnitUnknown({ unitId });
    return rows;
  }

  /** The same to read them; for whoever may. */
  async read(tx: Tx, draftId: string, unitIds: readonly string[]): Promise<Map<string, UnitRow>> {
    return this.rows(tx, draftId, unitIds, '');
  }

  /** Writes words of locked units; the text has been checked. */
  async write(tx: Tx, draft: Pick<Entered, 'id'>, words: readonly UnitWords[]): Promise<void> {
    await tx.sql(
      `UPDATE draft_unit u SET title = w.title, text = w.text, closing = w.closing
       FROM json_to_recordset($2) AS w (id uuid, title text, text text, closing text) WHERE u.draft_id = $1 AND u.id = w.id`,
      [draft.id, JSON.stringify(words)],
    );
  }

  /** The history gets a line for each of these units, as it was before somebody began to write in it. */
  async note(tx: Tx, draft: Entered, units: readonly UnitRow[]): Promise<void> {
    if (!units.length) return;
    const stands = await this.stands(
      tx,
      units.map(({ id }) => id),
    );
    const events = units.map(({ id, parentId, kind, label, title, text, closing }): UnitEvent => {
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
    return new Map(rows.map((row) => [row.id, row]));
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

/** Whether the actor may write in a draft that is kept as it is; whoever may not is not told why here. */
function mayWrite(tx: Tx, facts: DraftFacts | undefined): boolean {
  if (!facts) return false;
  try {
    refuseBound('pushUnitUpdates', facts);
    draftLifecycle.take(tx, 'pushUnitUpdates', facts);
    return true;
  } catch {
    return false;
  }
}
