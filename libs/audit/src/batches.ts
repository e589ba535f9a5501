/** Stores what comes at the same time together, one batch after the other: so many callers need one connection. */
export class Batches<T> {
  private waiting: T[] = [];
  private next: Promise<void> | undefined;
  private current: Promise<unknown> = Promise.resolve();

  constructor(private readonly store: (items: readonly T[]) => Promise<void>) {}

  /** Ends when the item is stored, or fails with its batch. */
  add(item: T): Promise<void> {
    this.waiting.push(item);
    this.next ??= this.after(this.current);
    return this.next;
  }

  private after(before: Promise<unknown>): Promise<void> {
    const batch = before.then(() => {
      const items = this.waiting;
      this.waiting = [];
      this.next = undefined;
      return this.store(items);
    });
    this.current = batch.catch(() => undefined);
    return batch;
  }
}
