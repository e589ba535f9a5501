import type { MigrationInterface, QueryRunner } from 'typeorm';
import { personal, secret, tag, type Tags } from './tags.ts';

const OURS: Tags = {
  circulation_outsider: ['Czynności w imieniu organizacji'],
  outsider_contact: [
    'Zaproszeni spoza rejestru',
    personal('nobody', 'CIRCULATION', 'clock OUTSIDERS', 'name email opened_at'),
    secret('nobody', 'CIRCULATION', 'clock OUTSIDERS', 'link_hash'),
  ],
};
const ALSO = ['remark.outsider_id', 'circulation_party.outsider_id', 'circulation_answer.by_link'];
const TOLD = ALSO.map((column) => `COMMENT ON COLUMN ${column} IS 'not personal';`).join('\n');

/** Organisations outside the register that answer circulations by a personal link. */
export class Outsiders1793700880000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [TABLES, PARTIES, REMARKS, POLICIES, waiting('AND p.outsider_id IS NULL'), TOLD])
      await db.query(part);
    await tag(db, OURS);
  }

  /** What outsiders said stays as remarks that whoever asked them has written down; their answers go with them. */
  async down(db: QueryRunner): Promise<void> {
    for (const part of [waiting(''), FORGOTTEN, BEFORE, `SELECT gather_personal()`]) await db.query(part);
  }
}

const TABLES = `
  CREATE TABLE circulation_outsider (
    id uuid PRIMARY KEY,
    circulation_id uuid NOT NULL REFERENCES circulation,
    organisation text NOT NULL,
    invited_at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate,
    revoked_at timestamptz
  );
  CREATE UNIQUE INDEX circulation_outsider_once ON circulation_outsider (circulation_id, fold(organisation));
  CREATE INDEX circulation_outsider_mandate ON circulation_outsider (mandate_id) WHERE mandate_id IS NOT NULL;

  CREATE TABLE outsider_contact (
    id uuid PRIMARY KEY REFERENCES circulation_outsider,
    circulation_id uuid NOT NULL REFERENCES circulation,
    name text,
    email text,
    link_hash bytea UNIQUE,
    link_made_at timestamptz NOT NULL,
    opened_at timestamptz,
    erased_at timestamptz,
    CHECK (erased_at IS NULL OR num_nonnulls(name, email, link_hash) = 0)
  );
  CREATE INDEX outsider_contact_circulation ON outsider_contact (circulation_id);
  CREATE INDEX outsider_contact_known ON outsider_contact (id) WHERE erased_at IS NULL;
`;

const PARTIES = `
  ALTER TABLE circulation_party
    ADD COLUMN outsider_id uuid REFERENCES circulation_outsider,
    DROP CONSTRAINT circulation_party_check,
    ADD CONSTRAINT circulation_party_check CHECK (num_nonnulls(convent_id, entity_id, outsider_id) = 1);
  ALTER TABLE circulation_party ALTER COLUMN body_id SET EXPRESSION AS (coalesce(convent_id, entity_id, outsider_id));
  CREATE UNIQUE INDEX circulation_party_outsider ON circulation_party (outsider_id) WHERE outsider_id IS NOT NULL;

  ALTER TABLE circulation_answer
    ADD COLUMN by_link boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT circulation_answer_check1,
    ADD CONSTRAINT circulation_answer_check1
      CHECK ((silent OR by_link) = (mandate_id IS NULL) AND NOT (silent AND by_link));
`;

const channels = (more: string): string => `
    DROP CONSTRAINT remark_channel_check,
    ADD CONSTRAINT remark_channel_check CHECK (channel IN ('PLATFORM', 'LETTER', 'EMAIL', 'MEETING'${more}))`;

const REMARKS = `
  ALTER TABLE remark
    ADD COLUMN outsider_id uuid REFERENCES circulation_outsider,
    ALTER COLUMN person_id DROP NOT NULL,
    ADD CONSTRAINT remark_person_check CHECK (person_id IS NOT NULL OR channel = 'LINK'),
    ADD CONSTRAINT remark_outsider_check CHECK (outsider_id IS NULL OR (channel = 'LINK' AND submitter IS NOT NULL)),
    ${channels(`, 'LINK'`)};
  CREATE INDEX remark_outsider ON remark (outsider_id, id) WHERE outsider_id IS NOT NULL;
`;

