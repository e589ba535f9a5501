import { createHash } from 'node:crypto';

/** The chain of what concerns no convent and not the forum: the node's own. */
export const NODE_CHAIN = '00000000-0000-0000-0000-000000000000';
const FORMAT = 'konwent-audit/1';

/** Every use of the hash has a first byte of its own, so that nothing can be taken for something else. */
const LEAF = 0;
const LINK = 1;
const ROOT = 2;

type Part = string | number | null;

/** Arrays of texts and whole numbers alone: their JSON is canonical (RFC 8785) as it comes. */
const digest = (use: number, content: readonly (Part | readonly Part[])[]): Buffer =>
  createHash('sha256')
    .update(Uint8Array.of(use))
    .update(JSON.stringify([FORMAT, ...content]))
    .digest();

const hex = (hash: Uint8Array | null): string | null => hash && Buffer.from(hash).toString('hex');

export type Kind = 'EVENT' | 'ENTRY';

/** One row as its chain has it: every column, as PostgreSQL writes it as text. */
export interface Chained {
  readonly kind: Kind;
  readonly chain: string;
  readonly content: readonly (string | null)[];
}

export const leafOf = ({ kind, chain, content }: Chained): Buffer => digest(LEAF, [kind, chain, content]);

/** Where a link stands, in its own chain and among all. */
export interface Place {
  readonly chain: string;
  readonly seq: number;
  readonly position: number;
}

/** A link follows from the one before it in its chain; the first from none. */
export const linkOf = ({ chain, seq, position }: Place, previous: Buffer | null, leaf: Buffer): Buffer =>
  digest(LINK, [chain, seq, position, hex(previous), hex(leaf)]);

/** The end of one chain. */
export interface Head {
  readonly chain: string;
  readonly seq: number;
  readonly hash: Buffer;
}

/** What a checkpoint says of all chains at once. */
export function rootOf(heads: Iterable<Head>): string {
  const told = [...heads].map(({ chain, seq, hash }) => [chain, seq, hex(hash)] as const);
  return digest(
    ROOT,
    told.sort(([a], [b]) => (a < b ? -1 : 1)),
  ).toString('hex');
}
