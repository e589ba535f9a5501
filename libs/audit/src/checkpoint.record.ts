export const CHECKPOINT_KIND = 'audit-checkpoint';

/** What a checkpoint says: no more than how many rows are chained, and what they hash to. */
export interface CheckpointRecord {
  readonly id: string;
  readonly sequence: number;
  readonly size: number;
  readonly root: string;
  /** The hash of the checkpoint before, whole; null for the first. */
  readonly previous: string | null;
}
