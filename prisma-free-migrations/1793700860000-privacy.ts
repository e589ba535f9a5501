import type { MigrationInterface, QueryRunner } from 'typeorm';
import { personal, secret, tag, untag, type Tags } from './tags.ts';

/** Whoever is known here by a row of `person`. */
const PEOPLE: Tags = {
  person: [
    'Osoba',
    personal('id', 'ACCOUNT', 'neutral', 'display_name'),
    personal('id', 'ACCOUNT', 'kept', 'id created_at'),
  ],
  account: [
    'Konto',
    personal('id', 'ACCOUNT', 'deleted', 'id email email_key operator created_at'),
    personal('id', 'SIGN_IN', 'deleted', 'password_changed_at'),
    secret('id', 'SIGN_IN', 'deleted', 'password_hash'),
  ],
  session: [
    'Sesje',
    personal(
      'person_id',
      'SIGN_IN',
      'deleted',
      'person_id client created_at last_seen_at expires_at fresh_until revoked_at',
    ),
    secret('person_id', 'SIGN_IN', 'deleted', 'token_hash'),
  ],
  api_token: [
    'Tokeny API',
    personal('person_id', 'SIGN_IN', 'deleted', 'person_id name scopes created_at last_used_at expires_at revoked_at'),
    secret('person_id', 'SIGN_IN', 'deleted', 'token_hash'),
  ],
  sign_in_link: [
    'Odnośniki do logowania',
    personal('person_id', 'SIGN_IN', 'deleted', 'person_id created_at expires_at used_at'),
    secret('person_id', 'SIGN_IN', 'deleted', 'token_hash'),
  ],
  invitation: [
    'Zaproszenia do sieci',
    personal(
      'person_id',
      'INVITATIONS',
      'deleted',
      'person_id email email_key created_at expires_at accepted_at revoked_at',
    ),
    personal('invited_by', 'INVITATIONS', 'blank', 'invited_by'),
    secret('person_id', 'INVITATIONS', 'deleted', 'token_hash'),
  ],
  attempt: ['Nieudane próby logowania', personal('nobody', 'SECURITY', 'clock ATTEMPTS', 'key')],
  idempotency: [
    'Powtórzenia żądań',
    personal('actor', 'SECURITY', 'deleted', 'actor at'),
    secret('actor', 'SECURITY', 'deleted', 'key request answer'),
  ],
  event: ['Zdarzenia', personal('actor', 'ACTS', 'kept', 'actor')],
  audit_entry: ['Dziennik', personal('person_id', 'ACTS', 'kept', 'person_id')],
  half_session: [
    'Logowanie w toku',
    personal('person_id', 'SIGN_IN', 'deleted', 'person_id client created_at expires_at used_at'),
    secret('person_id', 'SIGN_IN', 'deleted', 'token_hash'),
  ],
  second_factor: [
    'Drugie składniki',
    personal('person_id', 'SIGN_IN', 'deleted', 'person_id kind name created_at last_used_at'),
    secret('person_id', 'SIGN_IN', 'deleted', 'secret last_step credential_id public_key sign_count transports'),
  ],
  recovery_code: [
    'Kody odzyskiwania',
    personal('person_id', 'SIGN_IN', 'deleted', 'person_id created_at used_at'),
    secret('person_id', 'SIGN_IN', 'deleted', 'code_hash'),
  ],
  linked_identity: [
    'Powiązane konta',
    personal('person_id', 'SIGN_IN', 'deleted', 'person_id issuer subject created_at last_used_at'),
  ],
  ceremony: [
    'Czynności logowania',
    personal('person_id', 'SIGN_IN', 'deleted', 'person_id kind issuer subject created_at expires_at'),
    secret('person_id', 'SIGN_IN', 'deleted', 'hash sealed holder_id'),
  ],
};

