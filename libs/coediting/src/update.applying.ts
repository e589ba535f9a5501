import * as Y from 'yjs';
import type { Tx } from '#core';
import type { UnitRow, Words } from '#drafts';
import type { UnitUpdateInput } from './coediting.inputs.ts';
import type { PushedUnit } from './coediting.types.ts';
import {
  DocumentFull,
  DocumentReplaced,
  UnitAskedTwice,
  UpdateNotYours,
  UpdateUnreadable,
} from './coediting.errors.ts';
import { NOBODY, type By, type Loaded, type Storing, type Written } from './documents.store.ts';
import { MOST } from './limits.ts';
import { decoded, follow, newClientsOf, saysThat, taken, wordsOf, type Decoded } from './unit.document.ts';

/** What somebody pushed of one unit, read but not tried yet. */
export interface Push {
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

export function eachOnce(units: readonly { unitId: string }[]): void {
  const seen = new Set<string>();
  for (const { unitId } of units) {
    if (seen.has(unitId)) throw UnitAskedTwice({ unitId });
    seen.add(unitId);
  }
}

/** Reads what was pushed; refuses what cannot be tried on any document. */
export function pushesIn(updates: readonly UnitUpdateInput[]): Push[] {
  const pushes = updates.map((each): Push => {
    const [unitId, documentId] = [each.unitId.toLowerCase(), each.documentId.toLowerCase()];
    return { unitId, documentId, update: decoded(unitId, bytesOf(each)) };
  });
  eachOnce(pushes);
  return pushes;
}

/** Who does what a transaction is about, once it knows under which mandate. */
export const byOf = ({ actor, under }: Tx): By => ({
  personId: actor.kind === 'person' ? actor.id : null,
  mandateId: under,
});

/** An update that was taken, and what the unit said before where the history gets a line. */
export interface Step extends Storing {
  readonly before: Words | null;
}

/**
 * Tries an update on a document that has caught up with its row, should anything have passed it by; without a row, with
 * which it has already. What it then says is still to be checked.
 */
export function applied(by: By, { unitId, documentId, update }: Push, row: UnitRow | null, document: Loaded): Step {
  if (document.id !== documentId) throw DocumentReplaced({ unitId, documentId: document.id });
  const updates: Written[] = [];
  const note = (bytes: Uint8Array) => {
    updates.push({ seq: ++document.seq, bytes, by });
    document.logged++;
    document.loggedBytes += bytes.length;
    document.size += bytes.length;
  };
  const missed = !row || saysThat(document.doc, row) ? null : follow(document.doc, row);
  if (missed) note(missed.update);
  const authors = writersOf(by, unitId, document, update).map((client) => ({ client, by }));
  const before = authors.some((each) => each.by.personId) ? (row ?? wordsOf(document.doc)) : null;
  const fresh = taken(document.doc, unitId, documentId, update);
  if (fresh) note(fresh);
  refuseFull(document);
  if (missed) authors.push({ client: missed.client, by: NOBODY });
  // Whoever comes next in the same transaction finds them here, before what was read of them.
  document.authors.unshift(
    ...authors.map((each) => ({ client: each.client, personId: each.by.personId, isNoted: true })),
  );
  return { document, updates, authors, before };
}

function refuseFull({ size, doc, unitId }: Loaded): void {
  if (size > MOST.document && Y.encodeStateAsUpdate(doc).length > MOST.document)
    throw DocumentFull({ unitId, most: MOST.document });
}

/** The clients of the actor’s that write something new and of whom the history said nothing lately; nobody else’s may. */
function writersOf({ personId }: By, unitId: string, document: Loaded, update: Decoded): number[] {
  return newClientsOf(document.doc, update).filter((client) => {
    const author = authorOf(document, client);
    if (author && author.personId !== personId) throw UpdateNotYours({ unitId, client });
    return !author?.isNoted;
  });
}

function authorOf({ authors, beginning }: Loaded, client: number): Loaded['authors'][number] | undefined {
  if (client === beginning?.client) return { client, personId: null, isNoted: true };
  return authors.find((each) => each.client === client);
}

/** Which documents to find for pushes, and what of them to find out. */
export const wantedOf = (pushes: readonly Push[]): [readonly string[], { clients: number[]; meant: string[] }] => {
  const clients = pushes.flatMap(({ update }) => update.structs.map(({ id }) => id.client));
  const unitIds = new Set(pushes.map(({ unitId }) => unitId));
  return [[...unitIds], { clients: [...new Set(clients)], meant: pushes.map(({ documentId }) => documentId) }];
};

export const pushedOf = ({ unitId, id: documentId, seq }: Loaded): PushedUnit => ({ unitId, documentId, seq });

/** The units of which the history gets a line, as they were before. */
export const notedOf = (steps: readonly Step[], rows: ReadonlyMap<string, UnitRow>): UnitRow[] =>
  steps.flatMap(({ before, document: { unitId } }) => (before ? [{ ...rows.get(unitId)!, ...before }] : []));
