import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Remarks that say the same decided on together, and remarks carried over to the next circulation. */
export class Remarks1793700830000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [TABLES, STANDS, LEAD, POLICIES]) await db.query(part);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP POLICY carried ON remark;
      DROP TRIGGER remark_leaves_its_group ON remark;
      DROP TRIGGER remark_passes_the_lead ON remark;
      DROP FUNCTION remark_leaves_its_group(), remark_passes_the_lead();
      DROP TABLE remark_joining;
      ALTER TABLE remark DROP COLUMN said, DROP COLUMN joined_to_id, DROP COLUMN carried_from_id,
        DROP CONSTRAINT remark_id_circulation_id_key;
      ${stands('')}
      ALTER TABLE disposition DROP COLUMN joint;
    `);
  }
}

const TABLES = `
  ALTER TABLE remark
    ADD UNIQUE (id, circulation_id),
    -- The remark that leads its group: a disposition of that one is a disposition of this one.
    ADD COLUMN joined_to_id uuid,
    ADD FOREIGN KEY (joined_to_id, circulation_id) REFERENCES remark (id, circulation_id),
    ADD CHECK (joined_to_id <> id),
    ADD CHECK (joined_to_id IS NULL OR state <> 'WITHDRAWN'),
    -- The remark of an earlier circulation of the same draft that this one repeats.
    ADD COLUMN carried_from_id uuid REFERENCES remark,
    -- What likely duplicates are told by.
    ADD COLUMN said text COLLATE "C" NOT NULL
      GENERATED ALWAYS AS (fold(left(text, 300) || ' ' || left(coalesce(wording, ''), 300))) STORED;
  CREATE INDEX remark_joined_to ON remark (joined_to_id, circulation_id);
  CREATE UNIQUE INDEX remark_carried_from ON remark (carried_from_id, circulation_id) WHERE carried_from_id IS NOT NULL;
  ALTER TABLE disposition ADD COLUMN joint boolean NOT NULL DEFAULT false;

  CREATE TABLE remark_joining (
    id uuid PRIMARY KEY,
    remark_id uuid NOT NULL REFERENCES remark,
    leading_id uuid NOT NULL REFERENCES remark,
    at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate,
    ended_at timestamptz,
    ended_under_id uuid REFERENCES mandate,
    CHECK (leading_id <> remark_id),
    CHECK (ended_under_id IS NULL OR ended_at IS NOT NULL)
  );
  CREATE INDEX remark_joining_remark ON remark_joining (remark_id, id);
  CREATE INDEX remark_joining_leading ON remark_joining (leading_id);
  CREATE UNIQUE INDEX remark_joining_now ON remark_joining (remark_id) WHERE ended_at IS NULL;
  CREATE INDEX remark_joining_mandate ON remark_joining (mandate_id) WHERE mandate_id IS NOT NULL;
  CREATE INDEX remark_joining_ended_under ON remark_joining (ended_under_id) WHERE ended_under_id IS NOT NULL;
`;

/** Whether it was taken for a whole group never changes either. */
function stands(also: string): string {
  return `
  CREATE OR REPLACE FUNCTION disposition_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' OR OLD.reply IS NOT NULL ${also && `OR OLD.${also} <> NEW.${also}`}
        OR (OLD.id, OLD.remark_id, OLD.verdict, OLD.reason, OLD.version_id, OLD.unit_id, OLD.at, OLD.mandate_id)
          IS DISTINCT FROM (NEW.id, NEW.remark_id, NEW.verdict, NEW.reason, NEW.version_id, NEW.unit_id, NEW.at, NEW.mandate_id)
      THEN RAISE EXCEPTION 'a disposition is never changed' USING ERRCODE = 'restrict_violation'; END IF;
      RETURN NEW;
    END $$;`;
}
const STANDS = stands('joint');

/** Whoever takes back their remark may change no other one, so the table itself sees to its group. */
const LEAD = `
  CREATE FUNCTION remark_leaves_its_group() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      UPDATE remark_joining SET ended_at = NEW.withdrawn_at WHERE remark_id = NEW.id AND ended_at IS NULL;
      NEW.joined_to_id := NULL;
      RETURN NEW;
    END $$;
  CREATE TRIGGER remark_leaves_its_group BEFORE UPDATE OF state ON remark FOR EACH ROW
    WHEN (NEW.state = 'WITHDRAWN' AND OLD.joined_to_id IS NOT NULL) EXECUTE FUNCTION remark_leaves_its_group();

  -- The first of those that are left leads from now on.
  CREATE FUNCTION remark_passes_the_lead() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE heir uuid;
    BEGIN
      SELECT id INTO heir FROM remark WHERE joined_to_id = NEW.id AND circulation_id = NEW.circulation_id ORDER BY id LIMIT 1;
      IF heir IS NULL THEN RETURN NULL; END IF;
      UPDATE remark_joining SET ended_at = NEW.withdrawn_at WHERE leading_id = NEW.id AND ended_at IS NULL;
      UPDATE remark SET joined_to_id = nullif(heir, id) WHERE joined_to_id = NEW.id AND circulation_id = NEW.circulation_id;
      INSERT INTO remark_joining (id, remark_id, leading_id, at)
        SELECT uuidv7(), id, heir, NEW.withdrawn_at FROM remark
        WHERE joined_to_id = heir AND circulation_id = NEW.circulation_id;
      RETURN NULL;
    END $$;
  CREATE TRIGGER remark_passes_the_lead AFTER UPDATE OF state ON remark FOR EACH ROW
    WHEN (NEW.state = 'WITHDRAWN' AND OLD.state <> 'WITHDRAWN') EXECUTE FUNCTION remark_passes_the_lead();
`;

const LED = `(SELECT circulations_led((SELECT actor_id())))::uuid[]`;
const OF_LED = `EXISTS (SELECT FROM remark r WHERE r.id = remark_joining.remark_id AND r.circulation_id = ANY (${LED}))`;

const POLICIES = `
  GRANT SELECT ON remark_joining TO konwent_app, konwent_public;
  GRANT INSERT, UPDATE ON remark_joining TO konwent_app;
  ALTER TABLE remark_joining ENABLE ROW LEVEL SECURITY;
  ALTER TABLE remark_joining FORCE ROW LEVEL SECURITY;
  DO $$ BEGIN EXECUTE format('CREATE POLICY owner ON remark_joining TO %I USING (true)', current_user); END $$;
  CREATE POLICY system ON remark_joining TO konwent_app USING ((SELECT actor_is_system()));
  CREATE POLICY seen ON remark_joining FOR SELECT TO konwent_app
    USING (EXISTS (SELECT FROM remark r WHERE r.id = remark_joining.remark_id));
  CREATE POLICY made ON remark_joining FOR INSERT TO konwent_app WITH CHECK (${OF_LED});
  CREATE POLICY ended ON remark_joining FOR UPDATE TO konwent_app USING (${OF_LED});

  -- What is carried over stays its author's.
  CREATE POLICY carried ON remark FOR INSERT TO konwent_app
    WITH CHECK (carried_from_id IS NOT NULL AND circulation_id = ANY (${LED}));
`;
