import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import * as Y from 'yjs';
import { newId } from '#core';
import { useApp } from '#test/app';
import { base64, bytes, CoeditingClient, CURSOR, FOLLOW, PUSH, STATES, type State } from '#test/coediting.client';
import { Drafting, LAW, pieces, unitWith } from '#test/drafts';
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
    for (const end = Date.now() + ms; !is() && Date.now() < end;) await sleep(5);
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

  it('refuse what is no plain text of theirs, each with its code, and nothing of it is stored', async () => {
    const { chair, expert, neighbour, draft, unit } = await scene();
    const other = draft.text!.units.find(({ id }) => id !== unit.id)!;
    const state = await stateOf(chair, draft, unit.id);
    const text = (work: (it: Y.Text) => void) => written(state, (doc) => work(doc.getText('text')));
    const raw = (update: Uint8Array) => ({ ...state, update: pieces(base64(update)) });
    const only = ({ unitId, documentId, update }: { unitId: string; documentId: string; update: string[] }) => ({
      ...{ unitId, documentId, update },
    });
    const first = text((it) => it.insert(0, 'Pierwsze '));
    expect(await push(chair, draft, first)).toBeUndefined();
    const stored = await counts(draft);
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
    for (const [what, code, update] of cases) expect([what, await push(chair, draft, update)]).toEqual([what, code]);
    expect(await push(expert, draft, only(raw(Y.encodeStateAsUpdate(thief, known))))).toBe('UPDATE_NOT_YOURS');
    expect(await push(chair, draft, mine, mine)).toBe('UNIT_ASKED_TWICE');
    expect(await push(chair, draft)).toBe('INVALID_INPUT');
    expect(await push(neighbour, draft, mine)).toBe('NOT_FOUND');
    expect(await push(chair, { id: newId() }, mine)).toBe('NOT_FOUND');
    // All or nothing: the good one of two is not stored either.
    const second = await stateOf(chair, draft, other.id);
    const good = written(second, (doc) => doc.getText('text').insert(0, 'dobre '));
    expect(await push(chair, draft, good, only({ ...mine, update: ['AAA'] }))).toBe('UPDATE_UNREADABLE');
    expect(await counts(draft)).toEqual(stored);
    expect((await words(chair, draft, unit))!.text).toBe(`Pierwsze ${unit.text}`);
    // What it has already does nothing again; questions are refused too.
    expect(await push(chair, draft, first)).toBeUndefined();
    expect(await counts(draft)).toEqual(stored);
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

  it('keep their words when one changes, splits, joins, moves, deletes or pastes', async () => {
    const { chair, expert, draft: pasted, unit } = await scene();
    const last = unitWith(pasted, 'wchodzi w życie');
    let draft = pasted;
    const one = await author(draft, expert, unit.id, last.id);
    one.edit(unit.id, (text) => text.insert(text.length, ' Ogon.'));
    await one.settled();
    // Whoever read the draft before has to say what they saw.
    const wanted = unit.text.replace('zasady', 'reguły');
    const reword = { unitId: unit.id, text: wanted };
    expect(await d.refused(chair, 'rewordDraftUnit', draft, reword)).toBe('UNIT_BEING_WRITTEN');
    const documentId = one.documentOf(unit.id);
    one.edit(unit.id, (text) => text.insert(0, 'Otóż: '));
    draft = await d.edit(chair, 'rewordDraftUnit', draft, { ...reword, seen: { text: unit.text } });
    await one.settled();
    const both = `Otóż: ${wanted} Ogon.`;
    await until(() => one.text(unit.id) === both);
    expect([one.documentOf(unit.id), (await words(chair, draft, unit))!.text]).toEqual([documentId, both]);
    // A split starts new documents; what was not acknowledged goes over.
    const at = both.indexOf(' Ogon.');
    const moved = await d.edit(chair, 'splitDraftUnit', draft, { unitId: unit.id, at });
    one.edit(unit.id, (text) => text.insert(5, '!'));
    await until(() => one.documentOf(unit.id) !== documentId);
    await one.settled();
    const head = both.slice(0, 5) + '!' + both.slice(5, at);
    await until(() => one.text(unit.id) === head);
    expect((await words(chair, moved, unit))!.text).toBe(head);
    expect(unitWith(moved, 'Ogon.').text).toBe('Ogon.');
    const joined = await d.edit(chair, 'joinDraftUnits', moved, { unitId: unit.id });
    await until(() => one.text(unit.id) === `${head} Ogon.`);
    expect((await words(chair, joined, unit))!.text).toBe(`${head} Ogon.`);
    // Moving is nothing to a document.
    one.edit(unit.id, (text) => text.insert(0, '1. '));
    await one.settled();
    const before = one.documentOf(unit.id);
    draft = await d.edit(chair, 'moveDraftUnit', joined, { unitId: unit.id, afterId: last.id, renumber: true });
    one.edit(unit.id, (text) => text.delete(0, 3));
    await one.settled();
    expect([one.documentOf(unit.id), (await words(chair, draft, unit))!.text]).toEqual([before, `${head} Ogon.`]);
    // A paste of the same with other words keeps ids, and documents go on.
    const printed = (await d.see(chair, draft.id))!.text!.printed.replace('Ogon', 'Koniec');
    draft = await d.edit(chair, 'replaceDraftText', draft, { text: pieces(printed) });
    await until(() => one.text(unit.id) === `${head} Koniec.`);
    expect(one.documentOf(unit.id)).toBe(before);
    draft = await d.edit(chair, 'deleteDraftUnit', draft, { unitId: unit.id });
    await until(() => !one.has(unit.id));
    expect(await stateOf(chair, draft, unit.id)).toBeUndefined();
    const [{ id: eventId }] = (await t.sql<{ id: string }>(
      `SELECT id FROM draft_unit_event WHERE unit_id = $1 AND act = 'DELETED'`,
      [unit.id],
    )) as [{ id: string }];
    await d.edit(chair, 'restoreDraftUnit', draft, { eventId });
    const again = await stateOf(chair, draft, unit.id);
    expect(again.documentId).not.toBe(before);
    const ends = await t.sql<{ as: string }>(
      `SELECT ended_as AS as FROM unit_document WHERE unit_id = $1 ORDER BY number`,
      [unit.id],
    );
    expect(ends.map((each) => each.as)).toEqual(['SPLIT', 'JOINED', 'DELETED']);
  });

  it('are told who is here, under which name and where, and who left', async () => {
    const { chair, expert, draft, unit } = await scene();
    const one = await author(draft, chair, unit.id);
    const two = await author(draft, expert, unit.id);
    await until(() => one.presence.length === 2 && two.presence.length === 2);
    const [{ name }] = (await t.sql<{ name: string }>(`SELECT display_name AS name FROM person WHERE id = $1`, [
      expert.id,
    ])) as [{ name: string }];
    const anchor = base64(
      Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(two.docOf(unit.id).getText('text'), 3)),
    );
    await two.moveTo(unit.id, { part: 'TEXT', anchor, head: anchor });
    const seen = () => one.presence.find(({ personId }) => personId === expert.id);
    await until(() => seen()?.unitId === unit.id);
    expect(seen()).toEqual({
      ...{ sessionId: two.sessionId, personId: expert.id, name, unitId: unit.id, part: 'TEXT', anchor, head: anchor },
    });
    await sleep(60);
    const moves = await Promise.allSettled(
      range(3).map(() => two.moveTo(unit.id, { part: 'TEXT', anchor, head: anchor })),
    );
    const often = moves.filter((each) => each.status === 'rejected').map(({ reason }) => (reason as Error).message);
    expect(often).toContain('CURSOR_TOO_OFTEN');
    // Nobody moves another's cursor, nor a session that there is not.
    const move = (who: Someone, sessionId: string) =>
      t.refusal(who, CURSOR, { input: { draftId: draft.id, sessionId, unitId: newId() } });
    expect([await move(chair, two.sessionId), await move(chair, newId())]).toEqual([undefined, undefined]);
    expect(await move(await t.given.person(), newId())).toBe('NOT_FOUND');
    await sleep(250);
    expect([seen()!.unitId, one.presence.length]).toEqual([unit.id, 2]);
    two.disconnect(); // the socket is torn, nothing is said
    await until(() => one.presence.length === 1);
    expect(one.presence[0]!.personId).toBe(chair.id);
  });

  it('are refused in the middle when the draft is closed or they leave the team, and their subscription ends', async () => {
    const { chair, expert, draft, unit } = await scene();
    const [one, two] = [await author(draft, chair, unit.id), await author(draft, expert, unit.id)];
    two.edit(unit.id, (text) => text.insert(0, 'Jeszcze. '));
    await two.settled();
    const state = await stateOf(chair, draft, unit.id);
    const memberId = draft.team[0]!.id;
    await d.do(chair, 'removeDraftMember', { memberId });
    await until(() => two.refusals.includes('NOT_FOUND'));
    const late = written(state, (doc) => doc.getText('text').insert(0, 'za późno '));
    expect(await push(expert, draft, late)).toBe('NOT_FOUND');
    const socket = connect(t, expert);
    const { errors } = await socket.listen(FOLLOW, { draftId: draft.id }).next();
    expect(errors[0]!.extensions.code).toBe('NOT_FOUND');
    await socket.end();
    one.edit(unit.id, (text) => text.insert(0, 'Ja mogę. '));
    await one.settled();
    await d.do(chair, 'archiveDraft', { draftId: draft.id, reason: nasty('koniec') });
    expect(await push(chair, draft, late)).toBe('WRONG_STATE');
    expect((await words(chair, draft, unit))!.text).toBe(`Ja mogę. Jeszcze. ${unit.text}`);
    expect(one.refusals).toEqual([]);
  });

  it('whose mandate ends hear nothing more a second later, though nobody tells the draft', async () => {
    const { chair, expert, mandate, draft, unit } = await scene();
    const [one, two] = [await author(draft, chair, unit.id), await author(draft, expert, unit.id)];
    await t.sql(
      `UPDATE mandate SET state = 'ENDED', ended_because = 'RECALLED', valid = tstzrange(lower(valid), now()) WHERE id = $1`,
      [mandate.id],
    );
    await sleep(1_050);
    const before = two.text(unit.id);
    one.edit(unit.id, (text) => text.insert(0, 'tajne '));
    await one.settled();
    await until(() => two.refusals.includes('NOT_FOUND'));
    expect(two.text(unit.id)).toBe(before);
  });

  it('push the same ten times at once, and it counts once; different things, and all count', async () => {
    const { chair, expert, draft, unit } = await scene();
    const state = await stateOf(chair, draft, unit.id);
    const same = written(state, (doc) => doc.getText('text').insert(0, 'raz '));
    const copies = await Promise.all(range(10).map(() => push(chair, draft, same)));
    expect(copies).toEqual(copies.map(() => undefined));
    expect(await counts(draft)).toMatchObject({ documents: 1, updates: 1 });
    const others = range(10).map((i) => written(state, (doc) => doc.getText('text').insert(0, `${'abcdefghij'[i]} `)));
    const all = await Promise.all(others.map((each, i) => push(i % 2 ? chair : expert, draft, each)));
    expect(all).toEqual(all.map(() => undefined));
    const { text } = (await words(chair, draft, unit))!;
    expect([...'abcdefghij'].filter((letter) => !text.includes(`${letter} `))).toEqual([]);
    expect(text).toContain('raz ');
    expect(text).toHaveLength(unit.text.length + 24);
    expect(await counts(draft)).toMatchObject({ documents: 1, updates: 11 });
  });

  it('push random updates at once and in any order, and the text is that of all of them', async () => {
    const { chair, expert, draft, unit } = await scene();
    const state = await stateOf(chair, draft, unit.id);
    await fc.assert(
      fc.asyncProperty(
        fc.array(edits, { minLength: 2, maxLength: 4 }),
        fc.infiniteStream(fc.nat()),
        async (lines, order) => {
          const whole = new Y.Doc();
          Y.applyUpdate(whole, bytes((await stateOf(chair, draft, unit.id)).update));
          const begun = Y.encodeStateAsUpdate(whole);
          const sent = lines.flatMap((steps, i) => {
            const doc = new Y.Doc();
            Y.applyUpdate(doc, begun);
            return steps.map((step) => {
              const [before, text] = [Y.encodeStateVector(doc), doc.getText('text')];
              const at = step.at % (text.length + 1);
              if (step.word) text.insert(at, step.word);
              else text.delete(at, Math.min(3, text.length - at));
              const update = Y.encodeStateAsUpdate(doc, before);
              Y.applyUpdate(whole, update);
              return { who: i % 2 ? chair : expert, update, place: order.next().value! };
            });
          });
          let waiting = sent.sort((a, b) => a.place - b.place);
          for (let round = 0; waiting.length && round < 20; round++) {
            const codes = await Promise.all(
              waiting.map(({ who, update }) =>
                push(who, draft, {
                  ...{ unitId: unit.id, documentId: state.documentId },
                  update: pieces(base64(update)),
                }),
              ),
            );
            expect(codes.filter((code) => code && code !== 'UPDATE_OUT_OF_ORDER')).toEqual([]);
            waiting = waiting.filter((_, i) => codes[i]);
          }
          const text = whole.getText('text').toString();
          const now = new Y.Doc();
          Y.applyUpdate(now, bytes((await stateOf(expert, draft, unit.id)).update));
          expect(now.getText('text').toString()).toBe(text);
          expect((await words(chair, draft, unit))!.text).toBe(text.normalize('NFC').trim());
        },
      ),
      { numRuns: Number(process.env.TEST_RUNS ?? 6) },
    );
  });

  it('race with a freeze, a split and each other: every acknowledged word is in the text', async () => {
    const { chair, expert, draft, unit } = await scene();
    const two = await author(draft, expert, unit.id);
    let latest = draft;
    for (const round of range(4)) {
      two.edit(unit.id, (text) => text.insert(text.length, ` słowo${round}`));
      const frozen = d.freeze(chair, latest);
      two.edit(unit.id, (text) => text.insert(0, `początek${round} `));
      latest = await frozen;
    }
    await two.settled();
    latest = (await d.see(chair, draft.id))!;
    const { text } = unitWith(latest, unit.text);
    for (const round of range(4)) expect(text).toContain(`początek${round}`);
    for (const round of range(4)) expect(text).toContain(`słowo${round}`);
    expect(text).toBe(two.text(unit.id));
  });

  it('leave a snapshot behind, and who wrote; a document in which nobody writes any more ends', async () => {
    const { chair, expert, draft, unit } = await scene();
    const [one, two] = [await author(draft, chair, unit.id), await author(draft, expert, unit.id)];
    for (const i of range(60)) {
      one.edit(unit.id, (text) => text.insert(0, `${i % 10}`));
      await one.settled();
      two.edit(unit.id, (text) => text.insert(text.length, `${i % 10}`));
      await two.settled();
    }
    await until(() => one.text(unit.id) === two.text(unit.id));
    const text = one.text(unit.id);
    expect(text).toHaveLength(unit.text.length + 120);
    const log = async () =>
      t.sql<{ logged: number; people: string[]; updates: number }>(
        `SELECT (SELECT count(*)::int FROM unit_update WHERE draft_id = $1) AS logged,
           (SELECT array_agg(person_id::text ORDER BY person_id) FROM unit_writing WHERE draft_id = $1) AS people,
           (SELECT sum(updates)::int FROM unit_writing WHERE draft_id = $1) AS updates`,
        [draft.id],
      );
    // Made by whoever wrote when the log had become long.
    expect(await log()).toEqual([{ logged: 20, people: [chair.id, expert.id].sort(), updates: 100 }]);
    const squashing = t.app.get(Squashing);
    const age = (interval: string) =>
      t.sql(`UPDATE unit_document SET changed_at = now() - $2::interval WHERE draft_id = $1`, [draft.id, interval]);
    await age('2 minutes');
    const [first, second] = await Promise.all([squashing.run(), squashing.run()]);
    expect(first! + second!).toBeGreaterThanOrEqual(1);
    expect((await log())[0]).toMatchObject({ logged: 0, updates: 120 });
    expect((await stateOf(chair, draft, unit.id)).documentId).toBe(one.documentOf(unit.id));
    one.edit(unit.id, (it) => it.insert(0, 'dalej '));
    await one.settled();
    await age('2 days');
    await squashing.run();
    const settled = await stateOf(chair, draft, unit.id);
    await until(() => one.documentOf(unit.id) === settled.documentId);
    expect(one.text(unit.id)).toBe(`dalej ${text}`);
    one.edit(unit.id, (it) => it.insert(0, 'i '));
    await one.settled();
    await until(() => two.text(unit.id) === `i dalej ${text}`);
    expect((await words(chair, draft, unit))!.text).toBe(`i dalej ${text}`);
  });
});

const edits = fc.array(
  fc.record({ at: fc.nat(), word: fc.constantFrom('', 'źdźbło ', '<b>', '„ć” ', 'a', '😀', '  ') }),
  { minLength: 1, maxLength: 5 },
);
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
