import { setTimeout as sleep } from 'node:timers/promises';
import * as Y from 'yjs';
import { Db, newId, SYSTEM, type Tx } from '#core';
import { useApp } from '#test/app';
import { Coediting, range, until, written } from '#test/coediting';
import { base64, CURSOR, FOLLOW } from '#test/coediting.wire';
import { nasty, type Someone } from '#test/given';
import { connect } from '#test/socket';
import { Squashing } from './squashing.service.ts';

describe('several authors at once', () => {
  const t = useApp({ SOCKETS_PER_ADDRESS: '100' });
  let c: Coediting;
  beforeAll(() => void (c = new Coediting(t)));
  afterEach(() => c.close());

  it('write in one unit, and the text of the draft has every word of both at once', async () => {
    const { chair, expert, draft, unit } = await c.scene();
    const [one, two] = [await c.author(draft, chair, unit.id), await c.author(draft, expert, unit.id)];
    one.edit(unit.id, (text) => text.insert(0, 'Łódka „pierwsza” & '));
    two.edit(unit.id, (text) => text.insert(text.length, ' <b>Źdźbło</b>'));
    await Promise.all([one.settled(), two.settled()]);
    const whole = `Łódka „pierwsza” & ${unit.text} <b>Źdźbło</b>`;
    await until(() => one.text(unit.id) === whole && two.text(unit.id) === whole);
    expect((await c.words(chair, draft, unit))!.text).toBe(whole);
    const [history] = await t.sql<{ who: string[]; mandates: number }>(
      `SELECT array_agg(DISTINCT person_id::text) AS who, count(DISTINCT mandate_id)::int AS mandates
       FROM draft_unit_event WHERE draft_id = $1 AND unit_id = $2 AND act = 'REWORDED'`,
      [draft.id, unit.id],
    );
    expect(history).toEqual({ who: [chair.id, expert.id].sort(), mandates: 2 });
    // The version of the draft is still what was seen, and freezing has the last keystroke.
    two.edit(unit.id, (text) => text.insert(text.length, '!'));
    await two.settled();
    const frozen = await c.d.freeze(chair, draft);
    expect(frozen.text!.units.find(({ id }) => id === unit.id)!.text).toBe(`${whole}!`);
    const [{ content }] = (await t.sql<{ content: string }>(`SELECT content FROM draft_version WHERE draft_id = $1`, [
      draft.id,
    ])) as [{ content: string }];
    expect(content).toContain(JSON.stringify(`${whole}!`));
  });

  it('are told who is here, under which name and where, and who left', async () => {
    const { chair, expert, draft, unit } = await c.scene();
    const one = await c.author(draft, chair, unit.id);
    const two = await c.author(draft, expert, unit.id);
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
    const { chair, expert, draft, unit } = await c.scene();
    const [one, two] = [await c.author(draft, chair, unit.id), await c.author(draft, expert, unit.id)];
    two.edit(unit.id, (text) => text.insert(0, 'Jeszcze. '));
    await two.settled();
    const state = await c.stateOf(chair, draft, unit.id);
    const memberId = draft.team[0]!.id;
    await c.d.do(chair, 'removeDraftMember', { memberId });
    await until(() => two.refusals.includes('NOT_FOUND'));
    const late = written(state, (doc) => doc.getText('text').insert(0, 'za późno '));
    expect(await c.push(expert, draft, late)).toBe('NOT_FOUND');
    const socket = connect(t, expert);
    const { errors } = await socket.listen(FOLLOW, { draftId: draft.id }).next();
    expect(errors[0]!.extensions.code).toBe('NOT_FOUND');
    await socket.end();
    one.edit(unit.id, (text) => text.insert(0, 'Ja mogę. '));
    await one.settled();
    await c.d.do(chair, 'archiveDraft', { draftId: draft.id, reason: nasty('koniec') });
    expect(await c.push(chair, draft, late)).toBe('WRONG_STATE');
    expect((await c.words(chair, draft, unit))!.text).toBe(`Ja mogę. Jeszcze. ${unit.text}`);
    expect(one.refusals).toEqual([]);
  });

  it('whose mandate ends hear nothing more a second later, though nobody tells the draft', async () => {
    const { chair, expert, mandate, draft, unit } = await c.scene();
    const [one, two] = [await c.author(draft, chair, unit.id), await c.author(draft, expert, unit.id)];
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

  it('keep what they may see for one draft alone, and nothing of it for whoever acts after them', async () => {
    const { chair, expert, convent, draft } = await c.scene();
    const other = await c.d.pasted(chair, convent, 'Art. 1. Inny tekst „obok”.');
    const seen = await t.app.get(Db).run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      const claims = async (opening: string, ...values: string[]) => {
        await tx.sql(opening, values);
        const rows = await tx.sql<object>(
          `SELECT claimed_offices() AS offices, claimed_drafts() AS drafts, current_setting('app.drafts') AS kept,
             ARRAY(SELECT id FROM draft WHERE id = ANY ($1) ORDER BY id) AS seen`,
          [[draft.id, other.id]],
        );
        return rows[0];
      };
      const within = `SELECT act_in_draft($1, $2)`;
      return [
        await claims(within, chair.id, draft.id),
        await claims(within, expert.id, draft.id),
        await claims(within, expert.id, other.id),
        await claims(`SELECT act_as($1)`, chair.id),
        await claims(`SELECT act_as($1)`, expert.id),
      ];
    });
    const both = [draft.id, other.id].sort();
    expect(seen).toEqual([
      { offices: [convent.id], drafts: [], kept: '{}', seen: both },
      { offices: [], drafts: [draft.id], kept: `{${draft.id}}`, seen: [draft.id] },
      { offices: [], drafts: [], kept: '{}', seen: [] },
      { offices: [convent.id], drafts: [], kept: '', seen: both },
      { offices: [], drafts: [draft.id], kept: '', seen: [draft.id] },
    ]);
  });

  it('leave a snapshot behind, and who wrote; a document in which nobody writes any more ends', async () => {
    const { chair, expert, draft, unit } = await c.scene();
    const [one, two] = [await c.author(draft, chair, unit.id), await c.author(draft, expert, unit.id)];
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
    expect((await c.stateOf(chair, draft, unit.id)).documentId).toBe(one.documentOf(unit.id));
    one.edit(unit.id, (it) => it.insert(0, 'dalej '));
    await one.settled();
    await age('2 days');
    await squashing.run();
    const settled = await c.stateOf(chair, draft, unit.id);
    await until(() => one.documentOf(unit.id) === settled.documentId);
    expect(one.text(unit.id)).toBe(`dalej ${text}`);
    one.edit(unit.id, (it) => it.insert(0, 'i '));
    await one.settled();
    await until(() => two.text(unit.id) === `i dalej ${text}`);
    expect((await c.words(chair, draft, unit))!.text).toBe(`i dalej ${text}`);
  });
});
