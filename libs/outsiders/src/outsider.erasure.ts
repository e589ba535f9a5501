import { Injectable } from '@nestjs/common';
import type { Tx } from '#core';
import { EXPIRY } from './outsider-passes.service.ts';
import { OutsiderForgotten } from './outsiders.events.ts';

const AT_ONCE = 200;

/** The clock job that erases who held the links of past circulations; their organisations and what they said stay. */
@Injectable()
export class OutsiderErasure {
  /** Says of how many; `at` is the instant that the clock shows. */
  async erase(tx: Tx, at: Date = tx.now): Promise<number> {
    tx.allow(tx.actor.kind === 'system');
    const erased = await tx.sql<{ id: string; circulationId: string }>(
      `UPDATE outsider_contact SET name = NULL, email = NULL, link_hash = NULL, opened_at = NULL, erased_at = $1
       WHERE id IN (SELECT k.id FROM outsider_contact k JOIN circulation c ON c.id = k.circulation_id
         WHERE k.erased_at IS NULL AND c.state <> 'OPEN' AND ${EXPIRY} <= $1
         ORDER BY k.id LIMIT ${AT_ONCE} FOR UPDATE OF k SKIP LOCKED)
       RETURNING id, circulation_id AS "circulationId"`,
      [at],
    );
    for (const { id, circulationId } of erased) tx.emit(OutsiderForgotten(circulationId, { outsiderId: id }));
    return erased.length;
  }
}
