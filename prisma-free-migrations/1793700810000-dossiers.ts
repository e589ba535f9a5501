import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATES = `'DRAFT', 'FROZEN', 'DISPATCHED'`;
const ADDRESSEES = `'MINISTRY', 'GOVERNMENT', 'PRESIDENT', 'SEJM', 'SEJM_COMMITTEE', 'SENATE', 'SENATE_COMMITTEE', 'PARLIAMENTARY_GROUP',
  'OMBUDSMAN', 'CENTRAL_OFFICE', 'VOIVODE', 'VOIVODESHIP_MARSHAL', 'ROPS', 'LOCAL_GOVERNMENT', 'SOCIAL_COUNCIL', 'OTHER'`;
const STAGES = `'LISTED', 'AGREEMENT', 'CONSULTATION', 'OPINIONS', 'STANDING_COMMITTEE', 'LEGAL_COMMISSION', 'COUNCIL_OF_MINISTERS',
  'SEJM', 'SENATE', 'SIGNED', 'VETOED', 'PUBLISHED', 'IN_FORCE', 'REJECTED', 'WITHDRAWN'`;
const OUTCOMES = `'IMPLEMENTED', 'PARTLY_IMPLEMENTED', 'NOT_IMPLEMENTED'`;

/** From here on to all; and, until it is frozen, to its body. */
const ofDossier = ['dossier_item', 'dossier_act', 'dossier_record'];
/** The register of what was sent and answered is public. */
const register = ['dispatch', 'dispatch_version', 'register_entry', 'dossier_response', 'answer_position', 'follow_up'];
const guarded = ['dossier', ...ofDossier, ...register, 'answer_notice'];

/** Dossiers of adopted recommendations, the register of dispatches and answers, what followed, and who was told. */
export class Dossiers1793700810000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [DOSSIERS, REGISTER, FOLLOWED, STANDS, TELLS, POLICIES, WAITING]) await db.query(part);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      SELECT gather_obligations('obligation_of_dossiers');
      DROP VIEW obligation_of_dossiers;
      DROP FUNCTION tell_origins(uuid[], text, text, uuid, timestamptz, uuid);
      DROP TABLE ${[...guarded].reverse().join(', ')} CASCADE;
      DROP FUNCTION dossier_stands(), dossier_item_stands();
    `);
  }
}

const DOSSIERS = `
  CREATE TABLE dossier (
    id uuid PRIMARY KEY,
    convent_id uuid REFERENCES convent,
    forum_id uuid REFERENCES forum,
    body_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(convent_id, forum_id)) STORED,
    state text NOT NULL CHECK (state IN (${STATES})),
    title text NOT NULL,
    letter jsonb NOT NULL,
    -- SHA-256 of what the sealed record holds as its content.
    content_hash text CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    frozen_at timestamptz,
    state_since timestamptz NOT NULL,
    sample boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    CHECK (num_nonnulls(convent_id, forum_id) = 1),
    CHECK (num_nonnulls(content_hash, frozen_at) = CASE state WHEN 'DRAFT' THEN 0 ELSE 2 END)
  );
  CREATE INDEX dossier_convent ON dossier (convent_id, id);
  CREATE INDEX dossier_forum ON dossier (forum_id, id);
  CREATE INDEX dossier_body ON dossier (body_id, id);
  CREATE INDEX dossier_state ON dossier (state, id);

  CREATE TABLE dossier_item (
    id uuid PRIMARY KEY,
    dossier_id uuid NOT NULL REFERENCES dossier,
    recommendation_id uuid NOT NULL REFERENCES recommendation,
    position int NOT NULL CHECK (position > 0),
    justification text NOT NULL,
    encloses_remarks boolean NOT NULL,
    encloses_divergences boolean NOT NULL,
    -- The adopted version and its hash, since it was frozen.
    version_id uuid REFERENCES draft_version,
    content_hash text,
    CHECK ((version_id IS NULL) = (content_hash IS NULL)),
    UNIQUE (dossier_id, recommendation_id),
    UNIQUE (dossier_id, position)
  );
  CREATE INDEX dossier_item_recommendation ON dossier_item (recommendation_id, id);
  CREATE INDEX dossier_item_version ON dossier_item (version_id) WHERE version_id IS NOT NULL;

  CREATE TABLE dossier_act (
    id uuid PRIMARY KEY,
    dossier_id uuid NOT NULL REFERENCES dossier,
    action text NOT NULL,
    state text NOT NULL CHECK (state IN (${STATES})),
    at timestamptz NOT NULL,
    reason text,
    mandate_id uuid REFERENCES mandate
  );
  CREATE INDEX dossier_act_dossier ON dossier_act (dossier_id, id);
  CREATE INDEX dossier_act_mandate ON dossier_act (mandate_id) WHERE mandate_id IS NOT NULL;

  -- The sealed record, to the byte.
  CREATE TABLE dossier_record (
    dossier_id uuid PRIMARY KEY REFERENCES dossier,
    file text NOT NULL,
    sealed_at timestamptz NOT NULL
  );
