import { Injectable } from '@nestjs/common';
import * as Y from 'yjs';
import { Db, type Actor, type Tx } from '#core';
import { WordsTogether, type Draft, type Rewording, type UnitRow } from '#drafts';
import type { KnownUnitInput, KnownUnitsInput, PushUnitUpdatesInput, UnitUpdateInput } from './coediting.inputs.ts';
import {
  DocumentFull,
  DocumentReplaced,
  StateUnreadable,
  UnitAskedTwice,
  UpdateNotYours,
  UpdateUnreadable,
} from './coediting.errors.ts';
import type { PushedUnit, UnitDocumentState } from './coediting.types.ts';
import { Documents, type Loaded, type Storing, type Written } from './documents.store.ts';
import { MOST } from './limits.ts';
import { decoded, follow, newClientsOf, saysThat, taken, wordsOf, type Decoded } from './unit.document.ts';

/** What is said on the subject of a draft: updates are there; ask for the documents again. */
export const UPDATED = 'u';
export const RESYNC = 'r';

interface Push {
  readonly unitId: string;
  readonly documentId: string;
  readonly update: Decoded;
}

const STANDARD = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function bytesOf({ unitId, update }: UnitUpdateInput): Uint8Array {
  const text = update.join('');
  if (!text || !STANDARD.test(text)) throw UpdateUnreadable({ unitId });
  return Buffer.from(text, 'base64');
}

function eachOnce(units: readonly { unitId: string }[]): void {
  const seen = new Set<string>();
  for (const { unitId } of units) {
    if (seen.has(unitId)) throw UnitAskedTwice({ unitId });
    seen.add(unitId);
  }
}

/** Takes what people write at the same time, and says what has been written. */
@Injectable()
export class Pushing {
  constructor(
    private readonly db: Db,
    private readonly words: WordsTogether,
    private readonly documents: Documents,
  ) {}

  /** All of it or nothing: every update is tried on the document as it is, under the lock of its unit. */
  async push(me: Actor, input: PushUnitUpdatesInput): Promise<PushedUnit[]> {
    let used: Loaded[] = [];
    const pushed = await this.db.write(me, input, async (tx) => {
      used = await this.take(tx, input);
      return used.map(({ unitId, id: documentId, seq }) => ({ unitId, documentId, seq }));
    });
    this.documents.keep(used);
    return pushed;
  }

  /** What of these documents whoever asks does not have; of units that are not in the text, nothing. */
  async states(tx: Tx, { draftId, units }: KnownUnitsInput): Promise<UnitDocumentState[]> {
    const asked = units.map((unit) => ({ ...unit, unitId: unit.unitId.toLowerCase() }));
    await this.words.see(tx, draftId);
    eachOnce(asked);
    const rows = await this.words.read(
      tx,
      draftId,
      asked.map(({ unitId }) => unitId),
    );
    const documents = await this.documents.load(tx, rows);
    return asked
      .filter(({ unitId }) => documents.has(unitId))
      .map((unit) => stateFor(unit, documents.get(unit.unitId)!));
  }

  private async take(tx: Tx, { draftId, updates }: PushUnitUpdatesInput): Promise<Loaded[]> {
    const draft = await this.words.enter(tx, draftId);
    const pushes = updates.map((each): Push => {
      const [unitId, documentId] = [each.unitId.toLowerCase(), each.documentId.toLowerCase()];
      return { unitId, documentId, update: decoded(unitId, bytesOf(each)) };
    });
    eachOnce(pushes);
    const rows = await this.words.lock(
      tx,
      draft.id,
      pushes.map(({ unitId }) => unitId),
    );
    const clients = new Set(pushes.flatMap(({ update }) => update.structs.map(({ id }) => id.client)));
    const meant = pushes.map(({ documentId }) => documentId);
    const documents = await this.documents.load(tx, rows, { clients: [...clients], meant });
    const done = pushes.map((push) => applied(tx, push, rows.get(push.unitId)!, documents.get(push.unitId)!));
    await this.write(
      tx,
      draft,
      rows,
      done.filter(({ updates: each }) => each.length),
    );
    return done.map(({ document }) => document);
  }

  private async write(tx: Tx, draft: Draft, rows: Map<string, UnitRow>, storing: readonly Storing[]): Promise<void> {
    if (!storing.length) return;
    await this.documents.store(tx, draft.id, draft.version, storing);
    const rewordings = storing.map(({ document: { unitId, doc }, authors }): Rewording => {
      return {
        unit: rows.get(unitId)!,
        words: { id: unitId, ...wordsOf(doc) },
        isNoted: authors.some(({ mine }) => mine),
      };
    });
    await this.words.write(tx, draft, rewordings);
    for (const { document } of storing)
      if (document.logged >= MOST.log || document.loggedBytes >= MOST.logBytes)
        await this.documents.squash(tx, document);
    await tx.brief(draft.id, UPDATED);
  }
}

/** Tries an update on a document that has caught up with its row, should anything have passed it by. */
function applied(tx: Tx, { unitId, documentId, update }: Push, row: UnitRow, document: Loaded): Storing {
  if (document.id !== documentId) throw DocumentReplaced({ unitId, documentId: document.id });
  const updates: Written[] = [];
  const note = (bytes: Uint8Array) => {
    updates.push({ seq: ++document.seq, bytes });
    document.logged++;
    document.loggedBytes += bytes.length;
    document.size += bytes.length;
  };
  const missed = saysThat(document.doc, row) ? null : follow(document.doc, row);
  if (missed) note(missed.update);
  const authors = writersOf(tx, unitId, document, update).map((client) => ({ client, mine: true }));
  const fresh = taken(document.doc, unitId, documentId, update);
  if (fresh) note(fresh);
  if (document.size > MOST.document && Y.encodeStateAsUpdate(document.doc).length > MOST.document)
    throw DocumentFull({ unitId, most: MOST.document });
  return { document, updates, authors: missed ? [{ client: missed.client, mine: false }, ...authors] : authors };
}

/** The clients of the actor’s that write something new and of whom the history said nothing lately; nobody else’s may. */
function writersOf({ actor }: Tx, unitId: string, document: Loaded, update: Decoded): number[] {
  return newClientsOf(document.doc, update).filter((client) => {
    const author = authorOf(document, client);
    if (author && author.personId !== actor.id) throw UpdateNotYours({ unitId, client });
    return !author?.isNoted;
  });
}

function authorOf({ authors, beginning }: Loaded, client: number): Loaded['authors'][number] | undefined {
  if (client === beginning?.client) return { client, personId: null, isNoted: true };
  return authors.find((each) => each.client === client);
}

function stateFor({ unitId, documentId, stateVector }: KnownUnitInput, { id, seq, doc }: Loaded): UnitDocumentState {
  const knows = documentId?.toLowerCase() === id && stateVector;
  const update = knows ? differenceTo(unitId, doc, Buffer.from(stateVector, 'base64')) : Y.encodeStateAsUpdate(doc);
  return {
    ...{ unitId, documentId: id, seq },
    update: Buffer.from(update).toString('base64'),
    stateVector: Buffer.from(Y.encodeStateVector(doc)).toString('base64'),
  };
}

function differenceTo(unitId: string, doc: Y.Doc, stateVector: Uint8Array): Uint8Array {
  try {
    return Y.encodeStateAsUpdate(doc, stateVector);
  } catch {
    throw StateUnreadable({ unitId });
  }
}
