import { canonicalJson, contentHash, verifyRecord, type Verified } from '#seals';
import type { Findings } from './audit.report.ts';
import { CHECKPOINT_KIND, type CheckpointRecord } from './checkpoint.record.ts';

/** A checkpoint as it is stored. */
export interface StoredCheckpoint {
  readonly id: string;
  readonly sequence: number;
  readonly size: number;
  readonly root: string;
  readonly sealed_at: string;
  readonly file: string;
}

/** What is left to compare with the chains, once its seal is known to be good. */
export interface Sealed extends CheckpointRecord {
  readonly hash: string;
}

/** The checkpoint in a file, or what is wrong with it. */
export async function readCheckpoint(file: string, keys: unknown): Promise<(Sealed & { sealedAt: string }) | string> {
  const result = await verifyRecord(file, keys);
  if (!result.ok) return result.message;
  if (result.kind !== CHECKPOINT_KIND) return `To zapis rodzaju „${result.kind}”.`;
  const { record, seal } = result as unknown as Verified & { record: CheckpointRecord };
  return { ...record, hash: contentHash(JSON.parse(file)), sealedAt: seal.sealedAt };
}

/** Goes along the checkpoints: each has its number, its seal, and names the one before. */
export class CheckpointWalk {
  readonly good = new Map<number, Sealed>();
  count = 0;
  private next = 1;

  constructor(
    private readonly findings: Findings,
    private readonly keys: unknown,
  ) {}

  async step(row: StoredCheckpoint): Promise<void> {
    this.count++;
    this.missing(row.sequence);
    const before = this.good.get(this.next - 1);
    this.next = row.sequence + 1;
    const read = await readCheckpoint(row.file, this.keys);
    const wrong = typeof read === 'string' ? read : this.differs(row, read, before);
    if (wrong !== undefined)
      return this.findings.add('CHECKPOINT_CHANGED', 'audit_checkpoint', row.sequence, undefined, wrong);
    this.good.set(row.sequence, read as Sealed);
  }

  /** Events tell of each that there was; afterwards, so that the last one is missed too. */
  compare(told: ReadonlyMap<number, string>): void {
    for (const [sequence, hash] of told) {
      const known = this.good.get(sequence);
      const { findings } = this;
      if (known && known.hash !== hash) findings.add('CHECKPOINT_CHANGED', 'audit_checkpoint', sequence);
      if (known || findings.has('CHECKPOINT_CHANGED', sequence) || findings.has('CHECKPOINT_MISSING', sequence))
        continue;
      findings.add('CHECKPOINT_MISSING', 'audit_checkpoint', sequence);
    }
  }

  private missing(sequence: number): void {
    for (; this.next < sequence; this.next++) this.findings.add('CHECKPOINT_MISSING', 'audit_checkpoint', this.next);
  }

  /** The columns repeat what is sealed; where the one before is not good, that has been said. */
  private differs(row: StoredCheckpoint, read: Sealed & { sealedAt: string }, before?: Sealed): string | undefined {
    const { id, sequence, size, root, sealed_at } = row;
    const columns = { id, sequence, size, root, sealedAt: sealed_at };
    const sealed = { id: read.id, sequence: read.sequence, size: read.size, root: read.root, sealedAt: read.sealedAt };
    if (canonicalJson(columns) !== canonicalJson(sealed)) return 'Kolumny mówią co innego niż pieczęć.';
    const isFirst = sequence === 1;
    if (isFirst ? read.previous !== null : before && read.previous !== before.hash)
      return 'Nie następuje po poprzednim.';
    return undefined;
  }
}
