import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '#core';
import { UnitAct, type UnitEvent } from '#drafting';
import { TextFollowers, WordsTogether, type Draft, type TextFollower, type TextRewritten, type UnitRow } from '#drafts';
import { Documents, NOBODY, type Storing } from './documents.store.ts';
import { byOf } from './update.applying.ts';
import { RESYNC } from './update.brief.ts';
import { follow, saysThat } from './unit.document.ts';
import type { End } from './unit-document.entity.ts';

/**
 * Keeps documents in step with what is done to a text otherwise. Other words become a change of the document, word by word;
 * a unit that was split, joined or deleted ends its document.
 */
@Injectable()
export class Following implements TextFollower, OnModuleInit {
  constructor(
    private readonly followers: TextFollowers,
    private readonly words: WordsTogether,
    private readonly documents: Documents,
  ) {}

  onModuleInit(): void {
    this.followers.all.push(this);
  }

  async rewritten(tx: Tx, { draft, events, written, gone }: TextRewritten): Promise<void> {
    const open = await tx.sql<{ unitId: string }>(
      `SELECT unit_id AS "unitId" FROM unit_document WHERE draft_id = $1 AND ended_at IS NULL`,
      [draft.id],
    );
    const ends = endsOf(events, gone);
    const ending = open.filter(({ unitId }) => ends.has(unitId));
    for (const as of new Set(ends.values())) {
      const units = ending.filter(({ unitId }) => ends.get(unitId) === as).map(({ unitId }) => unitId);
      if (units.length) await this.documents.end(tx, units, as);
    }
    const rewritten = new Set(written.map(({ id }) => id));
    const kept = open.filter(({ unitId }) => rewritten.has(unitId) && !ends.has(unitId)).map(({ unitId }) => unitId);
    if (kept.length) await this.catchUp(tx, draft, await this.words.lock(tx, draft.id, kept));
    await tx.brief(draft.id, RESYNC);
  }

  async isBeingWritten(tx: Tx, { version }: Draft, unitId: string): Promise<boolean> {
    const [found] = await tx.sql(
      `SELECT 1 FROM unit_document WHERE unit_id = $1 AND ended_at IS NULL AND draft_version = $2`,
      [unitId, version],
    );
    return found !== undefined;
  }

  private async catchUp(tx: Tx, draft: Draft, rows: Map<string, UnitRow>): Promise<void> {
    const documents = [...(await this.documents.load(tx, rows)).values()];
    const behind = documents.filter(({ unitId, doc }) => !saysThat(doc, rows.get(unitId)!));
    const by = byOf(tx);
    const storing = behind.map((document): Storing => {
      const { update, client } = follow(document.doc, rows.get(document.unitId)!);
      document.seq++;
      return {
        document,
        updates: [{ seq: document.seq, bytes: update, by }],
        authors: [{ client, by: NOBODY }],
      };
    });
    if (storing.length) await this.documents.store(tx, draft.id, draft.version, storing);
  }
}

/** Which units' documents end, and how. */
function endsOf(events: readonly UnitEvent[], gone: readonly string[]): Map<string, End> {
  const ends = new Map<string, End>(gone.map((id) => [id, 'DELETED']));
  for (const { act, unitId, otherId } of events) {
    if (act === UnitAct.SPLIT) [unitId, otherId!].forEach((id) => ends.set(id, 'SPLIT'));
    if (act === UnitAct.JOINED) [unitId, otherId!].forEach((id) => ends.set(id, 'JOINED'));
  }
  return ends;
}
