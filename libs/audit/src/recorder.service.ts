import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Db, DomainError, newId, refusalIn, SYSTEM, whileWanted, witnessed, type Actor, type Tx } from '#core';
import { Batches } from './batches.ts';
import { Flood } from './flood.ts';
import { INSERT_ALL, MutationWitness, rowsOf, type NewEntry } from './mutation.witness.ts';
import { GraphQLError } from 'graphql';

export interface Attempted {
  readonly operation: string;
  readonly me: () => Actor | null | undefined;
  readonly named?: readonly string[];
}

const FLUSH_MS = 10_000;

/** Leaves one entry for each mutation: with its effect where it has one, in a small transaction of its own otherwise. */
@Injectable()
export class Recorder implements BeforeApplicationShutdown {
  private readonly log = new Logger(Recorder.name);
  private readonly batches = new Batches<NewEntry>((entries) => this.store(entries));
  private readonly flood = new Flood();
  private readonly timer = setInterval(() => void this.settle(), FLUSH_MS).unref();

  constructor(private readonly db: Db) {}

  /** Does a mutation, whatever becomes of it; the answer waits for its entry. */
  async attend<T>({ operation, me, named = [] }: Attempted, work: () => Promise<T>): Promise<T> {
    const witness = new MutationWitness({ id: newId(), operation, me, named });
    try {
      const result = await witnessed(witness, work);
      if (!witness.stands) await this.add(witness.afterwards('OK'));
      return result;
    } catch (error) {
      if (!witness.stands) await this.refused(witness.afterwards(codeOf(error)));
      throw error;
    }
  }

  /** Writes down what was only counted, as far as its minute is over, or all of it. */
  async settle(all = false): Promise<void> {
    for (const entry of this.flood.over(Date.now(), all)) await this.add(entry);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.settle(true);
  }

  private async refused(entry: NewEntry): Promise<void> {
    if (this.flood.takes(entry, Date.now())) await this.add(entry);
  }

  /** Where the database has no time, the refusal is counted and written down later. */
  private async add(entry: NewEntry): Promise<void> {
    try {
      await this.batches.add(entry);
    } catch (error) {
      this.log.error(`an audit entry has to wait: ${(error as Error).message}`);
      this.flood.keep(entry, Date.now());
    }
  }

  /** Not bound to the request that happens to be first: others wait for the same statement. */
  private store(entries: readonly NewEntry[]): Promise<void> {
    return whileWanted(new AbortController().signal, () =>
      this.db.run(SYSTEM, async (tx: Tx) => {
        tx.allow(true);
        await tx.sql(`${INSERT_ALL} ON CONFLICT DO NOTHING`, [rowsOf(entries)]);
      }),
    );
  }
}

/** The code that the client reads; nothing of the message. */
function codeOf(error: unknown): string {
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  const known = cause instanceof DomainError ? cause : refusalIn(cause);
  const code = known?.extensions.code ?? (cause instanceof GraphQLError ? String(cause.extensions.code ?? '') : '');
  return /^[A-Z][A-Z0-9_]{0,99}$/.test(code) ? code : 'INTERNAL';
}
