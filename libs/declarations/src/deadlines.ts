import { Injectable } from '@nestjs/common';
import { newId, type Tx } from '#core';
import { Obligations } from '#obligations';
import { DeclarationLapsed } from './declarations.events.ts';

const AT_ONCE = 100;

/** The clock job that writes down what time has done already: after its deadline nobody signs a declaration anyway. */
@Injectable()
export class Deadlines {
  constructor(private readonly obligations: Obligations) {}

  async lapse(tx: Tx): Promise<number> {
    tx.allow(tx.actor.kind === 'system');
    const lapsed = await tx.sql<{ id: string; readers: string[] }>(
      `UPDATE declaration SET state = 'LAPSED', version = version + 1 WHERE id IN (
         SELECT id FROM declaration WHERE state = 'OPEN_FOR_SIGNATURE' AND deadline <= now() LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
       RETURNING id, readers`,
    );
    for (const { id, readers } of lapsed) {
      await tx.sql(
        `INSERT INTO declaration_act (id, declaration_id, action, state, at) VALUES ($1, $2, 'lapse', 'LAPSED', $3)`,
        [newId(), id, tx.now],
      );
      tx.emit(DeclarationLapsed(id, {}, readers));
    }
    await this.obligations.refresh(
      tx,
      lapsed.flatMap(({ readers }) => readers),
    );
    return lapsed.length;
  }
}
