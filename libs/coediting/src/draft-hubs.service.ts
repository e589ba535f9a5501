import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Db, Live, SYSTEM, type Actor, type Tx } from '#core';
import { openingIn, WordsTogether } from '#drafts';
import type { TellDraftCursorInput } from './coediting.inputs.ts';
import { CursorTooOften } from './coediting.errors.ts';
import type { UnitUpdates } from './coediting.types.ts';
import type { Told } from './draft.follower.ts';
import { DraftHub, type Answers, type Questions, type Sources } from './draft.hub.ts';
import type { PresenceBrief } from './draft.presence.ts';
import { Rehearsing } from './rehearsing.service.ts';

interface News {
  readonly id: string;
  readonly unitId: string;
  readonly seq: number;
  readonly snapshot: Buffer | null;
  readonly updates: Buffer[] | null;
}

const NAMES = `SELECT id, display_name AS name FROM person WHERE id = ANY ($1)`;
const POSITIONS = `SELECT id, seq FROM unit_document WHERE draft_id = $1 AND ended_at IS NULL`;
/** Of what was made part of a snapshot meanwhile, the snapshot: applied twice, an update does nothing. */
const NEWS = `
  SELECT d.id, d.unit_id AS "unitId", d.seq,
    CASE WHEN coalesce(k.seq, 0) < d.snapshot_seq THEN d.snapshot END AS snapshot,
    (SELECT array_agg(w.bytes ORDER BY w.seq) FROM unit_update w
      WHERE w.document_id = d.id AND w.seq > CASE WHEN k.seq IS NULL THEN 0 ELSE k.seq END) AS updates
  FROM unit_document d LEFT JOIN json_to_recordset($2) AS k (id uuid, seq int) ON k.id = d.id
  WHERE d.draft_id = $1 AND d.ended_at IS NULL AND d.seq > coalesce(k.seq, 0)`;

const CURSOR_MS = 50;
const MOST_CURSORS = 10_000;

/** Who follows which draft in this process, and what they are told. */
@Injectable()
export class DraftHubs implements OnApplicationShutdown {
  private readonly hubs = new Map<string, DraftHub>();
  private readonly movedAt = new Map<string, number>();
  private readonly sources: Sources;

  constructor(
    private readonly db: Db,
    private readonly words: WordsTogether,
    private readonly rehearsing: Rehearsing,
    live: Live,
  ) {
    this.sources = {
      live,
      ask: (draftId, questions) => db.run(SYSTEM, (tx) => this.answer(tx, draftId, questions), openingIn(draftId)),
      say: (draftId, brief) => db.run(SYSTEM, (tx) => say(tx, draftId, brief), openingIn(draftId)),
    };
  }

  onApplicationShutdown(): void {
    for (const hub of [...this.hubs.values()]) hub.end();
  }

  async follow(me: Actor, draftId: string): Promise<AsyncIterableIterator<Told>> {
    await this.db.run(me, (tx) => this.words.see(tx, draftId));
    const known = this.hubs.get(draftId);
    if (known) return known.join(me.id);
    const hub = new DraftHub(draftId, this.sources, () => this.hubs.delete(draftId));
    this.hubs.set(draftId, hub);
    void this.rehearsing.run();
    return hub.join(me.id);
  }

  /** Tells where somebody is now; a session that nobody has is heard by nobody. */
  async move(me: Actor, input: TellDraftCursorInput): Promise<boolean> {
    const { sessionId, unitId = null, part = null, anchor = null, head = null } = input;
    const draftId = input.draftId.toLowerCase();
    await this.db.write(me, input, async (tx) => {
      await this.words.see(tx, draftId);
      this.throttle(`${me.id} ${sessionId}`);
      await say(tx, draftId, {
        at: { sessionId: sessionId.toLowerCase(), personId: me.id, unitId, part, anchor, head },
      });
    });
    return true;
  }

  private throttle(key: string): void {
    const now = Date.now();
    if (now - (this.movedAt.get(key) ?? 0) < CURSOR_MS) throw CursorTooOften({ ms: CURSOR_MS });
    this.movedAt.delete(key);
    this.movedAt.set(key, now);
    const [oldest] = this.movedAt.keys();
    if (this.movedAt.size > MOST_CURSORS) this.movedAt.delete(oldest!);
  }

  private async answer(tx: Tx, draftId: string, { positions, people, nameless }: Questions): Promise<Answers> {
    tx.allow(true);
    const [partaking, names, rows] = await Promise.all([
      people && this.words.partaking(tx, draftId, people),
      nameless.length ? tx.sql<{ id: string; name: string }>(NAMES, [nameless]) : [],
      positions
        ? tx.sql<News>(NEWS, [draftId, JSON.stringify([...positions].map(([id, seq]) => ({ id, seq })))])
        : tx.sql<News>(POSITIONS, [draftId]),
    ]);
    const told = new Map([...(positions ?? []), ...rows.map(({ id, seq }) => [id, seq] as const)]);
    return { partaking, names, news: positions ? rows.map(newsOf) : [], positions: told };
  }
}

const newsOf = ({ id: documentId, unitId, seq, snapshot, updates }: News): UnitUpdates => ({
  ...{ unitId, documentId, seq },
  updates: [...(snapshot ? [snapshot] : []), ...(updates ?? [])].map((bytes) => bytes.toString('base64')),
});

async function say(tx: Tx, draftId: string, brief: PresenceBrief): Promise<void> {
  tx.allow(true);
  tx.later(tx.brief(draftId, JSON.stringify(brief)));
}
