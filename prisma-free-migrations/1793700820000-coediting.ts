import type { MigrationInterface, QueryRunner } from 'typeorm';

const guarded = ['unit_document', 'unit_update', 'unit_author', 'unit_writing'];
const ENDS = `'SPLIT', 'JOINED', 'DELETED', 'SETTLED'`;

/** Units in which several people write at the same time: documents, the log of their updates, who wrote them. */
export class Coediting1793700820000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    await db.query(POLICIES);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE ${[...guarded].reverse().join(', ')} CASCADE`);
  }
}

const TABLES = `
  CREATE TABLE unit_document (
    id uuid PRIMARY KEY,
    draft_id uuid NOT NULL REFERENCES draft,
    -- No key: units go, who wrote in them stays.
    unit_id uuid NOT NULL,
    -- Counts the documents of a unit from 0.
    number int NOT NULL CHECK (number >= 0),
    seq int NOT NULL CHECK (seq >= 0),
    -- All updates up to that one; null once the document has ended.
    snapshot bytea,
    snapshot_seq int NOT NULL CHECK (snapshot_seq BETWEEN 0 AND seq),
    -- The version of the draft in which the last update came.
    draft_version int NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_as text CHECK (ended_as IN (${ENDS})),
    CHECK (num_nonnulls(ended_at, ended_as) IN (0, 2)),
    CHECK ((snapshot IS NULL) = (ended_at IS NOT NULL)),
    UNIQUE (unit_id, number)
  );
  -- A unit has one document in which people write.
  CREATE UNIQUE INDEX unit_document_once ON unit_document (unit_id) WHERE ended_at IS NULL;
  CREATE INDEX unit_document_draft ON unit_document (draft_id);
  CREATE INDEX unit_document_open ON unit_document (draft_id) WHERE ended_at IS NULL;
  CREATE INDEX unit_document_unsettled ON unit_document (changed_at) WHERE ended_at IS NULL;

  CREATE TABLE unit_update (
    document_id uuid NOT NULL REFERENCES unit_document,
    seq int NOT NULL CHECK (seq >= 1),
    draft_id uuid NOT NULL REFERENCES draft,
    bytes bytea NOT NULL CHECK (octet_length(bytes) <= 262144),
    person_id uuid REFERENCES person,
    mandate_id uuid REFERENCES mandate,
    at timestamptz NOT NULL,
    PRIMARY KEY (document_id, seq)
  );
  CREATE INDEX unit_update_draft ON unit_update (draft_id);
  CREATE INDEX unit_update_person ON unit_update (person_id) WHERE person_id IS NOT NULL;
  CREATE INDEX unit_update_mandate ON unit_update (mandate_id) WHERE mandate_id IS NOT NULL;

  -- Whose the clients are that write in a document: nobody writes in the name of another's.
  CREATE TABLE unit_author (
    document_id uuid NOT NULL REFERENCES unit_document,
    client bigint NOT NULL,
    draft_id uuid NOT NULL REFERENCES draft,
    -- Nobody's, where the server itself wrote: what stood there at first, and what came by other ways.
    person_id uuid REFERENCES person,
    mandate_id uuid REFERENCES mandate,
    -- When the history of the unit last got a line for it.
    noted_at timestamptz NOT NULL,
    PRIMARY KEY (document_id, client)
  );
  CREATE INDEX unit_author_draft ON unit_author (draft_id);
  CREATE INDEX unit_author_person ON unit_author (person_id) WHERE person_id IS NOT NULL;
  CREATE INDEX unit_author_mandate ON unit_author (mandate_id) WHERE mandate_id IS NOT NULL;

  -- Who wrote when, of updates whose bytes are in a snapshot.
  CREATE TABLE unit_writing (
    document_id uuid NOT NULL REFERENCES unit_document,
    first_seq int NOT NULL,
    last_seq int NOT NULL,
    updates int NOT NULL CHECK (updates >= 1),
    draft_id uuid NOT NULL REFERENCES draft,
    person_id uuid REFERENCES person,
    mandate_id uuid REFERENCES mandate,
    began_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    PRIMARY KEY (document_id, first_seq)
  );
  CREATE INDEX unit_writing_draft ON unit_writing (draft_id);
  CREATE INDEX unit_writing_person ON unit_writing (person_id) WHERE person_id IS NOT NULL;
  CREATE INDEX unit_writing_mandate ON unit_writing (mandate_id) WHERE mandate_id IS NOT NULL;
`;

const OFFICERS = `body_id = ANY ((SELECT claimed_offices())::uuid[])`;
const TEAM = `id = ANY ((SELECT drafts_of((SELECT actor_id())))::uuid[])`;

const POLICIES = `
  GRANT SELECT, INSERT ON ${guarded.join(', ')} TO konwent_app;
  GRANT UPDATE ON unit_document, unit_author TO konwent_app;
  GRANT DELETE ON unit_update TO konwent_app;

  DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['${guarded.join("', '")}'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', t, current_user);
      EXECUTE format('CREATE POLICY system ON %I TO konwent_app USING ((SELECT actor_is_system()))', t);
      EXECUTE format('CREATE POLICY writers ON %I TO konwent_app USING (EXISTS (SELECT FROM draft d
        WHERE d.id = %I.draft_id AND (d.${OFFICERS} OR d.${TEAM})))', t, t);
    END LOOP;
  END $$;
`;
