import { Injectable } from '@nestjs/common';
import type { Tx } from '#core';
import { numbered, raw } from '#reads';
import { conventsAround, conventsOf, heldBy, type Held } from './convents.policy.ts';

const id = raw('$1::uuid');

/** Loads the facts that the policies ask for, by the same SQL that the read engine puts behind `availableActions`. */
@Injectable()
export class HeldMandates {
  /** The actor's mandates in force at this moment. */
  async of(tx: Tx): Promise<Held[]> {
    if (tx.actor.kind !== 'person') return [];
    const [row] = await tx.sql<{ held: Held[] }>(`SELECT ${numbered(heldBy(id)).text} AS held`, [tx.actor.id]);
    return row!.held;
  }

  /** The convents that an entity belongs to or wants to. */
  async conventsOf(tx: Tx, entityId: string): Promise<string[]> {
    const [row] = await tx.sql<{ own: string[] }>(`SELECT ${numbered(conventsOf(id)).text} AS own`, [entityId]);
    return row!.own;
  }

  /** The same, and those of its voivodeship. */
  async conventsAround(tx: Tx, entityId: string): Promise<string[]> {
    const [row] = await tx.sql<{ all: string[] }>(`SELECT ${numbered(conventsAround(id)).text} AS all`, [entityId]);
    return row!.all;
  }

  /** Whether the actor operates the node. */
  async operates(tx: Tx): Promise<boolean> {
    const [row] = await tx.sql<{ operator: boolean }>(`SELECT is_operator($1) AS operator`, [
      tx.actor.kind === 'person' ? tx.actor.id : null,
    ]);
    return row!.operator;
  }
}
