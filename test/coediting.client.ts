import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { mergeWords, textDiff } from '#drafting';
import { pieces } from './drafts.ts';

const PARTS = ['title', 'text', 'closing'] as const;
type Part = (typeof PARTS)[number];

export const STATES = `query ($input: KnownUnitsInput!) {
  unitDocuments(input: $input) { unitId documentId seq update stateVector } }`;
export const PUSH = `mutation ($input: PushUnitUpdatesInput!) { pushUnitUpdates(input: $input) { unitId documentId seq } }`;
export const CURSOR = `mutation ($input: TellDraftCursorInput!) { tellDraftCursor(input: $input) }`;
export const FOLLOW = `subscription ($draftId: ID!) { draftCoediting(draftId: $draftId) {
  sessionId resync updates { unitId documentId seq updates }
  presence { sessionId personId name unitId part anchor head } } }`;

export interface State {
  readonly unitId: string;
  readonly documentId: string;
  readonly seq: number;
  readonly update: string;
  readonly stateVector: string;
}
export interface Present {
  readonly sessionId: string;
  readonly personId: string;
  readonly name: string;
  readonly unitId: string | null;
  readonly part: string | null;
  readonly anchor: string | null;
  readonly head: string | null;
}
export interface News {
  readonly sessionId: string;
  readonly resync: boolean;
  readonly updates: { unitId: string; documentId: string; seq: number; updates: string[] }[];
  readonly presence: Present[] | null;
}

const REMOTE = 'remote';
export const bytes = (text: string): Uint8Array => Buffer.from(text, 'base64');
export const base64 = (update: Uint8Array): string => Buffer.from(update).toString('base64');

/** One unit as a client has it: what it shows, what the server is known to have, what it has not acknowledged. */
interface Open {
  documentId: string;
  readonly doc: Y.Doc;
  readonly confirmed: Y.Doc;
  pending: Uint8Array[];
}

interface Wanted {
  readonly url: string;
  readonly token: string;
  readonly draftId: string;
  /** How long to wait before whatever failed is tried again. */
  readonly retryMs?: number;
}

class Refused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
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
  pushes = 0;
  private readonly units = new Map<string, Open>();
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

  get hasPending(): boolean {
    return [...this.units.values()].some(({ pending }) => pending.length > 0);
  }

  /** Resolves when the server has acknowledged everything. */
  async settled(ms = 30_000): Promise<void> {
    const end = Date.now() + ms;
    while (this.hasPending || this.isPushing) {
      if (Date.now() > end) throw new Error(`not acknowledged in time: ${this.refusals.join()}`);
      await sleep(5);
    }
    await this.resyncs;
  }

  async connect(): Promise<void> {
    this.isOnline = true;
    while (this.isOnline && !this.isOver) {
      if (await this.follow()) return;
      await sleep(this.wanted.retryMs ?? 200);
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

  private fresh(documentId: string): Open {
    const open: Open = { documentId, doc: new Y.Doc(), confirmed: new Y.Doc(), pending: [] };
    open.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === REMOTE) return;
      open.pending.push(update);
      void this.push();
    });
    return open;
  }

  /** True once the first message has come and what is open has been asked for. */
  private follow(): Promise<boolean> {
    return new Promise((resolve) => {
      let isFirst = true;
      const lost = () => {
        resolve(false);
        if (!isFirst && this.socket === client) void this.connect();
      };
      const client = createClient({
        url: `${this.url.replace(/^http/, 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        connectionParams: { authorization: `Bearer ${this.wanted.token}` },
      });
      this.socket = client;
      client.subscribe<{ draftCoediting: News }>(
        { query: FOLLOW, variables: { draftId: this.wanted.draftId } },
        {
          next: ({ data, errors }) => {
            if (errors) return this.end(String(errors[0]!.extensions!.code), resolve);
            void this.hear(data!.draftCoediting).then(() => {
              isFirst = false;
              resolve(true);
            }, lost);
          },
          error: (error) => (Array.isArray(error) ? this.end(String(error[0].extensions.code), resolve) : lost()),
          complete: lost,
        },
      );
    });
  }

  private end(code: string, resolve: (isOnline: boolean) => void): void {
    this.refusals.push(code);
    this.isOver = true;
    resolve(false);
    this.disconnect();
  }

  private async hear({ sessionId, resync, updates, presence }: News): Promise<void> {
    this.sessionId = sessionId;
    if (presence) this.presence = presence;
    for (const { unitId, documentId, updates: each } of updates) {
      const unit = this.units.get(unitId);
      if (unit?.documentId !== documentId) continue; // the new one is asked for when we are told so
      for (const update of each) this.confirm(unit, bytes(update));
      this.onRemote(unitId);
    }
    if (resync) await this.resync();
  }

  private confirm({ doc, confirmed }: Open, update: Uint8Array): void {
    Y.applyUpdate(confirmed, update);
    Y.applyUpdate(doc, update, REMOTE);
  }

  /** One after another: an older answer after a newer one would bring an ended document back. */
  private resync(): Promise<void> {
    const next = this.resyncs.catch(() => undefined).then(() => this.askAnew());
    this.resyncs = next;
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

  private takeOver({ unitId, documentId, update, stateVector }: State): void {
    const unit = this.units.get(unitId)!;
    if (unit.documentId === documentId) {
      this.confirm(unit, bytes(update));
      const missing = Y.diffUpdate(Y.encodeStateAsUpdate(unit.doc), bytes(stateVector));
      // What was pushed and got lost goes again; deletions alone do not show in a state vector.
      unit.pending = unit.pending.length || Y.decodeUpdate(missing).structs.length ? [missing] : [];
    } else this.begin(unitId, unit, documentId, bytes(update));
    this.onRemote(unitId);
  }

  /** Another document: what was not acknowledged in the old one is written into it anew. */
  private begin(unitId: string, old: Open, documentId: string, update: Uint8Array): void {
    const unit = this.fresh(documentId);
    this.units.set(unitId, unit);
    this.confirm(unit, update);
    if (!old.documentId) return;
    unit.doc.transact(() => {
      for (const part of PARTS) {
        const [seen, wanted] = [old.confirmed.getText(part).toString(), old.doc.getText(part).toString()];
        const now = unit.doc.getText(part);
        reword(now, mergeWords(seen, now.toString(), wanted));
      }
    });
  }

  private async push(): Promise<void> {
    if (this.isPushing || !this.isOnline || !this.sessionId) return;
    this.isPushing = true;
    try {
      while (this.isOnline && this.hasPending) await this.pushOnce();
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
      this.pushes++;
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
    if (code && !['BUSY', 'INTERNAL', 'CONFLICT'].includes(code)) {
      this.refusals.push(code);
      this.isOnline = false; // a person has to look
    }
    await sleep(this.wanted.retryMs ?? 200);
  }

  private async ask<Data>(query: string, variables: object): Promise<Data> {
    if (!this.isOnline) throw new Error('offline');
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.wanted.token}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(5_000),
    });
    const { data, errors } = (await response.json()) as { data: Data; errors?: { extensions: { code: string } }[] };
    if (errors) throw new Refused(errors[0]!.extensions.code);
    if (!this.isOnline) throw new Error('the answer was lost'); // though the server did it
    return data;
  }
}

/** Turns a text into another, changing only the words that differ. */
export function reword(text: Y.Text, wanted: string): void {
  let at = 0;
  for (const { before, after } of textDiff(text.toString(), wanted)) {
    if (before !== after) {
      text.insert(at, after);
      text.delete(at + after.length, before.length);
    }
    at += after.length;
  }
}
