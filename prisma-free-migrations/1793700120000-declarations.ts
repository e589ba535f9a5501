import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATES = `'DRAFT', 'OPEN_FOR_SIGNATURE', 'IN_FORCE', 'LAPSED', 'WITHDRAWN', 'SUPERSEDED'`;
const FUNCTIONS =
  "'CHAIR', 'VICE_CHAIR', 'SECRETARY', 'BOARD_MEMBER', 'COUNCIL_MEMBER', 'REPRESENTATIVE', 'STAFF', 'COORDINATOR', 'MODERATOR', 'EXPERT', 'TUTOR', 'OBSERVER'";
const guarded = [
  'declaration',
  'declaration_version',
  'declaration_party',
  'signature',
  'forum_decision',
  'declaration_act',
  'declaration_record',
];
const parts = guarded.slice(1);

/** Declarations with their versions, parties, signatures and acts; the forum's register becomes what follows from them. */
export class Declarations1793700120000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    await db.query(POLICIES);
    await db.query(REGISTER);
    await db.query(WAITING);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      SELECT gather_obligations('obligation_of_declarations');
      DROP VIEW obligation_of_declarations;
      DROP VIEW convent_standing;
      REVOKE DELETE ON forum_standing FROM konwent_app;
      ALTER TABLE forum DROP COLUMN declaration_id;
      -- The register knew one standing a convent, under the convent's id: the latest is kept.
      DELETE FROM forum_standing s USING forum_standing later
        WHERE later.convent_id = s.convent_id AND lower(later.valid) > lower(s.valid);
      ALTER TABLE forum_standing ADD COLUMN since date;
      UPDATE forum_standing SET since = lower(valid) WHERE day_known;
      DROP INDEX forum_standing_convent;
      ALTER TABLE forum_standing DROP CONSTRAINT forum_standing_rests, DROP CONSTRAINT forum_standing_convent_id_valid_key,
        DROP COLUMN declaration_id, DROP COLUMN day_known, DROP COLUMN valid;
      UPDATE forum_standing SET id = convent_id;
      ALTER TABLE forum_standing DROP CONSTRAINT forum_standing_convent_id_fkey, DROP COLUMN convent_id,
        ADD CONSTRAINT forum_standing_id_fkey FOREIGN KEY (id) REFERENCES convent;
      -- Columns stand in the order in which they came.
      ALTER TABLE forum_standing RENAME COLUMN basis TO basis_before;
      ALTER TABLE forum_standing ADD COLUMN basis text;
      UPDATE forum_standing SET basis = basis_before;
      ALTER TABLE forum_standing DROP COLUMN basis_before, ALTER COLUMN basis SET NOT NULL;
      DROP TABLE declaration_record, declaration_act, forum_decision, signature, declaration_party, declaration_version, declaration CASCADE;
      DROP FUNCTION declaration_version_stands(), signature_stands(), supersede_declarations(uuid), warsaw_day(timestamptz);
    `);
  }
}

const TABLES = `
  CREATE FUNCTION warsaw_day(at timestamptz) RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE RETURN (at AT TIME ZONE 'Europe/Warsaw')::date;

  CREATE TABLE declaration (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('FOUNDING', 'INTENT', 'ACCESSION', 'JOINT_POSITION', 'WITHDRAWAL')),
    state text NOT NULL CHECK (state IN (${STATES})),
    title text NOT NULL,
    convent_id uuid REFERENCES convent,
    forum_id uuid REFERENCES forum,
    body_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(convent_id, forum_id)) STORED,
    addressee text,
    effective_on date,
    forum_name text,
    forum_abbreviation text,
    entry_rule text NOT NULL CHECK (entry_rule IN ('ALL', 'N_OF')),
    entry_count int CHECK (entry_count >= 1),
    deadline timestamptz,
    current_version_id uuid NOT NULL,
    supersedes_id uuid REFERENCES declaration,
    superseded_by_id uuid REFERENCES declaration,
    -- Bodies whose officers see it before it is published.
    readers uuid[] NOT NULL,
    reported boolean NOT NULL DEFAULT false,
    source text,
    submitted_at timestamptz,
    opened_at timestamptz,
    in_force_at timestamptz,
    in_force_on date,
    day_known boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    CHECK (num_nonnulls(convent_id, forum_id) = 1),
    CHECK ((entry_rule = 'N_OF') = (entry_count IS NOT NULL)),
    CHECK ((kind = 'JOINT_POSITION') = (addressee IS NOT NULL)),
    CHECK ((kind = 'WITHDRAWAL') = (effective_on IS NOT NULL)),
    CHECK ((kind = 'FOUNDING') = (forum_name IS NOT NULL)),
    CHECK ((forum_name IS NOT NULL) = (forum_abbreviation IS NOT NULL)),
    CHECK (state <> 'OPEN_FOR_SIGNATURE' OR (deadline IS NOT NULL AND opened_at IS NOT NULL)),
    CHECK ((state IN ('IN_FORCE', 'SUPERSEDED')) = (in_force_at IS NOT NULL)),
    CHECK ((in_force_at IS NOT NULL) = (in_force_on IS NOT NULL)),
    CHECK (reported = (source IS NOT NULL)),
    CHECK (NOT reported OR state IN ('IN_FORCE', 'SUPERSEDED'))
  );
  -- A forum is founded once.
  CREATE UNIQUE INDEX declaration_one_founding ON declaration ((true)) WHERE kind = 'FOUNDING' AND state = 'IN_FORCE';
  CREATE INDEX declaration_convent ON declaration (convent_id, id);
  CREATE INDEX declaration_forum ON declaration (forum_id, id);
  CREATE INDEX declaration_deadline ON declaration (deadline) WHERE state = 'OPEN_FOR_SIGNATURE';
  CREATE INDEX declaration_supersedes ON declaration (supersedes_id) WHERE supersedes_id IS NOT NULL;
  CREATE INDEX declaration_superseded_by ON declaration (superseded_by_id) WHERE superseded_by_id IS NOT NULL;
  CREATE INDEX declaration_current_version ON declaration (current_version_id);

  CREATE TABLE declaration_version (
    id uuid PRIMARY KEY,
    declaration_id uuid NOT NULL REFERENCES declaration,
    number int NOT NULL CHECK (number >= 1),
    -- RFC 8785 text of all that is signed, and its SHA-256.
    content text NOT NULL,
    content_hash text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    created_at timestamptz NOT NULL,
    frozen_at timestamptz,
    mandate_id uuid REFERENCES mandate,
    UNIQUE (declaration_id, number)
  );
  CREATE INDEX declaration_version_mandate ON declaration_version (mandate_id) WHERE mandate_id IS NOT NULL;
  ALTER TABLE declaration ADD CONSTRAINT declaration_current_version_id_fkey
    FOREIGN KEY (current_version_id) REFERENCES declaration_version DEFERRABLE INITIALLY DEFERRED;

  -- A version is never another one: only that it froze is written down later, once.
  CREATE FUNCTION declaration_version_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' OR OLD.frozen_at IS NOT NULL OR (to_jsonb(NEW) - 'frozen_at') <> (to_jsonb(OLD) - 'frozen_at') THEN
        RAISE EXCEPTION 'a version of a declaration is not changed' USING ERRCODE = 'restrict_violation';
      END IF;
      RETURN NEW;
    END $$;
  CREATE TRIGGER declaration_version_stands BEFORE UPDATE OR DELETE ON declaration_version
    FOR EACH ROW EXECUTE FUNCTION declaration_version_stands();

  CREATE TABLE declaration_party (
    id uuid PRIMARY KEY,
    declaration_id uuid NOT NULL REFERENCES declaration,
    version_id uuid NOT NULL REFERENCES declaration_version,
    convent_id uuid NOT NULL REFERENCES convent,
    position int NOT NULL,
    -- Empty only where a report of the past does not say.
    capacities text[] NOT NULL CHECK (capacities <@ ARRAY[${FUNCTIONS}]),
    UNIQUE (version_id, convent_id)
  );
  CREATE INDEX declaration_party_declaration ON declaration_party (declaration_id);
  CREATE INDEX declaration_party_convent ON declaration_party (convent_id, id);

  CREATE TABLE signature (
    id uuid PRIMARY KEY,
    declaration_id uuid NOT NULL REFERENCES declaration,
    version_id uuid NOT NULL REFERENCES declaration_version,
    -- One signature a party; a new version has new parties.
    party_id uuid NOT NULL UNIQUE REFERENCES declaration_party,
    convent_id uuid NOT NULL REFERENCES convent,
    person_id uuid REFERENCES person,
    mandate_id uuid REFERENCES mandate,
    function text CHECK (function IN (${FUNCTIONS})),
    method text NOT NULL CHECK (method IN ('PLATFORM', 'PAPER', 'PDF')),
    content_hash text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    signed_at timestamptz NOT NULL,
    signed_on date,
    file_id uuid REFERENCES file,
    -- SHA-256 of the file as it was when the signature was entered.
    file_hash text CHECK (file_hash ~ '^[0-9a-f]{64}$'),
    evidence_note text,
    recorded_under_id uuid REFERENCES mandate,
    voided_at timestamptz,
    voided_because text,
    -- Whoever signs here is known; paper has its scan; only what is reported of the past may lack both, and says so.
    CHECK (method <> 'PLATFORM' OR (mandate_id IS NOT NULL AND file_id IS NULL)),
    CHECK (method = 'PLATFORM' OR file_id IS NOT NULL OR evidence_note IS NOT NULL),
    CHECK (mandate_id IS NOT NULL OR evidence_note IS NOT NULL),
    CHECK ((mandate_id IS NULL) = (person_id IS NULL)),
    CHECK ((voided_at IS NULL) = (voided_because IS NULL))
  );
  CREATE INDEX signature_declaration ON signature (declaration_id, id);
  CREATE INDEX signature_version ON signature (version_id, id);
  CREATE INDEX signature_convent ON signature (convent_id, id);
  CREATE INDEX signature_person ON signature (person_id) WHERE person_id IS NOT NULL;
  CREATE INDEX signature_mandate ON signature (mandate_id) WHERE mandate_id IS NOT NULL;
  CREATE INDEX signature_file ON signature (file_id) WHERE file_id IS NOT NULL;
  CREATE INDEX signature_recorded_under ON signature (recorded_under_id) WHERE recorded_under_id IS NOT NULL;

  CREATE FUNCTION signature_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' OR OLD.voided_at IS NOT NULL
          OR (to_jsonb(NEW) - 'voided_at' - 'voided_because') <> (to_jsonb(OLD) - 'voided_at' - 'voided_because') THEN
        RAISE EXCEPTION 'a signature is not changed' USING ERRCODE = 'restrict_violation';
      END IF;
      RETURN NEW;
    END $$;
  CREATE TRIGGER signature_stands BEFORE UPDATE OR DELETE ON signature
    FOR EACH ROW EXECUTE FUNCTION signature_stands();

  CREATE TABLE forum_decision (
    id uuid PRIMARY KEY,
    declaration_id uuid NOT NULL REFERENCES declaration,
    version_id uuid NOT NULL UNIQUE REFERENCES declaration_version,
    accepted boolean NOT NULL,
    number text NOT NULL,
    decided_on date NOT NULL,
    basis text NOT NULL,
    -- The poll of the forum's members that decided, where there was one.
    poll_id uuid,
    at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate
  );
  CREATE INDEX forum_decision_declaration ON forum_decision (declaration_id, id);
  CREATE INDEX forum_decision_mandate ON forum_decision (mandate_id) WHERE mandate_id IS NOT NULL;

  CREATE TABLE declaration_act (
    id uuid PRIMARY KEY,
    declaration_id uuid NOT NULL REFERENCES declaration,
    action text NOT NULL,
    state text NOT NULL CHECK (state IN (${STATES})),
    at timestamptz NOT NULL,
    reason text,
    mandate_id uuid REFERENCES mandate
  );
  CREATE INDEX declaration_act_declaration ON declaration_act (declaration_id, id);
  CREATE INDEX declaration_act_mandate ON declaration_act (mandate_id) WHERE mandate_id IS NOT NULL;

  -- What anybody can check without this node: sealed in the transaction in which the declaration entered into force.
  CREATE TABLE declaration_record (
    declaration_id uuid PRIMARY KEY REFERENCES declaration,
    file text NOT NULL,
    sealed_at timestamptz NOT NULL
  );

  -- An older one gives way to the one in force that names it, and a wish to join to the accession; whoever signs last
  -- need not have seen them.
  CREATE FUNCTION supersede_declarations(later uuid) RETURNS TABLE (id uuid, body_id uuid)
    LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
      UPDATE declaration d SET state = 'SUPERSEDED', superseded_by_id = n.id, version = d.version + 1
      FROM declaration n
      WHERE n.id = later AND n.state = 'IN_FORCE' AND d.state = 'IN_FORCE' AND d.id <> n.id
        AND (d.id = n.supersedes_id OR n.kind = 'ACCESSION' AND d.kind = 'INTENT' AND d.convent_id = n.convent_id)
      RETURNING d.id, d.body_id $$;
