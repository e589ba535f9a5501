import { Injectable } from '@nestjs/common';
import * as Y from 'yjs';
import type { Tx } from '#core';
import type { UnitRow } from '#drafts';
import { beginningOf, docOf } from './unit.document.ts';
import type { End } from './unit-document.entity.ts';

/** Whose a client of a document is, and whether the history said lately that it writes. */
export interface Author {
  readonly client: number;
  readonly personId: string | null;
  readonly isNoted: boolean;
}

/** A document as it is now, with the place of everything that is to be stored of it. */
export interface Loaded {
  readonly unitId: string;
  readonly id: string;
  readonly number: number;
  readonly doc: Y.Doc;
  readonly authors: readonly Author[];
  /** Set where the document is not stored yet. */
  readonly beginning: { readonly client: number; readonly update: Uint8Array } | null;
  seq: number;
  /** Updates and bytes that are not in the snapshot, and all bytes. */
  logged: number;
  loggedBytes: number;
  size: number;
}

interface Wanted {
  /** The clients of whom to find out whose they are. */
  readonly clients?: readonly number[];
  readonly meant?: readonly string[];
}

/** One update to store. */
export interface Written {
  readonly seq: number;
  readonly bytes: Uint8Array;
}
export interface Storing {
  readonly document: Loaded;
  readonly updates: readonly Written[];
  /** The clients of whom the history gets a line now; of the server’s own, `mine` is false. */
  readonly authors: readonly { readonly client: number; readonly mine: boolean }[];
}

interface Row {
  readonly unitId: string;
  readonly before: number;
  readonly id: string | null;
  readonly number: number;
  readonly seq: number;
  readonly snapshot: Buffer | null;
  readonly logged: number;
  readonly loggedBytes: number;
  readonly snapshotBytes: number;
  readonly updates: Buffer[] | null;
  readonly authors: Author[] | null;
}

/** How long a line of the history stands for somebody who goes on writing. */
const NOTED_FOR = '5 minutes';
const MOST_KEPT = 200;

const LOAD = `
  SELECT x.unit_id AS "unitId", (SELECT count(*)::int FROM unit_document o WHERE o.unit_id = x.unit_id) AS before,
    d.id, d.number, d.seq, octet_length(d.snapshot) AS "snapshotBytes", l.logged, l.bytes AS "loggedBytes",
    CASE WHEN k.seq >= d.snapshot_seq THEN NULL ELSE d.snapshot END AS snapshot,
    (SELECT array_agg(w.bytes ORDER BY w.seq) FROM unit_update w WHERE w.document_id = d.id AND w.seq > coalesce(k.seq, 0)) AS updates,
    (SELECT json_agg(json_build_object('client', a.client, 'personId', a.person_id,
        'isNoted', a.noted_at > now() - interval '${NOTED_FOR}'))
      FROM unit_author a WHERE a.document_id = d.id AND a.client = ANY ($3::bigint[])) AS authors
  FROM unnest($1::uuid[]) AS x (unit_id)
  LEFT JOIN unit_document d ON d.unit_id = x.unit_id AND d.ended_at IS NULL
  LEFT JOIN json_to_recordset($2) AS k (id uuid, seq int) ON k.id = d.id
  LEFT JOIN LATERAL (SELECT count(*)::int AS logged, coalesce(sum(octet_length(w.bytes)), 0)::int AS bytes
    FROM unit_update w WHERE w.document_id = d.id) l ON true`;

const STORE = `
  WITH given AS (SELECT * FROM json_to_recordset($2) AS g (id uuid, seq int, updates json, authors json)),
  moved AS (UPDATE unit_document d SET seq = g.seq, draft_version = $3, changed_at = $4 FROM given g WHERE d.id = g.id),
  signed AS (INSERT INTO unit_author (document_id, client, draft_id, person_id, mandate_id, noted_at)
    SELECT g.id, a.client, $1, CASE WHEN a.mine THEN $5::uuid END, CASE WHEN a.mine THEN $6::uuid END, $4
    FROM given g CROSS JOIN json_to_recordset(g.authors) AS a (client bigint, mine boolean)
    ON CONFLICT (document_id, client) DO UPDATE SET noted_at = excluded.noted_at)
  INSERT INTO unit_update (document_id, seq, draft_id, bytes, person_id, mandate_id, at)
  SELECT g.id, w.seq, $1, decode(w.bytes, 'base64'), $5, $6, $4
  FROM given g CROSS JOIN json_to_recordset(g.updates) AS w (seq int, bytes text)`;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/**
 * Documents as they are stored. Some are kept in memory, to be read from their last update on: each is taken out to be
 * worked on and comes back once that has been committed, so that none ever holds more than the database.
 */
@Injectable()
export class Documents {
  private readonly kept = new Map<string, { readonly seq: number; readonly doc: Y.Doc }>();

  /**
   * The documents of units whose rows are locked, or that are only read: those that are not stored begin with the row. Of the
   * documents that are probably meant, what is in memory is used, and is the caller's from then on.
   */
  async load(
    tx: Tx,
    units: ReadonlyMap<string, UnitRow>,
    { clients = [], meant = [] }: Wanted = {},
  ): Promise<Map<string, Loaded>> {
    const ids = [...units.keys()];
    const inMemory = this.takeOut(meant);
    const known = JSON.stringify([...inMemory].map(([id, { seq }]) => ({ id, seq })));
    const rows = await tx.sql<Row>(LOAD, [ids, known, clients]);
    return new Map(
      rows.map((row) => [row.unitId, loaded(row, units.get(row.unitId)!, inMemory.get(row.id ?? '')?.doc)]),
    );
  }

