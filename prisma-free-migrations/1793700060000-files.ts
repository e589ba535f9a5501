import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files that people send, the tickets to send them, and what each file is used for. Their bytes lie on disk. */
export class Files1793700060000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE upload_ticket (
        id uuid PRIMARY KEY,
        person_id uuid NOT NULL REFERENCES person,
        secret_hash bytea NOT NULL UNIQUE,
        file_name text NOT NULL,
        size int NOT NULL CHECK (size > 0),
        purpose text NOT NULL CHECK (purpose IN ('ATTACHMENT', 'SCAN', 'SIGNED_PDF')),
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        spent_at timestamptz,
        -- Its file was refused or broke off: it no longer counts towards the quota.
        failed boolean NOT NULL DEFAULT false
      );
      CREATE INDEX upload_ticket_person ON upload_ticket (person_id, created_at);
      CREATE INDEX upload_ticket_age ON upload_ticket (created_at);
      COMMENT ON COLUMN upload_ticket.file_name IS 'personal';

      CREATE TABLE file (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        media_type text NOT NULL,
        size int NOT NULL CHECK (size > 0),
        sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        purpose text NOT NULL CHECK (purpose IN ('ATTACHMENT', 'SCAN', 'SIGNED_PDF')),
        uploaded_by uuid NOT NULL REFERENCES person,
        uploaded_at timestamptz NOT NULL,
        coverage text,
        unused_since timestamptz,
        CHECK ((coverage IS NOT NULL) = (media_type = 'application/pdf'))
      );
      CREATE INDEX file_sha256 ON file (sha256);
      CREATE INDEX file_uploaded_by ON file (uploaded_by, id);
      CREATE INDEX file_unused ON file (unused_since) WHERE unused_since IS NOT NULL;
      COMMENT ON COLUMN file.name IS 'personal';

      CREATE TABLE file_use (
        id uuid PRIMARY KEY,
        file_id uuid NOT NULL REFERENCES file,
        subject_type text NOT NULL,
        subject_id uuid NOT NULL,
        -- Who bound it; null where the system did.
        person_id uuid REFERENCES person,
        is_public boolean NOT NULL,
        -- Convents, entities, the forum: whoever acts for one of them sees the file.
        audience uuid[] NOT NULL,
        UNIQUE (file_id, subject_type, subject_id)
      );
      CREATE INDEX file_use_subject ON file_use (subject_id);
      CREATE INDEX file_use_person ON file_use (person_id) WHERE person_id IS NOT NULL;
      CREATE INDEX file_use_audience ON file_use USING gin (audience);
    `);
    await db.query(FUNCTIONS);
    await db.query(POLICIES);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION file_use_retarget(uuid, uuid, boolean, uuid[]), file_use_release(uuid, uuid);
      DROP TABLE file_use, file, upload_ticket CASCADE;
    `);
  }
}

/** Whoever may change a subject changes who sees its files, though another person has bound them: they run as the owner. */
const FUNCTIONS = `
  CREATE FUNCTION file_use_retarget(subject uuid, only_file uuid, to_all boolean, readers uuid[]) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
    AS $$ DECLARE n int; BEGIN
      UPDATE file_use SET is_public = to_all, audience = readers
        WHERE subject_id = subject AND (only_file IS NULL OR file_id = only_file);
      GET DIAGNOSTICS n = ROW_COUNT;
      RETURN n;
    END $$;

  -- The files are locked first, as a new use locks them: none can be bound and be taken for unused at once.
  CREATE FUNCTION file_use_release(subject uuid, only_file uuid) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
    AS $$ DECLARE n int; released uuid[]; BEGIN
      SELECT array_agg(id) INTO released FROM (
        SELECT f.id FROM file f WHERE f.id IN (
          SELECT file_id FROM file_use WHERE subject_id = subject AND (only_file IS NULL OR file_id = only_file))
        ORDER BY f.id FOR UPDATE) locked;
      DELETE FROM file_use WHERE subject_id = subject AND file_id = ANY (released);
      GET DIAGNOSTICS n = ROW_COUNT;
      UPDATE file SET unused_since = now() WHERE id = ANY (released)
        AND NOT EXISTS (SELECT FROM file_use u WHERE u.file_id = file.id);
      RETURN n;
    END $$;

  REVOKE EXECUTE ON FUNCTION file_use_retarget, file_use_release FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION file_use_retarget, file_use_release TO konwent_app;
`;

const POLICIES = `
  GRANT SELECT ON file, file_use TO konwent_app, konwent_public;
  GRANT INSERT, DELETE ON file, upload_ticket TO konwent_app;
  GRANT UPDATE (unused_since) ON file TO konwent_app;
  GRANT INSERT, UPDATE ON file_use TO konwent_app;
  GRANT SELECT, UPDATE ON upload_ticket TO konwent_app;

  DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['upload_ticket', 'file', 'file_use'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', t, current_user);
      EXECUTE format('CREATE POLICY system ON %I TO konwent_app USING ((SELECT actor_is_system()))', t);
    END LOOP;
  END $$;

  CREATE POLICY own ON upload_ticket TO konwent_app USING (person_id = (SELECT actor_id()));

  CREATE POLICY visible_to_all ON file_use FOR SELECT USING (is_public);
  CREATE POLICY own ON file_use TO konwent_app USING (person_id = (SELECT actor_id()));
  CREATE POLICY audience ON file_use FOR SELECT TO konwent_app
    USING (audience && (SELECT claimed_bodies())::uuid[]);

  CREATE POLICY own ON file TO konwent_app USING (uploaded_by = (SELECT actor_id()));
  -- The uses that the reader sees, by the policies above.
  CREATE POLICY used ON file FOR SELECT USING (EXISTS (SELECT FROM file_use u WHERE u.file_id = file.id));
`;