/** What people did for organisations: it stays, under the id of somebody who has no name any more. */
const WORK: Tags = {
  mandate: [
    'Mandaty',
    personal('person_id', 'MANDATES', 'kept', 'person_id held_by basis ended_basis'),
    personal('proposed_by', 'MANDATES', 'kept', 'proposed_by'),
  ],
  obligation: ['Sprawy do załatwienia', personal('person_id', 'MANDATES', 'deleted', 'person_id sentence')],
  poll_voter: ['Miejsca na listach uprawnionych', personal('person_id', 'VOTES', 'kept', 'person_id')],
  poll_vote: ['Oddane głosy'],
  signature: ['Podpisy', personal('person_id', 'DECLARATIONS', 'kept', 'person_id')],
  draft_member: ['Zespoły projektów', personal('person_id', 'DRAFTS', 'kept', 'person_id')],
  draft_unit_event: ['Zmiany w projektach', personal('person_id', 'DRAFTS', 'kept', 'person_id')],
  entity_import: [
    'Wczytane listy podmiotów',
    personal('person_id', 'FILES', 'neutral', 'file_name'),
    personal('person_id', 'FILES', 'kept', 'person_id'),
  ],
  file: [
    'Pliki',
    personal('uploaded_by', 'FILES', 'neutral', 'name'),
    personal('uploaded_by', 'FILES', 'kept', 'uploaded_by'),
  ],
  file_use: ['Użycia plików', personal('person_id', 'FILES', 'kept', 'person_id')],
  upload_ticket: [
    'Zapowiedzi plików',
    personal('person_id', 'FILES', 'deleted', 'person_id file_name size created_at expires_at spent_at'),
    secret('person_id', 'FILES', 'deleted', 'secret_hash'),
  ],
  remark: [
    'Uwagi w trybie obiegowym',
    personal('person_id', 'CIRCULATION', 'kept', 'person_id'),
    personal('nobody', 'CIRCULATION', 'clock SUBMITTERS', 'submitter'),
  ],
  unit_update: ['Pisanie w projektach', personal('person_id', 'DRAFTS', 'kept', 'person_id')],
  unit_author: ['Piszący w projektach', personal('person_id', 'DRAFTS', 'kept', 'person_id')],
  unit_writing: ['Kto i kiedy pisał w projektach', personal('person_id', 'DRAFTS', 'kept', 'person_id')],
  entity_contact: ['Dane kontaktowe podmiotów', personal('nobody', 'CONTACTS', 'clock CONTACTS', 'email phone')],
};

const MEETINGS: Tags = {
  registration: [
    'Zgłoszenia na spotkania',
    personal('person_id', 'MEETINGS', 'neutral', 'name'),
    personal('person_id', 'MEETINGS', 'blank', 'reason'),
    personal('person_id', 'MEETINGS', 'kept', 'person_id attendee'),
  ],
  attendance: [
    'Obecność na spotkaniach',
    personal('person_id', 'MEETINGS', 'neutral', 'name'),
    personal('person_id', 'MEETINGS', 'kept', 'person_id attendee'),
  ],
  meeting_invitation: [
    'Zaproszenia na spotkania',
    personal('person_id', 'MEETINGS', 'blank', 'note'),
    personal('person_id', 'MEETINGS', 'kept', 'person_id'),
  ],
  meeting_guest: [
    'Goście spotkań',
    personal('nobody', 'MEETINGS', 'clock GUESTS', 'name email organisation'),
    secret('nobody', 'MEETINGS', 'clock GUESTS', 'link_hash key_hash'),
  ],
  calendar_token: [
    'Adresy kalendarzy',
    personal('person_id', 'MEETINGS', 'deleted', 'person_id name created_at revoked_at'),
    secret('person_id', 'MEETINGS', 'deleted', 'token_hash'),
  ],
  recording_consent: ['Zgody na nagranie', personal('person_id', 'MEETINGS', 'kept', 'person_id consents')],
  recording: ['Nagrania', personal('nobody', 'MEETINGS', 'clock RECORDINGS', 'file_id address')],
  correction: ['Poprawki do protokołów', personal('person_id', 'MEETINGS', 'kept', 'person_id text wording')],
  representation: ['Reprezentacja na spotkaniach'],
};

