import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import type { QueryRunner } from 'typeorm';
import { Busy } from './errors.ts';
import { DATABASE_URL } from './tokens.ts';

const signals = new AsyncLocalStorage<AbortSignal>();
type Query = QueryRunner['query'];

/** Does the work of a request; once the signal says that nobody waits for it any more, no transaction of it goes on. */
export const whileWanted = <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => signals.run(signal, work);

/** Whether the work that this is part of is still waited for; what belongs to no request always is. */
export const isWanted = (): boolean => !signals.getStore()?.aborted;

/** Ends transactions that nobody waits for, over a connection of its own: the others may all be waiting for locks. */
@Injectable()
export class Leash implements OnApplicationShutdown {
  private readonly pool: pg.Pool;

  constructor(@Inject(DATABASE_URL) connectionString: string) {
    this.pool = new pg.Pool({
      ...{ connectionString, max: 1, idleTimeoutMillis: 10_000, connectionTimeoutMillis: 2_000 },
      application_name: 'konwent cancels',
    });
    this.pool.on('error', () => undefined);
  }

  /**
   * Does the work of a transaction that has begun. When its request is over, the statement that runs is cancelled and
   * none is sent any more but the ROLLBACK.
   */
  async hold<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
    const signal = signals.getStore();
    if (!signal) return work();
    const { processID } = (await runner.connect()) as { processID: number };
    const query = runner.query.bind(runner) as Query;
    runner.query = (async (...asked: Parameters<Query>) => {
      if (signal.aborted && asked[0] !== 'ROLLBACK') throw Busy();
      return query(...asked);
    }) as Query;
    let cancelled: Promise<unknown> | undefined;
    const cut = () => (cancelled = this.cancel(processID));
    signal.addEventListener('abort', cut);
    try {
      return await work();
    } finally {
      signal.removeEventListener('abort', cut);
      await cancelled; // before the connection serves another
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }

  /** Where even this fails, the limits on locks and statements end it. */
  private cancel(processId: number): Promise<unknown> {
    return this.pool.query('SELECT pg_cancel_backend($1)', [processId]).catch(() => undefined);
  }
}
