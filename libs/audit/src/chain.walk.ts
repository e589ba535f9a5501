import { dataOf, typeOf, XACT } from './chain.rows.ts';
import { leafOf, linkOf, rootOf, type Head, type Kind } from './chain.hashing.ts';
import { CheckpointSealed } from './audit.events.ts';
import type { Findings } from './audit.report.ts';

/** A link as it is stored, with the row that it holds, if that is still there. */
export interface StoredLink {
  readonly position: number;
  readonly chain: string;
  readonly seq: number;
  readonly xact: string;
  readonly event_id: string | null;
  readonly entry_id: string | null;
  readonly leaf: Buffer;
  readonly hash: Buffer;
  readonly content: (string | null)[] | null;
}

/** A row's place in the order in which rows are chained: by transaction, entries before events, by id. */
export interface Spot {
  readonly xact: bigint;
  readonly kind: Kind;
  readonly row: string;
}

export const spotOf = (kind: Kind, content: readonly (string | null)[]): Spot => ({
  ...{ xact: BigInt(content[XACT]!), kind, row: content[0]! },
});

export function precedes(one: Spot, other: Spot): boolean {
  if (one.xact !== other.xact) return one.xact < other.xact;
  if (one.kind !== other.kind) return one.kind === 'ENTRY';
  return one.kind === 'EVENT' ? BigInt(one.row) < BigInt(other.row) : one.row < other.row;
}

const NEVER: Head = { chain: '', seq: 0, hash: Buffer.alloc(0) };

/** The row that a link holds; odd where it names two. */
function heldBy({ event_id, entry_id }: StoredLink) {
  const isOdd = event_id !== null && entry_id !== null;
  return event_id === null
    ? ({ kind: 'ENTRY', table: 'audit_entry', row: String(entry_id), isOdd } as const)
    : ({ kind: 'EVENT', table: 'event', row: event_id, isOdd } as const);
}

/** Goes along the links in their order and says of each whether it is what it was, without being led astray by one that is not. */
export class ChainWalk {
  readonly heads = new Map<string, Head>();
  /** What events tell of checkpoints: the hash of each by its sequence. */
  readonly sealed = new Map<number, string>();
  readonly counts = { EVENT: 0, ENTRY: 0 };
  position = 0;
  /** Where the latest row that is as it was stands in the order of transactions. */
  last: Spot = { xact: 0n, kind: 'ENTRY', row: '' };

  constructor(private readonly findings: Findings) {}

  root = (): string => rootOf(this.heads.values());

  step(link: StoredLink): void {
    const { position } = link;
    this.gap(position);
    const { kind, table, row, isOdd } = heldBy(link);
    this.counts[kind]++;
    if (isOdd) this.findings.add('LINK_CHANGED', 'audit_link', position, position);
    const leaf = link.content && leafOf({ kind, chain: link.chain, content: link.content });
    if (!leaf) this.findings.add('ROW_REMOVED', table, row, position);
    const isLinkWhole = this.follows(link, leaf ?? link.leaf);
    if (leaf?.equals(link.leaf)) this.read(link, kind);
    else if (leaf && isLinkWhole) this.findings.add('ROW_CHANGED', table, row, position);
  }

  /** Takes note of a row that is as it was. */
  private read({ content, xact, position }: StoredLink, kind: Kind): void {
    const own = content![XACT]!;
    if (own !== xact) this.findings.add('LINK_CHANGED', 'audit_link', position, position);
    const spot = spotOf(kind, content!);
    if (precedes(this.last, spot)) this.last = spot;
    if (kind === 'EVENT') this.hear(content!);
  }

  hear(content: readonly (string | null)[]): void {
    if (typeOf(content) !== CheckpointSealed.type) return;
    const { sequence, hash } = JSON.parse(dataOf(content)) as { sequence: number; hash: string };
    this.sealed.set(sequence, hash);
  }

  private gap(position: number): void {
    const [from, to] = [this.position + 1, position - 1];
    if (from <= to) this.findings.add('LINK_MISSING', 'audit_link', from === to ? from : `${from}–${to}`, from);
    this.position = position;
  }

  /** Whether the link is what follows from the one before with the leaf that it names, or with that of its row. */
  private follows(link: StoredLink, ofRow: Buffer): boolean {
    const { chain, seq, position, hash } = link;
    const before = this.heads.get(chain) ?? NEVER;
    const place = { chain, seq: before.seq + 1, position };
    const after = (leaf: Buffer): Buffer => linkOf(place, before.seq ? before.hash : null, leaf);
    const [named, found] = [after(link.leaf), after(ofRow)];
    if (seq === place.seq && hash.equals(named)) return this.move(place, named);
    if (hash.equals(named) || hash.equals(found) || (seq === place.seq && ofRow.equals(link.leaf)))
      return this.change(link, place, hash.equals(named) ? named : found);
    return this.lose(link, place.seq);
  }

  private move({ chain, seq }: Head | Omit<Head, 'hash'>, hash: Buffer): true {
    this.heads.set(chain, { chain, seq, hash });
    return true;
  }

  /** A column of the link itself is not what it was; the chain goes on from what it must have been. */
  private change({ position }: StoredLink, place: Omit<Head, 'hash'>, hash: Buffer): false {
    this.findings.add('LINK_CHANGED', 'audit_link', position, position);
    this.move(place, hash);
    return false;
  }

  /** What is missing before it cannot be made up for: the chain goes on from what the link says. */
  private lose({ chain, seq, position, hash }: StoredLink, expected: number): false {
    this.findings.add('CHAIN_BROKEN', 'audit_link', position, position);
    if (seq >= expected) this.heads.set(chain, { chain, seq, hash });
    return false;
  }
}
