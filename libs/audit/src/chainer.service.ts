import { Injectable } from '@nestjs/common';
import { Db, SYSTEM, type Tx } from '#core';
import { PollClosed } from '#voting';
import { ENTRY_CONTENT, EVENT_CONTENT, typeOf, XACT } from './chain.rows.ts';
import { leafOf, linkOf, type Chained, type Head } from './chain.hashing.ts';

/** Whoever chains or seals is alone, in whatever process. */
const LOCK = 5_461_208;
const MOST_ROWS = 500;

interface Fresh extends Chained {
  readonly event_id: string | null;
  readonly entry_id: string | null;
}

export interface Step {
  /** Whether more may be waiting. */
  readonly more: boolean;
  /** Whether a poll was closed among it, which is sealed at once. */
  readonly closing: boolean;
}

const NOTHING: Step = { more: false, closing: false };

/** The last link; before the first, a place before every row. */
interface End {
  readonly position: number;
  readonly xact: string;
  readonly event_id: string | null;
  readonly entry_id: string | null;
}

const END = `
  SELECT coalesce(position, 0) AS position, coalesce(xact, 0) AS xact, event_id, entry_id FROM (VALUES (1)) AS one
  LEFT JOIN (SELECT * FROM audit_link ORDER BY position DESC LIMIT 1) l ON true`;

/** What follows on the last link in the order of transactions, up to the oldest one that is still open; then its content. */
const FRESH = `
  WITH open AS (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xact),
  bound AS (SELECT least(
    coalesce((SELECT xact FROM event WHERE xact > $1 ORDER BY xact LIMIT 1 OFFSET ${MOST_ROWS}), open.xact - 1),
    coalesce((SELECT xact FROM audit_entry WHERE xact > $1 ORDER BY xact LIMIT 1 OFFSET ${MOST_ROWS}), open.xact - 1),
    open.xact - 1) AS xact FROM open),
  fresh AS (
    SELECT 'ENTRY' AS kind, xact, NULL::bigint AS event_id, id AS entry_id FROM audit_entry e
      WHERE xact >= $1 AND xact <= (SELECT xact FROM bound) AND (xact > $1 OR id > $3::uuid)
        AND NOT EXISTS (SELECT FROM audit_link l WHERE l.entry_id = e.id)
    UNION ALL SELECT 'EVENT', xact, id, NULL FROM event e
      WHERE xact >= $1 AND xact <= (SELECT xact FROM bound) AND (xact > $1 OR $3::uuid IS NOT NULL OR id > $2::bigint)
        AND NOT EXISTS (SELECT FROM audit_link l WHERE l.event_id = e.id)
    ORDER BY xact, kind, event_id, entry_id LIMIT ${MOST_ROWS})
  SELECT f.*, coalesce(e.chain, n.chain) AS chain, coalesce(e.content, n.content) AS content FROM fresh f
    LEFT JOIN LATERAL (SELECT chain, ${ENTRY_CONTENT} AS content FROM audit_entry e WHERE e.id = f.entry_id) n ON true
    LEFT JOIN LATERAL (SELECT audit_chain_of(mandate_id, subject_id || concerns) AS chain, ${EVENT_CONTENT} AS content
      FROM event e WHERE e.id = f.event_id) e ON true
  ORDER BY f.xact, f.kind, f.event_id, f.entry_id`;

/**
 * Puts what has been committed into the chains, after the fact: so nobody who writes waits for a chain, and nothing gets
 * past it, whoever wrote it.
 */
@Injectable()
export class Chainer {
  constructor(private readonly db: Db) {}

  /** Does nothing while another process is at it. */
  step(): Promise<Step> {
    return this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      const [lock] = await tx.sql<{ mine: boolean }>(`SELECT pg_try_advisory_xact_lock($1) AS mine`, [LOCK]);
      if (!lock!.mine) return NOTHING;
      const [last] = await tx.sql<End>(END);
      const rows = await tx.sql<Fresh>(FRESH, [last!.xact, last!.event_id, last!.entry_id]);
      if (!rows.length) return NOTHING;
      await append(tx, last!.position, rows);
      return { more: true, closing: rows.some(({ content }) => typeOf(content) === PollClosed.type) };
    });
  }

  /** Nobody chains from here to the end of the transaction. */
  async hold(tx: Tx): Promise<void> {
    await tx.sql(`SELECT pg_advisory_xact_lock($1)`, [LOCK]);
  }

  /** Until nothing is left that can be chained now; whether a poll was closed among it. */
  async catchUp(): Promise<boolean> {
    let closing = false;
    for (let step = await this.step(); step.more; step = await this.step()) closing ||= step.closing;
    return closing;
  }
}

async function append(tx: Tx, after: number, rows: readonly Fresh[]): Promise<void> {
  const heads = new Map((await headsOf(tx, [...new Set(rows.map(({ chain }) => chain))])).map((h) => [h.chain, h]));
  const links = rows.map((row, i) => {
    const { chain } = row;
    const before = heads.get(chain);
    const place = { chain, seq: (before?.seq ?? 0) + 1, position: after + i + 1 };
    const leaf = leafOf(row);
    const hash = linkOf(place, before?.hash ?? null, leaf);
    heads.set(chain, { chain, seq: place.seq, hash });
    return { ...place, leaf, hash, row };
  });
  await tx.sql(
    `INSERT INTO audit_link (position, chain, seq, xact, event_id, entry_id, leaf, hash)
     SELECT * FROM unnest($1::int[], $2::uuid[], $3::int[], $4::bigint[], $5::bigint[], $6::uuid[], $7::bytea[], $8::bytea[])`,
    [
      links.map(({ position }) => position),
      links.map(({ chain }) => chain),
      links.map(({ seq }) => seq),
      rows.map(({ content }) => content[XACT]),
      rows.map(({ event_id }) => event_id),
      rows.map(({ entry_id }) => entry_id),
      links.map(({ leaf }) => leaf),
      links.map(({ hash }) => hash),
    ],
  );
}

const headsOf = (tx: Tx, chains: readonly string[]): Promise<Head[]> =>
  tx.sql<{ chain: string; seq: number; hash: Buffer }>(
    `SELECT c.chain, l.seq, l.hash FROM unnest($1::uuid[]) AS c (chain)
     CROSS JOIN LATERAL (SELECT seq, hash FROM audit_link l WHERE l.chain = c.chain ORDER BY seq DESC LIMIT 1) l`,
    [chains],
  );
