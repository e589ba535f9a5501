import type { MigrationInterface, QueryRunner } from 'typeorm';
import { REFRESH as OLD_REFRESH } from './1793700170000-obligations-of-persons.ts';

/** Some work waits for a person as such, under no mandate: a part of what is due then names them as its body, too. */
export class OwnObligations1793700270000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE obligation ALTER COLUMN body_id SET EXPRESSION AS (coalesce(convent_id, forum_id, entity_id, person_id));
      ALTER TABLE obligation DROP CONSTRAINT obligation_check,
        ADD CONSTRAINT obligation_check CHECK (num_nonnulls(convent_id, forum_id, entity_id) <= 1);
      ALTER POLICY own ON obligation USING (person_id = (SELECT actor_id())
        AND (body_id = person_id OR body_id = ANY ((SELECT claimed_bodies())::uuid[])));
    `);
    await db.query(REFRESH);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DELETE FROM obligation WHERE body_id = person_id;
      ALTER POLICY own ON obligation USING (person_id = (SELECT actor_id()) AND body_id = ANY ((SELECT claimed_bodies())::uuid[]));
      ALTER TABLE obligation DROP CONSTRAINT obligation_check,
        ADD CONSTRAINT obligation_check CHECK (num_nonnulls(convent_id, forum_id, entity_id) = 1);
      ALTER TABLE obligation ALTER COLUMN body_id SET EXPRESSION AS (coalesce(convent_id, forum_id, entity_id));
    `);
    await db.query(OLD_REFRESH);
  }
}

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
      WITH of_bodies AS (
        SELECT DISTINCT ON (m.person_id, d.body_id, d.kind, d.subject_id)
          m.person_id, m.convent_id, m.forum_id, m.entity_id, d.*
        FROM obligation_due d JOIN mandate m ON m.body_id = d.body_id AND m.function = ANY (d.functions)
          AND m.state = 'ACTIVE' AND coalesce(upper(m.valid) > now(), true)
            AND (d.for_person_id IS NULL OR d.for_person_id = m.person_id)
        WHERE d.body_id = ANY (concerned)
        ORDER BY m.person_id, d.body_id, d.kind, d.subject_id, d.due_at),
      own AS (
        SELECT DISTINCT ON (d.for_person_id, d.kind, d.subject_id)
          d.for_person_id, NULL::uuid, NULL::uuid, NULL::uuid, d.*
        FROM obligation_due d WHERE d.body_id = d.for_person_id AND d.body_id = ANY (concerned)
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
