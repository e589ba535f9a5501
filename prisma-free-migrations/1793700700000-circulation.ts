import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATES = `'OPEN', 'CLOSED', 'CANCELLED'`;
const guarded = [
  ...['circulation', 'circulation_party', 'circulation_answer', 'circulation_act'],
  ...['remark', 'disposition'],
];

/** Circulations of versions: their circle, the answers of organisations, acts, remarks and dispositions. */
export class Circulation1793700700000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [TABLES, REMARKS, FUNCTIONS, POLICIES, WAITING]) await db.query(part);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      SELECT gather_obligations('obligation_of_circulation');
      DROP VIEW obligation_of_circulation;
      DROP POLICY circulated ON draft_version;
      DROP TABLE ${[...guarded].reverse().join(', ')} CASCADE;
      DROP FUNCTION disposition_stands(), circulations_led(uuid), circulations_told(uuid), versions_opened_to(uuid);
    `);
  }
}

const TABLES = `
  CREATE TABLE circulation (
    id uuid PRIMARY KEY,
    convent_id uuid REFERENCES convent,
    forum_id uuid REFERENCES forum,
    body_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(convent_id, forum_id)) STORED,
    draft_id uuid NOT NULL REFERENCES draft,
    version_id uuid NOT NULL REFERENCES draft_version,
    state text NOT NULL CHECK (state IN (${STATES})),
    note text,
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    silence text NOT NULL CHECK (silence IN ('NO_REMARKS', 'ABSTAINS')),
    -- The bodies of its parties, for whoever asks whether they are in it.
    circle uuid[] NOT NULL CHECK (cardinality(circle) > 0),
    whole_forum boolean NOT NULL,
    sample boolean NOT NULL DEFAULT false,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    CHECK (num_nonnulls(convent_id, forum_id) = 1),
    CHECK (closes_at > opens_at),
    CHECK ((state = 'OPEN') = (ended_at IS NULL))
  );
  CREATE INDEX circulation_convent ON circulation (convent_id, id);
  CREATE INDEX circulation_forum ON circulation (forum_id, id);
  CREATE INDEX circulation_body ON circulation (body_id, id);
  CREATE INDEX circulation_draft ON circulation (draft_id, id);
  CREATE INDEX circulation_version ON circulation (version_id, id);
  CREATE INDEX circulation_circle ON circulation USING gin (circle);
  CREATE INDEX circulation_due ON circulation (closes_at) WHERE state = 'OPEN';

  CREATE TABLE circulation_party (
    id uuid PRIMARY KEY,
    circulation_id uuid NOT NULL REFERENCES circulation,
    convent_id uuid REFERENCES convent,
    entity_id uuid REFERENCES entity,
    body_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(convent_id, entity_id)) STORED,
    answer_id uuid,
    CHECK (num_nonnulls(convent_id, entity_id) = 1),
    UNIQUE (circulation_id, body_id)
  );
  CREATE INDEX circulation_party_place ON circulation_party (circulation_id, id);
  CREATE INDEX circulation_party_convent ON circulation_party (convent_id) WHERE convent_id IS NOT NULL;
  CREATE INDEX circulation_party_entity ON circulation_party (entity_id) WHERE entity_id IS NOT NULL;
  CREATE INDEX circulation_party_answer ON circulation_party (answer_id);
  CREATE INDEX circulation_party_body ON circulation_party (body_id) WHERE answer_id IS NULL;

  CREATE TABLE circulation_answer (
    id uuid PRIMARY KEY,
    party_id uuid NOT NULL REFERENCES circulation_party,
    circulation_id uuid NOT NULL REFERENCES circulation,
    body_id uuid NOT NULL,
    answer text NOT NULL CHECK (answer IN ('NO_REMARKS', 'REMARKS', 'ABSTAINS', 'OBJECTS_TO_PROCEDURE')),
    reason text,
    silent boolean NOT NULL,
    at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate,
    CHECK (answer <> 'OBJECTS_TO_PROCEDURE' OR reason IS NOT NULL),
    CHECK (silent = (mandate_id IS NULL))
  );
  CREATE INDEX circulation_answer_party ON circulation_answer (party_id, id);
  CREATE INDEX circulation_answer_circulation ON circulation_answer (circulation_id, id);
  CREATE INDEX circulation_answer_mandate ON circulation_answer (mandate_id) WHERE mandate_id IS NOT NULL;
  ALTER TABLE circulation_party ADD CONSTRAINT circulation_party_answer_id_fkey
    FOREIGN KEY (answer_id) REFERENCES circulation_answer;

  CREATE TABLE circulation_act (
    id uuid PRIMARY KEY,
    circulation_id uuid NOT NULL REFERENCES circulation,
    action text NOT NULL,
    state text NOT NULL CHECK (state IN (${STATES})),
    at timestamptz NOT NULL,
    reason text,
    closes_at timestamptz,
    mandate_id uuid REFERENCES mandate
  );
  CREATE INDEX circulation_act_circulation ON circulation_act (circulation_id, id);
  CREATE INDEX circulation_act_mandate ON circulation_act (mandate_id) WHERE mandate_id IS NOT NULL;

  -- What was answered, or done, is never another thing.
  CREATE TRIGGER circulation_answer_stands BEFORE UPDATE OR DELETE ON circulation_answer
    FOR EACH ROW EXECUTE FUNCTION stands();
