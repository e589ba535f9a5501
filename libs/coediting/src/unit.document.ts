import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import { ONE_PARAGRAPH, textDiff } from '#drafting';
import { tidy, type Words } from '#drafts';
import {
  UnitTextNotPlain,
  UnitTextTooLong,
  UpdateOutOfOrder,
  UpdateTooLarge,
  UpdateUnfit,
  UpdateUnreadable,
} from './coediting.errors.ts';
import { MOST, PARTS, type Part } from './limits.ts';

/** Which document a unit without one would have: known to everybody who knows the unit, before anything is stored. */
export interface Beginning {
  readonly id: string;
  /** The Yjs client that wrote what stands in it at first; the server’s. */
  readonly client: number;
  readonly update: Uint8Array;
}

/** The same for the same unit, the same count of documents before it and the same words; for any others, another. */
export function beginningOf(unitId: string, number: number, words: Words): Beginning {
  const said = JSON.stringify([unitId, number, ...PARTS.map((part) => words[part])]);
  const hash = createHash('sha256').update(`konwent unit document ${said}`).digest();
  const doc = new Y.Doc();
  doc.clientID = hash.readUInt32BE(16);
  doc.transact(() => PARTS.forEach((part) => words[part] && doc.getText(part).insert(0, words[part])));
  return { id: uuidOf(hash), client: doc.clientID, update: Y.encodeStateAsUpdate(doc) };
}

/** Version 8 of RFC 9562: bits of our own. */
function uuidOf(hash: Buffer): string {
  const bytes = Buffer.from(hash.subarray(0, 16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function docOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => updates.forEach((update) => Y.applyUpdate(doc, update)));
  return doc;
}

/** Of each document until it changes: a text is put together of as many pieces as keys were pressed. */
const known = new WeakMap<Y.Doc, { readonly parts: Words; readonly words: Words }>();

function saidBy(doc: Y.Doc): { readonly parts: Words; readonly words: Words } {
  const found = known.get(doc);
  if (found) return found;
  const parts = Object.fromEntries(PARTS.map((part) => [part, doc.getText(part).toString()])) as Record<Part, string>;
  const words = { title: tidy(parts.title), text: tidy(parts.text), closing: tidy(parts.closing) };
  known.set(doc, { parts, words });
  doc.once('beforeTransaction', () => known.delete(doc));
  return { parts, words };
}

export const partsOf = (doc: Y.Doc): Words => saidBy(doc).parts;

/** What of a document stands in the unit’s row. */
export const wordsOf = (doc: Y.Doc): Words => saidBy(doc).words;

export const saysThat = (doc: Y.Doc, words: Words): boolean => {
  const said = wordsOf(doc);
  return PARTS.every((part) => said[part] === tidy(words[part]));
};

/** An update that was decoded and may be tried on a document. */
export interface Decoded {
  readonly bytes: Uint8Array;
  readonly structs: readonly Y.Item[];
}

/** Reads an update piece by piece, so that a lie about its length takes no memory, and refuses all but plain text. */
export function decoded(unitId: string, bytes: Uint8Array): Decoded {
  if (bytes.length > MOST.update) throw UpdateTooLarge({ unitId, most: MOST.update });
  const structs = structsIn(unitId, bytes);
  if (structs.length > MOST.structs) throw UpdateTooLarge({ unitId, most: MOST.structs });
  for (const struct of structs) {
    const reason = unfit(struct);
    if (reason) throw UpdateUnfit({ unitId, reason });
  }
  const counted = structs.reduce((sum, { length }) => sum + length, 0);
  if (counted > MOST.counted) throw UpdateTooLarge({ unitId, most: MOST.counted });
  return { bytes, structs: structs as Y.Item[] };
}

function structsIn(unitId: string, bytes: Uint8Array): (Y.Item | Y.GC | Y.Skip)[] {
  try {
    return Y.decodeUpdate(bytes).structs;
  } catch {
    throw UpdateUnreadable({ unitId });
  }
}

function unfit(struct: Y.Item | Y.GC | Y.Skip): string | undefined {
  if (!(struct instanceof Y.Item)) return struct.constructor.name;
  const { content, parent, parentSub } = struct;
  if (!(content instanceof Y.ContentString) && !(content instanceof Y.ContentDeleted)) return content.constructor.name;
  if (parentSub !== null) return 'parentSub';
  // Null where the neighbours tell; in what was decoded, a root has its name and a nested type its id.
  const root: unknown = parent;
  return root === null || (PARTS as readonly unknown[]).includes(root) ? undefined : 'parent';
}

/** The clients that write something in an update which a document does not have yet. */
export const newClientsOf = (doc: Y.Doc, { structs }: Decoded): number[] => {
  const known = Y.decodeStateVector(Y.encodeStateVector(doc));
  const fresh = structs.filter(({ id, length }) => id.clock + length > (known.get(id.client) ?? 0));
  return [...new Set(fresh.map(({ id }) => id.client))];
};

/**
 * Applies an update and answers what of it was new, null if nothing. After a refusal the document is of no more use: it may
 * hold a part of what was refused.
 */
export function taken(doc: Y.Doc, unitId: string, documentId: string, { bytes }: Decoded): Uint8Array | null {
  let fresh: Uint8Array | null = null;
  const keep = (update: Uint8Array) => (fresh = update);
  doc.on('update', keep);
  try {
    Y.applyUpdate(doc, bytes);
  } catch {
    throw UpdateUnfit({ unitId, reason: 'structs' });
  } finally {
    doc.off('update', keep);
  }
  if (doc.store.pendingStructs || doc.store.pendingDs) throw UpdateOutOfOrder({ unitId, documentId });
  return fresh;
}

/** Refuses what no unit may say, once an update or several have been taken. */
export function checkTexts(doc: Y.Doc, unitId: string): void {
  for (const name of doc.share.keys())
    if (!(PARTS as readonly string[]).includes(name)) throw UpdateUnfit({ unitId, reason: name.slice(0, 50) });
  const words = partsOf(doc);
  for (const part of PARTS) {
    if (words[part].length > MOST.chars[part]) throw UnitTextTooLong({ unitId, part, most: MOST.chars[part] });
    if (!ONE_PARAGRAPH.test(words[part])) throw UnitTextNotPlain({ unitId, part });
  }
}

/** Makes a document say what a unit’s row says, changing nothing but the words that differ; answers the update. */
export function follow(doc: Y.Doc, words: Words): { update: Uint8Array; client: number } {
  const copy = docOf([Y.encodeStateAsUpdate(doc)]); // its client is a new one
  let update: Uint8Array = new Uint8Array();
  copy.on('update', (bytes: Uint8Array) => (update = bytes));
  copy.transact(() => {
    for (const part of PARTS) reword(copy.getText(part), words[part]);
  });
  Y.applyUpdate(doc, update);
  return { update, client: copy.clientID };
}

function reword(text: Y.Text, wanted: string): void {
  let at = 0;
  for (const { before, after } of textDiff(text.toString(), wanted)) {
    if (before !== after) {
      text.insert(at, after);
      text.delete(at + after.length, before.length);
    }
    at += after.length;
  }
}
