import { setTimeout as sleep } from 'node:timers/promises';
import { newId, type Live } from '#core';
import type { UnitUpdates } from './coediting.types.ts';
import { Follower, type Told } from './draft.follower.ts';
import { HEARTBEAT_MS, Presences, type PresenceBrief } from './draft.presence.ts';
import { RESYNC, toldIn } from './update.brief.ts';

/** What the hub asks the database for in one transaction. */
export interface Questions {
  /** How far it told of each document; null to begin anew. */
  readonly positions: ReadonlyMap<string, number> | null;
  /** The people to check, or null where that was done just now. */
  readonly people: readonly string[] | null;
  readonly nameless: readonly string[];
}
export interface Answers {
  readonly positions: ReadonlyMap<string, number>;
  readonly news: readonly UnitUpdates[];
  readonly partaking: ReadonlySet<string> | null;
  readonly names: readonly { id: string; name: string }[];
}
export interface Sources {
  readonly live: Live;
  ask(draftId: string, questions: Questions): Promise<Answers>;
  /** To all processes, this one too. */
  say(draftId: string, brief: PresenceBrief): Promise<void>;
}

/** For so long the answer counts that somebody may see the draft, unless the draft says that it changed. */
const CHECKED_FOR_MS = 1_000;
/** After so long it is asked again while nobody waits for it. */
const CHECKED_AGAIN_MS = 500;
const RETRY_MS = 500;
const PRESENCE_MS = 100;

interface Due {
  /** The database is to be asked, whatever is known. */
  asking: boolean;
  presence: boolean;
}

/**
 * A draft with all who follow it in this process. What briefs say in full is passed on as it comes; for all else there is one
 * read for all of them at a time. The more there are, the longer it gathers between two times.
 */
export class DraftHub {
  private readonly followers = new Set<Follower>();
  private readonly presences = new Presences();
  private positions: ReadonlyMap<string, number> | null = null;
  private checkedAt = 0;
  private rechecks = 0;
  private due: Due = { asking: false, presence: false };
  /** What briefs said and nobody was told yet. */
  private told: UnitUpdates[] = [];
  private isRunning = false;
  private isOver = false;
  private presenceTimer?: NodeJS.Timeout;
  private readonly stop: () => void;
  private readonly wakes: AsyncIterableIterator<void>;
  private readonly heartbeat: NodeJS.Timeout;

