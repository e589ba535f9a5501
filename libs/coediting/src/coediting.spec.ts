import { setTimeout as sleep } from 'node:timers/promises';
import * as Y from 'yjs';
import { newId } from '#core';
import { useApp } from '#test/app';
import { base64, bytes, CoeditingClient, CURSOR, FOLLOW, PUSH, STATES, type News, type State } from '#test/coediting.client';
import { Drafting, LAW, pieces, unitWith, type ToldDraft, type ToldUnit } from '#test/drafts';
import { nasty, type Someone } from '#test/given';
import { connect } from '#test/socket';
import { Squashing } from './squashing.service.ts';

describe('several authors at once', () => {
  const t = useApp({ SOCKETS_PER_ADDRESS: '100' });
  let d: Drafting;
  const clients: CoeditingClient[] = [];
  beforeAll(() => void (d = new Drafting(t)));
  afterEach(() => clients.splice(0).forEach((client) => client.close()));

  /** A draft with its chair and an expert of another convent on its team. */
  async function scene(text = LAW) {
    const { chair, convent, expert, mandate, neighbour } = await d.scene();
    const pasted = await d.pasted(chair, convent, text);
    const draft = await d.do(chair, 'addDraftMember', { draftId: pasted.id, mandateId: mandate.id });
    return { chair, expert, mandate, neighbour, convent, draft, unit: unitWith(draft, 'zasady') };
  }
  const author = async ({ id: draftId }: { id: string }, who: Someone, ...unitIds: string[]) => {
    const client = new CoeditingClient({ url: t.url, token: who.token, draftId, retryMs: 30 });
    clients.push(client);
    await client.open(...unitIds);
    return client;
  };
  const until = async (is: () => boolean, ms = 5_000) => {
    for (const end = Date.now() + ms; !is() && Date.now() < end; ) await sleep(5);
    expect(is()).toBe(true);
  };
  const words = async (who: Someone, { id }: { id: string }, unit: { id: string }) =>
    (await d.see(who, id))!.text!.units.find((each) => each.id === unit.id);
  const stateOf = async (who: Someone, draft: { id: string }, unitId: string): Promise<State> =>
    (await t.get<{ unitDocuments: State[] }>(who, STATES, { input: { draftId: draft.id, units: [{ unitId }] } }))
      .unitDocuments[0]!;
  const push = (who: Someone, { id: draftId }: { id: string }, ...updates: object[]) =>
    t.refusal(who, PUSH, { input: { draftId, updates } });
  /** A document of the unit's state, with a client of its own, and what one does in it. */
  const written = ({ update, unitId, documentId }: State, work: (doc: Y.Doc) => void) => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, bytes(update));
    const before = Y.encodeStateVector(doc);
    work(doc);
    return { unitId, documentId, update: pieces(base64(Y.encodeStateAsUpdate(doc, before))) };
  };
  const counts = async ({ id }: { id: string }) =>
    (
      await t.sql<Record<string, number>>(
        `SELECT (SELECT count(*)::int FROM unit_document WHERE draft_id = $1) AS documents,
           (SELECT count(*)::int FROM unit_update WHERE draft_id = $1) AS updates,
           (SELECT count(*)::int FROM unit_author WHERE draft_id = $1) AS authors,
           (SELECT count(*)::int FROM draft_unit_event WHERE draft_id = $1) AS events`,
        [id],
      )
    )[0];

  it('write in one unit, and the text of the draft has every word of both at once', async () => {
    const { chair, expert, draft, unit } = await scene();
    const [one, two] = [await author(draft, chair, unit.id), await author(draft, expert, unit.id)];
    one.edit(unit.id, (text) => text.insert(0, 'Łódka „pierwsza” & '));
    two.edit(unit.id, (text) => text.insert(text.length, ' <b>Źdźbło</b>'));
    await Promise.all([one.settled(), two.settled()]);
    const whole = `Łódka „pierwsza” & ${unit.text} <b>Źdźbło</b>`;
    await until(() => one.text(unit.id) === whole && two.text(unit.id) === whole);
    expect((await words(chair, draft, unit))!.text).toBe(whole);
    const [history] = await t.sql<{ who: string[]; mandates: number }>(
      `SELECT array_agg(DISTINCT person_id::text) AS who, count(DISTINCT mandate_id)::int AS mandates
       FROM draft_unit_event WHERE draft_id = $1 AND unit_id = $2 AND act = 'REWORDED'`,
      [draft.id, unit.id],
    );
    expect(history).toEqual({ who: [chair.id, expert.id].sort(), mandates: 2 });
    // The version of the draft is still what was seen, and freezing has the last keystroke.
    two.edit(unit.id, (text) => text.insert(text.length, '!'));
    await two.settled();
    const frozen = await d.freeze(chair, draft);
    expect(frozen.text!.units.find(({ id }) => id === unit.id)!.text).toBe(`${whole}!`);
    const [{ content }] = (await t.sql<{ content: string }>(`SELECT content FROM draft_version WHERE draft_id = $1`, [
      draft.id,
    ])) as [{ content: string }];
    expect(content).toContain(JSON.stringify(`${whole}!`));
  });
});
