import pg from 'pg';
import utils from 'pg/lib/utils.js';

/** A statement that a connection has already prepared. */
export interface Prepared {
  readonly name: string;
  readonly values: readonly unknown[];
}

/** What the types of pg do not say of a connection. */
interface Wire {
  bind(config: { statement: string; values: readonly unknown[] }): void;
  execute(config: object): void;
  sync(): void;
}

/**
 * Prepared statements that leave and are answered together: one transaction by PostgreSQL's own rule, since nothing
 * but the last is followed by a Sync. Each gives one value: the first column of its first row, as text.
 */
export class Packet {
  readonly statements: readonly Prepared[];
  private readonly answers: (string | null)[];
  private at = 0;

  constructor(
    statements: readonly Prepared[],
    /** Called by pg once all are answered, or at the first error. */
    readonly callback: (error: Error | null, answers: (string | null)[]) => void,
  ) {
    // Before anything is sent: a value that cannot be said must not leave half a packet behind.
    this.answers = statements.map(() => null);
    this.statements = statements.map(({ name, values }) => ({
      name,
      values: values.map((value) => utils.prepareValue(value)),
    }));
  }

  submit(wire: Wire): null {
    for (const { name, values } of this.statements) {
      wire.bind({ statement: name, values });
      wire.execute({});
    }
    wire.sync();
    return null;
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    this.answers[this.at] ??= fields[0]!;
  }

  handleCommandComplete(): void {
    this.at++;
  }

  handleError(error: Error): void {
    this.callback(error, []);
  }

  handleReadyForQuery(): void {
    this.callback(null, this.answers);
  }
}

/** pg lets only queries of its own into a pipeline; what their constructor would set up, this one does without. */
Object.setPrototypeOf(Packet.prototype, pg.Query.prototype as object);
