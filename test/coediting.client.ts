import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'graphql-ws';
import * as Y from 'yjs';
import {
  base64,
  bytes,
  CURSOR,
  follow,
  isPassing,
  post,
  PUSH,
  Refused,
  STATES,
  type News,
  type Present,
  type State,
} from './coediting.wire.ts';
import { OpenUnit, type Part } from './coediting.unit.ts';
import { pieces } from './drafts.ts';

interface Wanted {
  readonly url: string;
  readonly token: string;
  readonly draftId: string;
  /** How long to wait before whatever failed is tried again. */
  readonly retryMs?: number;
}

/**
 * A client for several authors, as the README of the lib describes it: pushes when it has something and nothing is under way,
 * asks for the documents again when told so or refused, carries what was not acknowledged over into a new document.
 */
export class CoeditingClient {
  url: string;
  sessionId = '';
  presence: Present[] = [];
  /** Why the subscription ended for good, or a push was refused for good. */
  refusals: string[] = [];
  onRemote: (unitId: string) => void = () => undefined;
  /** Does not apply what others write until it connects anew: fifty who do are more than one process can be. */
  isDeaf = false;
  private readonly units = new Map<string, OpenUnit>();
  private socket?: Client;
  private isOnline = false;
  private isOver = false;
  private isPushing = false;
  private resyncs: Promise<void> = Promise.resolve();

  constructor(private readonly wanted: Wanted) {
    this.url = wanted.url;
  }

  /** Opens units to write in, and goes online. */
  async open(...unitIds: string[]): Promise<void> {
    for (const unitId of unitIds) this.units.set(unitId, this.fresh(''));
    await this.connect();
  }

  text(unitId: string, part: Part = 'text'): string {
    return this.units.get(unitId)!.doc.getText(part).toString();
  }

  documentOf = (unitId: string): string => this.units.get(unitId)!.documentId;
  docOf = (unitId: string): Y.Doc => this.units.get(unitId)!.doc;
  has = (unitId: string): boolean => this.units.has(unitId);

  edit(unitId: string, work: (text: Y.Text) => void, part: Part = 'text'): void {
    const { doc } = this.units.get(unitId)!;
    doc.transact(() => work(doc.getText(part)));
  }

  hasPending = (): boolean => [...this.units.values()].some(({ pending }) => pending.length > 0);

  /** Resolves when the server has acknowledged everything. */
  async settled(ms = 30_000): Promise<void> {
    const end = Date.now() + ms;
    while (this.hasPending() || this.isPushing) {
      if (Date.now() > end) throw new Error(`not acknowledged in time: ${this.refusals.join()}`);
      await sleep(5);
    }
    await this.resyncs;
  }

  async connect(): Promise<void> {
    this.isOnline = true;
    while (this.isOnline && !this.isOver) {
      if (await this.follow()) return;
      await this.pause();
    }
  }

  /** As if the cable had been pulled. */
  disconnect(): void {
    this.isOnline = false;
    const { socket } = this;
    this.socket = undefined;
    socket?.terminate();
    void socket?.dispose();
  }

  close(): void {
    this.isOver = true;
    this.disconnect();
  }

  moveTo(unitId: string, fields: object = {}): Promise<unknown> {
    const input = { draftId: this.wanted.draftId, sessionId: this.sessionId, unitId, ...fields };
    return this.ask(CURSOR, { input });
  }

  private pause = (): Promise<void> => sleep(this.wanted.retryMs ?? 200);
  private fresh = (documentId: string): OpenUnit => new OpenUnit(documentId, () => void this.push());

  /** True once the first message has come and what is open has been asked for. */
  private follow(): Promise<boolean> {
    return new Promise((resolve) => {
      let isFirst = true;
      const lost = () => {
        resolve(false);
        if (this.socket !== client) return;
        this.socket = undefined;
        client.terminate();
        if (!isFirst) void this.connect();
      };
      const refused = (code: string) => {
        this.refusals.push(code);
        this.close();
        resolve(false);
      };
      const hear = (news: News) => {
        void this.hear(news).then(() => {
          if (!news.resync) return; // what is open may still be on its way
          isFirst = false;
          resolve(true);
        }, lost);
      };
      const client = follow(this.url, this.wanted.token, this.wanted.draftId, { hear, refused, lost });
      this.socket = client;
    });
  }