`;

const REMARKS = `
  CREATE TABLE remark (
    id uuid PRIMARY KEY,
    circulation_id uuid NOT NULL REFERENCES circulation,
    -- No key: units of versions are in their text.
    unit_id uuid,
    unit_path text,
    place int NOT NULL,
    state text NOT NULL CHECK (state IN ('SUBMITTED', 'WITHDRAWN', 'DISPOSED')),
    kind text NOT NULL CHECK (kind IN ('SUBSTANTIVE', 'LEGISLATIVE', 'EDITORIAL')),
    channel text NOT NULL CHECK (channel IN ('PLATFORM', 'LETTER', 'EMAIL', 'MEETING')),
    late boolean NOT NULL,
    convent_id uuid REFERENCES convent,
    entity_id uuid REFERENCES entity,
    body_id uuid GENERATED ALWAYS AS (coalesce(convent_id, entity_id)) STORED,
    submitter text,
    text text NOT NULL,
    wording text,
    reasons text,
    person_id uuid NOT NULL REFERENCES person,
    mandate_id uuid REFERENCES mandate,
    at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    disposition_id uuid,
    CHECK (num_nonnulls(convent_id, entity_id, submitter) = 1),
    CHECK (submitter IS NULL OR channel <> 'PLATFORM'),
    CHECK (num_nonnulls(unit_id, unit_path) IN (0, 2)),
    CHECK ((unit_id IS NULL) = (place = 0)),
    CHECK ((state = 'WITHDRAWN') = (withdrawn_at IS NOT NULL)),
    CHECK ((state = 'DISPOSED') = (disposition_id IS NOT NULL))
  );
  COMMENT ON COLUMN remark.submitter IS 'Who sent it from outside the register; may be a person''s name.';
  CREATE INDEX remark_circulation ON remark (circulation_id, place, id);
  CREATE INDEX remark_unit ON remark (unit_id, id) WHERE unit_id IS NOT NULL;
  CREATE INDEX remark_convent ON remark (convent_id) WHERE convent_id IS NOT NULL;
  CREATE INDEX remark_entity ON remark (entity_id) WHERE entity_id IS NOT NULL;
  CREATE INDEX remark_person ON remark (person_id);
  CREATE INDEX remark_mandate ON remark (mandate_id) WHERE mandate_id IS NOT NULL;
  CREATE INDEX remark_disposition ON remark (disposition_id);

  CREATE TABLE disposition (
    id uuid PRIMARY KEY,
    remark_id uuid NOT NULL REFERENCES remark,
    verdict text NOT NULL CHECK (verdict IN ('ACCEPTED', 'PARTIALLY_ACCEPTED', 'REJECTED', 'CLARIFIED', 'OUT_OF_SCOPE')),
    reason text,
    -- The change of text that carries it out.
    version_id uuid REFERENCES draft_version,
    unit_id uuid,
    at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate,
    reply text CHECK (reply IN ('ACKNOWLEDGED', 'OBJECTED')),
    reply_reason text,
    replied_at timestamptz,
    replied_under_id uuid REFERENCES mandate,
    CHECK (verdict = 'ACCEPTED' OR reason IS NOT NULL),
    CHECK (num_nonnulls(version_id, unit_id) IN (0, 2)),
    CHECK (version_id IS NULL OR verdict IN ('ACCEPTED', 'PARTIALLY_ACCEPTED')),
    CHECK ((reply IS NULL) = (replied_at IS NULL)),
    CHECK (reply <> 'OBJECTED' OR reply_reason IS NOT NULL)
  );
  CREATE INDEX disposition_remark ON disposition (remark_id, id);
  CREATE INDEX disposition_version ON disposition (version_id) WHERE version_id IS NOT NULL;
  CREATE INDEX disposition_mandate ON disposition (mandate_id) WHERE mandate_id IS NOT NULL;
  CREATE INDEX disposition_replied_under ON disposition (replied_under_id) WHERE replied_under_id IS NOT NULL;
  ALTER TABLE remark ADD CONSTRAINT remark_disposition_id_fkey FOREIGN KEY (disposition_id) REFERENCES disposition;

  -- A disposition is answered once; nothing else of it ever changes.
  CREATE FUNCTION disposition_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' OR OLD.reply IS NOT NULL
        OR (OLD.id, OLD.remark_id, OLD.verdict, OLD.reason, OLD.version_id, OLD.unit_id, OLD.at, OLD.mandate_id)
          IS DISTINCT FROM (NEW.id, NEW.remark_id, NEW.verdict, NEW.reason, NEW.version_id, NEW.unit_id, NEW.at, NEW.mandate_id)
      THEN RAISE EXCEPTION 'a disposition is never changed' USING ERRCODE = 'restrict_violation'; END IF;
      RETURN NEW;
    END $$;
  CREATE TRIGGER disposition_stands BEFORE UPDATE OR DELETE ON disposition
    FOR EACH ROW EXECUTE FUNCTION disposition_stands();
