import type { Tx } from '#core';
import { POLLED } from './minutes.polls.ts';
import type { MinutesSources } from './minutes.text.ts';

/**
 * What came of the items, a sentence each in the order in which it was written down: whatever else decides at a
 * meeting adds a part to this union.
 */
const OUTCOMES = `
  SELECT agenda_item_id AS "agendaItemId", sentence FROM (
    SELECT c.agenda_item_id, c.id, 'Wniosek: ' || c.text AS sentence
    FROM conclusion c WHERE c.meeting_id = $1 AND c.withdrawn_at IS NULL
    UNION ALL
    SELECT r.agenda_item_id, r.id, 'Podjęto uchwałę nr ' || r.ordinal || '/' || r.year || ' „' || r.title || '” (' || r.basis || ').'
    FROM resolution r WHERE r.meeting_id = $1
    UNION ALL
    SELECT t.agenda_item_id, t.id, 'Zadanie: ' || t.text || coalesce(', do ' || to_char(t.due_on, 'DD.MM.YYYY'), '') || '.'
    FROM task t WHERE t.meeting_id = $1 AND t.state <> 'DROPPED'
    UNION ALL ${POLLED}) o
  ORDER BY id`;

/** Organisations, never names: the minutes are published. */
const PRESENT = `
  SELECT coalesce(c.official_name, f.name, e.name, CASE WHEN a.guest_id IS NOT NULL THEN 'Goście' ELSE 'Uczestnicy bez umocowania' END) AS who,
    CASE a.mode WHEN 'ON_SITE' THEN 'stacjonarnie' ELSE 'zdalnie' END AS mode, count(DISTINCT a.attendee)::int AS count
  FROM attendance a LEFT JOIN convent c ON c.id = a.convent_id LEFT JOIN forum f ON f.id = a.forum_id
    LEFT JOIN entity e ON e.id = a.entity_id
  WHERE a.meeting_id = $1 GROUP BY 1, 2, a.convent_id IS NULL, a.forum_id IS NULL, a.entity_id IS NULL
  ORDER BY a.convent_id IS NULL, a.forum_id IS NULL, a.entity_id IS NULL, 1, 2`;

const MEETING = `
  SELECT m.title, m.began_at AS "startsAt", m.closed_at AS "endsAt", m.place, m.recorded_from AS "recordedFrom",
    ARRAY(SELECT coalesce(c.official_name, f.name) FROM meeting_body b LEFT JOIN convent c ON c.id = b.convent_id
      LEFT JOIN forum f ON f.id = b.forum_id WHERE b.meeting_id = m.id AND b.agreed_at IS NOT NULL
      ORDER BY b.lead DESC, 1) AS bodies
  FROM meeting m WHERE m.id = $1`;

/** What the first draft is made of. */
export async function loadSources(tx: Tx, meetingId: string): Promise<MinutesSources> {
  type Rows<Key extends keyof MinutesSources> = MinutesSources[Key] extends readonly (infer Row)[] ? Row : never;
  const [meeting] = await tx.sql<
    Pick<MinutesSources, 'title' | 'startsAt' | 'endsAt' | 'place' | 'recordedFrom' | 'bodies'>
  >(MEETING, [meetingId]);
  const agenda = await tx.sql<Rows<'agenda'>>(
    `SELECT id, number, title FROM agenda_item WHERE meeting_id = $1 ORDER BY position`,
    [meetingId],
  );
  const attendance = await tx.sql<Rows<'attendance'>>(PRESENT, [meetingId]);
  const outcomes = await tx.sql<Rows<'outcomes'>>(OUTCOMES, [meetingId]);
  return { ...meeting!, agenda, attendance, outcomes };
}
