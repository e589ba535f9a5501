import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Imports of entities: the file's columns and rows as they were read, with what was found in them. */
export class Imports1793318580000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE entity_import (
        id uuid PRIMARY KEY,
        -- All three are null when the system imports.
        person_id uuid REFERENCES person,
        mandate_id uuid REFERENCES mandate,
        body_id uuid,
        file_name text NOT NULL,
        encoding text,
        separator text,
        voivodeship_id text REFERENCES voivodeship,
        sample boolean NOT NULL DEFAULT false,
        state text NOT NULL CHECK (state IN ('CHECKING', 'PREVIEWED', 'COMMITTED', 'DISCARDED', 'FAILED')),
        percent_done int NOT NULL DEFAULT 0 CHECK (percent_done BETWEEN 0 AND 100),
        rows_total int NOT NULL,
        rows_ready int NOT NULL DEFAULT 0,
        rows_duplicate int NOT NULL DEFAULT 0,
        rows_bad int NOT NULL DEFAULT 0,
        rows_skipped int NOT NULL DEFAULT 0,
        rows_imported int NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        committed_at timestamptz,
        version int NOT NULL DEFAULT 1,
        CHECK (num_nulls(person_id, mandate_id, body_id) IN (0, 3)),
        CHECK ((state = 'COMMITTED') = (committed_at IS NOT NULL))
      );
      CREATE INDEX entity_import_person ON entity_import (person_id, id);
      CREATE INDEX entity_import_body ON entity_import (body_id, id);
      CREATE INDEX entity_import_mandate ON entity_import (mandate_id) WHERE mandate_id IS NOT NULL;
      CREATE INDEX entity_import_voivodeship ON entity_import (voivodeship_id) WHERE voivodeship_id IS NOT NULL;

      CREATE TABLE entity_import_column (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        import_id uuid NOT NULL REFERENCES entity_import,
        position int NOT NULL,
        header text NOT NULL,
        field text,
        UNIQUE (import_id, position)
      );

      CREATE TABLE entity_import_row (
        id uuid PRIMARY KEY,
        import_id uuid NOT NULL REFERENCES entity_import,
        line int NOT NULL,
        verdict text NOT NULL CHECK (verdict IN ('READY', 'DUPLICATE', 'BAD', 'SKIPPED', 'IMPORTED')),
        -- Somebody's word stands: the check at the commit does not overrule it.
        decided boolean NOT NULL DEFAULT false,
        kind text,
        name text NOT NULL,
        town text,
        postal_code text,
        street text,
        voivodeship_id text REFERENCES voivodeship,
        founder_name text,
        founder_kind text NOT NULL,
        nip text,
        regon text,
        krs text,
        source text,
        duplicate_of_id uuid REFERENCES entity,
        duplicate_of_line int,
        duplicate_score real CHECK (duplicate_score BETWEEN 0 AND 1),
        duplicate_reason text,
        entity_id uuid REFERENCES entity,
        UNIQUE (import_id, line),
        CHECK (verdict = 'BAD' OR (kind IS NOT NULL AND voivodeship_id IS NOT NULL)),
        CHECK ((verdict = 'IMPORTED') = (entity_id IS NOT NULL)),
        CHECK (num_nonnulls(duplicate_of_id, duplicate_of_line) <= 1)
      );
      CREATE INDEX entity_import_row_entity ON entity_import_row (entity_id) WHERE entity_id IS NOT NULL;
      CREATE INDEX entity_import_row_duplicate ON entity_import_row (duplicate_of_id) WHERE duplicate_of_id IS NOT NULL;
      CREATE INDEX entity_import_row_voivodeship ON entity_import_row (voivodeship_id);
      CREATE INDEX entity_import_row_verdict ON entity_import_row (import_id, verdict, line);

      CREATE TABLE entity_import_problem (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        import_id uuid NOT NULL REFERENCES entity_import,
        row_id uuid NOT NULL REFERENCES entity_import_row,
        field text,
        code text NOT NULL,
        severity text NOT NULL CHECK (severity IN ('ERROR', 'WARNING')),
        message text NOT NULL
      );
      CREATE INDEX entity_import_problem_row ON entity_import_problem (row_id, id);
      CREATE INDEX entity_import_problem_import ON entity_import_problem (import_id);
    `);
    await db.query(POLICIES);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE entity_import_problem, entity_import_row, entity_import_column, entity_import`);
  }
}

const PARTS = ['entity_import_column', 'entity_import_row', 'entity_import_problem'];
const TABLES = ['entity_import', ...PARTS];

const POLICIES = `
  -- The signed-out may name them in a query; no policy of theirs shows them a row.
  GRANT SELECT ON ${TABLES.join(', ')} TO konwent_app, konwent_public;
  GRANT INSERT ON ${TABLES.join(', ')} TO konwent_app;
  GRANT UPDATE ON entity_import, entity_import_row TO konwent_app;

  DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['${TABLES.join("', '")}'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', t, current_user);
      EXECUTE format('CREATE POLICY system ON %I TO konwent_app USING ((SELECT actor_is_system()))', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['${PARTS.join("', '")}'] LOOP
      EXECUTE format('CREATE POLICY parties ON %I TO konwent_app USING (import_id IN (SELECT id FROM entity_import))', t);
    END LOOP;
  END $$;

  CREATE POLICY parties ON entity_import TO konwent_app
    USING (person_id = actor_id() OR body_id = ANY ((SELECT offices_of(actor_id()))::uuid[]));
`;
