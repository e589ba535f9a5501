import type { Actor, Seen, Tx, Witness } from '#core';

/** One line of the audit trail, before it has a transaction. */
export interface NewEntry {
  readonly id: string;
  readonly personId: string | null;
  readonly mandateId: string | null;
  readonly operation: string;
  readonly outcome: string;
  readonly subjectId: string | null;
  /** What decides in whose chain it goes. */
  readonly about: readonly string[];
  readonly times: number;
}

interface Told {
  readonly id: string;
  readonly operation: string;
  /** Known only once a guard has asked. */
  readonly me: () => Actor | null | undefined;
  /** Ids that the input names: where nothing came of it, they alone say whom it concerned. */
  readonly named: readonly string[];
}

export const COLUMNS = '(id, person_id, mandate_id, operation, outcome, subject_id, chain, times)';

const INSERT = `INSERT INTO audit_entry ${COLUMNS}
  VALUES ($1, $2, $3, $4, $5, $6, audit_chain_of($3, $7::uuid[]), $8)`;

export const INSERT_ALL = `INSERT INTO audit_entry ${COLUMNS}
  SELECT e.id, e.person, e.mandate, e.operation, e.outcome, e.subject, audit_chain_of(e.mandate, e.about), e.times
  FROM jsonb_to_recordset($1::jsonb) AS e (id uuid, person uuid, mandate uuid, operation text, outcome text, subject uuid,
    about uuid[], times int)`;

/** What `INSERT_ALL` takes. */
export const rowsOf = (entries: readonly NewEntry[]): string =>
  JSON.stringify(
    entries.map(({ id, personId, mandateId, operation, outcome, subjectId, about, times }) => ({
      ...{ id, person: personId, mandate: mandateId, operation, outcome, subject: subjectId, about, times },
    })),
  );

/** Writes of a mutation once, in the transaction of its effect; what had none, or was refused, it tells afterwards. */
export class MutationWitness implements Witness {
  private last?: Tx;
  private written = false;
  /** Whether the entry stands: with the first effect, whatever comes after it. */
  stands = false;

  constructor(private readonly told: Told) {}

  began(tx: Tx): void {
    this.last = tx;
    this.written = false;
  }

  async see(tx: Tx): Promise<void> {
    if (this.stands || this.written) return;
    const entry = this.entryOf(tx);
    const { id, personId, mandateId, operation, outcome, subjectId, times } = entry;
    await tx.sql(INSERT, [id, personId, mandateId, operation, outcome, subjectId, entry.about, times]);
    this.written = true;
  }

  /** The mutations of several people: nobody's entry was written before, since what is done alone is done anew. */
  async seeAll(system: Tx, seen: readonly Seen[]): Promise<void> {
    const all = seen as readonly (Seen & { readonly witness: MutationWitness })[];
    await system.sql(INSERT_ALL, [rowsOf(all.map(({ witness, tx }) => witness.entryOf(tx)))]);
    for (const { witness } of all) witness.written = true;
  }

  committed(): void {
    this.stands ||= this.written;
  }

  /** Of what left no entry in a transaction of its own. */
  afterwards(outcome: string): NewEntry {
    return this.entry(outcome, this.told.named, null);
  }

  private entryOf(tx: Tx): NewEntry {
    const about = tx.about();
    return this.entry(tx.replayed ? 'REPLAYED' : 'OK', about.length ? about : this.told.named, about[0] ?? null);
  }

  private entry(outcome: string, about: readonly string[], subjectId: string | null): NewEntry {
    const { id, operation, me } = this.told;
    const actor = me();
    const personId = actor?.kind === 'person' ? actor.id : null;
    return { id, personId, mandateId: this.last?.under ?? null, operation, outcome, subjectId, about, times: 1 };
  }
}