const FORGOTTEN = `
  UPDATE circulation_party SET answer_id = NULL WHERE outsider_id IS NOT NULL;
  ALTER TABLE circulation_answer DISABLE TRIGGER circulation_answer_stands;
  DELETE FROM circulation_answer a USING circulation_party p WHERE p.id = a.party_id AND p.outsider_id IS NOT NULL;
  ALTER TABLE circulation_answer ENABLE TRIGGER circulation_answer_stands;
  DELETE FROM circulation_party WHERE outsider_id IS NOT NULL;
  UPDATE remark r SET channel = 'EMAIL', outsider_id = NULL, person_id = coalesce(r.person_id,
      (SELECT m.person_id FROM mandate m WHERE m.id = r.mandate_id),
      (SELECT m.person_id FROM circulation_outsider o JOIN mandate m ON m.id = o.mandate_id WHERE o.id = r.outsider_id))
    WHERE channel = 'LINK';
`;

const BEFORE = `
  ALTER TABLE remark DROP COLUMN outsider_id, DROP CONSTRAINT remark_person_check, ${channels('')};
  ALTER TABLE remark ALTER COLUMN person_id SET NOT NULL;
  ALTER TABLE circulation_answer
    DROP CONSTRAINT circulation_answer_check1,
    DROP COLUMN by_link,
    ADD CONSTRAINT circulation_answer_check1 CHECK (silent = (mandate_id IS NULL));
  ALTER TABLE circulation_party DROP CONSTRAINT circulation_party_check;
  ALTER TABLE circulation_party ALTER COLUMN body_id SET EXPRESSION AS (coalesce(convent_id, entity_id));
  ALTER TABLE circulation_party
    DROP COLUMN outsider_id,
    ADD CONSTRAINT circulation_party_check CHECK (num_nonnulls(convent_id, entity_id) = 1);
  DROP TABLE outsider_contact, circulation_outsider;
`;

const LED = `(SELECT circulations_led((SELECT actor_id())))::uuid[]`;

const POLICIES = `
  GRANT SELECT ON circulation_outsider, outsider_contact TO konwent_app, konwent_public;
  GRANT INSERT, UPDATE ON circulation_outsider, outsider_contact TO konwent_app;
  DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['circulation_outsider', 'outsider_contact'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', t, current_user);
      EXECUTE format('CREATE POLICY system ON %I TO konwent_app USING ((SELECT actor_is_system()))', t);
      EXECUTE format('CREATE POLICY led ON %I TO konwent_app USING (circulation_id = ANY (${LED}))', t);
    END LOOP;
  END $$;
  CREATE POLICY seen_with_it ON circulation_outsider FOR SELECT TO konwent_app
    USING (EXISTS (SELECT FROM circulation c WHERE c.id = circulation_outsider.circulation_id));
`;

/** Whose answer is missing, and who has remarks to decide on; nobody here is reminded for an outsider. */
function waiting(registered: string): string {
  return `
  CREATE OR REPLACE VIEW obligation_of_circulation AS
    SELECT p.body_id,
      CASE WHEN p.entity_id IS NULL THEN ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY'] ELSE ARRAY['REPRESENTATIVE'] END AS functions,
      'answerCirculation' AS kind, 'Circulation' AS subject_type, c.id AS subject_id,
      'Odpowiedz do ' || warsaw_clock(c.closes_at) || ' w trybie obiegowym nad projektem „' || v.title || '” (wersja '
        || v.number || ').' AS sentence,
      c.closes_at AS due_at, greatest(c.opens_at, c.started_at) AS since
    FROM circulation c JOIN circulation_party p ON p.circulation_id = c.id JOIN draft_version v ON v.id = c.version_id
    WHERE c.state = 'OPEN' AND c.opens_at <= now() AND c.closes_at > now() AND p.answer_id IS NULL ${registered}
    UNION ALL
    SELECT c.body_id, ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR'], 'disposeRemarks', 'Circulation', c.id,
      'Uwagi do projektu „' || v.title || '” (wersja ' || v.number || ') czekają na stanowisko.', NULL, c.ended_at
    FROM circulation c JOIN draft_version v ON v.id = c.version_id
    WHERE c.state = 'CLOSED' AND EXISTS (SELECT FROM remark r WHERE r.circulation_id = c.id AND r.state = 'SUBMITTED');`;
}
