import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SYSTEM, type Actor } from './actor.ts';
import { Busy } from './errors.ts';
import { once, type MutationInput } from './idempotency.ts';
import { Room } from './room.ts';
import { allOf, OPENING, Tx, type Opening } from './tx.ts';
import { isWanted, Leash, whileWanted } from './wanted.ts';
import { currentWitness, type Witness } from './witness.ts';

/** A mutation that is done together with others. */
export interface Part {
  readonly actor: Actor;
  readonly witness?: Witness;
}

@Injectable()
export class Db {
  constructor(
    private readonly source: DataSource,
    private readonly leash: Leash,
    private readonly room: Room,
  ) {}

  /**
   * A mutation: one transaction as the actor, done once for its `clientMutationId`, and seen by its witness. With an
   * opening of its own the work sends its first statements along with that, and has no `tx.now` before an answer.
   */
  async write<T>(actor: Actor, input: MutationInput, work: (tx: Tx) => Promise<T>, ahead?: Opening): Promise<T> {
    await this.room.forRows(false);
    return this.again(actor, (tx) => once(tx, input, () => work(tx)), { witness: currentWitness(), ahead });
  }

  /**
   * One transaction as the actor, for consumers, jobs and the cli; runs again if PostgreSQL asks for that, and not to
   * the end if the request that it belongs to is over.
   */
  async run<T>(actor: Actor, work: (tx: Tx) => Promise<T>, ahead?: Opening): Promise<T> {
    await this.room.forRows(true);
    return this.again(actor, work, { ahead });
  }

  /**
   * Mutations of several people in one transaction, begun as the system: each has a `Tx` of its own actor, which acts
   * before its statements, decides for itself, and is seen by its own witness. Of those that the work answers null for,
   * nothing is done; all others are, or none.
   */
  async together<T>(
    parts: readonly Part[],
    work: (tx: Tx, each: readonly Tx[]) => Promise<(T | null)[]>,
    ahead?: Opening,
  ) {
    await this.room.forRows(false);
    const done: (Part & { tx: Tx })[] = [];
    const begun = async (system: Tx) => {
      system.allow(true);
      const each = parts.map(({ actor }) => new Tx(system.em, actor, system));
      parts.forEach(({ witness }, i) => witness?.began(each[i]!));
      const results = await work(system, each);
      done.push(...parts.map((part, i) => ({ ...part, tx: each[i]! })).filter((_, i) => results[i] !== null));
      await finishAll(system, done);
      return results;
    };
    // Not bound to the request that happens to be first.
    const answers = await whileWanted(new AbortController().signal, () => this.attempt(SYSTEM, begun, { ahead }));
    for (const { witness } of done) witness?.committed();
    return answers;
  }

  private async again<T>(actor: Actor, work: (tx: Tx) => Promise<T>, way: Way): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(actor, work, way);
      } catch (error) {
        if (attempt === 3 || !isRetryable(error) || !isWanted()) throw error;
      }
    }
  }

  private async attempt<T>(actor: Actor, work: (tx: Tx) => Promise<T>, { witness, ahead }: Way = {}): Promise<T> {
    if (!isWanted()) throw Busy();
    const runner = this.source.createQueryRunner();
    try {
      await runner.startTransaction();
      return await this.leash.hold(runner, async () => {
        const tx = new Tx(runner.manager, actor);
        if (ahead) tx.later(tx.act(ahead));
        else await tx.act(OPENING);
        witness?.began(tx);
        const result = await work(tx).catch(async (error: unknown) => {
          await tx.settled(); // fails for the reason why the rest did
          throw error;
        });
        await tx.finish();
        // Sent at once: where anything before it failed, PostgreSQL takes a COMMIT for a ROLLBACK.
        await allOf([tx.settled(), ...(witness ? [witness.see(tx)] : []), runner.commitTransaction()]);
        witness?.committed();
        return result;
      });
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }
}

interface Way {
  readonly witness?: Witness;
  readonly ahead?: Opening;
}

/** What is to be said of those without events, which are nearly all, is said at once and needs no answer. */
async function finishAll(system: Tx, done: readonly (Part & { tx: Tx })[]): Promise<void> {
  for (const { tx, witness } of done.filter((each) => each.tx.about().length)) {
    await tx.act();
    await tx.finish();
    await witness?.see(tx);
  }
  const others = done.filter((each) => !each.tx.about().length);
  for (const { tx } of others) await tx.finish(); // which only makes sure that they may
  const seen = others.flatMap(({ tx, witness }) => (witness ? [{ tx, witness }] : []));
  if (!seen.length) return;
  system.later(system.act());
  system.later(seen[0]!.witness.seeAll(system, seen));
}

/** Serialisation failure and deadlock: PostgreSQL says that the same work may pass if tried again. */
function isRetryable(error: unknown): boolean {
  const code = (error as { driverError?: { code?: string } }).driverError?.code;
  return code === '40001' || code === '40P01';
}