/** Where a person is met by the mandate of an act alone. */
const ACTS = `change_area_act circulation_act circulation_answer conclusion convent_act declaration_act declaration_version disposition
  draft_act draft_amendment draft_version forum_decision meeting_act meeting_body meeting_report membership_act minutes_act
  minutes_version poll_act practice_act practice_mark practice_question practice_remark practice_version proposal_act
  proposal_consent proposal_merge replication resolution session_note task practice_draft recommendation_act recommendation_practice
  remark_joining dossier_act dossier_response dispatch dispatch_version follow_up answer_notice`;

/** Of organisations, their texts and the node alone. */
const OTHERS = `agenda_item change_area change_area_evidence change_area_succession change_area_version circulation
  circulation_party conclusion_area convent convent_rules declaration declaration_party declaration_record draft draft_unit entity
  entity_import_column entity_import_problem entity_import_row event_cursor forum forum_standing good_practice meeting
  meeting_report_item membership migrations minutes minutes_record node_key online_link poll poll_ballot poll_count poll_option
  poll_result practice_area practice_attachment practice_feed practice_feed_change proposal proposal_area proposal_part
  proposal_provision resolution_counter search_document search_word status_grant voivodeship working_text
  recommendation recommendation_area recommendation_round dossier dossier_item dossier_record register_entry
  answer_position unit_document audit_link audit_checkpoint`;

const each = <T extends readonly [] | readonly [string]>(tables: string, said: T): Record<string, T> =>
  Object.fromEntries(tables.split(/\s+/).map((table) => [table, said]));

const BEFORE: Tags = {
  ...PEOPLE,
  ...WORK,
  ...MEETINGS,
  ...each(ACTS, ['Czynności w imieniu organizacji'] as const),
  ...each(OTHERS, [] as const),
};

const OWN: Tags = {
  data_ticket: [
    'Bilety na własne dane',
    personal('person_id', 'PRIVACY', 'deleted', 'person_id created_at expires_at spent_at'),
    secret('person_id', 'PRIVACY', 'deleted', 'secret_hash'),
  ],
  erasure: [
    'Usunięcie danych',
    personal('person_id', 'PRIVACY', 'kept', 'person_id state asked_by asked_at due_at settled_at'),
    personal('person_id', 'PRIVACY', 'sealed', 'reason'),
    personal('operator_id', 'PRIVACY', 'kept', 'operator_id'),
  ],
};

/** What each column is, so that a person's data can be handed out and erased by what the columns say themselves. */
export class Privacy1793700860000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [TABLES, CATALOGUE, EXPORT, ERASURE, GATHERING, POLICIES]) await db.query(part);
    await tag(db, { ...BEFORE, ...OWN });
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION gather_personal(), erase_data_of(uuid), data_of_person(uuid), person_by_account(text), begin_new_log();
      DROP FUNCTION person_lives() CASCADE;
      DROP FUNCTION person_stays_erased() CASCADE;
      REVOKE DELETE ON entity_contact FROM konwent_app;
      DROP VIEW personal_column;
      DROP TABLE data_ticket, erasure;
      ALTER TABLE person DROP COLUMN erased_at;
      ALTER TABLE recording DROP CONSTRAINT recording_ended_because_check, ADD CONSTRAINT recording_ended_because_check
        CHECK (ended_because IN ('MINUTES_APPROVED', 'CONSENT_WITHDRAWN')) NOT VALID;
    `);
    await untag(db, BEFORE);
    await db.query(SAID_BEFORE);
  }
}

const TABLES = `
  -- Since when nobody is told by this row any more.
  ALTER TABLE person ADD COLUMN erased_at timestamptz;

  CREATE TABLE data_ticket (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    secret_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    spent_at timestamptz
  );
  CREATE INDEX data_ticket_person ON data_ticket (person_id);
  CREATE INDEX data_ticket_age ON data_ticket (expires_at);

  CREATE TABLE erasure (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    state text NOT NULL CHECK (state IN ('WAITING', 'CANCELLED', 'DONE')),
    asked_by text NOT NULL CHECK (asked_by IN ('PERSON', 'OPERATOR', 'CLOCK')),
    -- The operator who asked in the platform; null for the command line too.
    operator_id uuid REFERENCES person,
    -- Under the person's own key: nobody reads it once the key is gone.
    reason bytea,
    asked_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    settled_at timestamptz,
    -- When the tables that it emptied were written anew.
    scrubbed_at timestamptz,
    CHECK ((state = 'WAITING') = (settled_at IS NULL)),
    CHECK (operator_id IS NULL OR asked_by = 'OPERATOR')
  );
  CREATE UNIQUE INDEX erasure_waiting ON erasure (person_id) WHERE state = 'WAITING';
  CREATE INDEX erasure_person ON erasure (person_id);
  CREATE INDEX erasure_operator ON erasure (operator_id) WHERE operator_id IS NOT NULL;
  CREATE INDEX erasure_due ON erasure (due_at) WHERE state = 'WAITING';

  ALTER TABLE recording DROP CONSTRAINT recording_ended_because_check, ADD CONSTRAINT recording_ended_because_check
    CHECK (ended_because IN ('MINUTES_APPROVED', 'CONSENT_WITHDRAWN', 'KEPT_TOO_LONG'));
