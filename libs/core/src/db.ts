import { Injectable, type Type } from '@nestjs/common';
import { DataSource, EntityManager, QueryRunner, type FindOptionsWhere, type QueryDeepPartialEntity } from 'typeorm';
import { SYSTEM, type Actor } from './actor.ts';
import { Busy, Forbidden, NotFound, VersionConflict } from './errors.ts';
import { EventRow, type NewEvent } from './events.ts';
import { once, type MutationInput } from './idempotency.ts';
import type { Grounds } from './lifecycle.ts';
import { Room } from './room.ts';
import { isWanted, Leash, whileWanted } from './wanted.ts';
import { currentWitness, type Witness } from './witness.ts';

type Row = { id: string };

const NOT_YOURS = 'To należy do innego konwentu albo podmiotu: widzisz to, ale nie możesz zmieniać.';

/** One write: its transaction, who does it, and when by the database's clock. Only `Db` makes one. */
export class Tx {
  private decided = false;
  /** The mandate under which this is done, once the policy has said so; null in a person's own affairs. */
  under: string | null = null;
  /** Whether it only gave the answer of an earlier one with the same key again. */
  replayed = false;
  private readonly events: (NewEvent & { mandateId: string | null })[] = [];

  constructor(
    readonly em: EntityManager,
    readonly actor: Actor,
    readonly now: Date,
  ) {}

  /** Runs a statement of your own and gives its rows, also those of UPDATE … RETURNING. */
  async sql<Out = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Out[]> {
    const { records } = await this.em.queryRunner!.query(text, values, true);
    return (records ?? []) as Out[];
  }

  /**
   * Loads one row FOR UPDATE. Check its state only after this. NOT_FOUND where the actor may not even see it, FORBIDDEN
   * where row-level security lets them see but not change it, VERSION_CONFLICT where it is newer than `expectedVersion`.
   */
  async lock<T extends Row>(entity: Type<T>, id: string, expectedVersion?: number): Promise<T> {
    const row = await this.held(entity, id, 'pessimistic_write');
    const { version } = row as { version?: number };
    if (expectedVersion !== undefined && version !== expectedVersion)
      throw VersionConflict({ currentVersion: version! });
    return row;
  }

  /** Loads one row that may not change until the end; others may keep it like that too. Refuses like `lock`. */
  share<T extends Row>(entity: Type<T>, id: string): Promise<T> {
    return this.held(entity, id, 'pessimistic_read');
  }

  /** Changes named columns of a locked row and counts its version up. */
  async edit<T extends Row & { version: number }>(entity: Type<T>, row: T, changes: Partial<T>): Promise<void> {
    const next = { ...changes, version: row.version + 1 };
    await this.em.update(entity, { id: row.id } as FindOptionsWhere<T>, next as QueryDeepPartialEntity<T>);
  }

  /** Runs statements that a constraint may refuse, and says each refusal in the words of the rule it holds. */
  async constrained<T>(work: Promise<T>, refusals: Record<string, () => Error>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      const { constraint } = (error as { driverError?: { constraint?: string } }).driverError ?? {};
      throw refusals[constraint ?? '']?.() ?? error;
    }
  }

  /** Takes the policy's answer: a mandate it is done under, or a plain yes. A write that never asked does not commit. */
  allow(grounds: Grounds | boolean | null | undefined): asserts grounds {
    if (!grounds) throw Forbidden();
    this.decided = true;
    if (typeof grounds === 'object') this.under = grounds.id;
  }

  emit(event: NewEvent): void {
    this.events.push({ ...event, mandateId: this.under });
  }

  /** Ids of what its events are about, the first subject first. */
  about(): string[] {
    return [...new Set(this.events.flatMap((event) => [event.subjectId, ...event.concerns]))];
  }

  /** From here on its statements are this actor's, where one transaction does what several people asked for. */
  async act(): Promise<void> {
    await this.sql(`SELECT set_config('app.actor', $1, true)`, [this.actor.id]);
  }

  /** Says something short to whoever hears this subject, in every process, once this has committed; nothing is stored. */
  async brief(subject: string, text: string): Promise<void> {
    await this.sql(`SELECT pg_notify('brief', $1)`, [`${subject} ${text}`]);
  }

  private async held<T extends Row>(
    entity: Type<T>,
    id: string,
    mode: 'pessimistic_read' | 'pessimistic_write',
  ): Promise<T> {
    const where = { id } as FindOptionsWhere<T>;
    const row = await this.em.findOne(entity, { where, lock: { mode } });
    if (row) return row;
    throw (await this.em.existsBy(entity, where))
      ? Forbidden({ reason: NOT_YOURS })
      : NotFound({ type: entity.name, id });
  }

  /** Stores the events and wakes whom they concern; NOTIFY goes out with the commit. */
  async finish(): Promise<void> {
    if (!this.decided) throw new Error('this write never called tx.allow');
    if (!this.events.length) return;
    const { actor, under, now: at } = this;
    await this.em.insert(
      EventRow,
      this.events.map((event) => ({ ...event, at, actor: actor.id, mandateId: event.mandateId ?? under })),
    );
    await this.sql(`SELECT pg_notify('event', topic) FROM unnest($1::text[]) AS topic`, [this.about()]);
  }
}

