import * as Y from 'yjs';
import { newId } from '#core';
import { useApp } from '#test/app';
import { Coediting, range, written } from '#test/coediting';
import { base64, bytes, PUSH, STATES } from '#test/coediting.wire';
import { pieces } from '#test/drafts';
import type { Someone } from '#test/given';

describe('updates that are refused', () => {
  const t = useApp({ SOCKETS_PER_ADDRESS: '100' });
  let c: Coediting;
  beforeAll(() => void (c = new Coediting(t)));
  afterEach(() => c.close());

  it('refuse what is no plain text of theirs, each with its code, and nothing of it is stored', async () => {
    const { chair, expert, neighbour, draft, unit } = await c.scene();
    const other = draft.text!.units.find(({ id }) => id !== unit.id)!;
    const state = await c.stateOf(chair, draft, unit.id);
    const text = (work: (it: Y.Text) => void) => written(state, (doc) => work(doc.getText('text')));
    const raw = (update: Uint8Array) => ({ ...state, update: pieces(base64(update)) });
    const only = ({ unitId, documentId, update }: { unitId: string; documentId: string; update: string[] }) => ({
      ...{ unitId, documentId, update },
    });
    const first = text((it) => it.insert(0, 'Pierwsze '));
    expect(await c.push(chair, draft, first)).toBeUndefined();
    const stored = await c.counts(draft);
    const mine = written(state, (doc) => doc.getText('text').insert(0, 'x'));
    const late = new Y.Doc();
    Y.applyUpdate(late, bytes(state.update));
    late.getText('text').insert(0, 'a');
    const unsent = Y.encodeStateVector(late);
    late.getText('text').insert(1, 'b');
    // The same client as the chair's, one keystroke on.
    const client = Y.decodeUpdate(bytes(first.update.join(''))).structs[0]!.id.client;
    const thief = new Y.Doc();
    Y.applyUpdate(thief, bytes(state.update));
    Y.applyUpdate(thief, bytes(first.update.join('')));
    thief.clientID = client;
    const known = Y.encodeStateVector(thief);
    thief.getText('text').insert(0, 'nie moje ');
    const server = Y.decodeUpdate(bytes(state.update)).structs[0]!.id.client;
    const asServer = new Y.Doc();
    Y.applyUpdate(asServer, bytes(state.update));
    asServer.clientID = server;
    const before = Y.encodeStateVector(asServer);
    asServer.getText('text').insert(0, 'nie ja ');
    const cases: [string, string, object][] = [
      ['nothing at all', 'UPDATE_UNREADABLE', only({ ...mine, update: [] })],
      ['no base64', 'UPDATE_UNREADABLE', only({ ...mine, update: ['żółw'] })],
      ['half of base64', 'UPDATE_UNREADABLE', only({ ...mine, update: ['AAA'] })],
      ['no update', 'UPDATE_UNREADABLE', only(raw(Buffer.from('to nie jest aktualizacja')))],
      ['a lie about its length', 'UPDATE_UNREADABLE', only(raw(Uint8Array.of(1, 255, 255, 255, 255, 15, 1, 0)))],
      ['half an update', 'UPDATE_UNREADABLE', only(raw(bytes(mine.update[0]!).slice(0, 6)))],
      ['65 KiB', 'UPDATE_TOO_LARGE', only(text((it) => it.insert(0, 'x'.repeat(65 * 1024))))],
      ['3,000 places', 'UPDATE_TOO_LARGE', only(text((it) => range(3_000).forEach(() => it.insert(0, 'x'))))],
      ['20,001 characters', 'UNIT_TEXT_TOO_LONG', only(text((it) => it.insert(0, 'x'.repeat(20_001))))],
      [
        'a long title',
        'UNIT_TEXT_TOO_LONG',
        only(written(state, (doc) => doc.getText('title').insert(0, 'x'.repeat(1_001)))),
      ],
      ['a new line', 'UNIT_TEXT_NOT_PLAIN', only(text((it) => it.insert(3, 'dwa\nwiersze')))],
      ['a bell', 'UNIT_TEXT_NOT_PLAIN', only(text((it) => it.insert(3, '\u0007')))],
      ['bold', 'UPDATE_UNFIT', only(text((it) => it.format(0, 3, { bold: true })))],
      ['a picture', 'UPDATE_UNFIT', only(text((it) => it.insertEmbed(0, { image: 'x' })))],
      ['a type in the text', 'UPDATE_UNFIT', only(text((it) => it.insertEmbed(0, new Y.Map())))],
      ['another text', 'UPDATE_UNFIT', only(written(state, (doc) => doc.getText('inny').insert(0, 'x')))],
      ['a map', 'UPDATE_UNFIT', only(written(state, (doc) => doc.getMap('text').set('x', 'y')))],
      ['a subdocument', 'UPDATE_UNFIT', only(written(state, (doc) => doc.getMap('text').set('x', new Y.Doc())))],
      ['a list', 'UPDATE_UNFIT', only(written(state, (doc) => doc.getArray('text').push([1, { a: 2 }])))],
      ['what rests on another', 'UPDATE_OUT_OF_ORDER', only(raw(Y.encodeStateAsUpdate(late, unsent)))],
      ['a deletion of what is not there', 'UPDATE_OUT_OF_ORDER', only(raw(Uint8Array.of(0, 1, 5, 1, 0, 9)))],
      ['another document', 'DOCUMENT_REPLACED', only({ ...mine, documentId: newId() })],
      ['another unit', 'TEXT_UNIT_UNKNOWN', only({ ...mine, unitId: newId() })],
      ['another unit’s document', 'DOCUMENT_REPLACED', only({ ...mine, unitId: other.id })],
      ['no id', 'INVALID_INPUT', only({ ...mine, unitId: 'x' })],
      ['the server’s client', 'UPDATE_NOT_YOURS', only(raw(Y.encodeStateAsUpdate(asServer, before)))],
    ];
    for (const [what, code, update] of cases) expect([what, await c.push(chair, draft, update)]).toEqual([what, code]);
    expect(await c.push(expert, draft, only(raw(Y.encodeStateAsUpdate(thief, known))))).toBe('UPDATE_NOT_YOURS');
    expect(await c.push(chair, draft, mine, mine)).toBe('UNIT_ASKED_TWICE');
    expect(await c.push(chair, draft)).toBe('INVALID_INPUT');
    expect(await c.push(neighbour, draft, mine)).toBe('NOT_FOUND');
    expect(await c.push(chair, { id: newId() }, mine)).toBe('NOT_FOUND');
    // All or nothing: the good one of two is not stored either.
    const second = await c.stateOf(chair, draft, other.id);
    const good = written(second, (doc) => doc.getText('text').insert(0, 'dobre '));
    expect(await c.push(chair, draft, good, only({ ...mine, update: ['AAA'] }))).toBe('UPDATE_UNREADABLE');
    expect(await c.counts(draft)).toEqual(stored);
    expect((await c.words(chair, draft, unit))!.text).toBe(`Pierwsze ${unit.text}`);
    // What it has already does nothing again; questions are refused too.
    expect(await c.push(chair, draft, first)).toBeUndefined();
    expect(await c.counts(draft)).toEqual(stored);
    const ask = (input: object) => t.refusal(chair, STATES, { input: { draftId: draft.id, ...input } });
    const { documentId } = state;
    expect(await ask({ units: [{ unitId: unit.id, documentId, stateVector: base64(Uint8Array.of(9, 200)) }] })).toBe(
      'STATE_UNREADABLE',
    );
    expect(await ask({ units: [{ unitId: unit.id, stateVector: 'ż' }] })).toBe('INVALID_INPUT');
    expect(await ask({ units: [{ unitId: unit.id }, { unitId: unit.id.toUpperCase() }] })).toBe('UNIT_ASKED_TWICE');
    expect(await ask({ units: [] })).toBe('INVALID_INPUT');
    expect(await t.refusal(neighbour, STATES, { input: { draftId: draft.id, units: [{ unitId: unit.id }] } })).toBe(
      'NOT_FOUND',
    );
  });

  it('refuse each for itself where many push at once, and every push keeps its person, mandate and audit entry', async () => {
    const { chair, expert, mandate, neighbour, draft, unit } = await c.scene();
    const other = draft.text!.units.find(({ id }) => id !== unit.id)!;
    const state = await c.stateOf(chair, draft, unit.id);
    const second = await c.stateOf(chair, draft, other.id);
    const insert = (word: string) => written(state, (doc) => doc.getText('text').insert(0, word));
    const also = written(second, (doc) => doc.getText('text').insert(0, 'Obok.'));
    const chairs = range(12).map((i) => insert(`<p${i}>`));
    expect(await c.push(chair, draft, chairs[0]!)).toBeUndefined();
    const theft = { ...chairs[0]!, update: thieving(state, chairs[0]!.update) };
    const key = newId();
    const keyed = { input: { draftId: draft.id, clientMutationId: key, updates: [insert('„raz”')] } };
    const rounds: [Someone, string | undefined, object[]][][] = [
      [
        ...chairs.map((update): [Someone, undefined, object[]] => [chair, undefined, [update]]),
        ...range(8).map((i): [Someone, undefined, object[]] => [expert, undefined, [insert(`„e${i}”`)]]),
        [expert, undefined, [insert('„oba”'), also]],
        [neighbour, 'NOT_FOUND', [insert('obcy')]],
        [neighbour, 'NOT_FOUND', [{ ...chairs[0]!, update: ['AAA'] }]],
        [expert, 'UPDATE_UNREADABLE', [{ ...chairs[0]!, update: ['AAA'] }]],
        [expert, 'TEXT_UNIT_UNKNOWN', [{ ...chairs[0]!, unitId: newId() }]],
        [expert, 'UNIT_ASKED_TWICE', [insert('dwa'), insert('razy')]],
      ],
      // With one that fits no document the others go alone after all.
      [
        ...range(8).map((i): [Someone, undefined, object[]] => [chair, undefined, [insert(`[c${i}]`)]]),
        [expert, 'UPDATE_NOT_YOURS', [theft]],
        [expert, 'DOCUMENT_REPLACED', [{ ...insert('inny'), documentId: newId() }]],
        [expert, undefined, [insert('„koniec”')]],
      ],
    ];
    for (const round of rounds) {
      const codes = await Promise.all([
        ...round.map(([who, , updates]) => c.push(who, draft, ...updates)),
        ...range(2).map(() => t.refusal(expert, PUSH, keyed)),
      ]);
      expect(codes).toEqual([...round.map(([, code]) => code), undefined, undefined]);
    }
    const said = (await c.words(chair, draft, unit))!.text;
    const good = ['„oba”', '„raz”', '„koniec”', ...range(12).map((i) => `<p${i}>`), ...range(8).map((i) => `„e${i}”`)];
    for (const word of [...good, ...range(8).map((i) => `[c${i}]`)]) expect(said.split(word)).toHaveLength(2);
    for (const word of ['obcy', 'dwa', 'razy', 'inny']) expect(said).not.toContain(word);
    expect((await c.words(chair, draft, other))!.text).toBe(`Obok.${other.text}`);
    const rows = await t.sql<{ id: string; person: string; updates: number; clients: number }>(
      `SELECT d.unit_id AS id, w.person_id AS person, count(DISTINCT w.seq)::int AS updates,
         (SELECT count(*)::int FROM unit_author a WHERE a.document_id = d.id AND a.person_id = w.person_id
            AND a.mandate_id IS NOT DISTINCT FROM min(w.mandate_id::text)::uuid) AS clients
       FROM unit_update w JOIN unit_document d ON d.id = w.document_id WHERE w.draft_id = $1
       GROUP BY d.id, w.person_id HAVING count(DISTINCT w.mandate_id) = 1`,
      [draft.id],
    );
    const told = (id: string, { id: person }: Someone, updates: number) => ({ id, person, updates, clients: updates });
    expect(new Set(rows)).toEqual(
      new Set([told(unit.id, chair, 20), told(unit.id, expert, 11), told(other.id, expert, 1)]),
    );
    const entries = await t.sql<{ mandates: string[]; pushes: number; transactions: number }>(
      `SELECT array_agg(DISTINCT mandate_id::text) AS mandates, count(*)::int AS pushes, count(DISTINCT xact)::int AS transactions
       FROM audit_entry WHERE person_id = $1 AND operation = 'pushUnitUpdates' AND outcome = 'OK'`,
      [expert.id],
    );
    expect(entries).toEqual([{ mandates: [mandate.id], pushes: 11, transactions: expect.any(Number) }]);
    const shared = await t.sql(
      `SELECT xact FROM audit_entry WHERE operation = 'pushUnitUpdates' AND outcome = 'OK' AND person_id = ANY ($1)
       GROUP BY xact HAVING count(DISTINCT person_id) > 1`,
      [[chair.id, expert.id]],
    );
    expect(shared.length).toBeGreaterThan(0);
  });
});

/** What somebody writes in the name of another’s client. */
function thieving(state: { update: string }, pushed: readonly string[]): string[] {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, bytes(state.update));
  Y.applyUpdate(doc, bytes(pushed.join('')));
  doc.clientID = Y.decodeUpdate(bytes(pushed.join(''))).structs[0]!.id.client;
  const before = Y.encodeStateVector(doc);
  doc.getText('text').insert(0, 'kradzione');
  return pieces(base64(Y.encodeStateAsUpdate(doc, before)));
}
