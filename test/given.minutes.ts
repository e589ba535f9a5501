import { createHash } from 'node:crypto';
import { newId } from '#core';
import type { TestApp } from './app.ts';
import { nasty } from './given.ts';

type Id = { id: string };

/** Minutes and what comes of meetings, past the rules. */
export class GivenMinutes {
  constructor(private readonly t: Pick<TestApp, 'sql'>) {}

  async minutes(
    meeting: Id,
    state: 'DRAFT' | 'CIRCULATED' | 'APPROVED' | 'PUBLISHED' = 'DRAFT',
    text = nasty('Otwarto'),
  ): Promise<Id> {
    const versionId = newId();
    const [sent, approved] = [state !== 'DRAFT', ['APPROVED', 'PUBLISHED'].includes(state)];
    const units = [{ id: 'a', agendaItemId: null, heading: 'Otwarcie', text }];
    const content = JSON.stringify({ title: nasty('Protokół'), units });
    await this.t.sql(
      `WITH made AS (
         INSERT INTO minutes (id, state, current_version_id, circulated_at, correct_until, approved_at, approved_by, published_at, created_at)
         VALUES ($1, $2, $3, CASE WHEN $4 THEN now() END, CASE WHEN $4 THEN now() + interval '2 days' END, CASE WHEN $5 THEN now() END,
           CASE WHEN $5 THEN 'ACT' END, CASE WHEN $6 THEN now() END, now()) RETURNING id)
       INSERT INTO minutes_version (id, minutes_id, number, content, content_hash, created_at) SELECT $3, id, 1, $7, $8, now() FROM made`,
      [
        ...[meeting.id, state, versionId, sent, approved, state === 'PUBLISHED', content],
        createHash('sha256').update(content).digest('hex'),
      ],
    );
    if (state === 'PUBLISHED')
      await this.t.sql(`UPDATE meeting SET published_at = now(), minutes_at = now() WHERE id = $1`, [meeting.id]);
    return { id: meeting.id };
  }

  async correction(minutes: Id, person: Id, text = nasty('Błąd')): Promise<Id> {
    const id = newId();
    await this.t.sql(
      `INSERT INTO correction (id, minutes_id, version_id, unit_id, state, text, late, person_id, at)
       SELECT $1, id, current_version_id, 'a', 'OPEN', $3, false, $4, now() FROM minutes WHERE id = $2`,
      [id, minutes.id, text, person.id],
    );
    return { id };
  }

  async conclusion(meeting: Id, text = nasty('Wniosek')): Promise<Id> {
    const id = newId();
    await this.t.sql(`INSERT INTO conclusion (id, meeting_id, text, created_at) VALUES ($1, $2, $3, now())`, [
      ...[id, meeting.id, text],
    ]);
    return { id };
  }

  async resolution(meeting: Id, body: Id, title = nasty('Uchwała')): Promise<Id> {
    const id = newId();
    await this.t.sql(
      `INSERT INTO resolution (id, meeting_id, convent_id, forum_id, year, ordinal, title, text, basis, adopted_on, created_at)
       SELECT $1, $2, (SELECT id FROM convent WHERE id = $3), (SELECT id FROM forum WHERE id = $3), 1999,
         1 + (SELECT count(*) FROM resolution WHERE body_id = $3), $4, '§ 1.', 'jednogłośnie', '1999-05-06', now()`,
      [id, meeting.id, body.id, title],
    );
    return { id };
  }

  async task(meeting: Id, body: Id, text = nasty('Zadanie')): Promise<Id> {
    const id = newId();
    await this.t.sql(
      `INSERT INTO task (id, meeting_id, convent_id, forum_id, entity_id, state, text, created_at)
       VALUES ($1, $2, (SELECT id FROM convent WHERE id = $3), (SELECT id FROM forum WHERE id = $3),
         (SELECT id FROM entity WHERE id = $3), 'OPEN', $4, now())`,
      [id, meeting.id, body.id, text],
    );
    return { id };
  }

  /** One that lies outside and has to be deleted there. */
  async recording(meeting: Id, address = 'https://example.org/nagranie'): Promise<Id> {
    const id = newId();
    await this.t.sql(
      `INSERT INTO recording (id, meeting_id, state, address, added_at, ended_at, ended_because)
       VALUES ($1, $2, 'REMOVAL_DUE', $3, now(), now(), 'MINUTES_APPROVED')`,
      [id, meeting.id, address],
    );
    return { id };
  }

  async report(body: Id, meetings: readonly Id[], title = nasty('Raport')): Promise<Id> {
    const id = newId();
    await this.t.sql(
      `INSERT INTO meeting_report (id, convent_id, forum_id, title, created_at)
       VALUES ($1, (SELECT id FROM convent WHERE id = $2), (SELECT id FROM forum WHERE id = $2), $3, now())`,
      [id, body.id, title],
    );
    for (const [i, meeting] of meetings.entries())
      await this.t.sql(
        `INSERT INTO meeting_report_item (id, report_id, meeting_id, position) VALUES (uuidv7(), $1, $2, $3)`,
        [id, meeting.id, i + 1],
      );
    return { id };
  }
}
