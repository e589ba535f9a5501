import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The catalogue of change areas as data that the forum edits: wordings, decisions, sources, what went into what. */
export class Areas1793700380000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE change_area
        ADD nature text NOT NULL DEFAULT 'WANTED_CHANGE' CHECK (nature IN ('WANTED_CHANGE', 'UNDER_WAY')),
        ADD state text NOT NULL DEFAULT 'CURRENT' CHECK (state IN ('CURRENT', 'RETIRED'));
      ALTER TABLE change_area_evidence ADD withdrawn_at timestamptz, ADD version int NOT NULL DEFAULT 1;

      CREATE TABLE change_area_version (
        id uuid PRIMARY KEY,
        change_area_id uuid NOT NULL REFERENCES change_area,
        number int NOT NULL,
        name_pl text NOT NULL,
        name_en text NOT NULL,
        nature text NOT NULL CHECK (nature IN ('WANTED_CHANGE', 'UNDER_WAY')),
        provenance text NOT NULL,
        at timestamptz NOT NULL,
        UNIQUE (change_area_id, number)
      );
      INSERT INTO change_area_version (id, change_area_id, number, name_pl, name_en, nature, provenance, at)
        SELECT uuidv7(), id, version, name_pl, name_en, nature, provenance, now() FROM change_area;
      CREATE FUNCTION change_area_version_stands() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION 'a version of a change area never changes' USING ERRCODE = 'integrity_constraint_violation'; END $$;
      CREATE TRIGGER stands BEFORE UPDATE OR DELETE ON change_area_version
        FOR EACH ROW EXECUTE FUNCTION change_area_version_stands();

      CREATE TABLE change_area_act (
        id uuid PRIMARY KEY,
        change_area_id uuid NOT NULL REFERENCES change_area,
        action text NOT NULL,
        at timestamptz NOT NULL,
        basis text,
        mandate_id uuid NOT NULL REFERENCES mandate
      );
      CREATE INDEX change_area_act_area ON change_area_act (change_area_id, id);
      CREATE INDEX change_area_act_mandate ON change_area_act (mandate_id);

      CREATE TABLE change_area_succession (
        id uuid PRIMARY KEY,
        from_id uuid NOT NULL REFERENCES change_area,
        to_id uuid NOT NULL REFERENCES change_area,
        UNIQUE (from_id, to_id),
        CHECK (from_id <> to_id)
      );
      CREATE INDEX change_area_succession_to ON change_area_succession (to_id, id);

      -- These areas and all that went into them, however many steps ago.
      CREATE FUNCTION change_area_scope(areas uuid[]) RETURNS uuid[] LANGUAGE sql STABLE SET search_path = public
        AS $$ WITH RECURSIVE scope(id) AS (
            SELECT unnest(areas) UNION SELECT s.from_id FROM change_area_succession s JOIN scope ON s.to_id = scope.id)
          SELECT coalesce(array_agg(id), '{}') FROM scope $$;

      GRANT SELECT ON change_area_version, change_area_act, change_area_succession TO konwent_app, konwent_public;
      GRANT INSERT ON change_area_version, change_area_act, change_area_succession TO konwent_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION change_area_scope(uuid[]);
      DROP TABLE change_area_succession, change_area_act, change_area_version;
      DROP FUNCTION change_area_version_stands();
      ALTER TABLE change_area_evidence DROP withdrawn_at, DROP version;
      ALTER TABLE change_area DROP nature, DROP state;
    `);
  }
}
