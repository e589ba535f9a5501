import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { APP_ROLE, ClaimLost, connectionOptions, DATABASE_URL, PUBLIC_ROLE, type Actor } from '#core';
import { Packet, type Prepared } from './packet.ts';
import type { Plan } from './plan.ts';

const CONNECTIONS = 4;
/**
 * Prepared statements live in the memory of each connection, some 200 bytes for each character of their text: past so
 * many, or so much text, all connections start anew. What is longer than any client's usual question is never prepared.
 */
const MOST_NAMES = 1_000;
const MOST_TEXT = 400_000;
const LONGEST_PREPARED = 20_000;
const NAMED_FROM_USE = 2;
/** By then a connection that PostgreSQL ends is seen to be closed. */
const ATTENTION_MS = 20;

/** Who reads: a person, or whoever a claim is for if it is confirmed. */
export type Reading = Pick<Actor, 'id' | 'claim'>;

interface Statement extends Omit<Prepared, 'name'> {
  /** Absent where it is not worth preparing. */
  readonly name: string | undefined;
  readonly text: string;
}

/** What the types of pg do not say of its clients. */
type Line = pg.Client & { connection: { stream: Socket; parsedStatements: Record<string, string> } };

const CLAIM = { name: 'claim', text: 'SELECT claim($1, $2)' };
const ACT_AS = { name: 'act as', text: `SELECT set_config('app.actor', $1, true)` };

/** What tells PostgreSQL, for the rest of a transaction, who reads; nothing where it does not matter. */
const openingOf = ({ guarded }: Plan, { id, claim }: Reading): Statement | undefined => {
  if (claim) return { ...CLAIM, values: [claim.hash, guarded] };
  return guarded ? { ...ACT_AS, values: [id] } : undefined;
};

/** The first value of each statement, all in one transaction and one network trip. */
async function together(client: pg.Client, statements: readonly Statement[]): Promise<(string | null)[]> {
  const { stream, parsedStatements } = (client as Line).connection;
  flushSoon(stream);
  const isPrepared = (each: Statement): each is Statement & Prepared => parsedStatements[each.name ?? ''] === each.text;
  if (statements.every(isPrepared))
    return new Promise((resolve, reject) => {
      const packet = new Packet(statements, (error, answers) => (error ? reject(error) : resolve(answers)));
      client.query(packet as never);
    });
  // The first time on a connection pg has to prepare them, each by itself, so that the transaction is spelled out.
  const frame = (text: string) => (statements.length > 1 ? client.query(text).catch(() => undefined) : undefined);
  const begun = frame('BEGIN');
  const answers = statements.map(async ({ name, text, values }) => {
    const config = { name, text, values: [...values], rowMode: 'array' as const };
    return (await client.query<[string | null]>(config)).rows[0]?.[0] ?? null;
  });
  const [found] = await Promise.all([Promise.all(answers), begun, frame('COMMIT')]);
  return found;
}

const corked = new WeakSet<Socket>();

/** What several requests ask in one turn of the event loop leaves in one system call. */
function flushSoon(stream: Socket): void {
  if (corked.has(stream)) return;
  corked.add(stream);
  stream.cork();
  setImmediate(() => {
    corked.delete(stream);
    stream.uncork();
  });
}

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
  private text = 0;
  private generation = 0;
  private closed = false;

  constructor(@Inject(DATABASE_URL) private readonly url: string) {}

  /**
   * The JSON text that the plan answers, or null where there is no row. Throws ClaimLost where the reader was presumed
   * by a claim that this transaction does not confirm.
   */
  async run(plan: Plan, values: unknown[], reader: Reading | null): Promise<string | null> {
    const name = this.nameOf(plan);
    const opening = reader && openingOf(plan, reader);
    const statement = { name, text: plan.text, values };
    const answers = await this.onLine(reader ? APP_ROLE : PUBLIC_ROLE, (client) =>
      opening ? together(client, [opening, statement]) : together(client, [statement]),
    );
    const claim = reader?.claim;
    if (claim && answers[0] !== claim.found) throw new ClaimLost();
    if (claim) claim.confirmed = true;
    return answers.at(-1) ?? null;
  }

  /** What PostgreSQL says of whoever holds the secret behind a hash; null where nobody does. */
  async claimed(hash: Buffer): Promise<string | null> {
    const [text] = await this.onLine(APP_ROLE, (client) => together(client, [{ ...CLAIM, values: [hash, false] }]));
    return text ?? null;
  }

  /** A statement of a lib's own, on the same connections: for what every request needs, such as its session. */
  async rows<Row>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    const answer = await this.onLine(APP_ROLE, (client) => {
      flushSoon((client as Line).connection.stream);
      return client.query({ name, text, values });
    });
    return answer.rows as Row[];
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    await this.endAll();
  }

  /** Reads change nothing: what a lost connection took with it is asked again on another. */
  private async onLine<T>(role: string, ask: (client: pg.Client) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await ask(await this.client(role));
      } catch (error) {
        if (attempt > CONNECTIONS || this.closed || !isLost(error)) throw error;
        await sleep(ATTENTION_MS);
      }
    }
  }

  private nameOf(plan: Plan): string | undefined {
    if (++plan.uses < NAMED_FROM_USE || plan.text.length > LONGEST_PREPARED) return undefined;
    if (plan.name?.startsWith(`${this.generation}.`)) return plan.name;
    this.text += plan.text.length;
    if (++this.names > MOST_NAMES || this.text > MOST_TEXT) this.startAnew(plan.text.length);
    return (plan.name = `${this.generation}.${this.names}`);
  }

  private startAnew(text: number): void {
    this.generation++;
    this.names = 1;
    this.text = text;
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
      options: `${connectionOptions(role)} -c plan_cache_mode=force_generic_plan -c default_transaction_read_only=on`,
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