`;

/** What of a dispatch may be corrected; the register and its history hold the same. */
const DISPATCHED = `
    addressee_kind text NOT NULL CHECK (addressee_kind IN (${ADDRESSEES})),
    addressee text NOT NULL,
    address text,
    sent_on date NOT NULL,
    delivered_on date CHECK (delivered_on >= sent_on),
    reference text,
    channel text NOT NULL CHECK (channel IN ('E_DORECZENIA', 'EPUAP', 'POST', 'EMAIL', 'IN_PERSON')),
    proof_id uuid REFERENCES file,
    due_basis text NOT NULL CHECK (due_basis IN ('NONE', 'DAYS_7', 'DAYS_14', 'DAYS_30', 'MONTH', 'TWO_MONTHS', 'THREE_MONTHS', 'OWN_DATE')),
    -- The end of the term as it is counted, and where the calendar moves it.
    nominal_on date,
    due_on date CHECK (due_on >= nominal_on),
    mandate_id uuid REFERENCES mandate,
    CHECK (num_nonnulls(nominal_on, due_on) = CASE due_basis WHEN 'NONE' THEN 0 ELSE 2 END)`;

const REGISTER = `
  CREATE TABLE dispatch (
    id uuid PRIMARY KEY,
    dossier_id uuid NOT NULL REFERENCES dossier,
    registered_at timestamptz NOT NULL,
    -- What was answered last.
    response_id uuid,
    version int NOT NULL DEFAULT 1,${DISPATCHED}
  );
  CREATE INDEX dispatch_dossier ON dispatch (dossier_id, id);
  CREATE INDEX dispatch_addressee ON dispatch (addressee_kind, id);
  CREATE INDEX dispatch_sent ON dispatch (sent_on, id);
  CREATE INDEX dispatch_due ON dispatch (due_on) WHERE response_id IS NULL;
  CREATE INDEX dispatch_response ON dispatch (response_id);
  CREATE INDEX dispatch_proof ON dispatch (proof_id) WHERE proof_id IS NOT NULL;
  CREATE INDEX dispatch_mandate ON dispatch (mandate_id) WHERE mandate_id IS NOT NULL;

  CREATE TABLE dispatch_version (
    id uuid PRIMARY KEY,
    dispatch_id uuid NOT NULL REFERENCES dispatch,
    number int NOT NULL,
    at timestamptz NOT NULL,
    -- Why it was corrected; of the first there is none.
    reason text,${DISPATCHED},
    UNIQUE (dispatch_id, number)
  );
  CREATE INDEX dispatch_version_proof ON dispatch_version (proof_id) WHERE proof_id IS NOT NULL;
  CREATE INDEX dispatch_version_mandate ON dispatch_version (mandate_id) WHERE mandate_id IS NOT NULL;

  -- A recommendation before an addressee: what the register of answers is a list of.
  CREATE TABLE register_entry (
    id uuid PRIMARY KEY,
    dispatch_id uuid NOT NULL REFERENCES dispatch,
    item_id uuid NOT NULL REFERENCES dossier_item,
    recommendation_id uuid NOT NULL REFERENCES recommendation,
    -- The position that counts.
    position_id uuid,
    UNIQUE (dispatch_id, recommendation_id)
  );
  CREATE INDEX register_entry_dispatch ON register_entry (dispatch_id, id);
  CREATE INDEX register_entry_item ON register_entry (item_id, id);
  CREATE INDEX register_entry_recommendation ON register_entry (recommendation_id, id);
  CREATE INDEX register_entry_position ON register_entry (position_id);

  CREATE TABLE dossier_response (
    id uuid PRIMARY KEY,
    dossier_id uuid NOT NULL REFERENCES dossier,
    dispatch_id uuid NOT NULL REFERENCES dispatch,
    sender text NOT NULL,
    received_on date NOT NULL,
    reference text,
    summary text NOT NULL,
    document_id uuid REFERENCES file,
    recorded_at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate
  );
  CREATE INDEX dossier_response_dossier ON dossier_response (dossier_id, id);
  CREATE INDEX dossier_response_dispatch ON dossier_response (dispatch_id, id);
  CREATE INDEX dossier_response_document ON dossier_response (document_id) WHERE document_id IS NOT NULL;
  CREATE INDEX dossier_response_mandate ON dossier_response (mandate_id) WHERE mandate_id IS NOT NULL;
  ALTER TABLE dispatch ADD CONSTRAINT dispatch_response_id_fkey FOREIGN KEY (response_id) REFERENCES dossier_response;

  CREATE TABLE answer_position (
    id uuid PRIMARY KEY,
    response_id uuid NOT NULL REFERENCES dossier_response,
    entry_id uuid NOT NULL REFERENCES register_entry,
    recommendation_id uuid NOT NULL REFERENCES recommendation,
    kind text NOT NULL CHECK (kind IN ('ACCEPTED', 'PARTLY', 'REFUSED', 'PENDING')),
    reason text,
    CHECK (kind IN ('ACCEPTED', 'PENDING') OR reason IS NOT NULL),
    UNIQUE (response_id, recommendation_id)
  );
  CREATE INDEX answer_position_response ON answer_position (response_id, id);
  CREATE INDEX answer_position_entry ON answer_position (entry_id, id);
  CREATE INDEX answer_position_recommendation ON answer_position (recommendation_id, id);
  ALTER TABLE register_entry ADD CONSTRAINT register_entry_position_id_fkey FOREIGN KEY (position_id) REFERENCES answer_position;