`;

/** What the comments say, with the condition under which a row \`t\` is that of the person $1. */
const CATALOGUE = `
  CREATE VIEW personal_column WITH (security_invoker) AS
    SELECT tagged.*, CASE
        WHEN whose = 'nobody' THEN NULL
        WHEN via = 'mandate' THEN format('t.%I IN (SELECT m.id FROM mandate m WHERE m.person_id = $1)', whose)
        WHEN whose_type = 'text' THEN format('t.%I = $1::text', whose)
        ELSE format('t.%I = $1', whose) END AS is_theirs
    FROM (
      SELECT c.relname::text AS "table", a.attname::text AS name, a.attnum AS place, format_type(a.atttypid, NULL) AS type,
        a.attnotnull AS needed, obj_description(c.oid, 'pg_class') AS heading,
        said[1] = 'secret' AS is_secret, said[2] AS whose, said[3] AS purpose, said[4] AS fate,
        (SELECT k.confrelid::regclass::text FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f'
          AND k.conkey = ARRAY[w.attnum] LIMIT 1) AS via,
        format_type(w.atttypid, NULL) AS whose_type
      FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      CROSS JOIN LATERAL regexp_match(col_description(c.oid, a.attnum),
        '^(personal|secret) of (\\w+) for ([A-Z_]+): (deleted|neutral|blank|sealed|kept|clock [A-Z_]+)$') AS said
      LEFT JOIN pg_attribute w ON w.attrelid = c.oid AND w.attname = said[2]
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND said IS NOT NULL) tagged;
`;

/**
 * Beside what is theirs a row tells its ids, times, numbers and what kind of thing it is: never another person's columns,
 * and no text that an organisation wrote.
 */
const EXPORT = `
  CREATE FUNCTION data_of_person(person uuid) RETURNS TABLE ("table" text, heading text, rows json)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
    DECLARE part record;
    BEGIN
      IF NOT actor_is_system() THEN RAISE insufficient_privilege; END IF;
      FOR part IN
        SELECT p."table", min(p.heading) AS heading, string_agg(DISTINCT p.is_theirs, ' OR ') AS owned,
          string_agg(format('CASE WHEN %s THEN t.%I END AS %I', p.is_theirs, p.name, p.name), ', ' ORDER BY p.place) AS own,
          coalesce((SELECT ', ' || string_agg(format('t.%I', a.attname), ', ' ORDER BY a.attnum)
            FROM pg_attribute a WHERE a.attrelid = p."table"::regclass AND a.attnum > 0 AND NOT a.attisdropped
              AND a.attgenerated = '' AND col_description(a.attrelid, a.attnum) = 'not personal'
              AND (format_type(a.atttypid, NULL) IN ('uuid', 'bigint', 'date', 'boolean', 'integer', 'tstzrange', 'daterange',
                  'timestamp with time zone')
                OR a.attname IN ('state', 'action', 'act', 'function', 'kind', 'method', 'mode', 'type', 'answer', 'verdict'))), '') AS around
        FROM personal_column p WHERE NOT p.is_secret AND p.is_theirs IS NOT NULL GROUP BY p."table" ORDER BY p."table"
      LOOP
        RETURN QUERY EXECUTE format('SELECT %L, %L, json_agg(json_strip_nulls(row_to_json(x)))
          FROM (SELECT %s%s FROM %I t WHERE %s) x HAVING count(*) > 0',
          part."table", part.heading, part.own, part.around, part."table", part.owned) USING person;
      END LOOP;
    END $$;
