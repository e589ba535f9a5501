import * as Y from 'yjs';
import { newId } from '#core';
import { useApp } from '#test/app';
import { Coediting, range, written } from '#test/coediting';
import { base64, bytes, STATES } from '#test/coediting.wire';
import { pieces } from '#test/drafts';

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
});
