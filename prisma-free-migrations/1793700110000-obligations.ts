import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What waits for whom. A lib says in a view of its own, `obligation_of_…`, what it awaits of which body and by which
 * functions; `gather_obligations()` makes one of all these views, and `refresh_obligations(bodies)` writes it down for
 * each person who could act, so that it is read by an index.
 */
export class Obligations1793700110000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE obligation (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        person_id uuid NOT NULL REFERENCES person,
        convent_id uuid REFERENCES convent,
        forum_id uuid REFERENCES forum,
        entity_id uuid REFERENCES entity,
        body_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(convent_id, forum_id, entity_id)) STORED,
        kind text NOT NULL,
        subject_type text NOT NULL,
        subject_id uuid NOT NULL,
        sentence text NOT NULL,
        due_at timestamptz,
        since timestamptz NOT NULL,
        CHECK (num_nonnulls(convent_id, forum_id, entity_id) = 1),
        UNIQUE (body_id, person_id, kind, subject_id)
      );
      CREATE INDEX obligation_person ON obligation (person_id, coalesce(due_at, 'infinity'), id);
      CREATE INDEX obligation_convent ON obligation (convent_id) WHERE convent_id IS NOT NULL;
      CREATE INDEX obligation_forum ON obligation (forum_id) WHERE forum_id IS NOT NULL;
      CREATE INDEX obligation_entity ON obligation (entity_id) WHERE entity_id IS NOT NULL;

      GRANT SELECT ON obligation TO konwent_app, konwent_public;
      ALTER TABLE obligation ENABLE ROW LEVEL SECURITY;
      ALTER TABLE obligation FORCE ROW LEVEL SECURITY;
      DO $$ BEGIN EXECUTE format('CREATE POLICY owner ON obligation TO %I USING (true)', current_user); END $$;
      CREATE POLICY system ON obligation TO konwent_app USING ((SELECT actor_is_system()));
      CREATE POLICY own ON obligation FOR SELECT TO konwent_app
        USING (person_id = (SELECT actor_id()) AND body_id = ANY ((SELECT claimed_bodies())::uuid[]));

      -- One view of all parts; a part that is about to be dropped is left out.
      CREATE FUNCTION gather_obligations(leave_out text DEFAULT '') RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
          EXECUTE 'CREATE OR REPLACE VIEW obligation_due AS
            SELECT NULL::uuid AS body_id, NULL::text[] AS functions, NULL::text AS kind, NULL::text AS subject_type,
              NULL::uuid AS subject_id, NULL::text AS sentence, NULL::timestamptz AS due_at, NULL::timestamptz AS since
            WHERE false'
            || coalesce((SELECT string_agg(format(' UNION ALL SELECT body_id, functions, kind, subject_type, subject_id,
                sentence, due_at, since FROM %I', viewname), '' ORDER BY viewname)
              FROM pg_views WHERE schemaname = 'public' AND viewname LIKE 'obligation\\_of\\_%' AND viewname <> leave_out), '');
        END $$;
      SELECT gather_obligations();

      -- Bodies take turns, in the order of their ids: each sees what the one before has written.
      CREATE FUNCTION refresh_obligations(bodies uuid[]) RETURNS int
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

      -- For the clock, which sees no rows of the views itself.
      CREATE FUNCTION refresh_all_obligations() RETURNS int
        LANGUAGE sql SECURITY DEFINER SET search_path = public
        AS $$ SELECT refresh_obligations(ARRAY(SELECT body_id FROM obligation_due UNION SELECT body_id FROM obligation)) $$;

      -- Whoever gets a mandate finds what waits already; whoever loses it is left alone.
      CREATE FUNCTION obligations_follow_mandates() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM refresh_obligations(ARRAY(SELECT DISTINCT body_id FROM changed));
          RETURN NULL;
        END $$;
      CREATE TRIGGER obligations_of_new AFTER INSERT ON mandate REFERENCING NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION obligations_follow_mandates();
      CREATE TRIGGER obligations_of_changed AFTER UPDATE ON mandate REFERENCING NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION obligations_follow_mandates();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER obligations_of_new ON mandate;
      DROP TRIGGER obligations_of_changed ON mandate;
      DROP FUNCTION obligations_follow_mandates(), refresh_all_obligations(), refresh_obligations(uuid[]);
      DROP VIEW obligation_due;
      DROP FUNCTION gather_obligations(text);
      DROP TABLE obligation;
    `);
  }
}