`;

const POLICIES = `
  GRANT SELECT ON ${guarded.join(', ')} TO konwent_app, konwent_public;
  GRANT INSERT ON ${guarded.join(', ')} TO konwent_app;
  GRANT UPDATE ON declaration TO konwent_app;
  GRANT UPDATE (frozen_at) ON declaration_version TO konwent_app;
  GRANT UPDATE (voided_at, voided_because) ON signature TO konwent_app;
  REVOKE EXECUTE ON FUNCTION supersede_declarations(uuid) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION supersede_declarations(uuid) TO konwent_app;

  DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['${guarded.join("', '")}'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', t, current_user);
      EXECUTE format('CREATE POLICY system ON %I TO konwent_app USING ((SELECT actor_is_system()))', t);
    END LOOP;
    -- What belongs to a declaration is seen with it, and written by those who take part before it is in force.
    FOREACH t IN ARRAY ARRAY['${parts.join("', '")}'] LOOP
      EXECUTE format('CREATE POLICY seen_with_it ON %I FOR SELECT
        USING (EXISTS (SELECT FROM declaration d WHERE d.id = %I.declaration_id))', t, t);
      EXECUTE format('CREATE POLICY parties ON %I TO konwent_app USING (EXISTS (SELECT FROM declaration d
        WHERE d.id = %I.declaration_id AND (d.readers && (SELECT claimed_offices())
          OR d.reported AND (SELECT is_operator(actor_id())))))', t, t);
    END LOOP;
  END $$;
  CREATE POLICY visible_to_all ON declaration FOR SELECT USING (state IN ('IN_FORCE', 'SUPERSEDED'));
  CREATE POLICY parties ON declaration TO konwent_app USING (readers && (SELECT claimed_offices()));
  CREATE POLICY reports ON declaration FOR INSERT TO konwent_app
    WITH CHECK (reported AND (SELECT is_operator(actor_id())));
`;

/** What was entered before declarations were kept stays, without one; nothing new comes in so. */
const REGISTER = `
  ALTER TABLE forum ADD COLUMN declaration_id uuid REFERENCES declaration;
  CREATE INDEX forum_declaration ON forum (declaration_id) WHERE declaration_id IS NOT NULL;

  ALTER TABLE forum_standing DROP CONSTRAINT forum_standing_id_fkey;
  ALTER TABLE forum_standing ADD COLUMN convent_id uuid REFERENCES convent;
  UPDATE forum_standing SET convent_id = id, id = uuidv7();
  ALTER TABLE forum_standing ALTER COLUMN convent_id SET NOT NULL,
    ADD COLUMN valid daterange,
    ADD COLUMN day_known boolean NOT NULL DEFAULT true,
    ADD COLUMN declaration_id uuid REFERENCES declaration;
  UPDATE forum_standing SET day_known = since IS NOT NULL, valid = daterange(coalesce(since,
    (SELECT coalesce(founded_on, current_date) FROM forum WHERE id = forum_id)), NULL);
  ALTER TABLE forum_standing DROP COLUMN since, ALTER COLUMN valid SET NOT NULL,
    ADD CHECK (lower(valid) IS NOT NULL),
    ADD CONSTRAINT forum_standing_rests CHECK (declaration_id IS NOT NULL) NOT VALID,
    ADD UNIQUE (convent_id, valid WITHOUT OVERLAPS);
  CREATE INDEX forum_standing_declaration ON forum_standing (declaration_id) WHERE declaration_id IS NOT NULL;
  CREATE INDEX forum_standing_convent ON forum_standing (convent_id, id);

  -- How each convent stands today, under the convent's id.
  CREATE VIEW convent_standing AS
    SELECT convent_id AS id, id AS standing_id, forum_id, kind, CASE WHEN day_known THEN lower(valid) END AS since
    FROM forum_standing WHERE valid @> warsaw_day(now());
  GRANT SELECT ON convent_standing TO konwent_app, konwent_public;
  -- A wish that is fulfilled on its own day leaves no period behind.
  GRANT DELETE ON forum_standing TO konwent_app;
`;

const SIGNED_BEFORE = `EXISTS (SELECT FROM signature s WHERE s.declaration_id = d.id AND s.convent_id = p.convent_id AND s.voided_at IS NOT NULL)`;
const UNTIL = `to_char(d.deadline AT TIME ZONE 'Europe/Warsaw', 'DD.MM.YYYY, HH24:MI')`;

/** What declarations await, and of whom. */
const WAITING = `
  CREATE VIEW obligation_of_declarations AS
    SELECT p.convent_id AS body_id, p.capacities AS functions,
      CASE WHEN ${SIGNED_BEFORE} THEN 'signatureVoided' ELSE 'signatureAwaited' END AS kind,
      'Declaration' AS subject_type, d.id AS subject_id,
      CASE WHEN ${SIGNED_BEFORE}
        THEN 'Nowa wersja tekstu unieważniła podpis pod deklaracją „' || d.title || '”. Podpisz ją ponownie do ' || ${UNTIL} || '.'
        ELSE 'Deklaracja „' || d.title || '” czeka na podpis do ' || ${UNTIL} || '.' END AS sentence,
      d.deadline AS due_at, v.frozen_at AS since
    FROM declaration d
      JOIN declaration_version v ON v.id = d.current_version_id
      JOIN declaration_party p ON p.version_id = v.id
    WHERE d.state = 'OPEN_FOR_SIGNATURE' AND NOT EXISTS (SELECT FROM signature s WHERE s.party_id = p.id)
    UNION ALL
    SELECT f.id, ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR'], 'forumDecisionAwaited', 'Declaration', d.id,
      'Przystąpienie „' || d.title || '” czeka na uchwałę forum.', NULL, d.submitted_at
    FROM declaration d, forum f
    WHERE d.kind = 'ACCESSION' AND d.submitted_at IS NOT NULL AND d.state IN ('DRAFT', 'OPEN_FOR_SIGNATURE')
      AND NOT EXISTS (SELECT FROM forum_decision r WHERE r.version_id = d.current_version_id);
  SELECT gather_obligations();
`;