`;

const FOLLOWED = `
  CREATE TABLE follow_up (
    id uuid PRIMARY KEY,
    recommendation_id uuid NOT NULL REFERENCES recommendation,
    stage text NOT NULL CHECK (stage IN (${STAGES})),
    reached_on date NOT NULL,
    list_number text CHECK (list_number ~ '^[A-Z]{1,4}[0-9]{1,5}$'),
    link text,
    note text,
    -- The published act, as it is cited and as ELI has it.
    act text,
    eli text,
    -- The entry that this one takes the place of, and why.
    corrects_id uuid UNIQUE REFERENCES follow_up,
    reason text,
    at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate,
    CHECK (num_nonnulls(act, eli) = CASE WHEN stage IN ('PUBLISHED', 'IN_FORCE') THEN 2 ELSE 0 END),
    CHECK ((corrects_id IS NULL) = (reason IS NULL))
  );
  CREATE INDEX follow_up_recommendation ON follow_up (recommendation_id, id);
  CREATE INDEX follow_up_mandate ON follow_up (mandate_id) WHERE mandate_id IS NOT NULL;

  -- An organisation behind a proposal is told of an answer to the recommendation, or of its outcome.
  CREATE TABLE answer_notice (
    id uuid PRIMARY KEY,
    recommendation_id uuid NOT NULL REFERENCES recommendation,
    convent_id uuid REFERENCES convent,
    forum_id uuid REFERENCES forum,
    entity_id uuid REFERENCES entity,
    body_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(convent_id, forum_id, entity_id)) STORED,
    response_id uuid REFERENCES dossier_response,
    outcome text CHECK (outcome IN (${OUTCOMES})),
    reason text,
    told_at timestamptz NOT NULL,
    read_at timestamptz,
    mandate_id uuid REFERENCES mandate,
    CHECK (num_nonnulls(convent_id, forum_id, entity_id) = 1),
    CHECK (num_nonnulls(response_id, outcome) = 1),
    CHECK ((outcome IS NULL) = (reason IS NULL)),
    CHECK ((read_at IS NULL) = (mandate_id IS NULL))
  );
  CREATE INDEX answer_notice_recommendation ON answer_notice (recommendation_id, id);
  CREATE INDEX answer_notice_convent ON answer_notice (convent_id, id) WHERE convent_id IS NOT NULL;
  CREATE INDEX answer_notice_forum ON answer_notice (forum_id, id) WHERE forum_id IS NOT NULL;
  CREATE INDEX answer_notice_entity ON answer_notice (entity_id, id) WHERE entity_id IS NOT NULL;
  CREATE INDEX answer_notice_body ON answer_notice (body_id, id) WHERE read_at IS NULL;
  CREATE INDEX answer_notice_response ON answer_notice (response_id) WHERE response_id IS NOT NULL;
  CREATE INDEX answer_notice_mandate ON answer_notice (mandate_id) WHERE mandate_id IS NOT NULL;
