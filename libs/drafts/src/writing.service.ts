import { Injectable } from '@nestjs/common';
import { NotFound, type Tx } from '#core';
import {
  carryIdentity,
  checkDraft,
  deleteUnit,
  insertUnit,
  joinWithNext,
  mergeWords,
  moveUnit,
  parseProse,
  parseStatute,
  relabelUnit,
  renumberRow,
  restoreUnit,
  rewordUnit,
  splitUnit,
  UnitAct,
  unitById,
  walk,
  type Changed,
  type DraftText,
  type UnitEvent,
} from '#drafting';
import { Draft } from './draft.entity.ts';
import type {
  DraftEditInput,
  DraftUnitInput,
  InsertDraftUnitInput,
  MoveDraftUnitInput,
  RelabelDraftUnitInput,
  ReplaceDraftTextInput,
  RestoreDraftUnitInput,
  RewordDraftHeadingInput,
  RewordDraftUnitInput,
  SplitDraftUnitInput,
} from './draft.inputs.ts';
import type { EditAction } from './draft.lifecycle.ts';
import { NothingToRestore, TextWithoutUnits, UnitAlreadyThere, UnitBeingWritten } from './drafts.errors.ts';
import { DraftTextChanged } from './drafts.events.ts';
import { concernsOf, Drafts } from './drafts.service.ts';
import { TextFollowers } from './text.followers.ts';
import { pastedEvents } from './text.rows.ts';
import { actsOf, readText, writeEvents, writeText } from './text.store.ts';
import { tidy } from './unit-words.service.ts';

type Id = { id: string };
type Edit = Pick<DraftEditInput, 'draftId' | 'expectedVersion'>;

const given = <K extends string>(fields: Partial<Record<K, string | null>>): Partial<Record<K, string>> =>
  Object.fromEntries(
    Object.entries<string | null | undefined>(fields)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([key, value]) => [key, tidy(value!)]),
  ) as Partial<Record<K, string>>;

/** Changes of the working text: each is one of the pure half, which says what a text may be. */
@Injectable()
export class DraftWriting {
  constructor(
    private readonly drafts: Drafts,
    private readonly followers: TextFollowers,
  ) {}

  replace(tx: Tx, input: ReplaceDraftTextInput): Promise<Id> {
    return this.change(tx, 'replaceDraftText', input, (before) => pasted(before, input.text.join('')));
  }

  /** The same for an upper lib's act, which has said already under which mandate. */
  async replaceFor(tx: Tx, draftId: string, text: string): Promise<Id> {
    return this.write(tx, await tx.lock(Draft, draftId), (before) => pasted(before, text));
  }

  async rehead(tx: Tx, input: RewordDraftHeadingInput): Promise<Id> {
    const draft = await this.drafts.hold(tx, input.draftId, 'rewordDraftHeading', input.expectedVersion);
    const { text } = await readText(tx, draft.id, draft.form);
    await this.drafts.act(tx, draft, 'rewordDraftHeading', { reason: text.heading });
    return this.write(tx, draft, (before) => ({ draft: { ...before, heading: input.heading }, events: [] }));
  }

  insert(tx: Tx, input: InsertDraftUnitInput): Promise<Id> {
    const { parentId = null, afterId = null, kind, label, title, text, closing } = input;
    const fields = { kind, ...given({ label, title, text, closing }) };
    return this.change(tx, 'insertDraftUnit', input, (before) => insertUnit(before, { parentId, afterId }, fields));
  }

  move(tx: Tx, input: MoveDraftUnitInput): Promise<Id> {
    const { unitId, parentId = null, afterId = null, renumber } = input;
    return this.change(tx, 'moveDraftUnit', input, (before) =>
      moveUnit(before, unitId, { parentId, afterId }, renumber),
    );
  }

  relabel(tx: Tx, input: RelabelDraftUnitInput): Promise<Id> {
    return this.change(tx, 'relabelDraftUnit', input, (before) => relabelUnit(before, input.unitId, tidy(input.label)));
  }

  renumber(tx: Tx, input: DraftUnitInput): Promise<Id> {
    return this.change(tx, 'renumberDraftRow', input, (before) => renumberRow(before, input.unitId));
  }

