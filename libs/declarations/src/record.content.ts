import type { MandateFunction, Standing } from '#convents';
import type { Content } from './content.ts';
import type { DeclarationKind, SignatureMethod } from './words.ts';

/** A signature as the published record has it: who signed is told by function and mandate, never by name. */
export interface RecordedSignature {
  readonly conventId: string;
  readonly function: MandateFunction | null;
  readonly mandate: {
    readonly id: string;
    readonly basis: string;
    readonly from: string;
    readonly until: string | null;
  } | null;
  readonly method: SignatureMethod;
  readonly signedAt: string;
  readonly signedOn: string | null;
  readonly contentHash: string;
  /** SHA-256 of the scan or PDF, which is attached and not validated. */
  readonly fileHash: string | null;
  readonly evidenceNote: string | null;
}

/** What stands in the sealed record of a declaration. */
export interface DeclarationRecord {
  readonly id: string;
  readonly kind: DeclarationKind;
  readonly body: { readonly type: 'Convent' | 'Forum'; readonly id: string; readonly name: string };
  readonly text: Content;
  readonly textHash: string;
  readonly version: number;
  readonly versions: readonly {
    readonly number: number;
    readonly contentHash: string;
    readonly createdAt: string;
    readonly frozenAt: string | null;
  }[];
  readonly openedAt: string | null;
  readonly deadline: string | null;
  readonly inForceAt: string;
  readonly inForceOn: string;
  readonly dayKnown: boolean;
  readonly reported: boolean;
  readonly source: string | null;
  readonly signatures: readonly RecordedSignature[];
  readonly decision: {
    /** Null where a poll of the forum decided. */
    readonly number: string | null;
    readonly decidedOn: string;
    readonly basis: string;
    readonly accepted: boolean;
    readonly contentHash: string;
  } | null;
  readonly followed: {
    readonly forum: { readonly id: string; readonly name: string; readonly abbreviation: string } | null;
    readonly standings: readonly {
      readonly conventId: string;
      readonly kind: Standing;
      readonly from: string;
      readonly until: string | null;
    }[];
  };
}
