import type { Circulation } from '#circulation';
import type { Tx } from '#core';
import { fold } from '#imports';
import type { Submitter } from './remark-row.ts';

/** Organisations of the circle and members of its convents by any spelling, others of the register by their very name. */
const SUBMITTERS = `
  WITH near AS (
    SELECT id AS convent_id, NULL::uuid AS entity_id, official_name AS name FROM convent WHERE id = ANY ($1)
    UNION SELECT NULL, id, name FROM entity WHERE id = ANY ($1)
    UNION SELECT NULL, e.id, e.name FROM membership m JOIN entity e ON e.id = m.entity_id
      WHERE m.convent_id = ANY ($1) AND m.state = 'ACTIVE')
  SELECT convent_id AS "conventId", entity_id AS "entityId", name, true AS near FROM near
  UNION ALL SELECT id, NULL, official_name, false FROM convent WHERE official_name = ANY ($2)
  UNION ALL SELECT NULL, id, name, false FROM entity WHERE name = ANY ($2)`;

/** Organisations by their folded names; where two are called the same, neither. */
export async function submittersIn(
  tx: Tx,
  { circle }: Circulation,
  names: readonly string[],
): Promise<ReadonlyMap<string, Submitter>> {
  const found = await tx.sql<Submitter & { near: boolean }>(SUBMITTERS, [circle, names]);
  const called = new Map<string, (Submitter & { near: boolean })[]>();
  for (const each of found) called.set(fold(each.name), [...(called.get(fold(each.name)) ?? []), each]);
  const known = new Map<string, Submitter>();
  for (const [name, all] of called) {
    const near = all.filter((each) => each.near);
    const [first, ...others] = near.length ? near : all;
    if (others.every((each) => idOf(each) === idOf(first!))) known.set(name, first!);
  }
  return known;
}

const idOf = ({ conventId, entityId }: Submitter): string => (conventId ?? entityId)!;