`;

/** What stands and stays: a frozen dossier, and all that was written down once. */
const STANDS = `
  CREATE FUNCTION dossier_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' OR (OLD.id, OLD.convent_id, OLD.forum_id, OLD.title, OLD.letter, OLD.content_hash, OLD.frozen_at)
          IS DISTINCT FROM (NEW.id, NEW.convent_id, NEW.forum_id, NEW.title, NEW.letter, NEW.content_hash, NEW.frozen_at)
        OR NEW.state = 'DRAFT'
      THEN RAISE EXCEPTION 'a frozen dossier is never changed' USING ERRCODE = 'restrict_violation'; END IF;
      RETURN NEW;
    END $$;
  CREATE TRIGGER dossier_stands BEFORE UPDATE OR DELETE ON dossier FOR EACH ROW
    WHEN (OLD.state <> 'DRAFT') EXECUTE FUNCTION dossier_stands();

  CREATE FUNCTION dossier_item_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      IF EXISTS (SELECT FROM dossier d WHERE d.state <> 'DRAFT'
          AND d.id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.dossier_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.dossier_id END))
      THEN RAISE EXCEPTION 'a frozen dossier is never changed' USING ERRCODE = 'restrict_violation'; END IF;
      RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$;
  CREATE TRIGGER dossier_item_stands BEFORE INSERT OR UPDATE OR DELETE ON dossier_item
    FOR EACH ROW EXECUTE FUNCTION dossier_item_stands();

  DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['dossier_act', 'dossier_record', 'dispatch_version', 'dossier_response', 'answer_position', 'follow_up'] LOOP
      EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION stands()', t || '_stands', t);
    END LOOP;
  END $$;
`;

/** It looks at proposals that whoever answers may not see, so it runs as the owner; it only ever adds notices. */
const TELLS = `
  CREATE FUNCTION tell_origins(about uuid[], the_outcome text, why text, response uuid, moment timestamptz, besides uuid)
    RETURNS uuid[] LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public
    AS $$ WITH told AS (
            INSERT INTO answer_notice (id, recommendation_id, convent_id, forum_id, entity_id, response_id, outcome, reason, told_at)
            SELECT uuidv7(), p.recommendation_id, p.convent_id, p.forum_id, p.entity_id, response, the_outcome, why, moment
            FROM (SELECT DISTINCT recommendation_id, convent_id, forum_id, entity_id FROM proposal
              WHERE recommendation_id = ANY (about) AND body_id <> besides) p
            RETURNING body_id)
          SELECT coalesce(array_agg(DISTINCT body_id), '{}') FROM told $$;
  REVOKE EXECUTE ON FUNCTION tell_origins FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION tell_origins TO konwent_app;
