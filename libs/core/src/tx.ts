import type { Type } from '@nestjs/common';
import type { EntityManager, FindOptionsWhere, QueryDeepPartialEntity } from 'typeorm';
import type { Actor } from './actor.ts';
import { Forbidden, NotFound, VersionConflict } from './errors.ts';
import { EventRow, type NewEvent } from './events.ts';
import type { Grounds } from './lifecycle.ts';

type Row = { id: string };

const NOT_YOURS = 'To należy do innego konwentu albo podmiotu: widzisz to, ale nie możesz zmieniać.';

/**
 * How a transaction tells row-level security who acts: a statement that takes the actor's id as $1 and answers the time.
 * With one that is sent ahead, the work begins before that is answered.
 */
export interface Opening {
  readonly text: string;
  readonly values: readonly unknown[];
}
export const OPENING: Opening = { text: `SELECT set_config('app.actor', $1, true), now()`, values: [] };
const ANOTHER: Opening = { text: `SELECT act_as($1) AS now`, values: [] };

/** One write: its transaction, who does it, and when by the database's clock. Only `Db` makes one. */
export class Tx {
  private decided = false;
  private time?: Date;
  private readonly sent: Promise<unknown>[];
  /** The mandate under which this is done, once the policy has said so; null in a person's own affairs. */
  under: string | null = null;
  /** Whether it only gave the answer of an earlier one with the same key again. */
  replayed = false;
  private readonly events: (NewEvent & { mandateId: string | null })[] = [];

  constructor(
    readonly em: EntityManager,
    readonly actor: Actor,
    /** The one whose transaction it is, where another began it. */
    private readonly within?: Tx,
  ) {
    this.sent = within ? within.sent : [];
  }

  /** When it began, by the database's clock. */
  get now(): Date {
    const time = this.time ?? this.within?.time;
    if (!time) throw new Error('a write that was sent ahead has had no answer yet');
    return time;
  }

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
  async act({ text, values }: Opening = ANOTHER): Promise<void> {
    const [{ now }] = (await this.sql<{ now: Date }>(text, [this.actor.id, ...values])) as [{ now: Date }];
    this.time ??= now;
  }

  /** Statements that are sent and need no answer: the commit follows them at once, and fails where they did. */
  later(work: Promise<unknown>): void {
    work.catch(() => undefined);
    this.sent.push(work);
  }

  /** Fails with the first of that which failed. */
  async settled(): Promise<void> {
    await allOf(this.sent);
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

/** Waits for all, also where one fails. */
export async function allOf(work: readonly Promise<unknown>[]): Promise<void> {
  for (const each of await Promise.allSettled(work)) if (each.status === 'rejected') throw each.reason;
}
