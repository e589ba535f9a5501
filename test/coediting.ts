import { setTimeout as sleep } from 'node:timers/promises';
import * as Y from 'yjs';
import type { Asker, TestApp } from './app.ts';
import { CoeditingClient } from './coediting.client.ts';
import { base64, bytes, PUSH, STATES, type State } from './coediting.wire.ts';
import { Drafting, LAW, pieces, unitWith, type ToldUnit } from './drafts.ts';
import type { Someone } from './given.ts';

type Id = { id: string };

/** Drafts in which several people write, by the API alone. */
export class Coediting {
  readonly d: Drafting;
  private readonly clients: CoeditingClient[] = [];

  constructor(private readonly t: TestApp) {
    this.d = new Drafting(t);
  }

  /** A draft with its chair and an expert of another convent on its team. */
  async scene(text = LAW) {
    const { chair, convent, expert, mandate, neighbour } = await this.d.scene();
    const pasted = await this.d.pasted(chair, convent, text);
    const draft = await this.d.do(chair, 'addDraftMember', { draftId: pasted.id, mandateId: mandate.id });
    return { chair, expert, mandate, neighbour, convent, draft, unit: unitWith(draft, 'zasady') };
  }

  /** Somebody with these units open. */
  async author({ id: draftId }: Id, { token }: Someone, ...unitIds: string[]): Promise<CoeditingClient> {
    const client = new CoeditingClient({ url: this.t.url, token, draftId, retryMs: 30 });
    this.clients.push(client);
    await client.open(...unitIds);
    return client;
  }

  close = (): void => this.clients.splice(0).forEach((client) => client.close());

  /** What the draft says of a unit. */
  words = async (who: Asker, { id }: Id, unit: Id): Promise<ToldUnit> =>
    (await this.d.see(who, id))!.text!.units.find((each) => each.id === unit.id)!;

  stateOf = async (who: Asker, { id: draftId }: Id, unitId: string): Promise<State> => {
    const input = { draftId, units: [{ unitId }] };
    return (await this.t.get<{ unitDocuments: State[] }>(who, STATES, { input })).unitDocuments[0]!;
  };

  /** The code with which a push is refused. */
  push = (who: Asker, { id: draftId }: Id, ...updates: object[]): Promise<string | undefined> =>
    this.t.refusal(who, PUSH, { input: { draftId, updates } });

  /** How many rows there are of what is written in a draft. */
  counts = async ({ id }: Id): Promise<Record<string, number>> =>
    (
      await this.t.sql<Record<string, number>>(
        `SELECT (SELECT count(*)::int FROM unit_document WHERE draft_id = $1) AS documents,
           (SELECT count(*)::int FROM unit_update WHERE draft_id = $1) AS updates,
           (SELECT count(*)::int FROM unit_author WHERE draft_id = $1) AS authors,
           (SELECT count(*)::int FROM draft_unit_event WHERE draft_id = $1) AS events`,
        [id],
      )
    )[0]!;
}

/** What one does in a document as it stands, with a client of its own. */
export function written({ update, unitId, documentId }: State, work: (doc: Y.Doc) => void) {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, bytes(update));
  const before = Y.encodeStateVector(doc);
  work(doc);
  return { unitId, documentId, update: pieces(base64(Y.encodeStateAsUpdate(doc, before))) };
}

export async function until(is: () => boolean, ms = 10_000): Promise<void> {
  for (const end = Date.now() + ms; !is() && Date.now() < end;) await sleep(5);
  expect(is()).toBe(true);
}

export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