  private async hear({ sessionId, resync, updates, presence }: News): Promise<void> {
    this.sessionId = sessionId;
    if (presence) this.presence = presence;
    for (const { unitId, documentId, updates: each } of this.isDeaf ? [] : updates) {
      const unit = this.units.get(unitId);
      if (unit?.documentId !== documentId) continue; // the new one is asked for when we are told so
      for (const update of each) unit.confirm(bytes(update));
      this.onRemote(unitId);
    }
    if (resync) await this.resync();
  }

  /** One after another: an older answer after a newer one would bring an ended document back. */
  private resync(): Promise<void> {
    const next = this.resyncs.then(() => this.askAnew());
    this.resyncs = next.catch(() => undefined);
    return next;
  }

  private async askAnew(): Promise<void> {
    if (!this.units.size) return;
    const units = [...this.units].map(([unitId, { documentId, doc }]) => ({
      ...{ unitId, documentId: documentId || null },
      stateVector: documentId ? base64(Y.encodeStateVector(doc)) : null,
    }));
    const input = { draftId: this.wanted.draftId, units };
    const { unitDocuments } = await this.ask<{ unitDocuments: State[] }>(STATES, { input });
    for (const state of unitDocuments) this.takeOver(state);
    for (const { unitId } of units)
      if (!unitDocuments.some((each) => each.unitId === unitId)) this.units.delete(unitId);
    void this.push();
  }

  private takeOver(state: State): void {
    const unit = this.units.get(state.unitId)!;
    if (unit.documentId === state.documentId) unit.catchUp(state);
    else {
      const next = this.fresh(state.documentId);
      this.units.set(state.unitId, next);
      next.begin(state, unit);
    }
    this.onRemote(state.unitId);
  }

  private async push(): Promise<void> {
    if (this.isPushing || !this.isOnline || !this.sessionId) return;
    this.isPushing = true;
    try {
      while (this.isOnline && this.hasPending()) await this.pushOnce();
    } finally {
      this.isPushing = false;
    }
  }

  private async pushOnce(): Promise<void> {
    const dirty = [...this.units].filter(([, { pending }]) => pending.length);
    const batch = dirty.slice(0, 20).map(([unitId, unit]) => {
      const pending = [...unit.pending];
      return { unitId, unit, sent: new Set(pending), documentId: unit.documentId, update: Y.mergeUpdates(pending) };
    });
    const updates = batch.map(({ unitId, documentId, update }) => ({
      ...{ unitId, documentId },
      update: pieces(base64(update)),
    }));
    try {
      await this.ask(PUSH, { input: { draftId: this.wanted.draftId, updates } });
      for (const { unit, sent, update } of batch) {
        unit.pending = unit.pending.filter((each) => !sent.has(each));
        Y.applyUpdate(unit.confirmed, update);
      }
    } catch (error) {
      await this.recover(error);
    }
  }

  private async recover(error: unknown): Promise<void> {
    const code = error instanceof Refused ? error.code : '';
    if (['DOCUMENT_REPLACED', 'UPDATE_OUT_OF_ORDER', 'TEXT_UNIT_UNKNOWN'].includes(code))
      return this.resync().catch(() => undefined);
    if (code && !isPassing(code)) {
      this.refusals.push(code);
      this.isOnline = false; // a person has to look
    }
    await this.pause();
  }

  private async ask<Data>(query: string, variables: object): Promise<Data> {
    if (!this.isOnline) throw new Error('offline');
    const data = await post<Data>(this.url, this.wanted.token, query, variables);
    if (!this.isOnline) throw new Error('the answer was lost'); // though the server did it
    return data;
  }
}