/** A mutation that is done together with others. */
export interface Part {
  readonly actor: Actor;
  readonly witness?: Witness;
}

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

  /** A mutation: one transaction as the actor, done once for its `clientMutationId`, and seen by its witness. */
  async write<T>(actor: Actor, input: MutationInput, work: (tx: Tx) => Promise<T>): Promise<T> {
    await this.room.forRows(false);
    return this.again(actor, (tx) => once(tx, input, () => work(tx)), currentWitness());
  }

  /**
   * One transaction as the actor, for consumers, jobs and the cli; runs again if PostgreSQL asks for that, and not to
   * the end if the request that it belongs to is over.
   */
  async run<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    await this.room.forRows(true);
    return this.again(actor, work);
  }

  /**
   * Mutations of several people in one transaction, begun as the system: each has a `Tx` of its own actor, which acts
   * before its statements, decides for itself, and is seen by its own witness. Of those that the work answers null for,
   * nothing is done; all others are, or none.
   */
  async together<T>(parts: readonly Part[], work: (tx: Tx, each: readonly Tx[]) => Promise<(T | null)[]>) {
    await this.room.forRows(false);
    const done: (Part & { tx: Tx })[] = [];
    // Not bound to the request that happens to be first.
    const answers = await whileWanted(new AbortController().signal, () =>
      this.attempt(SYSTEM, async (system: Tx) => {
        system.allow(true);
        const each = parts.map(({ actor }) => new Tx(system.em, actor, system.now));
        parts.forEach(({ witness }, i) => witness?.began(each[i]!));
        const results = await work(system, each);
        done.push(...parts.map((part, i) => ({ ...part, tx: each[i]! })).filter((_, i) => results[i] !== null));
        await finishAll(done);
        return results;
      }),
    );
    for (const { witness } of done) witness?.committed();
    return answers;
  }

  private async again<T>(actor: Actor, work: (tx: Tx) => Promise<T>, witness?: Witness): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(actor, work, witness);
      } catch (error) {
        if (attempt === 3 || !isRetryable(error) || !isWanted()) throw error;
      }
    }
  }

  private async attempt<T>(actor: Actor, work: (tx: Tx) => Promise<T>, witness?: Witness): Promise<T> {
    if (!isWanted()) throw Busy();
    const runner = this.source.createQueryRunner();
    try {
      await runner.startTransaction();
      return await this.leash.hold(runner, async () => {
        const tx = new Tx(runner.manager, actor, await actAs(runner, actor));
        witness?.began(tx);
        const result = await work(tx);
        await tx.finish();
        await witness?.see(tx);
        await runner.commitTransaction();
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

/** The statements of those without events, which are nearly all, are sent at once. */
async function finishAll(done: readonly (Part & { tx: Tx })[]): Promise<void> {
  const finish = ({ tx, witness }: Part & { tx: Tx }) => [
    ...[tx.act(), tx.finish()],
    ...(witness ? [witness.see(tx)] : []),
  ];
  await Promise.all(done.filter(({ tx }) => !tx.about().length).flatMap(finish));
  for (const { tx, witness } of done.filter((each) => each.tx.about().length)) {
    await tx.act();
    await tx.finish();
    await witness?.see(tx);
  }
}

/** Tells row-level security who acts, until the end of the transaction, and gives its time. */
async function actAs(runner: QueryRunner, actor: Actor): Promise<Date> {
  const [{ now }] = (await runner.query(`SELECT set_config('app.actor', $1, true), now()`, [actor.id])) as [
    { now: Date },
  ];
  return now;
}

/** Serialisation failure and deadlock: PostgreSQL says that the same work may pass if tried again. */
function isRetryable(error: unknown): boolean {
  const code = (error as { driverError?: { code?: string } }).driverError?.code;
  return code === '40001' || code === '40P01';
}
