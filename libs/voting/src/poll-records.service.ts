import { Injectable } from '@nestjs/common';
import { Db, NotFound, type Actor, type Tx } from '#core';

/** Signed out: row-level security shows what is published to all. */
const NOBODY: Actor = { kind: 'person', id: '', scopes: ['READ'] };

/** Hands out the records of published polls, to whom the result is published. */
@Injectable()
export class PollRecords {
  constructor(private readonly db: Db) {}

  /** The sealed record, byte for byte the same for everyone. */
  async of(actor: Actor | null, id: string): Promise<string> {
    const [found] = await this.db.run(actor ?? NOBODY, (tx: Tx) => {
      tx.allow(true);
      return tx.sql<{ sealed: string }>(
        `SELECT r.sealed FROM poll_result r JOIN poll p ON p.id = r.id WHERE r.id = $1 AND p.state = 'PUBLISHED'`,
        [id],
      );
    });
    if (!found) throw NotFound({ type: 'PollRecord', id });
    return found.sealed;
  }
}
