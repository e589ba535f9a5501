import { LIMITS } from '#drafting';

/** Parts of a unit, each a text of its document under that name. */
export const PARTS = ['title', 'text', 'closing'] as const;
export type Part = (typeof PARTS)[number];

export const MOST = {
  /** Bytes of one update. */
  update: 64 * 1024,
  /** Pieces of insertions in one update: each may have to be put in order among all others. */
  structs: 2_000,
  /** Characters that an update may count, deleted ones too. */
  counted: 100_000,
  /** Units that one push or question may be about. */
  units: 20,
  /** Bytes of a document with all that was deleted in it. */
  document: 512 * 1024,
  /** Updates in the log, and bytes of them, before whoever writes next makes a snapshot of them. */
  log: 100,
  logBytes: 64 * 1024,
  chars: { title: LIMITS.title, text: LIMITS.text, closing: LIMITS.text } as Record<Part, number>,
} as const;
