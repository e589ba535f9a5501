import { createHash } from 'node:crypto';
import { canonicalJson } from '#seals';
import type { MandateFunction } from '#convents';
import type { DeclarationKind, EntryRule } from './words.ts';

export interface Unit {
  readonly id: string;
  readonly section: string | null;
  readonly label: string | null;
  readonly heading: string | null;
  readonly text: string;
}

export interface Party {
  readonly conventId: string;
  readonly capacities: readonly MandateFunction[];
}

/** All that a signature stands for. Layout, deadline and state are no part of it. */
export interface Content {
  readonly kind: DeclarationKind;
  readonly title: string;
  readonly addressee: string | null;
  readonly effectiveOn: string | null;
  readonly forum: { readonly name: string; readonly abbreviation: string } | null;
  readonly units: readonly Unit[];
  readonly parties: readonly (Party & { readonly name: string })[];
  readonly entry: { readonly rule: EntryRule; readonly count: number | null };
}

/** The canonical text of a content, and its hash. */
export function sealedText(content: Content): { content: string; contentHash: string } {
  const text = canonicalJson(content);
  return { content: text, contentHash: sha256(text) };
}

export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** How many parties have to sign. */
export const needed = ({ rule, count }: Content['entry'], parties: number): number =>
  rule === 'ALL' ? parties : count!;
