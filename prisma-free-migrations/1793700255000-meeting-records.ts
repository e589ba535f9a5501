import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Meetings that were held before anybody entered them here: marked as such, and none of their acts is made up. */
export class MeetingRecords1793700255000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Of a meeting entered after it had been held: out of what. Nobody was invited to it here, and nobody registered.
      ALTER TABLE meeting ADD recorded_from text,
        ADD CONSTRAINT meeting_recorded_has_no_live CHECK (recorded_from IS NULL OR state IN ('PLANNED', 'CLOSED', 'CANCELLED')
          AND registration_opens_at IS NULL AND registration_closes_at IS NULL AND seats_on_site IS NULL AND seats_online IS NULL);

      -- Whoever was there then came as the document says; a mandate stands beside it only if it was in force and is known here.
      ALTER TABLE attendance ADD reported boolean NOT NULL DEFAULT false;
      ${replaceCheck('(mandate_id IS NULL) = (coalesce(convent_id, forum_id, entity_id) IS NULL)', 'attendance_body_by_mandate')}
      ${replaceCheck('(mandate_id IS NULL) = (function IS NULL)', 'attendance_function_by_mandate')}
      ALTER TABLE attendance
        ADD CONSTRAINT attendance_body_by_function
          CHECK (NOT reported OR (function IS NULL) = (coalesce(convent_id, forum_id, entity_id) IS NULL));
      GRANT DELETE ON attendance TO konwent_app;
      CREATE POLICY only_reported ON attendance AS RESTRICTIVE FOR DELETE TO konwent_app USING (reported
        AND EXISTS (SELECT FROM meeting m WHERE m.id = attendance.meeting_id AND m.state = 'PLANNED'));

      -- Whoever enters attendance need not see the mandates of those who were there.
      CREATE FUNCTION mandate_then(holder uuid, body uuid, what text, at timestamptz) RETURNS uuid
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
        AS $$ SELECT h.id FROM mandate h WHERE h.person_id = holder AND h.body_id = body AND h.function = what
              AND h.state IN ('ACTIVE', 'ENDED') AND h.valid @> at ORDER BY h.id LIMIT 1 $$;
      REVOKE EXECUTE ON FUNCTION mandate_then(uuid, uuid, text, timestamptz) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION mandate_then(uuid, uuid, text, timestamptz) TO konwent_app;

      ${quorum('AND m.recorded_from IS NULL')}

      CREATE VIEW obligation_of_meeting_records AS
        SELECT b.body_id, ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR'] AS functions,
          'meetingRecordAwaited' AS kind, 'Meeting' AS subject_type, m.id AS subject_id,
          'Wpis odbytego spotkania „' || m.title || '” (' || warsaw_clock(m.starts_at) || ') czeka na potwierdzenie współorganizatora.' AS sentence,
          NULL::timestamptz AS due_at, m.created_at AS since
        FROM meeting m JOIN meeting_body b ON b.meeting_id = m.id
        WHERE m.recorded_from IS NOT NULL AND m.state = 'PLANNED' AND b.agreed_at IS NULL;
      SELECT gather_obligations();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      SELECT gather_obligations('obligation_of_meeting_records');
      DROP VIEW obligation_of_meeting_records;
      ${quorum('')}
      DROP FUNCTION mandate_then(uuid, uuid, text, timestamptz);
      DROP POLICY only_reported ON attendance;
      REVOKE DELETE ON attendance FROM konwent_app;
      ALTER TABLE attendance DROP CONSTRAINT attendance_body_by_function,
        DROP CONSTRAINT attendance_body_by_mandate, DROP CONSTRAINT attendance_function_by_mandate, DROP reported,
        ADD CHECK ((mandate_id IS NULL) = (coalesce(convent_id, forum_id, entity_id) IS NULL)),
        ADD CHECK ((mandate_id IS NULL) = (function IS NULL));
      ALTER TABLE meeting DROP CONSTRAINT meeting_recorded_has_no_live, DROP recorded_from;
    `);
  }
}

/** The check that says this, by whatever name, from now on only of those who came here. */
const replaceCheck = (said: string, name: string): string => `
      DO $$ BEGIN
        ALTER TABLE attendance ADD CONSTRAINT ${name} CHECK (${said});
        EXECUTE (SELECT string_agg(format('ALTER TABLE attendance DROP CONSTRAINT %I', c.conname), '; ')
          FROM pg_constraint c JOIN pg_constraint like_this ON like_this.conrelid = c.conrelid AND like_this.conname = '${name}'
          WHERE c.conrelid = 'attendance'::regclass AND pg_get_constraintdef(c.oid) = pg_get_constraintdef(like_this.oid));
        ALTER TABLE attendance ADD CONSTRAINT ${name} CHECK (reported OR ${said});
      END $$;`;

/** What was not counted here is not told as if it had been. */
const quorum = (unless: string): string => `
      CREATE OR REPLACE VIEW meeting_quorum WITH (security_invoker = true) AS
        SELECT b.id, b.meeting_id, q.entitled, q.present, q.required, q.present >= q.required AS reached
        FROM meeting_body b JOIN meeting m ON m.id = b.meeting_id
          CROSS JOIN LATERAL meeting_quorum_at(b.id, coalesce(m.closed_at - interval '1 microsecond', now())) q
        WHERE b.agreed_at IS NOT NULL AND m.state IN ('IN_SESSION', 'CLOSED') ${unless};`;
