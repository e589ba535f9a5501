import * as Y from 'yjs';
import { mergeWords } from '#drafting';
import { bytes, reword, type State } from './coediting.wire.ts';

const PARTS = ['title', 'text', 'closing'] as const;
export type Part = (typeof PARTS)[number];

/** The origin of what comes from the server. */
export const REMOTE = 'remote';

/** One unit as a client has it: what it shows, what the server is known to have, what that has not acknowledged. */
export class OpenUnit {
  readonly doc = new Y.Doc();
  readonly confirmed = new Y.Doc();
  pending: Uint8Array[] = [];

  constructor(
    readonly documentId: string,
    written: () => void,
  ) {
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === REMOTE) return;
      this.pending.push(update);
      written();
    });
  }

  confirm(update: Uint8Array): void {
    Y.applyUpdate(this.confirmed, update);
    Y.applyUpdate(this.doc, update, REMOTE);
  }

  /** What was pushed and got lost goes again. Deletions do not show in a state vector, but all of them go with the rest. */
  catchUp({ update, stateVector }: State): void {
    this.confirm(bytes(update));
    const missing = Y.diffUpdate(Y.encodeStateAsUpdate(this.doc), bytes(stateVector));
    this.pending = this.pending.length || Y.decodeUpdate(missing).structs.length ? [missing] : [];
  }

  /** A new document: what was not acknowledged in the old one is written into it anew. */
  begin({ update }: State, old: OpenUnit): void {
    this.confirm(bytes(update));
    if (!old.documentId) return;
    this.doc.transact(() => {
      for (const part of PARTS) {
        const [seen, wanted] = [old.confirmed.getText(part).toString(), old.doc.getText(part).toString()];
        const now = this.doc.getText(part);
        reword(now, mergeWords(seen, now.toString(), wanted));
      }
    });
  }
}