`;

const OFFICES = `(SELECT claimed_offices())::uuid[]`;
const ours = (dossier: string): string =>
  `EXISTS (SELECT FROM dossier d WHERE d.id = ${dossier} AND d.body_id = ANY (${OFFICES}))`;
const ofDispatch = (table: string): string =>
  `EXISTS (SELECT FROM dispatch x JOIN dossier d ON d.id = x.dossier_id WHERE x.id = ${table}.dispatch_id AND d.body_id = ANY (${OFFICES}))`;

const POLICIES = `
  GRANT SELECT ON ${guarded.join(', ')} TO konwent_app, konwent_public;
  GRANT INSERT ON dossier, ${[...ofDossier, ...register].join(', ')} TO konwent_app;
  GRANT UPDATE ON dossier, dossier_item, dispatch, register_entry TO konwent_app;
  GRANT UPDATE (read_at, mandate_id) ON answer_notice TO konwent_app;
  GRANT DELETE ON dossier_item TO konwent_app;

  DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['${guarded.join("', '")}'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', t, current_user);
      EXECUTE format('CREATE POLICY system ON %I TO konwent_app USING ((SELECT actor_is_system()))', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['${ofDossier.join("', '")}'] LOOP
      EXECUTE format('CREATE POLICY seen_with_it ON %I FOR SELECT USING (EXISTS (SELECT FROM dossier d WHERE d.id = %I.dossier_id))', t, t);
      EXECUTE format('CREATE POLICY officers ON %I TO konwent_app USING (${ours('%I.dossier_id')})', t, t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['${register.join("', '")}'] LOOP
      EXECUTE format('CREATE POLICY visible_to_all ON %I FOR SELECT USING (true)', t);
    END LOOP;
  END $$;

  CREATE POLICY visible_to_all ON dossier FOR SELECT USING (state <> 'DRAFT');
  CREATE POLICY officers ON dossier TO konwent_app USING (body_id = ANY (${OFFICES}));
  CREATE POLICY officers ON dispatch TO konwent_app USING (${ours('dispatch.dossier_id')});
  CREATE POLICY officers ON dossier_response FOR INSERT TO konwent_app WITH CHECK (${ours('dossier_response.dossier_id')});
  CREATE POLICY officers ON dispatch_version FOR INSERT TO konwent_app WITH CHECK (${ofDispatch('dispatch_version')});
  CREATE POLICY officers ON register_entry TO konwent_app USING (${ofDispatch('register_entry')});
  CREATE POLICY officers ON answer_position FOR INSERT TO konwent_app WITH CHECK (
    EXISTS (SELECT FROM dossier_response x WHERE x.id = answer_position.response_id AND ${ours('x.dossier_id')}));
  -- Whoever leads it, and whoever has sent it.
  CREATE POLICY officers ON follow_up FOR INSERT TO konwent_app WITH CHECK (
    EXISTS (SELECT FROM recommendation r WHERE r.id = follow_up.recommendation_id AND r.body_id = ANY (${OFFICES}))
    OR EXISTS (SELECT FROM register_entry e WHERE e.recommendation_id = follow_up.recommendation_id AND ${ofDispatch('e')}));
  CREATE POLICY told ON answer_notice TO konwent_app USING (body_id = ANY ((SELECT claimed_bodies())::uuid[]));
`;

const OFFICERS = `ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR']`;
const onDay = (column: string): string => `to_char(${column}, 'DD.MM.YYYY')`;
const startOf = (day: string): string => `((${day})::timestamp AT TIME ZONE 'Europe/Warsaw')`;

/** What waits to be sent, whose answer is near or missing, and what the organisations behind a recommendation have to read. */
const WAITING = `
  CREATE VIEW obligation_of_dossiers AS
    SELECT s.body_id, ${OFFICERS} AS functions, 'dossierToDispatch' AS kind, 'Dossier' AS subject_type, s.id AS subject_id,
      'Pakiet „' || s.title || '” jest zamknięty i czeka na wysłanie.' AS sentence, NULL::timestamptz AS due_at, s.frozen_at AS since
    FROM dossier s WHERE s.state = 'FROZEN'
    UNION ALL
    SELECT s.body_id, ${OFFICERS}, CASE WHEN d.due_on < warsaw_day(now()) THEN 'answerOverdue' ELSE 'answerDue' END, 'Dispatch', d.id,
      CASE WHEN d.due_on < warsaw_day(now())
        THEN 'Dnia ' || ${onDay('d.due_on')} || ' minął termin odpowiedzi na pakiet „' || s.title || '” (' || d.addressee || '). Można ponaglić.'
        ELSE 'Do ' || ${onDay('d.due_on')} || ' powinna wpłynąć odpowiedź na pakiet „' || s.title || '” (' || d.addressee || ').' END,
      ${startOf('d.due_on + 1')},
      CASE WHEN d.due_on < warsaw_day(now()) THEN ${startOf('d.due_on + 1')} ELSE greatest(${startOf('d.due_on - 7')}, d.registered_at) END
    FROM dispatch d JOIN dossier s ON s.id = d.dossier_id
    WHERE d.response_id IS NULL AND d.due_on - 7 <= warsaw_day(now())
    UNION ALL
    SELECT n.body_id, CASE WHEN n.entity_id IS NULL THEN ${OFFICERS} ELSE ARRAY['REPRESENTATIVE', 'STAFF'] END, 'answerToRead',
      'AnswerNotice', n.id, CASE WHEN n.outcome IS NULL
        THEN 'Jest odpowiedź na rekomendację ' || r.number || ', w której jest Państwa postulat. Przyjmij ją do wiadomości.'
        ELSE 'Znany jest wynik rekomendacji ' || r.number || ', w której jest Państwa postulat. Przyjmij go do wiadomości.' END,
      NULL, n.told_at
    FROM answer_notice n JOIN recommendation r ON r.id = n.recommendation_id
    WHERE n.read_at IS NULL AND NOT EXISTS (SELECT FROM answer_notice later
      WHERE later.body_id = n.body_id AND later.recommendation_id = n.recommendation_id AND later.id > n.id);
  SELECT gather_obligations();
`;