  /** Gives documents back once what was done with them is committed. */
  keep(documents: readonly Loaded[]): void {
    for (const { id, seq, doc } of documents) {
      this.kept.delete(id);
      this.kept.set(id, { seq, doc });
      const [oldest] = this.kept.keys();
      if (this.kept.size > MOST_KEPT) this.kept.delete(oldest!);
    }
  }

  /** Stores updates of documents, and a document with its first. */
  async store(tx: Tx, draftId: string, draftVersion: number, storing: readonly Storing[]): Promise<void> {
    for (const { document } of storing) if (document.beginning) await begin(tx, draftId, draftVersion, document);
    const given = storing.map(({ document: { id, seq }, updates, authors }) => ({
      ...{ id, seq, authors },
      updates: updates.map((each) => ({ seq: each.seq, bytes: base64(each.bytes) })),
    }));
    const person = tx.actor.kind === 'person' ? tx.actor.id : null;
    await tx.sql(STORE, [draftId, JSON.stringify(given), draftVersion, tx.now, person, tx.under]);
  }

  /** Makes the log of a document part of its snapshot; who wrote when stays, without the bytes. */
  async squash(tx: Tx, { id, seq, doc }: Pick<Loaded, 'id' | 'seq' | 'doc'>): Promise<void> {
    const snapshot = Buffer.from(Y.encodeStateAsUpdate(doc));
    await tx.sql(`UPDATE unit_document SET snapshot = $2, snapshot_seq = $3 WHERE id = $1`, [id, snapshot, seq]);
    await attribute(tx, [id]);
  }

  /** Ends the documents of units; whoever writes there next begins another. */
  async end(tx: Tx, unitIds: readonly string[], as: End): Promise<void> {
    const ended = await tx.sql<{ id: string }>(
      `UPDATE unit_document SET ended_at = $2, ended_as = $3, snapshot = NULL
       WHERE unit_id = ANY ($1) AND ended_at IS NULL RETURNING id`,
      [unitIds, tx.now, as],
    );
    if (ended.length)
      await attribute(
        tx,
        ended.map(({ id }) => id),
      );
  }

  /** Takes documents out of memory. */
  private takeOut(ids: readonly string[]): Map<string, { seq: number; doc: Y.Doc }> {
    const found = new Map<string, { seq: number; doc: Y.Doc }>();
    for (const id of ids) {
      const kept = this.kept.get(id);
      if (kept) found.set(id, kept);
      this.kept.delete(id);
    }
    return found;
  }
}

function loaded(row: Row, unit: UnitRow, kept: Y.Doc | undefined): Loaded {
  const { unitId, authors, updates } = row;
  if (row.id === null) {
    const { id, ...beginning } = beginningOf(unitId, row.before, unit);
    const doc = docOf([beginning.update]);
    const nothing = { authors: [], seq: 0, logged: 0, loggedBytes: 0, size: beginning.update.length };
    return { unitId, id, number: row.before, doc, beginning, ...nothing };
  }
  const doc = kept ?? docOf([]);
  doc.transact(() => {
    for (const bytes of [...(row.snapshot ? [row.snapshot] : []), ...(updates ?? [])]) Y.applyUpdate(doc, bytes);
  });
  const { id, number, seq, logged, loggedBytes, snapshotBytes } = row;
  const size = snapshotBytes + loggedBytes;
  return { ...{ unitId, id, number, doc, seq, logged, loggedBytes, size }, authors: authors ?? [], beginning: null };
}

async function begin(tx: Tx, draftId: string, draftVersion: number, document: Loaded): Promise<void> {
  const { id, unitId, number, beginning } = document;
  const { client, update } = beginning!;
  await tx.sql(
    `INSERT INTO unit_document (id, draft_id, unit_id, number, seq, snapshot, snapshot_seq, draft_version, created_at, changed_at)
     VALUES ($1, $2, $3, $4, 0, $5, 0, $6, $7, $7)`,
    [id, draftId, unitId, number, Buffer.from(update), draftVersion, tx.now],
  );
  await tx.sql(`INSERT INTO unit_author (document_id, client, draft_id, noted_at) VALUES ($1, $2, $3, $4)`, [
    ...[id, client, draftId, tx.now],
  ]);
}

/** Who wrote when, in place of what they wrote: a row a person for each stretch between two snapshots. */
async function attribute(tx: Tx, documentIds: readonly string[]): Promise<void> {
  await tx.sql(
    `WITH gone AS (DELETE FROM unit_update WHERE document_id = ANY ($1) RETURNING document_id, draft_id, seq, person_id, mandate_id, at)
     INSERT INTO unit_writing (document_id, first_seq, last_seq, updates, draft_id, person_id, mandate_id, began_at, ended_at)
     SELECT document_id, min(seq), max(seq), count(*), draft_id, person_id, mandate_id, min(at), max(at) FROM gone
     GROUP BY document_id, draft_id, person_id, mandate_id`,
    [documentIds],
  );
}
