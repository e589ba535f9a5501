import * as Y from 'yjs';
import fc from 'fast-check';
import { useApp } from '#test/app';
import { Coediting, range, until, written } from '#test/coediting';
import { base64, bytes } from '#test/coediting.wire';
import { pieces, unitWith } from '#test/drafts';

describe('documents of units in which several people write', () => {
  const t = useApp({ SOCKETS_PER_ADDRESS: '100' });
  let c: Coediting;
  beforeAll(() => void (c = new Coediting(t)));
  afterEach(() => c.close());

  it('keep their words when one changes, splits, joins, moves, deletes or pastes', async () => {
    const { chair, expert, draft: pasted, unit } = await c.scene();
    const last = unitWith(pasted, 'wchodzi w życie');
    let draft = pasted;
    const one = await c.author(draft, expert, unit.id, last.id);
    one.edit(unit.id, (text) => text.insert(text.length, ' Ogon.'));
    await one.settled();
    // Whoever read the draft before has to say what they saw.
    const wanted = unit.text.replace('zasady', 'reguły');
    const reword = { unitId: unit.id, text: wanted };
    expect(await c.d.refused(chair, 'rewordDraftUnit', draft, reword)).toBe('UNIT_BEING_WRITTEN');
    const documentId = one.documentOf(unit.id);
    one.edit(unit.id, (text) => text.insert(0, 'Otóż: '));
    draft = await c.d.edit(chair, 'rewordDraftUnit', draft, { ...reword, seen: { text: unit.text } });
    await one.settled();
    const both = `Otóż: ${wanted} Ogon.`;
    await until(() => one.text(unit.id) === both);
    expect([one.documentOf(unit.id), (await c.words(chair, draft, unit))!.text]).toEqual([documentId, both]);
    // A split starts new documents; what was not acknowledged goes over.
    const at = both.indexOf(' Ogon.');
    const moved = await c.d.edit(chair, 'splitDraftUnit', draft, { unitId: unit.id, at });
    one.edit(unit.id, (text) => text.insert(5, '!'));
    await until(() => one.documentOf(unit.id) !== documentId);
    await one.settled();
    const head = both.slice(0, 5) + '!' + both.slice(5, at);
    await until(() => one.text(unit.id) === head);
    expect((await c.words(chair, moved, unit))!.text).toBe(head);
    expect(unitWith(moved, 'Ogon.').text).toBe('Ogon.');
    const joined = await c.d.edit(chair, 'joinDraftUnits', moved, { unitId: unit.id });
    await until(() => one.text(unit.id) === `${head} Ogon.`);
    expect((await c.words(chair, joined, unit))!.text).toBe(`${head} Ogon.`);
    // Moving is nothing to a document.
    one.edit(unit.id, (text) => text.insert(0, '1. '));
    await one.settled();
    const before = one.documentOf(unit.id);
    draft = await c.d.edit(chair, 'moveDraftUnit', joined, { unitId: unit.id, afterId: last.id, renumber: true });
    one.edit(unit.id, (text) => text.delete(0, 3));
    await one.settled();
    expect([one.documentOf(unit.id), (await c.words(chair, draft, unit))!.text]).toEqual([before, `${head} Ogon.`]);
    // A paste of the same with other words keeps ids, and documents go on.
    const printed = (await c.d.see(chair, draft.id))!.text!.printed.replace('Ogon', 'Koniec');
    draft = await c.d.edit(chair, 'replaceDraftText', draft, { text: pieces(printed) });
    await until(() => one.text(unit.id) === `${head} Koniec.`);
    expect(one.documentOf(unit.id)).toBe(before);
    draft = await c.d.edit(chair, 'deleteDraftUnit', draft, { unitId: unit.id });
    await until(() => !one.has(unit.id));
    expect(await c.stateOf(chair, draft, unit.id)).toBeUndefined();
    const [{ id: eventId }] = (await t.sql<{ id: string }>(
      `SELECT id FROM draft_unit_event WHERE unit_id = $1 AND act = 'DELETED'`,
      [unit.id],
    )) as [{ id: string }];
    await c.d.edit(chair, 'restoreDraftUnit', draft, { eventId });
    const again = await c.stateOf(chair, draft, unit.id);
    expect(again.documentId).not.toBe(before);
    const ends = await t.sql<{ as: string }>(
      `SELECT ended_as AS as FROM unit_document WHERE unit_id = $1 ORDER BY number`,
      [unit.id],
    );
    expect(ends.map((each) => each.as)).toEqual(['SPLIT', 'JOINED', 'DELETED']);
  });

  it('push the same ten times at once, and it counts once; different things, and all count', async () => {
    const { chair, expert, draft, unit } = await c.scene();
    const state = await c.stateOf(chair, draft, unit.id);
    const same = written(state, (doc) => doc.getText('text').insert(0, 'raz '));
    const copies = await Promise.all(range(10).map(() => c.push(chair, draft, same)));
    expect(copies).toEqual(copies.map(() => undefined));
    expect(await c.counts(draft)).toMatchObject({ documents: 1, updates: 1 });
    const others = range(10).map((i) => written(state, (doc) => doc.getText('text').insert(0, `${'abcdefghij'[i]} `)));
    const all = await Promise.all(others.map((each, i) => c.push(i % 2 ? chair : expert, draft, each)));
    expect(all).toEqual(all.map(() => undefined));
    const { text } = (await c.words(chair, draft, unit))!;
    expect([...'abcdefghij'].filter((letter) => !text.includes(`${letter} `))).toEqual([]);
    expect(text).toContain('raz ');
    expect(text).toHaveLength(unit.text.length + 24);
    expect(await c.counts(draft)).toMatchObject({ documents: 1, updates: 11 });
  });

  it('push random updates at once and in any order, and the text is that of all of them', async () => {
    const { chair, expert, draft, unit } = await c.scene();
    const state = await c.stateOf(chair, draft, unit.id);
    await fc.assert(
      fc.asyncProperty(
        fc.array(edits, { minLength: 2, maxLength: 4 }),
        fc.infiniteStream(fc.nat()),
        async (lines, order) => {
          const whole = new Y.Doc();
          Y.applyUpdate(whole, bytes((await c.stateOf(chair, draft, unit.id)).update));
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
                c.push(who, draft, {
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
          Y.applyUpdate(now, bytes((await c.stateOf(expert, draft, unit.id)).update));
          expect(now.getText('text').toString()).toBe(text);
          expect((await c.words(chair, draft, unit))!.text).toBe(text.normalize('NFC').trim());
        },
      ),
      { numRuns: Number(process.env.TEST_RUNS ?? 6) },
    );
  });

  it('race with a freeze, a split and each other: every acknowledged word is in the text', async () => {
    const { chair, expert, draft, unit } = await c.scene();
    const two = await c.author(draft, expert, unit.id);
    let latest = draft;
    for (const round of range(4)) {
      two.edit(unit.id, (text) => text.insert(text.length, ` słowo${round}`));
      const frozen = c.d.freeze(chair, latest);
      two.edit(unit.id, (text) => text.insert(0, `początek${round} `));
      latest = await frozen;
    }
    await two.settled();
    latest = (await c.d.see(chair, draft.id))!;
    const { text } = unitWith(latest, unit.text);
    for (const round of range(4)) expect(text).toContain(`początek${round}`);
    for (const round of range(4)) expect(text).toContain(`słowo${round}`);
    expect(text).toBe(two.text(unit.id));
  });
});

const edits = fc.array(
  fc.record({ at: fc.nat(), word: fc.constantFrom('', 'źdźbło ', '<b>', '„ć” ', 'a', '😀', '  ') }),
  { minLength: 1, maxLength: 5 },
);
