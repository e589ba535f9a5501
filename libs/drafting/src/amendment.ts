import type { ActRef } from './act.citation.ts';
import type { UnitKind } from './unit.kinds.ts';
import type { Step, UnitPart } from './unit.path.ts';

/** What is done to a provision (rodzaj zmiany). */
export enum Operation {
  NEW_WORDING = 'NEW_WORDING',
  INSERT_AFTER = 'INSERT_AFTER',
  APPEND = 'APPEND',
  REPEAL = 'REPEAL',
  REPLACE_WORDS = 'REPLACE_WORDS',
  INSERT_WORDS = 'INSERT_WORDS',
  DELETE_WORDS = 'DELETE_WORDS',
  RENUMBER = 'RENUMBER',
  NUMBER_CONTENT = 'NUMBER_CONTENT',
}

/** One or more units of one kind next to one another in an act: ust. 2, or pkt 3–5 of a ust.; or a part of one. */
export interface Target {
  /** The units around, from large to small; empty for articles. */
  readonly within: readonly Step[];
  readonly kind: UnitKind;
  /** As in Step: places for tirets. */
  readonly labels: readonly string[];
  readonly part: UnitPart;
}

/**
 * A change of one provision as data. What it needs depends on the operation:
 * NEW_WORDING `wording` · INSERT_AFTER (after the target) `added`, `wording` · APPEND (at the end of the target's unit) `added`, `wording` ·
 * REPLACE_WORDS `words`, `newWords` · INSERT_WORDS (after `words`) `newWords` · DELETE_WORDS `words` · RENUMBER `added` (the new labels) ·
 * NUMBER_CONTENT (the text of an article becomes ust. 1) `added` and `wording` of what is appended, if anything.
 */
export interface Amendment {
  readonly operation: Operation;
  readonly target: Target;
  /** The new units, by kind and labels. */
  readonly added: { readonly kind: UnitKind; readonly labels: readonly string[] } | null;
  /** The proposed wording, as printed, labels included. */
  readonly wording: string | null;
  readonly words: string | null;
  readonly newWords: string | null;
}

/** A proposed change with all that a recommendation says of it. */
export interface ProposedAmendment {
  readonly act: ActRef;
  readonly amendment: Amendment;
  /** The wording in force on the day it was read. */
  readonly inForce: string | null;
  readonly justification: string | null;
}