  constructor(
    private readonly draftId: string,
    private readonly sources: Sources,
    private readonly emptied: () => void,
  ) {
    this.stop = sources.live.briefs(draftId, (text) => this.hear(text));
    this.wakes = sources.live.changes([draftId]);
    this.heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS).unref();
    void this.watch();
    this.say({ who: true });
  }

  /** A new subscription of somebody who may see the draft. */
  join(personId: string): AsyncIterableIterator<Told> {
    const follower = new Follower(newId(), personId, this.presences.all, (each) => this.leave(each));
    this.followers.add(follower);
    this.say({ came: this.cameAs(follower) });
    // Told before it is known how far the documents were, they could miss what comes between.
    if (this.positions) follower.askAnew();
    else this.askAnew();
    return follower;
  }

  end(): void {
    this.isOver = true;
    this.stop();
    clearInterval(this.heartbeat);
    clearTimeout(this.presenceTimer);
    void this.wakes.return!();
    this.emptied();
    for (const follower of this.followers) void follower.return();
  }

  private leave(follower: Follower): void {
    this.followers.delete(follower);
    this.say({ gone: follower.sessionId });
    if (!this.followers.size && !this.isOver) this.end();
  }

  private cameAs({ sessionId, personId }: Follower) {
    const nowhere = { unitId: null, part: null, anchor: null, head: null };
    return this.presences.of(sessionId) ?? { sessionId, personId, ...nowhere };
  }

  /** Null: something may have been missed. */
  private hear(text: string | null): void {
    if (text === null) this.say({ who: true });
    const told = text === null ? null : toldIn(text);
    if (told) this.hearOfUpdates(told);
    else if (text === null || text === RESYNC) this.askAnew();
    else this.hearOfPresence(JSON.parse(text) as PresenceBrief);
    void this.run();
  }

  private hearOfUpdates(told: readonly UnitUpdates[]): void {
    this.told.push(...told);
    this.due.asking ||= !told.length;
  }

  private hearOfPresence(brief: PresenceBrief): void {
    if ('who' in brief) for (const follower of this.followers) this.say({ came: this.cameAs(follower) });
    else if (this.presences.hear(brief)) this.showPresence();
  }

  /** Not more often than ten times a second, and less where many are told. */
  private showPresence(): void {
    this.presenceTimer ??= setTimeout(
      () => {
        this.presenceTimer = undefined;
        this.due.presence = true;
        void this.run();
      },
      Math.max(PRESENCE_MS, 10 * this.followers.size),
    ).unref();
  }

  /** Tells everybody to ask for the documents again, once it is known from where on they will be told of them. */
  private askAnew(): void {
    this.positions = null;
    this.due.asking = true;
    void this.run();
  }

  private beat(): void {
    this.say({ still: [...this.followers].map(({ sessionId }) => sessionId) });
    if (this.presences.expire()) this.showPresence();
    this.recheck();
  }

  /** Whatever happened to the draft, its team may be another. */
  private async watch(): Promise<void> {
    for await (const _ of this.wakes) this.recheck();
  }

  private recheck(): void {
    this.rechecks++; // what is being answered may be from before
    this.checkedAt = 0;
    this.due.asking = true;
    void this.run();
  }

  private async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    while ((this.due.asking || this.due.presence || this.told.length) && !this.isOver) {
      const { due } = this;
      this.due = { asking: false, presence: false };
      const pause = await this.round(due).catch(() => {
        this.due = { asking: true, presence: this.due.presence || due.presence };
        return RETRY_MS;
      });
      if (pause) await sleep(pause, undefined, { ref: false });
    }
    this.isRunning = false;
  }

  private async round(due: Due): Promise<number> {
    const told = this.told.splice(0);
    const isChecked = Date.now() - this.checkedAt < CHECKED_FOR_MS;
    const isKnown = isChecked && !due.asking && !this.presences.nameless.length;
    if (!isKnown || !this.passOn(told, due.presence)) await this.ask(due.presence);
    return this.followers.size > 4 ? Math.min(100, 0.5 * this.followers.size) : 0;
  }

  /** Tells what briefs said; false where something is missing before it, which the database has. */
  private passOn(told: readonly UnitUpdates[], showsPresence: boolean): boolean {
    if (!this.positions) return false;
    const positions = new Map(this.positions);
    const news = told.filter(({ documentId, seq }) => seq > (positions.get(documentId) ?? 0));
    for (const { documentId, seq, updates } of news) {
      if (seq - updates.length !== (positions.get(documentId) ?? 0)) return false;
      positions.set(documentId, seq);
    }
    this.positions = positions;
    this.deliver({ partaking: null, news }, [], showsPresence);
    this.due.asking ||= Date.now() - this.checkedAt > CHECKED_AGAIN_MS;
    return true;
  }

  private async ask(showsPresence: boolean): Promise<void> {
    const { positions, rechecks } = this;
    const began = Date.now();
    const isChecked = began - this.checkedAt < CHECKED_AGAIN_MS;
    const people = isChecked ? null : [...new Set([...this.followers].map(({ personId }) => personId))];
    const answers = await this.sources.ask(this.draftId, { positions, people, nameless: this.presences.nameless });
    if (answers.partaking && this.rechecks === rechecks) this.checkedAt = began;
    if (this.positions === positions) this.positions = answers.positions;
    else this.due.asking = true; // something was missed meanwhile: the next round begins anew
    this.presences.name(answers.names);
    this.deliver(answers, people ?? [], showsPresence);
    if (!positions) for (const follower of this.followers) follower.askAnew();
  }

  private deliver(
    { partaking, news }: Pick<Answers, 'partaking' | 'news'>,
    asked: readonly string[],
    showsPresence: boolean,
  ): void {
    const refused = new Set(asked.filter((id) => !partaking!.has(id)));
    const presence = showsPresence ? this.presences.all : null;
    for (const follower of this.followers) {
      if (refused.has(follower.personId)) follower.refuse();
      else {
        follower.take(news);
        if (presence) follower.see(presence);
      }
    }
  }

  private say(brief: PresenceBrief): void {
    void this.sources.say(this.draftId, brief).catch(() => undefined);
  }
}
