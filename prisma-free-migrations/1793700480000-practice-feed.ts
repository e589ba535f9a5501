import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the feeds hold, in their order: derived from the tables of practices by triggers alone, so that the fifty
 * opened last of an area or a voivodeship are read off an index, however many there are.
 */
export class PracticeFeed1793700480000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [TABLES, FUNCTIONS, TRIGGERS]) await db.query(part);
    await db.query(`SELECT practice_feeds(ARRAY(SELECT id FROM good_practice))`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER feeds ON entity;
      DROP TRIGGER feeds ON practice_act;
      DROP TRIGGER feeds ON practice_version;
      DROP TRIGGER feeds ON good_practice;
      DROP FUNCTION practice_feeds_changed(), practice_feeds(uuid[]), practice_opened(uuid);
      DROP TABLE practice_feed_change, practice_feed;
    `);
  }
}

const TABLES = `
  -- Practices that are offered to everyone: a row without an area, and one for each area.
  CREATE TABLE practice_feed (
    practice_id uuid NOT NULL REFERENCES good_practice,
    change_area_id uuid,
    -- Where its entity is.
    voivodeship_id text NOT NULL,
    opened_at timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (practice_id, change_area_id)
  );
  CREATE INDEX practice_feed_newest ON practice_feed (opened_at DESC, practice_id DESC) WHERE change_area_id IS NULL;
  CREATE INDEX practice_feed_near ON practice_feed (voivodeship_id, opened_at DESC, practice_id DESC)
    WHERE change_area_id IS NULL;
  CREATE INDEX practice_feed_about ON practice_feed (change_area_id, opened_at DESC, practice_id DESC);
  CREATE INDEX practice_feed_about_near ON practice_feed (change_area_id, voivodeship_id, opened_at DESC, practice_id DESC);

  -- When something came into a feed or went out of one: one row.
  CREATE TABLE practice_feed_change (
    id boolean PRIMARY KEY DEFAULT true CHECK (id),
    at timestamptz
  );
  INSERT INTO practice_feed_change DEFAULT VALUES;
  GRANT SELECT ON practice_feed, practice_feed_change TO konwent_app, konwent_public;
`;

const FUNCTIONS = `
  -- When its current version was published, or the practice opened to everyone if that was later.
  CREATE FUNCTION practice_opened(practice uuid) RETURNS timestamptz
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT greatest(v.published_at, (SELECT max(a.at) FROM practice_act a WHERE a.practice_id = p.id
            AND a.audience = 'PUBLIC' AND a.action IN ('publishGoodPractice', 'widenPracticeAudience')))
          FROM good_practice p JOIN practice_version v ON v.id = p.current_version_id WHERE p.id = practice $$;

  -- All at once: the one row of changes is written once.
  CREATE FUNCTION practice_feeds(practices uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE changed int;
    BEGIN
      WITH wanted AS (
          SELECT p.id AS practice_id, area AS change_area_id, e.voivodeship_id, practice_opened(p.id) AS opened_at
          FROM good_practice p JOIN practice_version v ON v.id = p.current_version_id JOIN entity e ON e.id = p.entity_id,
            LATERAL (SELECT DISTINCT unnest(v.change_area_ids || NULL::uuid)) x(area)
          WHERE p.id = ANY (practices) AND p.audience = 'PUBLIC' AND p.state IN ('PUBLISHED', 'OUTDATED')),
        gone AS (DELETE FROM practice_feed f WHERE f.practice_id = ANY (practices) AND NOT EXISTS (SELECT FROM wanted w
          WHERE w.practice_id = f.practice_id AND w.change_area_id IS NOT DISTINCT FROM f.change_area_id) RETURNING 1),
        come AS (INSERT INTO practice_feed AS f SELECT * FROM wanted
          ON CONFLICT (practice_id, change_area_id) DO UPDATE
            SET voivodeship_id = excluded.voivodeship_id, opened_at = excluded.opened_at
            WHERE (f.voivodeship_id, f.opened_at) IS DISTINCT FROM (excluded.voivodeship_id, excluded.opened_at) RETURNING 1)
        SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM come) INTO changed;
      IF changed > 0 THEN UPDATE practice_feed_change SET at = greatest(at, clock_timestamp()); END IF;
    END $$;

  CREATE FUNCTION practice_feeds_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      CASE TG_TABLE_NAME
        WHEN 'good_practice' THEN PERFORM practice_feeds(ARRAY[NEW.id]);
        WHEN 'entity' THEN PERFORM practice_feeds(ARRAY(SELECT p.id FROM good_practice p WHERE p.entity_id = NEW.id));
        ELSE PERFORM practice_feeds(ARRAY[NEW.practice_id]);
      END CASE;
      RETURN NULL;
    END $$;
  REVOKE EXECUTE ON FUNCTION practice_opened, practice_feeds FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION practice_opened TO konwent_app;
`;

const TRIGGERS = `
  CREATE TRIGGER feeds AFTER INSERT OR UPDATE OF state, audience, current_version_id, entity_id ON good_practice
    FOR EACH ROW EXECUTE FUNCTION practice_feeds_changed();
  CREATE TRIGGER feeds AFTER INSERT ON practice_version FOR EACH ROW EXECUTE FUNCTION practice_feeds_changed();
  CREATE TRIGGER feeds AFTER INSERT ON practice_act FOR EACH ROW WHEN (NEW.audience = 'PUBLIC')
    EXECUTE FUNCTION practice_feeds_changed();
  CREATE TRIGGER feeds AFTER UPDATE OF voivodeship_id ON entity FOR EACH ROW
    WHEN (OLD.voivodeship_id <> NEW.voivodeship_id) EXECUTE FUNCTION practice_feeds_changed();
`;
