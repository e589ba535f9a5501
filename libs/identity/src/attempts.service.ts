import { createHash } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { APP_ROLE, connectionOptions, DATABASE_URL } from '#core';
import { TooManyAttempts } from './identity.errors.ts';

const WINDOW_SECONDS = 15 * 60;

/** Counts failed proofs of identity, on connections of its own: the refusal that rolls back must not undo the count. */
@Injectable()
export class AttemptsService implements OnApplicationShutdown {
  private readonly pool: pg.Pool;
  private readonly byAccount: RateLimiterPostgres;
  private readonly byAddress: RateLimiterPostgres;
  private readonly byStart: RateLimiterPostgres;

  constructor(@Inject(DATABASE_URL) connectionString: string) {
    this.pool = new pg.Pool({
      connectionString,
      max: 2,
      idleTimeoutMillis: 30_000,
      connectionTimeoutMillis: 2_000,
      application_name: 'konwent attempts',
      options: connectionOptions(APP_ROLE),
    });
    this.pool.on('error', () => undefined);
    this.byAccount = this.limiter('account', 10);
    this.byAddress = this.limiter('address', 100);
    this.byStart = this.limiter('start', 300);
  }

  /** For what anybody may begin and leave: it fills a table, and says nothing about anybody. */
  async starting(address: string): Promise<void> {
    await take(this.byStart, address);
  }

  /** Counts before the work, so that attempts side by side count too, and takes it back when the work succeeds. */
  async during<T>(address: string, account: string | null, work: () => Promise<T>): Promise<T> {
    const accountKey = account && createHash('sha256').update(account).digest('base64url');
    await take(this.byAddress, address);
    if (accountKey) await take(this.byAccount, accountKey);
    const result = await work();
    await this.byAddress.reward(address);
    if (accountKey) await this.byAccount.delete(accountKey);
    return result;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }

  private limiter(keyPrefix: string, points: number): RateLimiterPostgres {
    const limits = { keyPrefix, points, duration: WINDOW_SECONDS };
    return new RateLimiterPostgres({
      ...limits,
      storeClient: this.pool,
      storeType: 'pool',
      tableName: 'attempt',
      tableCreated: true,
      clearExpiredByTimeout: false,
      insuranceLimiter: new RateLimiterMemory(limits),
    });
  }
}

async function take(limiter: RateLimiterPostgres, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw TooManyAttempts({ retryAfterSeconds: Math.ceil(refusal.msBeforeNext / 1000) });
  }
}
