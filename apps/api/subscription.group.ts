import type { ExecutionResult } from 'graphql';
import { messageOf, type Outlet } from './subscription.outlet.ts';

/** How a group reads, and what it says when that fails. */
export interface Reads {
  data(event: unknown): Promise<string>;
  refusal(error: unknown): ExecutionResult;
}

/**
 * Subscriptions that ask the same as the same person: one stream of events, one read for all of them at a time, one loop
 * that writes it to their sockets. Reads follow one another, so that nobody is told an older state after a newer one.
 */
export class Group {
  private readonly members = new Set<Member>();
  /** Those who are to be told though nothing has happened: they just came, or their socket was busy when it did. */
  private readonly waiting = new Set<Member>();
  private event: unknown;
  private isFollowing = false;
  private isDue = false;
  private isReading = false;

  constructor(
    private readonly events: AsyncIterableIterator<unknown>,
    private readonly reads: Reads,
    private readonly emptied: () => void,
  ) {}

  join(id: string, outlet: Outlet): Member {
    const member = new Member(this, id, outlet);
    this.members.add(member);
    return member;
  }

  /** Tells a member the latest state, with all others who wait for it. */
  owe(member: Member): void {
    if (!this.members.has(member)) return;
    this.waiting.add(member);
    if (this.isFollowing) void this.tell();
    else void this.follow();
  }

  leave(member: Member): void {
    this.waiting.delete(member);
    if (!this.members.delete(member) || this.members.size) return;
    this.emptied();
    void this.events.return!();
  }

  private async follow(): Promise<void> {
    this.isFollowing = true;
    try {
      for await (this.event of this.events) {
        this.isDue = true;
        void this.tell();
      }
      for (const member of this.members) member.end();
    } catch (error) {
      for (const member of this.members) member.end(this.reads.refusal(error));
    }
  }

  /** What happens during a read is due after it, however often it happens. */
  private async tell(): Promise<void> {
    if (this.isReading || this.event === undefined) return;
    this.isReading = true;
    while (this.members.size && (this.isDue || this.waiting.size)) {
      // Whoever comes during the read waits for the next: what they did before has to be in it.
      const listeners = [...(this.isDue ? this.members : this.waiting)];
      this.isDue = false;
      await this.reads
        .data(this.event)
        .then((data) => this.push(listeners, data))
        .catch((error: unknown) => listeners.forEach((member) => member.end(this.reads.refusal(error))));
    }
    this.isReading = false;
  }

  private push(listeners: readonly Member[], text: string): void {
    const data = Buffer.from(text);
    const messages = new Map<string, Buffer>();
    // Some have left since the read began.
    for (const member of listeners.filter((each) => this.members.has(each))) {
      const message = messages.get(member.id) ?? messageOf(member.id, data);
      messages.set(member.id, message);
      this.waiting.delete(member);
      member.take(message);
    }
  }
}

/** One subscription in its group. What graphql-ws gets of it is a refusal and the end; answers go to the socket past it. */
export class Member implements AsyncIterableIterator<ExecutionResult> {
  private settle: (refusal: ExecutionResult | undefined) => void;
  private readonly ending = new Promise<ExecutionResult | undefined>((resolve) => (this.settle = resolve));
  private isOver = false;
  /** Until graphql-ws listens, and later until what it was told last has left. */
  private isBusy = true;
  private isBehind = true;

  constructor(
    private readonly group: Group,
    readonly id: string,
    private readonly outlet: Outlet,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<ExecutionResult>> {
    if (this.isOver) return { done: true, value: undefined };
    this.free();
    const refusal = await this.ending;
    this.isOver = true;
    return refusal ? { done: false, value: refusal } : { done: true, value: undefined };
  }

  return(): Promise<IteratorResult<ExecutionResult>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  end(refusal?: ExecutionResult): void {
    this.group.leave(this);
    this.settle(refusal);
  }

  /** A socket that is still busy with the last message is told the then latest state after it. */
  take(message: Buffer): void {
    this.isBehind = this.isBusy;
    if (this.isBusy) return;
    this.isBusy = true;
    this.outlet.put(message, this.free);
  }

  private readonly free = (): void => {
    this.isBusy = false;
    if (this.isBehind) this.group.owe(this);
  };
}
