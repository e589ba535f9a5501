import { Injectable } from '@nestjs/common';
import type { Tx } from '#core';

/** Writes down what waits for whom, out of the SQL views in which each lib says what it awaits. */
@Injectable()
export class Obligations {
  /** After an act that changes what is awaited of these bodies; at the end of its transaction. */
  async refresh(tx: Tx, bodyIds: readonly (string | null)[]): Promise<void> {
    await tx.sql(`SELECT refresh_obligations($1)`, [bodyIds.filter((id) => id !== null)]);
  }

  /** For the clock: what time alone has changed, in all bodies. Says how many rows changed. */
  async refreshAll(tx: Tx): Promise<number> {
    tx.allow(tx.actor.kind === 'system');
    const [row] = await tx.sql<{ changed: number }>(`SELECT refresh_all_obligations() AS changed`);
    return row!.changed;
  }
}
