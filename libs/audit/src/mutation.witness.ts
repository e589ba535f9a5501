import type { Actor, Tx, Witness } from '#core';

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
    const about = tx.about();
    const entry = this.entry(tx.replayed ? 'REPLAYED' : 'OK', about.length ? about : this.told.named, about[0] ?? null);
    const { id, personId, mandateId, operation, outcome, subjectId, times } = entry;
    await tx.sql(INSERT, [id, personId, mandateId, operation, outcome, subjectId, entry.about, times]);
    this.written = true;
  }

  committed(): void {
    this.stands ||= this.written;
  }

  /** Of what left no entry in a transaction of its own. */
  afterwards(outcome: string): NewEntry {
    return this.entry(outcome, this.told.named, null);
  }

  private entry(outcome: string, about: readonly string[], subjectId: string | null): NewEntry {
    const { id, operation, me } = this.told;
    const actor = me();
    const personId = actor?.kind === 'person' ? actor.id : null;
    return { id, personId, mandateId: this.last?.under ?? null, operation, outcome, subjectId, about, times: 1 };
  }
}
