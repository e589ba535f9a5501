import { Injectable } from '@nestjs/common';
import type { Tx } from '#core';
import { WordsTogether, type Entered } from '#drafts';
import type { UnitUpdates } from './coediting.types.ts';
import { Documents, type Storing } from './documents.store.ts';
import { MOST } from './limits.ts';
import { wordsOf } from './unit.document.ts';
import { briefOf } from './update.brief.ts';

/** Writes down what was pushed: the log, the unit’s row, and the word of it to all processes. */
@Injectable()
export class UnitsWriting {
  constructor(
    private readonly words: WordsTogether,
    private readonly documents: Documents,
  ) {}

  async write(tx: Tx, draft: Entered, done: readonly Storing[]): Promise<void> {
    const storing = done.filter(({ updates }) => updates.length);
    if (!storing.length) return;
    const words = storing.map(({ document: { unitId: id, doc } }) => ({ id, ...wordsOf(doc) }));
    tx.later(this.documents.store(tx, draft.id, draft.version, storing));
    tx.later(this.words.write(tx, draft, words));
    tx.later(tx.brief(draft.id, briefOf(storing.map(newsOf))));
    for (const { document } of storing)
      if (document.logged >= MOST.log || document.loggedBytes >= MOST.logBytes)
        await this.documents.squash(tx, document);
  }
}

const newsOf = ({ document: { unitId, id: documentId, seq }, updates }: Storing): UnitUpdates => ({
  ...{ unitId, documentId, seq },
  updates: updates.map(({ bytes }) => Buffer.from(bytes).toString('base64')),
});
