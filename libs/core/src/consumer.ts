import { SYSTEM } from './actor.ts';
import type { Db } from './db.ts';
import { EventRow } from './events.ts';
import type { Tx } from './tx.ts';

/** Reacts to events, in order. `handle` writes rows only: whatever leaves the node is sent by a job. */
export interface Consumer {
  readonly name: string;
  handle(tx: Tx, event: EventRow): Promise<void>;
}

/** Token under which the libs provide their consumers to the worker. */
export const CONSUMERS = Symbol('consumers');

/**
 * Gives a consumer its next event; effect and cursor commit together, so each counts once. False when there is none
 * now, or when another worker is at it. A handler that fails keeps its event: it is tried again, never skipped.
 */
export function feed(db: Db, consumer: Consumer): Promise<boolean> {
  return db.run(SYSTEM, async (tx: Tx) => {
    tx.allow(true);
    const [cursor] = await tx.sql<{ xact: string; event_id: string }>(
      `SELECT xact, event_id FROM event_cursor WHERE consumer = $1 FOR UPDATE SKIP LOCKED`,
      [consumer.name],
    );
    if (!cursor) return false;
    const event = await tx.em
      .createQueryBuilder(EventRow, 'e')
      .where('(e.xact, e.id) > (:xact, :event_id)', cursor)
      .andWhere('e.xact < pg_snapshot_xmin(pg_current_snapshot())::text::bigint')
      .orderBy('e.xact')
      .addOrderBy('e.id')
      .limit(1)
      .getOne();
    if (!event) return false;
    await consumer.handle(tx, event);
    await tx.sql(`UPDATE event_cursor SET xact = $2, event_id = $3 WHERE consumer = $1`, [
      consumer.name,
      event.xact,
      event.id,
    ]);
    return true;
  });
}

/** Makes the consumer's cursor if it has none: a new consumer starts at the beginning. */
export const enrol = (db: Db, consumer: Consumer): Promise<void> =>
  db.run(SYSTEM, async (tx: Tx) => {
    tx.allow(true);
    await tx.sql(`INSERT INTO event_cursor (consumer) VALUES ($1) ON CONFLICT DO NOTHING`, [consumer.name]);
  });
