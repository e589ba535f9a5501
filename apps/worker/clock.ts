import { Inject, Injectable, Logger } from '@nestjs/common';
import { PgBoss } from 'pg-boss';
import { connectionOptions, APP_ROLE, DATABASE_URL, Db, SYSTEM, type Tx } from '#core';
import { Keeper } from '#audit';
import { Answering } from '#circulation';
import { Squashing } from '#coediting';
import { Terms } from '#convents';
import { Deadlines } from '#declarations';
import { Ceremonies } from '#factors';
import { FileSweep } from '#files';
import { IdentityCleanup } from '#identity';
import { GuestErasure } from '#meetings';
import { MinutesSilence } from '#minutes';
import { Obligations } from '#obligations';
import { OutsiderErasure } from '#outsiders';
import { PracticeChecks } from '#practices';
import { PrivacyClock } from '#privacy';
import { MergeAnswers } from '#proposals';
import { SearchIndexer } from '#search';
import { ClosingService } from '#voting';

const ZONE = 'Europe/Warsaw';

/** The work that time asks for, done once however many workers there are. */
@Injectable()
export class Clock {
  private readonly log = new Logger(Clock.name);
  private readonly boss: PgBoss;
  private started = false;
  private readonly jobs: Record<string, { cron: string; run: () => Promise<unknown> }>;

  // oxlint-disable-next-line max-lines-per-function -- a table: whose job it is, and one line for each
  constructor(
    @Inject(DATABASE_URL) url: string,
    private readonly db: Db,
    terms: Terms,
    cleanup: IdentityCleanup,
    deadlines: Deadlines,
    obligations: Obligations,
    practices: PracticeChecks,
    sweep: FileSweep,
    private readonly polls: ClosingService,
    silence: MinutesSilence,
    erasure: GuestErasure,
    index: SearchIndexer,
    merges: MergeAnswers,
    answering: Answering,
    squashing: Squashing,
    ceremonies: Ceremonies,
    outsiders: OutsiderErasure,
    privacy: PrivacyClock,
    keeper: Keeper,
  ) {
    this.boss = bossOf(url).on('error', (error) => this.log.error(error.message));
    this.jobs = {
      'mandate-terms': { cron: '* * * * *', run: this.inTx((tx) => terms.endOver(tx)) },
      'poll-deadlines': { cron: '* * * * *', run: () => this.closePolls() },
      'declaration-deadlines': { cron: '* * * * *', run: this.inTx((tx) => deadlines.lapse(tx)) },
      'minutes-silence': { cron: '* * * * *', run: this.inTx((tx) => silence.approve(tx)) },
      'merge-silence': { cron: '* * * * *', run: this.inTx((tx) => merges.silence(tx)) },
      'circulation-deadlines': { cron: '* * * * *', run: this.inTx((tx) => answering.closeDue(tx)) },
      'unit-documents': { cron: '* * * * *', run: () => squashing.run() },
      'guest-erasure': { cron: '47 * * * *', run: this.inTx((tx) => erasure.erase(tx)) },
      'outsider-erasure': { cron: '49 * * * *', run: this.inTx((tx) => outsiders.erase(tx)) },
      'practice-checks': { cron: '* * * * *', run: this.inTx((tx) => practices.outdate(tx)) },
      obligations: { cron: '* * * * *', run: this.inTx((tx) => obligations.refreshAll(tx)) },
      'identity-cleanup': { cron: '17 * * * *', run: this.inTx((tx) => cleanup.run(tx)) },
      'ceremony-cleanup': { cron: '*/10 * * * *', run: this.inTx((tx) => ceremonies.clean(tx)) },
      'idempotency-cleanup': { cron: '27 3 * * *', run: this.inTx(forgetOldKeys) },
      'search-index': { cron: '7 * * * *', run: () => index.catchUp(db) },
      ...privacy.jobs,
      'file-sweep': { cron: '37 * * * *', run: () => sweep.run() },
      'audit-checkpoint': { cron: '* * * * *', run: () => keeper.seal() },
    };
  }

  private inTx(work: (tx: Tx) => Promise<unknown>): () => Promise<unknown> {
    return () => this.db.run(SYSTEM, work);
  }

  async start(): Promise<void> {
    await this.boss.start();
    this.started = true;
    for (const [name, { cron, run }] of Object.entries(this.jobs)) {
      await this.boss.createQueue(name, { policy: 'short', retryLimit: 2 });
      await this.boss.schedule(name, cron, null, { tz: ZONE });
      await this.boss.work(name, { pollingIntervalSeconds: 5 }, run);
    }
  }

  /** Each poll in a transaction of its own; one that could not be closed is tried again the next minute. */
  private async closePolls(): Promise<void> {
    const { failures } = await this.polls.closeDue();
    for (const failure of failures) this.log.error(`a poll could not be closed: ${(failure as Error).message}`);
  }

  async stop(): Promise<void> {
    if (this.started) await this.boss.stop({ graceful: true, timeout: 2_000 });
  }
}

/** A client repeats a mutation within minutes; after a week its key is forgotten. */
async function forgetOldKeys(tx: Tx): Promise<void> {
  tx.allow(true);
  await tx.sql(`DELETE FROM idempotency WHERE at < now() - interval '7 days'`);
}

function bossOf(url: string): PgBoss {
  const connection = new URL(url);
  connection.searchParams.set('options', connectionOptions(APP_ROLE));
  return new PgBoss({
    connectionString: connection.toString(),
    max: 2,
    migrate: false,
    createSchema: false,
    application_name: 'konwent clock',
  });
}
