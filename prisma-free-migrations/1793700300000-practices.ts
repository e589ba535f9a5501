import type { MigrationInterface, QueryRunner } from 'typeorm';

const AUDIENCES = `'CONVENT', 'FORUM', 'PUBLIC'`;
const STAGES = `'DRAFT', 'SUBMITTED', 'IN_REVIEW', 'RETURNED'`;
const GROUPS = `'LONG_TERM_UNEMPLOYED', 'HOMELESS', 'ADDICTED', 'MENTAL_CRISIS', 'DISABLED', 'LEAVING_PRISON', 'LEAVING_CARE', 'YOUNG', 'OLDER', 'REFUGEES', 'FAMILIES', 'STAFF_OF_ENTITIES', 'OTHER'`;
const COSTS = `'NONE', 'UP_TO_5', 'UP_TO_20', 'UP_TO_100', 'OVER_100'`;
const MONEY = `'MUNICIPALITY', 'COUNTY', 'VOIVODESHIP', 'STATE_PROGRAMME', 'LABOUR_FUND', 'EU_FUNDS', 'PFRON', 'OWN_INCOME', 'DONATIONS', 'OTHER'`;
const guarded = [
  ...['good_practice', 'practice_draft', 'practice_version', 'practice_area', 'practice_attachment'],
  ...['practice_remark', 'practice_act', 'replication', 'practice_question', 'practice_mark'],
];
/** What stays between the author's entity and the convent that reviews. */
const between = ['practice_draft', 'practice_remark', 'practice_act'];

