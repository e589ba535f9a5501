import { Injectable } from '@nestjs/common';
import { newId, type Consumer, type EventRow, type Tx } from '#core';
import { EntityClosed, MandateDeclined, MandateEnded, MembershipStepped } from './convents.events.ts';
import { Mandate } from './mandate.entity.ts';
import { Membership } from './membership.entity.ts';

/** A closed entity leaves every convent, and nobody speaks for it any more. */
@Injectable()
export class ClosedEntity implements Consumer {
  readonly name = 'convents.closed-entity';

  async handle(tx: Tx, event: EventRow): Promise<void> {
    if (!EntityClosed.is(event)) return;
    await this.endMemberships(tx, event.subjectId, event.data.on);
    await this.endMandates(tx, event.subjectId);
  }

  private async endMemberships(tx: Tx, entityId: string, on: string): Promise<void> {
    const ended = await tx.sql<Pick<Membership, 'id' | 'conventId'>>(
      `UPDATE membership SET state = 'ENDED', ended_because = 'ENTITY_CLOSED', version = version + 1,
         valid = daterange(lower(valid), greatest(lower(valid), $2::date) + 1)
       WHERE entity_id = $1 AND state IN ('ACTIVE', 'SUSPENDED') RETURNING id, convent_id AS "conventId"`,
      [entityId, on],
    );
    const withdrawn = await tx.sql<Pick<Membership, 'id' | 'conventId'>>(
      `UPDATE membership SET state = 'WITHDRAWN', version = version + 1
       WHERE entity_id = $1 AND state IN ('APPLIED', 'ON_HOLD') RETURNING id, convent_id AS "conventId"`,
      [entityId],
    );
    for (const [rows, state] of [
      [ended, 'ENDED'],
      [withdrawn, 'WITHDRAWN'],
    ] as const)
      for (const { id, conventId } of rows) {
        await tx.sql(
          `INSERT INTO membership_act (id, membership_id, convent_id, entity_id, state, at, effective_on, reason)
           VALUES ($1, $2, $3, $4, $5, $6, $7, 'Podmiot został zlikwidowany.')`,
          [newId(), id, conventId, entityId, state, tx.now, on],
        );
        tx.emit(MembershipStepped(id, { state }, [conventId, entityId]));
      }
  }

  private async endMandates(tx: Tx, entityId: string): Promise<void> {
    const ended = await tx.sql<Pick<Mandate, 'id' | 'personId' | 'function'>>(
      `UPDATE mandate SET state = 'ENDED', ended_because = 'RECALLED', ended_basis = 'Likwidacja podmiotu', version = version + 1,
         valid = tstzrange(lower(valid), least(upper(valid), greatest($2, lower(valid) + interval '1 microsecond')))
       WHERE entity_id = $1 AND state = 'ACTIVE' RETURNING id, person_id AS "personId", function`,
      [entityId, tx.now],
    );
    for (const { id, personId, function: what } of ended)
      tx.emit(MandateEnded(id, { function: what, because: 'RECALLED' }, [entityId, personId]));
    const declined = await tx.sql<Pick<Mandate, 'id' | 'personId' | 'function'>>(
      `UPDATE mandate SET state = 'DECLINED', version = version + 1
       WHERE entity_id = $1 AND state = 'PROPOSED' RETURNING id, person_id AS "personId", function`,
      [entityId],
    );
    for (const { id, personId, function: what } of declined)
      tx.emit(MandateDeclined(id, { function: what }, [entityId, personId]));
  }
}