`;

const definer = (name: string, condition: string): string => `
  FUNCTION ${name}(person uuid) RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      RETURN (${condition});
    END $$;`;

const FUNCTIONS = `
  -- Circulations that a person leads: as an officer of the lead body, or on the drafting team.
  CREATE ${definer(
    'circulations_led',
    `SELECT coalesce(array_agg(c.id), '{}') FROM circulation c
      WHERE c.body_id = ANY (offices_of(person)) OR c.draft_id = ANY (drafts_of(person))`,
  )}
  -- Those that are over and went to a circle in which a person is.
  CREATE ${definer(
    'circulations_told',
    `SELECT coalesce(array_agg(c.id), '{}') FROM circulation c
      WHERE c.state = 'CLOSED' AND c.circle && circles_of(person)`,
  )}
  -- Versions that were sent to a person's organisations, whoever else may read the draft.
  CREATE ${definer(
    'versions_opened_to',
    `SELECT coalesce(array_agg(DISTINCT c.version_id), '{}') FROM circulation c WHERE c.circle && circles_of(person)`,
  )}
`;

const OFFICES = `(SELECT claimed_offices())::uuid[]`;
const BODIES = `(SELECT claimed_bodies())::uuid[]`;
const LED = `(SELECT circulations_led((SELECT actor_id())))::uuid[]`;
const TOLD = `(SELECT circulations_told((SELECT actor_id())))::uuid[]`;

/** By whoever made it, their organisation, and those who lead. */
const CHANGES = `person_id = (SELECT actor_id()) OR body_id = ANY (${OFFICES}) OR circulation_id = ANY (${LED})`;

const POLICIES = `
  GRANT SELECT ON ${guarded.join(', ')} TO konwent_app, konwent_public;
  GRANT INSERT ON ${guarded.join(', ')} TO konwent_app;
  GRANT UPDATE ON circulation, circulation_party, remark, disposition TO konwent_app;

  DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['${guarded.join("', '")}'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', t, current_user);
      EXECUTE format('CREATE POLICY system ON %I TO konwent_app USING ((SELECT actor_is_system()))', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['circulation_party', 'circulation_act'] LOOP
      EXECUTE format('CREATE POLICY seen_with_it ON %I FOR SELECT TO konwent_app
        USING (EXISTS (SELECT FROM circulation c WHERE c.id = %I.circulation_id))', t, t);
      EXECUTE format('CREATE POLICY made ON %I FOR INSERT TO konwent_app
        WITH CHECK (circulation_id = ANY (${LED}))', t);
    END LOOP;
  END $$;

  CREATE POLICY circle ON circulation FOR SELECT TO konwent_app USING (circle && (SELECT claimed_circles()));
  CREATE POLICY officers ON circulation TO konwent_app USING (body_id = ANY (${OFFICES}));
  CREATE POLICY team ON circulation FOR SELECT TO konwent_app
    USING (draft_id = ANY ((SELECT drafts_of((SELECT actor_id())))::uuid[]));
  CREATE POLICY answers ON circulation_party FOR UPDATE TO konwent_app USING (body_id = ANY (${OFFICES}));
  CREATE POLICY seen ON circulation_answer FOR SELECT TO konwent_app
    USING (body_id = ANY (${BODIES}) OR circulation_id = ANY (${LED}) OR circulation_id = ANY (${TOLD}));
  CREATE POLICY given ON circulation_answer FOR INSERT TO konwent_app WITH CHECK (body_id = ANY (${OFFICES}));

  CREATE POLICY seen ON remark FOR SELECT TO konwent_app USING (person_id = (SELECT actor_id())
    OR body_id = ANY (${BODIES}) OR circulation_id = ANY (${LED}) OR circulation_id = ANY (${TOLD}));
  CREATE POLICY made ON remark FOR INSERT TO konwent_app WITH CHECK (person_id = (SELECT actor_id()));
  CREATE POLICY changed ON remark FOR UPDATE TO konwent_app USING (${CHANGES});
  CREATE POLICY seen ON disposition FOR SELECT TO konwent_app
    USING (EXISTS (SELECT FROM remark r WHERE r.id = disposition.remark_id));
  CREATE POLICY made ON disposition FOR INSERT TO konwent_app
    WITH CHECK (EXISTS (SELECT FROM remark r WHERE r.id = disposition.remark_id AND r.circulation_id = ANY (${LED})));
  CREATE POLICY answered ON disposition FOR UPDATE TO konwent_app
    USING (EXISTS (SELECT FROM remark r WHERE r.id = disposition.remark_id AND (${CHANGES})));

  CREATE POLICY circulated ON draft_version FOR SELECT TO konwent_app
    USING (id = ANY ((SELECT versions_opened_to((SELECT actor_id())))::uuid[]));
`;

/** Whose answer is missing, and who has remarks to decide on. */
const WAITING = `
  CREATE VIEW obligation_of_circulation AS
    SELECT p.body_id,
      CASE WHEN p.entity_id IS NULL THEN ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY'] ELSE ARRAY['REPRESENTATIVE'] END AS functions,
      'answerCirculation' AS kind, 'Circulation' AS subject_type, c.id AS subject_id,
      'Odpowiedz do ' || warsaw_clock(c.closes_at) || ' w trybie obiegowym nad projektem „' || v.title || '” (wersja '
        || v.number || ').' AS sentence,
      c.closes_at AS due_at, greatest(c.opens_at, c.started_at) AS since
    FROM circulation c JOIN circulation_party p ON p.circulation_id = c.id JOIN draft_version v ON v.id = c.version_id
    WHERE c.state = 'OPEN' AND c.opens_at <= now() AND c.closes_at > now() AND p.answer_id IS NULL
    UNION ALL
    SELECT c.body_id, ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR'], 'disposeRemarks', 'Circulation', c.id,
      'Uwagi do projektu „' || v.title || '” (wersja ' || v.number || ') czekają na stanowisko.', NULL, c.ended_at
    FROM circulation c JOIN draft_version v ON v.id = c.version_id
    WHERE c.state = 'CLOSED' AND EXISTS (SELECT FROM remark r WHERE r.circulation_id = c.id AND r.state = 'SUBMITTED');
  SELECT gather_obligations();
`;
