import type { MigrationInterface, QueryRunner } from 'typeorm';
import { QUORUM_AT as OLD_QUORUM, WAITING as OLD_MEETINGS } from './1793700240000-meetings.ts';
import { WAITING as OLD_MINUTES } from './1793700250000-minutes.ts';

/** What a move does to seats, whom a meeting is shown to, where a quorum comes from, what waits for a person alone. */
export class MeetingEdges1793700280000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [COLUMNS, SEATS, QUORUM, MEETINGS, MINUTES]) await db.query(part);
    await db.query(`SELECT gather_obligations()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      SELECT gather_obligations('obligation_of_meetings');
      DROP VIEW obligation_of_meetings;
      SELECT gather_obligations('obligation_of_minutes');
      DROP VIEW obligation_of_minutes;
    `);
    await db.query(OLD_QUORUM);
    await db.query(`
      DROP FUNCTION unseat(uuid), keep_registration(uuid);
      DROP POLICY in_forum ON meeting;
      ALTER TABLE meeting DROP COLUMN shared_at;
      ALTER TABLE meeting_act DROP COLUMN was_mode;
      ALTER TABLE meeting_body DROP COLUMN quorum_percent;
    `);
    await db.query(OLD_MEETINGS);
    await db.query(OLD_MINUTES);
  }
}

const COLUMNS = `
  -- Since when all convents of the forum see it; public is more than that.
  ALTER TABLE meeting ADD COLUMN shared_at timestamptz CHECK (shared_at IS NULL OR state = 'CLOSED');
  CREATE POLICY in_forum ON meeting FOR SELECT TO konwent_app
    USING (shared_at IS NOT NULL AND (SELECT in_forum((SELECT actor_id()))));
  ALTER TABLE meeting_act ADD COLUMN was_mode text CHECK (was_mode IN ('ON_SITE', 'ONLINE', 'HYBRID'));
  -- Frozen when the session begins: rules that change later change no quorum of before.
  ALTER TABLE meeting_body ADD COLUMN quorum_percent int CHECK (quorum_percent BETWEEN 0 AND 100);
`;

const SEATS = `
  -- After a move: whoever comes in a form that there is no more takes the other one; where there are fewer seats than
  -- people, those who came last wait again. Everybody keeps their place in the queue. Says whom it moved.
  CREATE FUNCTION unseat(held uuid) RETURNS TABLE (registration_id uuid)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE m meeting%ROWTYPE;
    BEGIN
      SELECT * INTO m FROM meeting x WHERE x.id = held FOR UPDATE;
      RETURN QUERY UPDATE registration r SET mode = m.mode, state = 'WAITLISTED', seat = NULL,
          decided_at = clock_timestamp(), version = r.version + 1
        WHERE r.meeting_id = held AND r.state IN ('CONFIRMED', 'WAITLISTED') AND m.mode <> 'HYBRID' AND r.mode <> m.mode
        RETURNING r.id;
      RETURN QUERY WITH ranked AS (
          SELECT r.id, r.seat, CASE r.mode WHEN 'ON_SITE' THEN m.seats_on_site ELSE m.seats_online END AS seats,
            rank() OVER (PARTITION BY r.mode ORDER BY r.queue) AS place
          FROM registration r WHERE r.meeting_id = held AND r.state = 'CONFIRMED')
        UPDATE registration r SET state = 'WAITLISTED', seat = NULL, decided_at = clock_timestamp(), version = r.version + 1
        FROM ranked WHERE ranked.id = r.id AND ranked.place > ranked.seats RETURNING r.id;
      -- Those who stay have the seats that there still are.
      WITH high AS (
          SELECT r.id, r.mode, row_number() OVER (PARTITION BY r.mode ORDER BY r.seat) AS n FROM registration r
          WHERE r.meeting_id = held AND r.state = 'CONFIRMED'
            AND r.seat > CASE r.mode WHEN 'ON_SITE' THEN m.seats_on_site ELSE m.seats_online END),
        free AS (
          SELECT x.mode, s AS seat, row_number() OVER (PARTITION BY x.mode ORDER BY s) AS n
          FROM (VALUES ('ON_SITE', m.seats_on_site), ('ONLINE', m.seats_online)) x (mode, seats),
            LATERAL generate_series(1, x.seats) s
          WHERE EXISTS (SELECT FROM high WHERE high.mode = x.mode) AND NOT EXISTS (SELECT FROM registration r
            WHERE r.meeting_id = held AND r.mode = x.mode AND r.seat = s))
        UPDATE registration r SET seat = free.seat, version = r.version + 1
        FROM high JOIN free USING (mode, n) WHERE r.id = high.id;
    END $$;
  -- Nobody gives themselves a seat, so nobody may write a row that has one: saying that they come after all is this.
  CREATE FUNCTION keep_registration(kept uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public
    AS $$ UPDATE registration SET before_move = false, version = version + 1 WHERE id = kept AND person_id = actor_id() $$;
  REVOKE EXECUTE ON FUNCTION unseat(uuid), keep_registration(uuid) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION unseat(uuid), keep_registration(uuid) TO konwent_app;
`;

