import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { APP_ROLE, connectionOptions, DATABASE_URL, PUBLIC_ROLE } from '#core';
import type { Plan } from './plan.ts';

const CONNECTIONS = 4;
/** Prepared statements live in the memory of each connection: past so many, all connections start anew. */
const MOST_NAMES = 1_000;
const NAMED_FROM_USE = 2;
/** By then a connection that PostgreSQL ends is seen to be closed. */
const ATTENTION_MS = 20;

/** What the types of pg do not say of its clients. */
type Corked = pg.Client & { connection: { stream: Socket } };

/** Whether the connection failed rather than the statement. */
const isLost = (error: unknown): boolean => !(error instanceof pg.DatabaseError) || /^57P0/.test(error.code ?? '');

/**
 * Runs compiled reads over a few pipelined connections, the signed-out as a role of their own that sees what is
 * published and nothing else.
 */
@Injectable()
export class Reader implements OnApplicationShutdown {
  private readonly log = new Logger(Reader.name);
  private readonly lines: Record<string, Promise<pg.Client>[]> = { [APP_ROLE]: [], [PUBLIC_ROLE]: [] };
  private turn = 0;
  private names = 0;
  private generation = 0;
  private closed = false;

  constructor(@Inject(DATABASE_URL) private readonly url: string) {}

  /** The JSON text that the plan answers, or null where there is no row. */
  async run(plan: Plan, values: unknown[], actorId: string | null): Promise<string | null> {
    const statement = { name: this.nameOf(plan), text: plan.text, values, rowMode: 'array' };
    const answer = await this.onLine(actorId ? APP_ROLE : PUBLIC_ROLE, (client) =>
      plan.guarded && actorId
        ? this.asActor(client, statement, actorId)
        : (client.query(statement) as unknown as Promise<pg.QueryArrayResult>),
    );
    return (answer.rows[0] as [string | null] | undefined)?.[0] ?? null;
  }

  /** A statement of a lib's own, on the same connections: for what every request needs, such as its session. */
  async rows<Row>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    const answer = await this.onLine(APP_ROLE, (client) => client.query({ name, text, values }));
    return answer.rows as Row[];
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    await this.endAll();
  }

  /** Reads change nothing: what a lost connection took with it is asked again on another. */
  private async onLine<T>(role: string, ask: (client: pg.Client) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const client = await this.client(role);
      try {
        return await ask(client);
      } catch (error) {
        if (attempt > CONNECTIONS || this.closed || !isLost(error)) throw error;
        await sleep(ATTENTION_MS);
      }
    }
  }

  /** One network trip: the four statements leave together, so nothing can come between them. */
  private async asActor(client: pg.Client, statement: pg.QueryConfig, actorId: string): Promise<pg.QueryArrayResult> {
    if (!/^[0-9a-f-]{36}$/i.test(actorId)) throw new Error('the actor of a read is a person');
    const { stream } = (client as Corked).connection;
    stream.cork(); // one packet, one system call
    const begun = client.query(`BEGIN READ ONLY; SET LOCAL app.actor = '${actorId}'`);
    const answer = client.query(statement) as unknown as Promise<pg.QueryArrayResult>;
    const ended = client.query('COMMIT');
    stream.uncork();
    const [, result] = await Promise.all([begun, answer, ended.catch(() => undefined)]);
    return result;
  }

  private nameOf(plan: Plan): string | undefined {
    if (++plan.uses < NAMED_FROM_USE) return undefined;
    if (plan.name?.startsWith(`${this.generation}.`)) return plan.name;
    if (++this.names > MOST_NAMES) this.startAnew();
    return (plan.name = `${this.generation}.${this.names}`);
  }

  private startAnew(): void {
    this.generation++;
    this.names = 1;
    void this.endAll();
  }

  private async endAll(): Promise<void> {
    const clients = Object.values(this.lines).flatMap((line) => line.splice(0));
    await Promise.all(
      clients.map(async (client) => (await client.catch(() => undefined))?.end().catch(() => undefined)),
    );
  }

  private client(role: string): Promise<pg.Client> {
    const line = this.lines[role]!;
    const place = this.turn++ % CONNECTIONS;
    if (!line[place]) {
      const fresh: Promise<pg.Client> = this.connect(role, () => line[place] === fresh && delete line[place]);
      line[place] = fresh;
    }
    return line[place];
  }

  private async connect(role: string, drop: () => void): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url,
      pipeline: true,
      keepAlive: true,
      connectionTimeoutMillis: 2_000,
      application_name: 'konwent reads',
      options: `${connectionOptions(role)} -c plan_cache_mode=force_generic_plan`,
    } as pg.ClientConfig);
    client.once('end', drop);
    client.on('error', (error) => {
      drop();
      if (!this.closed) this.log.warn(`lost a read connection: ${error.message}`);
    });
    await client.connect().catch((error: unknown) => {
      drop();
      throw error;
    });
    return client;
  }
}
