import type { Doc } from 'yjs';

const MOST_KEPT = 200;

/**
 * Documents in memory: each is taken out to be worked on and comes back once that has been committed, so that none ever
 * holds more than the database.
 */
export class DocumentMemory {
  /** Without the document while somebody works on it, or after their work came to nothing. */
  private readonly kept = new Map<string, { readonly seq: number; readonly doc?: Doc }>();

  /** Up to which update these documents are here, or will be once those are done who work on them. */
  known(ids: readonly string[]): Map<string, number> {
    return new Map(ids.flatMap((id) => (this.kept.has(id) ? [[id, this.kept.get(id)!.seq] as const] : [])));
  }

  /** A document that holds all up to an update, if it is here. */
  takeOut(id: string, seq: number): Doc | undefined {
    const kept = this.kept.get(id);
    if (!kept || kept.seq < seq) return undefined;
    this.kept.set(id, { seq: kept.seq });
    return kept.doc;
  }

  /** Whoever is told late of their commit does not put an older one in place of a newer one. */
  keep(id: string, seq: number, doc: Doc): void {
    if ((this.kept.get(id)?.seq ?? 0) > seq) return;
    this.kept.delete(id);
    this.kept.set(id, { seq, doc });
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_KEPT) this.kept.delete(oldest!);
  }
}
