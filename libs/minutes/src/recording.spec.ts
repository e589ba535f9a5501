import ICAL from 'ical.js';
import { Db, newId, SYSTEM, type Tx } from '#core';
import { useApp } from '#test/app';
import { nasty } from '#test/given';
import { inHours, Minuting, type Held } from '#test/minutes';
import { GuestErasure } from '#meetings';

describe('what is kept of people', () => {
  const t = useApp();
  let m: Minuting;
  beforeAll(() => void (m = new Minuting(t)));

  type Kept = { id: string; state: string; address: string | null; endedBecause: string | null; file: object | null };
  const address = 'https://example.org/nagranie';
  const consent = (who: { token: string }, { id }: { id: string }, consents = true) =>
    m.do(who, 'consentToRecording', { meetingId: id, consents });
  const recordings = async (who: { token: string }, { id }: Held) =>
    (
      await t.get<{ meeting: { recordings: Kept[] } }>(
        who,
        `{ meeting(id: "${id}") { recordings { id state address endedBecause file { id } } } }`,
      )
    ).meeting.recordings;

  describe('a recording', () => {
    it('is kept only with the consent of all who were there', async () => {
      const held = await m.held();
      const [one, two] = [await t.given.person(), await t.given.person()];
      for (const each of [one, two]) await m.attended(held, each);
      const input = { meetingId: held.id, address };
      await consent(one, held);
      expect(await m.refusal(held.chair, 'addRecording', input)).toBe('CONSENT_MISSING');
      await consent(two, held, false);
      expect(await m.refusal(held.chair, 'addRecording', input)).toBe('CONSENT_MISSING');
      await consent(two, held);
      expect(await m.refusal(one, 'addRecording', input)).toBe('FORBIDDEN');
      expect(await m.refusal(held.chair, 'addRecording', { meetingId: held.id })).toBe('RECORDING_PLACE_WRONG');
      const insecure = { meetingId: held.id, address: 'javascript:alert(1)' };
      expect(await m.refusal(held.chair, 'addRecording', insecure)).toBe('INVALID_INPUT');
      expect(await m.do(held.chair, 'addRecording', input)).toMatchObject({ state: 'KEPT', address });
      const stranger = await t.given.person();
      expect(await m.refusal(stranger, 'consentToRecording', { meetingId: held.id, consents: true })).toBe('NOT_FOUND');
      await t.sql(`UPDATE meeting SET published_at = now() WHERE id = $1`, [held.id]);
      expect(await m.refusal(stranger, 'consentToRecording', { meetingId: held.id, consents: true })).toBe(
        'NOT_PRESENT',
      );
    });

    it('goes when the minutes are approved: the file at once, what lies outside when somebody says so', async () => {
      const held = await m.held();
      const file = await t.given.file(held.chair);
      await t.sql(`DELETE FROM file_use WHERE file_id = $1`, [file.id]);
      await m.do(held.chair, 'addRecording', { meetingId: held.id, fileId: file.id });
      await m.do(held.chair, 'addRecording', { meetingId: held.id, address });
      expect((await recordings(held.chair, held)).map(({ state }) => state)).toEqual(['KEPT', 'KEPT']);
      await m.published(held);
      const [first, second] = await recordings(held.chair, held);
      expect(first).toMatchObject({ state: 'DELETED', file: null, endedBecause: 'MINUTES_APPROVED' });
      expect(second).toMatchObject({ state: 'REMOVAL_DUE', address });
      const [{ unused }] = (await t.sql<{ unused: boolean }>(
        `SELECT unused_since IS NOT NULL AND NOT EXISTS (SELECT FROM file_use WHERE file_id = file.id) AS unused FROM file WHERE id = $1`,
        [file.id],
      )) as [{ unused: boolean }];
      expect(unused).toBe(true);
      const mine = await t.get(held.chair, `{ viewer { obligations(first: 5) { nodes { kind } } } }`);
      expect(JSON.stringify(mine)).toContain('deleteRecording');
      const confirm = { recordingId: second!.id };
      expect(await m.do(held.chair, 'confirmRecordingDeleted', confirm)).toMatchObject({
        state: 'DELETED',
        address: null,
      });
      expect(await m.refusal(held.chair, 'confirmRecordingDeleted', confirm)).toBe('WRONG_STATE');
      expect(await m.refusal(held.chair, 'addRecording', { meetingId: held.id, address })).toBe('RECORDING_TOO_LATE');
      const events = await t.sql<{ type: string }>(
        `SELECT type FROM event WHERE subject_id = $1 AND type LIKE '%recording%' ORDER BY id`,
        [held.id],
      );
      expect(events.filter(({ type }) => type === 'meeting.recording_deleted')).toHaveLength(2);
      const anybody = await t.answer(
        null,
        `{ meeting(id: "${held.id}") { recordings { id } recordingConsents { id } } }`,
      );
      expect(JSON.parse(anybody.data)).toEqual({ meeting: { recordings: [], recordingConsents: [] } });
    });

    it('goes when somebody takes their consent back', async () => {
      const held = await m.held();
      const guest = await t.given.person();
      await m.attended(held, guest);
      await consent(guest, held);
      await m.do(held.chair, 'addRecording', { meetingId: held.id, address });
      await consent(guest, held, false);
      const [kept] = await recordings(guest, held);
      expect(kept).toMatchObject({ state: 'REMOVAL_DUE', endedBecause: 'CONSENT_WITHDRAWN' });
    });
  });

  it('of guests is erased thirty days after the meeting, once; that somebody came stays', async () => {
    const held = await m.held({ startsAt: '2026-05-06T08:00:00Z' });
    const guest = newId();
    await t.sql(
      `INSERT INTO meeting_guest (id, meeting_id, name, email, organisation, created_at) VALUES ($1, $2, 'Ćma', 'cma@example.com', 'Łąka', now())`,
      [guest, held.id],
    );
    await t.sql(
      `INSERT INTO attendance (id, meeting_id, guest_id, name, mode, valid)
       VALUES ($1, $2, $3, 'Ćma', 'ONLINE', '[2026-05-06T08:00Z,2026-05-06T11:00Z)')`,
      [newId(), held.id, guest],
    );
    const erase = (at: string) =>
      t.app.get(Db).run(SYSTEM, (tx: Tx) => t.app.get(GuestErasure, { strict: false }).erase(tx, new Date(at)));
    expect(await erase('2026-06-05T07:59:59.999Z')).toBe(0);
    const counts = await Promise.all(Array.from({ length: 5 }, () => erase('2026-06-05T08:00:00Z')));
    expect(counts.reduce((sum, n) => sum + n)).toBe(1);
    const rows = await t.sql(
      `SELECT g.name, g.email, g.organisation, a.name AS there, a.mode FROM meeting_guest g
      JOIN attendance a ON a.guest_id = g.id WHERE g.id = $1`,
      [guest],
    );
    expect(rows).toEqual([{ name: 'Gość', email: null, organisation: null, there: 'Gość', mode: 'ONLINE' }]);
  });

  describe('a calendar', () => {
    const fetched = async (path: string, token?: string) => {
      const response = await fetch(`${t.url}${path}`, { headers: token ? { authorization: `Bearer ${token}` } : {} });
      return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
    };
    const eventsIn = (text: string) =>
      new ICAL.Component(ICAL.parse(text) as unknown as object[])
        .getAllSubcomponents('vevent')
        .map((each) => new ICAL.Event(each));

    it('has one meeting for whoever may see it, and nothing for others', async () => {
      const held = await m.held({ state: 'CONVENED', startsAt: inHours(48), title: 'Łódź; „Żółw”, \\ "x"' });
      const path = `/meetings/${held.id}.ics`;
      const seen = await fetched(path, held.chair.token);
      expect([seen.status, seen.type]).toEqual([200, 'text/calendar; charset=utf-8']);
      expect(eventsIn(seen.text).map(({ summary }) => summary)).toEqual(['Łódź; „Żółw”, \\ "x"']);
      expect((await fetched(path)).status).toBe(404);
      expect((await fetched(path, (await t.given.person()).token)).status).toBe(404);
      expect((await fetched('/meetings/nic.ics', held.chair.token)).status).toBe(404);
      expect((await fetched(path, 'nie-ma-takiego')).status).toBe(401);
      await t.sql(`UPDATE meeting SET state = 'CANCELLED', sequence = 4 WHERE id = $1`, [held.id]);
      const off = await fetched(path, held.chair.token);
      expect(off.text).toContain('METHOD:CANCEL');
      expect(eventsIn(off.text)[0]!.sequence).toBe(4);
    });

    it('has all meetings of a person under a secret address until it is closed, at most ten addresses', async () => {
      const held = await m.held({ state: 'CONVENED', startsAt: inHours(24) });
      await m.held({ state: 'CONVENED', startsAt: inHours(24) });
      await m.meeting([held.convent], { state: 'PLANNED', startsAt: inHours(72) });
      const { id, path } = await m.do<{ id: string; path: string }>(held.chair, 'createCalendarToken', {
        name: nasty('Telefon'),
      });
      const feed = await fetched(path);
      expect(eventsIn(feed.text).map(({ uid }) => uid)).toEqual([`${held.id}@konwent`]);
      const hashes = await t.sql<{ hash: Buffer }>(`SELECT token_hash AS hash FROM calendar_token WHERE id = $1`, [id]);
      expect(path).not.toContain(hashes[0]!.hash.toString('base64url'));
      const stranger = await t.given.person();
      expect(await m.refusal(stranger, 'revokeCalendarToken', { id })).toBe('NOT_FOUND');
      await m.do(held.chair, 'revokeCalendarToken', { id });
      expect((await fetched(path)).status).toBe(404);
      expect((await fetched('/calendars/zly.ics')).status).toBe(404);
      const all = await Promise.all(
        Array.from({ length: 12 }, () => m.refusal(held.chair, 'createCalendarToken', { name: 'x' })),
      );
      expect(all.filter((code) => code === 'CALENDAR_TOKENS_TOO_MANY')).toHaveLength(2);
      expect(all.filter((code) => code === undefined)).toHaveLength(10);
    });
  });
});
