import { setTimeout as sleep } from 'node:timers/promises';
import {
  Injectable,
  Logger,
  Module,
  type BeforeApplicationShutdown,
  type INestApplicationContext,
} from '@nestjs/common';
import { ModuleRef, NestFactory } from '@nestjs/core';
import { LoggerModule } from 'nestjs-pino';
import { Config, CoreModule, Db, enrol, feed, Live, type Consumer } from '#core';
import { AuditModule, Keeper } from '#audit';
import { ClosedEntity, ConventsModule } from '#convents';
import { DeclarationsModule } from '#declarations';
import { FactorsModule } from '#factors';
import { FilesModule } from '#files';
import { IdentityModule } from '#identity';
import { MeetingsModule } from '#meetings';
import { CirculationModule } from '#circulation';
import { CoeditingModule } from '#coediting';
import { MinutesModule } from '#minutes';
import { ObligationsModule } from '#obligations';
import { PracticesModule } from '#practices';
import { PrivacyModule } from '#privacy';
import { ProposalsModule } from '#proposals';
import { RecommendationRounds, RecommendationsModule } from '#recommendations';
import { ReadsModule } from '#reads';
import { SealsModule } from '#seals';
import { SearchIndexer, SearchModule } from '#search';
import { VotingModule } from '#voting';
import { logging } from '../api/logging.ts';
import { Clock } from './clock.ts';

/** Events that nobody announced, such as after a lost connection, are found after this long. */
const LOOK_AGAIN_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;

/** The consumers of events, each with a cursor of its own. */
const consumers = [ClosedEntity, RecommendationRounds, SearchIndexer];

/** How long changes may gather before they are chained together. */
const GATHER_MS = 200;

/** Feeds events to their consumers and keeps the clock jobs. Any number may run side by side. */
@Injectable()
export class Worker implements BeforeApplicationShutdown {
  private readonly ending = new AbortController();
  private loops: Promise<void>[] = [];

  constructor(
    private readonly db: Db,
    private readonly live: Live,
    private readonly clock: Clock,
    private readonly keeper: Keeper,
    private readonly modules: ModuleRef,
  ) {}

  async start(): Promise<void> {
    const found = consumers.map((type) => this.modules.get<Consumer>(type, { strict: false }));
    this.loops = found.map((consumer) => consume(this.db, this.live, consumer, this.ending.signal));
    this.loops.push(this.catchUp(), chain(this.keeper, this.live, this.ending.signal));
    await this.clock.start();
  }

  /** What came without an event, as a seed does; the clock does it again each hour. */
  private async catchUp(): Promise<void> {
    const index = this.modules.get(SearchIndexer, { strict: false });
    await index.catchUp(this.db, this.ending.signal).catch((error: Error) => {
      new Logger(index.name).error(`the index is not complete: ${error.message}`);
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ending.abort();
    await Promise.all([this.clock.stop(), ...this.loops]);
    await this.keeper.seal();
  }
}

const libs = [
  ...[IdentityModule, FactorsModule, SealsModule, ConventsModule, FilesModule, ObligationsModule],
  ...[SearchModule, VotingModule, PracticesModule, MeetingsModule, MinutesModule, DeclarationsModule],
  ...[CirculationModule, CoeditingModule, ProposalsModule, RecommendationsModule],
  ...[AuditModule, PrivacyModule],
];

@Module({ imports: libs, providers: [Clock, Worker] })
export class WorkerModule {}

/** A worker in a process of its own. */
export async function startWorker(config: Config, databaseUrl: string): Promise<INestApplicationContext> {
  const imports = [
    LoggerModule.forRoot(logging(config)),
    CoreModule.with(config, databaseUrl),
    ReadsModule,
    WorkerModule,
  ];
  const app = await NestFactory.createApplicationContext({ module: class {}, imports }, { logger: ['error', 'warn'] });
  await app.get(Worker).start();
  return app;
}

/** Gives a consumer every event in order; one that fails is tried again, later and later, and never skipped. */
async function consume(db: Db, live: Live, consumer: Consumer, signal: AbortSignal): Promise<void> {
  const log = new Logger(consumer.name);
  const wakes = live.everything();
  let wake = wakes.next();
  for (let failures = 0; !signal.aborted;) {
    try {
      if (failures === 0) await enrol(db, consumer);
      while (!signal.aborted && (await feed(db, consumer)));
      failures = 0;
      const woken = await Promise.race([wake.then(() => true), pause(LOOK_AGAIN_MS, signal)]);
      if (woken) wake = wakes.next();
    } catch (error) {
      const wait = Math.min(2 ** failures++ * 250, LONGEST_PAUSE_MS);
      log.error(`event could not be handled, trying again in ${wait} ms: ${(error as Error).message}`);
      await pause(wait, signal);
    }
  }
  await wakes.return!();
}

/** Chains what has been written, soon after each event and at the latest after a look. */
async function chain(keeper: Keeper, live: Live, signal: AbortSignal): Promise<void> {
  const wakes = live.everything();
  let wake = wakes.next();
  while (!signal.aborted) {
    await keeper.follow().catch((error: Error) => new Logger(Keeper.name).error(`not chained: ${error.message}`));
    const woken = await Promise.race([wake.then(() => true), pause(LOOK_AGAIN_MS, signal)]);
    if (woken) wake = wakes.next();
    await pause(GATHER_MS, signal);
  }
  await wakes.return!();
}

/** Waits, but not past the end; false in any case. */
const pause = (ms: number, signal: AbortSignal): Promise<false> =>
  sleep(ms, false as const, { signal }).catch(() => false as const);
