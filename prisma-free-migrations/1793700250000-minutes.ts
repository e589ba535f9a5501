import type { MigrationInterface, QueryRunner } from 'typeorm';

const guarded = [
  'minutes',
  'minutes_version',
  'minutes_act',
  'minutes_record',
  'correction',
  'conclusion',
  'conclusion_area',
  'resolution',
  'task',
  'recording',
  'recording_consent',
  'meeting_report',
  'meeting_report_item',
  'calendar_token',
];
const MINUTES_STATES = `'DRAFT', 'CIRCULATED', 'APPROVED', 'PUBLISHED'`;

/** Minutes with their versions, corrections and acts, and what comes of meetings: conclusions, resolutions, tasks. */
export class Minutes1793700250000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [MINUTES, OUTCOMES, RECORDINGS, REPORTS, FUNCTIONS, POLICIES, WAITING]) await db.query(part);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      SELECT gather_obligations('obligation_of_minutes');
      DROP VIEW obligation_of_minutes;
      DROP TABLE calendar_token, meeting_report_item, meeting_report, recording_consent, recording, task, resolution,
        resolution_counter, conclusion_area, conclusion, correction, minutes_record, minutes_act, minutes_version, minutes CASCADE;
      ALTER TABLE meeting DROP COLUMN minutes_at;
      DROP FUNCTION stands(), hold_minutes(uuid), end_recordings(uuid, text);
    `);
  }
}

const MINUTES = `
  -- Since when its minutes are public, and with them all that came of it.
  ALTER TABLE meeting ADD COLUMN minutes_at timestamptz,
    ADD CONSTRAINT meeting_minutes_public CHECK (minutes_at IS NULL OR published_at IS NOT NULL);

  -- Under the id of the meeting: it has one.
  CREATE TABLE minutes (
    id uuid PRIMARY KEY REFERENCES meeting,
    state text NOT NULL CHECK (state IN (${MINUTES_STATES})),
    current_version_id uuid NOT NULL,
    circulated_at timestamptz,
    correct_until timestamptz,
    approved_at timestamptz,
    approved_by text CHECK (approved_by IN ('ACT', 'SILENCE')),
    approval_basis text,
    published_at timestamptz,
    created_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    CHECK ((state = 'DRAFT') = (circulated_at IS NULL)),
    CHECK ((circulated_at IS NULL) = (correct_until IS NULL)),
    CHECK ((state IN ('APPROVED', 'PUBLISHED')) = (approved_at IS NOT NULL)),
    CHECK ((approved_at IS NULL) = (approved_by IS NULL)),
    CHECK (approved_by = 'ACT' OR approval_basis IS NULL),
    CHECK ((state = 'PUBLISHED') = (published_at IS NOT NULL))
  );
  CREATE INDEX minutes_current_version ON minutes (current_version_id);
  CREATE INDEX minutes_until ON minutes (correct_until) WHERE state = 'CIRCULATED';

  CREATE TABLE minutes_version (
    id uuid PRIMARY KEY,
    minutes_id uuid NOT NULL REFERENCES minutes,
    number int NOT NULL CHECK (number >= 1),
    -- RFC 8785 text of title and points, and its SHA-256.
    content text NOT NULL,
    content_hash text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    created_at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate,
    UNIQUE (minutes_id, number)
  );
  CREATE INDEX minutes_version_mandate ON minutes_version (mandate_id) WHERE mandate_id IS NOT NULL;
  ALTER TABLE minutes ADD CONSTRAINT minutes_current_version_id_fkey
    FOREIGN KEY (current_version_id) REFERENCES minutes_version DEFERRABLE INITIALLY DEFERRED;

  CREATE FUNCTION stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$;
  CREATE TRIGGER minutes_version_stands BEFORE UPDATE OR DELETE ON minutes_version FOR EACH ROW EXECUTE FUNCTION stands();

  CREATE TABLE minutes_act (
    id uuid PRIMARY KEY,
    minutes_id uuid NOT NULL REFERENCES minutes,
    action text NOT NULL,
    state text NOT NULL CHECK (state IN (${MINUTES_STATES})),
    at timestamptz NOT NULL,
    reason text,
    mandate_id uuid REFERENCES mandate
  );
  CREATE INDEX minutes_act_minutes ON minutes_act (minutes_id, id);
  CREATE INDEX minutes_act_mandate ON minutes_act (mandate_id) WHERE mandate_id IS NOT NULL;

  CREATE TABLE minutes_record (
    minutes_id uuid PRIMARY KEY REFERENCES minutes,
    file text NOT NULL,
    sealed_at timestamptz NOT NULL
  );

  CREATE TABLE correction (
    id uuid PRIMARY KEY,
    minutes_id uuid NOT NULL REFERENCES minutes,
    -- The version that its author read, and the point in it.
    version_id uuid NOT NULL REFERENCES minutes_version,
    unit_id text NOT NULL,
    state text NOT NULL CHECK (state IN ('OPEN', 'ACCEPTED', 'REJECTED', 'WITHDRAWN')),
    text text NOT NULL,
    wording text,
    -- Came after the deadline: it is answered, and keeps nothing from being approved.
    late boolean NOT NULL,
    person_id uuid NOT NULL REFERENCES person,
    mandate_id uuid REFERENCES mandate,
    at timestamptz NOT NULL,
    answer text,
    settled_at timestamptz,
    answered_under_id uuid REFERENCES mandate,
    -- The version that carries it out.
    carried_by_id uuid REFERENCES minutes_version,
    CHECK ((state = 'OPEN') = (settled_at IS NULL)),
    CHECK ((state IN ('ACCEPTED', 'REJECTED')) = (answer IS NOT NULL)),
    CHECK ((state = 'ACCEPTED') = (carried_by_id IS NOT NULL))
  );
  CREATE INDEX correction_minutes ON correction (minutes_id, id);
  CREATE INDEX correction_version ON correction (version_id);
  CREATE INDEX correction_person ON correction (person_id);
  CREATE INDEX correction_mandate ON correction (mandate_id) WHERE mandate_id IS NOT NULL;
  CREATE INDEX correction_answered_under ON correction (answered_under_id) WHERE answered_under_id IS NOT NULL;
  CREATE INDEX correction_carried_by ON correction (carried_by_id) WHERE carried_by_id IS NOT NULL;
