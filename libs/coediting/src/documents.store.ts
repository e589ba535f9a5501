import { Injectable } from '@nestjs/common';
import * as Y from 'yjs';
import type { Tx } from '#core';
import type { UnitRow } from '#drafts';
import { LOAD, LOAD_ALL, STORE, type Author, type Row, type Unwritten } from './document.rows.ts';
import { DocumentMemory } from './document.memory.ts';
import { beginningOf, docOf } from './unit.document.ts';
import type { End } from './unit-document.entity.ts';

/** A document as it is now, with the place of everything that is to be stored of it. */
export interface Loaded {
  readonly unitId: string;
  readonly id: string;
  readonly number: number;
  readonly doc: Y.Doc;
  readonly authors: Author[];
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

/** What was found of the documents of units, and from where on, by their ids. */
export interface Found {
  readonly rows: readonly (Row | Unwritten)[];
  readonly known: ReadonlyMap<string, number>;
}

/** Who writes, and under which mandate; nobody where the server does. */
export interface By {
  readonly personId: string | null;
  readonly mandateId: string | null;
}
export const NOBODY: By = { personId: null, mandateId: null };

/** One update to store. */
export interface Written {
  readonly seq: number;
  readonly bytes: Uint8Array;
  readonly by: By;
}
/** Of each document once. */
export interface Storing {
  readonly document: Loaded;
  readonly updates: readonly Written[];
  /** The clients of whom the history gets a line now, and whose they are. */
  readonly authors: readonly { readonly client: number; readonly by: By }[];
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Documents as they are stored; some are also kept in memory, to be read from their last update on. */
@Injectable()
export class Documents {
  private readonly memory = new DocumentMemory();

  /** The documents of units whose rows are locked, or that are only read: those that are not stored begin with the row. */
  async load(tx: Tx, units: ReadonlyMap<string, UnitRow>): Promise<Map<string, Loaded>> {
    return this.take(tx, units, await this.find(tx, [...units.keys()]));
  }

  /**
   * What is stored of the documents of units, sent at once: it may follow the statement that locks them before that is
   * answered. Of the documents that are probably meant, what is not in memory.
   */
  async find(tx: Tx, unitIds: readonly string[], { clients = [], meant = [] }: Wanted = {}): Promise<Found> {
    const known = this.memory.known(meant);
    const one = unitIds.length === 1;
    const which = one ? unitIds[0] : unitIds;
    const rows = await tx.sql<Row | Unwritten>(one ? LOAD : LOAD_ALL, [
      ...[which, [...known.keys()], clients, [...known.values()]],
    ]);
    return { rows, known };
  }

  /** Makes documents of what was found; what of them was in memory is the caller's from then on. */
  async take(tx: Tx, units: ReadonlyMap<string, UnitRow>, { rows, known }: Found): Promise<Map<string, Loaded>> {
    const documents = rows
      .filter(({ unitId }) => units.has(unitId))
      .map(async (row) =>
        row.id === null ? begun(units.get(row.unitId)!, row) : this.stored(tx, row, known.get(row.id)),
      );
    return new Map((await Promise.all(documents)).map((document) => [document.unitId, document]));
  }

  /** Gives documents back once what was done with them is committed. */
  keep(documents: readonly Loaded[]): void {
    for (const { id, seq, doc } of documents) this.memory.keep(id, seq, doc);
  }

  /** Stores updates of documents, and a document with its first. */
  async store(tx: Tx, draftId: string, draftVersion: number, storing: readonly Storing[]): Promise<void> {
    const beginning = storing.filter(({ document }) => document.beginning);
    const begun = beginning.map(({ document }) => begin(tx, draftId, draftVersion, document));
    const given = storing.map(({ document: { id, seq }, updates, authors }) => ({
      ...{ id, seq, bytes: updates.reduce((sum, { bytes }) => sum + bytes.length, 0) },
      authors: authors.map(({ client, by }) => ({ client, ...by })),
      updates: updates.map((each) => ({ seq: each.seq, bytes: base64(each.bytes), ...each.by })),
    }));
    const stored = tx.sql(STORE, [draftId, JSON.stringify(given), draftVersion, tx.now]);
    await Promise.all([...begun, stored]);
  }

  /** Makes the log of a document part of its snapshot; who wrote when stays, without the bytes. */
  async squash(tx: Tx, { id, seq, doc }: Pick<Loaded, 'id' | 'seq' | 'doc'>): Promise<void> {
    const snapshot = Buffer.from(Y.encodeStateAsUpdate(doc));
    await tx.sql(`UPDATE unit_document SET snapshot = $2, snapshot_seq = $3, logged_bytes = 0 WHERE id = $1`, [
      id,
      snapshot,
      seq,
    ]);
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

  /** Whoever worked on it meanwhile may have thrown away what was in memory: then all of it is read. */
  private async stored(tx: Tx, row: Row, since: number | undefined): Promise<Loaded> {
    const doc = since === undefined ? new Y.Doc() : this.memory.takeOut(row.id, since);
    if (doc) return loaded(row, doc);
    const { rows } = await this.find(tx, [row.unitId]);
    return loaded({ ...(rows[0] as Row), authors: row.authors }, new Y.Doc());
  }
}

function loaded({ snapshot, updates, snapshotBytes, authors, ...row }: Row, doc: Y.Doc): Loaded {
  doc.transact(() => {
    for (const bytes of [...(snapshot ? [snapshot] : []), ...(updates ?? [])]) Y.applyUpdate(doc, bytes);
  });
  return { ...row, doc, size: snapshotBytes + row.loggedBytes, authors: authors ?? [], beginning: null };
}

/** A document that is not stored yet. */
function begun(unit: UnitRow, { unitId, before }: Unwritten): Loaded {
  const { id, ...beginning } = beginningOf(unitId, before, unit);
  const nothing = { authors: [], seq: 0, logged: 0, loggedBytes: 0, size: beginning.update.length };
  return { unitId, id, number: before, doc: docOf([beginning.update]), beginning, ...nothing };
}

async function begin(tx: Tx, draftId: string, draftVersion: number, document: Loaded): Promise<void> {
  const { id, unitId, number, beginning } = document;
  const { client, update } = beginning!;
  const stored = tx.sql(
    `INSERT INTO unit_document (id, draft_id, unit_id, number, seq, snapshot, snapshot_seq, draft_version, created_at, changed_at)
     VALUES ($1, $2, $3, $4, 0, $5, 0, $6, $7, $7)`,
    [id, draftId, unitId, number, Buffer.from(update), draftVersion, tx.now],
  );
  const signed = tx.sql(`INSERT INTO unit_author (document_id, client, draft_id, noted_at) VALUES ($1, $2, $3, $4)`, [
    ...[id, client, draftId, tx.now],
  ]);
  await Promise.all([stored, signed]);
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
