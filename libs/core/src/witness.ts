import { AsyncLocalStorage } from 'node:async_hooks';
import type { Tx } from './tx.ts';

/** Looks on while a mutation goes on, and may write about it in the very transaction of its effect. */
export interface Witness {
  /** A transaction has begun; it may begin anew after a deadlock. */
  began(tx: Tx): void;
  /** All is done but the commit, which is sent as soon as this waits: of its statements, it waits for the last alone. */
  see(tx: Tx): Promise<void>;
  /** The same for itself and others of its kind whose mutations one transaction does, as the system. */
  seeAll(system: Tx, seen: readonly Seen[]): Promise<void>;
  committed(): void;
}

/** One of several that look on in one transaction, and whose part it is about. */
export interface Seen {
  readonly witness: Witness;
  readonly tx: Tx;
}

const witnesses = new AsyncLocalStorage<Witness>();

/** Does the work of a mutation under the eyes of a witness: each `db.write` in it tells it. */
export const witnessed = <T>(witness: Witness, work: () => Promise<T>): Promise<T> => witnesses.run(witness, work);

export const currentWitness = (): Witness | undefined => witnesses.getStore();