`;

const OUTCOMES = `
  CREATE TABLE conclusion (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES meeting,
    agenda_item_id uuid REFERENCES agenda_item,
    text text NOT NULL,
    withdrawn_at timestamptz,
    created_at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate,
    version int NOT NULL DEFAULT 1
  );
  CREATE INDEX conclusion_meeting ON conclusion (meeting_id, id);
  CREATE INDEX conclusion_agenda_item ON conclusion (agenda_item_id) WHERE agenda_item_id IS NOT NULL;
  CREATE INDEX conclusion_mandate ON conclusion (mandate_id) WHERE mandate_id IS NOT NULL;

  CREATE TABLE conclusion_area (
    id uuid PRIMARY KEY,
    conclusion_id uuid NOT NULL REFERENCES conclusion,
    change_area_id uuid NOT NULL REFERENCES change_area,
    UNIQUE (conclusion_id, change_area_id)
  );
  CREATE INDEX conclusion_area_change_area ON conclusion_area (change_area_id, conclusion_id);

  -- The last number that a body gave in a year; whoever gives the next one holds this row until the commit.
  CREATE TABLE resolution_counter (
    body_id uuid NOT NULL,
    year int NOT NULL,
    last int NOT NULL CHECK (last >= 1),
    PRIMARY KEY (body_id, year)
  );

  CREATE TABLE resolution (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES meeting,
    agenda_item_id uuid REFERENCES agenda_item,
    convent_id uuid REFERENCES convent,
    forum_id uuid REFERENCES forum,
    body_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(convent_id, forum_id)) STORED,
    year int NOT NULL,
    ordinal int NOT NULL CHECK (ordinal >= 1),
    title text NOT NULL,
    text text NOT NULL,
    basis text NOT NULL,
    adopted_on date NOT NULL,
    created_at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate,
    CHECK (num_nonnulls(convent_id, forum_id) = 1),
    UNIQUE (body_id, year, ordinal)
  );
  CREATE INDEX resolution_meeting ON resolution (meeting_id, id);
  CREATE INDEX resolution_agenda_item ON resolution (agenda_item_id) WHERE agenda_item_id IS NOT NULL;
  CREATE INDEX resolution_convent ON resolution (convent_id, id);
  CREATE INDEX resolution_forum ON resolution (forum_id, id);
  CREATE INDEX resolution_mandate ON resolution (mandate_id) WHERE mandate_id IS NOT NULL;
  CREATE TRIGGER resolution_stands BEFORE UPDATE OR DELETE ON resolution FOR EACH ROW EXECUTE FUNCTION stands();

  CREATE TABLE task (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES meeting,
    agenda_item_id uuid REFERENCES agenda_item,
    convent_id uuid REFERENCES convent,
    forum_id uuid REFERENCES forum,
    entity_id uuid REFERENCES entity,
    body_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(convent_id, forum_id, entity_id)) STORED,
    state text NOT NULL CHECK (state IN ('OPEN', 'DONE', 'DROPPED')),
    text text NOT NULL,
    due_on date,
    report text,
    closed_at timestamptz,
    closed_under_id uuid REFERENCES mandate,
    created_at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate,
    version int NOT NULL DEFAULT 1,
    CHECK (num_nonnulls(convent_id, forum_id, entity_id) = 1),
    CHECK ((state = 'OPEN') = (closed_at IS NULL)),
    CHECK (state <> 'DROPPED' OR report IS NOT NULL)
  );
  CREATE INDEX task_meeting ON task (meeting_id, id);
  CREATE INDEX task_agenda_item ON task (agenda_item_id) WHERE agenda_item_id IS NOT NULL;
  CREATE INDEX task_convent ON task (convent_id) WHERE convent_id IS NOT NULL;
  CREATE INDEX task_forum ON task (forum_id) WHERE forum_id IS NOT NULL;
  CREATE INDEX task_entity ON task (entity_id) WHERE entity_id IS NOT NULL;
  CREATE INDEX task_closed_under ON task (closed_under_id) WHERE closed_under_id IS NOT NULL;
  CREATE INDEX task_mandate ON task (mandate_id) WHERE mandate_id IS NOT NULL;
