import type { DraftCoediting, DraftPresence, UnitUpdates } from './coediting.types.ts';

/** What a subscription is told next: news, or that it is over because the draft is no longer its person’s to see. */
export type Told = DraftCoediting | { readonly refused: true };

/** A client that reads so slowly is told to ask anew in place of what it missed. */
const MOST_WAITING = 512 * 1024;

/** One subscription to a draft. What comes while its socket is busy waits here and goes out as one message. */
export class Follower implements AsyncIterableIterator<Told> {
  private updates = new Map<string, UnitUpdates>();
  private waitingChars = 0;
  private isRefused = false;
  private isOver = false;
  private hasNews = false;
  /** The first message asks for the documents; before that nothing is told. */
  private hasBegun = false;
  private resync = false;
  private wake?: () => void;

  constructor(
    readonly sessionId: string,
    readonly personId: string,
    private presence: DraftPresence[] | null,
    private readonly left: (follower: Follower) => void,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  take(news: readonly UnitUpdates[]): void {
    for (const { unitId, documentId, seq, updates } of news) {
      const before = this.updates.get(documentId)?.updates ?? [];
      this.updates.set(documentId, { unitId, documentId, seq, updates: [...before, ...updates] });
      this.waitingChars += updates.reduce((sum, { length }) => sum + length, 0);
    }
    if (this.waitingChars > MOST_WAITING) return this.askAnew();
    if (news.length) this.tell();
  }

  askAnew(): void {
    this.hasBegun = true;
    this.resync = true;
    this.forget();
    this.tell();
  }

  see(presence: DraftPresence[]): void {
    this.presence = presence;
    this.tell();
  }

  refuse(): void {
    this.isRefused = true;
    this.tell();
  }

  async next(): Promise<IteratorResult<Told>> {
    while (!this.hasNews && !this.isOver) await new Promise<void>((resolve) => (this.wake = resolve));
    if (this.isOver) return { done: true, value: undefined };
    if (!this.isRefused) return { done: false, value: this.message() };
    await this.return();
    return { done: false, value: { refused: true } };
  }

  return(): Promise<IteratorResult<Told>> {
    if (!this.isOver) {
      this.isOver = true;
      this.left(this);
      this.wake?.();
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(): Promise<IteratorResult<Told>> {
    return this.return();
  }

  private message(): DraftCoediting {
    const { sessionId, resync, presence } = this;
    const updates = [...this.updates.values()];
    this.forget();
    [this.resync, this.presence, this.hasNews] = [false, null, false];
    return { sessionId, updates, resync, presence };
  }

  private forget(): void {
    this.updates = new Map();
    this.waitingChars = 0;
  }

  private tell(): void {
    this.hasNews = this.hasBegun || this.isRefused;
    this.wake?.();
  }
}