const QUORUM = `
  -- As before; by the percentage frozen at the beginning, else the convent's rules, else what convents begin with.
  CREATE OR REPLACE FUNCTION meeting_quorum_at(body uuid, at timestamptz, OUT entitled int, OUT present int, OUT required int)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
      WITH b AS (
        SELECT x.id, x.meeting_id, x.convent_id, x.forum_id, x.body_id, m.kind,
          coalesce(x.quorum_percent, r.quorum_percent, 50) AS percent
        FROM meeting_body x JOIN meeting m ON m.id = x.meeting_id LEFT JOIN convent_rules r ON r.id = x.convent_id
        WHERE x.id = body),
      entitled_to AS (
        SELECT DISTINCT s.entity_id AS id FROM b JOIN membership s ON s.convent_id = b.convent_id
          WHERE b.kind <> 'BOARD' AND s.kind = 'ORDINARY' AND s.state IN ('ACTIVE', 'ENDED') AND s.valid @> warsaw_day(at)
        UNION SELECT s.convent_id FROM b JOIN forum_standing s ON s.forum_id = b.forum_id
          WHERE b.kind <> 'BOARD' AND s.kind = 'MEMBER' AND s.valid @> warsaw_day(at)
        UNION SELECT h.person_id FROM b JOIN mandate h ON h.body_id = b.body_id
          WHERE b.kind = 'BOARD' AND h.state IN ('ACTIVE', 'ENDED') AND h.valid @> at
            AND h.function IN ('CHAIR', 'VICE_CHAIR', 'SECRETARY', 'BOARD_MEMBER')),
      there AS (
        SELECT DISTINCT CASE WHEN b.kind = 'BOARD' THEN a.person_id ELSE a.body_id END AS id
        FROM b JOIN attendance a ON a.meeting_id = b.meeting_id AND a.valid @> at
          JOIN mandate h ON h.id = a.mandate_id AND h.state IN ('ACTIVE', 'ENDED') AND h.valid @> at
        WHERE b.kind <> 'BOARD' OR a.body_id = b.body_id),
      counted AS (
        SELECT count(*)::int AS entitled, count(there.id)::int AS present FROM entitled_to LEFT JOIN there USING (id))
      SELECT c.entitled, c.present, greatest(1, ceil(c.entitled * b.percent / 100.0))::int FROM b, counted c $$;
`;

const MEETINGS = `
  CREATE OR REPLACE VIEW obligation_of_meetings AS
    SELECT coalesce(i.body_id, i.person_id) AS body_id, CASE WHEN i.entity_id IS NOT NULL THEN ARRAY['REPRESENTATIVE']
        ELSE ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR'] END AS functions,
      CASE WHEN i.answer IS NULL THEN 'meetingAnswerAwaited' ELSE 'meetingMoved' END AS kind,
      'Meeting' AS subject_type, m.id AS subject_id,
      CASE WHEN i.answer IS NULL
        THEN 'Zaproszenie na spotkanie „' || m.title || '” (' || warsaw_clock(m.starts_at) || ') czeka na odpowiedź.'
        ELSE 'Spotkanie „' || m.title || '” przeniesiono na ' || warsaw_clock(m.starts_at) || '. Odpowiedz na zaproszenie ponownie.'
        END AS sentence,
      least(m.registration_closes_at, m.starts_at) AS due_at,
      CASE WHEN i.answer IS NULL THEN greatest(i.invited_at, m.convened_at) ELSE coalesce(m.moved_at, m.convened_at) END AS since,
      i.person_id AS for_person_id
    FROM meeting m JOIN meeting_invitation i ON i.meeting_id = m.id
    WHERE m.state = 'CONVENED' AND m.starts_at > now() AND i.guest_id IS NULL AND i.withdrawn_at IS NULL
      AND (i.answer IS NULL OR i.answered_before_move)
      -- Who registered has answered; what a move asks of them stands below.
      AND NOT EXISTS (SELECT FROM registration r WHERE r.meeting_id = m.id AND r.person_id = i.person_id
        AND r.state IN ('CONFIRMED', 'WAITLISTED'))
    UNION ALL
    SELECT r.person_id, '{}', 'registrationMoved', 'Meeting', m.id,
      'Spotkanie „' || m.title || '” przeniesiono na ' || warsaw_clock(m.starts_at) || '. Potwierdź swoje zgłoszenie albo je wycofaj.',
      m.starts_at, coalesce(m.moved_at, m.convened_at), r.person_id
    FROM meeting m JOIN registration r ON r.meeting_id = m.id
    WHERE m.state = 'CONVENED' AND m.starts_at > now() AND r.person_id IS NOT NULL AND r.before_move
      AND r.state IN ('CONFIRMED', 'WAITLISTED')
    UNION ALL
    SELECT b.body_id, ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR'], 'meetingPartnerAwaited', 'Meeting', m.id,
      'Spotkanie „' || m.title || '” (' || warsaw_clock(m.starts_at) || ') czeka na zgodę współorganizatora.', m.starts_at, m.created_at, NULL
    FROM meeting m JOIN meeting_body b ON b.meeting_id = m.id
    WHERE m.state = 'PLANNED' AND b.agreed_at IS NULL AND m.starts_at > now();
`;