`;

const RECORDINGS = `
  CREATE TABLE recording (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES meeting,
    state text NOT NULL CHECK (state IN ('KEPT', 'REMOVAL_DUE', 'DELETED')),
    file_id uuid,
    address text,
    added_at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate,
    ended_at timestamptz,
    ended_because text CHECK (ended_because IN ('MINUTES_APPROVED', 'CONSENT_WITHDRAWN')),
    deleted_at timestamptz,
    deleted_under_id uuid REFERENCES mandate,
    -- What is deleted says no more where it lay.
    CHECK (num_nonnulls(file_id, address) = CASE state WHEN 'DELETED' THEN 0 ELSE 1 END),
    CHECK (state <> 'REMOVAL_DUE' OR address IS NOT NULL),
    CHECK ((state = 'KEPT') = (ended_at IS NULL)),
    CHECK ((ended_at IS NULL) = (ended_because IS NULL)),
    CHECK ((state = 'DELETED') = (deleted_at IS NOT NULL))
  );
  CREATE INDEX recording_meeting ON recording (meeting_id, id);
  CREATE INDEX recording_mandate ON recording (mandate_id) WHERE mandate_id IS NOT NULL;
  CREATE INDEX recording_deleted_under ON recording (deleted_under_id) WHERE deleted_under_id IS NOT NULL;

  CREATE TABLE recording_consent (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES meeting,
    person_id uuid NOT NULL REFERENCES person,
    consents boolean NOT NULL,
    at timestamptz NOT NULL,
    UNIQUE (meeting_id, person_id)
  );
  CREATE INDEX recording_consent_person ON recording_consent (person_id);
`;

const REPORTS = `
  CREATE TABLE meeting_report (
    id uuid PRIMARY KEY,
    convent_id uuid REFERENCES convent,
    forum_id uuid REFERENCES forum,
    body_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(convent_id, forum_id)) STORED,
    title text NOT NULL,
    created_at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate,
    CHECK (num_nonnulls(convent_id, forum_id) = 1)
  );
  CREATE INDEX meeting_report_convent ON meeting_report (convent_id, id);
  CREATE INDEX meeting_report_forum ON meeting_report (forum_id, id);
  CREATE INDEX meeting_report_mandate ON meeting_report (mandate_id) WHERE mandate_id IS NOT NULL;

  CREATE TABLE meeting_report_item (
    id uuid PRIMARY KEY,
    report_id uuid NOT NULL REFERENCES meeting_report,
    meeting_id uuid NOT NULL REFERENCES meeting,
    position int NOT NULL,
    UNIQUE (report_id, meeting_id)
  );
  CREATE INDEX meeting_report_item_meeting ON meeting_report_item (meeting_id);

  CREATE TABLE calendar_token (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    token_hash bytea NOT NULL UNIQUE,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz
  );
  CREATE INDEX calendar_token_person ON calendar_token (person_id);