/** Good practices: cards with drafts, versions, remarks and acts; replications, questions and marks of other entities. */
export class Practices1793700300000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    await db.query(FUNCTIONS);
    await db.query(POLICIES);
    await db.query(WAITING);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      SELECT gather_obligations('obligation_of_practices');
      DROP VIEW obligation_of_practices;
      DROP TABLE ${[...guarded].reverse().join(', ')} CASCADE;
      DROP FUNCTION practice_version_stands(), count_replications(), count_marks(), hold_practice(uuid),
        practice_reviewers(uuid, uuid), practice_circle(uuid);
    `);
  }
}

/** The columns of a card; of a draft every one may still be missing. */
const card = (need: string): string => `
    title text ${need},
    summary text ${need},
    problem jsonb ${need},
    actions jsonb ${need},
    steps jsonb,
    partners jsonb,
    resources jsonb,
    results jsonb ${need},
    evidence jsonb,
    conditions jsonb ${need},
    risks jsonb,
    target_groups text[] NOT NULL DEFAULT '{}' CHECK (target_groups <@ ARRAY[${GROUPS}]),
    cost_range text ${need} CHECK (cost_range IN (${COSTS})),
    money_sources text[] NOT NULL DEFAULT '{}' CHECK (money_sources <@ ARRAY[${MONEY}]),
    change_area_ids uuid[] NOT NULL DEFAULT '{}',
    tags text[] NOT NULL DEFAULT '{}',
    language text NOT NULL DEFAULT 'PL' CHECK (language IN ('PL', 'EN', 'UK', 'DE')),
    started_in int CHECK (started_in BETWEEN 1990 AND 2100),
    contact_unit text ${need},
    contact_email text,
    contact_phone text,`;

const TABLES = `
  CREATE TABLE good_practice (
    id uuid PRIMARY KEY,
    -- Whose practice it is.
    entity_id uuid NOT NULL REFERENCES entity,
    -- The convent that reviews it, since it was first handed in.
    convent_id uuid REFERENCES convent,
    state text NOT NULL CHECK (state IN (${STAGES}, 'PUBLISHED', 'OUTDATED', 'ARCHIVED')),
    -- Who may read what is published; null before that.
    audience text CHECK (audience IN (${AUDIENCES})),
    current_version_id uuid,
    published_at timestamptz,
    last_checked_on date,
    replication_count int NOT NULL DEFAULT 0,
    useful_count int NOT NULL DEFAULT 0,
    -- The order of lists: taken over most often, then checked most recently.
    rank bigint NOT NULL GENERATED ALWAYS AS
      (replication_count::bigint * 1000000 + coalesce(last_checked_on - date '2000-01-01', 0)) STORED,
    sample boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    CHECK ((state IN ('PUBLISHED', 'OUTDATED', 'ARCHIVED')) = (current_version_id IS NOT NULL)),
    CHECK ((current_version_id IS NULL) = (audience IS NULL)),
    CHECK ((current_version_id IS NULL) = (published_at IS NULL)),
    CHECK ((current_version_id IS NULL) = (last_checked_on IS NULL)),
    CHECK (state = 'DRAFT' OR convent_id IS NOT NULL)
  );
  CREATE INDEX good_practice_entity ON good_practice (entity_id, id);
  CREATE INDEX good_practice_convent ON good_practice (convent_id, id);
  CREATE INDEX good_practice_current_version ON good_practice (current_version_id);
  CREATE INDEX good_practice_rank ON good_practice (rank, id);
  CREATE INDEX good_practice_checked ON good_practice (last_checked_on) WHERE state = 'PUBLISHED';

  CREATE TABLE practice_draft (
    id uuid PRIMARY KEY REFERENCES good_practice,${card('')}
    -- ACCEPTED: the same as what is published.
    stage text NOT NULL CHECK (stage IN (${STAGES}, 'ACCEPTED')),
    -- How far the author lets it go.
    agreed_audience text CHECK (agreed_audience IN (${AUDIENCES})),
    -- The mandate of whoever has taken it for review.
    reviewer_id uuid REFERENCES mandate,
    round int NOT NULL DEFAULT 0,
    stage_since timestamptz NOT NULL,
    edited_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    CHECK ((stage = 'IN_REVIEW') <= (reviewer_id IS NOT NULL))
  );
  CREATE INDEX practice_draft_reviewer ON practice_draft (reviewer_id) WHERE reviewer_id IS NOT NULL;

  CREATE TABLE practice_version (
    id uuid PRIMARY KEY,
    practice_id uuid NOT NULL REFERENCES good_practice,
    number int NOT NULL CHECK (number >= 1),${card('NOT NULL')}
    -- RFC 8785 text of all of it with its attachments, and its SHA-256.
    content text NOT NULL,
    content_hash text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    published_at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate,
    UNIQUE (practice_id, number)
  );
  CREATE INDEX practice_version_mandate ON practice_version (mandate_id) WHERE mandate_id IS NOT NULL;
  CREATE INDEX practice_version_areas ON practice_version USING gin (change_area_ids);
  CREATE INDEX practice_version_tags ON practice_version USING gin (tags);
  ALTER TABLE good_practice ADD CONSTRAINT good_practice_current_version_id_fkey
    FOREIGN KEY (current_version_id) REFERENCES practice_version DEFERRABLE INITIALLY DEFERRED;

  -- What was published is never another text.
  CREATE FUNCTION practice_version_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'a version of a practice is not changed' USING ERRCODE = 'restrict_violation';
    END $$;
  CREATE TRIGGER practice_version_stands BEFORE UPDATE OR DELETE ON practice_version
    FOR EACH ROW EXECUTE FUNCTION practice_version_stands();

  CREATE TABLE practice_area (
    id uuid PRIMARY KEY,
    practice_id uuid NOT NULL REFERENCES good_practice,
    version_id uuid NOT NULL REFERENCES practice_version,
    change_area_id uuid NOT NULL REFERENCES change_area,
    UNIQUE (version_id, change_area_id)
  );
  CREATE INDEX practice_area_practice ON practice_area (practice_id);
  CREATE INDEX practice_area_change_area ON practice_area (change_area_id, id);

  CREATE TABLE practice_attachment (
    id uuid PRIMARY KEY,
    practice_id uuid NOT NULL REFERENCES good_practice,
    file_id uuid NOT NULL REFERENCES file,
    title text NOT NULL,
    -- What a picture shows, for those who do not see it.
    alt_text text,
    media_type text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    -- Whether a published version has it: then it is never taken away, only left out from now on.
    published boolean NOT NULL DEFAULT false,
    removed boolean NOT NULL DEFAULT false,
    CHECK (media_type NOT LIKE 'image/%' OR alt_text IS NOT NULL),
    UNIQUE (practice_id, file_id)
  );
  CREATE INDEX practice_attachment_file ON practice_attachment (file_id);

  CREATE TABLE practice_remark (
    id uuid PRIMARY KEY,
    practice_id uuid NOT NULL REFERENCES good_practice,
    round int NOT NULL,
    field text NOT NULL CHECK (field ~ '^[A-Z_]{1,40}$'),
    text text NOT NULL,
    at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate
  );
  CREATE INDEX practice_remark_practice ON practice_remark (practice_id, id);
  CREATE INDEX practice_remark_mandate ON practice_remark (mandate_id) WHERE mandate_id IS NOT NULL;

  CREATE TABLE practice_act (
    id uuid PRIMARY KEY,
    practice_id uuid NOT NULL REFERENCES good_practice,
    action text NOT NULL,
    at timestamptz NOT NULL,
    reason text,
    audience text CHECK (audience IN (${AUDIENCES})),
    mandate_id uuid REFERENCES mandate
  );
  CREATE INDEX practice_act_practice ON practice_act (practice_id, id);
  CREATE INDEX practice_act_mandate ON practice_act (mandate_id) WHERE mandate_id IS NOT NULL;

  CREATE TABLE replication (
    id uuid PRIMARY KEY,
    practice_id uuid NOT NULL REFERENCES good_practice,
    -- The version that was taken over.
    version_id uuid NOT NULL REFERENCES practice_version,
    -- Who took it over; never the author's own entity.
    entity_id uuid NOT NULL REFERENCES entity,
    state text NOT NULL CHECK (state IN ('REPORTED', 'CONFIRMED', 'WITHDRAWN')),
    place text NOT NULL,
    changes text NOT NULL,
    result text NOT NULL,
    still_running boolean NOT NULL,
    started_on date,
    reported_at timestamptz NOT NULL,
    reported_under_id uuid REFERENCES mandate,
    confirmed_at timestamptz,
    confirmed_under_id uuid REFERENCES mandate,
    sample boolean NOT NULL DEFAULT false,
    version int NOT NULL DEFAULT 1,
    CHECK ((state = 'CONFIRMED') <= (confirmed_at IS NOT NULL))
  );
  -- An entity takes a practice over once.
  CREATE UNIQUE INDEX replication_once ON replication (practice_id, entity_id) WHERE state <> 'WITHDRAWN';
  CREATE INDEX replication_practice ON replication (practice_id, id);
  CREATE INDEX replication_version ON replication (version_id);
  CREATE INDEX replication_entity ON replication (entity_id, id);
  CREATE INDEX replication_reported_under ON replication (reported_under_id) WHERE reported_under_id IS NOT NULL;
  CREATE INDEX replication_confirmed_under ON replication (confirmed_under_id) WHERE confirmed_under_id IS NOT NULL;

  CREATE TABLE practice_question (
    id uuid PRIMARY KEY,
    practice_id uuid NOT NULL REFERENCES good_practice,
    entity_id uuid NOT NULL REFERENCES entity,
    text text NOT NULL,
    asked_at timestamptz NOT NULL,
    asked_under_id uuid REFERENCES mandate,
    answer text,
    answered_at timestamptz,
    answered_under_id uuid REFERENCES mandate,
    version int NOT NULL DEFAULT 1,
    CHECK ((answer IS NULL) = (answered_at IS NULL))
  );
  CREATE INDEX practice_question_practice ON practice_question (practice_id, id);
  CREATE INDEX practice_question_entity ON practice_question (entity_id, id);
  CREATE INDEX practice_question_asked_under ON practice_question (asked_under_id) WHERE asked_under_id IS NOT NULL;
  CREATE INDEX practice_question_answered_under ON practice_question (answered_under_id) WHERE answered_under_id IS NOT NULL;

  -- "Useful to us": an entity says it once, whoever of its people does.
  CREATE TABLE practice_mark (
    id uuid PRIMARY KEY,
    practice_id uuid NOT NULL REFERENCES good_practice,
    entity_id uuid NOT NULL REFERENCES entity,
    at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate,
    UNIQUE (practice_id, entity_id)
  );
  CREATE INDEX practice_mark_entity ON practice_mark (entity_id);
  CREATE INDEX practice_mark_mandate ON practice_mark (mandate_id) WHERE mandate_id IS NOT NULL;
