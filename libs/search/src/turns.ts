import { setImmediate as turn } from 'node:timers/promises';

/** Somebody else's keystroke waits for as long, several times on its way. */
const MOST_MS = 2;

/** Long work in one process with requests, done in turns that let them go on. */
export class Turns {
  private began = performance.now();

  get isOver(): boolean {
    return performance.now() - this.began >= MOST_MS;
  }

  async next(): Promise<void> {
    await turn();
    this.began = performance.now();
  }
}

/** The lines of a text one by one: cutting all of a dictionary at once takes a turn of its own. */
export function* linesOf(text: string): Generator<string> {
  for (let start = 0, end = 0; end >= 0; start = end + 1) {
    end = text.indexOf('\n', start);
    yield text.slice(start, end < 0 ? undefined : end);
  }
}