`;

const NEUTRAL_NAME = 'Osoba, której dane usunięto';

const ERASURE = `
  -- Whoever adds something of a person waits for their erasure, and is refused after it.
  CREATE FUNCTION person_lives() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE
      who uuid := (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
      gone timestamptz;
    BEGIN
      IF who IS NULL THEN RETURN NEW; END IF;
      SELECT erased_at INTO gone FROM person WHERE id = who FOR KEY SHARE;
      IF gone IS NOT NULL THEN
        RAISE foreign_key_violation USING MESSAGE = 'this person was erased', CONSTRAINT = 'person_lives';
      END IF;
      RETURN NEW;
    END $$;
  CREATE FUNCTION person_stays_erased() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE foreign_key_violation USING MESSAGE = 'this person was erased', CONSTRAINT = 'person_lives'; END $$;
  CREATE TRIGGER stays_erased BEFORE UPDATE ON person FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL)
    EXECUTE FUNCTION person_stays_erased();

  -- The caller holds the person's row. Rows first, so that what stays is not written for nothing.
  CREATE FUNCTION erase_data_of(person uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE part record;
    BEGIN
      IF NOT actor_is_system() THEN RAISE insufficient_privilege; END IF;
      FOR part IN SELECT DISTINCT "table", is_theirs FROM personal_column
        WHERE fate = 'deleted' AND is_theirs IS NOT NULL ORDER BY 1
      LOOP EXECUTE format('DELETE FROM %I t WHERE %s', part."table", part.is_theirs) USING person; END LOOP;
      FOR part IN SELECT "table", is_theirs, string_agg(format('%I = %s', name,
            CASE WHEN fate = 'neutral' THEN quote_literal('${NEUTRAL_NAME}') WHEN needed THEN '''''' ELSE 'NULL' END), ', ') AS changes
        FROM personal_column WHERE fate IN ('neutral', 'blank') AND is_theirs IS NOT NULL GROUP BY 1, 2 ORDER BY 1
      LOOP EXECUTE format('UPDATE %I t SET %s WHERE %s', part."table", part.changes, part.is_theirs) USING person; END LOOP;
      UPDATE person p SET erased_at = now() WHERE p.id = erase_data_of.person;
    END $$;

  -- Begins a new file of the log that is written first, so that those before it go; false where the owner may not.
  CREATE FUNCTION begin_new_log() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    BEGIN
      IF NOT actor_is_system() THEN RETURN false; END IF;
      PERFORM pg_switch_wal();
      CHECKPOINT;
      RETURN true;
    EXCEPTION WHEN insufficient_privilege THEN RETURN false;
    END $$;

  -- Whose account has an address, for the operator who was asked to erase it.
  CREATE FUNCTION person_by_account(key text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT person_id FROM person_by_email(key) WHERE actor_is_system() OR is_operator(actor_id()) $$;
`;

/**
 * Does for each tagged column what its tag asks of the tables: no more of a person after their erasure, no samples of
 * names and addresses in the planner's statistics, and rows that can be written anew without what was erased.
 */
const GATHERING = `
  CREATE FUNCTION gather_personal() RETURNS void LANGUAGE plpgsql AS $$
    DECLARE part record;
    BEGIN
      FOR part IN SELECT DISTINCT "table", whose FROM personal_column p
        WHERE via IN ('person', 'account') AND "table" <> 'obligation'
          AND (fate IN ('deleted', 'neutral', 'blank', 'sealed') OR ("table", whose) = ('mandate', 'person_id'))
          AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = p."table"::regclass AND g.tgname = 'lives_' || p.whose)
      LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE INSERT OR UPDATE OF %I ON %I FOR EACH ROW EXECUTE FUNCTION person_lives(%L)',
          'lives_' || part.whose, part.whose, part."table", part.whose);
      END LOOP;
      FOR part IN SELECT p."table", p.name FROM personal_column p
        JOIN pg_attribute a ON a.attrelid = p."table"::regclass AND a.attname = p.name AND a.attgenerated = ''
        WHERE p.type IN ('text', 'character varying', 'jsonb') AND p.fate NOT IN ('kept', 'sealed') AND coalesce(a.attstattarget, -1) <> 0
      LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I SET STATISTICS 0', part."table", part.name);
        PERFORM pg_clear_attribute_stats('public', part."table", part.name, false);
      END LOOP;
      FOR part IN SELECT DISTINCT "table" FROM personal_column WHERE fate NOT IN ('kept', 'sealed')
      LOOP EXECUTE format('GRANT MAINTAIN ON %I TO konwent_app', part."table"); END LOOP;
    END $$;
