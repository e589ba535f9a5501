import { Injectable } from '@nestjs/common';
import type { Tx } from '#core';
import { MandateEnded } from './convents.events.ts';
import type { MandateFunction } from './words.ts';

const AT_ONCE = 500;

/** The clock job that writes down what time has done already: a mandate past its term counts no more anyway. */
@Injectable()
export class Terms {
  async endOver(tx: Tx): Promise<number> {
    tx.allow(true);
    const over = await tx.sql<{ id: string; bodyId: string; personId: string; function: MandateFunction }>(
      `UPDATE mandate SET state = 'ENDED', ended_because = 'TERM_OVER', version = version + 1
       WHERE id IN (SELECT id FROM mandate WHERE state = 'ACTIVE' AND upper(valid) <= now() LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
       RETURNING id, body_id AS "bodyId", person_id AS "personId", function`,
    );
    for (const { id, bodyId, personId, function: what } of over)
      tx.emit(MandateEnded(id, { function: what, because: 'TERM_OVER' }, [bodyId, personId]));
    return over.length;
  }
}
