import type { Socket } from 'node:net';
import pg from 'pg';

/** Past so many, a connection prepares no more: each statement stays in its memory for as long as it lives. */
const MOST_NAMES = 400;
const LONGEST = 8_000;

const BEGIN = 'START TRANSACTION';

type Query = (...asked: unknown[]) => unknown;

/**
 * A connection that prepares the statements which come again, so that PostgreSQL plans them once: planning was two
 * thirds of a write. Only texts with parameters are taken, since only those come again. Statements that are sent before
 * the ones before are answered run one after another all the same, each seeing what the others did and what was committed
 * meanwhile; the first that fails makes the rest fail.
 */
export class PreparingClient extends pg.Client {
  private readonly known = new Map<string, { readonly name: string; uses: number }>();
  private isCorked = false;

  constructor(config: pg.ClientConfig) {
    super({ ...config, pipeline: true });
    // Between two owners nobody else listens, and an error that nobody hears ends the process; the next query tells of it.
    this.on('error', () => undefined);
    const ask = this.query.bind(this) as Query;
    this.query = ((text: unknown, values: unknown, ...rest: unknown[]) => {
      this.flushSoon();
      if (text === BEGIN && values === undefined) return this.begin(ask);
      const name = typeof text === 'string' && Array.isArray(values) && values.length ? this.nameOf(text) : undefined;
      return name ? ask({ name, text, values }, ...rest) : ask(text, values, ...rest);
    }) as never;
  }

  /** What is asked in one turn of the event loop leaves in one system call. */
  private flushSoon(): void {
    if (this.isCorked) return;
    this.isCorked = true;
    const stream = this.connection.stream as Socket;
    stream.cork();
    setImmediate(() => {
      this.isCorked = false;
      stream.uncork();
    });
  }

  /** Nobody waits for that. Where it fails the connection is torn, before anything could be done outside a transaction. */
  private begin(ask: Query): Promise<{ rows: never[] }> {
    void (ask(BEGIN) as Promise<unknown>).catch(() => this.connection.stream.destroy());
    return Promise.resolve({ rows: [] });
  }

  /** From the second use on. */
  private nameOf(text: string): string | undefined {
    const known = this.known.get(text);
    if (known) return ++known.uses > 1 ? known.name : undefined;
    if (this.known.size < MOST_NAMES && text.length < LONGEST)
      this.known.set(text, { name: `w${this.known.size}`, uses: 1 });
    return undefined;
  }
}
