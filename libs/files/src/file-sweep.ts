import { Injectable } from '@nestjs/common';
import { Db, SYSTEM, type Tx } from '#core';
import { FileStore } from './file-store.ts';
import { UPLOAD_LIMITS } from './media-types.ts';
import { LOCK_CONTENT } from './uploads.service.ts';

/** How many of each went. */
export interface Swept {
  readonly files: number;
  readonly contents: number;
  readonly arrivals: number;
}

const UNKNOWN = `SELECT hash FROM unnest($1::text[]) hash WHERE NOT EXISTS (SELECT FROM file WHERE sha256 = hash)`;

/** Clears away what nobody uses and what broke off. Any number may run at once, beside uploads. */
@Injectable()
export class FileSweep {
  constructor(
    private readonly db: Db,
    private readonly store: FileStore,
  ) {}

  async run(): Promise<Swept> {
    const files = await this.inSystem((tx) => this.forget(tx));
    let contents = 0;
    for await (const hashes of this.store.kept()) {
      const unknown = await this.inSystem((tx) => tx.sql<{ hash: string }>(UNKNOWN, [hashes]));
      for (const { hash } of unknown) if (await this.inSystem((tx) => this.removeContent(tx, hash))) contents++;
    }
    return { files, contents, arrivals: await this.store.clearArrivals() };
  }

  /** What somebody sent and nothing uses goes with the next sweep; for the system alone. */
  async forgetUploadsOf(tx: Tx, personId: string): Promise<void> {
    tx.allow(tx.actor.kind === 'system');
    await tx.sql(
      `UPDATE file SET unused_since = $2::timestamptz - $3 * interval '1 hour' - interval '1 minute'
       WHERE uploaded_by = $1 AND NOT EXISTS (SELECT FROM file_use u WHERE u.file_id = file.id)`,
      [personId, tx.now, UPLOAD_LIMITS.unusedHours],
    );
  }

  /** Rows first, bytes after: a row without its bytes would be a file that is missing. */
  private async forget(tx: Tx): Promise<number> {
    await tx.sql(`DELETE FROM upload_ticket WHERE created_at < now() - interval '2 days'`);
    const gone = await tx.sql(
      `DELETE FROM file WHERE unused_since < now() - $1 * interval '1 hour'
         AND NOT EXISTS (SELECT FROM file_use u WHERE u.file_id = file.id) RETURNING 1`,
      [UPLOAD_LIMITS.unusedHours],
    );
    return gone.length;
  }

  /** Asks again under the lock that uploads take: an equal content may have come in meanwhile. */
  private async removeContent(tx: Tx, hash: string): Promise<boolean> {
    await tx.sql(LOCK_CONTENT, [hash]);
    const [unknown] = await tx.sql(UNKNOWN, [[hash]]);
    if (unknown) await this.store.remove(hash);
    return unknown !== undefined;
  }

  private inSystem<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.db.run(SYSTEM, (tx: Tx) => {
      tx.allow(true);
      return work(tx);
    });
  }
}
