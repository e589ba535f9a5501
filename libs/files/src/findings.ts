import type { PdfCoverage } from './pdf-coverage.ts';
import type { MediaType } from './media-types.ts';

/** Why a file of a type that is taken is not. */
export type UnsafeReason =
  | 'BYTES_BEFORE'
  | 'BYTES_AFTER'
  | 'SECOND_FORMAT'
  | 'ENCRYPTED'
  | 'ACTIVE_CONTENT'
  | 'FILES_INSIDE'
  | 'UNPACKS_TOO_LARGE'
  | 'TOO_COMPLEX';

/** What was found in a file; nothing is left out silently. */
export type Finding =
  | { readonly kind: 'GOOD'; readonly mediaType: MediaType; readonly coverage: PdfCoverage | null }
  | { readonly kind: 'REFUSED_TYPE' | 'LIES'; readonly found: string }
  | { readonly kind: 'DAMAGED' }
  | { readonly kind: 'UNSAFE'; readonly reason: UnsafeReason };

/** Thrown by the checks of one format, so that they read from top to bottom. */
export class Refused extends Error {
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(finding.kind);
    this.finding = finding;
  }
}

export const unsafe = (reason: UnsafeReason): Refused => new Refused({ kind: 'UNSAFE', reason });
export const damaged = (): Refused => new Refused({ kind: 'DAMAGED' });
