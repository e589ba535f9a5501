import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '#core';

/** One write as its sender knows it. */
interface Entry {
  readonly input: Readonly<Record<string, unknown>>;
  /** What it was answered, once it was. */
  answer?: Record<string, unknown>;
  /** When it was, by this machine's clock. */
  answeredAt?: number;
}

/** Where and as whom writes are sent. */
export interface Post {
  (
    query: string,
    variables: object,
  ): Promise<{ data: Record<string, Record<string, unknown>> | null; codes: string[] }>;
}

const PAUSE_MS = 20;
const PASSING = ['BUSY', 'STORAGE_UNAVAILABLE'];

/**
 * Sends one write after another, and writes down what was acknowledged. What was not, it sends again under the same
 * `clientMutationId` until it is; nobody else would know whether it was done.
 */
export class Journal {
  readonly entries: Entry[] = [];
  refused = 0;
  private running?: Promise<void>;
  private stopping = false;

  constructor(
    private readonly query: string,
    private readonly next: (done: number) => Record<string, unknown>,
    private readonly post: Post,
  ) {}

  get acknowledged(): Entry[] {
    return this.entries.filter(({ answer }) => answer);
  }

  begin(): void {
    this.running = this.write();
  }

  /** Ends when the last write is acknowledged. */
  async end(): Promise<void> {
    this.stopping = true;
    await this.running;
    this.stopping = false;
  }

  private async write(): Promise<void> {
    while (!this.stopping) {
      const entry: Entry = { input: { ...this.next(this.entries.length), clientMutationId: newId() } };
      this.entries.push(entry);
      while (!entry.answer) {
        const { data, codes } = await this.post(this.query, { input: entry.input });
        if (data) [entry.answer, entry.answeredAt] = [Object.values(data)[0]!, Date.now()];
        else if (codes.some((code) => !PASSING.includes(code)))
          throw new Error(`${codes.join()} for ${JSON.stringify(entry)}`);
        else {
          this.refused++;
          await sleep(PAUSE_MS);
        }
      }
    }
  }
}
