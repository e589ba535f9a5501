import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATES = `'OPEN', 'LOCKED', 'ARCHIVED'`;
const KINDS = `'PART', 'BOOK', 'TITLE', 'DIVISION', 'CHAPTER', 'SUBCHAPTER', 'ARTICLE', 'PARAGRAPH', 'SUBSECTION', 'POINT', 'LETTER', 'INDENT', 'DOUBLE_INDENT', 'QUOTE', 'SECTION', 'PASSAGE'`;
const ACTS = `'INSERTED', 'DELETED', 'MOVED', 'RENUMBERED', 'SPLIT', 'JOINED', 'REWORDED'`;
const guarded = [
  ...['draft', 'draft_version', 'working_text', 'draft_unit', 'draft_unit_event'],
  ...['draft_amendment', 'draft_member', 'draft_act'],
];
/** What stays between those who write, whoever reads the versions. */
const work = ['working_text', 'draft_unit', 'draft_unit_event', 'draft_amendment', 'draft_member', 'draft_act'];

/** Drafts: working texts in units with their history, amendments as data, versions, drafting teams and acts. */
export class Drafts1793700600000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    await db.query(POLICIES);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE ${[...guarded].reverse().join(', ')} CASCADE;
      DROP FUNCTION draft_version_stands(), drafts_of(uuid);
    `);
  }
}

const TABLES = `
  CREATE TABLE draft (
    id uuid PRIMARY KEY,
    convent_id uuid REFERENCES convent,
    forum_id uuid REFERENCES forum,
    body_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(convent_id, forum_id)) STORED,
    title text NOT NULL,
    form text NOT NULL CHECK (form IN ('LAW', 'PROSE')),
    -- The act concerned: name, place of publication, published changes.
    act jsonb,
    state text NOT NULL CHECK (state IN (${STATES})),
    -- Bodies whose people read the versions; the forum with everybody in it, if it is one of them.
    shared_with uuid[] NOT NULL DEFAULT '{}',
    for_forum boolean NOT NULL DEFAULT false,
    is_public boolean NOT NULL DEFAULT false,
    current_version_id uuid,
    sample boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    CHECK (num_nonnulls(convent_id, forum_id) = 1)
  );
  CREATE INDEX draft_convent ON draft (convent_id, id);
  CREATE INDEX draft_forum ON draft (forum_id, id);
  CREATE INDEX draft_body ON draft (body_id, id);
  CREATE INDEX draft_current_version ON draft (current_version_id);

  CREATE TABLE draft_version (
    id uuid PRIMARY KEY,
    draft_id uuid NOT NULL REFERENCES draft,
    number int NOT NULL CHECK (number >= 1),
    title text NOT NULL,
    note text,
    unit_count int NOT NULL,
    -- RFC 8785 text of all that it says, and its SHA-256.
    content text NOT NULL,
    content_hash text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    frozen_at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate,
    UNIQUE (draft_id, number)
  );
  CREATE INDEX draft_version_mandate ON draft_version (mandate_id) WHERE mandate_id IS NOT NULL;
  ALTER TABLE draft ADD CONSTRAINT draft_current_version_id_fkey
    FOREIGN KEY (current_version_id) REFERENCES draft_version DEFERRABLE INITIALLY DEFERRED;

  -- What was frozen is never another text.
  CREATE FUNCTION draft_version_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'a version of a draft is not changed' USING ERRCODE = 'restrict_violation';
    END $$;
  CREATE TRIGGER draft_version_stands BEFORE UPDATE OR DELETE ON draft_version
    FOR EACH ROW EXECUTE FUNCTION draft_version_stands();

  CREATE TABLE working_text (
    id uuid PRIMARY KEY REFERENCES draft,
    heading text NOT NULL
  );

  CREATE TABLE draft_unit (
    id uuid PRIMARY KEY,
    draft_id uuid NOT NULL REFERENCES draft,
    parent_id uuid,
    -- Rises in the order of reading through the whole text, with room between two.
    place int NOT NULL,
    kind text NOT NULL CHECK (kind IN (${KINDS})),
    label text NOT NULL,
    title text NOT NULL,
    text text NOT NULL,
    closing text NOT NULL,
    UNIQUE (draft_id, id)
  );
  -- A unit lies in one of its own draft.
  ALTER TABLE draft_unit ADD CONSTRAINT draft_unit_parent_fkey
    FOREIGN KEY (draft_id, parent_id) REFERENCES draft_unit (draft_id, id) DEFERRABLE INITIALLY DEFERRED;
  CREATE INDEX draft_unit_place ON draft_unit (draft_id, place);
  CREATE INDEX draft_unit_parent ON draft_unit (draft_id, parent_id);

  CREATE TABLE draft_unit_event (
    id uuid PRIMARY KEY,
    draft_id uuid NOT NULL REFERENCES draft,
    -- No key: units go, what was done to them stays.
    unit_id uuid NOT NULL,
    act text NOT NULL CHECK (act IN (${ACTS})),
    other_id uuid,
    before jsonb,
    after jsonb,
    -- The unit as it was, with all in it.
    gone jsonb,
    draft_version int NOT NULL,
    at timestamptz NOT NULL,
    person_id uuid REFERENCES person,
    mandate_id uuid REFERENCES mandate
  );
  CREATE INDEX draft_unit_event_draft ON draft_unit_event (draft_id, id);
  CREATE INDEX draft_unit_event_unit ON draft_unit_event (unit_id, id);
  CREATE INDEX draft_unit_event_person ON draft_unit_event (person_id) WHERE person_id IS NOT NULL;
  CREATE INDEX draft_unit_event_mandate ON draft_unit_event (mandate_id) WHERE mandate_id IS NOT NULL;

  CREATE TABLE draft_amendment (
    id uuid PRIMARY KEY,
    draft_id uuid NOT NULL REFERENCES draft,
    position int NOT NULL CHECK (position >= 1),
    -- Act, provision, operation, wordings, justification.
    proposed jsonb NOT NULL,
    at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate
  );
  CREATE INDEX draft_amendment_draft ON draft_amendment (draft_id, position);
  CREATE INDEX draft_amendment_mandate ON draft_amendment (mandate_id) WHERE mandate_id IS NOT NULL;

  CREATE TABLE draft_member (
    id uuid PRIMARY KEY,
    draft_id uuid NOT NULL REFERENCES draft,
    person_id uuid NOT NULL REFERENCES person,
    mandate_id uuid NOT NULL REFERENCES mandate,
    added_at timestamptz NOT NULL,
    removed_at timestamptz
  );
  -- Somebody is on a team once.
  CREATE UNIQUE INDEX draft_member_once ON draft_member (draft_id, person_id) WHERE removed_at IS NULL;
  CREATE INDEX draft_member_draft ON draft_member (draft_id, id);
  CREATE INDEX draft_member_person ON draft_member (person_id);
  CREATE INDEX draft_member_mandate ON draft_member (mandate_id);

  CREATE TABLE draft_act (
    id uuid PRIMARY KEY,
    draft_id uuid NOT NULL REFERENCES draft,
    action text NOT NULL,
    state text NOT NULL CHECK (state IN (${STATES})),
    at timestamptz NOT NULL,
    reason text,
    convent_id uuid REFERENCES convent,
    forum_id uuid REFERENCES forum,
    member_id uuid REFERENCES draft_member,
    amendment_id uuid,
    amendment_before jsonb,
    mandate_id uuid REFERENCES mandate
  );
  CREATE INDEX draft_act_draft ON draft_act (draft_id, id);
  CREATE INDEX draft_act_convent ON draft_act (convent_id) WHERE convent_id IS NOT NULL;
  CREATE INDEX draft_act_forum ON draft_act (forum_id) WHERE forum_id IS NOT NULL;
  CREATE INDEX draft_act_member ON draft_act (member_id) WHERE member_id IS NOT NULL;
  CREATE INDEX draft_act_mandate ON draft_act (mandate_id) WHERE mandate_id IS NOT NULL;

  -- The drafts on whose team a person is, as long as the mandate counts under which they were named.
  CREATE FUNCTION drafts_of(person uuid) RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      RETURN (SELECT coalesce(array_agg(t.draft_id), '{}') FROM draft_member t JOIN mandate m ON m.id = t.mandate_id
        WHERE t.person_id = person AND t.removed_at IS NULL AND m.state = 'ACTIVE' AND m.valid @> now());
    END $$;