`;

const IN_FORCE = `m.state = 'ACTIVE' AND m.valid @> now()`;

export const PRACTICE_CIRCLE = `
  -- Bodies and entities whose people read a practice, as far as they are known now: for its files.
  CREATE FUNCTION practice_circle(practice uuid) RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ WITH p AS (SELECT * FROM good_practice WHERE id = practice),
            convents AS (
              SELECT convent_id FROM p WHERE convent_id IS NOT NULL
              UNION SELECT f.convent_id FROM p, forum_member_convents() f WHERE p.audience IN ('FORUM', 'PUBLIC'))
          SELECT array_agg(id) FROM (
            SELECT entity_id AS id FROM p
            UNION SELECT convent_id FROM convents
            UNION SELECT f.id FROM p, forum f WHERE p.audience IN ('FORUM', 'PUBLIC')
            UNION SELECT s.entity_id FROM membership s JOIN convents c ON c.convent_id = s.convent_id
              WHERE s.state = 'ACTIVE' AND s.kind <> 'OBSERVER' AND EXISTS (SELECT FROM p WHERE audience IS NOT NULL)) readers $$;
`;

/** What concerns rows of others; they run as the owner. */
const FUNCTIONS = `
  -- The counts follow from the rows, whoever writes these. By differences: two at once each find the other's.
  CREATE FUNCTION count_replications() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE difference int := coalesce((NEW.state = 'CONFIRMED')::int, 0)
      - CASE WHEN TG_OP = 'UPDATE' THEN (OLD.state = 'CONFIRMED')::int ELSE 0 END;
    BEGIN
      IF difference <> 0 THEN
        UPDATE good_practice SET replication_count = replication_count + difference WHERE id = NEW.practice_id;
      END IF;
      RETURN NULL;
    END $$;
  CREATE TRIGGER count_replications AFTER INSERT OR UPDATE OF state ON replication
    FOR EACH ROW EXECUTE FUNCTION count_replications();

  CREATE FUNCTION count_marks() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      UPDATE good_practice SET useful_count = useful_count + CASE WHEN TG_OP = 'INSERT' THEN 1 ELSE -1 END
        WHERE id = coalesce(NEW.practice_id, OLD.practice_id);
      RETURN NULL;
    END $$;
  CREATE TRIGGER count_marks AFTER INSERT OR DELETE ON practice_mark
    FOR EACH ROW EXECUTE FUNCTION count_marks();

  -- Lets whoever may not change a practice say something of it as it stands until their transaction ends.
  CREATE FUNCTION hold_practice(practice uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
    AS $$ BEGIN PERFORM FROM good_practice WHERE id = practice FOR NO KEY UPDATE; END $$;

  -- Who could review a practice of this entity in a convent without being of the entity themselves.
  CREATE FUNCTION practice_reviewers(convent uuid, entity uuid) RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT coalesce(array_agg(DISTINCT m.person_id), '{}') FROM mandate m
          WHERE m.convent_id = convent AND ${IN_FORCE}
            AND m.function IN ('CHAIR', 'VICE_CHAIR', 'SECRETARY', 'BOARD_MEMBER')
            AND NOT EXISTS (SELECT FROM mandate o WHERE o.person_id = m.person_id AND o.entity_id = entity
              AND o.state = 'ACTIVE' AND o.valid @> now()) $$;
${PRACTICE_CIRCLE}
  REVOKE EXECUTE ON FUNCTION hold_practice, practice_reviewers, practice_circle FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION hold_practice, practice_circle TO konwent_app;
  GRANT EXECUTE ON FUNCTION practice_reviewers TO konwent_app, konwent_public;
`;

const OURS = `entity_id = ANY ((SELECT claimed_bodies())::uuid[])`;
const REVIEWED = `convent_id = ANY ((SELECT claimed_offices())::uuid[])`;

const POLICIES = `
  GRANT SELECT ON ${guarded.join(', ')} TO konwent_app, konwent_public;
  GRANT INSERT ON ${guarded.join(', ')} TO konwent_app;
  GRANT UPDATE ON good_practice, practice_draft, practice_attachment, replication, practice_question TO konwent_app;
  GRANT DELETE ON practice_attachment, practice_mark TO konwent_app;

  DO $$ DECLARE t text; k text; BEGIN
    FOREACH t IN ARRAY ARRAY['${guarded.join("', '")}'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', t, current_user);
      EXECUTE format('CREATE POLICY system ON %I TO konwent_app USING ((SELECT actor_is_system()))', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['${[...between, 'practice_version', 'practice_area', 'practice_attachment'].join("', '")}'] LOOP
      k := CASE t WHEN 'practice_draft' THEN 'id' ELSE 'practice_id' END;
      EXECUTE format('CREATE POLICY parties ON %I TO konwent_app USING (EXISTS (SELECT FROM good_practice p
        WHERE p.id = %I.%I AND (p.${OURS} OR p.${REVIEWED})))', t, t, k);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['replication', 'practice_question', 'practice_mark'] LOOP
      EXECUTE format('CREATE POLICY own ON %I TO konwent_app USING (${OURS})', t);
    END LOOP;
  END $$;

  CREATE POLICY visible_to_all ON good_practice FOR SELECT USING (audience = 'PUBLIC');
  CREATE POLICY forum ON good_practice FOR SELECT TO konwent_app
    USING (audience = 'FORUM' AND (SELECT in_forum(actor_id())));
  CREATE POLICY convent ON good_practice FOR SELECT TO konwent_app
    USING (audience IN ('CONVENT', 'FORUM') AND convent_id = ANY ((SELECT claimed_circles())::uuid[]));
  CREATE POLICY authors ON good_practice TO konwent_app USING (${OURS});
  CREATE POLICY reviewers ON good_practice TO konwent_app USING (${REVIEWED});

  CREATE POLICY seen_with_it ON practice_version FOR SELECT
    USING (EXISTS (SELECT FROM good_practice p WHERE p.id = practice_version.practice_id));
  CREATE POLICY seen_with_it ON practice_area FOR SELECT
    USING (EXISTS (SELECT FROM good_practice p WHERE p.id = practice_area.practice_id));
  CREATE POLICY seen_with_it ON practice_attachment FOR SELECT
    USING (published AND EXISTS (SELECT FROM good_practice p WHERE p.id = practice_attachment.practice_id));
  CREATE POLICY seen_with_it ON replication FOR SELECT
    USING (state = 'CONFIRMED' AND EXISTS (SELECT FROM good_practice p WHERE p.id = replication.practice_id));
  CREATE POLICY seen_with_it ON practice_question FOR SELECT
    USING (answer IS NOT NULL AND EXISTS (SELECT FROM good_practice p WHERE p.id = practice_question.practice_id));
  CREATE POLICY answered_by ON practice_question TO konwent_app
    USING (EXISTS (SELECT FROM good_practice p WHERE p.id = practice_question.practice_id AND p.${OURS}));
`;

const TITLE = `coalesce(d.title, v.title, 'bez tytułu')`;
const PEOPLE = `ARRAY['REPRESENTATIVE', 'STAFF']`;

/** What practices await, and of whom. */
const WAITING = `
  CREATE VIEW obligation_of_practices AS
    WITH card AS NOT MATERIALIZED (
      SELECT p.*, d.stage, d.stage_since, d.reviewer_id, ${TITLE} AS title,
        (p.last_checked_on + interval '12 months') AT TIME ZONE 'Europe/Warsaw' AS check_due_at
      FROM good_practice p JOIN practice_draft d ON d.id = p.id LEFT JOIN practice_version v ON v.id = p.current_version_id)
    SELECT convent_id AS body_id, ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'BOARD_MEMBER'] AS functions,
      'practiceReviewAwaited' AS kind, 'GoodPractice' AS subject_type, id AS subject_id,
      'Dobra praktyka „' || c.title || '” czeka na recenzenta.' AS sentence,
      NULL::timestamptz AS due_at, stage_since AS since, NULL::uuid AS for_person_id
    FROM card c WHERE c.stage = 'SUBMITTED' AND c.state <> 'ARCHIVED'
    UNION ALL
    SELECT c.convent_id, ARRAY[m.function], 'practiceReviewTaken', 'GoodPractice', c.id,
      'Recenzujesz dobrą praktykę „' || c.title || '”: opublikuj ją albo zwróć z uwagami.', NULL, stage_since, m.person_id
    FROM card c JOIN mandate m ON m.id = c.reviewer_id WHERE stage = 'IN_REVIEW' AND c.state <> 'ARCHIVED'
    UNION ALL
    SELECT entity_id, ${PEOPLE}, 'practiceCorrectionAwaited', 'GoodPractice', id,
      'Dobra praktyka „' || c.title || '” wróciła z uwagami recenzenta: popraw ją i złóż ponownie.', NULL, stage_since, NULL
    FROM card c WHERE c.stage = 'RETURNED' AND c.state <> 'ARCHIVED'
    UNION ALL
    SELECT entity_id, ${PEOPLE}, 'practiceCheckDue', 'GoodPractice', id,
      'Sprawdź, czy opis dobrej praktyki „' || c.title || '” jest nadal aktualny (ostatnio: ' || to_char(last_checked_on, 'DD.MM.YYYY') || ').',
      check_due_at, check_due_at - interval '30 days', NULL
    FROM card c WHERE c.state = 'OUTDATED' OR c.state = 'PUBLISHED' AND check_due_at - interval '30 days' <= now()
    UNION ALL
    SELECT c.entity_id, ${PEOPLE}, 'practiceAnswerAwaited', 'GoodPractice', c.id,
      'Pytania bez odpowiedzi do dobrej praktyki „' || c.title || '”: ' || count(*) || '.', NULL, min(q.asked_at), NULL
    FROM card c JOIN practice_question q ON q.practice_id = c.id WHERE q.answer IS NULL AND c.state <> 'ARCHIVED'
    GROUP BY c.entity_id, c.id, c.title
    UNION ALL
    SELECT r.entity_id, ARRAY['REPRESENTATIVE'], 'replicationToConfirm', 'GoodPractice', c.id,
      'Zgłoszono, że Państwa podmiot wdrożył dobrą praktykę „' || c.title || '”. Potwierdź to albo wycofaj.', NULL, r.reported_at, NULL
    FROM card c JOIN replication r ON r.practice_id = c.id WHERE r.state = 'REPORTED';
  SELECT gather_obligations();
`;
