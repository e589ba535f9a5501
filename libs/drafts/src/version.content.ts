import { createHash } from 'node:crypto';
import type { ActRef, DraftText, ProposedAmendment } from '#drafting';
import { canonicalJson } from '#seals';

/** All that a version says, as it is hashed. */
export interface VersionContent extends DraftText {
  readonly draftId: string;
  readonly number: number;
  readonly title: string;
  /** The act concerned. */
  readonly act: ActRef | null;
  readonly amendments: readonly (ProposedAmendment & { readonly id: string })[];
}

/** The canonical text of a version, and its hash. */
export function frozenContent(version: VersionContent): { content: string; contentHash: string } {
  const content = canonicalJson(version);
  return { content, contentHash: createHash('sha256').update(content, 'utf8').digest('hex') };
}

export const contentIn = (content: string): VersionContent => JSON.parse(content) as VersionContent;

export const textIn = ({ form, heading, units }: DraftText): DraftText => ({ form, heading, units });
