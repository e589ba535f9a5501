import { setImmediate } from 'node:timers/promises';

const TURN = 10;

/** Visits all in order, but lets the event loop run after every ten milliseconds of it. */
export async function inTurns<T>(items: readonly T[], visit: (item: T, at: number) => void): Promise<void> {
  let started = performance.now();
  for (const [at, item] of items.entries()) {
    visit(item, at);
    if (performance.now() - started < TURN) continue;
    await setImmediate();
    started = performance.now();
  }
}

const STEP = 5;

/** Tells how far a long work has come, in percent; a teller that is still busy with the last word is not hurried. */
export class Progress {
  private told = 0;
  private telling: Promise<void> | undefined;

  constructor(private readonly tell: (percent: number) => Promise<void>) {}

  /** A part of the work, from one percentage to another, of which so much is done. */
  at(from: number, to: number, done: number, of: number): void {
    const percent = Math.floor(from + ((to - from) * done) / of);
    if (this.telling || percent < this.told + STEP) return;
    this.told = percent;
    this.telling = this.tell(percent)
      .catch(() => undefined)
      .finally(() => (this.telling = undefined));
  }

  async settled(): Promise<void> {
    await this.telling;
  }
}
