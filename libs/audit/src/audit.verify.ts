import { Findings, type AuditReport } from './audit.report.ts';
import type { Kind } from './chain.hashing.ts';
import { ENTRY_CONTENT, EVENT_CONTENT } from './chain.rows.ts';
import { ChainWalk, precedes, spotOf, type StoredLink } from './chain.walk.ts';
import { CheckpointWalk, readCheckpoint, type Sealed, type StoredCheckpoint } from './checkpoint.walk.ts';

/** Asks a statement of PostgreSQL, as the system. */
export type Ask = <Row>(text: string, values: unknown[]) => Promise<Row[]>;

/** What is known of the node without it. */
export interface Anchor {
  /** Its public keys (`konwent keys export`). */
  readonly keys: unknown;
  /** A checkpoint that was kept elsewhere, as it was. */
  readonly checkpoint?: string;
}

const BATCH = 2_000;

const CHECKPOINTS = `SELECT id, sequence, size, root, file,
    to_char(sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.') ||
      regexp_replace(to_char(sealed_at AT TIME ZONE 'UTC', 'US'), '000$', '') || 'Z' AS sealed_at
  FROM audit_checkpoint WHERE sequence > $1 ORDER BY sequence LIMIT $2`;

const LINKS = `SELECT position, chain, seq, xact, event_id, entry_id, leaf, hash, CASE WHEN event_id IS NULL
    THEN (SELECT ${ENTRY_CONTENT} FROM audit_entry e WHERE e.id = l.entry_id)
    ELSE (SELECT ${EVENT_CONTENT} FROM event e WHERE e.id = l.event_id) END AS content
  FROM audit_link l WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3`;

const UNLINKED = `
  SELECT 'event' AS table, id::text AS row FROM event e WHERE xact > $1 AND xact < $2
    AND NOT EXISTS (SELECT FROM audit_link l WHERE l.event_id = e.id)
  UNION ALL SELECT 'audit_entry', id::text FROM audit_entry e WHERE xact > $1 AND xact < $2
    AND NOT EXISTS (SELECT FROM audit_link l WHERE l.entry_id = e.id)`;

const REST = `
  SELECT 'EVENT' AS kind, ${EVENT_CONTENT} AS content FROM event e WHERE xact >= $1
    AND NOT EXISTS (SELECT FROM audit_link l WHERE l.event_id = e.id)
  UNION ALL SELECT 'ENTRY', ${ENTRY_CONTENT} FROM audit_entry e WHERE xact >= $1
    AND NOT EXISTS (SELECT FROM audit_link l WHERE l.entry_id = e.id)`;

/**
 * Reads the whole audit trail and names every row that is not as it was written. It trusts nothing but what it is given:
 * neither the database's functions nor, with `keys`, its list of keys. Others may go on writing meanwhile.
 */
export async function verifyAudit(ask: Ask, { keys, checkpoint }: Anchor): Promise<AuditReport> {
  const findings = new Findings();
  const sealed = new CheckpointWalk(findings, keys);
  // First the checkpoints, then the end: what is sealed later covers more than there was then.
  await inBatches<StoredCheckpoint>(
    ask,
    CHECKPOINTS,
    (row) => row.sequence,
    [],
    (row) => sealed.step(row),
  );
  const known = await anchored(findings, sealed, keys, checkpoint);
  const [{ end } = { end: 0 }] = await ask<{ end: number }>(
    `SELECT position AS end FROM audit_link ORDER BY position DESC LIMIT 1`,
    [],
  );
  const walk = new ChainWalk(findings);
  const roots = new Roots(known, walk, findings);
  let after = 0n;
  await inBatches<StoredLink>(
    ask,
    LINKS,
    (link) => link.position,
    [end],
    (link) => {
      roots.before(link.position);
      walk.step(link);
    },
    async () => {
      await unlinked(ask, findings, after, walk.last.xact);
      after = walk.last.xact - 1n;
    },
  );
  roots.before(Infinity);
  const pending = await rest(ask, walk, findings);
  sealed.compare(walk.sealed);
  const { EVENT: events, ENTRY: entries } = walk.counts;
  const counts = { events, entries, chains: walk.heads.size, checkpoints: sealed.count, pending };
  return { ok: !findings.list.length, ...counts, findings: findings.list, more: findings.more };
}

