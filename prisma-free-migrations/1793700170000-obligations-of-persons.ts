import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Some work waits for one person alone: a part of what is due may say so in a column of its own, `for_person_id`. */
export class ObligationsOfPersons1793700170000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(GATHER);
    await db.query(REFRESH);
    await db.query(`SELECT gather_obligations()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(OLD_REFRESH);
    await db.query(`DROP VIEW obligation_due`);
    await db.query(OLD_GATHER);
    await db.query(`SELECT gather_obligations()`);
  }
}

const GATHER = `
  CREATE OR REPLACE FUNCTION gather_obligations(leave_out text DEFAULT '') RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      EXECUTE 'CREATE OR REPLACE VIEW obligation_due AS
        SELECT NULL::uuid AS body_id, NULL::text[] AS functions, NULL::text AS kind, NULL::text AS subject_type,
          NULL::uuid AS subject_id, NULL::text AS sentence, NULL::timestamptz AS due_at, NULL::timestamptz AS since,
          NULL::uuid AS for_person_id
        WHERE false'
        || coalesce((SELECT string_agg(format(' UNION ALL SELECT body_id, functions, kind, subject_type, subject_id,
            sentence, due_at, since, %s FROM %I', CASE WHEN EXISTS (SELECT FROM information_schema.columns c
              WHERE c.table_schema = 'public' AND c.table_name = viewname AND c.column_name = 'for_person_id')
            THEN 'for_person_id' ELSE 'NULL' END, viewname), '' ORDER BY viewname)
          FROM pg_views WHERE schemaname = 'public' AND viewname LIKE 'obligation\\_of\\_%' AND viewname <> leave_out), '');
    END $$;
`;

export const REFRESH = `
  CREATE OR REPLACE FUNCTION refresh_obligations(bodies uuid[]) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE concerned uuid[]; body uuid; changed int;
    BEGIN
      concerned := ARRAY(SELECT DISTINCT b FROM unnest(bodies) b
        WHERE EXISTS (SELECT FROM obligation_due d WHERE d.body_id = b) OR EXISTS (SELECT FROM obligation o WHERE o.body_id = b)
        ORDER BY b);
      FOREACH body IN ARRAY concerned LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended('obligations of ' || body, 0));
      END LOOP;
      WITH due AS (
        SELECT DISTINCT ON (m.person_id, d.body_id, d.kind, d.subject_id)
          m.person_id, m.convent_id, m.forum_id, m.entity_id, d.*
        FROM obligation_due d JOIN mandate m ON m.body_id = d.body_id AND m.function = ANY (d.functions)
          AND m.state = 'ACTIVE' AND coalesce(upper(m.valid) > now(), true)
            AND (d.for_person_id IS NULL OR d.for_person_id = m.person_id)
        WHERE d.body_id = ANY (concerned)
        ORDER BY m.person_id, d.body_id, d.kind, d.subject_id, d.due_at),
      gone AS (
        DELETE FROM obligation o WHERE o.body_id = ANY (concerned) AND NOT EXISTS (
          SELECT FROM due d WHERE (d.person_id, d.body_id, d.kind, d.subject_id)
            = (o.person_id, o.body_id, o.kind, o.subject_id))
        RETURNING 1),
      written AS (
        INSERT INTO obligation AS o (person_id, convent_id, forum_id, entity_id, kind, subject_type, subject_id, sentence, due_at, since)
        SELECT person_id, convent_id, forum_id, entity_id, kind, subject_type, subject_id, sentence, due_at, since FROM due
        ON CONFLICT (body_id, person_id, kind, subject_id)
        DO UPDATE SET sentence = excluded.sentence, due_at = excluded.due_at, since = excluded.since
          WHERE (o.sentence, o.due_at, o.since) IS DISTINCT FROM (excluded.sentence, excluded.due_at, excluded.since)
        RETURNING 1)
      SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written) INTO changed;
      RETURN changed;
    END $$;
`;

const OLD_GATHER = `
  CREATE OR REPLACE FUNCTION gather_obligations(leave_out text DEFAULT '') RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      EXECUTE 'CREATE OR REPLACE VIEW obligation_due AS
        SELECT NULL::uuid AS body_id, NULL::text[] AS functions, NULL::text AS kind, NULL::text AS subject_type,
          NULL::uuid AS subject_id, NULL::text AS sentence, NULL::timestamptz AS due_at, NULL::timestamptz AS since
        WHERE false'
        || coalesce((SELECT string_agg(format(' UNION ALL SELECT body_id, functions, kind, subject_type, subject_id,
            sentence, due_at, since FROM %I', viewname), '' ORDER BY viewname)
          FROM pg_views WHERE schemaname = 'public' AND viewname LIKE 'obligation\\_of\\_%' AND viewname <> leave_out), '');
    END $$;
`;

const OLD_REFRESH = `
  CREATE OR REPLACE FUNCTION refresh_obligations(bodies uuid[]) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE concerned uuid[]; body uuid; changed int;
    BEGIN
      concerned := ARRAY(SELECT DISTINCT b FROM unnest(bodies) b
        WHERE EXISTS (SELECT FROM obligation_due d WHERE d.body_id = b) OR EXISTS (SELECT FROM obligation o WHERE o.body_id = b)
        ORDER BY b);
      FOREACH body IN ARRAY concerned LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended('obligations of ' || body, 0));
      END LOOP;
      WITH due AS (
        SELECT DISTINCT ON (m.person_id, d.body_id, d.kind, d.subject_id)
          m.person_id, m.convent_id, m.forum_id, m.entity_id, d.*
        FROM obligation_due d JOIN mandate m ON m.body_id = d.body_id AND m.function = ANY (d.functions)
          AND m.state = 'ACTIVE' AND coalesce(upper(m.valid) > now(), true)
        WHERE d.body_id = ANY (concerned)
        ORDER BY m.person_id, d.body_id, d.kind, d.subject_id, d.due_at),
      gone AS (
        DELETE FROM obligation o WHERE o.body_id = ANY (concerned) AND NOT EXISTS (
          SELECT FROM due d WHERE (d.person_id, d.body_id, d.kind, d.subject_id)
            = (o.person_id, o.body_id, o.kind, o.subject_id))
        RETURNING 1),
      written AS (
        INSERT INTO obligation AS o (person_id, convent_id, forum_id, entity_id, kind, subject_type, subject_id, sentence, due_at, since)
        SELECT person_id, convent_id, forum_id, entity_id, kind, subject_type, subject_id, sentence, due_at, since FROM due
        ON CONFLICT (body_id, person_id, kind, subject_id)
        DO UPDATE SET sentence = excluded.sentence, due_at = excluded.due_at, since = excluded.since
          WHERE (o.sentence, o.due_at, o.since) IS DISTINCT FROM (excluded.sentence, excluded.due_at, excluded.since)
        RETURNING 1)
      SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written) INTO changed;
      RETURN changed;
    END $$;
`;