/** Whoever was there for themselves may correct the minutes, too: it waits for them as such. */
const MINUTES = `
  CREATE OR REPLACE VIEW obligation_of_minutes AS
    SELECT b.body_id, ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'BOARD_MEMBER', 'COORDINATOR', 'REPRESENTATIVE'] AS functions,
      'correctMinutes' AS kind, 'Meeting' AS subject_type, m.id AS subject_id,
      'Protokół spotkania „' || m.title || '” czeka na sprostowania do ' || warsaw_clock(n.correct_until) || '.' AS sentence,
      n.correct_until AS due_at, n.circulated_at AS since, b.for_person_id
    FROM minutes n JOIN meeting m ON m.id = n.id
      CROSS JOIN LATERAL (SELECT x AS body_id, NULL::uuid AS for_person_id FROM unnest(m.bodies) x
        UNION SELECT coalesce(a.body_id, a.person_id), CASE WHEN a.body_id IS NULL THEN a.person_id END FROM attendance a
          WHERE a.meeting_id = m.id AND num_nonnulls(a.body_id, a.person_id) > 0) b
    WHERE n.state = 'CIRCULATED' AND n.correct_until > now()
    UNION ALL
    SELECT b.body_id, ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR'], 'answerCorrection', 'Meeting', m.id,
      'Sprostowania do protokołu spotkania „' || m.title || '” czekają na odpowiedź.', n.correct_until,
      (SELECT min(c.at) FROM correction c WHERE c.minutes_id = n.id AND c.state = 'OPEN'), NULL
    FROM minutes n JOIN meeting m ON m.id = n.id JOIN meeting_body b ON b.meeting_id = m.id AND b.agreed_at IS NOT NULL
    WHERE n.state = 'CIRCULATED' AND EXISTS (SELECT FROM correction c WHERE c.minutes_id = n.id AND c.state = 'OPEN')
    UNION ALL
    SELECT b.body_id, ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR'], 'deleteRecording', 'Meeting', m.id,
      'Nagranie spotkania „' || m.title || '” leży pod adresem zewnętrznym: usuń je tam i potwierdź.', NULL, min(r.ended_at), NULL
    FROM recording r JOIN meeting m ON m.id = r.meeting_id JOIN meeting_body b ON b.meeting_id = m.id AND b.agreed_at IS NOT NULL
    WHERE r.state = 'REMOVAL_DUE' GROUP BY b.body_id, m.id
    UNION ALL
    SELECT t.body_id, CASE WHEN t.entity_id IS NOT NULL THEN ARRAY['REPRESENTATIVE']
        ELSE ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR'] END, 'taskDue', 'Task', t.id,
      'Zadanie ze spotkania „' || m.title || '”: ' || t.text
        || coalesce(' (do ' || to_char(t.due_on, 'DD.MM.YYYY') || ')', '') || '.',
      (t.due_on + 1)::timestamp AT TIME ZONE 'Europe/Warsaw', t.created_at, NULL
    FROM task t JOIN meeting m ON m.id = t.meeting_id WHERE t.state = 'OPEN';
`;