`;

const POLICIES = `
  REVOKE EXECUTE ON FUNCTION data_of_person(uuid), erase_data_of(uuid), person_by_account(text), gather_personal(), begin_new_log() FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION data_of_person(uuid), erase_data_of(uuid), person_by_account(text), begin_new_log() TO konwent_app;
  GRANT SELECT ON personal_column TO konwent_app;
  GRANT DELETE ON entity_contact TO konwent_app;
  GRANT SELECT, INSERT, DELETE ON data_ticket TO konwent_app;
  GRANT UPDATE (spent_at) ON data_ticket TO konwent_app;
  GRANT SELECT, INSERT ON erasure TO konwent_app;
  GRANT UPDATE (state, settled_at, scrubbed_at) ON erasure TO konwent_app;

  DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['data_ticket', 'erasure'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', t, current_user);
      EXECUTE format('CREATE POLICY system ON %I TO konwent_app USING ((SELECT actor_is_system()))', t);
      EXECUTE format('CREATE POLICY own ON %I TO konwent_app USING (person_id = (SELECT actor_id()))', t);
    END LOOP;
  END $$;
  CREATE POLICY operators ON erasure TO konwent_app USING ((SELECT is_operator(actor_id())));
`;

const OF_IDENTITY: Record<string, { personal: string; other: string }> = {
  person: { personal: 'display_name', other: 'id created_at' },
  account: { personal: 'email email_key password_hash password_changed_at', other: 'id operator created_at' },
  session: {
    personal: 'person_id created_at last_seen_at client',
    other: 'id token_hash expires_at fresh_until revoked_at',
  },
  api_token: {
    personal: 'person_id name last_used_at',
    other: 'id token_hash scopes created_at expires_at revoked_at',
  },
  invitation: {
    personal: 'person_id email email_key invited_by',
    other: 'id token_hash created_at expires_at accepted_at revoked_at',
  },
  sign_in_link: { personal: 'person_id', other: 'id token_hash created_at expires_at used_at' },
  attempt: { personal: 'key', other: 'points expire' },
  entity_contact: { personal: 'email phone', other: '' },
  upload_ticket: { personal: 'file_name', other: '' },
  file: { personal: 'name', other: '' },
  meeting_guest: { personal: 'name email organisation', other: '' },
  registration: { personal: 'name', other: '' },
  attendance: { personal: 'name', other: '' },
};

const SAID_BEFORE = Object.entries(OF_IDENTITY)
  .flatMap(([table, { personal: theirs, other }]) => [
    ...theirs.split(' ').map((column) => `COMMENT ON COLUMN ${table}.${column} IS 'personal';`),
    ...(other ? other.split(' ') : []).map((column) => `COMMENT ON COLUMN ${table}.${column} IS 'not personal';`),
  ])
  .join('\n');
