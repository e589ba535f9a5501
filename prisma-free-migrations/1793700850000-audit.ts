import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What became of each mutation, and the hash chains over it and over the events. */
export class Audit1793700850000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    await db.query(CHAIN_OF);
    await db.query(FENCES);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER only_grows ON event;
      DROP TRIGGER never_emptied ON event;
      DROP FUNCTION audit_chain_of(uuid, uuid[]);
      DROP TABLE audit_checkpoint, audit_link, audit_entry;
      DROP FUNCTION refuse_change();
    `);
  }
}

const TABLES = `
  CREATE TABLE audit_entry (
    id uuid PRIMARY KEY,
    -- The writing transaction: the chain takes entries in the order of their commits, as it takes events.
    xact bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
    at timestamptz NOT NULL DEFAULT now(),
    -- A convent or the forum, or nil: the node itself.
    chain uuid NOT NULL,
    person_id uuid,
    mandate_id uuid,
    operation text NOT NULL CHECK (length(operation) BETWEEN 1 AND 100),
    outcome text NOT NULL CHECK (outcome ~ '^[A-Z][A-Z0-9_]{0,99}$'),
    subject_id uuid,
    times int NOT NULL DEFAULT 1 CHECK (times > 0)
  );
  CREATE INDEX audit_entry_order ON audit_entry (xact, id);
  CREATE INDEX audit_entry_chain ON audit_entry (chain, id);
  CREATE INDEX audit_entry_mandate ON audit_entry (mandate_id, id) WHERE mandate_id IS NOT NULL;

  CREATE TABLE audit_link (
    -- Among all chains of the node, without a gap: whoever chains is alone.
    position int PRIMARY KEY CHECK (position > 0),
    chain uuid NOT NULL,
    seq int NOT NULL CHECK (seq > 0),
    xact bigint NOT NULL,
    event_id bigint UNIQUE,
    entry_id uuid UNIQUE,
    leaf bytea NOT NULL CHECK (length(leaf) = 32),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    UNIQUE (chain, seq),
    CHECK (num_nonnulls(event_id, entry_id) = 1)
  );

  CREATE TABLE audit_checkpoint (
    id uuid PRIMARY KEY,
    sequence int NOT NULL UNIQUE CHECK (sequence > 0),
    size int NOT NULL CHECK (size > 0),
    root text NOT NULL CHECK (root ~ '^[0-9a-f]{64}$'),
    sealed_at timestamptz NOT NULL,
    -- The sealed record, to the byte.
    file text NOT NULL
  );
`;

/** The convent under whose mandate it was done; else the first that it is about; else the entity's only one. */
const CHAIN_OF = `
  CREATE FUNCTION audit_chain_of(mandate uuid, about uuid[]) RETURNS uuid LANGUAGE sql STABLE SET search_path = public AS $$
    SELECT coalesce(
      (SELECT coalesce(m.convent_id, m.forum_id) FROM mandate m WHERE m.id = mandate),
      (SELECT c.id FROM unnest(about) WITH ORDINALITY AS a (id, place) JOIN convent c ON c.id = a.id ORDER BY place LIMIT 1),
      (SELECT m.watched_by[1] FROM mandate m WHERE m.id = mandate AND cardinality(m.watched_by) = 1),
      (SELECT f.id FROM forum f WHERE f.id = ANY (about) ORDER BY f.id LIMIT 1),
      '00000000-0000-0000-0000-000000000000') $$;
`;

const FENCES = `
  CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$;
  ${['event', 'audit_entry', 'audit_link', 'audit_checkpoint']
    .map(
      (table) => `
    CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();`,
    )
    .join('')}

  ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;
  ALTER TABLE audit_entry FORCE ROW LEVEL SECURITY;
  CREATE POLICY system ON audit_entry FOR SELECT USING ((SELECT actor_is_system()));
  -- Votes are not shown: while a poll is open nobody is to count them.
  CREATE POLICY officers ON audit_entry FOR SELECT
    USING (operation <> 'castVote' AND chain = ANY ((SELECT claimed_offices())::uuid[]));
  CREATE POLICY operator ON audit_entry FOR SELECT
    USING (operation <> 'castVote' AND (SELECT is_operator(actor_id())));
  CREATE POLICY told ON audit_entry FOR INSERT WITH CHECK (true);
  ALTER TABLE audit_link ENABLE ROW LEVEL SECURITY;
  ALTER TABLE audit_link FORCE ROW LEVEL SECURITY;
  CREATE POLICY system ON audit_link USING ((SELECT actor_is_system())) WITH CHECK (actor_is_system());
  ALTER TABLE audit_checkpoint ENABLE ROW LEVEL SECURITY;
  ALTER TABLE audit_checkpoint FORCE ROW LEVEL SECURITY;
  CREATE POLICY everyone ON audit_checkpoint FOR SELECT USING (true);
  CREATE POLICY system ON audit_checkpoint FOR INSERT WITH CHECK (actor_is_system());
  GRANT SELECT, INSERT ON audit_entry, audit_link, audit_checkpoint TO konwent_app;
  GRANT SELECT ON audit_checkpoint TO konwent_public;
`;