`;

const FUNCTIONS = `
  -- Whoever corrects takes their turn, though they may not change the minutes themselves.
  CREATE FUNCTION hold_minutes(held uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public
    AS $$ SELECT FROM minutes WHERE id = held FOR UPDATE $$;

  -- Whoever withdraws their consent ends the recordings of the meeting, which are not theirs; says which.
  CREATE FUNCTION end_recordings(held uuid, because text) RETURNS TABLE (id uuid, outside boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      IF because = 'CONSENT_WITHDRAWN' AND NOT EXISTS (SELECT FROM recording_consent c
          WHERE c.meeting_id = held AND c.person_id = actor_id() AND NOT c.consents) THEN RETURN; END IF;
      IF because = 'MINUTES_APPROVED' AND NOT EXISTS (SELECT FROM minutes m
          WHERE m.id = held AND m.state IN ('APPROVED', 'PUBLISHED')) THEN RETURN; END IF;
      RETURN QUERY UPDATE recording r SET ended_at = now(), ended_because = because, file_id = NULL,
          state = CASE WHEN r.address IS NULL THEN 'DELETED' ELSE 'REMOVAL_DUE' END,
          deleted_at = CASE WHEN r.address IS NULL THEN now() END
        WHERE r.meeting_id = held AND r.state = 'KEPT' RETURNING r.id, r.address IS NOT NULL;
    END $$;

  REVOKE EXECUTE ON FUNCTION hold_minutes(uuid), end_recordings(uuid, text) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION hold_minutes(uuid), end_recordings(uuid, text) TO konwent_app;
`;

const OFFICES = `(SELECT claimed_offices())::uuid[]`;
const BODIES = `(SELECT claimed_bodies())::uuid[]`;
const RUNS = `m.bodies && ${OFFICES}`;
/** Whom the meeting concerned, which its organisers are too. */
const CIRCLE = `m.convened_at IS NOT NULL AND (m.readers && ${BODIES} OR m.readers @> ARRAY[(SELECT actor_id())])`;
const ofMeeting = (id: string, condition: string): string =>
  `EXISTS (SELECT FROM meeting m WHERE m.id = ${id} AND (${condition}))`;

/** Who may read and who may write are policies apart: a statement that reads asks for the meeting once. */
const rules = (table: string, id: string, read: string, write = ofMeeting(id, RUNS)): string => `
  CREATE POLICY seen ON ${table} FOR SELECT USING (${read});
  CREATE POLICY made ON ${table} FOR INSERT TO konwent_app WITH CHECK (${write});
  CREATE POLICY changed ON ${table} FOR UPDATE TO konwent_app USING (${write});`;
const withMinutes = (table: string): string =>
  rules(table, `${table}.minutes_id`, `EXISTS (SELECT FROM minutes n WHERE n.id = ${table}.minutes_id)`);
const outcome = (table: string): string =>
  rules(table, `${table}.meeting_id`, ofMeeting(`${table}.meeting_id`, `m.minutes_at IS NOT NULL OR ${CIRCLE}`));

const POLICIES = `
  GRANT SELECT ON ${guarded.join(', ')} TO konwent_app, konwent_public;
  GRANT INSERT ON ${guarded.join(', ')} TO konwent_app;
  GRANT UPDATE ON minutes, correction, conclusion, task, recording, recording_consent, calendar_token TO konwent_app;
  GRANT DELETE ON conclusion_area TO konwent_app;
  GRANT SELECT, INSERT, UPDATE ON resolution_counter TO konwent_app;

  DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['${guarded.join("', '")}'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', t, current_user);
      EXECUTE format('CREATE POLICY system ON %I TO konwent_app USING ((SELECT actor_is_system()))', t);
    END LOOP;
  END $$;
  ${rules('minutes', 'minutes.id', `state = 'PUBLISHED' OR ${ofMeeting('minutes.id', `${RUNS} OR minutes.state IN ('CIRCULATED', 'APPROVED') AND ${CIRCLE}`)}`)}
  ${['minutes_version', 'minutes_act', 'minutes_record'].map(withMinutes).join('')}
  ${['conclusion', 'resolution'].map(outcome).join('')}
  ${rules('recording', 'recording.meeting_id', ofMeeting('recording.meeting_id', CIRCLE))}
  -- Whoever is to do a task may say that it is done.
  ${rules(
    'task',
    'task.meeting_id',
    `body_id = ANY (${BODIES}) OR ${ofMeeting('task.meeting_id', CIRCLE)}`,
    `body_id = ANY (${OFFICES}) OR ${ofMeeting('task.meeting_id', RUNS)}`,
  )}
  CREATE POLICY own ON correction TO konwent_app USING (person_id = (SELECT actor_id()));
  CREATE POLICY organisers ON correction TO konwent_app USING (${ofMeeting('correction.minutes_id', RUNS)});
  CREATE POLICY own ON recording_consent TO konwent_app USING (person_id = (SELECT actor_id()));
  CREATE POLICY organisers ON recording_consent FOR SELECT TO konwent_app
    USING (${ofMeeting('recording_consent.meeting_id', RUNS)});
  CREATE POLICY own ON calendar_token TO konwent_app USING (person_id = (SELECT actor_id()));
  CREATE POLICY seen_with_it ON conclusion_area FOR SELECT
    USING (EXISTS (SELECT FROM conclusion c WHERE c.id = conclusion_area.conclusion_id));
  CREATE POLICY made ON conclusion_area FOR INSERT TO konwent_app
    WITH CHECK (EXISTS (SELECT FROM conclusion c WHERE c.id = conclusion_area.conclusion_id AND ${ofMeeting('c.meeting_id', RUNS)}));
  CREATE POLICY gone ON conclusion_area FOR DELETE TO konwent_app
    USING (EXISTS (SELECT FROM conclusion c WHERE c.id = conclusion_area.conclusion_id AND ${ofMeeting('c.meeting_id', RUNS)}));
  -- Only of meetings whose minutes are public: so it is public itself.
  CREATE POLICY visible_to_all ON meeting_report FOR SELECT USING (true);
  CREATE POLICY officers ON meeting_report FOR INSERT TO konwent_app WITH CHECK (body_id = ANY (${OFFICES}));
  CREATE POLICY visible_to_all ON meeting_report_item FOR SELECT
    USING (${ofMeeting('meeting_report_item.meeting_id', 'm.minutes_at IS NOT NULL')});
  CREATE POLICY officers ON meeting_report_item FOR INSERT TO konwent_app WITH CHECK (EXISTS (SELECT FROM meeting_report r
    WHERE r.id = meeting_report_item.report_id AND r.body_id = ANY (${OFFICES})));
`;

/** What minutes and tasks await, and of whom. */
export const WAITING = `
  CREATE VIEW obligation_of_minutes AS
    SELECT b.body_id, ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'BOARD_MEMBER', 'COORDINATOR', 'REPRESENTATIVE'] AS functions,
      'correctMinutes' AS kind, 'Meeting' AS subject_type, m.id AS subject_id,
      'Protokół spotkania „' || m.title || '” czeka na sprostowania do ' || warsaw_clock(n.correct_until) || '.' AS sentence,
      n.correct_until AS due_at, n.circulated_at AS since
    FROM minutes n JOIN meeting m ON m.id = n.id
      CROSS JOIN LATERAL (SELECT DISTINCT x AS body_id FROM unnest(m.bodies || ARRAY(SELECT a.body_id FROM attendance a
        WHERE a.meeting_id = m.id AND a.body_id IS NOT NULL)) x) b
    WHERE n.state = 'CIRCULATED' AND n.correct_until > now()
    UNION ALL
    SELECT b.body_id, ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR'], 'answerCorrection', 'Meeting', m.id,
      'Sprostowania do protokołu spotkania „' || m.title || '” czekają na odpowiedź.', n.correct_until,
      (SELECT min(c.at) FROM correction c WHERE c.minutes_id = n.id AND c.state = 'OPEN')
    FROM minutes n JOIN meeting m ON m.id = n.id JOIN meeting_body b ON b.meeting_id = m.id AND b.agreed_at IS NOT NULL
    WHERE n.state = 'CIRCULATED' AND EXISTS (SELECT FROM correction c WHERE c.minutes_id = n.id AND c.state = 'OPEN')
    UNION ALL
    SELECT b.body_id, ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR'], 'deleteRecording', 'Meeting', m.id,
      'Nagranie spotkania „' || m.title || '” leży pod adresem zewnętrznym: usuń je tam i potwierdź.', NULL, min(r.ended_at)
    FROM recording r JOIN meeting m ON m.id = r.meeting_id JOIN meeting_body b ON b.meeting_id = m.id AND b.agreed_at IS NOT NULL
    WHERE r.state = 'REMOVAL_DUE' GROUP BY b.body_id, m.id
    UNION ALL
    SELECT t.body_id, CASE WHEN t.entity_id IS NOT NULL THEN ARRAY['REPRESENTATIVE']
        ELSE ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR'] END, 'taskDue', 'Task', t.id,
      'Zadanie ze spotkania „' || m.title || '”: ' || t.text
        || coalesce(' (do ' || to_char(t.due_on, 'DD.MM.YYYY') || ')', '') || '.',
      (t.due_on + 1)::timestamp AT TIME ZONE 'Europe/Warsaw', t.created_at
    FROM task t JOIN meeting m ON m.id = t.meeting_id WHERE t.state = 'OPEN';
  SELECT gather_obligations();
`;