  split(tx: Tx, input: SplitDraftUnitInput): Promise<Id> {
    return this.change(tx, 'splitDraftUnit', input, (before) => splitUnit(before, input.unitId, input.at));
  }

  join(tx: Tx, input: DraftUnitInput): Promise<Id> {
    return this.change(tx, 'joinDraftUnits', input, (before) => joinWithNext(before, input.unitId));
  }

  delete(tx: Tx, input: DraftUnitInput): Promise<Id> {
    return this.change(tx, 'deleteDraftUnit', input, (before) => deleteUnit(before, input.unitId));
  }

  /** What others wrote while somebody did it stays: of a unit in which they write, one has to say what one saw. */
  async reword(tx: Tx, input: RewordDraftUnitInput): Promise<Id> {
    const { draftId, unitId, title, text, closing, seen } = input;
    const draft = await this.drafts.hold(tx, draftId, 'rewordDraftUnit', input.expectedVersion);
    const words = given({ title, text, closing });
    const parts = Object.keys(words) as (keyof typeof words)[];
    const unseen = parts.some((part) => typeof seen?.[part] !== 'string');
    if (unseen && (await this.isBeingWritten(tx, draft, unitId))) throw UnitBeingWritten({ unitId });
    return this.write(tx, draft, (before) => {
      const now = unitById(before, unitId);
      const merged = parts.map((part) => [part, tidy(mergeWords(seen?.[part] ?? now[part], now[part], words[part]!))]);
      return rewordUnit(before, unitId, Object.fromEntries(merged) as typeof words);
    });
  }

  async restore(tx: Tx, input: RestoreDraftUnitInput): Promise<Id> {
    const draft = await this.drafts.hold(tx, input.draftId, 'restoreDraftUnit', input.expectedVersion);
    const [event] = await tx.sql<UnitEvent>(
      `SELECT act, unit_id AS "unitId", other_id AS "otherId", before, after, gone FROM draft_unit_event
       WHERE id = $1 AND draft_id = $2`,
      [input.eventId, input.draftId],
    );
    if (!event) throw NotFound({ type: 'DraftUnitEvent', id: input.eventId });
    if (event.act !== UnitAct.DELETED) throw NothingToRestore();
    return this.write(tx, draft, (before) => putBack(before, event));
  }

  private async change(
    tx: Tx,
    action: EditAction,
    { draftId, expectedVersion }: Edit,
    work: (before: DraftText) => Changed,
  ): Promise<Id> {
    return this.write(tx, await this.drafts.hold(tx, draftId, action, expectedVersion), work);
  }

  private async write(tx: Tx, draft: Draft, work: (before: DraftText) => Changed): Promise<Id> {
    const stored = await readText(tx, draft.id, draft.form);
    const { draft: text, events } = work(stored.text);
    const { written, gone } = await writeText(tx, draft.id, stored, text);
    for (const each of this.followers.all) await each.rewritten(tx, { draft, events, written, gone });
    const version = await this.drafts.changed(tx, draft);
    await writeEvents(tx, draft.id, version, events);
    tx.emit(DraftTextChanged(draft.id, { acts: actsOf(events), units: events.length }, concernsOf(draft)));
    return { id: draft.id };
  }

  private async isBeingWritten(tx: Tx, draft: Draft, unitId: string): Promise<boolean> {
    for (const each of this.followers.all) if (await each.isBeingWritten(tx, draft, unitId)) return true;
    return false;
  }
}

/** A text pasted over another: units that it has again keep their ids. */
function pasted(before: DraftText, text: string): Changed {
  const { draft: read } = before.form === 'LAW' ? parseStatute(text) : parseProse(text);
  if (!read.units.length) throw TextWithoutUnits();
  checkDraft(read);
  const draft = carryIdentity(before, read);
  return { draft, events: pastedEvents(before, draft) };
}

function putBack(before: DraftText, event: UnitEvent): Changed {
  const there = new Set([...walk(before.units)].map(({ unit }) => unit.id));
  for (const { unit } of walk(event.gone ? [event.gone] : []))
    if (there.has(unit.id)) throw UnitAlreadyThere({ unitId: unit.id });
  return restoreUnit(before, event);
}
