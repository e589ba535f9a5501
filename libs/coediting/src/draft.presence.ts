import type { DraftPresence, UnitTextPart } from './coediting.types.ts';

/** Where a subscription’s person is; ids alone, as it goes from process to process. */
export interface Here {
  readonly sessionId: string;
  readonly personId: string;
  readonly unitId: string | null;
  readonly part: UnitTextPart | null;
  readonly anchor: string | null;
  readonly head: string | null;
}

/**
 * What processes tell each other of who is here: somebody came, moved or left; a process still has some; a process wants to
 * know of all. Only the process that has the subscription says that it came.
 */
export type PresenceBrief =
  | { readonly came: Here }
  | { readonly at: Here }
  | { readonly gone: string }
  | { readonly still: string[] }
  | { readonly who: true };

/** A process that ended without a word is not heard of for so long; it says every ten seconds that it is there. */
export const SILENCE_MS = 25_000;
export const HEARTBEAT_MS = 10_000;

/** Who is here, as one process knows it; nothing of it is ever stored. */
export class Presences {
  private readonly sessions = new Map<string, { here: Here; heard: number }>();
  private readonly names = new Map<string, string>();

  /** Takes in what another process, or this one, says; answers whether anything changed. */
  hear(brief: PresenceBrief): boolean {
    if ('came' in brief) return this.put(brief.came);
    if ('at' in brief) return this.isKnown(brief.at) && this.put(brief.at);
    if ('gone' in brief) return this.sessions.delete(brief.gone);
    if ('still' in brief) for (const id of brief.still) this.keep(id);
    return false;
  }

  /** Forgets those of whom nothing was heard; answers whether there were any. */
  expire(now = Date.now()): boolean {
    const silent = [...this.sessions].filter(([, { heard }]) => now - heard > SILENCE_MS);
    for (const [id] of silent) this.sessions.delete(id);
    return silent.length > 0;
  }

  of(sessionId: string): Here | undefined {
    return this.sessions.get(sessionId)?.here;
  }

  get nameless(): string[] {
    const people = [...this.sessions.values()].map(({ here }) => here.personId);
    return [...new Set(people)].filter((id) => !this.names.has(id));
  }

  name(people: readonly { id: string; name: string }[]): void {
    for (const { id, name } of people) this.names.set(id, name);
  }

  get all(): DraftPresence[] {
    const known = [...this.sessions.values()].filter(({ here }) => this.names.has(here.personId));
    return known.map(({ here }) => ({ ...here, name: this.names.get(here.personId)! }));
  }

  private isKnown({ sessionId, personId }: Here): boolean {
    return this.sessions.get(sessionId)?.here.personId === personId;
  }

  private put(here: Here): boolean {
    this.sessions.set(here.sessionId, { here, heard: Date.now() });
    return true;
  }

  private keep(id: string): void {
    const known = this.sessions.get(id);
    if (known) known.heard = Date.now();
  }
}
