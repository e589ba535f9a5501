import type { Ask } from '#audit';
import { linkOf, type Head } from '../libs/audit/src/chain.hashing.ts';

/** Cuts off all that was chained after a position, with what would tell of it. */
export async function cutOff(ask: Ask, sequence: number, after: number): Promise<void> {
  for (const [table, id] of [
    ['event', 'event_id'],
    ['audit_entry', 'entry_id'],
  ])
    await ask(`DELETE FROM ${table} WHERE id IN (SELECT ${id} FROM audit_link WHERE position > $1)`, [after]);
  await ask(`DELETE FROM audit_link WHERE position > $1`, [after]);
  await ask(`DELETE FROM audit_checkpoint WHERE sequence >= $1`, [sequence]);
}

/** Takes every checkpoint away and chains anew what is left, as the node itself would have. */
export async function rewrite(ask: Ask): Promise<void> {
  await ask(`DELETE FROM audit_checkpoint`, []);
  await ask(`DELETE FROM event WHERE type = $1`, ['audit.checkpoint_sealed']);
  await ask(`DELETE FROM audit_link WHERE event_id IS NOT NULL AND event_id NOT IN (SELECT id FROM event)`, []);
  const links = await ask<{ position: number; chain: string; leaf: Buffer }>(
    `SELECT position, chain, leaf FROM audit_link ORDER BY position`,
    [],
  );
  const heads = new Map<string, Head>();
  for (const [i, { position, chain, leaf }] of links.entries()) {
    const before = heads.get(chain);
    const place = { chain, seq: (before?.seq ?? 0) + 1, position: i + 1 };
    const hash = linkOf(place, before?.hash ?? null, leaf);
    heads.set(chain, { ...place, hash });
    await ask(`UPDATE audit_link SET position = $2, seq = $3, hash = $4 WHERE position = $1`, [
      ...[position, place.position, place.seq, hash],
    ]);
  }
}