`;

const OFFICERS = `body_id = ANY ((SELECT claimed_offices())::uuid[])`;
const TEAM = `id = ANY ((SELECT drafts_of((SELECT actor_id())))::uuid[])`;

const POLICIES = `
  GRANT SELECT ON ${guarded.join(', ')} TO konwent_app, konwent_public;
  GRANT INSERT ON ${guarded.join(', ')} TO konwent_app;
  GRANT UPDATE ON draft, working_text, draft_unit, draft_amendment, draft_member TO konwent_app;
  GRANT DELETE ON draft_unit, draft_amendment TO konwent_app;

  DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['${guarded.join("', '")}'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', t, current_user);
      EXECUTE format('CREATE POLICY system ON %I TO konwent_app USING ((SELECT actor_is_system()))', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['${[...work, 'draft_version'].join("', '")}'] LOOP
      EXECUTE format('CREATE POLICY writers ON %I TO konwent_app USING (EXISTS (SELECT FROM draft d
        WHERE d.id = %I.%I AND (d.${OFFICERS} OR d.${TEAM})))',
        t, t, CASE t WHEN 'working_text' THEN 'id' ELSE 'draft_id' END);
    END LOOP;
  END $$;

  CREATE POLICY visible_to_all ON draft FOR SELECT USING (is_public);
  CREATE POLICY forum ON draft FOR SELECT TO konwent_app USING (for_forum AND (SELECT in_forum((SELECT actor_id()))));
  CREATE POLICY shared ON draft FOR SELECT TO konwent_app USING (shared_with && (SELECT claimed_circles()));
  CREATE POLICY officers ON draft TO konwent_app USING (${OFFICERS});
  CREATE POLICY team ON draft TO konwent_app USING (${TEAM});
  CREATE POLICY seen_with_it ON draft_version FOR SELECT
    USING (EXISTS (SELECT FROM draft d WHERE d.id = draft_version.draft_id));
`;
