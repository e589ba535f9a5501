import { Injectable } from '@nestjs/common';
import { Db, SYSTEM, type Tx } from '#core';
import { openingIn, WordsTogether } from '#drafts';
import { Documents } from './documents.store.ts';

/** No draft and no unit has it. */
const NOWHERE = '00000000-0000-0000-0000-000000000000';
/** Two that push and one that looks after who may see. */
const CONNECTIONS = 3;
const LASTS_MS = 10 * 60_000;
/** Statements are prepared at their second use. */
const TIMES = 2;

/** Goes through the statements of a push before there is one, so that no keystroke waits until they are planned. */
@Injectable()
export class Rehearsing {
  private last = -Infinity;

  constructor(
    private readonly db: Db,
    private readonly words: WordsTogether,
    private readonly documents: Documents,
  ) {}

  /** On several connections at once, about nothing and with no effect; again only after a while. */
  async run(): Promise<void> {
    if (performance.now() - this.last < LASTS_MS) return;
    this.last = performance.now();
    const all = Array.from({ length: CONNECTIONS }, () =>
      this.db.run(SYSTEM, (tx) => this.goThrough(tx), openingIn(NOWHERE)),
    );
    await Promise.allSettled(all);
  }

  private async goThrough(tx: Tx): Promise<void> {
    tx.allow(true);
    for (let time = 0; time < TIMES; time++)
      await Promise.all([
        this.words.enter(tx, NOWHERE, [NOWHERE]).catch(() => undefined), // as there is no such draft
        this.words.enterTogether(tx, [tx], NOWHERE, [NOWHERE]),
        this.documents.find(tx, [NOWHERE]),
        this.documents.store(tx, NOWHERE, 0, []),
        this.words.write(tx, { id: NOWHERE }, []),
        this.words.partaking(tx, NOWHERE, []),
      ]);
  }
}
