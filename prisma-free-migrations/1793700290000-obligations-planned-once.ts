import type { MigrationInterface, QueryRunner } from 'typeorm';
import { REFRESH as OLD_REFRESH } from './1793700270000-own-obligations.ts';

/**
 * `obligation_due` is long: to plan it took 15 ms each time, three times an act, and to run it 0.1 ms. It is asked once
 * now, by a plan that a connection keeps.
 */
export class ObligationsPlannedOnce1793700290000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(REFRESH);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(OLD_REFRESH);
  }
}

const REFRESH = `
  CREATE OR REPLACE FUNCTION refresh_obligations(bodies uuid[]) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET plan_cache_mode = force_generic_plan AS $$
    DECLARE concerned uuid[]; body uuid; changed int;
    BEGIN
      IF coalesce(cardinality(bodies), 0) = 0 THEN RETURN 0; END IF;
      concerned := ARRAY(SELECT body_id FROM obligation_due WHERE body_id = ANY (bodies)
        UNION SELECT body_id FROM obligation WHERE body_id = ANY (bodies) ORDER BY 1);
      IF concerned = '{}' THEN RETURN 0; END IF;
      FOREACH body IN ARRAY concerned LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended('obligations of ' || body, 0));
      END LOOP;
      WITH waiting AS MATERIALIZED (SELECT * FROM obligation_due WHERE body_id = ANY (concerned)),
      of_bodies AS (
        SELECT DISTINCT ON (m.person_id, d.body_id, d.kind, d.subject_id)
          m.person_id, m.convent_id, m.forum_id, m.entity_id, d.*
        FROM waiting d JOIN mandate m ON m.body_id = d.body_id AND m.function = ANY (d.functions)
          AND m.state = 'ACTIVE' AND coalesce(upper(m.valid) > now(), true)
            AND (d.for_person_id IS NULL OR d.for_person_id = m.person_id)
        ORDER BY m.person_id, d.body_id, d.kind, d.subject_id, d.due_at),
      own AS (
        SELECT DISTINCT ON (d.for_person_id, d.kind, d.subject_id)
          d.for_person_id, NULL::uuid, NULL::uuid, NULL::uuid, d.*
        FROM waiting d WHERE d.body_id = d.for_person_id
        ORDER BY d.for_person_id, d.kind, d.subject_id, d.due_at),
      due AS (SELECT * FROM of_bodies UNION ALL SELECT * FROM own),
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
