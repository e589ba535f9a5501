import { newId } from '#core';
import { useApp } from '#test/app';
import { circulationRow } from '#test/circulation-rows';
import type { Someone } from '#test/given';
import { Meetings } from '#test/meetings';
import { invited, MY_DATA, nameOf, NEUTRAL, REQUEST_ERASURE, REQUEST_MY_DATA } from '#test/privacy';
import { RETENTION } from './retention.ts';
import { Retention } from './retention.service.ts';

const ten = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 10 }, work));
const later = (days: number): Date => new Date(Date.now() + days * 86_400_000);

describe('what is kept about people', () => {
  const t = useApp();

  describe('one’s own data', () => {
    const paths = async (who: Someone) =>
      (await t.get<{ requestMyData: { jsonPath: string; textPath: string } }>(who, REQUEST_MY_DATA, { input: {} }))
        .requestMyData;
    const fetched = (path: string, token?: string) =>
      fetch(`${t.url}${path}`, { headers: token ? { authorization: `Bearer ${token}` } : {} });

    it('is one download for who asked, of ten at once too, and none for anybody else', async () => {
      const [me, stranger] = [await t.given.person(), await t.given.person()];
      const { jsonPath } = await paths(me);
      expect((await fetched(jsonPath)).status).toBe(401);
      const foreign = await fetched(jsonPath, stranger.token);
      expect([foreign.status, ((await foreign.json()) as { code: string }).code]).toEqual([410, 'DATA_TICKET_INVALID']);
      const answers = await ten(() => fetched(jsonPath, me.token));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(410)]);
      const file = answers.find(({ status }) => status === 200)!;
      expect(file.headers.get('content-disposition')).toBe('attachment; filename="moje-dane.json"');
      expect(file.headers.get('cache-control')).toBe('private, no-store');
      expect(await file.json()).toMatchObject({ format: 'konwent-my-data/1', personId: me.id });
      for (const hostile of ['', '?ticket=', '?ticket=a&ticket=b', '?ticket[x]=1', `?ticket=${'ż'.repeat(500)}`])
        expect((await fetched(`/my-data.json${hostile}`, me.token)).status).toBe(410);
    });

    it('ends with its time, and needs a fresh proof, which an API token never is', async () => {
      const me = await t.given.person();
      const { textPath } = await paths(me);
      await t.sql(`UPDATE data_ticket SET expires_at = now() WHERE person_id = $1`, [me.id]);
      expect((await fetched(textPath, me.token)).status).toBe(410);
      const token = await t.given.apiToken(me.id, ['READ', 'WRITE']);
      for (const document of [REQUEST_MY_DATA, REQUEST_ERASURE])
        expect(await t.refusal(token, document, { input: {} })).toBe('FRESH_PROOF_REQUIRED');
      expect(await t.refusal(null, REQUEST_MY_DATA, { input: {} })).toBe('UNAUTHENTICATED');
    });

    it('is told in short, in Polish, with what its erasure would end', async () => {
      const convent = await t.given.convent();
      const [chair, other] = [await t.given.holder('CHAIR', convent), await t.given.holder('EXPERT', convent)];
      await t.given.mandate(chair, 'EXPERT', convent);
      const { myData } = await t.get<{ myData: { parts: { heading: string; entries: number }[]; ends: object[] } }>(
        chair,
        MY_DATA,
      );
      expect(myData.ends).toEqual([
        { function: 'CHAIR', only: true },
        { function: 'EXPERT', only: false },
      ]);
      expect(myData.parts).toContainEqual(
        expect.objectContaining({ heading: 'Konto', entries: 1, onErasure: ['usuwane razem z zapisem'] }),
      );
      expect(myData.parts.find(({ heading }) => heading === 'Mandaty')).toMatchObject({ entries: 2 });
      expect(other.id).not.toBe(chair.id);
    });
  });

  describe('what is kept for a time', () => {
    const run = (days: number) => t.app.get(Retention, { strict: false }).run(later(days));

    it('is told to everybody', async () => {
      const { retention } = await t.get<{ retention: object[] }>(null, `{ retention { key what period then } }`);
      expect(retention).toEqual(RETENTION);
    });

    it('goes when its time is over, and not before', async () => {
      const convent = await t.given.convent();
      const [chair, entity] = [await t.given.holder('CHAIR', convent), await t.given.entity()];
      const person = await invited(t, chair, convent, `nigdy.${newId()}@example.invalid`);
      const { remarkId } = await circulationRow(t, convent, entity, { state: 'CLOSED', author: chair });
      await t.sql(
        `UPDATE remark SET submitter = 'Pani Łucja', convent_id = NULL, entity_id = NULL, channel = 'LETTER' WHERE id = $1`,
        [remarkId],
      );
      await t.sql(`INSERT INTO entity_contact (id, email, phone) VALUES ($1, 'a@b.example', '1')`, [entity.id]);
      await t.sql(`UPDATE entity SET state = 'CLOSED', closed_on = current_date WHERE id = $1`, [entity.id]);
      await run(0); // what others left
      await t.get(chair, REQUEST_MY_DATA, { input: {} });

      expect(await run(0)).toEqual({ tickets: 0, contacts: 0, submitters: 0, recordings: 0, uninvited: 0 });
      const next = await run(1);
      expect(next.tickets).toBeGreaterThan(0);
      expect(next.uninvited).toBe(0);
      expect((await run(40)).uninvited).toBe(0); // the invitation is still there
      await t.sql(`DELETE FROM invitation WHERE person_id = $1`, [person.id]);
      expect((await run(32)).uninvited).toBe(0);
      expect((await run(34)).uninvited).toBe(1);
      expect(await nameOf(t, person)).toBe(NEUTRAL);
      expect(await nameOf(t, chair)).not.toBe(NEUTRAL);
      expect((await run(360)).contacts).toBe(0);
      expect(await run(370)).toMatchObject({ contacts: 1, submitters: 0 });
      expect((await run(740)).submitters).toBe(1);
      expect(await t.sql(`SELECT submitter FROM remark WHERE id = $1`, [remarkId])).toEqual([{ submitter: NEUTRAL }]);
      expect(await run(800)).toMatchObject({ contacts: 0, submitters: 0, uninvited: 0 });
    });

    it('is a recording for a year at most, where nobody approved the minutes', async () => {
      const meet = new Meetings(t);
      const { id } = await meet.plan(await meet.convent());
      await t.sql(
        `INSERT INTO recording (id, meeting_id, state, address, added_at) VALUES ($1, $2, 'KEPT', 'https://nagrania.example/1', now())`,
        [newId(), id],
      );
      await t.sql(
        `UPDATE meeting SET starts_at = now() - interval '2 hours', ends_at = now() - interval '1 hour' WHERE id = $1`,
        [id],
      );
      expect((await run(364)).recordings).toBe(0);
      expect((await run(366)).recordings).toBe(1);
      const kept = await t.sql(`SELECT state, ended_because AS because FROM recording WHERE meeting_id = $1`, [id]);
      expect(kept).toEqual([{ state: 'REMOVAL_DUE', because: 'KEPT_TOO_LONG' }]);
    });
  });
});
