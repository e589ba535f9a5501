import { Injectable } from '@nestjs/common';
import type { Tx } from '#core';
import { MandateDeclined, MandateEnded } from './convents.events.ts';
import type { MandateFunction } from './words.ts';

/** A mandate that goes with its person. */
export interface GoingMandate {
  readonly function: MandateFunction;
  readonly bodyName: string;
  /** Whether nobody else has the same function there. */
  readonly only: boolean;
}

const BASIS = 'Usunięcie danych osoby';

/** What becomes of mandates when their person leaves the network for good. */
@Injectable()
export class Leaving {
  /** What would end, by body; for the person and for the system, who see all of it. */
  going(tx: Tx, personId: string): Promise<GoingMandate[]> {
    return tx.sql<GoingMandate>(
      `SELECT m.function, coalesce(c.official_name, e.name, f.name) AS "bodyName", NOT EXISTS (
         SELECT FROM mandate o WHERE o.body_id = m.body_id AND o.function = m.function AND o.person_id <> m.person_id
           AND o.state = 'ACTIVE' AND o.valid @> now()) AS only
       FROM mandate m LEFT JOIN convent c ON c.id = m.convent_id LEFT JOIN entity e ON e.id = m.entity_id
         LEFT JOIN forum f ON f.id = m.forum_id
       WHERE m.person_id = $1 AND m.state = 'ACTIVE' ORDER BY 2, 1`,
      [personId],
    );
  }

  /** Ends the mandates of a person and declines what was proposed for them; for the system alone. */
  async leave(tx: Tx, personId: string): Promise<void> {
    tx.allow(tx.actor.kind === 'system');
    const gone = await tx.sql<{ id: string; bodyId: string; function: MandateFunction; state: 'ENDED' | 'DECLINED' }>(
      `UPDATE mandate SET version = version + 1, state = CASE state WHEN 'ACTIVE' THEN 'ENDED' ELSE 'DECLINED' END,
         ended_because = CASE state WHEN 'ACTIVE' THEN 'RESIGNED' END, ended_basis = CASE state WHEN 'ACTIVE' THEN $3 END,
         valid = CASE state WHEN 'ACTIVE' THEN tstzrange(lower(valid), least(upper(valid), greatest($2, lower(valid) + interval '1 microsecond')))
           ELSE valid END
       WHERE person_id = $1 AND state IN ('ACTIVE', 'PROPOSED') RETURNING id, body_id AS "bodyId", function, state`,
      [personId, tx.now, BASIS],
    );
    for (const { id, bodyId, function: what, state } of gone)
      tx.emit(
        state === 'ENDED'
          ? MandateEnded(id, { function: what, because: 'RESIGNED' }, [bodyId, personId])
          : MandateDeclined(id, { function: what }, [bodyId, personId]),
      );
  }
}
