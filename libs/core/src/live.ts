import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import pg from 'pg';
import { DATABASE_URL } from './tokens.ts';

const EVERYONE = '*';
const ANYTHING = 'anything';
const LONGEST_PAUSE_MS = 5_000;
/** Where short words go that no event stands behind. */
const BRIEFS = 'brief';
const AFTER_TOPIC = ' ';

/** Tells open subscriptions that something happened to a subject. PostgreSQL carries it between processes. */
@Injectable()
export class Live implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger(Live.name);
  private readonly topics = new EventEmitter().setMaxListeners(0);
  private readonly subjects = new EventEmitter().setMaxListeners(0);
  private client?: pg.Client;
  private closed = false;

  constructor(@Inject(DATABASE_URL) private readonly url: string) {}

  async onModuleInit(): Promise<void> {
    await this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    this.topics.emit(EVERYONE);
    await this.client?.end().catch(() => undefined);
  }

  /**
   * Yields at once and then each time an event on one of the topics has committed; several events between two reads
   * count as one. After a lost connection it yields too, since something may have been missed.
   */
  changes(topics: readonly string[]): AsyncIterableIterator<void> {
    const names = [...topics, EVERYONE];
    let due = true;
    let ended = false;
    let waiting: ((result: IteratorResult<void>) => void) | undefined;
    const answer = (): IteratorResult<void> => {
      due = false;
      return ended ? { done: true, value: undefined } : { done: false, value: undefined };
    };
    const hear = () => {
      due = true;
      ended ||= this.closed;
      waiting?.(answer());
      waiting = undefined;
    };
    const end = () => {
      ended = true;
      names.forEach((name) => this.topics.off(name, hear));
      hear();
      return Promise.resolve<IteratorResult<void>>({ done: true, value: undefined });
    };
    names.forEach((name) => this.topics.on(name, hear));
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: () => (due || ended ? Promise.resolve(answer()) : new Promise((resolve) => (waiting = resolve))),
      return: end,
      throw: end,
    };
  }

  /** The same at every event there is, for whoever follows them all. */
  everything(): AsyncIterableIterator<void> {
    return this.changes([ANYTHING]);
  }

  /**
   * Hears each brief on a subject, at once and in order, until the answer is called. Null stands for those that may have
   * been missed while the connection was lost.
   */
  briefs(subject: string, hear: (text: string | null) => void): () => void {
    const miss = () => this.closed || hear(null);
    this.subjects.on(subject, hear);
    this.topics.on(EVERYONE, miss);
    return () => {
      this.subjects.off(subject, hear);
      this.topics.off(EVERYONE, miss);
    };
  }

  /** A connection that fails while it is made is the maker's to try again; one that ends later tries for itself. */
  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      keepAlive: true,
      connectionTimeoutMillis: 2_000,
      application_name: 'konwent live',
    });
    client.on('notification', ({ channel, payload }) => {
      if (channel === BRIEFS) return this.tell(payload!);
      this.topics.emit(payload!);
      this.topics.emit(ANYTHING);
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(`LISTEN event; LISTEN ${BRIEFS}`);
    } catch (error) {
      void client.end().catch(() => undefined);
      throw error;
    }
    client.once('end', () => void this.reconnect());
    this.client = client;
  }

  private tell(payload: string): void {
    const end = payload.indexOf(AFTER_TOPIC);
    this.subjects.emit(payload.slice(0, end), payload.slice(end + 1));
  }

  private async reconnect(): Promise<void> {
    if (!this.closed) this.log.warn('lost the live connection');
    for (let pause = 50; !this.closed; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      await sleep(pause);
      if (this.closed || !(await this.isBack())) continue;
      this.topics.emit(EVERYONE);
      return this.log.warn('the live connection is back');
    }
  }

  private isBack(): Promise<boolean> {
    return this.connect().then(
      () => true,
      () => false,
    );
  }
}
