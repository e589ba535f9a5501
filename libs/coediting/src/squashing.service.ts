import { Injectable } from '@nestjs/common';
import { Db, SYSTEM, type Tx } from '#core';
import { Draft, WordsTogether } from '#drafts';
import { Documents } from './documents.store.ts';
import { RESYNC } from './update.brief.ts';

interface Still {
  readonly draftId: string;
  readonly unitId: string;
}

/** A document in which nobody wrote for a minute gets its snapshot; after a day, a large one sooner, it ends. */
const RESTING = '1 minute';
const SETTLED = `d.changed_at < now() - interval '1 day'
  OR d.changed_at < now() - interval '3 minutes' AND octet_length(d.snapshot) > 128 * 1024`;
const MOST_AT_ONCE = 500;

/** What the clock does for documents. */
@Injectable()
export class Squashing {
  constructor(
    private readonly db: Db,
    private readonly words: WordsTogether,
    private readonly documents: Documents,
  ) {}

  /** Each document in a transaction of its own, as whoever writes in it would wait otherwise; answers how many there were. */
  async run(): Promise<number> {
    const still = await this.find(
      `d.seq > d.snapshot_seq AND d.changed_at < now() - interval '${RESTING}' OR ${SETTLED}`,
    );
    for (const each of still) await this.db.run(SYSTEM, (tx) => this.rest(tx, each));
    return still.length;
  }

  private async find(condition: string): Promise<Still[]> {
    return this.db.run(SYSTEM, (tx: Tx) => {
      tx.allow(true);
      return tx.sql<Still>(
        `SELECT d.draft_id AS "draftId", d.unit_id AS "unitId" FROM unit_document d
         WHERE d.ended_at IS NULL AND (${condition}) ORDER BY d.changed_at LIMIT $1`,
        [MOST_AT_ONCE],
      );
    });
  }

  private async rest(tx: Tx, { draftId, unitId }: Still): Promise<void> {
    tx.allow(true);
    const draft = await tx.share(Draft, draftId);
    const [open] = await tx.sql<{ isSettled: boolean; hasLog: boolean }>(
      `SELECT (${SETTLED}) AS "isSettled", d.seq > d.snapshot_seq AS "hasLog" FROM unit_document d
       WHERE d.unit_id = $1 AND d.ended_at IS NULL`,
      [unitId],
    );
    if (!open) return; // it ended meanwhile
    const document = (await this.documents.load(tx, await this.words.lock(tx, draftId, [unitId]))).get(unitId)!;
    if (open.hasLog) {
      await this.documents.squash(tx, document);
      this.words.settled(tx, draft, 1);
    }
    if (!open.isSettled) return;
    await this.documents.end(tx, [unitId], 'SETTLED');
    await tx.brief(draftId, RESYNC);
  }
}