/** Reads row by row, so many at once, each part of the table once. */
async function inBatches<Row>(
  ask: Ask,
  text: string,
  keyOf: (row: Row) => number,
  values: unknown[],
  step: (row: Row) => unknown,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  for (let after = 0; ;) {
    const rows = await ask<Row>(text, [after, ...values, BATCH]);
    for (const row of rows) await step(row);
    await between();
    if (rows.length < BATCH) return;
    after = keyOf(rows.at(-1)!);
  }
}

async function unlinked(ask: Ask, findings: Findings, after: bigint, upTo: bigint): Promise<void> {
  const rows = await ask<{ table: 'event' | 'audit_entry'; row: string }>(UNLINKED, [String(after), String(upTo)]);
  for (const { table, row } of rows) findings.add('ROW_INSERTED', table, row);
}

/** What no chain holds from the last link on: how many rows came after it. */
async function rest(ask: Ask, walk: ChainWalk, findings: Findings): Promise<number> {
  const rows = await ask<{ kind: Kind; content: string[] }>(REST, [String(walk.last.xact)]);
  const pending = rows.filter(({ kind, content }) => precedes(walk.last, spotOf(kind, content)));
  for (const { kind, content } of rows)
    if (!precedes(walk.last, spotOf(kind, content)))
      findings.add('ROW_INSERTED', kind === 'EVENT' ? 'event' : 'audit_entry', content[0]!);
  for (const { kind, content } of pending) if (kind === 'EVENT') walk.hear(content);
  return pending.length;
}

/** The checkpoints to compare with, together with the one that was kept elsewhere. */
async function anchored(
  findings: Findings,
  { good }: CheckpointWalk,
  keys: unknown,
  file: string | undefined,
): Promise<Sealed[]> {
  const known = [...good.values()];
  if (file === undefined) return known;
  const anchor = await readCheckpoint(file, keys);
  if (typeof anchor === 'string') {
    findings.add('ANCHOR_INVALID', 'audit_checkpoint', '–', undefined, anchor);
    return known;
  }
  const { sequence, hash } = anchor;
  const stored = good.get(sequence);
  if (!stored && !findings.has('CHECKPOINT_CHANGED', sequence) && !findings.has('CHECKPOINT_MISSING', sequence))
    findings.add('CHECKPOINT_MISSING', 'audit_checkpoint', sequence);
  if (stored && stored.hash !== hash) findings.add('CHECKPOINT_CHANGED', 'audit_checkpoint', sequence);
  return [...known, anchor];
}

/** Compares the chains with the checkpoints as they are passed. */
class Roots {
  private readonly due: Sealed[];
  private told = false;

  constructor(
    checkpoints: readonly Sealed[],
    private readonly walk: ChainWalk,
    private readonly findings: Findings,
  ) {
    this.due = [...checkpoints].sort((a, b) => b.size - a.size);
  }

  /** All links before this position have been walked. */
  before(position: number): void {
    for (let next = this.due.at(-1); next && next.size < position; next = this.due.at(-1)) {
      this.compare(next);
      this.due.pop();
    }
  }

  /** The first that does not fit tells of all that follow. */
  private compare({ size, root, sequence }: Sealed): void {
    if (this.told) return;
    const detail = `Punkt kontrolny ${sequence}, ${size} wierszy.`;
    const { position } = this.walk;
    if (position < size) this.findings.add('TRUNCATED', 'audit_link', position + 1, position + 1, detail);
    else if (this.walk.root() !== root) this.findings.add('REWRITTEN', 'audit_link', size, size, detail);
    else return;
    this.told = true;
  }
}
