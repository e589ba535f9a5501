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
